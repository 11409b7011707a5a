package strategy_test

import (
	"slices"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/words"
)

// known is what package access offers; app hands over the real list.
func known() strategy.Known {
	return strategy.Known{
		AccessRoles: []string{
			"employee", "manager", "site_coordinator", "infosec_officer", "it_security_officer",
			"infosec_coordinator_it", "data_protection_officer", "security_chief", "security_office",
			"protective_security_chief", "director", "board_member", "safety_representative",
			"fire_representative", "duty_officer", "registrar", "reviewer", "system_administrator",
			"access_administrator", "information_owner", "system_owner", "it_chief", "property_chief",
			"chief_physician",
		},
		Classes: []string{"violence", "information", "it", "personal_data", "protective"},
	}
}

func varmland(t *testing.T) *strategy.Profile {
	t.Helper()
	p, err := strategy.Embedded(known())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTheSixAreasOfTheStrategyHaveGoals(t *testing.T) {
	var goals []string
	for _, area := range varmland(t).Areas() {
		if area.HasGoal {
			goals = append(goals, area.Code)
		}
	}
	want := []string{"personal", "access", "fire", "info", "it", "protective"}
	if !slices.Equal(goals, want) {
		t.Errorf("goals on %v, want %v", goals, want)
	}
}

func TestTheTreeOfAreasIsTheStrategys(t *testing.T) {
	p := varmland(t)
	within := map[string][]string{
		"general":    {"general", "personal", "access", "fire"},
		"info":       {"info", "administrative", "technical", "it", "physical"},
		"technical":  {"technical", "it", "physical"},
		"protective": {"protective"},
	}
	for area, want := range within {
		if got := p.Within(area); !slices.Equal(got, want) {
			t.Errorf("within %s: %v, want %v", area, got, want)
		}
	}
	if got := p.RollUp("access"); !slices.Equal(got, []string{"access", "physical"}) {
		t.Errorf("premises protection rests on physical security too, got %v", got)
	}
}

func TestEachAreaStandsInTheTreeOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, area := range varmland(t).Areas() {
		if seen[area.Code] {
			t.Errorf("%s stands twice", area.Code)
		}
		seen[area.Code] = true
	}
	if len(seen) != 10 {
		t.Errorf("%d areas, want 10", len(seen))
	}
}

func TestConsequencesComeInTheOrderOfTheStrategy(t *testing.T) {
	want := []string{"life_and_health", "privacy", "property_and_economy", "environment", "information", "operations", "trust"}
	if got := varmland(t).Terms().Codes(strategy.SetConsequenceAspect); !slices.Equal(got, want) {
		t.Errorf("aspects %v, want %v", got, want)
	}
	for i, aspect := range varmland(t).Scale().Aspects {
		if aspect.First != (i < 2) {
			t.Errorf("%s: first is %v", aspect.Code, aspect.First)
		}
	}
}

func TestEveryoneTheStrategyNamesCanBeAffected(t *testing.T) {
	want := []string{"patient", "relative", "staff", "elected", "other"}
	if got := varmland(t).Terms().Codes(strategy.SetAffected); !slices.Equal(got, want) {
		t.Errorf("affected %v, want %v", got, want)
	}
}

func TestAReportStartsAtTheLevelOfItsClass(t *testing.T) {
	want := map[string]int{"violence": 4, "information": 3, "it": 3, "personal_data": 3, "protective": 4, "": 2}
	for _, c := range varmland(t).Categories() {
		if c.Level != want[c.Class] {
			t.Errorf("%s of class %q starts at level %d, want %d", c.Code, c.Class, c.Level, want[c.Class])
		}
	}
}

func TestManagementHasATimeToAcknowledgeAndSomebodyAfterIt(t *testing.T) {
	a := varmland(t).ManagementAlert()
	if a.AcknowledgeWithin != 4*time.Hour || len(a.Escalation) != 2 || a.Escalation[1].Role != "duty_officer" {
		t.Errorf("management: %+v", a)
	}
}

func TestTheGroundOfSecrecyFollowsTheClassAndIsRead(t *testing.T) {
	want := map[string]string{"violence": "OSL 21:3", "personal_data": "OSL 21:3", "protective": "OSL 15:2", "information": "OSL 18:8", "it": "OSL 18:8", "": "OSL 18:8"}
	p := varmland(t)
	for _, c := range p.Categories() {
		if c.Ground != want[c.Class] {
			t.Errorf("%s of class %q is tried by %q, want %q", c.Code, c.Class, c.Ground, want[c.Class])
		}
	}
	if !slices.ContainsFunc(p.Documents(), func(d strategy.Document) bool { return d.Code == "OSL" && d.Kind == "law" && !d.Dated.IsZero() }) {
		t.Error("the law of the grounds is not among the documents with the day it was read")
	}
}

