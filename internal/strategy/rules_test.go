package strategy_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vardkas/vardkas/internal/strategy"
)

func reached(parts []strategy.Part) string {
	var names []string
	for _, part := range parts {
		names = append(names, part.Role+"@"+string(part.Scope))
	}
	return strings.Join(names, " ")
}

func TestAnEventReachesThoseTheStrategyNames(t *testing.T) {
	p := varmland(t)
	for _, c := range []struct {
		name  string
		facts strategy.Facts
		want  string
	}{
		{"violence", strategy.Facts{Category: "violence"}, "manager@unit security_coordinator@site security_unit@region"},
		{"violence and the manager is concerned", strategy.Facts{Category: "violence", ManagerNamed: true},
			"manager@unit_above security_coordinator@site security_unit@region"},
		{"fire", strategy.Facts{Category: "fire"}, "manager@unit security_coordinator@site fire_representative@unit"},
		{"theft", strategy.Facts{Category: "theft"}, "manager@unit security_coordinator@site"},
		{"theft of a computer with personal data", strategy.Facts{Category: "theft", Answers: map[string]string{"personal_data_involved": "yes"}},
			"manager@unit security_coordinator@site data_protection_officer@region"},
		{"information", strategy.Facts{Category: "information_loss"}, "manager@unit infosec_officer@region"},
		{"personal data", strategy.Facts{Category: "personal_data"}, "manager@unit infosec_officer@region data_protection_officer@region"},
		{"intrusion", strategy.Facts{Category: "it_intrusion"},
			"manager@unit it_security_officer@region infosec_coordinator_it@region infosec_officer@region"},
		{"a serious fire", strategy.Facts{Category: "fire", Severity: "serious"},
			"manager@unit security_coordinator@site fire_representative@unit security_chief@region"},
		{"power cut", strategy.Facts{Category: "technical_supply"}, "manager@unit security_coordinator@site property_chief@region"},
		{"national security", strategy.Facts{Category: "protective_security"}, "protective_security_chief@region"},
		{"national security, filed under more areas", strategy.Facts{Category: "protective_security", Areas: []string{"protective", "it", "fire"}, Severity: "critical"},
			"protective_security_chief@region"},
	} {
		if got := reached(p.Route(c.facts)); got != c.want {
			t.Errorf("%s reaches %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestAPartSaysWhichAreasConcernIt(t *testing.T) {
	p := varmland(t)
	parts := p.Route(strategy.Facts{Category: "theft", Areas: []string{"access", "info"}})
	areas := map[string][]string{}
	for _, part := range parts {
		areas[part.Role] = part.Areas
	}
	if !slices.Equal(areas["security_coordinator"], []string{"access"}) {
		t.Errorf("the coordinator's part is %v, want access", areas["security_coordinator"])
	}
	if !slices.Equal(areas["manager"], []string{"access", "info"}) {
		t.Errorf("the manager's part is %v, want the whole", areas["manager"])
	}
}

func TestASiteRuleAppliesAtItsSiteAlone(t *testing.T) {
	p := exempelkommun(t)
	for site, want := range map[string]string{"harbour": "boss@unit guard@region", "school": "boss@unit", "": "boss@unit"} {
		if got := reached(p.Route(strategy.Facts{Category: "brawl", Site: site})); got != want {
			t.Errorf("at %q it reaches %s, want %s", site, got, want)
		}
	}
}

func TestASeriousInformationEventAlertsTheSecurityChief(t *testing.T) {
	p := varmland(t)
	facts := strategy.Facts{Category: "it_intrusion", Severity: "serious"}
	alerts := p.Alerts(facts)
	at := slices.IndexFunc(alerts, func(a strategy.Alert) bool { return a.Role == "security_chief" })
	if at < 0 {
		t.Fatalf("the security chief is not alerted: %+v", alerts)
	}
	chief := alerts[at]
	if chief.AcknowledgeWithin != time.Hour || !slices.Equal(chief.By, []string{"page", "mail"}) {
		t.Errorf("alert %+v", chief)
	}
	if len(chief.Escalation) != 3 || !chief.Escalation[0].Deputy || chief.Escalation[2].Role != "director" {
		t.Errorf("it climbs by %+v, want the deputy first and the director last", chief.Escalation)
	}
	if p.Management(facts) != strategy.ManagementByDecision {
		t.Errorf("management learns of a serious event by decision, got %q", p.Management(facts))
	}
}

func TestManagementLearnsOfACriticalEventByRule(t *testing.T) {
	if got := varmland(t).Management(strategy.Facts{Category: "fire", Severity: "critical"}); got != strategy.ManagementByRule {
		t.Errorf("got %q", got)
	}
}

func TestNationalSecurityAlertsOneFunctionHoweverSevere(t *testing.T) {
	facts := strategy.Facts{Category: "protective_security", Areas: []string{"fire", "it"}, Severity: "critical"}
	alerts := varmland(t).Alerts(facts)
	if len(alerts) != 1 || alerts[0].Role != "protective_security_chief" {
		t.Errorf("alerted %+v", alerts)
	}
	if got := varmland(t).Management(facts); got != strategy.ManagementNotConcerned {
		t.Errorf("management is told by %q", got)
	}
	if got := varmland(t).ClosingFacts(facts); len(got) != 1 || got[0].Fact != strategy.ClosingContacted {
		t.Errorf("it is closed on %+v", got)
	}
}

func TestAModerateEventAlertsNobody(t *testing.T) {
	facts := strategy.Facts{Category: "theft", Severity: "moderate"}
	if alerts := varmland(t).Alerts(facts); len(alerts) > 0 {
		t.Errorf("alerted %+v", alerts)
	}
	if got := varmland(t).Management(facts); got != strategy.ManagementNotConcerned {
		t.Errorf("management is concerned by %q", got)
	}
}

func TestAnITEventIsNotClosedWithoutItsCause(t *testing.T) {
	cause := strategy.ClosingFact{Fact: strategy.ClosingAnalysis}
	if !slices.Contains(varmland(t).ClosingFacts(strategy.Facts{Category: "phishing"}), cause) {
		t.Error("an IT security event needs its cause, and no reason replaces it (A12)")
	}
	if slices.Contains(varmland(t).ClosingFacts(strategy.Facts{Category: "theft", Severity: "minor"}), cause) {
		t.Error("a minor theft does not need its cause")
	}
}

func TestThePoliceAreAnsweredForWithinADayWhenItMayBeACrime(t *testing.T) {
	p := varmland(t)
	if got := p.PoliceWithin(strategy.Facts{Category: "theft", Answers: map[string]string{"crime_suspected": "yes"}}); got != 24*time.Hour {
		t.Errorf("a suspected crime has %s", got)
	}
	for _, answer := range []string{"", "no", "unknown"} {
		if got := p.PoliceWithin(strategy.Facts{Category: "theft", Answers: map[string]string{"crime_suspected": answer}}); got != 0 {
			t.Errorf("%q has %s", answer, got)
		}
	}
	if got := exempelkommun(t).PoliceWithin(strategy.Facts{Category: "brawl"}); got != 0 {
		t.Errorf("a profile that names no limit gives %s", got)
	}
}

func TestThePartsOfITAndDataProtectionLeaveAReferenceAndATimeOfContact(t *testing.T) {
	p := varmland(t)
	for _, role := range []string{"it_security_officer", "data_protection_officer"} {
		if got := p.PartNeeds(role); !slices.Equal(got, []string{strategy.PartReference, strategy.PartContacted}) {
			t.Errorf("%s needs %v (A31)", role, got)
		}
	}
	if got := p.PartNeeds("manager"); len(got) > 0 {
		t.Errorf("a manager needs %v", got)
	}
}

func TestAMethodSaysWhereAChainOfWhysEnds(t *testing.T) {
	m := varmland(t).Investigation().Method
	if m.Ends("direct") || !m.Ends("underlying") || !m.Ends("system") || m.Ends("") {
		t.Errorf("ends at %v", m.Root)
	}
}

func TestTheStricterClosingRuleHolds(t *testing.T) {
	p := load(t, edit{"closing.yaml", "rules:\n", "rules:\n  - {code: strict, when: {categories: [brawl]}, needs: [{fact: feedback}], own: true}\n"})
	for _, fact := range p.ClosingFacts(strategy.Facts{Category: "brawl"}) {
		if fact.Fact == strategy.ClosingFeedback && fact.OrReason {
			t.Error("a reason must not do where one rule demands the fact")
		}
	}
}

func TestSeverityFollowsFromTheWorstConsequence(t *testing.T) {
	p := varmland(t)
	for _, c := range []struct {
		consequences map[string]string
		want         string
	}{
		{nil, ""},
		{map[string]string{"trust": "negligible"}, "minor"},
		{map[string]string{"property_and_economy": "significant"}, "moderate"},
		{map[string]string{"life_and_health": "significant"}, "serious"},
		{map[string]string{"privacy": "serious"}, "critical"},
		{map[string]string{"life_and_health": "negligible", "operations": "extreme"}, "critical"},
		{map[string]string{"no_such_aspect": "serious"}, ""},
		{map[string]string{"trust": "serious", "privacy": "no_such_level"}, ""},
	} {
		if got := p.Severity(c.consequences); got != c.want {
			t.Errorf("%v gives %q, want %q", c.consequences, got, c.want)
		}
	}
}

func TestLifeHealthAndPrivacyNeverWeighLess(t *testing.T) {
	p := varmland(t)
	scale := p.Scale()
	for _, level := range scale.Levels {
		for _, first := range scale.Aspects[:2] {
			for _, other := range scale.Aspects[2:] {
				a := p.Severity(map[string]string{first.Code: level.Code})
				b := p.Severity(map[string]string{other.Code: level.Code})
				if p.SeverityNumber(a) < p.SeverityNumber(b) {
					t.Errorf("%s %s gives %s but %s gives %s", first.Code, level.Code, a, other.Code, b)
				}
			}
		}
	}
}

func TestSeriousEventsAreThoseOfTheTwoHighestSeverities(t *testing.T) {
	p := varmland(t)
	for severity, want := range map[string]bool{"minor": false, "moderate": false, "serious": true, "critical": true, "": false, "unknown": false} {
		if got := p.Serious(severity); got != want {
			t.Errorf("serious(%q) is %v", severity, got)
		}
	}
	if p.ScaleID() != "incident/1" {
		t.Errorf("scale %q", p.ScaleID())
	}
}

// anyFacts draws facts, also ones that fit nothing.
func anyFacts(t *rapid.T, p *strategy.Profile) strategy.Facts {
	draw := func(set string) string {
		return rapid.SampledFrom(append(p.Terms().Codes(set), "", "nonsense")).Draw(t, set)
	}
	return strategy.Facts{
		Category:     rapid.SampledFrom(p.Terms().Codes(strategy.SetCategory)).Draw(t, "category"),
		Areas:        rapid.SliceOfN(rapid.SampledFrom(p.Terms().Codes(strategy.SetArea)), 0, 4).Draw(t, "areas"),
		Severity:     draw(strategy.SetSeverity),
		Site:         rapid.SampledFrom([]string{"", "harbour", "hospital"}).Draw(t, "site"),
		ManagerNamed: rapid.Bool().Draw(t, "named"),
		Answers: map[string]string{
			"personal_data_involved": rapid.SampledFrom([]string{"", "yes", "no", "unknown"}).Draw(t, "answer"),
		},
	}
}

func TestEveryEventReachesRolesThatExistAndNobodyTwice(t *testing.T) {
	profiles := []*strategy.Profile{varmland(t), exempelkommun(t)}
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(profiles).Draw(t, "profile")
		facts := anyFacts(t, p)
		parts := p.Route(facts)
		if len(parts) == 0 {
			t.Fatalf("%+v reaches nobody", facts)
		}
		seen := map[string]bool{}
		for _, part := range parts {
			key := part.Role + " " + string(part.Scope)
			if _, ok := p.Role(part.Role); !ok || seen[key] {
				t.Fatalf("%+v reaches %s, which does not exist or is twice there", facts, key)
			}
			seen[key] = true
			if facts.ManagerNamed && part.Role == "manager" && part.Scope == strategy.ScopeUnit {
				t.Fatalf("%+v reaches the manager it concerns", facts)
			}
		}
	})
}

func TestAlertsNameRolesThatExistAndClimbLater(t *testing.T) {
	p := varmland(t)
	rapid.Check(t, func(t *rapid.T) {
		facts := anyFacts(t, p)
		alerts := p.Alerts(facts)
		if p.Serious(facts.Severity) && len(alerts) == 0 {
			t.Fatalf("%+v is serious and alerts nobody", facts)
		}
		for _, alert := range alerts {
			if _, ok := p.Role(alert.Role); !ok || alert.AcknowledgeWithin <= 0 {
				t.Fatalf("alert %+v", alert)
			}
			for _, step := range alert.Escalation {
				if _, ok := p.Role(step.Role); !ok && !step.Deputy || step.After < alert.AcknowledgeWithin {
					t.Fatalf("alert %+v climbs by %+v", alert, step)
				}
			}
		}
	})
}
