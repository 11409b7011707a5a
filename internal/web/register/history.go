package register

import (
	"slices"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// version is one version of a record as its history shows it.
type version struct {
	past   record.PastRow
	hidden bool // the reader may not read this version, whatever they may read today
	bare   bool // the version before may not be read: what it held is not shown
}

// history is every version of a record, the newest first.
func (c *call) history() error {
	var r record.Row
	var all []version
	var t teller
	err := c.read(func(tx *record.Tx) (err error) {
		if r, err = c.fetch(tx); err != nil {
			return err
		}
		if all, err = c.versions(tx, r); err != nil {
			return err
		}
		places, err := c.placesOf(tx, c.mentioned(all), false)
		t = teller{c.wording, places}
		return err
	})
	if err != nil {
		return err
	}
	slices.Reverse(all)
	var events []ui.Event
	for _, one := range all {
		events = append(events, c.event(t, one))
	}
	look := web.Look{Title: c.t("register.history.of", heading(r)), Crumbs: c.crumbs(r, true)}
	return c.site.PageOf(c.w, c.r, look, ui.TimelineOf(c.ctx(), events))
}

// versions are the versions oldest first, each with whether the reader may read it: on a past state both the past and the
// present level apply.
func (c *call) versions(tx *record.Tx, r record.Row) ([]version, error) {
	rows, err := c.kind.Past(tx, r.Key)
	if err != nil {
		return nil, err
	}
	all := make([]version, len(rows))
	before := false
	for i, row := range rows {
		all[i] = version{past: row, bare: before}
		if row.Past.Record == nil {
			continue
		}
		ok, err := c.kind.Allows(tx, access.Read, *row.Past.Record)
		if err != nil {
			return nil, err
		}
		all[i].hidden = !ok
		before = !ok
	}
	return all, nil
}

// mentioned is every actor and everything a changed field pointed or points to.
func (c *call) mentioned(all []version) []record.Key {
	var keys []record.Key
	for _, one := range all {
		if actor := one.past.Past.Entry.Actor; actor > 0 {
			keys = append(keys, record.Key(actor))
		}
		for _, d := range one.past.Diffs {
			if d.Field.Input == record.InputRef || d.Field.Input == record.InputRefs {
				keys = append(keys, parseKeys(d.From+" "+d.To)...)
			}
		}
	}
	return keys
}

// event is one version as a line of the history.
func (c *call) event(t teller, one version) ui.Event {
	p := one.past.Past
	e := ui.Event{When: p.Entry.At.Time(), OnDay: p.Entry.Coarse, Title: c.verb(p.Entry.Action), Who: t.who(p.Entry.Actor)}
	switch {
	case p.Record == nil:
		e.Text = c.t("register.history.erased")
		return e
	case one.hidden:
		e.Text = c.t("register.history.hidden")
		return e
	}
	if p.Reason != "" {
		e.Text = c.t("register.history.reason", p.Reason)
	}
	if c.isStep(p.Entry.Action) {
		e.Kind = ui.Stepped
	}
	var note string
	if p.Redacted {
		note = c.t("register.history.redacted")
	}
	e.Detail = changes(c.ctx(), note, c.state(p.Record.State), c.changeTable(t, one))
	return e
}

func (c *call) isStep(action string) bool {
	return slices.ContainsFunc(c.meta.Steps, func(s record.StepMeta) bool { return s.Name == action })
}

// verb is what was done: a step by its name, else one of the few things that happen to every record.
func (w wording) verb(action string) string {
	switch action {
	case "create", "update", "follow", "withdraw":
		return w.t("record.action." + action)
	}
	return w.step(action)
}

// changeTable is what a version changed, field by field, from what to what.
func (c *call) changeTable(t teller, one version) ui.Table {
	first := one.past.Past.Entry.Version == 1
	table := ui.Table{
		Caption: c.t("register.history.version", words.Number(c.lang, int64(one.past.Past.Entry.Version))), ShowCaption: true,
		Columns: []ui.Column{{Label: c.t("register.history.field")}, {Label: c.t("register.history.from")}, {Label: c.t("register.history.to")}},
	}
	if first { // nothing stood before
		table.Caption, table.Columns = c.t("register.history.first"), []ui.Column{{Label: c.t("register.history.field")}, {Label: c.t("register.history.value")}}
	}
	for _, d := range one.past.Diffs {
		from := t.value(d.Field, d.From)
		if one.bare {
			from = c.t("register.history.not_shown")
		}
		if first {
			table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{{Text: c.field(d.Field)}, {Text: c.orNothing(t.value(d.Field, d.To))}}})
			continue
		}
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{{Text: c.field(d.Field)}, {Text: c.orNothing(from)}, {Text: c.orNothing(t.value(d.Field, d.To))}}})
	}
	return table
}

// orNothing says that there is nothing, which an empty cell would leave open.
func (w wording) orNothing(text string) string {
	if text == "" {
		return w.t("ui.field.nothing")
	}
	return text
}
