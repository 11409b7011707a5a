package signin

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"github.com/vardkas/vardkas/internal/account"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
)

func (p *pages) signInPage(w http.ResponseWriter, r *http.Request) error {
	if web.VisitOf(r).SignedIn() {
		return p.site.Redirect(w, r, next(r))
	}
	return p.showSignIn(w, r, nil)
}

// showSignIn looks the same whatever was wrong: whether a name exists is not said.
func (p *pages) showSignIn(w http.ResponseWriter, r *http.Request, problem error) error {
	v := web.VisitOf(r)
	started, demo := true, []DemoPerson(nil)
	err := p.site.DB.Read(r.Context(), func(tx *store.Tx) (err error) {
		if p.site.Demo && p.Demo != nil {
			demo, err = p.Demo(r.Context(), tx)
			return err
		}
		started, err = account.Started(tx)
		return err
	})
	if err != nil {
		return err
	}
	if !started {
		return p.site.Redirect(w, r, "/first-start")
	}
	form := ui.Form{Action: "/sign-in", Hidden: on("/sign-in", r), Problems: wrong(worded(v, problem)), Actions: submit(v, "account.sign_in.button"), Groups: fields(
		ui.Field{Name: "username", Label: v.T("account.username"), Value: r.PostFormValue("username"), Required: true, MaxLength: 64, Autocomplete: "username"},
		ui.Field{Name: "password", Label: v.T("account.password"), Input: ui.Password, Required: true, Autocomplete: "current-password"},
		ui.Field{Name: "longer", Label: v.T("account.longer"), Hint: v.T("account.longer.hint"), Input: ui.Checkbox, Value: r.PostFormValue("longer")},
	)}
	status, more := 0, []templ.Component(nil)
	if problem != nil {
		status = statusOf(problem)
	}
	if len(demo) > 0 {
		more = append(more, demoPersons(v.Ctx(), demo, next(r)))
	}
	return p.form(w, r, "account.sign_in.title", "", status, form, more...)
}

func (p *pages) signIn(w http.ResponseWriter, r *http.Request) error {
	s, token, err := p.Accounts.SignIn(r.Context(), account.Attempt{
		Username: r.PostFormValue("username"), Password: r.PostFormValue("password"), Longer: r.PostFormValue("longer") == "1",
		Address: p.site.Address(r), Agent: account.AgentFamily(r.UserAgent()),
	})
	if worded(web.VisitOf(r), err) != "" {
		return p.showSignIn(w, r, err)
	}
	if err != nil {
		return err
	}
	return p.goOn(w, r, s, token)
}

// goOn gives the browser its new session, ends the one it had, and leads to what comes next.
func (p *pages) goOn(w http.ResponseWriter, r *http.Request, s account.Session, token string) error {
	if v := web.VisitOf(r); v.SignedIn() {
		if err := p.site.DB.Write(r.Context(), func(tx *store.Tx) error { return account.SignOut(tx, v.Session) }); err != nil {
			return err
		}
	}
	p.site.SetSession(w, token)
	to := next(r)
	switch s.Stage {
	case account.AwaitsCode:
		to = "/sign-in/code?next=" + url.QueryEscape(to)
	case account.AwaitsPassword:
		to = "/sign-in/password?next=" + url.QueryEscape(to)
	case account.AwaitsEnrolment:
		to = "/sign-in/enrol?next=" + url.QueryEscape(to)
	}
	return p.site.Redirect(w, r, to)
}

// halfway is the session that awaits this step, or false after leading back to the beginning.
func (p *pages) halfway(w http.ResponseWriter, r *http.Request, stage account.Stage) (account.Session, bool, error) {
	v := web.VisitOf(r)
	if v.Session.Stage == stage && v.Session.Live(v.Now()) {
		return v.Session, true, nil
	}
	return account.Session{}, false, p.site.Redirect(w, r, "/sign-in?next="+url.QueryEscape(next(r)))
}

func (p *pages) codePage(w http.ResponseWriter, r *http.Request) error {
	if _, ok, err := p.halfway(w, r, account.AwaitsCode); !ok {
		return err
	}
	return p.showCode(w, r, nil)
}

func (p *pages) showCode(w http.ResponseWriter, r *http.Request, problem error) error {
	v := web.VisitOf(r)
	status := 0
	field := codeField(v)
	if problem != nil {
		status = statusOf(problem)
		field.Problems = []string{worded(v, asCode(problem))}
	}
	form := ui.Form{Action: "/sign-in/code", Hidden: on("/sign-in/code", r), Actions: submit(v, "account.sign_in.button"), Groups: fields(field)}
	return p.form(w, r, "account.code.title", v.T("account.code.lead"), status, form)
}

