package deadline

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/vardkas/vardkas/internal/clock"
)

// ErrNotALength says that a text is no ISO 8601 duration of the sort we use.
var ErrNotALength = errors.New("not a length of time such as PT24H, P3D, P5W or P1M")

// Length is one of Elapsed, Span and WorkingDays.
type Length interface {
	fmt.Stringer
	// due returns the moment at which the length, begun at start, has run out,
	// and the day it ends on; the day is not set for lengths counted in hours.
	due(start clock.Instant, days Calendar) (clock.Instant, clock.Date)
}

// Elapsed is a length in hours, minutes or less, counted as time that passes. A
// night when the clocks change is not longer or shorter for it.
type Elapsed time.Duration

// Span is a length in calendar months and days in Sweden. The day it starts on
// is not counted and the last day counts until midnight.
type Span struct{ Months, Days int }

// WorkingDays is a number of working days. The day it starts on is not counted
// and the last day counts until midnight.
type WorkingDays int

func (l Elapsed) due(start clock.Instant, _ Calendar) (clock.Instant, clock.Date) {
	return start.Add(time.Duration(l)), clock.Date{}
}

func (l Span) due(start clock.Instant, _ Calendar) (clock.Instant, clock.Date) {
	day := start.Date().AddMonths(l.Months).AddDays(l.Days)
	return lastMoment(day), day
}

func (l WorkingDays) due(start clock.Instant, days Calendar) (clock.Instant, clock.Date) {
	day := days.AddWorkdays(start.Date(), int(l))
	return lastMoment(day), day
}

// lastMoment is the last millisecond of a day, so that a deadline's moment lies
// on the day it is said to end.
func lastMoment(day clock.Date) clock.Instant { return day.End() - 1 }

// String returns the ISO 8601 form, such as PT24H or PT1H30M.
func (l Elapsed) String() string {
	rest := time.Duration(l)
	text := ""
	for _, unit := range []struct {
		size time.Duration
		mark string
	}{{time.Hour, "H"}, {time.Minute, "M"}, {time.Second, "S"}} {
		if n := rest / unit.size; n != 0 {
			text += strconv.FormatInt(int64(n), 10) + unit.mark
			rest -= n * unit.size
		}
	}
	if text == "" {
		return "PT0M"
	}
	return "PT" + text
}

// String returns the ISO 8601 form, such as P1M or P14D.
func (l Span) String() string {
	text := ""
	if l.Months != 0 {
		text += strconv.Itoa(l.Months) + "M"
	}
	if l.Days != 0 || text == "" {
		text += strconv.Itoa(l.Days) + "D"
	}
	return "P" + text
}

// String returns a form of our own, as ISO 8601 has none for working days.
func (l WorkingDays) String() string { return strconv.Itoa(int(l)) + " working days" }

var (
	hours = regexp.MustCompile(`^PT(?:(\d{1,5})H)?(?:(\d{1,5})M)?$`)
	weeks = regexp.MustCompile(`^P(\d{1,5})W$`)
	span  = regexp.MustCompile(`^P(?:(\d{1,3})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})D)?$`)
)

// ParseLength reads an ISO 8601 duration: hours and minutes (PT24H, PT1H30M)
// give an Elapsed, weeks (P5W) or years, months and days (P1M, P3D) a Span. A
// mixture of the two (P1DT12H) could be counted in two ways and is refused, as
// are fractions, signs and more than 99,999 hours, days or months. The error
// wraps ErrNotALength.
func ParseLength(text string) (Length, error) {
	length := readLength(text)
	if length == nil {
		return nil, fmt.Errorf("read length %q: %w", shortened(text), ErrNotALength)
	}
	return length, nil
}

// most is the largest number a length is written with: beyond it nobody means
// what is written, and the arithmetic must not overflow.
const most = 99_999

func readLength(text string) Length {
	if parts := hours.FindStringSubmatch(text); parts != nil && text != "PT" {
		return bounded(Elapsed(time.Duration(number(parts[1]))*time.Hour + time.Duration(number(parts[2]))*time.Minute))
	}
	if parts := weeks.FindStringSubmatch(text); parts != nil {
		return bounded(Span{Days: 7 * number(parts[1])})
	}
	if parts := span.FindStringSubmatch(text); parts != nil && text != "P" {
		return bounded(Span{Months: 12*number(parts[1]) + number(parts[2]), Days: number(parts[3])})
	}
	return nil
}

func bounded(length Length) Length {
	switch l := length.(type) {
	case Elapsed:
		if time.Duration(l) < (most+1)*time.Hour {
			return l
		}
	case Span:
		if l.Months <= most && l.Days <= most {
			return l
		}
	}
	return nil
}

// ParseElapsed reads a duration in hours and minutes, as alert times are
// written. Anything else gives an error wrapping ErrNotALength.
func ParseElapsed(text string) (time.Duration, error) {
	length, err := ParseLength(text)
	if err != nil {
		return 0, err
	}
	elapsed, ok := length.(Elapsed)
	if !ok {
		return 0, fmt.Errorf("read hours and minutes %q: %w", text, ErrNotALength)
	}
	return time.Duration(elapsed), nil
}

// number reads digits that a pattern has already bounded; nothing is 0.
func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

func shortened(text string) string {
	if len(text) > 40 {
		return strings.ToValidUTF8(text[:40], "") + "…"
	}
	return text
}
