package ui

import (
	"time"

	"github.com/a-h/templ"
	"github.com/vardkas/vardkas/internal/words"
)

// Mark is the shape and colour of a state.
type Mark string

// The marks: ✓ met, ◐ at risk, ▲ breached or late, ○ not known yet, and a
// plain one that judges nothing.
const (
	Met      Mark = "met"
	AtRisk   Mark = "risk"
	Breached Mark = "breached"
	Unknown  Mark = "unknown"
	Neutral  Mark = "neutral"
)

// Badge is a state: a mark with its word.
type Badge struct {
	Mark Mark
	Word string
}

// Fact is one line of Facts: a term and what is known. Body, when given, stands
// in place of Text.
type Fact struct {
	Label string
	Text  string
	Href  string
	State *Badge
	Note  string // quieter, after the text: a definition
	Body  templ.Component
}

// EventKind is what sort of thing a line of the timeline tells.
type EventKind string

// The kinds of event; Plain is the zero value.
const (
	Plain   EventKind = ""
	Stepped EventKind = "step"    // the state changed
	Alerted EventKind = "alert"   // somebody was alerted
	Message EventKind = "message" // between reporter and handler
)

// Event is one line of a story.
type Event struct {
	When   time.Time
	OnDay  bool // show the day only, as for anonymous reports
	Title  string
	Who    string
	Text   string // as written, line breaks kept
	Kind   EventKind
	Detail templ.Component // more, under the text
}

// NoticeKind is how much a notice asks for attention.
type NoticeKind string

// The kinds of notice. A page has at most one Urgent.
const (
	Info    NoticeKind = "info"
	Warning NoticeKind = "warning"
	Urgent  NoticeKind = "urgent"
	Done    NoticeKind = "done"
)

// Notice is a message set apart from the page. Kind is said in words too.
type Notice struct {
	Kind   NoticeKind // zero: Info
	Title  string
	Text   string
	Links  []Link
	Button *Button
	Live   bool // just happened: read aloud at once
}

func (n Notice) kind() string {
	if n.Kind == "" {
		return string(Info)
	}
	return string(n.Kind)
}

func (n Notice) role() string {
	switch {
	case n.Live && n.Kind == Urgent:
		return "alert"
	case n.Live:
		return "status"
	}
	return "note"
}

// Empty says what will stand here, who fills it, and the first step.
type Empty struct {
	Title  string
	Text   string
	Button *Button
}

// Steps is where in a row of steps the reader is; Current counts from 1.
type Steps struct {
	Names   []string
	Current int
}

// Clock is a deadline that counts: words first, the exact moment behind.
type Clock struct {
	Label    string
	Deadline time.Time
	Warn     time.Duration // at risk when this or less is left
	Met      time.Time     // zero: not met yet
	Source   string        // where the rule comes from
	Href     string
}

func (k Clock) mark(c Ctx) Mark {
	left := k.Deadline.Sub(c.Now)
	switch {
	case !k.Met.IsZero() && k.Met.After(k.Deadline):
		return Breached
	case !k.Met.IsZero():
		return Met
	case left < 0:
		return Breached
	case left <= k.Warn:
		return AtRisk
	}
	return Neutral
}

func (k Clock) words(c Ctx) string {
	switch {
	case k.Met.IsZero():
		return words.Left(c.Lang, k.Deadline.Sub(c.Now))
	case k.Met.After(k.Deadline):
		return c.T("ui.clock.met_late", words.DateTime(c.Lang, k.Met))
	}
	return c.T("ui.clock.met", words.DateTime(c.Lang, k.Met))
}

// Quote is what somebody wrote, unchanged.
type Quote struct {
	Text string
	By   string // already worded: "Anonym", "Anna Berg, Avdelning 12"
	When string
	Lang words.Lang // language of the text where it differs from the page's
}

// ErrorPage is the contents of a page that says something went wrong.
type ErrorPage struct {
	Happened  string
	Saved     string // what was saved, or that nothing was
	Do        []string
	Reference string // to give to whoever helps
	Links     []Link
}

// Receipt is what a reporter gets: the number, the code once, what happens now.
type Receipt struct {
	Number   string
	Code     string // empty: no code to keep
	Next     []string
	FollowAt string // address in words, printed with the code
}
