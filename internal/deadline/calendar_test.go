package deadline_test

import (
	"encoding/csv"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/deadline"
)

// Our computed days against a list made by others, both ways.
func TestSwedishHolidaysAgreeWithAnIndependentList(t *testing.T) {
	file, err := os.Open("testdata/svenska-helgdagar-2024-2035.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, row := range rows[1:] {
		listed[row[0]+" eve="+boolText(row[1] == "afton-ofta-arbetsfri")] = true
	}
	if len(listed) != 192 {
		t.Fatalf("the list has %d days, want 192", len(listed))
	}
	for year := 2024; year <= 2035; year++ {
		for _, day := range deadline.Sweden().Holidays(year) {
			line := day.Date.String() + " eve=" + boolText(day.Eve)
			if !listed[line] {
				t.Errorf("%s (%s) is not in the list", line, day.Key)
			}
			delete(listed, line)
		}
	}
	for line := range listed {
		t.Errorf("%s is in the list only", line)
	}
}

func boolText(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func TestEasterIsASundayBetween22MarchAnd25April(t *testing.T) {
	known := map[int]string{1818: "03-22", 1943: "04-25", 2000: "04-23", 2038: "04-25"}
	for year := 1583; year <= 4000; year++ {
		var easter clock.Date
		for _, day := range deadline.Sweden().Holidays(year) {
			if day.Key == "deadline.holiday.easter_day" {
				easter = day.Date
			}
		}
		monthDay := easter.String()[5:]
		if easter.Weekday() != time.Sunday || monthDay < "03-22" || monthDay > "04-25" {
			t.Fatalf("Easter Day %s", easter)
		}
		if want, ok := known[year]; ok && monthDay != want {
			t.Errorf("Easter Day %s, want %s", easter, want)
		}
	}
}

func TestWorkingDaysLeaveOutWeekendsHolidaysAndEves(t *testing.T) {
	for _, c := range []struct {
		from       string
		n          int
		evesWorked bool
		want       string
	}{
		{"2026-11-20", 1, false, "2026-11-23"},
		{"2026-11-21", 1, false, "2026-11-23"},
		{"2026-11-21", 0, false, "2026-11-23"},
		{"2026-11-23", 0, false, "2026-11-23"},
		{"2026-04-02", 1, false, "2026-04-07"}, // Easter
		{"2026-12-23", 1, false, "2026-12-28"}, // Christmas
		{"2026-12-23", 1, true, "2026-12-24"},
		{"2026-06-18", 1, false, "2026-06-22"}, // Midsummer
		{"2026-06-18", 1, true, "2026-06-19"},
		{"2026-12-30", 3, false, "2027-01-07"}, // over New Year and Epiphany
	} {
		from, err := clock.ParseDate(c.from)
		if err != nil {
			t.Fatal(err)
		}
		calendar := deadline.Sweden().WithEvesWorked(c.evesWorked)
		if got := calendar.AddWorkdays(from, c.n).String(); got != c.want {
			t.Errorf("%s + %d working days (eves worked: %v) = %s, want %s", c.from, c.n, c.evesWorked, got, c.want)
		}
	}
}

func TestAnOrganisationMayHaveACalendarOfItsOwn(t *testing.T) {
	calendar, err := deadline.ParseCalendar([]byte("source: own decision\ndays:\n  - {key: leap, date: 02-29}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := len(calendar.Holidays(2028)); got != 1 {
		t.Errorf("%d holidays in 2028, want 1", got)
	}
	if got := len(calendar.Holidays(2027)); got != 0 {
		t.Errorf("%d holidays in 2027, want none: it has no 29 February", got)
	}
}

func TestACalendarFileWithAFaultIsRefused(t *testing.T) {
	for name, text := range map[string]string{
		"no source":         "days: []",
		"unknown field":     "source: x\ndays: [{key: k, dat: 01-01}]",
		"no key":            "source: x\ndays: [{date: 01-01}]",
		"no day":            "source: x\ndays: [{key: k}]",
		"two ways at once":  "source: x\ndays: [{key: k, date: 01-01, easter: 3}]",
		"first, no from":    "source: x\ndays: [{key: k, first: friday}]",
		"no such weekday":   "source: x\ndays: [{key: k, first: fredag, from: 01-01}]",
		"no such month":     "source: x\ndays: [{key: k, date: 13-01}]",
		"not YAML":          "source: [",
		"full date, not MD": "source: x\ndays: [{key: k, date: 2026-01-01}]",
	} {
		if _, err := deadline.ParseCalendar([]byte(text)); !errors.Is(err, deadline.ErrBadCalendar) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAYearWithoutWorkingDaysDoesNotHang(t *testing.T) {
	text := "source: x\ndays:\n"
	for day := clock.NewDate(2028, 1, 1); day.Year() == 2028; day = day.AddDays(1) {
		text += "  - {key: off, date: " + day.String()[5:] + "}\n"
	}
	calendar, err := deadline.ParseCalendar([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if got := calendar.NextWorkday(clock.NewDate(2026, 1, 1)); !got.After(clock.NewDate(2026, 1, 1)) {
		t.Errorf("got %s", got)
	}
}

func FuzzParseCalendarNeverPanics(f *testing.F) {
	f.Add("source: x\ndays: [{key: k, easter: -2}]", 2026)
	f.Add("source: x\ndays: [{key: k, first: friday, from: 06-19, eve: true}]", 2027)
	f.Add(strings.Repeat("[", 50), 1)
	f.Fuzz(func(t *testing.T, text string, year int) {
		calendar, err := deadline.ParseCalendar([]byte(text))
		if err != nil {
			return
		}
		for _, day := range calendar.Holidays(year) {
			if day.Date.IsZero() {
				t.Error("a holiday without a date")
			}
		}
	})
}
