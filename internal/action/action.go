// Package action is what is decided to be done, by whom and by when: on an incident, or by itself.
//
//	planned ──start──▶ started ──finish──▶ done
//	   │                  │                 │
//	   └──────────────────┴──abandon──▶ abandoned   (with a reason)
//	                       done, abandoned ──resume──▶ started
//
// An action on an incident follows it in unit, areas, level and case list. Its responsible person reads and handles it
// without any role. Late is a fact of dates, never a state somebody sets.
//
// It serves B11 (events are remedied), A12 (measures on IT-security events) and C3.
package action

import (
	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/record"
)

// Action is one thing to be done.
type Action struct {
	record.Envelope

	What        string
	ActionKind  record.Code // technical, administrative, physical
	Responsible record.Key  // the person who answers for it
	Start, Due  clock.Date
	DoneOn      clock.Date
	Cost        record.Amount // öre
	Result      string        // what came of it
}

// The states.
const (
	Planned   record.State = "planned"
	Started   record.State = "started"
	Done      record.State = "done"
	Abandoned record.State = "abandoned"
)

// Open reports whether there is something left to do.
func (a *Action) Open() bool { return a.State == Planned || a.State == Started }

// Kind declares the action.
var Kind = record.Define(record.Spec[Action]{
	Name: "action", Prefix: "Å", Start: Planned, Check: check,
	Fields: []record.Field[Action]{
		record.Long("what", func(a *Action) *string { return &a.What }).Search(),
		record.Term("action_kind", "action-kind", func(a *Action) *record.Code { return &a.ActionKind }).Filter(),
		record.Ref("responsible", func(a *Action) *record.Key { return &a.Responsible }, "person").Required().InList().Filter(),
		record.Date("start", func(a *Action) *clock.Date { return &a.Start }),
		record.Date("due", func(a *Action) *clock.Date { return &a.Due }).InList().Filter(),
		record.Date("done_on", func(a *Action) *clock.Date { return &a.DoneOn }).Filter(),
		record.Money("cost", func(a *Action) *record.Amount { return &a.Cost }),
		record.Long("result", func(a *Action) *string { return &a.Result }),
	},
	Orders: []record.Order{
		{Name: "due", Column: "due"},
		{Name: "created", Column: "created_at", Desc: true},
		{Name: "responsible", Column: "responsible"},
	},
	Steps: []record.Step[Action]{
		{Name: "start", From: []record.State{Planned}, To: Started, Needs: access.Update},
		{Name: "finish", From: []record.State{Planned, Started}, To: Done, Needs: access.Close, Fields: []string{"done_on", "result", "cost"}, Guard: finished},
		{Name: "abandon", From: []record.State{Planned, Started}, To: Abandoned, Needs: access.Close, Reason: true},
		{Name: "resume", From: []record.State{Done, Abandoned}, To: Started, Needs: access.Reopen, Reason: true, Apply: resume},
	},
	Relations: responsible,
	Under:     &record.Under[Action]{},
})

// responsible lets whoever is to do something read it, also at level 4: the action is written for that person, and opens
// nothing of what it hangs on.
func responsible(_ *record.Tx, a *Action) []access.Relation {
	who := int64(a.Responsible)
	return []access.Relation{{Name: access.RelationAssignee, Who: who}, {Name: access.RelationCase, Who: who}}
}

func check(_ *record.Tx, a *Action) []record.Problem {
	if !a.Start.IsZero() && !a.Due.IsZero() && a.Due.Before(a.Start) {
		return []record.Problem{{Field: "due", Key: "action.problem.due_before_start"}}
	}
	return nil
}

// finished sets the day it was done to today when none is given; a day to come is no fact.
func finished(tx *record.Tx, a *Action) []record.Problem {
	if a.DoneOn.IsZero() {
		a.DoneOn = tx.Today()
	}
	if a.DoneOn.After(tx.Today()) {
		return []record.Problem{{Field: "done_on", Key: "action.problem.done_ahead"}}
	}
	return nil
}

func resume(_ *record.Tx, a *Action) error {
	a.DoneOn = clock.Date{}
	return nil
}
