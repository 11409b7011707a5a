package signin

import (
	"errors"
	"net/http"

	"github.com/vardkas/vardkas/internal/account"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// accountView is what the page about one's own account shows.
type accountView struct {
	Local    *account.Account // nil: signs in elsewhere
	Sessions []sessionView
}

type sessionView struct {
	Handle  string
	Words   string // browser, when opened, when last used
	Current bool
}

func (p *pages) account(w http.ResponseWriter, r *http.Request) error {
	v := web.VisitOf(r)
	var view accountView
	err := p.site.DB.Read(r.Context(), func(tx *store.Tx) error {
		x, err := account.Of(tx, v.Person)
		switch {
		case err == nil:
			view.Local = &x
		case !errors.Is(err, account.ErrNoAccount):
			return err
		}
		sessions, err := account.List(tx, v.Person)
		for _, s := range sessions {
			view.Sessions = append(view.Sessions, viewOf(v, s))
		}
		return err
	})
	if err != nil {
		return err
	}
	return p.site.PageOf(w, r, web.Look{Title: v.T("account.title"), Width: ui.Reading}, accountBody(v.Ctx(), view))
}

func viewOf(v *web.Visit, s account.Session) sessionView {
	agent := s.Agent
	if agent == "" {
		agent = v.T("account.session.unknown")
	}
	text := v.T("account.session.line", agent, words.DateTime(v.Lang, s.CreatedAt.Time()), words.DateTime(v.Lang, s.SeenAt.Time()))
	return sessionView{Handle: s.Handle(), Words: text, Current: s.ID == v.Session.ID}
}

func (p *pages) endSession(w http.ResponseWriter, r *http.Request) error {
	v := web.VisitOf(r)
	err := p.site.DB.Write(r.Context(), func(tx *store.Tx) error { return account.Revoke(tx, v.Person, v.Person, r.PostFormValue("session")) })
	if errors.Is(err, account.ErrNoSession) {
		return web.NotFound()
	}
	if err != nil {
		return err
	}
	p.site.Note(w, ui.Done, "account.session.ended")
	return p.site.Redirect(w, r, "/account")
}

func (p *pages) endOthers(w http.ResponseWriter, r *http.Request) error {
	v := web.VisitOf(r)
	err := p.site.DB.Write(r.Context(), func(tx *store.Tx) error {
		_, err := account.RevokeOthers(tx, v.Person, v.Person, v.Session.ID)
		return err
	})
	if err != nil {
		return err
	}
	p.site.Note(w, ui.Done, "account.session.others_ended")
	return p.site.Redirect(w, r, "/account")
}

func (p *pages) passwordPage(w http.ResponseWriter, r *http.Request) error {
	return p.showPassword(w, r, nil)
}

func (p *pages) showPassword(w http.ResponseWriter, r *http.Request, problem error) error {
	v := web.VisitOf(r)
	if _, err := p.own(r); err != nil {
		return err
	}
	old := ui.Field{Name: "old", Label: v.T("account.password.old"), Input: ui.Password, Required: true, Autocomplete: "current-password"}
	chosen := ui.Field{Name: "new", Label: v.T("account.password.new"), Hint: v.T("account.password.hint", account.MinPassword), Input: ui.Password, Required: true, Autocomplete: "new-password"}
	status := 0
	if text := worded(v, problem); text != "" {
		status = statusOf(problem)
		if isOfPassword(problem) {
			chosen.Problems = []string{text}
		} else {
			old.Problems = []string{text}
		}
	}
	form := ui.Form{Action: "/account/password", Actions: submit(v, "account.password.button"), Groups: fields(old, chosen)}
	return p.form(w, r, "account.password.title", v.T("account.password.lead"), status, form)
}

func isOfPassword(err error) bool {
	return errors.Is(err, account.ErrWeak) || errors.Is(err, account.ErrLong) || errors.Is(err, account.ErrCommon)
}

func (p *pages) password(w http.ResponseWriter, r *http.Request) error {
	v := web.VisitOf(r)
	err := p.Accounts.ChangePassword(r.Context(), v.Session, r.PostFormValue("old"), r.PostFormValue("new"), p.site.Address(r))
	switch {
	case worded(v, err) != "":
		return p.showPassword(w, r, err)
	case errors.Is(err, account.ErrNoAccount):
		return web.NotFound()
	case err != nil:
		return err
	}
	p.site.Note(w, ui.Done, "account.password.changed")
	return p.site.Redirect(w, r, "/account")
}
