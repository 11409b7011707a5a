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
		a.Consequences[aspect] = levelCodes[level]
	}
	return a
}

// answers gives one to every fact an assessor may be asked for; which are asked
// is the profile's to say, by category.
func (h *handler) answers() map[string]string {
	d := h.draft
	crime := d.story.police != "" || d.Category == "it_intrusion"
	information := groupOf[d.Category] == "personal_data" || groupOf[d.Category] == "information" && h.chance(20)
	persons, hours := 0, h.rng.IntN(2+2*d.severity)
	if information {
		persons = 1
		if h.chance(40) {
			persons = 2 + h.rng.IntN(60)
		}
	}
	return map[string]string{
		"crime_suspected":        yesNo(crime),
		"malicious":              yesNo(crime || d.Category == "phishing"),
		"compulsory_care_unit":   yesNo(h.org.Unit(d.Unit).Kind == KindPsychWard),
		"serious_near_miss":      yesNo(d.severity >= 3),
		"serious_injury":         yesNo(d.severity == 4 && d.Hurt == HurtYes),
		"several_injured":        yesNo(d.severity >= 3 && d.Hurt == HurtYes && h.chance(20)),
		"personal_data_involved": yesNo(information),
		"persons_affected":       fmt.Sprint(persons),
		"sensitive_data":         yesNo(information && d.Affected[0] == "patient"),
		"persons_informed":       yesNo(information && h.chance(65)),
		"protected_information":  yesNo(groupOf[d.Category] == "information" && d.severity >= 3),
		"other_organisation":     yesNo(h.chance(8)),
		"critical_system":        yesNo(d.severity >= 2),
		"activity_limited_hours": fmt.Sprint(hours),
		"workaround_hours":       fmt.Sprint(hours * d.severity / 2),
		"ambulance_affected":     yesNo(d.severity == 4),
		"supplier_origin":        yesNo(h.chance(30)),
		"same_cause":             yesNo(h.chance(12)),
	}
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}
