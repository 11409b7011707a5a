package clock_test

import (
	"database/sql"
	"encoding/json"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/clock"
	_ "modernc.org/sqlite"
	"pgregory.net/rapid"
)

func day(t *testing.T, text string) clock.Date {
	t.Helper()
	d, err := clock.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestMonthsEndAtTheMonthsLastDay(t *testing.T) {
	for _, c := range []struct {
		from   string
		months int
		want   string
	}{
		{"2026-01-31", 1, "2026-02-28"},
		{"2028-01-31", 1, "2028-02-29"},
		{"2028-01-30", 1, "2028-02-29"},
		{"2100-01-29", 1, "2100-02-28"},
		{"2026-03-31", 1, "2026-04-30"},
		{"2026-08-31", 1, "2026-09-30"},
		{"2026-10-31", 1, "2026-11-30"},
		{"2026-12-31", 1, "2027-01-31"},
		{"2026-02-28", 1, "2026-03-28"},
		{"2028-02-29", 12, "2029-02-28"},
		{"2028-02-29", 48, "2032-02-29"},
		{"2026-05-31", -3, "2026-02-28"},
		{"2026-01-15", -1, "2025-12-15"},
		{"2026-01-15", 0, "2026-01-15"},
		{"9999-12-31", 1, "9999-12-31"},
		{"0001-01-01", -1, "0001-01-01"},
	} {
		if got := day(t, c.from).AddMonths(c.months).String(); got != c.want {
			t.Errorf("%s %+d months = %s, want %s", c.from, c.months, got, c.want)
		}
	}
}

func TestDaysAddAndCountBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := clock.NewDate(1900, 1, 1).AddDays(rapid.IntRange(0, 100_000).Draw(t, "from"))
		n := rapid.IntRange(-10_000, 10_000).Draw(t, "days")
		to := from.AddDays(n)
		if got := from.DaysUntil(to); got != n {
			t.Fatalf("%s to %s is %d days, want %d", from, to, got, n)
		}
		if back := to.AddDays(-n); back != from {
			t.Fatalf("%s %+d days = %s, want %s", to, -n, back, from)
		}
		if from.Before(to) != (n > 0) || from.After(to) != (n < 0) {
			t.Fatalf("%s and %s are ordered wrongly", from, to)
		}
	})
}

func TestADateSurvivesTextAndJSON(t *testing.T) {
	type row struct {
		Due clock.Date `json:"due"`
	}
	for _, text := range []string{"", "2026-11-22", "2028-02-29", "0001-01-01", "9999-12-31"} {
		data := `{"due":"` + text + `"}`
		var r row
		if err := json.Unmarshal([]byte(data), &r); err != nil {
			t.Errorf("read %s: %v", data, err)
			continue
		}
		back, err := json.Marshal(r)
		if err != nil || string(back) != data {
			t.Errorf("%s came back as %s, %v", data, back, err)
		}
	}
}

func TestWhatIsNoDateIsRefused(t *testing.T) {
	for _, text := range []string{"", "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-2", "22/11/2026", "20261122", "2026-11-22T00:00", " 2026-11-22", "0000-01-01", "٢٠٢٦-11-22"} {
		if d, err := clock.ParseDate(text); !errors.Is(err, clock.ErrNotADate) {
			t.Errorf("%q read as %s, %v", text, d, err)
		}
	}
}

func TestADateThatIsNotSetStaysSo(t *testing.T) {
	var unset clock.Date
	if !unset.AddDays(3).IsZero() || !unset.AddMonths(1).IsZero() || unset.String() != "" {
		t.Error("a date that is not set became a day")
	}
}

func TestDatesAndMomentsGoThroughADatabase(t *testing.T) {
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "clock.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	// One column is declared as a date: the driver then hands back a time.
	if _, err := db.Exec(`CREATE TABLE d(day text NOT NULL, odd date, at bigint NOT NULL)`); err != nil {
		t.Fatal(err)
	}
	want, at := day(t, "2026-11-22"), clock.At(noon)
	for _, d := range []clock.Date{want, {}} {
		if _, err := db.Exec(`INSERT INTO d VALUES(?, '2026-11-22', ?)`, d, at); err != nil {
			t.Fatal(err)
		}
	}
	var got, odd, unset clock.Date
	var gotAt clock.Instant
	if err := db.QueryRow(`SELECT day, odd, at FROM d WHERE day > ''`).Scan(&got, &odd, &gotAt); err != nil {
		t.Fatal(err)
	}
	if got != want || odd != want || gotAt != at {
		t.Errorf("read %s, %s and %s, want %s and %s", got, odd, gotAt, want, at)
	}
	if err := db.QueryRow(`SELECT NULL`).Scan(&unset); err != nil || !unset.IsZero() {
		t.Errorf("NULL read as %s, %v", unset, err)
	}
	if err := unset.Scan(17); err == nil {
		t.Error("a number was read as a date")
	}
}

func TestASwedishDayHas23To25Hours(t *testing.T) {
	for _, c := range []struct {
		day   string
		hours int
	}{{"2026-03-29", 23}, {"2026-10-25", 25}, {"2026-11-22", 24}} {
		d := day(t, c.day)
		if got := d.End().Sub(d.Start()); got != time.Duration(c.hours)*time.Hour {
			t.Errorf("%s has %v, want %d h", c.day, got, c.hours)
		}
		if d.Start().Date() != d || d.End().Add(-time.Millisecond).Date() != d {
			t.Errorf("%s does not hold its own first and last moment", c.day)
		}
	}
}

func FuzzParseDateGivesBackItsText(f *testing.F) {
	f.Add("2026-11-22")
	f.Add("2028-02-29")
	f.Add("9999-99-99")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := clock.ParseDate(text)
		if err == nil && d.String() != text {
			t.Errorf("%q became %q", text, d)
		}
	})
}
