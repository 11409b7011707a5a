package cases

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/investigation"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// alikeView is the events like one: how many, the nearest, those that may be the same, and the causes that come again.
type alikeView struct {
	Counts string
	Same   *ui.Table
	Near   ui.Table
	Again  []string
	Ways   []ui.Link
}

// alike shows what is like an event, as far as the reader may know of it (B11, A12).
func (p *Pages) alike(w http.ResponseWriter, r *http.Request) error {
	id, err := record.ParseID(r.PathValue("id"))
	if err != nil {
		return web.NotFound()
	}
	page := page{Pages: p, v: web.VisitOf(r)}
	var view alikeView
	err = p.Book.Read(r.Context(), caller(r), func(tx *record.Tx) error {
		page.tx = tx
		if page.i, err = incident.Kind.ByID(tx, id); err != nil {
			return err
		}
		o, err := incident.Kind.Object(tx, page.i)
		if err != nil || tx.Subject.AsReporter(o) {
			return errors.Join(err, errReporter)
		}
		view, err = page.likeThis()
		return err
	})
	if errors.Is(err, errReporter) {
		return p.Site.Redirect(w, r, "/my/reports/"+id.String())
	}
	if err != nil {
		return err
	}
	look := web.Look{Title: page.t("cases.alike"), Lead: page.i.Number.Text(incident.Kind.Prefix) + " " + page.i.Title}
	return p.Site.PageOf(w, r, look, alikePage(page.v.Ctx(), view))
}

func (p *page) likeThis() (alikeView, error) {
	a, err := incident.Similar(p.tx, p.i)
	if err != nil {
		return alikeView{}, err
	}
	view := alikeView{
		Counts: p.t("cases.alike.counts", a.Months, p.many(a.Category), p.many(a.Place)),
		Near:   p.eventTable("cases.alike.near", a.Near, false),
		Ways: []ui.Link{{Label: p.t("cases.patterns"), Href: "/causes"}, {Label: p.t("cases.all_lessons"), Href: "/r/lesson"},
			{Label: p.t("cases.back_to"), Href: here(p.i)}},
	}
	same, err := incident.Duplicates(p.tx, p.i)
	if err != nil {
		return view, err
	}
	if len(same) > 0 {
		table := p.eventTable("cases.alike.same", same, true)
		view.Same = &table
	}
	view.Again, err = p.again()
	return view, err
}

// many is a count in words; what may only be counted is in it, and few of those are not told apart.
func (p *page) many(m incident.Many) string {
	if m.All() > record.CountCap {
		return p.t("cases.alike.many", words.Number(p.v.Lang, record.CountCap))
	}
	return words.Number(p.v.Lang, int64(m.All()))
}

func (p *page) eventTable(caption string, all []*incident.Incident, joinable bool) ui.Table {
	t := ui.Table{Caption: p.t(caption), Columns: []ui.Column{
		{Label: p.t("follow.field.number"), Phone: ui.PhoneFirst}, {Label: p.t("record.field.title")}, {Label: p.t("report.mine.reported")}, {Label: p.t("record.field.state")},
	}, Empty: &ui.Empty{Title: p.t("cases.alike.none")}}
	if joinable {
		t.Columns = append(t.Columns, ui.Column{Label: p.t("cases.do_now")})
	}
	for _, i := range all {
		number := i.Number.Text(incident.Kind.Prefix)
		row := ui.Row{Href: here(i), Cells: []ui.Cell{
			{Text: number}, {Text: i.Title}, {Text: words.Date(i.CreatedAt.Local())}, {Text: p.t("incident.state." + string(i.State))},
		}}
		if joinable {
			row.Cells = append(row.Cells, ui.Cell{Button: &ui.Button{Label: p.t("cases.sheet.join"), Note: number, Href: here(p.i) + "/do/" + sheetJoin + "?main=" + url.QueryEscape(number)}})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// again says of each kind of cause found on the event how often it has come lately.
func (p *page) again() (all []string, err error) {
	causes, err := investigation.Causes.List(p.tx, record.Query{On: p.i.Key, Limit: record.MaxPage})
	if err != nil {
		return nil, err
	}
	found, err := investigation.Recurring(p.tx, p.i.Env(), causes.Records, p.Profile.Investigation())
	for _, a := range found {
		all = append(all, p.t("cases.alike.again", p.term(strategy.SetCauseKind, record.Code(a.Kind)), a.InUnit, a.InArea, a.Months))
	}
	return all, err
}

// patterns lists the causes that recur, unit by unit, each with the way to the causes themselves (A12).
func (p *Pages) patterns(w http.ResponseWriter, r *http.Request) error {
	page := page{Pages: p, v: web.VisitOf(r)}
	var table ui.Table
	var from clock.Date
	area := r.URL.Query().Get("area")
	err := p.Book.Read(r.Context(), caller(r), func(tx *record.Tx) error {
		page.tx = tx
		all, since, err := investigation.Patterns(tx, p.Profile.Investigation(), area)
		if err != nil {
			return err
		}
		from = since
		table, err = page.patternTable(all)
		return err
	})
	if err != nil {
		return err
	}
	ways := []ui.Link{{Label: page.t("cases.all_causes"), Href: "/r/cause"}, {Label: page.t("cases.all_lessons"), Href: "/r/lesson"}}
	look := web.Look{Title: page.t("cases.patterns"), Lead: page.t("cases.patterns.lead", p.Profile.Investigation().RecurringFrom, from.String())}
	return p.Site.PageOf(w, r, look, patternsPage(page.v.Ctx(), table, ways))
}

func (p *page) patternTable(all []investigation.Pattern) (ui.Table, error) {
	t := ui.Table{Caption: p.t("cases.patterns"), Columns: []ui.Column{
		{Label: p.t("cause.field.cause_kind"), Phone: ui.PhoneFirst}, {Label: p.t("record.field.unit")}, {Label: p.t("cases.patterns.events")},
	}, Empty: &ui.Empty{Title: p.t("cases.alike.no_causes")}}
	var units []record.Key
	for _, one := range all {
		units = append(units, one.Unit)
	}
	names, err := p.tx.Titles(units)
	for _, one := range all {
		address := "/r/cause?cause_kind=" + url.QueryEscape(one.Kind)
		t.Rows = append(t.Rows, ui.Row{Href: address, Cells: []ui.Cell{
			{Text: p.term(strategy.SetCauseKind, record.Code(one.Kind))}, {Text: names[one.Unit]}, {Text: strconv.Itoa(one.Events)},
		}})
	}
	return t, err
}
