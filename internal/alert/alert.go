// Package alert is the notice of a serious event that one named person must acknowledge. An alert goes to every holder of
// a role at once; the first to acknowledge answers for the role, and every acknowledgement is an entry.
//
//	sent ──acknowledge──▶ acknowledged   by the person it went to
//	  ├──settle──▶ settled              another holder of the role answered
//	  └──climb──▶ climbed               nobody answered in time: it went to the deputy, or upward
//	climbed ──acknowledge──▶ acknowledged
//
// When and where it climbs are the profile's times (package incident queues and runs them).
//
// It serves A30: serious events are told at once and acknowledged by a named person, and what is not acknowledged climbs.
package alert

import (
	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/record"
)

// Alert is one notice to one person.
type Alert struct {
	record.Envelope

	Recipient record.Key  // the person who is to acknowledge
	Role      record.Code // as holder of which role
	Line      string      // role and scope of the profile's rule; alerts of one line answer for each other
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
		record.Term("role", "role", func(a *Alert) *record.Code { return &a.Role }).InList().Filter(),
		record.Hidden("line", func(a *Alert) *string { return &a.Line }),
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
