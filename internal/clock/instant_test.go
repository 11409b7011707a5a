package clock_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/clock"
	"pgregory.net/rapid"
)

func TestAMomentSurvivesItsTextForms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()
		last := time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC).UnixMilli()
		i := clock.Instant(rapid.Int64Range(first, last).Draw(t, "moment"))
		if back := clock.At(i.Time()); back != i {
			t.Fatalf("as time: %d, want %d", back, i)
		}
		data, err := json.Marshal(i)
		if err != nil {
			t.Fatal(err)
		}
		var back clock.Instant
		if err := json.Unmarshal(data, &back); err != nil || back != i {
			t.Fatalf("as JSON %s: %d, %v, want %d", data, back, err, i)
		}
	})
}

func TestAMomentIsWrittenInUTCWithMilliseconds(t *testing.T) {
	at := clock.At(time.Date(2026, 11, 22, 10, 41, 7, 250_999_999, clock.Stockholm()))
	data, err := json.Marshal(at)
	if err != nil || string(data) != `"2026-11-22T09:41:07.250Z"` {
		t.Errorf("got %s, %v", data, err)
	}
}

func TestAMomentThatIsNotSetIsNull(t *testing.T) {
	data, err := json.Marshal(clock.Instant(0))
	if err != nil || string(data) != "null" {
		t.Errorf("written as %s, %v", data, err)
	}
	for _, text := range []string{"null", `""`} {
		at := clock.Instant(5)
		if err := json.Unmarshal([]byte(text), &at); err != nil || !at.IsZero() {
			t.Errorf("%s read as %d, %v", text, at, err)
		}
	}
}

func TestAMomentReadsAnyOffset(t *testing.T) {
	at, err := clock.ParseInstant("2026-11-22T10:41:07+01:00")
	if err != nil || at.String() != "2026-11-22T09:41:07.000Z" {
		t.Errorf("got %s, %v", at, err)
	}
}

func TestTextThatIsNoMomentIsRefused(t *testing.T) {
	for _, text := range []string{`"igår"`, `"2026-11-22"`, `"2026-02-30T00:00:00Z"`, `17`, `{}`} {
		var at clock.Instant
		if err := json.Unmarshal([]byte(text), &at); err == nil {
			t.Errorf("%s was read as %s", text, at)
		}
	}
	if _, err := json.Marshal(clock.Instant(math.MaxInt64)); err == nil {
		t.Error("a moment in year 292278994 was written")
	}
}

func TestTheHourIsCutDownwards(t *testing.T) {
	for _, c := range []struct{ at, want string }{
		{"2026-11-22T09:41:07.250Z", "2026-11-22T09:00:00.000Z"},
		{"2026-11-22T09:00:00.000Z", "2026-11-22T09:00:00.000Z"},
		{"1969-12-31T22:59:59.999Z", "1969-12-31T22:00:00.000Z"},
	} {
		at, err := clock.ParseInstant(c.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := at.HourFloor().String(); got != c.want {
			t.Errorf("%s cut to %s, want %s", c.at, got, c.want)
		}
	}
}

func TestMomentsCountElapsedTime(t *testing.T) {
	start := clock.At(noon)
	later := start.Add(36 * time.Hour)
	if later.Sub(start) != 36*time.Hour || !start.Before(later) || !later.After(start) {
		t.Errorf("from %s to %s: %v", start, later, later.Sub(start))
	}
}
