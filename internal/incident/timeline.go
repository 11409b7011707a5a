package incident

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/action"
	"github.com/vardkas/vardkas/internal/alert"
	"github.com/vardkas/vardkas/internal/attachment"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/investigation"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/relation"
	"github.com/vardkas/vardkas/internal/talk"
)

// Moment is one thing that happened to an incident, as its timeline tells it.
type Moment struct {
	At     clock.Instant // by the hour when anonymous
	Person record.Key    // who did it; 0 when the reporter, a rule, or not for this reader
	Who    string        // the person's name; empty without one
	Door   record.Door   // Intake = whoever reported, System = by rule
	Verb   string        // word key, such as incident.timeline.assess
	Text   string        // what was said, or the reason given
	Diffs  []record.Diff // what changed, for those who handle it
	Kind   string        // of the record it is about: incident, part, message …
	Key    record.Key
	ID     record.ID
	About  record.Key // the person a part, an alert or an action is for; 0 = none
	Whom   string     // that person's name

	order int64 // its place in the trail
}

// Timeline is everything on an incident as one list, oldest first. Whoever reads as the reporter gets the report, its
// states, the talk, the outcome and the own files; no handler is named there.
func (d *Desk) Timeline(tx *record.Tx, key record.Key) ([]Moment, error) {
	i, err := Kind.Get(tx, key)
	if err != nil {
		return nil, err
	}
	h, err := tx.Hanging(key)
	if err != nil {
		return nil, err
	}
	return d.TimelineOf(tx, i, h)
}

// TimelineOf is Timeline for a page that has read the incident and what hangs on it.
func (d *Desk) TimelineOf(tx *record.Tx, i *Incident, h *record.Hanging) ([]Moment, error) {
	o, err := Kind.Object(tx, i)
	if err != nil {
		return nil, err
	}
	t := &timeline{tx: tx, i: i, h: h, asReporter: tx.Subject.AsReporter(o)}
	for _, add := range []func() error{t.incident, t.parts, t.alerts, t.actions, t.messages, t.comments, t.files, t.links, t.findings} {
		if err := add(); err != nil {
			return nil, fmt.Errorf("gather the timeline of %d: %w", i.Key, err)
		}
	}
	slices.SortStableFunc(t.all, func(a, b Moment) int { return cmp.Compare(a.order, b.order) })
	return t.all, t.name()
}

type timeline struct {
	tx         *record.Tx
	i          *Incident
	h          *record.Hanging
	asReporter bool
	all        []Moment
}

// forReporter are the steps of an incident that its reporter is told of.
func forReporter(verb string) bool {
	return slices.Contains([]string{"create", StepReceive, StepAssess, StepFeedback, StepClose, StepReopen, StepJoin, StepTold, StepOpinion, StepAskReopen}, verb)
}

func (t *timeline) incident() error {
	past, err := Kind.HistoryOf(t.tx, t.i)
	if err != nil {
		return err
	}
	var before *Incident
	for _, p := range past {
		m := Moment{At: p.Entry.At, Verb: "incident.timeline." + p.Entry.Action, Text: p.Reason, Kind: Kind.Name, Key: t.i.Key, order: p.Entry.Seq}
		m.by(p.Entry.Actor)
		if p.Record != nil {
			m.ID = p.Record.ID
			m.Diffs, before = Kind.Diffs(before, p.Record), p.Record
		}
		switch {
		case !t.asReporter:
		case !forReporter(p.Entry.Action):
			continue
		default:
			m.Diffs, m.Text = nil, ""
			if (p.Entry.Action == StepFeedback || p.Entry.Action == StepTold) && p.Record != nil {
				m.Text = p.Record.Feedback
			}
		}
		t.all = append(t.all, m)
	}
	return nil
}

// by says who did it.
func (m *Moment) by(actor int64) {
	if actor < 0 {
		m.Door = record.Door(actor)
		return
	}
	m.Person = record.Key(actor)
}

