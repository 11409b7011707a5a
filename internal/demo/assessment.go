package demo

import "fmt"

var severityCodes = []string{"", "minor", "moderate", "serious", "critical"}

var levelCodes = []string{"negligible", "moderate", "significant", "serious", "extreme"}

// aspects of consequence that a group of events has: the one that decides the
// severity first.
var aspectsOf = map[string][]string{
	"violence": {"life_and_health", "operations", "trust"}, "threat": {"life_and_health", "operations", "trust"},
	"it": {"operations", "information", "trust"}, "information": {"information", "trust"},
	"personal_data": {"privacy", "trust"}, "theft": {"property_and_economy", "operations"},
	"access": {"property_and_economy", "trust"}, "fire": {"property_and_economy", "operations", "environment"},
	"other": {"operations", "property_and_economy"},
}

// assessment gives consequences that lead to the severity drawn. Life, health
// and privacy weigh one step more than the rest, as the profile's scale says.
func (h *handler) assessment() *Assessment {
	severity := h.draft.severity
	a := &Assessment{Category: h.draft.Category, Severity: severityCodes[severity], Consequences: map[string]string{}, Answers: h.answers()}
	for i, aspect := range aspectsOf[groupOf[h.draft.Category]] {
		level := severity
		switch {
		case aspect == "life_and_health" || aspect == "privacy":
			level = severity - 1
		case i > 0 || severity == 1:
			level = h.rng.IntN(severity + 1)
		}
		if level > 0 {
			a.Consequences[aspect] = levelCodes[level]
		}
	}
	return a
}

// answers to the facts the profile asks the assessor for.
func (h *handler) answers() map[string]string {
	yes := func(b bool) string {
		if b {
			return "yes"
		}
		return "no"
	}
	d, all := h.draft, map[string]string{}
	unit := h.org.Unit(d.Unit)
	crime := d.story.police != ""
	switch groupOf[d.Category] {
	case "violence", "threat":
		all["crime_suspected"] = yes(crime)
		all["compulsory_care_unit"] = yes(unit.Kind == KindPsychWard)
		all["serious_near_miss"] = yes(d.severity >= 3)
		if d.Category == "violence" {
			all["serious_injury"] = yes(d.severity == 4 && d.Hurt == HurtYes)
			all["several_injured"] = yes(d.severity >= 3 && d.Hurt == HurtYes && h.chance(20))
		}
	case "personal_data":
		persons := 1
		if h.chance(40) {
			persons = 2 + h.rng.IntN(60)
		}
		all["persons_affected"] = fmt.Sprint(persons)
		all["sensitive_data"] = yes(d.Affected[0] == "patient")
		all["persons_informed"] = yes(h.chance(65))
		all["protected_information"] = "no"
		all["other_organisation"] = yes(h.chance(8))
	case "information":
		all["personal_data_involved"] = yes(h.chance(20))
		all["protected_information"] = yes(d.severity >= 3)
		if d.Category == "information_disclosure" {
			all["other_organisation"] = yes(h.chance(15))
		} else {
			all["serious_injury"] = "no"
		}
	case "it":
		h.answerIT(all, yes)
	case "theft", "access":
		h.answerPremises(all, yes(crime))
	case "fire":
		if d.Category == "fire" {
			all["crime_suspected"] = yes(crime)
			all["serious_injury"] = "no"
			all["several_injured"] = "no"
			all["serious_near_miss"] = yes(d.severity >= 3)
			all["compulsory_care_unit"] = yes(unit.Kind == KindPsychWard)
		}
	}
	return all
}

func (h *handler) answerIT(all map[string]string, yes func(bool) string) {
	d := h.draft
	all["malicious"] = yes(d.Category != "it_disruption")
	all["same_cause"] = yes(h.chance(12))
	if d.Category == "phishing" {
		all["personal_data_involved"] = yes(d.severity >= 2 && h.chance(40))
		return
	}
	hours := h.rng.IntN(2 + 2*d.severity)
	all["critical_system"] = yes(d.severity >= 2)
	all["activity_limited_hours"] = fmt.Sprint(hours)
	all["workaround_hours"] = fmt.Sprint(hours * d.severity / 2)
	all["supplier_origin"] = yes(h.chance(30))
	if d.Category == "it_disruption" {
		all["ambulance_affected"] = "no"
		all["serious_injury"] = "no"
		return
	}
	all["personal_data_involved"] = yes(h.chance(25))
	all["protected_information"] = "no"
	all["other_organisation"] = "no"
	all["crime_suspected"] = "yes"
}

func (h *handler) answerPremises(all map[string]string, crime string) {
	switch h.draft.Category {
	case "vandalism":
		all["crime_suspected"] = crime
	case "theft", "break_in", "unauthorised_access":
		all["crime_suspected"] = crime
		all["personal_data_involved"] = "no"
	}
}
