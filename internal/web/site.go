package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/a-h/templ"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// Config is everything the pages depend on.
type Config struct {
	DB           *store.DB
	Clock        clock.Clock
	Log          *slog.Logger
	Key          []byte // at least 32 bytes; signs notices and numbers addresses
	Organisation string
	Version      string
	DefaultLang  words.Lang // for readers whose browser asks for neither language
	Demo         bool
	HTTPS        bool // readers reach the site by https: cookies are Secure, HSTS is sent
	Proxied      bool // a trusted proxy stands in front and adds X-Forwarded-For
	Gallery      bool // show /design; always shown in a demo

	// Who gives a signed-in person's rights of this moment and their name.
	Who func(ctx context.Context, tx *store.Tx, person int64) (access.Subject, string, error)
	// Places is the reader's menu; nil: none.
	Places func(v *Visit) []ui.Link
	// Above is what stands first on every page of a signed-in person, such as an alert to acknowledge; nil: nothing. It is not
	// asked for pages that tell of an error.
	Above func(ctx context.Context, v *Visit) (templ.Component, error)
	// Translate turns an error of the domain into one of this package; it returns the error itself when it knows it not.
	Translate func(error) error
	// Changed is called after each request that may have changed something: the job runner is woken by it. May be nil.
	Changed func()
	// Ready tells what keeps the server from serving; nil means nothing but the database is asked.
	Ready func(context.Context) error
	// Contact is where a reader turns with faults of accessibility; an e-mail address.
	Contact        string
	Whistleblowing string // address of the organisation's own channel; may be empty
	Privacy        string // address of the page on personal data; may be empty
}

// Access says who may reach a route.
type Access int

// The accesses. Apart never reads the session cookie and is not in the access log; Open reads it if there is one;
// SignedIn sends everybody else to sign in.
const (
	SignedIn Access = iota
	Open
	Apart
)

// Handler answers a request or returns what went wrong.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Route is one registered address.
type Route struct {
	Pattern string
	Access  Access

	handler Handler
	body    int64
	limit   *limiter
}

// Option changes how a route is served.
type Option func(*Route)

// MaxBody lets a request's body be up to n bytes; without it 1 MiB.
func MaxBody(n int64) Option { return func(rt *Route) { rt.body = n } }

// Site is the running web site: routes and what they share.
type Site struct {
	Config

	mux         *http.ServeMux
	routes      []Route
	crossOrigin *http.CrossOriginProtection
	signIns     *limiter
	reports     *limiter
}

const standardBody = 1 << 20

// New returns a site with the addresses that belong to no subject.
func New(c Config) (*Site, error) {
	switch {
	case c.DB == nil || c.Clock == nil || c.Log == nil || c.Who == nil:
		return nil, errors.New("web: a database, a clock, a log and Who are needed")
	case len(c.Key) < 32:
		return nil, errors.New("web: the key is shorter than 32 bytes")
	case c.DefaultLang == "":
		c.DefaultLang = words.SV
	}
	s := &Site{Config: c, mux: http.NewServeMux(), crossOrigin: http.NewCrossOriginProtection(),
		signIns: newLimiter(c.Clock, 1, 60), reports: newLimiter(c.Clock, 2, 120)}
	s.ground()
	return s, nil
}

// Handle registers a route. Pattern is one of http.ServeMux, with a method.
func (s *Site) Handle(pattern string, access Access, h Handler, options ...Option) {
	rt := Route{Pattern: pattern, Access: access, handler: h, body: standardBody}
	for _, o := range options {
		o(&rt)
	}
	s.routes = append(s.routes, rt)
	s.mux.Handle(pattern, s.serve(rt))
}

// Routes lists what was registered, for tests that go through all of it.
func (s *Site) Routes() []Route { return append([]Route(nil), s.routes...) }

// Handler is the whole site.
func (s *Site) Handler() http.Handler { return s.withHeaders(s.mux) }

// SignInLimit slows down who tries many sign-ins from one address. Counts that lock stand in the database.
func (s *Site) SignInLimit() Option { return func(rt *Route) { rt.limit = s.signIns } }

// ReportLimit slows down floods of reports from one address; a whole hospital may share one.
func (s *Site) ReportLimit() Option { return func(rt *Route) { rt.limit = s.reports } }

// Page writes a page with status 200.
func (s *Site) Page(w http.ResponseWriter, r *http.Request, title string, body templ.Component) error {
	return s.PageOf(w, r, Look{Title: title}, body)
}

// Redirect sends the reader on after a form, so that reloading does not send it again (303).
func (s *Site) Redirect(w http.ResponseWriter, r *http.Request, to string) error {
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
