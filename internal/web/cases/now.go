package cases

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

// now is how the case stands and what this reader may do: one primary button, the rest behind it.
func (p *page) now() error {
	i := p.i
	p.view.Facts = p.standing()
	if i.State != incident.Closed && i.State != incident.Reported && p.may(access.Close) {
		missing, err := incident.MissingOn(p.tx, i, p.hung)
		if err != nil {
			return err
		}
		for _, m := range missing {
			if !m.Excused {
				p.view.Lacking = append(p.view.Lacking, p.lacking(m))
			}
		}
	}
	p.offer()
	if i.ReopenAsked != 0 {
		p.view.Alerts = append(p.view.Alerts, ui.Notice{Kind: ui.Warning, Title: p.t("cases.reopen_asked.title"), Text: p.t("cases.reopen_asked.text")})
	}
	p.view.More = p.more()
	return nil
}

// sheetFor is where a fact that closing asks for is filled in.
func sheetFor(field string) string {
	switch field {
	case "cause", "police", "feedback":
		return map[string]string{"cause": sheetCause, "police": sheetPolice, "feedback": sheetFeedback}[field]
	case "contacted_at":
		return sheetReached
	case "causes":
		return sheetWhy
	case "lessons":
		return sheetLesson
	case "parts":
		return sheetPart
	case "actions":
		return sheetAction
	case "management":
		return sheetManagement
	}
	return sheetAssess
}

func (p *page) standing() []ui.Fact {
	i := p.i
	state := ui.Badge{Mark: ui.Neutral, Word: p.t("incident.state." + string(i.State))}
	switch i.State {
	case incident.Reported:
		state.Mark = ui.AtRisk
	case incident.Handled, incident.Closed, incident.Joined:
		state.Mark = ui.Met
	}
	facts := []ui.Fact{{Label: p.t("record.field.state"), State: &state}}
	severity := ui.Fact{Label: p.t("incident.field.severity"), Text: p.t("cases.not_assessed")}
	if i.Severity != "" {
		term, _ := p.Profile.Terms().Term(strategy.SetSeverity, string(i.Severity))
		severity.Text, severity.Note = p.v.Ctx().Label(term.Label), p.v.Ctx().Label(term.Help)
	}
	var areas []string
	for _, a := range i.Areas {
		areas = append(areas, p.term(strategy.SetArea, a))
	}
	owner := p.names[i.Owner]
	if owner == "" {
		owner = p.t("cases.nobody")
	}
	facts = append(facts, severity,
		ui.Fact{Label: p.t("cases.owner"), Text: owner},
		ui.Fact{Label: p.t("record.field.areas"), Text: words.List(p.v.Lang, areas)},
		ui.Fact{Label: p.t("record.field.level"), Text: p.t("record.level." + strconv.Itoa(int(i.Level))), Note: i.Ground})
	if i.Management != "" {
		facts = append(facts, ui.Fact{Label: p.t("incident.field.management"), Text: p.t("incident.management." + string(i.Management)), Note: i.ToldReason})
	}
	if i.Cause != "" {
		facts = append(facts, ui.Fact{Label: p.t("incident.field.cause"), Text: i.Cause})
	}
	if i.Helped != "" {
		facts = append(facts, ui.Fact{Label: p.t("incident.field.helped"), Text: p.t("incident.helped." + string(i.Helped))})
	}
	facts = append(facts, p.concerned()...)
	if i.Level >= access.LevelCase {
		facts = append(facts, ui.Fact{Label: p.t("incident.field.case_list"), Text: p.namesOf(i.CaseList)})
	}
	return facts
}

// concerned tells handlers how many persons are named. Who they are is kept so that it can be compared and not read.
func (p *page) concerned() (facts []ui.Fact) {
	if !p.may(access.Assess) {
		return nil
	}
	for _, one := range []struct {
		field string
		n     int
	}{{fieldNamed, len(p.i.Named)}, {fieldSubjects, len(p.i.Subjects)}} {
		if one.n > 0 {
			facts = append(facts, ui.Fact{Label: p.t("cases.assess." + one.field), Text: words.N(p.v.Lang, "cases.concerned", one.n)})
		}
	}
	return facts
}

func (p *page) namesOf(keys []record.Key) string {
	var all []string
	for _, k := range keys {
		all = append(all, p.names[k])
	}
	return strings.Join(all, ", ")
}

