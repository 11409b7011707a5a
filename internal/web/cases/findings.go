package cases

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/investigation"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// The sheets of an investigation.
const (
	sheetWhy    = "why"
	sheetCost   = "cost"
	sheetLesson = "lesson"
)

func findingSheets() []sheet {
	return []sheet{
		hangingSheet(sheetWhy, investigation.Causes, "title", "cause_depth", "cause_kind", "explains", "barrier", "evidence"),
		hangingSheet(sheetCost, investigation.Costs, "title", "cost_class", "amount", "basis", "paid", "source"),
		hangingSheet(sheetLesson, investigation.Lessons, "title", "text", "owner", "due"),
	}
}

// hangingSheet is a form for a new record of a kind that hangs on the event.
func hangingSheet(name string, kind record.Any, fields ...string) sheet {
	return sheet{name: name, needs: access.Update, groups: func(w *work) []ui.Group {
		var g ui.Group
		if name == sheetWhy {
			method := w.Profile.Investigation().Method
			g.Title, g.Hint = w.v.Ctx().Label(method.Label), w.v.Ctx().Label(method.Help)
		}
		for _, field := range fields {
			g.Fields = append(g.Fields, w.hangingField(kind, name, field))
		}
		return []ui.Group{g}
	}, save: func(w *work, tx *record.Tx, _ int) error {
		r := kind.Blank()
		r.On = w.i.Key
		values := map[string]string{}
		for _, field := range fields {
			info, _ := kind.Meta().Field(field)
			value, err := w.stored(tx, info)
			if err != nil {
				return err
			}
			values[field] = strings.TrimSpace(value)
		}
		if name == sheetWhy {
			values["explains"] = w.text("explains")
		}
		if bad := r.Fill(values); len(bad) > 0 {
			return bad
		}
		return kind.Put(tx, r)
	}}
}

func (w *work) hangingField(kind record.Any, sheet, name string) ui.Field {
	info, _ := kind.Meta().Field(name)
	f := fieldOf(w.v.Ctx(), w.Profile, kind.Meta().Name, info, w.get(name, ""))
	switch name {
	case "title":
		f.Label, f.Hint = w.t("cases.field."+sheet), w.t("cases.hint."+sheet)
	case "owner":
		f.Label, f.Hint, f.Required = w.t("cases.field.lesson_owner"), "", true
	case "explains":
		f.Input, f.Options = ui.Select, w.causes()
	case "barrier":
		f.Input = ui.Select
	case "cause_kind", "cost_class":
		f.Input = ui.Select
	}
	return f
}

// causes are those found on the event so far, in their chains, to say which one a new cause explains.
func (w *work) causes() (all []ui.Option) {
	err := w.Book.Read(w.r.Context(), caller(w.r), func(tx *record.Tx) error {
		found, err := investigation.Causes.List(tx, record.Query{On: w.i.Key, Limit: record.MaxPage})
		slices.Reverse(found.Records)
		all = nil
		for _, l := range investigation.Chains(found.Records) {
			all = append(all, ui.Option{Value: keyText(l.Key), Label: strconv.Itoa(l.Step) + ". " + l.Title})
		}
		return err
	})
	if err != nil { // saving will tell
		return nil
	}
	return all
}

// findings is what has been found: causes in their chains, costs with their sum, lessons with where they were used.
func (p *page) findings() error {
	causes, err1 := investigation.Causes.Of(p.hung)
	costs, err2 := investigation.Costs.Of(p.hung)
	lessons, err3 := investigation.Lessons.Of(p.hung)
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	for _, table := range []*ui.Table{p.causeTable(causes), p.costTable(costs), p.lessonTable(lessons)} {
		if len(table.Rows) > 0 {
			p.view.Findings = append(p.view.Findings, *table)
		}
	}
	return nil
}

func oldestFirst[T any](all []*T) []*T {
	all = slices.Clone(all)
	slices.Reverse(all)
	return all
}

func (p *page) causeTable(causes []*investigation.Cause) *ui.Table {
	t := &ui.Table{Caption: p.t("cases.section.causes"), ShowCaption: true, Columns: []ui.Column{
		{Label: p.t("cases.why")}, {Label: capital(p.t("cause.name")), Phone: ui.PhoneFirst}, {Label: p.t("cause.field.cause_depth")}, {Label: p.t("cause.field.cause_kind")},
	}}
	for _, l := range investigation.Chains(oldestFirst(causes)) {
		t.Rows = append(t.Rows, ui.Row{Href: "/r/cause/" + l.ID.String(), Cells: []ui.Cell{
			{Text: p.t("cases.why.step", l.Step)}, {Text: l.Title},
			{Text: p.term(strategy.SetCauseDepth, l.Depth)}, {Text: p.term(strategy.SetCauseKind, l.Kind)},
		}})
	}
	return t
}

