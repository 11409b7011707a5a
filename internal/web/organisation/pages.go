package organisation

import (
	"net/http"

	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// Pages are the pages about the organisation.
type Pages struct {
	Site    *web.Site
	Book    *record.Book
	Profile *strategy.Profile
}

// maxUpload is how large a form with a file may be.
const maxUpload = 64 << 20

// Register puts the pages on the site.
func (p *Pages) Register() {
	on := func(pattern string, h func(*call) error) {
		p.Site.Handle(pattern, web.SignedIn, func(w http.ResponseWriter, r *http.Request) error {
			return h(&call{Pages: p, w: w, r: r, v: web.VisitOf(r)})
		}, web.MaxBody(maxUpload))
	}
	on("GET /findings", (*call).findings)
	on("GET "+importPath, (*call).choose)
	on("POST "+importPath, (*call).chosen)
	on("GET "+previewPath, (*call).preview)
	on("POST "+previewPath, (*call).apply)
}

// call is one request.
type call struct {
	*Pages
	w http.ResponseWriter
	r *http.Request
	v *web.Visit
}

func (c *call) t(key string, args ...any) string { return c.v.T(key, args...) }

func (c *call) ctx() ui.Ctx { return c.v.Ctx() }

func (c *call) caller() record.Caller { return record.Caller{Person: record.Key(c.v.Person)} }
