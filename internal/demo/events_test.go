package demo

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/personalnumber"
)

func twoYears(size Size) []Event {
	return slices.Collect(EventsBetween(Region(size), clock.NewDate(2024, 11, 23), clock.NewDate(2026, 11, 22)))
}

func TestADayIsTheSameWhateverDayItIsToldOn(t *testing.T) {
	o := Region(Small)
	var together []Event
	for e := range EventsBetween(o, clock.NewDate(2026, 2, 10), clock.NewDate(2026, 3, 9)) {
		together = append(together, e)
	}
	var alone []Event
	for day := clock.NewDate(2026, 2, 10); day.Before(clock.NewDate(2026, 3, 10)); day = day.AddDays(1) {
		alone = append(alone, Events(o, day)...)
	}
	if !reflect.DeepEqual(together, alone) {
		t.Errorf("%d events told together differ from %d told day by day", len(together), len(alone))
	}
	if len(alone) == 0 {
		t.Error("nothing was told")
	}
}

func TestSharesAndNumbersAreThoseOfARegion(t *testing.T) {
	for _, size := range sizes {
		events := twoYears(size)
		want := 2 * planOf(size).eventsAYear
		if n := float64(len(events)); math.Abs(n-want) > 0.08*want {
			t.Errorf("%s: %.0f events in two years, want about %.0f", size, n, want)
		}
		counts := map[string]float64{}
		for _, e := range events {
			counts[groupOf[e.Category]]++
		}
		for _, g := range groups {
			if share := counts[g.name] / float64(len(events)); math.Abs(share-g.share) > 0.03 {
				t.Errorf("%s: %s is %.3f of all, want %.2f", size, g.name, share, g.share)
			}
		}
	}
}

func TestReportsFollowTheWeekTheSummerAndTheHours(t *testing.T) {
	events := twoYears(Medium)
	var weekend, july, anonymous, nightByDay float64
	o := Region(Medium)
	for _, e := range events {
		switch e.ReportedAt.Local().Weekday() {
		case time.Saturday, time.Sunday:
			weekend++
		}
		if e.ReportedAt.Local().Month() == time.July {
			july++
		}
		if e.Anonymous() {
			anonymous++
		}
		if hour := e.HappenedAt.Local().Hour(); hour < 6 && o.Unit(e.Unit).Kind == KindOffice {
			nightByDay++
		}
	}
	n := float64(len(events))
	for _, c := range []struct {
		what      string
		got       float64
		low, high float64
	}{
		{"weekends", weekend / n, 0.08, 0.20}, {"July", july / n, 0.03, 0.075},
		{"anonymous", anonymous / n, 0.09, 0.15}, {"nights in offices", nightByDay / n, 0, 0.01},
	} {
		if c.got < c.low || c.got > c.high {
			t.Errorf("share of %s is %.3f, want %.3f to %.3f", c.what, c.got, c.low, c.high)
		}
	}
}

func TestNoTwoEventsOfAMonthReadAlike(t *testing.T) {
	seen := map[string]string{}
	for _, e := range twoYears(Medium) {
		if e.ContactOnly {
			continue // nothing may be written in them
		}
		key := e.Key[:7] + e.Description
		if before, twice := seen[key]; twice {
			t.Errorf("%s and %s: %s", before, e.Key, e.Description)
		}
		seen[key] = e.Key
	}
}

// texts are all texts of an event that a person reads.
func texts(e Event) []string {
	all := []string{e.Title, e.Description, e.AlreadyDone}
	for _, s := range e.Steps {
		all = append(all, s.Text)
		if s.Action != nil {
			all = append(all, s.Action.Title)
		}
		if s.Police != nil {
			all = append(all, s.Police.Reason, s.Police.Number)
		}
	}
	return all
}

func TestTextsAreWholeAndWithinTheirLimits(t *testing.T) {
	for _, e := range twoYears(Medium) {
		if n := utf8.RuneCountInString(e.Title); n > 90 || n < 8 {
			t.Errorf("%s: title of %d characters: %s", e.Story, n, e.Title)
		}
		if n := utf8.RuneCountInString(e.Description); n > 900 || n < 20 {
			t.Errorf("%s: description of %d characters: %s", e.Story, n, e.Description)
		}
		for _, text := range texts(e) {
			if strings.ContainsAny(text, "{}[]|") || strings.Contains(text, "  ") || !utf8.ValidString(text) {
				t.Errorf("%s: %q is not filled in", e.Story, text)
			}
			if spans := personalnumber.Find(text); len(spans) > 0 {
				t.Errorf("%s: %q looks like it holds a personal number", e.Story, text)
			}
		}
	}
}

func TestAnEventsLifeRunsForward(t *testing.T) {
	o := Region(Medium)
	for _, e := range twoYears(Medium) {
		if e.HappenedAt.After(e.ReportedAt) || e.ReportedAt.Date().String() != e.Key[:10] {
			t.Errorf("%s: happened %s, reported %s", e.Key, e.HappenedAt, e.ReportedAt)
		}
		if o.Unit(e.Unit).Code == "" || o.Site(e.Site).Code == "" || e.Reporter != "" && o.Person(e.Reporter).Code == "" {
			t.Errorf("%s: unknown unit, site or reporter", e.Key)
		}
		last := e.ReportedAt
		for _, s := range e.Steps {
			if s.At.Before(last) {
				t.Errorf("%s: %s at %s lies before %s", e.Key, s.Kind, s.At, last)
			}
			last = s.At
			if wordless(s) {
				t.Errorf("%s: %s says nothing", e.Key, s.Kind)
			}
			if s.By != "" && o.Person(s.By).Code == "" || s.To != "" && o.Person(s.To).Code == "" {
				t.Errorf("%s: %s by or to nobody", e.Key, s.Kind)
			}
		}
		if !e.Closed() {
			t.Errorf("%s never ends", e.Key)
		}
	}
}

