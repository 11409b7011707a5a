package words_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vardkas/vardkas/internal/words"
)

func TestANumberKeepsItsDigitsInGroupsOfThree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64().Draw(t, "n")
		for lang, mark := range map[words.Lang]string{words.SV: "\u00a0", words.EN: ","} {
			groups := strings.Split(words.Number(lang, n), mark)
			for _, group := range groups[1:] {
				if len(group) != 3 {
					t.Fatalf("%d is written %q", n, groups)
				}
			}
			back := strings.Replace(strings.Join(groups, ""), "−", "-", 1)
			if back != strconv.FormatInt(n, 10) {
				t.Fatalf("%d reads back as %s", n, back)
			}
		}
	})
}

func TestADayIsAsFarFromAnotherWhateverTheHour(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := time.Date(2024, 1, 1, 12, 0, 0, 0, words.Zone()).AddDate(0, 0, rapid.IntRange(0, 3000).Draw(t, "day"))
		days := rapid.IntRange(2, 14).Draw(t, "days")
		later := start.AddDate(0, 0, days)
		at := func(day time.Time, name string) time.Time {
			return time.Date(day.Year(), day.Month(), day.Day(), rapid.IntRange(0, 23).Draw(t, name), 59, 0, 0, words.Zone())
		}
		want := "om " + strconv.Itoa(days) + " dagar"
		if got := words.RelativeDay(words.SV, at(later, "then"), at(start, "now")); got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}

func TestFillLeavesTextWithoutPlacesAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[a-zåäö ,.%}]*`).Draw(t, "text")
		if got := words.Fill(words.SV, text, "x", 2); got != text {
			t.Fatalf("%q became %q", text, got)
		}
	})
}

func FuzzLoadNeverFallsOver(f *testing.F) {
	f.Add("a.x: {sv: \"A {1}\", en: \"A {1}\"}\n")
	f.Add("a.x: &a {sv: A, en: B}\na.y: *a\n")
	f.Add("- 1\n---\n{}\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := load(t, map[string]string{"a.yaml": text})
		for _, key := range c.Keys() {
			if c.T(words.SV, key) == "" || c.T(words.EN, key) == "" {
				t.Fatalf("key %s has no words: %v", key, err)
			}
		}
	})
}
