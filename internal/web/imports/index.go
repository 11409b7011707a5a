package imports

import (
	"slices"

	"github.com/a-h/templ"

	"github.com/vardkas/vardkas/internal/batch"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/register"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// index lists what is under way, what has come in, and the mappings that were saved.
func (c *call) index() error {
	var works []*batch.Work
	var done []*batch.Batch
	var owners map[record.Key]string
	var saved []batch.SavedMapping
	err := c.Book.Read(c.r.Context(), c.caller(), func(tx *record.Tx) (err error) {
		if works, err = batch.WorksOf(tx.Tx, tx.Caller.Person); err != nil {
			return err
		}
		if done, owners, err = batches(tx); err != nil {
			return err
		}
		saved, err = batch.SavedMappings(tx.Tx, c.kindNames())
		return err
	})
	if err != nil {
		return err
	}
	parts := []templ.Component{ui.ActionsOf(c.ctx(), ui.Actions{Primary: &ui.Button{Label: c.t("imports.new"), Href: "/imports/new"}})}
	if table := c.worksTable(works, done); len(table.Rows) > 0 {
		parts = append(parts, ui.Section(c.ctx(), c.t("imports.under_way"), ui.TableOf(c.ctx(), table)))
	}
	parts = append(parts, ui.Section(c.ctx(), c.t("imports.have_come"), ui.TableOf(c.ctx(), c.batchTable(done, owners))))
	if len(saved) > 0 {
		parts = append(parts, ui.Section(c.ctx(), c.t("imports.saved"), ui.TableOf(c.ctx(), c.savedTable(saved))))
	}
	look := web.Look{Title: c.t("imports.title"), Lead: c.t("imports.lead"), Width: ui.Working}
	return c.Site.PageOf(c.w, c.r, look, framed(c.ctx(), parts...))
}

func (c *call) kindNames() (names []string) {
	for _, k := range c.kinds {
		names = append(names, k.Meta().Name)
	}
	return names
}

// mostBatches is how many imports the page lists; the register has all of them.
const mostBatches = 50

// batches are the latest imports that the reader may see, open ones too, with the names of who brought them in.
func batches(tx *record.Tx) (done []*batch.Batch, owners map[record.Key]string, err error) {
	page, err := batch.Kind.List(tx, record.Query{Limit: mostBatches})
	if err != nil {
		return nil, nil, err
	}
	var keys []record.Key
	for _, b := range page.Records {
		if b.Owner != 0 {
			keys = append(keys, b.Owner)
		}
	}
	owners, err = tx.Titles(keys)
	return page.Records, owners, err
}

func (c *call) worksTable(works []*batch.Work, done []*batch.Batch) ui.Table {
	t := ui.Table{Caption: c.t("imports.under_way"), Columns: []ui.Column{
		{Label: c.t("imports.fact.file")}, {Label: c.t("imports.field.kind")}, {Label: c.t("imports.fact.stage")}, {Label: c.t("imports.fact.changed")}}}
	for _, w := range works {
		if slices.ContainsFunc(done, func(b *batch.Batch) bool { return b.Key == w.Batch }) {
			continue // stands among what has come in, unless its person may not see that
		}
		at := "/imports/" + w.ID
		t.Rows = append(t.Rows, ui.Row{Href: at, Cells: []ui.Cell{
			{Text: w.Name, Href: at}, {Text: pluralOf(c.v.Lang, w.Kind)}, {State: c.badge(w)}, {Text: words.DateTime(c.v.Lang, w.Changed.Local())}}})
	}
	return t
}

// badge is how far a table has come.
func (c *call) badge(w *batch.Work) *ui.Badge {
	b := &ui.Badge{Mark: ui.Neutral, Word: c.t("imports.stage." + string(w.Stage))}
	switch w.Stage {
	case batch.StageWriting:
		b.Word = c.t("imports.stage.writing_at", w.Done, max(w.Total, w.Outcome.Fresh))
	case batch.StageChecked, batch.StageDone:
		b.Mark = ui.Met
	case batch.StageRefused:
		b.Mark, b.Word = ui.Breached, words.N(c.v.Lang, "imports.stage.refused_with", len(w.Outcome.Problems))
	case batch.StageStopped, batch.StageFailed:
		b.Mark = ui.AtRisk
	}
	return b
}

func (c *call) batchTable(done []*batch.Batch, owners map[record.Key]string) ui.Table {
	t := ui.Table{Caption: c.t("imports.have_come"), Columns: []ui.Column{
		{Label: c.t("imports.fact.number")}, {Label: c.t("imports.fact.file"), Phone: ui.PhoneFirst}, {Label: c.t("imports.fact.source")}, {Label: c.t("imports.fact.fresh"), Numeric: true},
		{Label: c.t("imports.fact.known"), Numeric: true}, {Label: c.t("imports.fact.stage")}, {Label: c.t("imports.fact.who")}, {Label: c.t("imports.fact.when")}, {Label: c.t("imports.fact.do")}},
		Empty: &ui.Empty{Title: c.t("imports.none"), Text: c.t("imports.none_text")}}
	for _, b := range done {
		at := "/r/" + batch.Kind.Name + "/" + b.ID.String()
		who := c.t("imports.by_command")
		if b.Owner != 0 {
			who = owners[b.Owner]
		}
		row := ui.Row{Href: at, Cells: []ui.Cell{
			{Text: b.Number.Text(batch.Kind.Prefix), Href: at}, {Text: b.Title}, {Text: b.Source}, {Text: words.Number(c.v.Lang, b.Added.N)}, {Text: words.Number(c.v.Lang, b.Known.N)},
			{State: c.batchBadge(b)}, {Text: who}, {Text: words.DateTime(c.v.Lang, b.CreatedAt.Local())}, {}}}
		if b.State == batch.Complete {
			row.Cells[8] = ui.Cell{Button: &ui.Button{Label: c.t("imports.do.undo"), Note: b.Number.Text(batch.Kind.Prefix), Href: "/imports/batch/" + b.ID.String() + "/undo"}}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (c *call) batchBadge(b *batch.Batch) *ui.Badge {
	mark := map[record.State]ui.Mark{batch.Complete: ui.Met, batch.Open: ui.Neutral, batch.Undoing: ui.AtRisk, batch.Undone: ui.Unknown}[b.State]
	return &ui.Badge{Mark: mark, Word: c.t(register.StateKey(batch.Kind.Name, b.State))}
}

func (c *call) savedTable(saved []batch.SavedMapping) ui.Table {
	t := ui.Table{Caption: c.t("imports.saved"), Columns: []ui.Column{{Label: c.t("imports.fact.name")}, {Label: c.t("imports.field.kind")}, {Label: c.t("imports.fact.do")}}}
	for _, m := range saved {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: m.Name}, {Text: pluralOf(c.v.Lang, m.Kind)},
			{Button: &ui.Button{Label: c.t("imports.do.forget"), Note: m.Name, Kind: ui.Quiet, Post: "/imports/forget", Hidden: []ui.Hidden{{Name: "kind", Value: m.Kind}, {Name: "name", Value: m.Name}}}}}})
	}
	return t
}

// forget takes a saved mapping away.
func (c *call) forget() error {
	kind, name := c.r.PostFormValue("kind"), c.r.PostFormValue("name")
	for _, k := range c.kindNames() {
		if k != kind {
			continue
		}
		if err := c.change(func(tx *store.Tx) error { return batch.ForgetMapping(tx, kind, name) }); err != nil {
			return err
		}
		c.Site.Note(c.w, ui.Done, "imports.forgotten", clipped(name))
	}
	return c.Site.Redirect(c.w, c.r, "/imports")
}
