package cases

import (
	"cmp"
	"errors"
	"slices"
	"strconv"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/action"
	"github.com/vardkas/vardkas/internal/alert"
	"github.com/vardkas/vardkas/internal/attachment"
	"github.com/vardkas/vardkas/internal/batch"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/investigation"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// view is the whole page of one event, ready to be drawn.
type view struct {
	Lead     string
	Alerts   []ui.Notice // what this reader must acknowledge
	Quote    ui.Quote    // what was reported, unchanged
	Reported []ui.Fact
	Sealed   *ui.Link // opens what is sealed; nil when nothing is, or not for this reader
	Files    []ui.Link
	Todo     *ui.Table  // actions decided on the event; nil when there is none
	Findings []ui.Table // causes, costs, lessons
	Story    []ui.Event
	Add      []ui.Link   // what may be added to the story
	Facts    []ui.Fact   // state, severity with its definition, areas, level
	Actions  ui.Actions  // the one next step
	Also     []ui.Button // what else may be done, quietly
	Links    []linkView  // other records it belongs with
	Lacking  []ui.Link   // what is missing before it may be closed
	Clocks   []ui.Clock
	Parts    []partView
	More     []ui.Link // sections to change, history
}

// partView is one function's share: who has it and what may be done with it.
type partView struct {
	Role    string
	Who     string
	State   ui.Badge
	Note    string
	Buttons []ui.Button
}

// page gathers what one reader sees of one event.
type page struct {
	*Pages

	v       *web.Visit
	tx      *record.Tx
	i       *incident.Incident
	o       access.Object // what the rule of access knows of it
	hung    *record.Hanging
	moments []incident.Moment
	names   map[record.Key]string
	view    view
}

func (p *page) t(key string, args ...any) string { return p.v.T(key, args...) }

func (p *page) term(set string, code record.Code) string {
	return p.v.Ctx().Label(p.Profile.Terms().Label(set, string(code)))
}

func (p *page) may(a access.Action) bool { return p.tx.Subject.May(a, p.o) }

func (p *page) gather() error {
	for _, step := range []func() error{p.read, p.naming, p.reported, p.files, p.todo, p.story, p.parts, p.alerts, p.police, p.findings, p.links, p.together, p.now} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// read fetches what the page tells of: what hangs on the event, each kind in one statement, and its history.
func (p *page) read() (err error) {
	if p.o, err = incident.Kind.Object(p.tx, p.i); err != nil {
		return err
	}
	if p.tx.Subject.AsReporter(p.o) {
		return errReporter
	}
	if p.hung, err = p.tx.Hanging(p.i.Key); err != nil {
		return err
	}
	p.moments, err = p.Desk.TimelineOf(p.tx, p.i, p.hung)
	return err
}

// naming finds the names of all units, places and persons that the page names, in one statement.
func (p *page) naming() error {
	parts, err1 := incident.Parts.Of(p.hung)
	alerts, err2 := alert.Kind.Of(p.hung)
	actions, err3 := action.Kind.Of(p.hung)
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	keys := append(slices.Clone(p.i.CaseList), p.i.Unit, p.i.Place, p.i.Owner)
	for _, part := range parts {
		keys = append(append(keys, part.Assignee), part.Offered...)
	}
	for _, a := range alerts {
		keys = append(keys, a.Recipient)
	}
	for _, a := range actions {
		keys = append(keys, a.Responsible)
	}
	lessons, err := investigation.Lessons.Of(p.hung)
	if err != nil {
		return err
	}
	for _, l := range lessons {
		keys = append(keys, l.Owner)
	}
	for _, m := range p.moments {
		keys = append(keys, referredTo(m)...)
	}
	keys = slices.DeleteFunc(keys, func(k record.Key) bool { return k == 0 })
	slices.Sort(keys)
	p.names, err = p.tx.Titles(slices.Compact(keys))
	return err
}

func (p *page) reported() error {
	i := p.i
	by := p.t("cases.by.named")
	if i.Anonymous {
		by = p.t("cases.by.anonymous")
	}
	when := words.DateTime(p.v.Lang, i.CreatedAt.Local())
	if i.Anonymous {
		when = words.LongDate(p.v.Lang, i.CreatedAt.Local())
	}
	p.view.Lead = p.term(strategy.SetCategory, i.Category)
	p.view.Quote = ui.Quote{Text: i.Description, By: by, When: when}
	row := incident.Kind.RowOf(i)
	if i.Unit != 0 {
		p.fact("record.field.unit", p.names[i.Unit])
	}
	if i.Place != 0 {
		p.fact("incident.field.place", p.names[i.Place])
	}
	for _, name := range []string{"place_text", "happened_at", "ongoing", "when_note", "affected", "hurt", "done_already", "manager_named", "protected_identity", "personal_number_doubt", "source", "origin"} {
		info, _ := row.Meta().Field(name)
		if info.Input == record.InputFlag && row.Text(name) == "no" {
			continue
		}
		text := row.Text(name)
		if name == "happened_at" && i.OnDay() {
			text = i.Happened.Date().String()
		}
		p.fact("incident.field."+name, shown(p.v.Ctx(), p.Profile, incident.Kind.Name, info, text))
	}
	if err := p.answers(); err != nil {
		return err
	}
	if sealed := !i.Reporter.IsEmpty() || !i.Contact.IsEmpty() || !i.Victim.IsEmpty(); sealed && p.may(access.ReadSealed) {
		p.view.Sealed = &ui.Link{Label: p.t("cases.sealed.open"), Href: here(i) + "/sealed"}
	}
	return nil
}

func (p *page) fact(key, text string) {
	if text != "" {
		p.view.Reported = append(p.view.Reported, ui.Fact{Label: p.t(key), Text: text})
	}
}

// answers tells the answers to the profile's questions, and what an import kept by its own names.
func (p *page) answers() error {
	var imported []string
	for _, code := range sortedKeys(p.i.Facts) {
		q, ok := p.Profile.Question(code)
		if !ok {
			imported = append(imported, code)
			continue
		}
		p.view.Reported = append(p.view.Reported, ui.Fact{Label: p.v.Ctx().Label(q.Label), Text: answer(p.v.Ctx(), q, p.i.Facts[code])})
	}
	if len(imported) == 0 {
		return nil
	}
	labels, err := batch.Labels(p.tx)
	for _, name := range imported {
		label := p.v.Ctx().Label(labels[name])
		if label == "" { // an import that named it no better
			label = name
		}
		p.view.Reported = append(p.view.Reported, ui.Fact{Label: label, Text: p.i.Facts[name]})
	}
	return err
}

func (p *page) files() error {
	all, err := attachment.Kind.Of(p.hung)
	for _, f := range all {
		p.view.Files = append(p.view.Files, ui.Link{Label: f.Title, Href: here(p.i) + "/file/" + f.ID.String(), Note: words.Bytes(p.v.Lang, f.Size.Or(0))})
	}
	return err
}

// todo is the actions decided on the event, the most pressing first.
func (p *page) todo() error {
	all, err := action.Kind.Of(p.hung)
	if err != nil || len(all) == 0 {
		return err
	}
	all = slices.SortedFunc(slices.Values(all), pressing)
	table := &ui.Table{Caption: p.t("cases.section.actions"), Columns: []ui.Column{
		{Label: capital(p.t("action.name"))}, {Label: p.t("action.field.responsible")}, {Label: p.t("action.field.due")}, {Label: p.t("record.field.state")}, {Label: p.t("cases.do_now")},
	}}
	for _, a := range all {
		table.Rows = append(table.Rows, p.todoRow(a, p.names[a.Responsible]))
	}
	p.view.Todo = table
	return nil
}

// pressing orders actions by their day; what has none comes last.
func pressing(a, b *action.Action) int {
	switch {
	case a.Due == b.Due:
		return cmp.Compare(a.Key, b.Key)
	case a.Due.IsZero(), !b.Due.IsZero() && b.Due.Before(a.Due):
		return 1
	}
	return -1
}

func (p *page) todoRow(a *action.Action, responsible string) ui.Row {
	state := ui.Badge{Mark: ui.Neutral, Word: p.t("action.state." + string(a.State))}
	switch {
	case a.Late(p.tx.Today()):
		state = ui.Badge{Mark: ui.Breached, Word: p.t("cases.late")}
	case a.AwaitsJudgement():
		state.Word = p.t("cases.action.unjudged", dated(p.v.Ctx(), a.EffectOn.String()))
	case a.State == action.Judged:
		state.Word = p.t("action.effect." + string(a.Effect))
		if a.Effect == action.Worked {
			state.Mark = ui.Met
		}
	case a.State == action.Done:
		state.Mark = ui.Met
	}
	due := ""
	if !a.Due.IsZero() {
		due = a.Due.String()
	}
	row := ui.Row{Href: "/r/action/" + a.ID.String(), Cells: []ui.Cell{{Text: a.Title}, {Text: responsible}, {Text: due}, {State: &state}, {}}}
	if may, err := action.Kind.May(p.tx, access.Close, a); err == nil && may && a.Open() {
		row.Cells[4].Button = &ui.Button{Label: p.t("action.step.finish"), Note: a.Title, Post: here(p.i) + "/action/" + a.ID.String() + "/finish",
			Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(a.Version)}}}
	}
	return row
}

