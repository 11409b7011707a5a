package demo

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/vardkas/vardkas/internal/strategy"
)

func everyStory() []*story {
	var all []*story
	for _, stories := range theBook().stories {
		all = append(all, stories...)
	}
	return all
}

func TestThereAreEnoughBaseStories(t *testing.T) {
	if n := len(everyStory()); n < 150 {
		t.Errorf("%d base stories, want at least 150", n)
	}
	for _, g := range groups {
		want := int(g.share * 110)
		if n := len(theBook().stories[g.name]); n < want {
			t.Errorf("%s has %d base stories, want at least %d for its share", g.name, n, want)
		}
	}
}

func TestStoriesNameOnlyWhatExists(t *testing.T) {
	computed := []string{"kl", "rum", "linje", "kommun", "manad", "dagdel", "Dagdel"}
	ids := map[string]bool{}
	o := Region(Small)
	for _, s := range everyStory() {
		if ids[s.id] || s.id == "" {
			t.Errorf("two stories are called %q", s.id)
		}
		ids[s.id] = true
		for _, kind := range s.units {
			if len(o.pools[kind]) == 0 {
				t.Errorf("%s happens at %q, where there is no unit", s.id, kind)
			}
		}
		for _, kind := range s.places {
			if placeTerms[kind] == "" {
				t.Errorf("%s happens in %q, which is no kind of place", s.id, kind)
			}
		}
		for _, name := range s.slots() {
			base, form, _ := strings.Cut(name, ".")
			choices := s.picks[base]
			if len(choices) == 0 && len(theBook().slots[name]) == 0 && !slices.Contains(computed, name) {
				t.Errorf("%s uses the slot %q, which nothing fills", s.id, name)
			}
			for _, forms := range choices {
				if form != "" && int(form[0]-'0') > len(forms) {
					t.Errorf("%s wants form %s of %s; a choice has only %d", s.id, form, base, len(forms))
				}
			}
		}
	}
}

func TestHandlingFitsSomethingThatExists(t *testing.T) {
	known := map[string]bool{}
	for _, s := range everyStory() {
		known[s.id], known[s.category] = true, true
		for _, kind := range s.units {
			known[string(kind)] = true
		}
		for _, kind := range s.places {
			known[string(kind)] = true
		}
	}
	check := func(line string, where fits) {
		for _, name := range where {
			if !known[name] {
				t.Errorf("%s: a text fits %q, which no story has", line, name)
			}
		}
	}
	for name, l := range theBook().handling {
		for _, list := range [][]remark{l.causes, l.assessed, l.over, l.comments, l.feedback, l.closed, l.noPolice} {
			for _, r := range list {
				check(name, r.fits)
			}
		}
		for _, a := range l.actions {
			check(name, a.fits)
		}
	}
}

func (s *story) slots() []string {
	names := s.title.slots()
	for _, one := range s.lines {
		names = append(names, one.text.slots()...)
	}
	for _, choices := range s.picks {
		for _, forms := range choices {
			for _, form := range forms {
				names = append(names, form.slots()...)
			}
		}
	}
	return names
}

func TestLongestTitleStaysWithinTheLimit(t *testing.T) {
	for _, s := range everyStory() {
		longest := s.title.longest(func(name string) int { return s.longestSlot(name) })
		if longest > 90 {
			t.Errorf("the longest title of %s has %d characters", s.id, longest)
		}
	}
}

func (s *story) longestSlot(name string) int {
	base, form, _ := strings.Cut(name, ".")
	longest := 0
	for _, forms := range s.picks[base] {
		at := 0
		if form != "" {
			at = int(form[0] - '1')
		}
		longest = max(longest, forms[at].longest(s.longestSlot))
	}
	for _, value := range theBook().slots[name] {
		longest = max(longest, utf8.RuneCountInString(value))
	}
	if longest == 0 {
		longest = len("på eftermiddagen")
	}
	return longest
}

