package words_test

import (
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/words"
)

var noon = time.Date(2026, 11, 22, 13, 30, 0, 0, time.UTC) // 14.30 in Stockholm

func TestTimesAreWrittenInTheWayOfEachLanguage(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{words.Date(noon), "2026-11-22"},
		{words.Date(time.Date(2026, 6, 30, 22, 30, 0, 0, time.UTC)), "2026-07-01"},
		{words.Moment(noon), "2026-11-22 14:30"},
		{words.LongDate(words.SV, noon), "22 november 2026"},
		{words.LongDate(words.EN, noon), "22 November 2026"},
		{words.ShortDate(words.SV, noon), "22 nov 2026"},
		{words.Clock(words.SV, noon), "kl. 14.30"},
		{words.Clock(words.EN, noon), "14:30"},
		{words.DateTime(words.SV, noon), "22 nov 2026 kl. 14.30"},
		{words.DateTime(words.EN, noon), "22 Nov 2026, 14:30"},
		{words.DayTime(words.SV, noon), "sön 22 nov kl. 14.30"},
		{words.Weekday(words.SV, time.Tuesday), "tisdag"},
		{words.Week(words.SV, noon), "v. 47"},
		{words.Week(words.SV, time.Date(2027, 1, 1, 12, 0, 0, 0, time.UTC)), "v. 53"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestADayIsNamedByItsDistance(t *testing.T) {
	day := func(d int) time.Time { return noon.AddDate(0, 0, d) }
	for _, c := range []struct {
		t    time.Time
		want string
	}{
		{day(0), "i dag"}, {day(-1), "i går"}, {day(1), "i morgon"}, {day(3), "om 3 dagar"},
		{day(-5), "för 5 dagar sedan"}, {day(15), "7 dec 2026"}, {day(-15), "7 nov 2026"},
		{time.Date(2026, 11, 22, 23, 30, 0, 0, time.UTC), "i morgon"}, // half past midnight in Stockholm
	} {
		if got := words.RelativeDay(words.SV, c.t, noon); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestADayOfTwentyFiveHoursIsOneDay(t *testing.T) {
	before := time.Date(2026, 10, 24, 22, 30, 0, 0, time.UTC) // 00.30 on the 25th, summer time
	after := time.Date(2026, 10, 25, 23, 15, 0, 0, time.UTC)  // 00.15 on the 26th, standard time
	if got := words.RelativeDay(words.SV, after, before); got != "i morgon" {
		t.Fatal(got)
	}
}

func TestTimeLeftIsSaidInWords(t *testing.T) {
	for _, c := range []struct {
		d      time.Duration
		sv, en string
	}{
		{18*time.Hour + 40*time.Minute, "18 tim 40 min kvar", "18 h 40 min left"},
		{24 * time.Hour, "24 tim kvar", "24 h left"},
		{72*time.Hour + 90*time.Minute, "3 dygn 1 tim kvar", "3 days 1 h left"},
		{48 * time.Hour, "2 dygn kvar", "2 days left"},
		{20 * time.Second, "mindre än en minut kvar", "less than a minute left"},
		{-130 * time.Minute, "2 tim 10 min försenad", "2 h 10 min late"},
	} {
		if got := words.Left(words.SV, c.d); got != c.sv {
			t.Errorf("got %q, want %q", got, c.sv)
		}
		if got := words.Left(words.EN, c.d); got != c.en {
			t.Errorf("got %q, want %q", got, c.en)
		}
	}
	if got := words.LeftUntil(words.SV, noon.Add(61*time.Minute), noon); got != "1 tim 1 min kvar (sön 22 nov kl. 15.31)" {
		t.Error(got)
	}
}

func TestNumbersCarryTheThousandsOfTheLanguage(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{words.Number(words.SV, 1234567), "1\u00a0234\u00a0567"},
		{words.Number(words.EN, 1234567), "1,234,567"},
		{words.Number(words.SV, -1000), "−1\u00a0000"},
		{words.Number(words.SV, 999), "999"},
		{words.Decimal(words.SV, 1234.56, 1), "1\u00a0234,6"},
		{words.Decimal(words.EN, -0.5, 2), "−0.50"},
		{words.Percent(words.SV, 0.123), "12\u00a0%"},
		{words.Bytes(words.SV, 14), "14 byte"},
		{words.Bytes(words.SV, 1_240_000), "1,2\u00a0MB"},
		{words.Bytes(words.EN, 999_700), "1.0\u00a0MB"},
		{words.Bytes(words.SV, 25_000_000), "25\u00a0MB"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
