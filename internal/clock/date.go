package clock

import (
	"cmp"
	"database/sql/driver" // only the type a text column wants; no database is reached from here
	"fmt"
	"time"
)

// Date is a calendar day without a time or zone, from 0001-01-01 to 9999-12-31.
// Two dates are the same day exactly when they are ==. The zero value means not
// set and is the empty string as text, JSON and in a text column, where it sorts
// before every day.
type Date struct {
	year  int16
	month uint8
	day   uint8
}

const dateLayout = "2006-01-02"

// NewDate returns the day with the given parts; parts outside their range carry
// over as in time.Date.
func NewDate(year int, month time.Month, day int) Date {
	return DateOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DateOf returns the calendar day of t in t's own zone. A day outside what Date
// holds becomes the nearest it holds.
func DateOf(t time.Time) Date {
	year, month, day := t.Date()
	switch {
	case year < 1:
		return Date{1, 1, 1}
	case year > 9999:
		return Date{9999, 12, 31}
	}
	return Date{int16(year), uint8(month), uint8(day)}
}

// Today returns the day c shows in Europe/Stockholm.
func Today(c Clock) Date { return DateOf(c.Now().In(Stockholm())) }

// ParseDate reads YYYY-MM-DD. A day that is not in the calendar, or any other
// writing, gives ErrNotADate.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(dateLayout, text)
	if err != nil || len(text) != len(dateLayout) || t.Year() < 1 {
		return Date{}, fmt.Errorf("read date %q: %w", text, ErrNotADate)
	}
	return DateOf(t), nil
}

// Year returns the year, 0 when the date is not set.
func (d Date) Year() int { return int(d.year) }

// Month returns the month, 0 when the date is not set.
func (d Date) Month() time.Month { return time.Month(d.month) }

// Day returns the day of the month, 0 when the date is not set.
func (d Date) Day() int { return int(d.day) }

// IsZero reports whether the date is not set.
func (d Date) IsZero() bool { return d == Date{} }

// String returns YYYY-MM-DD, or the empty string when the date is not set.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
}

// Compare returns -1, 0 or +1 as d comes before, is or comes after other.
func (d Date) Compare(other Date) int {
	return cmp.Or(cmp.Compare(d.year, other.year), cmp.Compare(d.month, other.month), cmp.Compare(d.day, other.day))
}

// Before reports whether d comes before other.
func (d Date) Before(other Date) bool { return d.Compare(other) < 0 }

// After reports whether d comes after other.
func (d Date) After(other Date) bool { return d.Compare(other) > 0 }

// Weekday returns the day of the week. It is meaningless when the date is not
// set.
func (d Date) Weekday() time.Weekday { return d.midnightUTC().Weekday() }

// AddDays returns the day n days later, or earlier when n is negative. A date
// that is not set stays so.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return d
	}
	return DateOf(d.midnightUTC().AddDate(0, 0, n))
}

// AddMonths returns the same day n months later. Where the month is shorter, it
// is the month's last day (31 January + 1 month = 28 or 29 February): legal
// months end so, they do not run over. A date that is not set stays so.
func (d Date) AddMonths(n int) Date {
	if d.IsZero() {
		return d
	}
	first := time.Date(d.Year(), d.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, n, 0)
	lastDay := first.AddDate(0, 1, -1).Day()
	return DateOf(first.AddDate(0, 0, min(d.Day(), lastDay)-1))
}

// DaysUntil returns the number of days from d to other, negative when other
// comes before d.
func (d Date) DaysUntil(other Date) int {
	return int(other.midnightUTC().Sub(d.midnightUTC()) / (24 * time.Hour))
}

// Start returns the moment the day begins in Europe/Stockholm.
func (d Date) Start() Instant {
	return At(time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, Stockholm()))
}

// End returns the moment the day is over in Europe/Stockholm: the start of the
// next. A day has 23, 24 or 25 hours.
func (d Date) End() Instant {
	return At(time.Date(d.Year(), d.Month(), d.Day()+1, 0, 0, 0, 0, Stockholm()))
}

func (d Date) midnightUTC() time.Time {
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, time.UTC)
}

// MarshalText writes YYYY-MM-DD, or nothing when the date is not set.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	read, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = read
	return nil
}

// Value gives the text form to a database. No column that sorts is NULL, so a
// date that is not set is the empty string.
func (d Date) Value() (driver.Value, error) { return d.String(), nil }

// Scan reads a text column; NULL is a date that is not set.
func (d *Date) Scan(src any) error {
	switch value := src.(type) {
	case nil:
		*d = Date{}
		return nil
	case string:
		return d.UnmarshalText([]byte(value))
	case []byte:
		return d.UnmarshalText(value)
	case time.Time: // some drivers turn a column declared as a date into one
		*d = DateOf(value)
		return nil
	}
	return fmt.Errorf("read date from a column of type %T", src)
}
