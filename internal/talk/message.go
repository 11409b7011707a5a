// Package talk is what is said about a record: messages between the reporter and the handlers, and the handlers' own
// comments, which the reporter never sees.
//
// A message from a reporter is written by the pseudonym of the intake, also when the reporter is signed in: the trail must
// not tell who reported. Neither kind has steps; what was said stays said.
//
// It serves B11 (nothing is lost on the way), B38 and B52 (whoever reports, also anonymously, gets an answer).
package talk

import "github.com/vardkas/vardkas/internal/record"

// Side says who speaks in a message.
type Side string

// The two sides.
const (
	Reporter Side = "reporter"
	Handler  Side = "handler"
)

// Message is one message between reporter and handler.
type Message struct {
	record.Envelope

	Side Side
	Text string
}

// Written is the only state of what is said.
const Written record.State = "written"

// Messages declares the message.
var Messages = record.Define(record.Spec[Message]{
	Name: "message", Prefix: "M", Start: Written,
	Fields: []record.Field[Message]{
		record.Choice("side", []Side{Reporter, Handler}, func(m *Message) *Side { return &m.Side }).Required().Filter(),
		record.Long("text", func(m *Message) *string { return &m.Text }).Required(),
	},
	Under: &record.Under[Message]{Reporter: func(*Message) bool { return true }},
})
