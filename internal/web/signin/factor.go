package signin

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/vardkas/vardkas/internal/account"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// enrolPage asks who sits there first: whoever finds an open browser must not be able to add a factor of their own.
func (p *pages) enrolPage(w http.ResponseWriter, r *http.Request) error {
	v := web.VisitOf(r)
	if _, err := p.own(r); err != nil {
		return err
	}
	if err := v.StepUp(); err != nil {
		return err
	}
	return p.beginEnrolment(w, r, "/account/second-factor")
}

// beginEnrolment makes a secret and shows it. Coming back before it is confirmed shows the same one: reloading a page
// must not spoil what the phone has just read.
func (p *pages) beginEnrolment(w http.ResponseWriter, r *http.Request, action string) error {
	person := web.VisitOf(r).Session.Person
	e, err := p.Accounts.Pending(r.Context(), person, p.site.Organisation)
	if errors.Is(err, account.ErrNoAccount) {
		e, err = p.newEnrolment(r.Context(), person)
	}
	if err != nil {
		return err
	}
	return p.showEnrolment(w, r, action, e, nil)
}

func (p *pages) newEnrolment(ctx context.Context, person int64) (account.Enrolment, error) {
	e, err := p.Accounts.Enrol(ctx, person, p.site.Organisation)
	if errors.Is(err, account.ErrNoAccount) {
		return e, web.NotFound()
	}
	return e, err
}

func (p *pages) showEnrolment(w http.ResponseWriter, r *http.Request, action string, e account.Enrolment, problem error) error {
	v := web.VisitOf(r)
	field := codeField(v)
	status := 0
	if problem != nil {
		status = statusOf(problem)
		field.Problems = []string{worded(v, problem)}
	}
	form := ui.Form{Action: action, Hidden: on(action, r), Actions: submit(v, "account.enrol.button"), Groups: fields(field)}
	look := web.Look{Status: status, Title: v.T("account.enrol.title"), Lead: v.T("account.enrol.lead"), Failed: problem != nil, Width: ui.Reading, Bare: !v.SignedIn()}
	return p.site.PageOf(w, r, look, enrolBody(v.Ctx(), e, form))
}

func (p *pages) enrol(w http.ResponseWriter, r *http.Request) error {
	v := web.VisitOf(r)
	if err := v.StepUp(); err != nil {
		return err
	}
	_, _, done, err := p.confirm(w, r, "/account/second-factor")
	if !done {
		return err
	}
	p.site.Note(w, ui.Done, "account.enrol.done")
	return p.site.Redirect(w, r, "/account")
}

// confirm tries the code. done is false when an answer has been written, or err says why there is none.
func (p *pages) confirm(w http.ResponseWriter, r *http.Request, action string) (s account.Session, token string, done bool, err error) {
	v := web.VisitOf(r)
	s, token, err = p.Accounts.ConfirmEnrolment(r.Context(), v.Session, r.PostFormValue("code"))
	if !errors.Is(err, account.ErrCode) {
		return s, token, err == nil, err
	}
	e, pendingErr := p.Accounts.Pending(r.Context(), v.Session.Person, p.site.Organisation)
	if errors.Is(pendingErr, account.ErrNoAccount) {
		return s, "", false, p.site.Redirect(w, r, action)
	}
	if pendingErr != nil {
		return s, "", false, pendingErr
	}
	return s, "", false, p.showEnrolment(w, r, action, e, err)
}

func (p *pages) removeFactor(w http.ResponseWriter, r *http.Request) error {
	v := web.VisitOf(r)
	if v.StepUp() != nil {
		return p.site.Redirect(w, r, "/step-up?next="+url.QueryEscape("/account"))
	}
	err := p.site.DB.Write(r.Context(), func(tx *store.Tx) error { return account.RemoveTOTP(tx, v.Person, v.Person) })
	switch {
	case errors.Is(err, account.ErrTOTPDemanded):
		return web.Unprocessable(ui.Problem{Text: worded(v, err)})
	case errors.Is(err, account.ErrNoAccount):
		return web.NotFound()
	case err != nil:
		return err
	}
	p.site.Note(w, ui.Done, "account.factor.removed")
	return p.site.Redirect(w, r, "/account")
}

// firstEnrolPage is for whoever must have a second factor before they come in.
func (p *pages) firstEnrolPage(w http.ResponseWriter, r *http.Request) error {
	if _, ok, err := p.halfway(w, r, account.AwaitsEnrolment); !ok {
		return err
	}
	return p.beginEnrolment(w, r, "/sign-in/enrol")
}

func (p *pages) firstEnrol(w http.ResponseWriter, r *http.Request) error {
	if _, ok, err := p.halfway(w, r, account.AwaitsEnrolment); !ok {
		return err
	}
	s, token, done, err := p.confirm(w, r, "/sign-in/enrol")
	if !done {
		return err
	}
	return p.goOn(w, r, s, token)
}