func (t template) longest(slot func(string) int) int {
	total := 0
	for _, one := range t {
		switch {
		case one.choice != nil:
			most := 0
			for _, alternative := range one.choice {
				most = max(most, alternative.longest(slot))
			}
			total += most
		case one.slot != "":
			total += slot(one.slot)
		case one.high > 0:
			total += len("9000")
		default:
			total += utf8.RuneCountInString(one.text)
		}
	}
	return total
}

// profile is the built-in profile; the two parallel lists are what package
// access and the profile's categories name.
func profile(t *testing.T) *strategy.Profile {
	t.Helper()
	p, err := strategy.Embedded(strategy.Known{
		AccessRoles: []string{
			"employee", "manager", "site_coordinator", "infosec_officer", "it_security_officer", "infosec_coordinator_it",
			"data_protection_officer", "security_chief", "security_office", "protective_security_chief", "director", "board_member",
			"safety_representative", "fire_representative", "duty_officer", "registrar", "reviewer", "system_administrator",
			"access_administrator", "information_owner", "system_owner", "it_chief", "property_chief", "chief_physician",
		},
		Classes: []string{"violence", "information", "it", "personal_data", "protective"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestCodesAreThoseOfTheProfile(t *testing.T) {
	p := profile(t)
	terms := p.Terms()
	check := func(set, code, where string) {
		if !terms.Valid(set, code) {
			t.Errorf("%s: %q is no %s of the profile", where, code, set)
		}
	}
	for _, s := range everyStory() {
		check(strategy.SetCategory, s.category, s.id)
		check("incident-subtype", s.subtype, s.id)
		for _, who := range s.affected {
			check("affected", who, s.id)
		}
	}
	for kind, code := range placeTerms {
		check("place-kind", code, string(kind))
	}
	for name, line := range theBook().handling {
		for _, cause := range line.causes {
			check("cause-kind", cause.fill(nil, nil), name)
		}
		for _, a := range line.actions {
			check("action-kind", a.kind, name)
		}
	}
	for _, a := range Region(Small).Appointments {
		if _, ok := p.Role(a.Role); !ok {
			t.Errorf("%q is no role of the profile", a.Role)
		}
	}
}

func TestConsequencesLeadToTheSeverityTheProfileProposes(t *testing.T) {
	p := profile(t)
	for _, e := range twoYears(Small) {
		category, _ := p.Category(e.Category)
		for _, s := range e.Steps {
			if s.Assessment == nil {
				continue
			}
			if got := p.Severity(s.Assessment.Consequences); got != s.Assessment.Severity {
				t.Errorf("%s: %v gives %s, judged %s", e.Key, s.Assessment.Consequences, got, s.Assessment.Severity)
			}
			for _, question := range category.AssessmentQuestions {
				if _, answered := s.Assessment.Answers[question]; !answered {
					t.Errorf("%s: %s is asked about %s and has no answer", e.Key, question, e.Category)
				}
			}
		}
	}
}

func TestABrokenTemplateIsRefused(t *testing.T) {
	for _, text := range []string{"{a|b", "a}", "a|b", "{ensam}", "[öppen", "stängd]", "[två ord]", "[]"} {
		if _, err := parseTemplate(text); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
}

func TestATemplateDrawsEveryAlternative(t *testing.T) {
	parsed, err := parseTemplate("{ett|{två|tre}} [4-5] [slot]")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	rng := seeded("test", 1)
	for range 200 {
		seen[parsed.fill(rng, func(name string) string { return strings.ToUpper(name) })] = true
	}
	for _, want := range []string{"ett 4 SLOT", "två 5 SLOT", "tre 4 SLOT"} {
		if !seen[want] {
			t.Errorf("%q was never drawn of %v", want, seen)
		}
	}
	if len(seen) != 6 {
		t.Errorf("%d different texts, want 6", len(seen))
	}
}
