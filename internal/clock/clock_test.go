package clock_test

import (
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/clock"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func TestAManualClockMovesOnlyWhenTold(t *testing.T) {
	c := clock.NewManual(noon)
	if got := c.Now(); !got.Equal(noon) {
		t.Fatalf("shows %v, want %v", got, noon)
	}
	c.Advance(90 * time.Minute)
	c.Advance(-30 * time.Minute)
	if got, want := c.Now(), noon.Add(time.Hour); !got.Equal(want) {
		t.Errorf("after moving: %v, want %v", got, want)
	}
	c.Set(noon)
	if got := c.Now(); !got.Equal(noon) {
		t.Errorf("after setting: %v, want %v", got, noon)
	}
}

func TestAFixedClockStandsStill(t *testing.T) {
	c := clock.Fixed(noon)
	for range 2 {
		if !c.Now().Equal(noon) {
			t.Error("a fixed clock moved")
		}
	}
}

func TestTheSystemClockNeverRunsBackwards(t *testing.T) {
	c := clock.System()
	first := c.Now()
	if elapsed := c.Now().Sub(first); elapsed < 0 {
		t.Errorf("elapsed %v", elapsed)
	}
}

func TestTodayIsTheSwedishDay(t *testing.T) {
	lateInUTC := time.Date(2026, 6, 30, 22, 30, 0, 0, time.UTC)
	if got := clock.Today(clock.Fixed(lateInUTC)); got.String() != "2026-07-01" {
		t.Errorf("today is %s, want 2026-07-01: it is past midnight in Sweden", got)
	}
}
