package imports

import (
	"strconv"

	"github.com/a-h/templ"

	"github.com/vardkas/vardkas/internal/batch"
	"github.com/vardkas/vardkas/internal/exchange"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// steps say where on the way the reader is.
func (c *call) steps(current int) templ.Component {
	var names []string
	for _, name := range []string{"file", "columns", "words", "check", "done"} {
		names = append(names, c.t("imports.step."+name))
	}
	return ui.StepsOf(c.ctx(), ui.Steps{Names: names, Current: current})
}

// show is a table on its way in: what the dry run gave, how far it has come, or how it ended.
func (c *call) show() error {
	if c.work.Stage == batch.StageMapping {
		return c.Site.Redirect(c.w, c.r, c.at("/mapping"))
	}
	body, err := c.stage()
	if err != nil {
		return err
	}
	step := 4
	if c.work.Stage == batch.StageDone {
		step = 5
	}
	look := web.Look{Title: c.work.Name, Lead: c.t("imports.mapping.lead", pluralOf(c.v.Lang, c.work.Kind)), Width: ui.Working, Crumbs: c.crumbs()}
	return c.Site.PageOf(c.w, c.r, look, workPage(c.ctx(), c.at(""), c.work.Stage.Busy(), append([]templ.Component{c.steps(step)}, body...)))
}

func (c *call) stage() ([]templ.Component, error) {
	switch c.work.Stage {
	case batch.StageChecking, batch.StageWriting:
		return []templ.Component{underWay(c.ctx(), c.progress())}, nil
	case batch.StageChecked:
		return c.ready(), nil
	case batch.StageRefused:
		return c.refused(), nil
	case batch.StageDone:
		return c.done()
	}
	return c.ended(), nil
}

// moving is how far a job has come.
type moving struct {
	Text        string
	Done, Total int // Total is 0 while only the rows are looked at
	Buttons     ui.Actions
}

func (c *call) progress() moving {
	m := moving{Text: c.t("imports.checking"), Buttons: ui.Actions{Note: c.t("imports.may_leave"), Others: []ui.Button{{Label: c.t("imports.do.again"), Href: c.at("")}}}}
	if c.work.Stage == batch.StageChecking {
		return m
	}
	m.Done, m.Total = c.work.Done, max(c.work.Total, c.work.Outcome.Fresh)
	m.Text = c.t("imports.writing", words.Number(c.v.Lang, int64(m.Done)), words.Number(c.v.Lang, int64(m.Total)))
	if c.work.Stop {
		m.Text = c.t("imports.stopping")
		return m
	}
	m.Buttons.Others = append(m.Buttons.Others, ui.Button{Label: c.t("imports.do.stop"), Post: c.at("/stop")})
	return m
}

func (c *call) counts() templ.Component {
	o := c.work.Outcome
	figure := func(n int) string { return words.Number(c.v.Lang, int64(n)) }
	return ui.FactsOf(c.ctx(), []ui.Fact{
		{Label: c.t("imports.fact.rows"), Text: figure(o.Read)},
		{Label: c.t("imports.fact.fresh"), Text: figure(o.Fresh)},
		{Label: c.t("imports.fact.known"), Text: figure(o.Known), Note: c.t("imports.fact.known_note")},
		{Label: c.t("imports.fact.source"), Text: c.source()},
	})
}

// source is where the rows come from, as the mapping names it.
func (c *call) source() string {
	if m, bad := exchange.LoadMapping(readerOf(c.work.Mapping)); len(bad) == 0 {
		return m.Source
	}
	return ""
}

// ready is a table that may be read in.
func (c *call) ready() []templ.Component {
	n := c.work.Outcome.Fresh
	parts := []templ.Component{}
	if reason := c.work.Outcome.Reason; reason != "" {
		parts = append(parts, ui.NoticeOf(c.ctx(), ui.Notice{Kind: ui.Warning, Title: c.t("imports.not_begun"), Text: c.t(reason)}))
	}
	if n == 0 {
		parts = append(parts, ui.NoticeOf(c.ctx(), ui.Notice{Title: c.t("imports.nothing"), Text: c.t("import.nothing_new", c.work.Outcome.Read)}), c.counts())
		return append(parts, ui.ActionsOf(c.ctx(), ui.Actions{Others: c.changing()}))
	}
	parts = append(parts, ui.NoticeOf(c.ctx(), ui.Notice{Kind: ui.Done, Title: c.t("imports.fine"), Text: c.t("imports.fine_text")}), c.counts())
	return append(parts, ui.ActionsOf(c.ctx(), ui.Actions{
		Primary: &ui.Button{Label: words.N(c.v.Lang, "imports.do.write", n), Post: c.at("/write")}, Others: c.changing(),
	}))
}

// changing are the ways back: another mapping, or giving it up.
func (c *call) changing() []ui.Button {
	return []ui.Button{
		{Label: c.t("imports.do.mapping"), Href: c.at("/mapping")},
		{Label: c.t("imports.do.yaml"), Kind: ui.Quiet, Href: c.at("/mapping.yaml")},
		{Label: c.t("imports.do.discard"), Kind: ui.Quiet, Post: c.at("/discard")},
	}
}

// shownProblems is how many problems the page lists; the table to download has all that are known.
const shownProblems = 100

// refused is a table with problems: what they are, the table to mend, and the place to hand it in again.
func (c *call) refused() []templ.Component {
	o := c.work.Outcome
	table := ui.Table{Caption: c.t("imports.problems"), ShowCaption: true, Columns: []ui.Column{
		{Label: c.t("import.column.row"), Numeric: true}, {Label: c.t("import.column.column")}, {Label: c.t("import.column.what"), Phone: ui.PhoneFirst}, {Label: c.t("import.column.do")}}}
	for _, p := range o.Problems[:min(len(o.Problems), shownProblems)] {
		row := ""
		if p.Row > 0 {
			row = strconv.Itoa(p.Row)
		}
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{{Text: row}, {Text: p.Column}, {Text: p.What}, {Text: p.Do}}})
	}
	notice := ui.Notice{Kind: ui.Warning, Title: words.N(c.v.Lang, "import.refused", len(o.Problems)), Text: c.t("imports.refused_text"),
		Links: []ui.Link{{Label: c.t("imports.do.problems"), Href: c.at("/problems.csv")}}}
	parts := []templ.Component{ui.NoticeOf(c.ctx(), notice), ui.TableOf(c.ctx(), table)}
	if more := len(o.Problems) - shownProblems; more > 0 {
		parts = append(parts, note(words.N(c.v.Lang, "imports.more", more)))
	}
	return append(parts, c.mending(), ui.ActionsOf(c.ctx(), ui.Actions{Others: c.changing()}))
}