// parts says which function has what.
func (p *page) parts() error {
	all, err := incident.Parts.Of(p.hung)
	for _, part := range slices.Backward(all) {
		p.view.Parts = append(p.view.Parts, p.part(part))
	}
	return err
}

func (p *page) part(part *incident.Part) partView {
	one := partView{Role: p.term(strategy.SetRole, part.Role), Who: p.names[part.Assignee], Note: part.Note, State: ui.Badge{Mark: ui.Neutral, Word: p.t("part.state." + string(part.State))}}
	switch {
	case one.Role == "":
		one.Role = p.t("part.name")
	case part.State == incident.PartDone:
		one.State.Mark = ui.Met
	case part.State == incident.PartOpen:
		one.State.Mark = ui.AtRisk
	}
	if one.Who == "" && part.State == incident.PartOpen {
		one.Who = p.t("cases.part.nobody")
	}
	may := func(a access.Action) bool { ok, err := incident.Parts.May(p.tx, a, part); return err == nil && ok }
	where := here(p.i) + "/part/" + part.ID.String()
	mine := part.Assignee == p.tx.Caller.Person || slices.Contains(part.Offered, p.tx.Caller.Person)
	if part.State == incident.PartOpen && mine && may(access.Update) {
		one.Buttons = append(one.Buttons, ui.Button{Label: p.t("part.step.accept"), Note: one.Role, Post: where + "/accept", Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(part.Version)}}})
	}
	vacant := part.Assignee == 0 && len(part.Offered) == 0 // whoever answers for the event finishes it in the place of nobody
	if (part.State == incident.PartOpen || part.State == incident.PartAccepted) && (mine || vacant) && may(access.Close) {
		one.Buttons = append(one.Buttons, ui.Button{Label: p.t("part.step.finish"), Note: one.Role, Href: here(p.i) + "/do/" + sheetPart + "?part=" + part.ID.String()})
	}
	return one
}

// alerts are those to this reader, to be acknowledged on the spot, and the deadlines of the others.
func (p *page) alerts() error {
	all, err := alert.Kind.Of(p.hung)
	all = slices.SortedFunc(slices.Values(all), func(a, b *alert.Alert) int { return cmp.Or(cmp.Compare(a.DueAt, b.DueAt), cmp.Compare(a.Key, b.Key)) })
	for _, a := range all {
		open := a.State == alert.Sent || a.State == alert.Climbed
		switch {
		case open && a.Recipient == p.tx.Caller.Person && len(p.view.Alerts) > 0: // one answer is enough for every function
		case open && a.Recipient == p.tx.Caller.Person:
			p.view.Alerts = append(p.view.Alerts, Notice(p.v.Ctx(), a, p.i.Number.Text(incident.Kind.Prefix), ""))
		case a.State == alert.Sent, a.State == alert.Acknowledged:
			k := ui.Clock{Label: p.t("cases.clock.acknowledge", p.names[a.Recipient]), Deadline: a.DueAt.Time()}
			if a.State == alert.Acknowledged {
				k.Met = a.Answered.Time()
			}
			p.view.Clocks = append(p.view.Clocks, k)
		}
	}
	return err
}
