package register

import (
	"errors"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// listing is what one page of a list shows.
type listing struct {
	view    *view
	columns []record.Info
	page    record.Page[record.Row]
	teller  teller
	count   int
	stubs   int
	exports int // how many of them the reader may take away
	mayAdd  bool
}

// list is the page of a kind.
func (c *call) list() error {
	if to := c.tidied(); to != "" {
		return c.site.Redirect(c.w, c.r, to)
	}
	var l listing
	err := c.read(func(tx *record.Tx) (err error) {
		l = listing{}
		if l.view, err = c.viewOf(tx); err != nil {
			return err
		}
		l.columns = l.view.columns
		return c.fill(tx, &l)
	})
	if bad, ok := errors.AsType[record.Invalid](err); ok {
		return c.unprocessable(bad)
	}
	if err != nil {
		return err
	}
	return c.site.PageOf(c.w, c.r, web.Look{Title: c.caption(), Width: ui.Full}, listPage(c.ctx(), c.registerOf(&l), c.barOf(l.view), c.adding(&l)))
}

func (c *call) fill(tx *record.Tx, l *listing) (err error) {
	q := l.view.query
	if l.page, err = c.kind.Rows(tx, q); err != nil {
		return err
	}
	if l.teller, err = c.tellerOf(tx, l.page.Records, l.columns); err != nil {
		return err
	}
	if l.count, err = c.kind.Count(tx, q); err != nil {
		return err
	}
	if toldOfStubs(q) {
		if l.stubs, err = c.kind.Stubs(tx, q); err != nil {
			return err
		}
	}
	q.Action = access.Export
	if l.exports, err = c.kind.Count(tx, q); err != nil {
		return err
	}
	l.mayAdd, err = c.mayCreate(tx)
	return err
}

// toldOfStubs reports whether a list may say how many more there are that the reader may only count. A filter on what neither a
// stub nor the figures tell (how it stands, its level, whether anybody was hurt) would say of them what they are.
func toldOfStubs(q record.Query) bool {
	told := []string{"unit", "area", "created_at", "category", "severity"}
	return !slices.ContainsFunc(q.Filters, func(f record.Filter) bool { return !slices.Contains(told, f.Field) })
}

// mayCreate reports whether the reader may make a record somewhere. What hangs on another is made from there.
func (c *call) mayCreate(tx *record.Tx) (bool, error) {
	if c.meta.Under || c.closed() {
		return false, nil
	}
	for _, g := range tx.Subject.Grants {
		units := []record.Key{0}
		for _, u := range g.Units[:min(len(g.Units), 1)] {
			units = append(units, record.Key(u))
		}
		for _, unit := range units {
			blank := c.kind.Blank()
			blank.Unit, blank.Level = unit, access.LevelOpen
			for _, area := range g.Areas {
				blank.Areas = append(blank.Areas, record.Code(area))
			}
			if ok, err := c.kind.Allows(tx, access.Create, blank); ok || err != nil {
				return ok, err
			}
		}
	}
	return false, nil
}

// tellerOf looks up what the rows point to.
func (c *call) tellerOf(tx *record.Tx, rows []*record.Row, fields []record.Info) (teller, error) {
	var keys []record.Key
	for _, r := range rows {
		keys = append(keys, keysIn(*r, fields)...)
	}
	places, err := c.placesOf(tx, keys, false)
	return teller{c.wording, places}, err
}

// The columns that are no fields of a form.
var (
	columnNumber  = record.Info{Name: "number", Envelope: true}
	columnState   = record.Info{Name: "state", Envelope: true}
	columnCreated = record.Info{Name: "created_at", Envelope: true}
)

// columns are the number, the title, the state and what the kind lists; when it lists no moment, when it was made. The
// other orders are chosen in the filter bar: a column for each would push the table off the page.
func (c *call) columns() []record.Info {
	columns := []record.Info{columnNumber}
	dated := false
	for _, f := range c.meta.Fields {
		if f.Listed && f.Shown() && !f.IsSecret() {
			columns = append(columns, f)
			dated = dated || f.Input == record.InputMoment || f.Input == record.InputDate
		}
	}
	columns = slices.Insert(columns, min(2, len(columns)), columnState)
	if !dated {
		columns = append(columns, columnCreated)
	}
	return columns
}

// cell is what a column shows of a record.
func (t teller) cell(r record.Row, f record.Info) string {
	switch f.Name {
	case columnNumber.Name:
		return number(r)
	case columnState.Name:
		return t.state(r.State)
	case columnCreated.Name:
		return r.CreatedAt.Date().String()
	}
	text := t.of(r, f)
	if f.Input == record.InputMoment { // the day is enough to scan by; the record tells the hour
		text, _, _ = strings.Cut(text, " ")
	}
	return text
}

func (c *call) registerOf(l *listing) ui.Register {
	path := "/r/" + c.meta.Name
	saved, tools := c.savedLinks(l)
	return ui.Register{
		Views: saved, Tools: tools,
		Count: c.counted(l), Printed: c.printed(), Table: c.table(l), Stubs: c.stubLine(l.stubs),
		Pager: c.pager(l, path), Exports: c.exports(l, path),
	}
}

// sieveBar is the filters of a list as its page lays them out.
type sieveBar struct {
	action, reset string
	first, rest   []ui.Filter
	open          bool // one of the rest is set
}

// barOf lays out the filters: search, state, unit and area first.
func (c *call) barOf(v *view) sieveBar {
	b := sieveBar{action: "/r/" + c.meta.Name}
	if len(v.asked) > 0 {
		b.reset = b.action
	}
	for _, f := range v.bar {
		if slices.Contains([]string{paramSearch, "state", "unit", "area"}, f.Name) {
			b.first = append(b.first, f)
			continue
		}
		b.rest = append(b.rest, f)
		b.open = b.open || f.Name != paramOrder && v.asked.Has(f.Name) // the heads of the columns set the order too
	}
	return b
}

// counted is the count and the filters as a sentence.
func (c *call) counted(l *listing) string {
	what := c.plural()
	if l.count == 1 {
		what = c.name()
	}
	count := c.ctx().N("register.count", l.count, what)
	if l.count > record.CountCap {
		count = c.t("register.count.more", record.CountCap, what)
	}
	return strings.Join(append([]string{count}, l.view.sentence...), " · ")
}

// printed is the line of a list on paper: a list without its day misleads whoever finds it later.
func (c *call) printed() string {
	return c.t("register.printed", c.site.Organisation, c.v.Now().Local().Format("2006-01-02 15:04"))
}

// few is the size below which a group could point somebody out (the rule of statistics).
const few = 5

func (c *call) stubLine(n int) string {
	switch {
	case n == 0:
		return ""
	case n < few:
		return c.t("register.stubs.few")
	case n > record.CountCap:
		return c.t("register.stubs.more", record.CountCap)
	}
	return c.t("register.stubs", n)
}

func (c *call) table(l *listing) ui.Table {
	t := ui.Table{Caption: c.caption(), Empty: c.empty(l)}
	for i, f := range l.columns {
		t.Columns = append(t.Columns, c.column(l.view, f, i))
	}
	for _, r := range l.page.Records {
		row := ui.Row{Href: c.address(c.meta.Name, r.ID)}
		if l.view.day != (moment{}).day {
			row.Href = c.href(*r, "?on="+l.view.day.String())
		}
		for _, f := range l.columns {
			cell := ui.Cell{Text: l.teller.cell(*r, f)}
			if f.Name == columnState.Name {
				cell = ui.Cell{State: &ui.Badge{Mark: ui.Neutral, Word: cell.Text}}
			}
			row.Cells = append(row.Cells, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// onPhone is how many columns the second line of an item on a phone has room for.
const onPhone = 4

func (c *call) column(v *view, f record.Info, i int) ui.Column {
	column := ui.Column{Label: c.head(f), Numeric: f.Input == record.InputNumber || f.Input == record.InputMoney}
	switch {
	case f.Name == "title":
		column.Phone = ui.PhoneFirst
	case i >= onPhone:
		column.Phone = ui.PhoneOff
	}
	at := slices.IndexFunc(c.meta.Orders, func(o record.Order) bool { return o.Column == f.Name || o.Name == f.Name })
	if at < 0 {
		return column
	}
	o := c.meta.Orders[at]
	turned := o.Name
	if v.query.Order == o.Name || v.query.Order == "" && at == 0 {
		column.Sorted = ui.Ascending
		if o.Desc != v.query.Turned {
			column.Sorted = ui.Descending
		}
		if !v.query.Turned {
			turned = "-" + o.Name
		}
	}
	column.SortHref = v.link("/r/"+c.meta.Name, paramOrder, turned)
	return column
}

// head is the name of a column; those of every record are no fields of the kind.
func (w wording) head(f record.Info) string { return w.t(FieldKey(w.meta.Name, f)) }

func (c *call) empty(l *listing) *ui.Empty {
	if len(l.view.asked) > 0 || l.view.query.After != "" {
		return &ui.Empty{Title: c.t("register.none"), Text: c.t("register.none.do")}
	}
	return &ui.Empty{Title: c.t("register.empty"), Text: c.t(EmptyKey(c.meta.Name))}
}

func (c *call) pager(l *listing, path string) *ui.Pager {
	p := &ui.Pager{}
	if l.page.Prev != "" {
		p.Previous = l.view.link(path, paramAfter, l.page.Prev, paramBack, "1")
	}
	if l.page.Next != "" {
		p.Next = l.view.link(path, paramAfter, l.page.Next)
	}
	if p.Previous == "" && p.Next == "" {
		return nil
	}
	return p
}

func (c *call) exports(l *listing, path string) []ui.Link {
	if l.exports == 0 {
		return nil
	}
	links := []ui.Link{
		{Label: c.t("register.export.xlsx"), Href: l.view.link(path + "/export.xlsx")},
		{Label: c.t("register.export.csv"), Href: l.view.link(path + "/export.csv")},
	}
	if l.exports < l.count {
		for i := range links {
			links[i].Note = c.t("register.export.some", words.Number(c.lang, int64(l.exports)))
		}
	}
	return links
}

// adding is the button that makes a new record.
func (c *call) adding(l *listing) *ui.Button {
	if !l.mayAdd {
		return nil
	}
	return &ui.Button{Label: c.t("register.add", c.name()), Kind: ui.Primary, Href: "/r/" + c.meta.Name + "/new"}
}