// wordless tells whether a step that should say something does not.
func wordless(s Step) bool {
	switch s.Kind {
	case StepAssessed, StepHandedOver, StepComment, StepQuestion, StepAnswer, StepFeedback, StepClosed, StepReopened, StepActionDone:
		return s.Text == ""
	case StepCause:
		return s.Cause == ""
	case StepPolice:
		return s.Police.Reported == (s.Police.Number == "") || s.Police.Reported == (s.Police.Reason != "")
	}
	return false
}

func TestStepsComeInAnOrderThatMakesSense(t *testing.T) {
	for _, e := range twoYears(Small) {
		at := map[StepKind]int{}
		for i, s := range e.Steps {
			if _, seen := at[s.Kind]; !seen {
				at[s.Kind] = i
			}
		}
		for _, pair := range [][2]StepKind{
			{StepReceived, StepAssessed}, {StepAssessed, StepClosed}, {StepAlerted, StepAcknowledged}, {StepQuestion, StepAnswer},
			{StepActionDecide, StepActionDone}, {StepFeedback, StepClosed}, {StepClosed, StepReopened}, {StepContacted, StepClosed},
		} {
			before, a := at[pair[0]]
			after, b := at[pair[1]]
			if a && b && before > after {
				t.Errorf("%s: %s comes after %s", e.Key, pair[0], pair[1])
			}
		}
		if _, named := at[StepAssessed]; !named && !e.ContactOnly {
			t.Errorf("%s was never assessed", e.Key)
		}
	}
}

func TestThereIsOpenAndLateWorkToday(t *testing.T) {
	now := clock.At(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
	var open, old, reopened, escalated, lateActions, openActions, waiting int
	for _, e := range twoYears(Medium) {
		seen, ok := e.Until(now)
		if !ok {
			continue
		}
		if !seen.Closed() {
			open++
			if seen.ReportedAt.Date().DaysUntil(now.Date()) > 90 {
				old++
			}
			if len(seen.Steps) == 0 {
				waiting++
			}
		}
		done := map[string]bool{}
		for _, s := range seen.Steps {
			switch s.Kind {
			case StepActionDone:
				done[s.Action.Key] = true
			case StepReopened:
				reopened++
			case StepEscalated:
				escalated++
			}
		}
		for _, s := range seen.Steps {
			if s.Kind == StepActionDecide && !done[s.Action.Key] {
				openActions++
				if s.Action.Due.Before(now.Date()) {
					lateActions++
				}
			}
		}
	}
	t.Logf("open %d, of which older than 90 days %d and not yet received %d; open actions %d, late %d; reopened %d, escalated %d", open, old, waiting, openActions, lateActions, reopened, escalated)
	for _, c := range []struct {
		what           string
		got, low, high int
	}{
		{"open events", open, 40, 200}, {"open events older than 90 days", old, 2, 40}, {"events not yet received", waiting, 1, 30},
		{"open actions", openActions, 60, 400}, {"late actions", lateActions, 10, 150}, {"reopened events", reopened, 20, 120}, {"escalations", escalated, 5, 80},
	} {
		if c.got < c.low || c.got > c.high {
			t.Errorf("%d %s, want %d to %d", c.got, c.what, c.low, c.high)
		}
	}
}

func TestALaterStartAddsWhatIsMissingAndNothingElse(t *testing.T) {
	first := clock.At(time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC))
	second := clock.At(time.Date(2026, 6, 15, 9, 0, 0, 0, time.UTC))
	for e := range EventsBetween(Region(Small), clock.NewDate(2026, 4, 1), clock.NewDate(2026, 6, 15)) {
		before, _ := e.Until(first)
		after, ok := e.Until(second)
		if !ok {
			continue
		}
		if together := append(slices.Clone(before.Steps), e.Between(first, second)...); len(before.Steps) > 0 && !reflect.DeepEqual(together, after.Steps) {
			t.Errorf("%s: %d steps in two parts, %d at once", e.Key, len(together), len(after.Steps))
		}
	}
}

func TestNothingIsWrittenAboutProtectiveSecurity(t *testing.T) {
	found := 0
	for e := range EventsBetween(Region(Medium), clock.NewDate(2020, 1, 1), clock.NewDate(2026, 11, 22)) {
		if e.Category != "protective_security" {
			continue
		}
		found++
		if !e.ContactOnly || e.Anonymous() {
			t.Errorf("%s is not just a wish to be contacted", e.Key)
		}
		for _, s := range e.Steps {
			if s.Kind == StepComment || s.Kind == StepAssessed || s.Kind == StepActionDecide {
				t.Errorf("%s holds %s", e.Key, s.Kind)
			}
		}
	}
	if found == 0 {
		t.Error("nobody asked to be contacted")
	}
}