// asCode says "the code" where account says "something": the password was right already.
func asCode(err error) error {
	if errors.Is(err, account.ErrWrong) {
		return account.ErrCode
	}
	return err
}

func codeField(v *web.Visit) ui.Field {
	return ui.Field{Name: "code", Label: v.T("account.code"), Hint: v.T("account.code.hint"), Required: true, MaxLength: 10, Autocomplete: "one-time-code", Inputmode: "numeric"}
}

func (p *pages) code(w http.ResponseWriter, r *http.Request) error {
	half, ok, err := p.halfway(w, r, account.AwaitsCode)
	if !ok {
		return err
	}
	s, token, err := p.Accounts.Second(r.Context(), half, r.PostFormValue("code"), p.site.Address(r))
	if errors.Is(err, account.ErrNoSession) {
		return p.site.Redirect(w, r, "/sign-in?next="+url.QueryEscape(next(r)))
	}
	if worded(web.VisitOf(r), err) != "" {
		return p.showCode(w, r, err)
	}
	if err != nil {
		return err
	}
	return p.goOn(w, r, s, token)
}

func (p *pages) signOut(w http.ResponseWriter, r *http.Request) error {
	v := web.VisitOf(r)
	if v.SignedIn() {
		if err := p.site.DB.Write(r.Context(), func(tx *store.Tx) error { return account.SignOut(tx, v.Session) }); err != nil {
			return err
		}
	}
	p.site.ForgetSession(w)
	p.site.Note(w, ui.Done, "account.signed_out")
	return p.site.Redirect(w, r, "/")
}

func (p *pages) demoSignIn(w http.ResponseWriter, r *http.Request) error {
	person, err := strconv.ParseInt(r.PostFormValue("person"), 10, 64)
	if err != nil {
		return web.NotFound()
	}
	var s account.Session
	var token string
	err = p.site.DB.Write(r.Context(), func(tx *store.Tx) error {
		listed, err := p.Demo(r.Context(), tx)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(listed, func(d DemoPerson) bool { return d.Person == person }) {
			return web.NotFound()
		}
		s, token, err = account.Open(tx, account.Opening{Person: person, Via: account.ViaDemo, Longer: true, Stage: account.Complete, Agent: account.AgentFamily(r.UserAgent())})
		return err
	})
	if err != nil {
		return err
	}
	return p.goOn(w, r, s, token)
}

func (p *pages) stepUpPage(w http.ResponseWriter, r *http.Request) error {
	return p.showStepUp(w, r, nil)
}

func (p *pages) showStepUp(w http.ResponseWriter, r *http.Request, problem error) error {
	v := web.VisitOf(r)
	form := ui.Form{Action: "/step-up", Hidden: on("/step-up", r), Problems: wrong(worded(v, problem)), Actions: submit(v, "account.step_up.button")}
	lead := v.T("account.step_up.demo")
	if v.Session.Via != account.ViaDemo {
		lead = v.T("account.step_up.lead")
		x, err := p.own(r)
		if err != nil {
			return err
		}
		form.Groups = fields(ui.Field{Name: "password", Label: v.T("account.password"), Input: ui.Password, Required: true, Autocomplete: "current-password"})
		if x.TOTP {
			form.Groups[0].Fields = append(form.Groups[0].Fields, codeField(v))
		}
	}
	status := 0
	if problem != nil {
		status = statusOf(problem)
	}
	return p.form(w, r, "account.step_up.title", lead, status, form)
}

func (p *pages) stepUp(w http.ResponseWriter, r *http.Request) error {
	v := web.VisitOf(r)
	err := p.Accounts.StepUp(r.Context(), v.Session, r.PostFormValue("password"), r.PostFormValue("code"), p.site.Address(r))
	if worded(v, err) != "" {
		return p.showStepUp(w, r, err)
	}
	if err != nil {
		return err
	}
	p.site.Note(w, ui.Done, "account.step_up.done")
	return p.site.Redirect(w, r, next(r))
}

// own is the account of who asks.
func (p *pages) own(r *http.Request) (x account.Account, err error) {
	err = p.site.DB.Read(r.Context(), func(tx *store.Tx) error {
		x, err = account.Of(tx, web.VisitOf(r).Person)
		return err
	})
	if errors.Is(err, account.ErrNoAccount) {
		return x, web.NotFound()
	}
	return x, err
}
