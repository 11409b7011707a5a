package clock

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"sync"
	"time"
	_ "time/tzdata" // a container without a zone database must count the same
)

// Problems with a typed time of day. A face turns them into words.
var (
	ErrNotADate   = errors.New("not a date YYYY-MM-DD")
	ErrNotATime   = errors.New("not a time of day HH:MM")
	ErrNoSuchHour = errors.New("the clock skips this hour")
	ErrTwoHours   = errors.New("the clock passes this hour twice")
)

// stockholm is read once: loading a zone parses a file, and lists format
// thousands of times. It never changes after that.
var stockholm = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		panic("load the embedded zone Europe/Stockholm: " + err.Error())
	}
	return zone
})

// Stockholm returns the zone Europe/Stockholm, in which forms are read, dates
// are counted and pages show the time.
func Stockholm() *time.Location { return stockholm() }

var timeOfDay = regexp.MustCompile(`^(\d{1,2})[:.](\d{2})$`)

// ParseLocal reads a date (YYYY-MM-DD) and a time of day (HH:MM, or HH.MM as
// often written in Swedish) as wall-clock time in Europe/Stockholm.
//
// In the spring gap the error is ErrNoSuchHour. In the repeated autumn hour it
// is ErrTwoHours and candidates holds both moments, earlier first, so that the
// form can ask which. Otherwise candidates is nil. Text that cannot be read
// gives ErrNotADate or ErrNotATime.
func ParseLocal(date, hhmm string) (at Instant, candidates []Instant, err error) {
	day, err := ParseDate(date)
	if err != nil {
		return 0, nil, err
	}
	hour, minute, err := parseTimeOfDay(hhmm)
	if err != nil {
		return 0, nil, err
	}
	switch found := momentsOf(day, hour, minute); len(found) {
	case 0:
		return 0, nil, fmt.Errorf("read %s %s: %w", date, hhmm, ErrNoSuchHour)
	case 1:
		return found[0], nil, nil
	default:
		return 0, found, fmt.Errorf("read %s %s: %w", date, hhmm, ErrTwoHours)
	}
}

func parseTimeOfDay(text string) (hour, minute int, err error) {
	parts := timeOfDay.FindStringSubmatch(text)
	if parts == nil {
		return 0, 0, fmt.Errorf("read time %q: %w", text, ErrNotATime)
	}
	hour, _ = strconv.Atoi(parts[1])
	minute, _ = strconv.Atoi(parts[2])
	if hour > 23 || minute > 59 {
		return 0, 0, fmt.Errorf("read time %q: %w", text, ErrNotATime)
	}
	return hour, minute, nil
}

// momentsOf lists the moments at which clocks in Sweden show the given wall
// time: none, one or two, earlier first. The offsets of the day before and the
// day after are the only ones that can apply.
func momentsOf(day Date, hour, minute int) []Instant {
	wall := time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, time.UTC)
	var found []Instant
	for _, near := range []time.Time{wall.AddDate(0, 0, -1), wall.AddDate(0, 0, 1)} {
		_, offset := near.In(Stockholm()).Zone()
		moment := wall.Add(-time.Duration(offset) * time.Second)
		_, there := moment.In(Stockholm()).Zone()
		at := At(moment)
		if there == offset && (len(found) == 0 || found[0] != at) {
			found = append(found, at)
		}
	}
	return found
}
