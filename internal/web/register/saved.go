package register

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/record"
	views "github.com/vardkas/vardkas/internal/view"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// longestName is how long the name of a saved view may be, in bytes.
const longestName = 80

// setRole is the profile's set of functions.
const setRole = "role"

// roles are the functions the reader holds: what they may share a view with, and whose views they see.
func (c *call) roles(tx *record.Tx) ([]string, error) {
	if c.Roles == nil {
		return nil, nil
	}
	return c.Roles(tx, record.Key(c.v.Person))
}

// saved reads the views the reader may choose among, and the columns they have chosen.
func (c *call) saved(tx *record.Tx) ([]views.View, []string, error) {
	roles, err := c.roles(tx)
	if err != nil {
		return nil, nil, err
	}
	return views.Of(tx.Tx, c.v.Person, c.meta.Name, roles)
}

// views are the saved views as links, the one that is looked at marked, and what can be done with the list as it is.
func (c *call) savedLinks(l *listing) (links, tools []ui.Link) {
	list := "/r/" + c.meta.Name
	tools = []ui.Link{
		{Label: c.t("register.view.save"), Href: l.view.link(list + "/view")},
		{Label: c.t("register.columns"), Href: l.view.link(list + "/columns")},
	}
	asked := l.view.full()
	for _, one := range l.view.saved {
		link := ui.Link{Label: one.Name, Href: list + "?" + one.Asked, Current: one.Asked == asked}
		mine := one.Person == c.v.Person
		if !mine {
			link.Label = c.t("register.view.shared", one.Name)
		}
		if mine && link.Current {
			tools = append(tools, ui.Link{Label: c.t("register.view.change", one.Name), Href: list + "/view?id=" + one.ID})
		}
		links = append(links, link)
	}
	if len(links) > 0 {
		links = append([]ui.Link{{Label: c.t("register.view.all"), Href: list, Current: len(l.view.asked) == 0}}, links...)
	}
	return links, tools
}

// full is what an address must ask for to show this list anywhere: the columns too, which others have not chosen.
func (v *view) full() string {
	q := url.Values{paramColumns: {strings.Join(v.columnNames(), " ")}}
	for name, values := range v.asked {
		q[name] = values
	}
	return q.Encode()
}

// draftView is what the form of a view is about: a new one of what the address asks for, or one saved before.
func (c *call) draftView(tx *record.Tx) (one views.View, sentence string, err error) {
	id := c.r.URL.Query().Get("id")
	if id != "" {
		one, err = views.Own(tx.Tx, c.v.Person, c.meta.Name, clean(id))
		if errors.Is(err, views.ErrAbsent) {
			err = record.ErrNotFound
		}
		return one, "", err
	}
	v, err := c.viewOf(tx)
	if err != nil {
		return one, "", err
	}
	return views.View{Person: c.v.Person, Kind: c.meta.Name, Asked: v.full()}, strings.Join(append([]string{c.caption()}, v.sentence...), " · "), nil
}

// viewForm asks for the name of a view and whom it is shared with.
func (c *call) viewForm() error { return c.askView(nil) }

func (c *call) askView(bad record.Invalid) error {
	var one views.View
	var sentence string
	var roles []string
	err := c.read(func(tx *record.Tx) (err error) {
		if one, sentence, err = c.draftView(tx); err != nil {
			return err
		}
		roles, err = c.roles(tx)
		return err
	})
	if err != nil {
		return c.answer(err)
	}
	if c.r.PostForm != nil {
		one.Name, one.Role = c.r.PostForm.Get("name"), c.r.PostForm.Get("role")
	}
	form := ui.Form{
		ID: "view", Action: c.r.URL.RequestURI(), Groups: []ui.Group{{Fields: c.viewFields(one, roles, bad)}},
		Actions: ui.Actions{Primary: &ui.Button{Label: c.t("register.view.keep")}},
	}
	if one.ID != "" {
		form.Actions.Others = append(form.Actions.Others, ui.Button{Label: c.t("register.view.delete"), Name: "delete", Value: "1"})
	}
	form.Actions.Others = append(form.Actions.Others, ui.Button{Label: c.t("ui.button.cancel"), Kind: ui.Quiet, Href: "/r/" + c.meta.Name + "?" + one.Asked})
	look := web.Look{Title: c.t("register.view.title"), Lead: sentence, Width: ui.Reading}
	if len(bad) > 0 {
		look.Status, look.Failed = 422, true
	}
	return c.site.PageOf(c.w, c.r, look, ui.FormOf(c.ctx(), form))
}

func (c *call) viewFields(one views.View, roles []string, bad record.Invalid) []ui.Field {
	name := ui.Field{Name: "name", Label: c.t("register.view.name"), Hint: c.t("register.view.name.hint"), Value: one.Name, Required: true, MaxLength: longestName}
	for _, p := range bad {
		name.Problems = append(name.Problems, c.t(p.Key, p.Args...))
	}
	if len(roles) == 0 {
		return []ui.Field{name}
	}
	share := ui.Field{
		Name: "role", Label: c.t("register.view.role"), Hint: c.t("register.view.role.hint"), Input: ui.Select, Value: one.Role,
		Options: []ui.Option{{Value: "", Label: c.t("register.view.nobody")}},
	}
	for _, role := range roles {
		share.Options = append(share.Options, ui.Option{Value: role, Label: c.terms.Label(setRole, role).In(c.lang)})
	}
	return []ui.Field{name, share}
}

// keepView saves, renames or takes away a view. Sent twice it does the same once.
func (c *call) keepView() error {
	if err := c.r.ParseForm(); err != nil {
		return web.Unprocessable()
	}
	name, role := strings.TrimSpace(clean(c.r.PostForm.Get("name"))), c.r.PostForm.Get("role")
	drop := c.r.PostForm.Get("delete") != ""
	if !drop && (name == "" || len(name) > longestName) {
		return c.askView(record.Invalid{{Field: "name", Key: "register.view.problem.name"}})
	}
	to, note := "/r/"+c.meta.Name, "register.view.deleted"
	err := c.write(func(tx *record.Tx) error {
		one, _, err := c.draftView(tx)
		if err != nil {
			return err
		}
		if one.ID != "" { // a name that changed is not left behind
			if err := views.Delete(tx.Tx, one.Person, one.Kind, one.ID); err != nil || drop {
				return err
			}
		}
		roles, err := c.roles(tx)
		if err != nil {
			return err
		}
		if role != "" && !slices.Contains(roles, role) {
			return record.ErrForbidden
		}
		one.Name, one.Role = name, role
		to, note = "/r/"+c.meta.Name+"?"+one.Asked, "register.view.kept"
		return views.Save(tx.Tx, one)
	})
	if errors.Is(err, views.ErrFull) {
		return c.askView(record.Invalid{{Field: "name", Key: "register.view.problem.full", Args: []any{views.Most}}})
	}
	if err != nil {
		return c.answer(err)
	}
	c.site.Note(c.w, ui.Done, note)
	return c.site.Redirect(c.w, c.r, to)
}

// answer words what an address asks for and cannot be.
func (c *call) answer(err error) error {
	if bad, ok := errors.AsType[record.Invalid](err); ok {
		return c.unprocessable(bad)
	}
	return err
}
