package signin

import (
	"errors"
	"net/http"
	"strings"

	"github.com/vardkas/vardkas/internal/account"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// firstStartPage exists until there is an account; after that it is absent.
func (p *pages) firstStartPage(w http.ResponseWriter, r *http.Request) error {
	var started bool
	err := p.site.DB.Read(r.Context(), func(tx *store.Tx) (err error) {
		started, err = account.Started(tx)
		return err
	})
	if err != nil {
		return err
	}
	if started || p.FirstPerson == nil {
		return web.NotFound()
	}
	return p.showFirstStart(w, r, nil)
}

var errNoName = errors.New("account.problem.person_name")

func (p *pages) showFirstStart(w http.ResponseWriter, r *http.Request, problem error) error {
	v := web.VisitOf(r)
	all := []ui.Field{
		{Name: "code", Label: v.T("account.first.code"), Hint: v.T("account.first.code.hint"), Value: r.PostFormValue("code"), Required: true, MaxLength: 30, Autocomplete: "off"},
		{Name: "name", Label: v.T("account.first.name"), Value: r.PostFormValue("name"), Required: true, MaxLength: 200, Autocomplete: "name"},
		{Name: "username", Label: v.T("account.username"), Value: r.PostFormValue("username"), Required: true, MaxLength: 64, Autocomplete: "username"},
		{Name: "password", Label: v.T("account.password.new"), Hint: v.T("account.password.hint", account.MinPassword), Input: ui.Password, Required: true, Autocomplete: "new-password"},
	}
	status := 0
	if problem != nil {
		status = http.StatusUnprocessableEntity
		i := fieldOf(problem)
		all[i].Problems = []string{v.T(problem.Error())}
	}
	form := ui.Form{Action: "/first-start", Hidden: []ui.Hidden{{Name: web.PageName, Value: "/first-start"}}, Groups: fields(all...), Actions: submit(v, "account.first.button")}
	return p.form(w, r, "account.first.title", v.T("account.first.lead"), status, form)
}

// fieldOf is which field a problem belongs to, by its place.
func fieldOf(err error) int {
	switch {
	case errors.Is(err, account.ErrStartCode):
		return 0
	case errors.Is(err, errNoName):
		return 1
	case errors.Is(err, account.ErrName), errors.Is(err, account.ErrTaken):
		return 2
	}
	return 3
}

func (p *pages) firstStart(w http.ResponseWriter, r *http.Request) error {
	if p.FirstPerson == nil {
		return web.NotFound()
	}
	name := strings.TrimSpace(r.PostFormValue("name"))
	if name == "" {
		return p.showFirstStart(w, r, errNoName)
	}
	_, err := p.Accounts.CreateFirst(r.Context(), r.PostFormValue("code"), r.PostFormValue("username"), r.PostFormValue("password"),
		func(tx *store.Tx) (int64, error) { return p.FirstPerson(tx, name) })
	switch {
	case errors.Is(err, account.ErrStarted):
		return web.NotFound()
	case err != nil && worded(web.VisitOf(r), err) != "":
		return p.showFirstStart(w, r, err)
	case err != nil:
		return err
	}
	p.site.Note(w, ui.Done, "account.first.done")
	return p.site.Redirect(w, r, "/sign-in")
}
