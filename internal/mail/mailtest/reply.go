package mailtest

import "fmt"

// Stage is a step of handing over one message.
type Stage string

// The stages, in order. Greeting, Begin and what is said Twice can't be scripted
// once the connection is encrypted: those answers are changed on the wire.
const (
	Greeting Stage = "greeting" // the server's first line
	Author   Stage = "author"   // MAIL FROM
	Receiver Stage = "receiver" // RCPT TO
	Begin    Stage = "begin"    // DATA
	Content  Stage = "content"  // after the go-ahead, before the message has been read
	End      Stage = "end"      // the whole message has been read
)

// Reply is what the server does with one connection.
type Reply struct {
	at      Stage
	code    int  // 0: as usual
	drop    bool // close the connection instead of answering
	keep    bool // take the message on all the same
	twice   bool
	early   bool
	reached func()
	until   <-chan struct{}
}

// Accept takes the message on and says so; the server's way without a script.
func Accept() Reply { return Reply{} }

// Answer gives a code of 4xx or 5xx at a stage instead of going on.
func Answer(at Stage, code int) Reply {
	if code < 400 || code > 599 {
		panic(fmt.Sprintf("mailtest: an answer of %d is no refusal", code))
	}
	return Reply{at: at, code: code}
}

// Drop closes the connection at a stage. The message is lost.
func Drop(at Stage) Reply { return Reply{at: at, drop: true} }

// TakeAndDrop takes the whole message on and closes the connection before
// saying so: the sender can't know.
func TakeAndDrop() Reply { return Reply{at: End, drop: true, keep: true} }

// Twice gives the usual answer at a stage two times over.
func Twice(at Stage) Reply { return Reply{at: at, twice: true} }

// Early says "250" together with the go-ahead, before there is a message.
func Early() Reply { return Reply{at: Begin, early: true} }

// Hold calls reached (if not nil) when a stage is reached and answers as usual
// when until is closed; with a nil channel it waits until the server is closed.
func Hold(at Stage, reached func(), until <-chan struct{}) Reply {
	return Reply{at: at, reached: reached, until: until, code: holds}
}

// holds marks a reply that waits; it is no SMTP code.
const holds = 1