// offer lists what may be done now. The step that takes the case forward is the primary one.
func (p *page) offer() {
	i := p.i
	forward := map[record.State]string{incident.Reported: incident.StepReceive, incident.Received: sheetAssess, incident.Assessed: incident.StepHandled, incident.Handled: sheetClose}[i.State]
	if i.ReopenAsked != 0 {
		forward = sheetReopen
	}
	for _, o := range p.offers() {
		if !slices.Contains(o.in, i.State) || !p.may(o.needs) {
			continue
		}
		b := ui.Button{Label: p.t(o.label), Href: here(i) + "/do/" + o.name}
		if o.atOnce {
			b = ui.Button{Label: p.t(o.label), Post: here(i) + "/now/" + o.name, Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(i.Version)}}}
		}
		if o.name == forward && p.view.Actions.Primary == nil {
			p.view.Actions.Primary = &b
			continue
		}
		b.Kind = ui.Quiet
		p.view.Also = append(p.view.Also, b)
	}
	if first := p.view.Actions.Primary; first != nil && len(p.view.Alerts) > 0 { // to acknowledge comes before everything
		first.Kind = ui.Quiet
		p.view.Actions.Primary, p.view.Also = nil, slices.Insert(p.view.Also, 0, *first)
	}
	if p.view.Actions.Primary == nil && len(p.view.Also) == 0 {
		p.view.Actions.Note = p.t("cases.only_read")
	}
}

// offered is one thing that may be done with a case.
type offered struct {
	name   string
	label  string
	in     []record.State
	needs  access.Action
	atOnce bool // done by one click, without a form
}

func (p *page) offers() []offered {
	open := []record.State{incident.Reported, incident.Received, incident.Assessed, incident.Handled}
	every := append(slices.Clone(open), incident.Closed)
	joined := []record.State{incident.Joined}
	return []offered{
		{incident.StepReceive, "incident.step.receive", open[:1], access.Update, true},
		{sheetAssess, "incident.step.assess", open, access.Assess, false},
		{incident.StepHandled, "incident.step.handled", open[2:3], access.Update, true},
		{sheetClose, "incident.step.close", open[1:], access.Close, false},
		{sheetReopen, "incident.step.reopen", every[4:], access.Reopen, false},
		{sheetHandOver, "incident.step.hand_over", open, access.Assign, false},
		{sheetFeedback, "incident.step.feedback", every, access.Message, false},
		{sheetManagement, "incident.step.decide_management", open, access.Assign, false},
		{sheetWiden, "incident.step.widen", every, access.Assign, false},
		{sheetJoin, "incident.step.join", open, access.Assign, false},
		{sheetSplit, "incident.step.split", open, access.Assess, false},
		{sheetSeparate, "incident.step.separate", joined, access.Assign, false},
	}
}

// more leads to the sections that may be changed, and to the history.
func (p *page) more() []ui.Link {
	var all []ui.Link
	add := func(may access.Action, sheets ...string) {
		for _, name := range sheets {
			if p.may(may) {
				all = append(all, ui.Link{Label: p.t("cases.sheet." + name), Href: here(p.i) + "/do/" + name})
			}
		}
	}
	if p.i.State != incident.Closed && p.i.State != incident.Joined {
		add(access.Update, sheetWhen, sheetCause, sheetPolice, sheetReached, sheetRegistry)
	}
	for _, a := range []struct {
		may   access.Action
		sheet string
	}{{access.Message, sheetMessage}, {access.Comment, sheetComment}, {access.Attach, sheetFile}, {access.Update, sheetAction}, {access.Update, sheetWhy}, {access.Update, sheetCost}, {access.Update, sheetLesson}} {
		if p.may(a.may) {
			p.view.Add = append(p.view.Add, ui.Link{Label: p.t("cases.sheet." + a.sheet), Href: here(p.i) + "/do/" + a.sheet})
		}
	}
	if p.may(access.Link) {
		p.view.Add = append(p.view.Add, ui.Link{Label: p.t("cases.link"), Href: "/r/link/new?under=" + p.i.ID.String()})
	}
	if p.i.Class == access.ClassProtective && p.may(access.Assign) {
		all = append(all, ui.Link{Label: p.t("cases.readers"), Href: here(p.i) + "/readers"})
	}
	all = append(all, ui.Link{Label: p.t("cases.alike"), Href: here(p.i) + "/alike"})
	return append(all, ui.Link{Label: p.t("cases.history"), Href: "/r/incident/" + p.i.ID.String() + "/history"})
}
