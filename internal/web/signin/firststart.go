package signin

import (
	"errors"
	"net/http"
	"strconv"
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
	if started || p.FirstPersons == nil {
		return web.NotFound()
	}
	return p.showFirstStart(w, r, "", nil)
}

var (
	errNoName   = errors.New("account.problem.person_name")
	errSameName = errors.New("account.problem.same_person")
)

// showFirstStart shows the form; problem belongs to the field at.
func (p *pages) showFirstStart(w http.ResponseWriter, r *http.Request, at string, problem error) error {
	v := web.VisitOf(r)
	line := func(name, label, hint, complete string, most int) ui.Field {
		return ui.Field{Name: name, Label: v.T(label), Hint: hint, Value: r.PostFormValue(name), Required: true, MaxLength: most, Autocomplete: complete}
	}
	groups := []ui.Group{
		{Fields: []ui.Field{line("code", "account.first.code", v.T("account.first.code.hint"), "off", 30)}},
		{Name: "founder", Title: v.T("account.first.you"), Hint: v.T("account.first.you.hint"), Fields: []ui.Field{
			line("name", "account.first.name", "", "name", 200),
			line("username", "account.username", "", "username", 64),
			{Name: "password", Label: v.T("account.password.new"), Hint: v.T("account.password.hint", account.MinPassword), Input: ui.Password, Required: true, Autocomplete: "new-password"},
		}},
	}
	for i := 1; i <= 2; i++ {
		n := strconv.Itoa(i)
		groups = append(groups, ui.Group{Name: "officer" + n, Title: v.T("account.first.officer", i), Hint: v.T("account.first.officer.hint"), Fields: []ui.Field{
			line("officer_name_"+n, "account.first.officer.name", "", "off", 200),
			line("officer_username_"+n, "account.username", "", "off", 64),
		}})
	}
	status := 0
	if problem != nil {
		status = http.StatusUnprocessableEntity
		mark(groups, at, v.T(problem.Error()))
	}
	form := ui.Form{Action: "/first-start", Hidden: []ui.Hidden{{Name: web.PageName, Value: "/first-start"}}, Groups: groups, Actions: submit(v, "account.first.button")}
	return p.form(w, r, "account.first.title", v.T("account.first.lead"), status, form)
}

// mark puts a problem at a field.
func mark(groups []ui.Group, at, text string) {
	for _, g := range groups {
		for i := range g.Fields {
			if g.Fields[i].Name == at {
				g.Fields[i].Problems = []string{text}
			}
		}
	}
}

// fieldOf is which field a problem belongs to.
func fieldOf(err error) string {
	username := "username"
	if officer, ok := errors.AsType[account.OfficerError](err); ok {
		username = "officer_username_" + strconv.Itoa(officer.Officer+1)
	}
	switch {
	case errors.Is(err, account.ErrStartCode):
		return "code"
	case errors.Is(err, account.ErrName), errors.Is(err, account.ErrTaken):
		return username
	}
	return "password"
}

// firstNames reads who the three are. at is the field of the problem.
func firstNames(r *http.Request) (names [3]string, at string, problem error) {
	for i, field := range []string{"name", "officer_name_1", "officer_name_2"} {
		names[i] = strings.Join(strings.Fields(r.PostFormValue(field)), " ")
		if names[i] == "" {
			return names, field, errNoName
		}
		for _, other := range names[:i] { // three persons, or the two pairs of eyes are one
			if strings.EqualFold(other, names[i]) {
				return names, field, errSameName
			}
		}
	}
	return names, "", nil
}

func (p *pages) firstStart(w http.ResponseWriter, r *http.Request) error {
	if p.FirstPersons == nil {
		return web.NotFound()
	}
	names, at, problem := firstNames(r)
	if problem != nil {
		return p.showFirstStart(w, r, at, problem)
	}
	founded, err := p.Accounts.CreateFirst(r.Context(), account.Founder{
		Code: r.PostFormValue("code"), Username: r.PostFormValue("username"), Password: r.PostFormValue("password"),
		Officers: [2]string{r.PostFormValue("officer_username_1"), r.PostFormValue("officer_username_2")},
	}, func(tx *store.Tx) ([3]int64, error) { return p.FirstPersons(tx, names) })
	switch {
	case errors.Is(err, account.ErrStarted):
		return web.NotFound()
	case err != nil && worded(web.VisitOf(r), err) != "":
		return p.showFirstStart(w, r, fieldOf(err), err)
	case err != nil:
		return err
	}
	return p.showFounded(w, r, names, founded)
}

// showFounded answers the form itself, without leading on: the one-time passwords are shown this once, and neither an address
// nor a cookie may hold them.
func (p *pages) showFounded(w http.ResponseWriter, r *http.Request, names [3]string, f account.Founded) error {
	v := web.VisitOf(r)
	t := ui.Table{Caption: v.T("account.once.caption"), Columns: []ui.Column{{Label: v.T("account.once.person")}, {Label: v.T("account.username")}, {Label: v.T("account.once")}}}
	for i, once := range f.Once {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: names[i+1]}, {Text: f.Officers[i].Username}, {Text: once}}})
	}
	look := web.Look{Title: v.T("account.first.done"), Lead: v.T("account.first.done.lead"), Width: ui.Reading, Bare: true}
	return p.site.PageOf(w, r, look, foundedBody(v.Ctx(), t))
}
