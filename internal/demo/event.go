package demo

import "github.com/vardkas/vardkas/internal/clock"

// Event is one thing that was reported, with the whole story of how it was
// handled. Steps may lie after the day the demo is shown: use Until.
type Event struct {
	Key         string // day and ordinal, "2026-03-14-2": stable for ever
	Category    string // incident-category of the strategy profile
	Subtype     string // "negative_event", "near_miss" or "risk_observation"
	Story       string // id of the base story it was told from
	Title       string // at most 90 characters
	Description string // one to six sentences as staff write them
	Unit        string
	Site        string
	Place       string // place code, may be empty
	HappenedAt  clock.Instant
	ReportedAt  clock.Instant
	Ongoing     bool     // still going on when it was reported
	Affected    []string // "patient", "relative", "staff", "elected", "other"
	Hurt        Hurt
	AlreadyDone string // what the reporter did at once, may be empty
	Reporter    string // person code, empty when the report is anonymous
	ContactOnly bool   // protective security: nothing written, "contact me"
	Steps       []Step // by time
}

// Anonymous tells whether the reporter gave no name.
func (e Event) Anonymous() bool { return e.Reporter == "" }

// Hurt says whether someone was hurt.
type Hurt string

// The answers to whether someone was hurt.
const (
	HurtNo      Hurt = "no"
	HurtYes     Hurt = "yes"
	HurtUnknown Hurt = "unknown"
)

// StepKind is what was done in a step of the handling.
type StepKind string

// The kinds of step, each with the fields of Step it uses beside At and By.
const (
	StepReceived     StepKind = "received"
	StepAlerted      StepKind = "alerted"       // To (a person), Role
	StepAcknowledged StepKind = "acknowledged"  // By is the person alerted
	StepEscalated    StepKind = "escalated"     // not acknowledged in time; To, Role
	StepAssessed     StepKind = "assessed"      // Assessment, Text
	StepHandedOver   StepKind = "handed_over"   // To, Role, Text
	StepComment      StepKind = "comment"       // Text, among handlers
	StepQuestion     StepKind = "question"      // Text, to the reporter
	StepAnswer       StepKind = "answer"        // Text, from the reporter; By empty when anonymous
	StepActionDecide StepKind = "action_decide" // Action
	StepActionDone   StepKind = "action_done"   // Action (same Key), Text
	StepPolice       StepKind = "police"        // Police
	StepCause        StepKind = "cause"         // Cause, Text
	StepContacted    StepKind = "contacted"     // protective security: the reporter was called
	StepFeedback     StepKind = "feedback"      // Text, to the reporter
	StepClosed       StepKind = "closed"        // Text: the conclusion
	StepReopened     StepKind = "reopened"      // Text: why
)

// Step is one thing done about an event.
type Step struct {
	At         clock.Instant
	Kind       StepKind
	By         string // person code; empty: the system or an anonymous reporter
	To         string // person code
	Role       string // role code in which To was reached
	Text       string
	Assessment *Assessment
	Action     *Action
	Police     *Police
	Cause      string // cause-kind of the strategy profile
}

// Assessment is how an event was judged.
type Assessment struct {
	Category     string            // may differ from the reporter's
	Severity     string            // incident-severity
	Consequences map[string]string // consequence aspect → consequence-level; aspects nobody judged are absent
	Answers      map[string]string // question → "yes", "no" or a number, to more than the category asks
}

// Action is something decided to be done because of an event.
type Action struct {
	Key         string // event key and ordinal
	Title       string
	Kind        string // action-kind of the strategy profile: by nature
	Effect      string // "prevent", "stop" or "limit"
	Responsible string // person code
	Due         clock.Date
}

// Police says whether a report was made to the police, or why not.
type Police struct {
	Reported bool
	Number   string // "K…" form with made-up digits, empty when not reported
	Reason   string // Swedish, when not reported
}

// Until is the event with the steps up to and including now. An event that was
// reported after now is not there: ok is false.
func (e Event) Until(now clock.Instant) (seen Event, ok bool) {
	if e.ReportedAt.After(now) {
		return Event{}, false
	}
	seen = e
	n := 0
	for n < len(e.Steps) && !e.Steps[n].At.After(now) {
		n++
	}
	seen.Steps = e.Steps[:n:n]
	return seen, true
}

// Between is the steps taken after from and up to and including to: what a
// later start of the demo has to add to an event it already holds.
func (e Event) Between(from, to clock.Instant) []Step {
	var steps []Step
	for _, s := range e.Steps {
		if s.At.After(from) && !s.At.After(to) {
			steps = append(steps, s)
		}
	}
	return steps
}

// Closed tells whether the last closing or reopening step closed the event.
func (e Event) Closed() bool {
	closed := false
	for _, s := range e.Steps {
		switch s.Kind {
		case StepClosed:
			closed = true
		case StepReopened:
			closed = false
		}
	}
	return closed
}
