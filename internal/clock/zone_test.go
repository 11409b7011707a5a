package clock_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/clock"
)

func TestTheSkippedHourInSpringIsAnError(t *testing.T) {
	for _, hhmm := range []string{"02:00", "02:30", "2.59"} {
		if _, _, err := clock.ParseLocal("2026-03-29", hhmm); !errors.Is(err, clock.ErrNoSuchHour) {
			t.Errorf("%s: %v", hhmm, err)
		}
	}
	for hhmm, want := range map[string]string{"01:59": "2026-03-29T00:59:00.000Z", "03:00": "2026-03-29T01:00:00.000Z"} {
		if at, _, err := clock.ParseLocal("2026-03-29", hhmm); err != nil || at.String() != want {
			t.Errorf("%s: %s, %v, want %s", hhmm, at, err, want)
		}
	}
}

func TestTheDoubleHourInAutumnIsAskedAbout(t *testing.T) {
	at, candidates, err := clock.ParseLocal("2026-10-25", "02:30")
	if !errors.Is(err, clock.ErrTwoHours) || !at.IsZero() {
		t.Fatalf("got %s, %v", at, err)
	}
	got := fmt.Sprint(candidates)
	if want := "[2026-10-25T00:30:00.000Z 2026-10-25T01:30:00.000Z]"; got != want {
		t.Errorf("candidates %s, want %s", got, want)
	}
	for hhmm, want := range map[string]string{"01:59": "2026-10-24T23:59:00.000Z", "03:00": "2026-10-25T02:00:00.000Z"} {
		if at, more, err := clock.ParseLocal("2026-10-25", hhmm); err != nil || more != nil || at.String() != want {
			t.Errorf("%s: %s, %v, want %s", hhmm, at, err, want)
		}
	}
}

// Every hour of seventeen years: what the wall shows leads back to the moment,
// and only the two change nights of a year differ from ordinary hours.
func TestEveryHourFrom2024To2040IsFoundAgain(t *testing.T) {
	skipped, doubled := 0, 0
	end := time.Date(2041, 1, 1, 0, 0, 0, 0, time.UTC)
	for wall := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC); wall.Before(end); wall = wall.Add(time.Hour) {
		at, candidates, err := clock.ParseLocal(wall.Format("2006-01-02"), wall.Format("15:04"))
		switch {
		case errors.Is(err, clock.ErrNoSuchHour):
			skipped++
			continue
		case errors.Is(err, clock.ErrTwoHours):
			doubled++
		case err != nil:
			t.Fatal(err)
		default:
			candidates = []clock.Instant{at}
		}
		for _, c := range candidates {
			if got := c.Local().Format("2006-01-02 15:04"); got != wall.Format("2006-01-02 15:04") {
				t.Fatalf("%s became %s", wall.Format("2006-01-02 15:04"), got)
			}
		}
	}
	if skipped != 17 || doubled != 17 {
		t.Errorf("%d hours skipped and %d doubled in 17 years, want 17 each", skipped, doubled)
	}
}

func TestTextThatIsNoTimeOfDayIsRefused(t *testing.T) {
	for _, hhmm := range []string{"", "24:00", "12:60", "12", "1230", "12:3", "kl 12:30", "-1:00", "12:30:00"} {
		if _, _, err := clock.ParseLocal("2026-11-22", hhmm); !errors.Is(err, clock.ErrNotATime) {
			t.Errorf("%q: %v", hhmm, err)
		}
	}
	if _, _, err := clock.ParseLocal("2026-02-30", "12:00"); !errors.Is(err, clock.ErrNotADate) {
		t.Errorf("30 February: %v", err)
	}
}
