package deadline

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/vardkas/vardkas/internal/clock"
)

//go:embed sweden.yaml
var swedishDays []byte

// ErrBadCalendar says that a calendar file is not understood.
var ErrBadCalendar = errors.New("bad calendar")

// Calendar knows which days are worked. The zero value has no holidays and
// only weekends off. It is never changed after it is made.
type Calendar struct {
	days       []dayOff
	evesWorked bool
}

// Holiday is a day off in a given year. Key is the day's name in the words
// catalogue; Eve marks a day that is off by custom or for counting, without
// being a public holiday.
type Holiday struct {
	Date clock.Date
	Key  string
	Eve  bool
}

// dayOff is one line of a calendar file: a fixed date (MM-DD), a number of days
// from Easter Day, or the first given weekday on or after a date.
type dayOff struct {
	Key    string `yaml:"key"`
	Date   string `yaml:"date"`
	Easter *int   `yaml:"easter"`
	First  string `yaml:"first"`
	From   string `yaml:"from"`
	Eve    bool   `yaml:"eve"`

	month   time.Month
	day     int
	weekday time.Weekday
}

// Sweden returns the calendar of Swedish public holidays in which the three
// eves are off, as they are when legal time is counted.
func Sweden() Calendar {
	calendar, err := ParseCalendar(swedishDays)
	if err != nil {
		panic("read the embedded calendar: " + err.Error())
	}
	return calendar
}

// ParseCalendar reads a calendar file in the form of sweden.yaml. Errors wrap
// ErrBadCalendar and name the day at fault.
func ParseCalendar(data []byte) (Calendar, error) {
	file, err := decode(data)
	if err != nil {
		return Calendar{}, fmt.Errorf("%w: %w", ErrBadCalendar, err)
	}
	if file.Source == "" {
		return Calendar{}, fmt.Errorf("%w: no source", ErrBadCalendar)
	}
	for i := range file.Days {
		if err := file.Days[i].prepare(); err != nil {
			return Calendar{}, fmt.Errorf("%w: day %d (%s): %w", ErrBadCalendar, i+1, file.Days[i].Key, err)
		}
	}
	return Calendar{days: file.Days}, nil
}

type calendarFile struct {
	Source  string   `yaml:"source"`
	Checked string   `yaml:"checked"`
	Days    []dayOff `yaml:"days"`
}

// decode reads YAML. go-yaml 1.19.2 panics on some malformed documents (our fuzz
// test found one, kept in testdata); a bad file must not stop the server.
func decode(data []byte) (file calendarFile, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("the YAML reader gave up: %v", cause)
		}
	}()
	err = yaml.UnmarshalWithOptions(data, &file, yaml.Strict())
	return file, err
}

func (d *dayOff) prepare() error {
	if d.Key == "" {
		return errors.New("no key")
	}
	switch {
	case d.Easter != nil && d.Date == "" && d.First == "" && d.From == "":
		return nil
	case d.Date != "" && d.Easter == nil && d.First == "" && d.From == "":
		return d.readMonthDay(d.Date)
	case d.First != "" && d.From != "" && d.Easter == nil && d.Date == "":
		return errors.Join(d.readWeekday(), d.readMonthDay(d.From))
	}
	return errors.New("want one of: date, easter, first with from")
}

func (d *dayOff) readMonthDay(text string) error {
	t, err := time.Parse("01-02", text) // year 0 is a leap year: 02-29 is let in and skipped in other years
	if err != nil {
		return fmt.Errorf("read day %q as MM-DD: %w", text, err)
	}
	d.month, d.day = t.Month(), t.Day()
	return nil
}

func (d *dayOff) readWeekday() error {
	names := []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}
	i := slices.Index(names, d.First)
	if i < 0 {
		return fmt.Errorf("%q is no weekday", d.First)
	}
	d.weekday = time.Weekday(i)
	return nil
}

// in returns the day in the given year, or a date that is not set when that year
// has no such day.
func (d *dayOff) in(year int) clock.Date {
	if d.Easter != nil {
		return easterDay(year).AddDays(*d.Easter)
	}
	date := clock.NewDate(year, d.month, d.day)
	if date.Day() != d.day {
		return clock.Date{}
	}
	if d.First == "" {
		return date
	}
	return date.AddDays((int(d.weekday) - int(date.Weekday()) + 7) % 7)
}

// easterDay returns the Sunday of Easter in the Gregorian calendar, by the
// anonymous algorithm printed in Nature 13, 1876, p. 487.
func easterDay(year int) clock.Date {
	moonYear := year % 19
	century, rest := year/100, year%100
	epact := (19*moonYear + century - century/4 - (century-(century+8)/25+1)/3 + 15) % 30
	toSunday := (32 + 2*(century%4) + 2*(rest/4) - epact - rest%4) % 7
	late := (moonYear + 11*epact + 22*toSunday) / 451
	n := epact + toSunday - 7*late + 114
	return clock.NewDate(year, time.Month(n/31), n%31+1)
}

// WithEvesWorked returns a copy of the calendar in which eves are working days
// (yes) or days off (no). Whether they are is the organisation's own matter; for
// legal time they are off.
func (c Calendar) WithEvesWorked(yes bool) Calendar {
	c.evesWorked = yes
	return c
}

// Holidays returns the year's holidays and eves in order of date.
func (c Calendar) Holidays(year int) []Holiday {
	var found []Holiday
	for i := range c.days {
		if date := c.days[i].in(year); !date.IsZero() {
			found = append(found, Holiday{Date: date, Key: c.days[i].Key, Eve: c.days[i].Eve})
		}
	}
	slices.SortStableFunc(found, func(a, b Holiday) int { return a.Date.Compare(b.Date) })
	return found
}

// IsWorkday reports whether the day is worked: no weekend, no holiday and, unless
// eves are worked, no eve.
func (c Calendar) IsWorkday(day clock.Date) bool {
	if weekday := day.Weekday(); weekday == time.Saturday || weekday == time.Sunday {
		return false
	}
	for i := range c.days {
		if c.days[i].in(day.Year()) == day && !(c.days[i].Eve && c.evesWorked) {
			return false
		}
	}
	return true
}

// NextWorkday returns the day itself if it is worked, otherwise the next that is.
func (c Calendar) NextWorkday(day clock.Date) clock.Date {
	for range 366 { // no calendar can keep us here: a year without a working day ends the search
		if c.IsWorkday(day) {
			return day
		}
		day = day.AddDays(1)
	}
	return day
}

// AddWorkdays returns the nth working day after the day; for n = 0, NextWorkday
// of the day itself.
func (c Calendar) AddWorkdays(day clock.Date, n int) clock.Date {
	if n <= 0 {
		return c.NextWorkday(day)
	}
	for range n {
		day = c.NextWorkday(day.AddDays(1))
	}
	return day
}
