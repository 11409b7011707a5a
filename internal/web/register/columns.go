package register

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/vardkas/vardkas/internal/record"
	views "github.com/vardkas/vardkas/internal/view"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// choosable are the columns a reader may choose among: those of every list, and what the kind lists or can be filtered by,
// which shows nothing that filtering did not tell. Long text and what is sealed are read on the record's own page.
func (c *call) choosable() []record.Info {
	all := c.columns()
	for _, f := range c.meta.Fields {
		asked := f.Filtered || f.Envelope && (f.Name == "areas" || f.Name == "level")
		if asked && f.Shown() && !f.IsSecret() && !holds(all, f.Name) {
			all = append(all, f)
		}
	}
	if !holds(all, columnCreated.Name) {
		all = append(all, columnCreated)
	}
	return all
}

func holds(columns []record.Info, name string) bool {
	return slices.ContainsFunc(columns, func(f record.Info) bool { return f.Name == name })
}

// arrange finds the columns of the list: those the address names, else those the reader has chosen, else the kind's own.
func (c *call) arrange(tx *record.Tx, v *view) error {
	typed := c.param(paramColumns)
	saved, names, err := c.saved(tx)
	if err != nil {
		return err
	}
	v.saved = saved
	if typed != "" {
		names = strings.Fields(typed)
		v.asked.Set(paramColumns, strings.Join(names, " "))
	}
	all := c.choosable()
	for _, name := range names {
		at := slices.IndexFunc(all, func(f record.Info) bool { return f.Name == name })
		switch {
		case at >= 0 && !holds(v.columns, name):
			v.columns = append(v.columns, all[at])
		case at < 0 && typed != "": // one remembered may have left the kind since
			v.bad = append(v.bad, record.Problem{Field: "columns", Key: "problem.not_an_option"})
		}
	}
	if len(v.columns) == 0 {
		v.columns = c.columns()
	}
	return nil
}

// columnsForm asks in what place each column is to stand. Numbers work with every aid there is; dragging does not.
func (c *call) columnsForm() error {
	var v *view
	err := c.read(func(tx *record.Tx) (err error) {
		v, err = c.viewOf(tx)
		return err
	})
	if err != nil {
		return c.answer(err)
	}
	group := ui.Group{}
	for _, f := range c.choosable() {
		field := ui.Field{Name: f.Name, Label: c.head(f), Input: ui.Number}
		if at := slices.IndexFunc(v.columns, func(one record.Info) bool { return one.Name == f.Name }); at >= 0 {
			field.Value = strconv.Itoa(at + 1)
		}
		group.Fields = append(group.Fields, field)
	}
	back := v.link("/r/"+c.meta.Name, paramColumns, "")
	form := ui.Form{
		ID: "columns", Action: v.link("/r/"+c.meta.Name+"/columns", paramColumns, ""), Groups: []ui.Group{group},
		Actions: ui.Actions{Primary: &ui.Button{Label: c.t("register.columns.keep")}, Others: []ui.Button{
			{Label: c.t("register.columns.reset"), Name: "reset", Value: "1"},
			{Label: c.t("ui.button.cancel"), Kind: ui.Quiet, Href: back},
		}},
	}
	look := web.Look{Title: c.t("register.columns.of", c.plural()), Lead: c.t("register.columns.how"), Width: ui.Reading}
	return c.site.PageOf(c.w, c.r, look, ui.FormOf(c.ctx(), form))
}

// keepColumns remembers the columns for this reader and this kind.
func (c *call) keepColumns() error {
	if err := c.r.ParseForm(); err != nil {
		return web.Unprocessable()
	}
	var names []string
	if c.r.PostForm.Get("reset") == "" {
		names = c.placed()
	}
	var to string
	err := c.write(func(tx *record.Tx) error {
		v, err := c.viewOf(tx)
		if err != nil {
			return err
		}
		to = v.link("/r/"+c.meta.Name, paramColumns, "")
		return views.ChooseColumns(tx.Tx, c.v.Person, c.meta.Name, names)
	})
	if err != nil {
		return c.answer(err)
	}
	c.site.Note(c.w, ui.Done, "register.columns.kept")
	return c.site.Redirect(c.w, c.r, to)
}

// placed lists the columns that were given a place, in the order of the places; equal places keep the order of the form.
func (c *call) placed() []string {
	type spot struct {
		name string
		at   int
	}
	var spots []spot
	for _, f := range c.choosable() {
		if at, err := strconv.Atoi(strings.TrimSpace(c.r.PostForm.Get(f.Name))); err == nil && at > 0 {
			spots = append(spots, spot{f.Name, at})
		}
	}
	slices.SortStableFunc(spots, func(a, b spot) int { return cmp.Compare(a.at, b.at) })
	var names []string
	for _, s := range spots {
		names = append(names, s.name)
	}
	return names
}
