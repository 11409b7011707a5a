package imports

import (
	"net/http"
	"unicode"
	"unicode/utf8"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/batch"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/register"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// Pages are the pages of imports.
type Pages struct {
	Site     *web.Site
	Book     *record.Book
	Importer *batch.Importer
	// Target says how rows become records of a kind; false for a kind that no table becomes.
	Target func(kind record.Any) (batch.Target, bool)
}

// maxFile is how large a file may be on a page: it is held in memory while it is handed in. Larger ones come by command.
const maxFile = 32 << 20

// Register puts the pages on the site.
func (p *Pages) Register() {
	for pattern, h := range map[string]func(*call) error{
		"GET /imports":                     (*call).index,
		"GET /imports/new":                 (*call).newForm,
		"POST /imports/new":                (*call).begin,
		"POST /imports/forget":             (*call).forget,
		"GET /imports/batch/{batch}/undo":  (*call).undoForm,
		"POST /imports/batch/{batch}/undo": (*call).undo,
	} {
		p.Site.Handle(pattern, web.SignedIn, p.on(h), web.MaxBody(bodyOf(pattern)))
	}
	for pattern, h := range map[string]func(*call) error{
		"GET /imports/{id}":              (*call).show,
		"GET /imports/{id}/mapping":      (*call).mappingForm,
		"POST /imports/{id}/mapping":     (*call).takeMapping,
		"GET /imports/{id}/values":       (*call).valuesForm,
		"POST /imports/{id}/values":      (*call).values,
		"POST /imports/{id}/table":       (*call).replace,
		"POST /imports/{id}/write":       (*call).write,
		"POST /imports/{id}/stop":        (*call).stop,
		"POST /imports/{id}/discard":     (*call).discard,
		"GET /imports/{id}/problems.csv": (*call).problems,
		"GET /imports/{id}/mapping.yaml": (*call).mappingFile,
	} {
		p.Site.Handle(pattern, web.SignedIn, p.on(p.ofWork(h)), web.MaxBody(bodyOf(pattern)))
	}
}

func bodyOf(pattern string) int64 {
	if pattern == "POST /imports/new" || pattern == "POST /imports/{id}/table" {
		return maxFile + 1<<20
	}
	return 4 << 20 // a mapping of hundreds of columns and words
}

// call is one request.
type call struct {
	*Pages
	w     http.ResponseWriter
	r     *http.Request
	v     *web.Visit
	kinds []record.Any // that the reader may import
	work  *batch.Work  // the one the address names
}

// on answers who may import nothing as if the pages did not exist.
func (p *Pages) on(h func(*call) error) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		c := &call{Pages: p, w: w, r: r, v: web.VisitOf(r)}
		c.kinds = p.MayImport(c.v.Subject)
		if len(c.kinds) == 0 {
			return web.NotFound()
		}
		return h(c)
	}
}

// ofWork finds the table on its way in that the address names.
func (p *Pages) ofWork(h func(*call) error) func(*call) error {
	return func(c *call) error {
		err := c.Book.DB.Read(c.r.Context(), func(tx *store.Tx) (err error) {
			c.work, err = batch.WorkOf(tx, c.r.PathValue("id"), record.Key(c.v.Person))
			return err
		})
		if err != nil {
			return err
		}
		return h(c)
	}
}

// MayImport lists the kinds that a table of the subject's may become.
func (p *Pages) MayImport(s access.Subject) (all []record.Any) {
	for _, kind := range p.Book.Kinds() {
		if _, ok := p.Target(kind); !ok {
			continue
		}
		if !s.Where(access.Import, kind.Meta().Name, access.Columns{Class: "class"}, access.Query{}).Nothing {
			all = append(all, kind)
		}
	}
	return all
}

// target is what rows become, brought in by the person of the work.
func (p *Pages) target(w *batch.Work) (batch.Target, bool) {
	kind, ok := p.Book.Kind(w.Kind)
	if !ok {
		return batch.Target{}, false
	}
	t, ok := p.Target(kind)
	t.By = w.Person
	return t, ok
}

func (c *call) t(key string, args ...any) string { return c.v.T(key, args...) }
func (c *call) ctx() ui.Ctx                      { return c.v.Ctx() }

// change runs f as one change of what is no record.
func (c *call) change(f func(tx *store.Tx) error) error { return c.Book.DB.Write(c.r.Context(), f) }

// caller is the reader.
func (c *call) caller() record.Caller { return record.Caller{Person: record.Key(c.v.Person)} }

// at is an address of the work.
func (c *call) at(rest string) string { return "/imports/" + c.work.ID + rest }

// crumbs lead back to the list.
func (c *call) crumbs() []ui.Link { return []ui.Link{{Label: c.t("imports.title"), Href: "/imports"}} }

func pluralOf(lang words.Lang, kind string) string {
	return capital(words.T(lang, register.PluralKey(kind)))
}

func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}
