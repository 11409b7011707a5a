package figures

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// Pages are the statistics.
type Pages struct {
	Site    *web.Site
	Book    *record.Book
	Profile *strategy.Profile
}

// Register puts the page on the site.
func (p *Pages) Register() {
	p.Site.Handle("GET /figures", web.SignedIn, p.show)
}

// page is one showing of the statistics.
type page struct {
	*Pages
	v        *web.Visit
	from, to clock.Date
	now      incident.Table
	before   incident.Table // the same time a year before
	opinions incident.Opinions
	names    map[record.Key]string // of units
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request) error {
	g := page{Pages: p, v: web.VisitOf(r)}
	problems := g.period(r.URL.Query())
	err := p.Book.Read(r.Context(), record.Caller{Person: record.Key(g.v.Person)}, func(tx *record.Tx) (err error) {
		if g.now, err = incident.Statistics(tx, g.from, g.to); err != nil {
			return err
		}
		if g.before, err = incident.Statistics(tx, g.from.AddMonths(-12), g.to.AddMonths(-12)); err != nil {
			return err
		}
		return g.readOpinions(tx)
	})
	if err != nil {
		return err
	}
	look := web.Look{Title: g.t("figures.title"), Lead: g.sentence(), Width: ui.Working}
	if len(problems) > 0 {
		look.Status, look.Failed = http.StatusUnprocessableEntity, true
	}
	return p.Site.PageOf(w, r, look, figuresPage(g.v.Ctx(), problems, g.view()))
}

func (g *page) t(key string, args ...any) string { return g.v.T(key, args...) }

func (g *page) sentence() string {
	from, to := g.day(g.from), g.day(g.to)
	if len(g.now.Lines) == 0 {
		return g.t("figures.none", from, to)
	}
	text := g.t("figures.sentence_withheld", from, to)
	if g.now.Incidents.Mark != access.Withheld {
		text = g.t("figures.sentence", g.cell(g.now.Incidents), from, to)
	}
	if len(g.before.Lines) > 0 && g.before.Incidents.Mark == access.Withheld {
		return text
	}
	return text + " " + g.t("figures.sentence_before", g.cell(g.before.Incidents))
}

func (g *page) day(d clock.Date) string { return words.ShortDate(g.v.Lang, d.Start().Local()) }

// cell is a figure as it may be shown.
func (g *page) cell(c access.Cell) string {
	if c.Mark == access.Withheld {
		return g.t("figures.withheld")
	}
	if c.Mark == access.Few {
		return c.String()
	}
	return words.Number(g.v.Lang, int64(c.N))
}

// view is the page ready to be drawn.
type view struct {
	Periods []ui.Link
	Filters ui.FilterBar
	Areas   ui.Bars
	Months  ui.Bars
	Tables  []areaTable
	Helped  *ui.Table // nil when nobody has said
	Empty   *ui.Empty
}

// areaTable is one area by month and severity.
type areaTable struct {
	Title string
	Table ui.Table
}

func (g *page) view() view {
	v := view{Periods: g.links(), Filters: ui.FilterBar{Action: "/figures", Filters: []ui.Filter{
		{Name: "from", Label: g.t("figures.from"), Input: ui.Date, Value: g.from.String()},
		{Name: "to", Label: g.t("figures.to"), Input: ui.Date, Value: g.to.String()},
	}, Reset: "/figures"}}
	if len(g.now.Lines) == 0 {
		v.Empty = &ui.Empty{Title: g.t("figures.empty"), Text: g.t("figures.teach")}
		return v
	}
	v.Areas, v.Months, v.Helped = g.areas(), g.months(), g.helped()
	for _, area := range g.areasOf(g.now) {
		v.Tables = append(v.Tables, g.table(area))
	}
	return v
}

func (g *page) areasOf(t incident.Table) (all []string) {
	for _, l := range t.Lines {
		if !slices.Contains(all, l.Area) {
			all = append(all, l.Area)
		}
	}
	return all
}

func (g *page) area(code string) string {
	return g.v.Ctx().Label(g.Profile.Terms().Label(strategy.SetArea, code))
}

// sum adds the shown figures of an area. Where some are not shown it is the least it can be, and says so.
func (g *page) sum(t incident.Table, area string) (n int, shown string) {
	least := false
	for r, l := range t.Lines {
		if l.Area != area {
			continue
		}
		n += t.Figures.Rows[r].N
		least = least || t.Figures.Rows[r].Mark != access.Shown
	}
	if least && n == 0 {
		return 0, g.t("figures.few")
	}
	if least {
		return n, g.t("figures.least", n)
	}
	return n, words.Number(g.v.Lang, int64(n))
}

