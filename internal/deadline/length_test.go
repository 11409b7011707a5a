package deadline_test

import (
	"errors"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/deadline"
)

func TestLengthsAreReadAsWritten(t *testing.T) {
	for text, want := range map[string]deadline.Length{
		"PT24H":   deadline.Elapsed(24 * time.Hour),
		"PT4H":    deadline.Elapsed(4 * time.Hour),
		"PT30M":   deadline.Elapsed(30 * time.Minute),
		"PT1H30M": deadline.Elapsed(90 * time.Minute),
		"PT0M":    deadline.Elapsed(0),
		"P1M":     deadline.Span{Months: 1},
		"P3D":     deadline.Span{Days: 3},
		"P5W":     deadline.Span{Days: 35},
		"P1M14D":  deadline.Span{Months: 1, Days: 14},
		"P2Y":     deadline.Span{Months: 24},
		"P0D":     deadline.Span{},
	} {
		if got, err := deadline.ParseLength(text); err != nil || got != want {
			t.Errorf("%s: %#v, %v, want %#v", text, got, err, want)
		}
	}
}

func TestLengthsThatCouldBeCountedInTwoWaysAreRefused(t *testing.T) {
	for _, text := range []string{
		"", "P", "PT", "P1DT12H", "P1W2D", "PT1.5H", "PT1,5H", "-PT1H", "P-1D", "+P1D",
		"24h", "PT24", "P24H", "PT3D", "PT30M1H", "P1D1M", "pt24h", " PT24H", "PT24H\n", "PT100000H", "PT99999H60M", "P99999W", "P999Y99999M", "PT10S",
	} {
		if got, err := deadline.ParseLength(text); !errors.Is(err, deadline.ErrNotALength) {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}

func TestAlertTimesAreHoursAndMinutes(t *testing.T) {
	if got, err := deadline.ParseElapsed("PT4H"); err != nil || got != 4*time.Hour {
		t.Errorf("PT4H: %v, %v", got, err)
	}
	if _, err := deadline.ParseElapsed("P1D"); !errors.Is(err, deadline.ErrNotALength) {
		t.Errorf("a day, which has 23 to 25 hours, was taken for hours: %v", err)
	}
}

func FuzzParseLengthGivesBackItsMeaning(f *testing.F) {
	for _, text := range []string{"PT24H", "PT4H", "PT30M", "P1M", "P3D", "P5W", "P1Y2M3D", "PT99999H99999M", "P1DT1H"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		length, err := deadline.ParseLength(text)
		if err != nil {
			return
		}
		again, err := deadline.ParseLength(length.String())
		if err != nil || again != length {
			t.Errorf("%q is %v, which reads back as %v, %v", text, length, again, err)
		}
		rule := deadline.Rule{Length: length, Rolls: deadline.RollsNone, Source: "test"}
		if err := rule.Check(); err != nil {
			t.Errorf("%q makes a bad rule: %v", text, err)
		}
		due := rule.Due(1_795_338_000_000, deadline.Sweden())
		if due.At < due.Start {
			t.Errorf("%q is due at %s, before it starts", text, due.At)
		}
	})
}
