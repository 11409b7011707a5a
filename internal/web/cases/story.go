package cases

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/vardkas/vardkas/internal/alert"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/talk"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// story is the timeline, worded so that anyone entitled can read it.
func (p *page) story() error {
	for _, m := range p.moments {
		if m.Kind == incident.Kind.Name && len(p.changes(m)) == 0 && m.Verb == "incident.timeline.update" {
			continue // what only the rules keep
		}
		p.view.Story = append(p.view.Story, p.event(m))
	}
	return nil
}

func (p *page) event(m incident.Moment) ui.Event {
	e := ui.Event{When: m.At.Time(), OnDay: p.i.Anonymous && m.Door == record.Intake, Title: capital(p.subject(m) + " " + p.t(m.Verb)), Text: m.Text}
	switch m.Kind {
	case alert.Kind.Name:
		e.Kind, e.Text = ui.Alerted, p.functions(m.Text)
	case incident.Parts.Name:
		e.Text = ""
		if role := p.functions(m.Text); role != p.subject(m) {
			e.Text = role
		}
	case talk.Messages.Name, talk.Comments.Name:
		e.Kind = ui.Message
	case incident.Kind.Name:
		e.Kind = ui.Stepped
	}
	if changed := p.changes(m); len(changed) > 0 {
		e.Detail = changesOf(p.v.Ctx(), changed)
	}
	return e
}

// functions words the codes of roles, with spaces between.
func (p *page) functions(codes string) string {
	var all []string
	for code := range strings.FieldsSeq(codes) {
		all = append(all, p.term(strategy.SetRole, record.Code(code)))
	}
	return words.List(p.v.Lang, all)
}

// subject is who did it. A part or an alert is told by whom it is for.
func (p *page) subject(m incident.Moment) string {
	about := m.Kind == incident.Parts.Name || m.Kind == alert.Kind.Name
	switch {
	case about && m.Whom != "":
		return m.Whom
	case about && p.functions(m.Text) != "": // a function that several hold
		return p.functions(m.Text)
	case about:
		return p.t("cases.by.function")
	case m.Who != "":
		return m.Who
	case m.Door == record.Intake:
		return p.t("cases.by.reporter")
	}
	return p.t("cases.by.rule")
}

func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// changes is what a step changed that a person decided, worded. What everybody sees elsewhere on the page is left out of
// the first entry, which is the report itself.
func (p *page) changes(m incident.Moment) []ui.Fact {
	if m.Kind != incident.Kind.Name || m.Verb == "incident.timeline.create" {
		return nil
	}
	var all []ui.Fact
	for _, d := range m.Diffs {
		if slices.Contains(unsaid(), d.Field.Name) || d.Field.Input == record.InputHidden || d.Field.Input == record.InputRefs {
			continue
		}
		if d.Field.Input == record.InputValues {
			all = append(all, p.answered(d.From, d.To)...)
			continue
		}
		c := p.v.Ctx()
		fact := ui.Fact{Label: fieldLabel(c, incident.Kind.Name, d.Field), Text: p.value(d.Field, d.To)}
		if before := p.value(d.Field, d.From); before != "" {
			fact.Note = p.t("cases.before", before)
		}
		all = append(all, fact)
	}
	return slices.Clip(all)
}

// unsaid are fields that the rules keep beside what a step says itself.
func unsaid() []string {
	return []string{"severity_rank", "scale", "received_at", "assessed_at", "feedback_at", "closed_at", "reopen_asked_at", "reporter_key", "anonymous"}
}

// answered is the answers to the profile's questions that a step gave or changed.
func (p *page) answered(from, to string) (all []ui.Fact) {
	before, after := map[string]string{}, map[string]string{}
	if from != "" && json.Unmarshal([]byte(from), &before) != nil || to != "" && json.Unmarshal([]byte(to), &after) != nil {
		return nil // what record wrote is always read
	}
	either := maps.Clone(before)
	maps.Copy(either, after)
	for _, code := range sortedKeys(either) {
		q, ok := p.Profile.Question(code)
		if !ok || before[code] == after[code] {
			continue
		}
		c := p.v.Ctx()
		fact := ui.Fact{Label: c.Label(q.Label), Text: answer(c, q, after[code])}
		if before[code] != "" {
			fact.Note = p.t("cases.before", answer(c, q, before[code]))
		}
		all = append(all, fact)
	}
	return all
}

func (p *page) value(f record.Info, text string) string {
	if f.Input == record.InputRef {
		return p.reference(text)
	}
	return shown(p.v.Ctx(), p.Profile, incident.Kind.Name, f, text)
}

// reference is the name of what a field points to; empty when that is gone since.
func (p *page) reference(text string) string { return p.names[keyOf(text)] }

// referredTo is what the changes of a moment point to.
func referredTo(m incident.Moment) (keys []record.Key) {
	for _, d := range m.Diffs {
		if d.Field.Input == record.InputRef {
			keys = append(keys, keyOf(d.From), keyOf(d.To))
		}
	}
	return keys
}
