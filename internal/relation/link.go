// Package relation joins one record to another: an event to the event it repeats, an action to the risk it lowers. A link
// hangs on the record it was made from and opens nothing: whoever follows it needs the right to what it leads to.
//
// It serves B4 (what belongs together is found together) and A12 (recurring causes).
package relation

import (
	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/record"
)

// Nature says what a link means, read from the record it hangs on.
type Nature string

// The natures.
const (
	Concerns Nature = "concerns" // is about
	SameAs   Nature = "same_as"  // the same event, reported twice
	Repeats  Nature = "repeats"  // happened before, from the same cause
	CausedBy Nature = "caused_by"
	Follows  Nature = "follows" // comes out of
)

// Link is one relation to another record.
type Link struct {
	record.Envelope

	Nature Nature
	Target record.Key
}

// Joined is the only state of a link; one that is taken back is withdrawn.
const Joined record.State = "joined"

// Kind declares the link.
var Kind = record.Define(record.Spec[Link]{
	Name: "link", Prefix: "RL", Start: Joined, Check: check,
	Fields: []record.Field[Link]{
		record.Choice("nature", []Nature{Concerns, SameAs, Repeats, CausedBy, Follows}, func(l *Link) *Nature { return &l.Nature }).Required().Filter(),
		record.Ref("target", func(l *Link) *record.Key { return &l.Target }).Required().Filter(),
	},
	Orders: []record.Order{{Name: "created", Column: "created_at", Desc: true}, {Name: "target", Column: "target"}},
	Steps: []record.Step[Link]{
		{Name: "take_back", From: []record.State{Joined}, To: record.Withdrawn, Needs: access.Close},
	},
	Relations: madeBy,
	Under:     &record.Under[Link]{},
})

// madeBy makes a link the own of whoever made it, who may take it back.
func madeBy(_ *record.Tx, l *Link) []access.Relation {
	if l.CreatedBy <= 0 { // the program
		return nil
	}
	return []access.Relation{{Name: access.RelationSelf, Who: l.CreatedBy}}
}

func check(_ *record.Tx, l *Link) []record.Problem {
	if l.Target != 0 && l.Target == l.On {
		return []record.Problem{{Field: "target", Key: "link.problem.itself"}}
	}
	return nil
}
