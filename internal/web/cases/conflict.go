package cases

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// changedMeanwhile says that somebody else changed what this form is about.
type changedMeanwhile struct{ differ []difference }

func (c *changedMeanwhile) Error() string {
	return fmt.Sprintf("%d answers changed meanwhile", len(c.differ))
}

// difference is one answer that somebody else changed after the form was filled in, each as record writes it.
type difference struct {
	name               string
	yours, stands, was string
	asked              bool // it was in the form
	touched            bool // and who sent the form changed it too
	clashes            bool // so that somebody must say which applies
}

// change saves on top of the version the form was filled in from. When the event has another version, every answer is
// compared by itself: what the writer did not touch stays as somebody else made it, and only what both changed differently,
// or what a decision stands on, is asked about.
func (w *work) change(tx *record.Tx) error {
	row, err := incident.Kind.FetchKey(tx, w.i.Key)
	if err != nil {
		return err
	}
	i, ok := record.As[incident.Incident](row)
	if !ok {
		return record.ErrNotFound
	}
	w.i, w.row, w.d.Values = i, row, maps.Clone(w.sent) // a change can be run again
	base, err := strconv.Atoi(w.d.Get("version"))
	if err != nil || base < 1 {
		return problem("version", "cases.problem.version")
	}
	if base != w.i.Version {
		differ, err := w.differences(tx)
		if err != nil {
			return err
		}
		w.rebase(differ)
		if slices.ContainsFunc(differ, func(d difference) bool { return d.clashes }) {
			return &changedMeanwhile{differ}
		}
	}
	return w.save(w, tx, w.i.Version)
}

// differences are the answers that somebody else changed since the form was filled in.
func (w *work) differences(tx *record.Tx) (all []difference, err error) {
	for _, name := range w.followed() {
		d := difference{name: name, stands: w.stands(name), was: strings.TrimSpace(w.d.Get(wasPrefix + name)), asked: w.d.Shown(name)}
		if d.was == d.stands {
			continue
		}
		if d.yours, err = w.typed(tx, name); err != nil {
			return nil, err
		}
		d.touched = d.asked && d.yours != d.was
		d.clashes = slices.Contains(w.watched, name) || d.touched && d.yours != d.stands
		all = append(all, d)
	}
	return all, nil
}

// typed is an answer of the form as record would write it.
func (w *work) typed(tx *record.Tx, name string) (string, error) {
	info, known := w.row.Meta().Field(name)
	if !known {
		return strings.TrimSpace(strings.Join(w.d.Values[name], " ")), nil
	}
	text, err := w.stored(tx, info)
	if err != nil {
		return "", err
	}
	if r := incident.Kind.Blank(); len(r.Fill(map[string]string{name: text})) == 0 {
		text = r.Text(name)
	}
	return plainly(info, text), nil
}

// plainly is a value with nothing that only the way of writing it decides: blanks at its ends, the order of choices.
func plainly(info record.Info, text string) string {
	if info.Input == record.InputChoices {
		codes := strings.Fields(text)
		slices.Sort(codes)
		return strings.Join(codes, " ")
	}
	return strings.TrimSpace(text)
}

// conflict shows both versions. The form holds what was written and is now based on what stands.
func (w *work) conflict(rw http.ResponseWriter, c *changedMeanwhile) error {
	table := ui.Table{Caption: w.t("cases.conflict.caption"), ShowCaption: true, Columns: []ui.Column{
		{Label: w.t("cases.conflict.field")}, {Label: w.t("cases.conflict.yours")}, {Label: w.t("cases.conflict.stands")}, {Label: w.t("cases.conflict.was")},
	}}
	for _, d := range c.differ {
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{
			{Text: w.label(d.name)}, {Text: w.yours(d)}, {Text: w.worded(d.name, d.stands)}, {Text: w.worded(d.name, d.was)},
		}})
	}
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

func (w *work) yours(d difference) string {
	switch {
	case !d.asked:
		return w.t("cases.conflict.untouched")
	case !d.touched && !d.clashes:
		return w.t("record.conflict.untouched")
	}
	return w.worded(d.name, d.yours)
}

// rebase makes the form stand on the event as it is now: what its writer did not touch is answered as somebody else did.
func (w *work) rebase(differ []difference) {
	w.d.Values["version"] = []string{w.stands("version")}
	for _, name := range w.followed() {
		w.d.Values[wasPrefix+name] = []string{w.stands(name)}
	}
	for _, d := range differ {
		if d.asked && !d.touched && !d.clashes {
			delete(w.d.Values, d.name)
		}
	}
}

func (w *work) label(name string) string {
	if q, ok := w.question(name); ok {
		return w.v.Ctx().Label(q.Label)
	}
	info, ok := w.row.Meta().Field(name)
	if !ok {
		return w.t("record.field." + name)
	}
	return fieldLabel(w.v.Ctx(), incident.Kind.Name, info)
}

// worded is a field's value as people read it.
func (w *work) worded(name, value string) string {
	if q, ok := w.question(name); ok {
		return answer(w.v.Ctx(), q, value)
	}
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
