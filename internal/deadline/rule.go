package deadline

import (
	"errors"
	"fmt"
	"time"

	"github.com/vardkas/vardkas/internal/clock"
)

// Rolls says what happens when the last day is not a working day.
type Rolls string

const (
	RollsNone           Rolls = "none"             // the deadline stands
	RollsNextWorkingDay Rolls = "next_working_day" // it is enough to act on the next working day
)

// What Check finds wrong with a rule.
var (
	ErrNoLength     = errors.New("the rule has no length")
	ErrNegative     = errors.New("the rule's length is negative")
	ErrNoSource     = errors.New("the rule names no source")
	ErrUnknownRolls = errors.New("rolls is neither none nor next_working_day")
	ErrHoursRoll    = errors.New("hours are elapsed time and never roll")
)

// Rule says how long something may take. Source names the law, regulation or
// decision it comes from; an internal limit says so.
type Rule struct {
	Length Length
	Rolls  Rolls
	Source string
}

// Check returns what is wrong with the rule, or nil.
func (r Rule) Check() error {
	_, counted := r.Length.(Elapsed)
	switch {
	case r.Length == nil:
		return ErrNoLength
	case negative(r.Length):
		return fmt.Errorf("%w: %s", ErrNegative, r.Length)
	case r.Source == "":
		return ErrNoSource
	case r.Rolls != RollsNone && r.Rolls != RollsNextWorkingDay:
		return fmt.Errorf("%w: %q", ErrUnknownRolls, string(r.Rolls))
	case counted && r.Rolls != RollsNone:
		return ErrHoursRoll
	}
	return nil
}

// ProblemKey returns the key, in the words catalogue, of the advice for an error
// from Check or ParseLength, and the empty string for any other.
func ProblemKey(err error) string {
	switch {
	case errors.Is(err, ErrNotALength), errors.Is(err, ErrNoLength):
		return "deadline.problem.length"
	case errors.Is(err, ErrNegative):
		return "deadline.problem.negative"
	case errors.Is(err, ErrNoSource):
		return "deadline.problem.source"
	case errors.Is(err, ErrUnknownRolls):
		return "deadline.problem.rolls"
	case errors.Is(err, ErrHoursRoll):
		return "deadline.problem.hours_roll"
	}
	return ""
}

func negative(length Length) bool {
	switch l := length.(type) {
	case Elapsed:
		return l < 0
	case Span:
		return l.Months < 0 || l.Days < 0
	case WorkingDays:
		return l < 0
	}
	return false
}

// Due returns the deadline of a matter whose clock started at start. The rule
// must have passed Check.
func (r Rule) Due(start clock.Instant, days Calendar) Due {
	at, day := r.Length.due(start, days)
	due := Due{Start: start, PlanBy: at, At: at, Day: day}
	if r.Rolls == RollsNextWorkingDay && !day.IsZero() {
		due.Day = days.NextWorkday(day)
		due.At = lastMoment(due.Day)
	}
	return due
}

// Due is one deadline.
type Due struct {
	Start  clock.Instant // when the clock started
	PlanBy clock.Instant // the moment to plan and warn by: before any rolling
	At     clock.Instant // the last moment that is in time
	Day    clock.Date    // the last day that is in time; not set when hours are counted
}

// State is how a deadline stands.
type State string

const (
	Running State = "running"  // there is time
	AtRisk  State = "at_risk"  // little time is left, or the moment to plan by has passed
	Late    State = "late"     // the time is out and nothing is recorded
	Met     State = "met"      // the recorded fact came in time
	MetLate State = "met_late" // the recorded fact came too late
)

// Key returns the state's key in the words catalogue.
func (s State) Key() string { return "deadline.state." + string(s) }

// Left returns the time until the moment to plan by; negative when it has
// passed.
func (d Due) Left(now clock.Instant) time.Duration { return d.PlanBy.Sub(now) }

// InTime reports whether something that happened at the moment met the deadline.
func (d Due) InTime(happened clock.Instant) bool { return !happened.After(d.At) }

// State returns how the deadline stands at now. The moment met is that of the
// recorded fact, not set while there is none; ahead is how long before PlanBy a
// deadline is at risk.
func (d Due) State(now, met clock.Instant, ahead time.Duration) State {
	switch {
	case !met.IsZero() && d.InTime(met):
		return Met
	case !met.IsZero():
		return MetLate
	case !d.InTime(now):
		return Late
	case d.Left(now) <= ahead:
		return AtRisk
	}
	return Running
}