func (g *page) areas() ui.Bars {
	b := ui.Bars{ID: "areas", Title: g.t("figures.by_area"), Description: g.sentence(), LabelHead: g.t("figures.area"), NowHead: g.t("figures.now"), BeforeHead: g.t("figures.before")}
	all := g.areasOf(g.now)
	for _, area := range g.areasOf(g.before) {
		if !slices.Contains(all, area) {
			all = append(all, area)
		}
	}
	for _, area := range all {
		bar := ui.Bar{Label: g.area(area), Href: g.list(area, "", g.from, g.to)}
		bar.Value, bar.Shown = g.sum(g.now, area)
		bar.Before, bar.BeforeShown = g.sum(g.before, area)
		b.Bars = append(b.Bars, bar)
	}
	return b
}

// months is all areas together, month by month. An event filed under two areas counts in both, which the page says.
func (g *page) months() ui.Bars {
	b := ui.Bars{ID: "months", Title: g.t("figures.by_month"), Description: g.sentence(), LabelHead: g.t("figures.month"), NowHead: g.t("figures.now"), BeforeHead: g.t("figures.before")}
	for m, month := range g.now.Months {
		first, last := g.bounds(month)
		bar := ui.Bar{Label: g.partly(month), Href: g.list("", "", first, last)}
		bar.Value, bar.Shown = g.column(g.now, m)
		bar.Before, bar.BeforeShown = g.column(g.before, m)
		b.Bars = append(b.Bars, bar)
	}
	return b
}

func (g *page) column(t incident.Table, m int) (int, string) {
	if len(t.Lines) == 0 || m >= len(t.Figures.Columns) {
		return 0, "0"
	}
	return t.Figures.Columns[m].N, g.cell(t.Figures.Columns[m])
}

// bounds are the days of a month that lie within the period.
func (g *page) bounds(month string) (first, last clock.Date) {
	first, err := clock.ParseDate(month + "-01")
	if err != nil { // the domain writes months this way
		return g.from, g.to
	}
	last = first.AddMonths(1).AddDays(-1)
	if first.Before(g.from) {
		first = g.from
	}
	if g.to.Before(last) {
		last = g.to
	}
	return first, last
}

func (g *page) month(month string) string {
	first, err := clock.ParseDate(month + "-01")
	if err != nil {
		return month
	}
	return words.Month(g.v.Lang, first.Month()) + " " + strconv.Itoa(first.Year())
}

// table is one area: a row for each month, a column for each severity.
func (g *page) table(area string) areaTable {
	_, total := g.sum(g.now, area)
	t := ui.Table{Caption: g.area(area), Dense: true, Columns: []ui.Column{{Label: g.t("figures.month")}}}
	var rows []int
	for r, l := range g.now.Lines {
		if l.Area != area {
			continue
		}
		rows = append(rows, r)
		t.Columns = append(t.Columns, ui.Column{Label: g.severity(l.Severity), Numeric: true})
	}
	for m, month := range g.now.Months {
		first, last := g.bounds(month)
		row := ui.Row{Cells: []ui.Cell{{Text: g.partly(month)}}}
		for _, r := range rows {
			row.Cells = append(row.Cells, g.figure(g.now.Figures.Cells[r][m], g.now.Lines[r], first, last))
		}
		t.Rows = append(t.Rows, row)
	}
	sum := ui.Row{Cells: []ui.Cell{{Text: g.t("figures.sum")}}}
	for _, r := range rows {
		sum.Cells = append(sum.Cells, g.figure(g.now.Figures.Rows[r], g.now.Lines[r], g.from, g.to))
	}
	t.Rows = append(t.Rows, sum)
	return areaTable{Title: g.t("figures.area_total", g.area(area), total), Table: t}
}

func (g *page) figure(c access.Cell, l incident.Line, from, to clock.Date) ui.Cell {
	cell := ui.Cell{Text: g.cell(c), Muted: c.N == 0 && c.Mark == access.Shown}
	if !cell.Muted && l.Severity != "" {
		cell.Href = g.list(l.Area, l.Severity, from, to)
	}
	return cell
}

func (g *page) severity(code string) string {
	if code == "" {
		return g.t("figures.not_assessed")
	}
	return g.v.Ctx().Label(g.Profile.Terms().Label(strategy.SetSeverity, code))
}

// list is the list behind a figure.
func (g *page) list(area, severity string, from, to clock.Date) string {
	q := url.Values{"created_at_from": {from.String()}, "created_at_to": {to.String()}}
	if area != "" {
		q.Set("area", area)
	}
	if severity != "" {
		q.Set("severity", severity)
	}
	return "/events?" + q.Encode()
}
