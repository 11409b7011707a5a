package signin

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/vardkas/vardkas/internal/account"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// ownPasswordPage is for whoever signed in with a one-time password: nothing opens before they have chosen one of their own.
func (p *pages) ownPasswordPage(w http.ResponseWriter, r *http.Request) error {
	if _, ok, err := p.halfway(w, r, account.AwaitsPassword); !ok {
		return err
	}
	return p.showOwnPassword(w, r, nil)
}

func (p *pages) showOwnPassword(w http.ResponseWriter, r *http.Request, problem error) error {
	v := web.VisitOf(r)
	chosen := ui.Field{Name: "new", Label: v.T("account.password.new"), Hint: v.T("account.password.hint", account.MinPassword), Input: ui.Password, Required: true, Autocomplete: "new-password"}
	status := 0
	if problem != nil {
		status = statusOf(problem)
		chosen.Problems = []string{worded(v, problem)}
	}
	form := ui.Form{Action: "/sign-in/password", Hidden: on("/sign-in/password", r), Actions: submit(v, "account.own.button"), Groups: fields(chosen)}
	return p.form(w, r, "account.own.title", v.T("account.own.lead"), status, form)
}

func (p *pages) ownPassword(w http.ResponseWriter, r *http.Request) error {
	half, ok, err := p.halfway(w, r, account.AwaitsPassword)
	if !ok {
		return err
	}
	s, token, err := p.Accounts.ChooseOwn(r.Context(), half, r.PostFormValue("new"))
	if errors.Is(err, account.ErrNoSession) {
		return p.site.Redirect(w, r, "/sign-in?next="+url.QueryEscape(next(r)))
	}
	if worded(web.VisitOf(r), err) != "" {
		return p.showOwnPassword(w, r, err)
	}
	if err != nil {
		return err
	}
	return p.goOn(w, r, s, token)
}
