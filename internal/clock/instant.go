package clock

import (
	"encoding/json"
	"fmt"
	"time"
)

// Instant is a moment in milliseconds since 1970-01-01 UTC. Zero means not set;
// the very first millisecond of 1970 cannot be told from it. Databases store it
// as BIGINT; JSON has a string such as "2026-11-22T09:41:07.250Z", or null when
// it is not set.
type Instant int64

const (
	instantLayout = "2006-01-02T15:04:05.000Z07:00"
	hourMillis    = int64(time.Hour / time.Millisecond)
)

// At returns the moment of t, cut to whole milliseconds.
func At(t time.Time) Instant { return Instant(t.UnixMilli()) }

// Now returns the moment c shows.
func Now(c Clock) Instant { return At(c.Now()) }

// Time returns the moment as a time in UTC.
func (i Instant) Time() time.Time { return time.UnixMilli(int64(i)).UTC() }

// Local returns the moment as a time in Europe/Stockholm, for showing.
func (i Instant) Local() time.Time { return time.UnixMilli(int64(i)).In(Stockholm()) }

// Date returns the calendar day of the moment in Europe/Stockholm.
func (i Instant) Date() Date { return DateOf(i.Local()) }

// IsZero reports whether the moment is not set.
func (i Instant) IsZero() bool { return i == 0 }

// Add returns the moment d later, counted as elapsed time; d is cut to whole
// milliseconds.
func (i Instant) Add(d time.Duration) Instant { return i + Instant(d.Milliseconds()) }

// Sub returns the elapsed time from other to i.
func (i Instant) Sub(other Instant) time.Duration {
	return time.Duration(i-other) * time.Millisecond
}

// Before reports whether i comes before other.
func (i Instant) Before(other Instant) bool { return i < other }

// After reports whether i comes after other.
func (i Instant) After(other Instant) bool { return i > other }

// HourFloor returns the start of the moment's hour. Times around an anonymous
// report are kept no finer than this. Sweden is whole hours from UTC, so the
// hour is the same on the wall.
func (i Instant) HourFloor() Instant {
	rest := int64(i) % hourMillis
	if rest < 0 {
		rest += hourMillis
	}
	return i - Instant(rest)
}

// String returns the moment as RFC 3339 with milliseconds in UTC, or the empty
// string when it is not set.
func (i Instant) String() string {
	if i.IsZero() {
		return ""
	}
	return i.Time().Format(instantLayout)
}

// ParseInstant reads RFC 3339 with any offset; finer parts than milliseconds are
// cut. The empty string is the moment that is not set.
func ParseInstant(text string) (Instant, error) {
	if text == "" {
		return 0, nil
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return 0, fmt.Errorf("read moment %q: %w", text, err)
	}
	return At(t), nil
}

// MarshalJSON writes the string form, or null when the moment is not set.
func (i Instant) MarshalJSON() ([]byte, error) {
	if i.IsZero() {
		return []byte("null"), nil
	}
	if year := i.Time().Year(); year < 0 || year > 9999 {
		return nil, fmt.Errorf("write moment %d: year %d has no RFC 3339 form", int64(i), year)
	}
	return []byte(`"` + i.String() + `"`), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (i *Instant) UnmarshalJSON(data []byte) error {
	var text *string
	if err := json.Unmarshal(data, &text); err != nil {
		return fmt.Errorf("read moment: %w", err)
	}
	if text == nil {
		*i = 0
		return nil
	}
	read, err := ParseInstant(*text)
	if err != nil {
		return err
	}
	*i = read
	return nil
}
