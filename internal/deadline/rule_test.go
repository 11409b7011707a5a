package deadline_test

import (
	"errors"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/deadline"
	"pgregory.net/rapid"
)

func rule(length deadline.Length, rolls deadline.Rolls) deadline.Rule {
	return deadline.Rule{Length: length, Rolls: rolls, Source: "test"}
}

// Threat row 21: a clock of 24 or 72 hours started at any hour of 2024–2040
// gets exactly its hours, whatever the clocks on the wall do meanwhile.
func TestHourClocksAreNeverMovedBySummerTime(t *testing.T) {
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	end := time.Date(2041, 1, 1, 0, 0, 0, 0, time.UTC)
	started, wallMoved := 0, 0
	for at := start; at.Before(end); at = at.Add(time.Hour) {
		started++
		for _, hours := range []int{24, 72} {
			due := rule(deadline.Elapsed(time.Duration(hours)*time.Hour), deadline.RollsNone).Due(clock.At(at), deadline.Calendar{})
			if elapsed := due.At.Time().Sub(at); elapsed != time.Duration(hours)*time.Hour {
				t.Fatalf("%d h from %v are %v", hours, at, elapsed)
			}
			if due.At.Local().Hour() != clock.At(at).Local().Hour() {
				wallMoved++
			}
		}
	}
	if started != 149_040 {
		t.Errorf("%d hours in 2024–2040, want 149040", started)
	}
	// 34 changes; each is inside the clock of the 24 and of the 72 hours before it.
	if want := 34 * (24 + 72); wallMoved != want {
		t.Errorf("the wall hour moved %d times, want %d: the zone was not in play", wallMoved, want)
	}
}

// Every day of 2024–2040 + 1 month, against arithmetic of its own.
func TestAMonthEndsOnTheSameNumberOrTheLastDay(t *testing.T) {
	for start := clock.NewDate(2024, 1, 1); start.Year() <= 2040; start = start.AddDays(1) {
		noon := start.Start().Add(12 * time.Hour)
		due := rule(deadline.Span{Months: 1}, deadline.RollsNone).Due(noon, deadline.Calendar{})
		year, month := start.Year(), int(start.Month())+1
		if month > 12 {
			year, month = year+1, 1
		}
		want := clock.NewDate(year, time.Month(month), min(start.Day(), daysIn(year, month)))
		if due.Day != want || due.At.Date() != want || due.At != want.End()-1 {
			t.Fatalf("%s + 1 month: day %s, moment %s, want the end of %s", start, due.Day, due.At, want)
		}
	}
}

func daysIn(year, month int) int {
	switch {
	case month == 2 && (year%4 == 0 && year%100 != 0 || year%400 == 0):
		return 29
	case month == 2:
		return 28
	case month == 4 || month == 6 || month == 9 || month == 11:
		return 30
	}
	return 31
}

func TestALastDayOnAHolidayRollsOnlyWhereTheRuleSaysSo(t *testing.T) {
	for _, c := range []struct {
		from        string
		length      deadline.Length
		rolls       deadline.Rolls
		planBy, day string
	}{
		{"2026-10-21", deadline.Span{Months: 1}, deadline.RollsNone, "2026-11-21", "2026-11-21"},
		{"2026-10-21", deadline.Span{Months: 1}, deadline.RollsNextWorkingDay, "2026-11-21", "2026-11-23"},
		{"2026-10-20", deadline.Span{Months: 1}, deadline.RollsNextWorkingDay, "2026-11-20", "2026-11-20"},
		{"2026-03-20", deadline.Span{Days: 14}, deadline.RollsNextWorkingDay, "2026-04-03", "2026-04-07"},
		{"2026-11-24", deadline.Span{Months: 1}, deadline.RollsNextWorkingDay, "2026-12-24", "2026-12-28"},
		{"2026-01-31", deadline.Span{Months: 1}, deadline.RollsNextWorkingDay, "2026-02-28", "2026-03-02"},
		{"2026-12-23", deadline.WorkingDays(2), deadline.RollsNone, "2026-12-29", "2026-12-29"},
	} {
		from, err := clock.ParseDate(c.from)
		if err != nil {
			t.Fatal(err)
		}
		due := rule(c.length, c.rolls).Due(from.Start().Add(9*time.Hour), deadline.Sweden())
		if due.PlanBy.Date().String() != c.planBy || due.Day.String() != c.day || due.At.Date() != due.Day {
			t.Errorf("%s + %s (%s): plan by %s, last %s, want %s and %s",
				c.from, c.length, c.rolls, due.PlanBy.Date(), due.Day, c.planBy, c.day)
		}
	}
}

