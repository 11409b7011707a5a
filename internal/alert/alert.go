// Package alert is the notice of a serious event that one named person must acknowledge. An alert goes to every holder of
// a role at once; the first to acknowledge answers for the role, and every acknowledgement is an entry. Whoever holds
// several of the roles gets one alert, which names them all and answers for them all.
//
//	sent ──acknowledge──▶ acknowledged   by the person it went to
//	  ├──settle──▶ settled              another holder of the role answered
//	  └──climb──▶ climbed               nobody answered in time on any of its lines: it went to the deputy, or upward
//	climbed ──acknowledge──▶ acknowledged
//
// When and where it climbs are the profile's times (package incident queues and runs them).
//
// It serves A30: serious events are told at once and acknowledged by a named person, and what is not acknowledged climbs.
package alert

import (
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/record"
)

// Alert is one notice to one person.
type Alert struct {
	record.Envelope

	Recipient record.Key    // the person who is to acknowledge
	Roles     []record.Code // as holder of which roles
	Lines     string        // those of the profile's rules that it answers for, one a line of text; see OnLine
	Passed    string        // those of them that went further without an answer
	Step      record.Amount
	DueAt     clock.Instant // to be acknowledged by
	Answered  clock.Instant
}

// The states.
const (
	Sent         record.State = "sent"
	Acknowledged record.State = "acknowledged"
	Settled      record.State = "settled"
	Climbed      record.State = "climbed"
)

// Kind declares the alert.
var Kind = record.Define(record.Spec[Alert]{
	Name: "alert", Prefix: "L", Start: Sent,
	Fields: []record.Field[Alert]{
		record.Ref("recipient", func(a *Alert) *record.Key { return &a.Recipient }, "person").Required().InList().Filter(),
		record.Codes("roles", "role", func(a *Alert) *[]record.Code { return &a.Roles }).InList().Filter(),
		record.Hidden("lines", func(a *Alert) *string { return &a.Lines }),
		record.Hidden("passed", func(a *Alert) *string { return &a.Passed }),
		record.Int("step", 0, 99, func(a *Alert) *record.Amount { return &a.Step }),
		record.Moment("due_at", func(a *Alert) *clock.Instant { return &a.DueAt }).InList().Filter(),
		record.Moment("answered_at", func(a *Alert) *clock.Instant { return &a.Answered }).Filter(),
	},
	Orders: []record.Order{
		{Name: "created", Column: "created_at", Desc: true},
		{Name: "recipient", Column: "recipient"},
		{Name: "due", Column: "due_at"},
	},
	Steps: []record.Step[Alert]{
		{Name: "acknowledge", From: []record.State{Sent, Climbed}, To: Acknowledged, Needs: access.Acknowledge, Guard: addressed, Apply: answer},
		{Name: "settle", From: []record.State{Sent, Climbed}, To: Settled, Needs: access.Assign, Guard: byRule},
		{Name: "climb", From: []record.State{Sent}, To: Climbed, Needs: access.Assign, Guard: byRule},
	},
	Relations: func(_ *record.Tx, a *Alert) []access.Relation {
		return []access.Relation{{Name: access.RelationAssignee, Who: int64(a.Recipient)}}
	},
	Under: &record.Under[Alert]{},
})

// OnLine reports whether the alert answers for a line: role and scope of a rule of the profile. Alerts of one line answer for
// each other.
func (a *Alert) OnLine(line string) bool { return slices.Contains(a.EachLine(), line) }

// EachLine lists the lines that the alert answers for.
func (a *Alert) EachLine() []string { return strings.Split(a.Lines, "\n") }

// Waits reports whether the alert still awaits its recipient.
func (a *Alert) Waits() bool { return a.State == Sent || a.State == Climbed }

// Join lets an alert that was sent answer for one line more, as the holder of one role more, by the earlier of two moments.
func (a *Alert) Join(line string, role record.Code, due clock.Instant) {
	if !a.OnLine(line) {
		a.Lines += "\n" + line
	}
	if !slices.Contains(a.Roles, role) {
		a.Roles = append(slices.Clone(a.Roles), role)
	}
	a.DueAt = min(a.DueAt, due)
}

// Pass keeps that a line went further without an answer, and reports whether no line of the alert is left that waits in time.
func (a *Alert) Pass(line string) (all bool) {
	passed := strings.Split(a.Passed, "\n")
	if !slices.Contains(passed, line) {
		passed = append(passed, line)
		a.Passed = strings.TrimPrefix(strings.Join(passed, "\n"), "\n")
	}
	return !slices.ContainsFunc(a.EachLine(), func(l string) bool { return !slices.Contains(passed, l) })
}

// addressed lets nobody acknowledge for somebody else.
func addressed(tx *record.Tx, a *Alert) []record.Problem {
	if tx.Caller.Person != a.Recipient {
		return []record.Problem{{Field: "recipient", Key: "alert.problem.not_yours"}}
	}
	return nil
}

func byRule(tx *record.Tx, _ *Alert) []record.Problem {
	if tx.Caller.Door != record.System {
		return []record.Problem{{Field: "state", Key: "problem.step_not_open"}}
	}
	return nil
}

func answer(tx *record.Tx, a *Alert) error {
	a.Answered = tx.Now()
	return nil
}
