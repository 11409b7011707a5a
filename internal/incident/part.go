package incident

import (
	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/record"
)

// Part is one function's share of an incident: the manager's, the coordinator's, the data protection officer's.
//
//	open ──accept──▶ accepted ──finish──▶ done ──resume──▶ accepted
//	open, accepted ──move──▶ moved ──return──▶ open or accepted   (by rule, when its incident is joined to another)
type Part struct {
	record.Envelope

	Role      record.Code   // the function it was routed to; empty when a handler named a person
	Scope     string        // the profile's scope of the role: unit, site, region …
	Assignee  record.Key    // the person who has it; 0 while nobody has
	Offered   []record.Key  // who may take it while nobody has it: a function held by several
	Rule      string        // the routing rule that made it
	Note      string        // what was done
	Reference string        // number in another system: the police, a supplier, an authority
	Contacted clock.Instant // when whoever should be reached was
}

// The states of a part.
const (
	PartOpen     record.State = "open"
	PartAccepted record.State = "accepted"
	PartDone     record.State = "done"
	PartMoved    record.State = "moved" // its function has it in the incident that this one was joined to
)

// Parts declares the part.
var Parts = record.Define(record.Spec[Part]{
	Name: "part", Prefix: "D", Start: PartOpen,
	Fields: []record.Field[Part]{
		kept(record.Term("role", "role", func(p *Part) *record.Code { return &p.Role }).InList().Filter()),
		kept(record.Text("scope", func(p *Part) *string { return &p.Scope })),
		kept(record.Ref("assignee", func(p *Part) *record.Key { return &p.Assignee }, "person").InList().Filter()),
		kept(record.Refs("offered", func(p *Part) *[]record.Key { return &p.Offered }, "person").Filter()),
		kept(record.Text("rule", func(p *Part) *string { return &p.Rule })),
		record.Long("note", func(p *Part) *string { return &p.Note }),
		record.Text("reference", func(p *Part) *string { return &p.Reference }),
		record.Moment("contacted_at", func(p *Part) *clock.Instant { return &p.Contacted }),
	},
	Orders: []record.Order{
		{Name: "created", Column: "created_at", Desc: true},
		{Name: "assignee", Column: "assignee"},
	},
	Steps: []record.Step[Part]{
		{Name: "accept", From: []record.State{PartOpen}, To: PartAccepted, Needs: access.Update, Apply: accept},
		{Name: "hand_over", From: []record.State{PartOpen, PartAccepted}, Needs: access.Assign, Reason: true},
		{Name: "finish", From: []record.State{PartOpen, PartAccepted}, To: PartDone, Needs: access.Close, Fields: []string{"note", "reference", "contacted_at"}, Guard: finishable},
		{Name: "move", From: []record.State{PartOpen, PartAccepted}, To: PartMoved, Needs: access.Assign, Guard: movedByRule},
		{Name: "return", From: []record.State{PartMoved}, Needs: access.Assign, Guard: movedByRule, Apply: returned},
		{Name: "resume", From: []record.State{PartDone}, To: PartAccepted, Needs: access.Reopen, Reason: true},
	},
	Relations: func(_ *record.Tx, p *Part) []access.Relation {
		all := []access.Relation{{Name: access.RelationAssignee, Who: int64(p.Assignee)}}
		for _, person := range p.Offered {
			all = append(all, access.Relation{Name: access.RelationAssignee, Who: int64(person)})
		}
		return all
	},
	Under: &record.Under[Part]{},
})

// accept gives a part that nobody has to whoever takes it on.
func accept(tx *record.Tx, p *Part) error {
	if p.Assignee == 0 {
		p.Assignee = tx.Caller.Person
	}
	p.Offered = nil
	return nil
}

// kept marks a field that only the rules of this package set: forms and imports leave it alone.
func kept[T any](f record.Field[T]) record.Field[T] {
	f.Derived = true
	return f
}

func movedByRule(tx *record.Tx, _ *Part) []record.Problem { return onlyByRule(tx) }

// returned gives a part back to whoever had it.
func returned(_ *record.Tx, p *Part) error {
	p.State = PartOpen
	if p.Assignee != 0 {
		p.State = PartAccepted
	}
	return nil
}