// kronor is an amount in öre as people read it.
func (p *page) kronor(ore int64) string { return p.t("cases.kronor", words.Number(p.v.Lang, ore/100)) }

func (p *page) costTable(costs []*investigation.Cost) *ui.Table {
	total := int64(0)
	for _, sum := range investigation.Sums(p.Profile.Terms(), costs) {
		total += sum.Reckoned()
	}
	t := &ui.Table{Caption: p.t("cases.section.costs", p.kronor(total)), ShowCaption: true, Columns: []ui.Column{
		{Label: capital(p.t("cost.name")), Phone: ui.PhoneFirst}, {Label: p.t("cost.field.cost_class")}, {Label: p.t("cost.field.basis")}, {Label: p.t("cost.field.amount")},
	}}
	for _, c := range oldestFirst(costs) {
		if c.State == investigation.Stated {
			t.Rows = append(t.Rows, ui.Row{Href: "/r/cost/" + c.ID.String(), Cells: []ui.Cell{
				{Text: c.Title}, {Text: p.term(strategy.SetCostClass, c.Class)}, {Text: p.t("cost.basis." + string(c.Basis))}, {Text: p.kronor(c.Amount.Or(0))},
			}})
		}
	}
	return t
}

func (p *page) lessonTable(lessons []*investigation.Lesson) *ui.Table {
	t := &ui.Table{Caption: p.t("cases.section.lessons"), ShowCaption: true, Columns: []ui.Column{
		{Label: capital(p.t("lesson.name")), Phone: ui.PhoneFirst}, {Label: p.t("cases.field.lesson_owner")}, {Label: p.t("cases.lesson.where")}, {Label: p.t("record.field.state")},
	}}
	for _, l := range oldestFirst(lessons) {
		state := ui.Badge{Mark: ui.Neutral, Word: p.t("lesson.state." + string(l.State))}
		where := l.UsedIn
		switch {
		case l.State == investigation.Open && l.Due.Before(p.tx.Today()):
			state = ui.Badge{Mark: ui.Breached, Word: p.t("cases.late")}
		case l.State == investigation.Used:
			state.Mark = ui.Met
		}
		if l.State == investigation.Open {
			where = p.t("cases.lesson.by", l.Due.String())
		}
		t.Rows = append(t.Rows, ui.Row{Href: "/r/lesson/" + l.ID.String(), Cells: []ui.Cell{{Text: l.Title}, {Text: p.names[l.Owner]}, {Text: where}, {State: &state}}})
	}
	return t
}

// police is the time limit for saying whether the police are told; it stands also when it was met late.
func (p *page) police() error {
	due, err := incident.PoliceDue(p.tx, p.i)
	if err != nil || due == 0 {
		return err
	}
	k := ui.Clock{Label: p.t("cases.clock.police"), Deadline: due.Time(), Href: here(p.i) + "/do/" + sheetPolice}
	if p.i.PoliceDecided != 0 {
		k.Met = p.i.PoliceDecided.Time()
	}
	p.view.Clocks = append(p.view.Clocks, k)
	return nil
}

// lacking is what closing still asks for, with the way to it. Parts say who is waited for.
func (p *page) lacking(m incident.Lacking) ui.Link {
	link := ui.Link{Label: p.t("incident.missing." + m.Fact), Href: here(p.i) + "/do/" + sheetFor(m.Field)}
	if m.Field != "parts" {
		return link
	}
	link.Href = here(p.i) + "#parts"
	waits, err := incident.Waiting(p.tx, p.Profile, p.hung)
	if err != nil { // the parts stand below all the same
		return link
	}
	var who []string
	for _, part := range waits {
		name := p.term(strategy.SetRole, part.Role)
		if person := p.names[part.Assignee]; person != "" {
			name = strings.TrimSpace(name + " (" + person + ")")
		}
		who = append(who, name)
	}
	link.Note = p.t("cases.waits", words.List(p.v.Lang, who))
	return link
}