// hanging adds what hangs on the incident: when it came, and when it last moved on.
func hanging[T any](t *timeline, k *record.Kind[T], tell func(*T, *Moment)) error {
	all, err := k.Of(t.h)
	for _, one := range all {
		e := k.Env(one)
		m := Moment{At: e.CreatedAt, Verb: k.Name + ".timeline.create", Kind: k.Name, Key: e.Key, ID: e.ID, order: int64(e.Key)}
		m.by(e.CreatedBy)
		tell(one, &m)
		t.all = append(t.all, m)
		if e.State == k.Start {
			continue
		}
		moved := m
		moved.At, moved.Verb, moved.Text, moved.Person, moved.Door = e.ChangedAt, k.Name+".timeline."+string(e.State), "", 0, record.NoDoor
		moved.by(e.ChangedBy)
		moved.order = t.after(e)
		t.all = append(t.all, moved)
	}
	return err
}

// after places a move in the list by its time: the number of its entry is not read.
func (t *timeline) after(e *record.Envelope) int64 {
	place := int64(e.Key)
	for _, m := range t.all {
		if m.At <= e.ChangedAt {
			place = max(place, m.order)
		}
	}
	return place
}

func (t *timeline) parts() error {
	return hanging(t, Parts, func(p *Part, m *Moment) { m.About, m.Text = p.Assignee, string(p.Role) })
}

func (t *timeline) alerts() error {
	return hanging(t, alert.Kind, func(a *alert.Alert, m *Moment) { m.About, m.Text = a.Recipient, codeText(a.Roles) })
}

// codeText is codes as the text of a moment, with spaces between.
func codeText(codes []record.Code) string {
	var all []string
	for _, c := range codes {
		all = append(all, string(c))
	}
	return strings.Join(all, " ")
}

func (t *timeline) actions() error {
	return hanging(t, action.Kind, func(a *action.Action, m *Moment) { m.About, m.Text = a.Responsible, a.Title })
}

func (t *timeline) messages() error {
	return hanging(t, talk.Messages, func(w *talk.Message, m *Moment) { m.Text = w.Text })
}

func (t *timeline) comments() error {
	return hanging(t, talk.Comments, func(c *talk.Comment, m *Moment) { m.Text = c.Text })
}

func (t *timeline) files() error {
	return hanging(t, attachment.Kind, func(f *attachment.File, m *Moment) { m.Text = f.Title })
}

func (t *timeline) links() error {
	return hanging(t, relation.Kind, func(l *relation.Link, m *Moment) { m.Text = l.Title })
}

// findings are what the investigation has found: causes, costs and lessons.
func (t *timeline) findings() error {
	return firstError(
		hanging(t, investigation.Causes, func(c *investigation.Cause, m *Moment) { m.Text = c.Title }),
		hanging(t, investigation.Costs, func(c *investigation.Cost, m *Moment) { m.Text = c.Title }),
		hanging(t, investigation.Lessons, func(l *investigation.Lesson, m *Moment) { m.Text = l.Title }))
}

// name fills in who people are; for the reporter nobody is named.
func (t *timeline) name() error {
	var keys []record.Key
	for n := range t.all {
		m := &t.all[n]
		if t.asReporter {
			m.Person, m.About = 0, 0
		}
		keys = append(keys, m.Person, m.About)
	}
	names, err := t.tx.Titles(slices.DeleteFunc(keys, func(k record.Key) bool { return k == 0 }))
	for n := range t.all {
		t.all[n].Who, t.all[n].Whom = names[t.all[n].Person], names[t.all[n].About]
	}
	return err
}

// MayTalk reports whether the caller may write to the reporter, and whether to the other handlers, as a handler of an incident.
func MayTalk(tx *record.Tx, i *Incident) (reply, note bool, err error) {
	o, err := Kind.Object(tx, i)
	if err != nil || tx.Subject.AsReporter(o) {
		return false, false, err
	}
	return tx.Subject.May(access.Message, o), tx.Subject.May(access.Comment, o), nil
}
