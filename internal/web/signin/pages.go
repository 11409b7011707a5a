package signin

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/a-h/templ"

	"github.com/vardkas/vardkas/internal/account"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// DemoPerson is somebody a visitor of the demo may be.
type DemoPerson struct {
	Person int64 // record key
	Name   string
	Role   words.Label
}

// Config is what the pages depend on.
type Config struct {
	Accounts *account.Accounts
	// FirstPersons makes the records of the person who starts an installation and of the two who appoint all others, and
	// appoints the three. names and keys stand in that order.
	FirstPersons func(tx *store.Tx, names [3]string) ([3]int64, error)
	// Demo lists who a visitor of the demo may be. It is asked only when the site is a demo.
	Demo func(ctx context.Context, tx *store.Tx) ([]DemoPerson, error)
}

type pages struct {
	Config
	site *web.Site
}

// Register adds the pages to a site.
func Register(site *web.Site, c Config) {
	p := &pages{Config: c, site: site}
	site.Handle("GET /sign-in", web.Open, p.signInPage)
	site.Handle("POST /sign-in", web.Open, p.signIn, site.SignInLimit())
	site.Handle("GET /sign-in/code", web.Open, p.codePage)
	site.Handle("POST /sign-in/code", web.Open, p.code, site.SignInLimit())
	site.Handle("GET /sign-in/password", web.Open, p.ownPasswordPage)
	site.Handle("POST /sign-in/password", web.Open, p.ownPassword, site.SignInLimit())
	site.Handle("GET /sign-in/enrol", web.Open, p.firstEnrolPage)
	site.Handle("POST /sign-in/enrol", web.Open, p.firstEnrol, site.SignInLimit())
	site.Handle("POST /sign-out", web.Open, p.signOut)
	site.Handle("GET /first-start", web.Open, p.firstStartPage)
	site.Handle("POST /first-start", web.Open, p.firstStart, site.SignInLimit())
	site.Handle("GET /step-up", web.SignedIn, p.stepUpPage)
	site.Handle("POST /step-up", web.SignedIn, p.stepUp, site.SignInLimit())
	site.Handle("GET /account", web.SignedIn, p.account)
	site.Handle("POST /account/sessions/end", web.SignedIn, p.endSession)
	site.Handle("POST /account/sessions/end-others", web.SignedIn, p.endOthers)
	site.Handle("GET /account/password", web.SignedIn, p.passwordPage)
	site.Handle("POST /account/password", web.SignedIn, p.password, site.SignInLimit())
	site.Handle("GET /account/second-factor", web.SignedIn, p.enrolPage)
	site.Handle("POST /account/second-factor", web.SignedIn, p.enrol)
	site.Handle("POST /account/second-factor/remove", web.SignedIn, p.removeFactor)
	if site.Demo && c.Demo != nil {
		site.Handle("POST /demo/sign-in", web.Open, p.demoSignIn, site.SignInLimit())
	}
}

// worded is the sentence of an error of package account, or "" when it is none.
func worded(v *web.Visit, err error) string {
	if locked, ok := errors.AsType[*account.LockedError](err); ok {
		return v.T("account.problem.locked", words.Clock(v.Lang, locked.Until.Add(time.Minute).Local()))
	}
	for _, known := range []error{account.ErrWrong, account.ErrWeak, account.ErrLong, account.ErrCommon, account.ErrTaken, account.ErrName,
		account.ErrCode, account.ErrStartCode, account.ErrTOTPDemanded, account.ErrOnceOver, account.ErrSame} {
		if errors.Is(err, known) {
			return v.T(known.Error())
		}
	}
	return ""
}

func statusOf(err error) int {
	if _, ok := errors.AsType[*account.LockedError](err); ok {
		return http.StatusTooManyRequests
	}
	return http.StatusUnprocessableEntity
}

// next is where the reader wanted to go.
func next(r *http.Request) string { return web.Local(r.FormValue("next"), "/") }

// on carries the page a form stands on and where it leads, so that switching language loses neither.
func on(path string, r *http.Request) []ui.Hidden {
	to := next(r)
	return []ui.Hidden{{Name: "next", Value: to}, {Name: web.PageName, Value: path + "?next=" + url.QueryEscape(to)}}
}

// wrong is a problem that belongs to no field.
func wrong(text string) []ui.Problem {
	if text == "" {
		return nil
	}
	return []ui.Problem{{Text: text}}
}

// form writes a page with one form. status is 0 when nothing is wrong.
func (p *pages) form(w http.ResponseWriter, r *http.Request, title, lead string, status int, form ui.Form, more ...templ.Component) error {
	v := web.VisitOf(r)
	look := web.Look{Status: status, Title: v.T(title), Lead: lead, Failed: status >= 400, Width: ui.Reading, Bare: !v.SignedIn()}
	return p.site.PageOf(w, r, look, templ.Join(append([]templ.Component{ui.FormOf(v.Ctx(), form)}, more...)...))
}

func submit(v *web.Visit, key string) ui.Actions {
	return ui.Actions{Primary: &ui.Button{Label: v.T(key)}}
}

func fields(f ...ui.Field) []ui.Group { return []ui.Group{{Fields: f}} }
