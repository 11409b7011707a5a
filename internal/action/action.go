// Package action is what is decided to be done, by whom and by when: on an incident, or by itself.
//
//	decided ──start──▶ started ──finish──▶ done ──judge──▶ judged   worked, partly, or did not: then a new action follows
//	   │                  │                 │                │
//	   └──────────────────┴──abandon──▶ abandoned            │      (with a reason)
//	                       done, judged, abandoned ──resume──▶ started
//
// An action on an incident follows it in unit, areas, level and case list. Its responsible person reads and handles it
// without any role. Late is a fact of dates, never a state somebody sets.
//
// Whether an action worked is judged by somebody other than whoever did it, on a day that is set when the action is decided;
// for which events that is a must is the profile's (following.yaml).
//
// It serves A24 (decided actions are followed until done and their effect judged), B11 (events are remedied), A12 (measures
// on IT-security events) and C3.
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
	DoneBy      record.Key    // who marked it as done; 0 = the program, or nobody yet
	Estimate    record.Amount // öre, what it was thought to cost
	Cost        record.Amount // öre, what it did cost
	Result      string        // what came of it

	EffectOn   clock.Date // when it is judged whether it worked; zero = nobody judges it
	Judge      record.Key // who judges
	Effect     Effect
	Verdict    string     // the effect as it was judged: only the step sets it
	EffectNote string     // what the judgement rests on, and what is left to do
	NextDue    clock.Date // by when what is left is to be done: an action of its own
	Follows    record.Key // the action whose effect was not enough; 0 = none
}

// Effect says whether an action did what it was to do.
type Effect string

// The effects; empty while it has not been judged.
const (
	Worked Effect = "worked"
	Partly Effect = "partly"
	DidNot Effect = "did_not"
)

// The states.
const (
	Decided   record.State = "decided"
	Started   record.State = "started"
	Done      record.State = "done"
	Judged    record.State = "judged"
	Abandoned record.State = "abandoned"
)

// Open reports whether there is something left to do.
func (a *Action) Open() bool { return a.State == Decided || a.State == Started }

// AwaitsJudgement reports whether it is done and somebody is to judge what it led to.
func (a *Action) AwaitsJudgement() bool { return a.State == Done && !a.EffectOn.IsZero() }

// Deadline is the day that whoever has the action must keep now: to do it, or to judge it. Zero when there is none.
func (a *Action) Deadline() clock.Date {
	switch {
	case a.Open():
		return a.Due
	case a.AwaitsJudgement():
		return a.EffectOn
	}
	return clock.Date{}
}

// Late reports whether that day has been.
func (a *Action) Late(today clock.Date) bool {
	return !a.Deadline().IsZero() && a.Deadline().Before(today)
}

// Holder is whose turn it is: whoever does it, or whoever judges it; 0 when nothing is left.
func (a *Action) Holder() record.Key {
	switch {
	case a.Open():
		return a.Responsible
	case a.AwaitsJudgement():
		return a.Judge
	}
	return 0
}

// Kind declares the action.
var Kind = record.Define(record.Spec[Action]{
	Name: "action", Prefix: "Å", Start: Decided, Check: check,
	Fields: []record.Field[Action]{
		record.Long("what", func(a *Action) *string { return &a.What }).Search(),
		record.Term("action_kind", "action-kind", func(a *Action) *record.Code { return &a.ActionKind }).Filter(),
		record.Ref("responsible", func(a *Action) *record.Key { return &a.Responsible }, "person").Required().InList().Filter(),
		record.Date("start", func(a *Action) *clock.Date { return &a.Start }),
		record.Date("due", func(a *Action) *clock.Date { return &a.Due }).InList().Filter(),
		record.Money("estimate", func(a *Action) *record.Amount { return &a.Estimate }),
		record.Date("effect_on", func(a *Action) *clock.Date { return &a.EffectOn }).Filter(),
		record.Ref("judge", func(a *Action) *record.Key { return &a.Judge }, "person").Filter(),
		record.Date("done_on", func(a *Action) *clock.Date { return &a.DoneOn }).Filter(),
		derived(record.Ref("done_by", func(a *Action) *record.Key { return &a.DoneBy }, "person")),
		record.Money("cost", func(a *Action) *record.Amount { return &a.Cost }),
		record.Long("result", func(a *Action) *string { return &a.Result }),
		record.Choice("effect", []Effect{Worked, Partly, DidNot}, func(a *Action) *Effect { return &a.Effect }).InList().Filter(),
		record.Long("effect_note", func(a *Action) *string { return &a.EffectNote }),
		record.Date("next_due", func(a *Action) *clock.Date { return &a.NextDue }),
		record.Hidden("verdict", func(a *Action) *string { return &a.Verdict }),
		derived(record.Ref("follows", func(a *Action) *record.Key { return &a.Follows }, "action")),
	},
	Orders: []record.Order{
		{Name: "due", Column: "due"},
		{Name: "created", Column: "created_at", Desc: true},
		{Name: "responsible", Column: "responsible"},
	},
	Steps: []record.Step[Action]{
		{Name: "start", From: []record.State{Decided}, To: Started, Needs: access.Update},
		{Name: "finish", From: []record.State{Decided, Started}, To: Done, Needs: access.Close, Fields: []string{"done_on", "result", "cost"}, Guard: finished},
		{Name: "judge", From: []record.State{Done}, To: Judged, Needs: access.Close, Fields: []string{"effect", "effect_note", "next_due"}, Guard: judged, Then: goOn},
		{Name: "abandon", From: []record.State{Decided, Started}, To: Abandoned, Needs: access.Close, Reason: true},
		{Name: "resume", From: []record.State{Done, Judged, Abandoned}, To: Started, Needs: access.Reopen, Reason: true, Apply: resume},
	},
	Relations: persons,
	Under:     &record.Under[Action]{},
})