// mending is the form for the same table, mended.
func (c *call) mending() templ.Component {
	form := ui.Form{ID: "imports-table", Action: c.at("/table"), Multipart: true, Hidden: []ui.Hidden{{Name: "_form", Value: "imports.table"}, {Name: web.PageName, Value: c.at("")}},
		Groups:  []ui.Group{{Fields: []ui.Field{{Name: fieldTable, Label: c.t("imports.field.mended"), Input: ui.File, Accept: accepted, Required: true}}}},
		Actions: ui.Actions{Primary: &ui.Button{Label: c.t("imports.do.mended")}}}
	return ui.Section(c.ctx(), c.t("imports.mended"), ui.FormOf(c.ctx(), form))
}

// done is a table that has been read in.
func (c *call) done() ([]templ.Component, error) {
	o := c.work.Outcome
	links := []ui.Link{}
	err := c.Book.Read(c.r.Context(), c.caller(), func(tx *record.Tx) error {
		b, err := batch.Kind.Get(tx, c.work.Batch)
		if err == nil {
			links = append(links, ui.Link{Label: b.Number.Text(batch.Kind.Prefix), Href: "/r/" + batch.Kind.Name + "/" + b.ID.String()})
		}
		return nil // who may not see the batch is told the same without a link
	})
	if err != nil {
		return nil, err
	}
	links = append(links, ui.Link{Label: c.t("imports.all"), Href: "/imports"})
	return []templ.Component{
		ui.NoticeOf(c.ctx(), ui.Notice{Kind: ui.Done, Title: words.N(c.v.Lang, "imports.done", o.Fresh), Text: c.t("imports.done_text"), Links: links}),
		c.counts(),
	}, nil
}

// ended is a table that was stopped or broken off: nothing of it is here, and it may be begun again.
func (c *call) ended() []templ.Component {
	return []templ.Component{
		ui.NoticeOf(c.ctx(), ui.Notice{Kind: ui.Warning, Title: c.t("imports.ended"), Text: c.t(c.work.Outcome.Reason)}),
		ui.ActionsOf(c.ctx(), ui.Actions{Primary: &ui.Button{Label: c.t("imports.do.recheck"), Href: c.at("/mapping")}, Others: c.changing()[1:]}),
	}
}

// write lets a job read the table in.
func (c *call) write() error {
	if c.work.Stage != batch.StageChecked || c.work.Outcome.Fresh == 0 {
		return c.Site.Redirect(c.w, c.r, c.at(""))
	}
	c.work.Outcome.Reason, c.work.Total = "", c.work.Outcome.Fresh
	return c.queue(writeKind, batch.StageWriting)
}

// stop asks the job to leave off; what it has written is taken back.
func (c *call) stop() error {
	if err := c.change(c.work.AskToStop); err != nil {
		return err
	}
	return c.Site.Redirect(c.w, c.r, c.at(""))
}

// discard gives a table up and forgets its file.
func (c *call) discard() error {
	if c.work.Stage.Busy() {
		return c.Site.Redirect(c.w, c.r, c.at(""))
	}
	if err := c.change(func(tx *store.Tx) error { return c.work.Discard(tx) }); err != nil {
		return err
	}
	c.Site.Note(c.w, ui.Done, "imports.discarded", c.work.Name)
	return c.Site.Redirect(c.w, c.r, "/imports")
}
