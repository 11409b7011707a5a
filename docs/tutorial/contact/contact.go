// Package contact is the external contacts of the organisation: with whom, what for, and who keeps them up (A34).
//
//	kept ──lapse──▶ lapsed ──renew──▶ kept
package contact

import (
	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/record"
)

// Contact is one contact with an authority or a reviewing body.
type Contact struct {
	record.Envelope

	Purpose string
	Last    clock.Date // when somebody last spoke with them
}

// The states.
const (
	Kept   record.State = "kept"
	Lapsed record.State = "lapsed"
)

// Kind declares the contact.
var Kind = record.Define(record.Spec[Contact]{
	Name: "contact", Prefix: "KO", Start: Kept, Check: check,
	Fields: []record.Field[Contact]{
		record.Long("purpose", func(c *Contact) *string { return &c.Purpose }).Required().Search(),
		record.Date("last", func(c *Contact) *clock.Date { return &c.Last }).InList().Filter(),
	},
	Orders: []record.Order{{Name: "last", Column: "last"}, {Name: "created", Column: "created_at", Desc: true}},
	Steps: []record.Step[Contact]{
		{Name: "lapse", From: []record.State{Kept}, To: Lapsed, Needs: access.Update, Reason: true},
		{Name: "renew", From: []record.State{Lapsed}, To: Kept, Needs: access.Update, Fields: []string{"last"}},
	},
})

// check refuses a day to come: a contact that has not been is none.
func check(tx *record.Tx, c *Contact) []record.Problem {
	if c.Last.After(tx.Today()) {
		return []record.Problem{{Field: "last", Key: "contact.problem.ahead"}}
	}
	return nil
}
