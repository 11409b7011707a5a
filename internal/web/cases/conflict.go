package cases

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// changedMeanwhile says that somebody else changed what this form is about.
type changedMeanwhile struct{ fields []string }

func (c *changedMeanwhile) Error() string { return fmt.Sprintf("changed meanwhile: %v", c.fields) }

// change saves on top of the version the form was filled in from. When the event has another version but nothing that the
// form is about has changed, it is saved on top of that one: rules, and others, may have done something else.
func (w *work) change(tx *record.Tx) error {
	row, err := incident.Kind.FetchKey(tx, w.i.Key)
	if err != nil {
		return err
	}
	i, ok := record.As[incident.Incident](row)
	if !ok {
		return record.ErrNotFound
	}
	w.i, w.row = i, row
	base, err := strconv.Atoi(w.d.Get("version"))
	if err != nil || base < 1 {
		return problem("version", "cases.problem.version")
	}
	if base != w.i.Version {
		var differ []string
		for _, name := range w.watched {
			if w.d.Get("was."+name) != w.stands(name) {
				differ = append(differ, name)
			}
		}
		if len(differ) > 0 {
			return &changedMeanwhile{differ}
		}
	}
	return w.save(w, tx, w.i.Version)
}

// conflict shows both versions. The form holds what was written and is now based on what stands.
func (w *work) conflict(rw http.ResponseWriter, c *changedMeanwhile) error {
	table := ui.Table{Caption: w.t("cases.conflict.caption"), ShowCaption: true, Columns: []ui.Column{
		{Label: w.t("cases.conflict.field")}, {Label: w.t("cases.conflict.yours")}, {Label: w.t("cases.conflict.stands")}, {Label: w.t("cases.conflict.was")},
	}}
	for _, name := range c.fields {
		yours := w.t("cases.conflict.untouched")
		if w.d.Shown(name) {
			yours = w.worded(name, w.get(name, ""))
		}
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{
			{Text: w.label(name)}, {Text: yours}, {Text: w.worded(name, w.stands(name))}, {Text: w.worded(name, w.d.Get("was."+name))},
		}})
	}
	w.rebase()
	form, err := w.form()
	if err != nil {
		return err
	}
	if err := w.d.Save(w.r.Context()); err != nil {
		return err
	}
	look := w.look(true)
	look.Status = http.StatusConflict
	return w.Site.PageOf(rw, w.r, look, conflictPage(w.v.Ctx(), table, form, w.back()))
}

// rebase makes the form stand on the event as it is now.
func (w *work) rebase() {
	fresh := url.Values{"version": {w.stands("version")}}
	for _, name := range w.watched {
		fresh.Set("was."+name, w.stands(name))
	}
	for name, values := range fresh {
		w.d.Values[name] = values
	}
}

func (w *work) label(name string) string {
	info, ok := w.row.Meta().Field(name)
	if !ok {
		return w.t("record.field." + name)
	}
	return fieldLabel(w.v.Ctx(), incident.Kind.Name, info)
}

// worded is a field's value as people read it.
func (w *work) worded(name, value string) string {
	if name == "state" && value != "" {
		return w.t("incident.state." + value)
	}
	info, _ := w.row.Meta().Field(name)
	if info.Input != record.InputRef {
		return shown(w.v.Ctx(), w.Profile, incident.Kind.Name, info, value)
	}
	title := ""
	err := w.Book.Read(w.r.Context(), caller(w.r), func(tx *record.Tx) (err error) {
		key := keyOf(value)
		if key == 0 {
			if key, err = keyAt(tx, value); err != nil || key == 0 {
				return err
			}
		}
		title, err = tx.Title(key, "person", "unit")
		return err
	})
	if err != nil { // gone since: the rest of the comparison still stands
		return ""
	}
	return title
}