func TestTheMomentToPlanByIsNeverTheLaterOne(t *testing.T) {
	calendar := deadline.Sweden()
	rapid.Check(t, func(t *rapid.T) {
		start := clock.NewDate(2024, 1, 1).Start().Add(time.Duration(rapid.IntRange(0, 6000*24*60).Draw(t, "minute")) * time.Minute)
		length := rapid.SampledFrom([]deadline.Length{
			deadline.Elapsed(24 * time.Hour), deadline.Span{Months: 1}, deadline.Span{Days: 14}, deadline.WorkingDays(3),
		}).Draw(t, "length")
		rolls := rapid.SampledFrom([]deadline.Rolls{deadline.RollsNone, deadline.RollsNextWorkingDay}).Draw(t, "rolls")
		due := rule(length, rolls).Due(start, calendar)
		if due.PlanBy > due.At || due.PlanBy <= due.Start {
			t.Fatalf("%+v", due)
		}
		if rolls == deadline.RollsNextWorkingDay && !due.Day.IsZero() && !calendar.IsWorkday(due.Day) {
			t.Fatalf("rolled to %s, which is not worked", due.Day)
		}
	})
}

func TestADeadlineIsMetOnlyByARecordedFactInTime(t *testing.T) {
	start := clock.At(time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC))
	due := rule(deadline.Elapsed(24*time.Hour), deadline.RollsNone).Due(start, deadline.Calendar{})
	hour := func(n int) clock.Instant { return start.Add(time.Duration(n) * time.Hour) }
	for _, c := range []struct {
		name     string
		now, met clock.Instant
		want     deadline.State
	}{
		{"just started", hour(0), 0, deadline.Running},
		{"seven hours left", hour(17), 0, deadline.Running},
		{"six hours left", hour(18), 0, deadline.AtRisk},
		{"the very last moment", hour(24), 0, deadline.AtRisk},
		{"one millisecond over", hour(24) + 1, 0, deadline.Late},
		{"sent at the last moment, seen later", hour(40), hour(24), deadline.Met},
		{"sent too late", hour(40), hour(25), deadline.MetLate},
	} {
		if got := due.State(c.now, c.met, 6*time.Hour); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	if got := due.Left(hour(30)); got != -6*time.Hour {
		t.Errorf("six hours over: %v left", got)
	}
}

func TestARolledDeadlineIsAtRiskFromTheEarlierDate(t *testing.T) {
	start := clock.NewDate(2026, 10, 21).Start()
	due := rule(deadline.Span{Months: 1}, deadline.RollsNextWorkingDay).Due(start, deadline.Sweden())
	sunday := clock.NewDate(2026, 11, 22).Start()
	if got := due.State(sunday, 0, 0); got != deadline.AtRisk {
		t.Errorf("between the two dates: %s, want %s", got, deadline.AtRisk)
	}
}

func TestARuleWithoutSourceOrSenseIsRefused(t *testing.T) {
	day, hours := deadline.Span{Days: 1}, deadline.Elapsed(time.Hour)
	for name, c := range map[string]struct {
		rule deadline.Rule
		want error
	}{
		"good days":       {deadline.Rule{Length: day, Rolls: deadline.RollsNextWorkingDay, Source: "x"}, nil},
		"good hours":      {deadline.Rule{Length: hours, Rolls: deadline.RollsNone, Source: "x"}, nil},
		"no length":       {deadline.Rule{Rolls: deadline.RollsNone, Source: "x"}, deadline.ErrNoLength},
		"no source":       {deadline.Rule{Length: day, Rolls: deadline.RollsNone}, deadline.ErrNoSource},
		"rolls not said":  {deadline.Rule{Length: day, Source: "x"}, deadline.ErrUnknownRolls},
		"hours that roll": {deadline.Rule{Length: hours, Rolls: deadline.RollsNextWorkingDay, Source: "x"}, deadline.ErrHoursRoll},
		"negative hours":  {deadline.Rule{Length: -hours, Rolls: deadline.RollsNone, Source: "x"}, deadline.ErrNegative},
		"negative months": {deadline.Rule{Length: deadline.Span{Months: -1}, Rolls: deadline.RollsNone, Source: "x"}, deadline.ErrNegative},
		"negative days":   {deadline.Rule{Length: deadline.WorkingDays(-1), Rolls: deadline.RollsNone, Source: "x"}, deadline.ErrNegative},
	} {
		if err := c.rule.Check(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}