func TestNothingIsAskedAboutNationalSecurity(t *testing.T) {
	c, ok := varmland(t).Category("protective_security")
	if !ok || !c.ContactOnly || c.ReportQuestion != "" || len(c.AssessmentQuestions) > 0 {
		t.Errorf("protective security must only take contact, got %+v", c)
	}
}

func TestWhatTheDocumentsLeaveOpenIsAGap(t *testing.T) {
	gaps := varmland(t).Gaps()
	has := func(file, field string) bool {
		return slices.ContainsFunc(gaps, func(g strategy.Gap) bool { return g.File == file && g.Field == field && g.Line > 0 })
	}
	if !has("roles.yaml", "roles[7].differs[1].holds") {
		t.Error("where the IT security officer is placed is not decided and must be a gap")
	}
	if !has("profile.yaml", "not_stated[1]") {
		t.Error("the time to acknowledge an alert is not stated and must be a gap")
	}
}

func TestEveryWordIsInBothLanguages(t *testing.T) {
	p := varmland(t)
	whole := func(what string, label words.Label) {
		if label.SV == "" || label.EN == "" {
			t.Errorf("%s lacks a language: %+v", what, label)
		}
	}
	terms := p.Terms()
	for _, set := range terms.Sets() {
		for _, code := range terms.Codes(set) {
			whole(set+" "+code, terms.Label(set, code))
		}
	}
	for _, c := range p.Categories() {
		whole(c.Code+" choice", c.Choice)
		whole(c.Code+" help", c.Help)
	}
	for _, level := range p.Scale().Levels {
		for aspect, definition := range level.Definitions {
			whole(level.Code+" "+aspect, definition)
		}
	}
}

func TestEveryConsequenceLevelIsDefinedForEveryAspect(t *testing.T) {
	scale := varmland(t).Scale()
	for _, level := range scale.Levels {
		if len(level.Definitions) != len(scale.Aspects) {
			t.Errorf("%s has %d definitions, want %d", level.Code, len(level.Definitions), len(scale.Aspects))
		}
	}
}

func TestEveryFactHasABasis(t *testing.T) {
	p := varmland(t)
	for _, c := range p.Categories() {
		if !c.Basis.Own && len(c.Basis.Origins) == 0 {
			t.Errorf("category %s: neither origin nor own", c.Code)
		}
	}
	for _, set := range []string{strategy.SetSubtype, strategy.SetChannel, strategy.SetArea, strategy.SetRole} {
		for _, code := range p.Terms().Codes(set) {
			term, _ := p.Terms().Term(set, code)
			if !term.Basis.Own && len(term.Basis.Origins) == 0 {
				t.Errorf("%s %s: neither origin nor own", set, code)
			}
		}
	}
}

func TestACoordinatorReachesTheThreeAreasOfGeneralSecurity(t *testing.T) {
	got := varmland(t).RoleAreas("security_coordinator")
	if want := []string{"general", "personal", "access", "fire", "physical"}; !slices.Equal(got, want) {
		t.Errorf("areas %v, want %v", got, want)
	}
}

func TestEveryRoleOfTheDocumentsIsThere(t *testing.T) {
	p := varmland(t)
	for _, code := range []string{
		"director", "security_chief", "security_unit", "security_coordinator", "infosec_officer", "it_security_officer",
		"infosec_coordinator_it", "data_protection_officer", "protective_security_chief", "protective_security_deputy",
		"it_chief", "property_chief", "chief_physician", "manager", "information_owner", "system_owner",
		"fire_representative", "employee", "outsider", "it_operator", "it_procurement",
	} {
		if role, ok := p.Role(code); !ok || len(role.Basis.Origins) == 0 {
			t.Errorf("role %s is missing or has no origin", code)
		}
	}
	if chief, _ := p.Role("protective_security_chief"); chief.Deputy != strategy.DeputyRequired {
		t.Errorf("the protective security chief has a deputy by the strategy, got %q", chief.Deputy)
	}
	if got := p.RoleGrants("security_coordinator"); !slices.Equal(got, []string{"site_coordinator"}) {
		t.Errorf("grants %v", got)
	}
}

func TestEveryChoiceOfTheReportStandsUnderAHeading(t *testing.T) {
	var headings int
	for i, c := range varmland(t).Categories() {
		if c.Heading.SV != "" {
			headings++
		}
		if i == 0 && headings == 0 {
			t.Fatalf("the first choice, %s, opens no group", c.Code)
		}
	}
	if headings < 3 || headings > 7 {
		t.Fatalf("%d headings: too few to help or too many to read", headings)
	}
}
