package demo

import (
	"fmt"
	"math/rand/v2"

	"github.com/vardkas/vardkas/internal/clock"
)

// staffing is how many are employed in a unit of each kind, relative to others.
var staffing = map[UnitKind]float64{
	KindDivision: 0.15, KindClinic: 1.4, KindWard: 2, KindOutpatient: 1.1, KindEmergency: 2.6, KindPsychWard: 2, KindPsychClinic: 1.2,
	KindAmbulance: 1.5, KindLab: 1.6, KindHealth: 0.7, KindDental: 1.4, KindRehab: 0.8, KindTransit: 1.2, KindCulture: 1.2,
	KindSchool: 1, KindService: 1.4, KindProperty: 1.2, KindIT: 1, KindOffice: 1,
}

var titles = map[UnitKind][]string{
	KindWard:        {"Sjuksköterska", "Undersköterska", "Undersköterska", "Sjuksköterska", "Läkare"},
	KindOutpatient:  {"Sjuksköterska", "Läkare", "Medicinsk sekreterare", "Undersköterska"},
	KindClinic:      {"Läkare", "Medicinsk sekreterare", "Läkare", "Verksamhetsutvecklare"},
	KindEmergency:   {"Sjuksköterska", "Undersköterska", "Läkare", "Sjuksköterska"},
	KindPsychWard:   {"Skötare", "Skötare", "Sjuksköterska", "Läkare"},
	KindPsychClinic: {"Psykolog", "Kurator", "Sjuksköterska", "Läkare"},
	KindAmbulance:   {"Ambulanssjuksköterska", "Ambulanssjukvårdare"},
	KindLab:         {"Biomedicinsk analytiker", "Biomedicinsk analytiker", "Undersköterska"},
	KindHealth:      {"Distriktssköterska", "Läkare", "Undersköterska", "Medicinsk sekreterare", "Kurator"},
	KindDental:      {"Tandsköterska", "Tandläkare", "Tandhygienist"},
	KindRehab:       {"Fysioterapeut", "Arbetsterapeut"},
	KindTransit:     {"Trafikledare", "Förare", "Kundvärd"},
	KindCulture:     {"Bibliotekarie", "Producent", "Scentekniker"},
	KindSchool:      {"Folkhögskollärare", "Kursassistent"},
	KindService:     {"Lokalvårdare", "Vaktmästare", "Kock", "Måltidsbiträde"},
	KindProperty:    {"Drifttekniker", "Projektledare", "Fastighetsförvaltare"},
	KindIT:          {"Systemförvaltare", "Drifttekniker", "Supporttekniker", "Nätverkstekniker"},
	KindOffice:      {"Handläggare", "Administratör", "Utredare"},
	KindDivision:    {"Verksamhetsutvecklare", "Controller"},
}

// addPersons employs the plan's number of people: a manager for every unit but
// the teams, and staff in proportion to what the units do.
func (o *Organisation) addPersons(p plan, names *nameBook) {
	rng := seeded("persons", len(o.Units))
	taken := map[string]int{}
	weight := 0.0
	for _, u := range o.Units {
		weight += staffing[u.Kind]
	}
	for i := range o.Units {
		u := &o.Units[i]
		if o.isTeam(*u) {
			u.Manager = o.Unit(u.Parent).Manager
			continue
		}
		u.Manager = o.employ(*u, managerTitle(*u), rng, names, taken)
	}
	left := p.persons - len(o.Persons)
	share := 0.0
	for _, u := range o.Units {
		before := int(share)
		share += float64(left) * staffing[u.Kind] / weight
		for range int(share) - before {
			kinds := titles[u.Kind]
			o.employ(u, kinds[rng.IntN(len(kinds))], rng, names, taken)
		}
	}
	for len(o.Persons) < p.persons { // what rounding left over
		o.employ(o.Units[1+len(o.Persons)%(len(o.Units)-1)], "Handläggare", rng, names, taken)
	}
}

// isTeam tells whether a unit is a team: it shares its parent's manager.
func (o *Organisation) isTeam(u Unit) bool {
	return u.Parent != "" && u.Kind != KindClinic && o.Unit(u.Parent).Kind == u.Kind && u.Kind != KindIT && u.Kind != KindSchool
}

func managerTitle(u Unit) string {
	switch {
	case u.Level == 1:
		return "Regiondirektör"
	case u.Level == 2:
		return "Områdeschef"
	case u.Kind == KindClinic || u.Kind == KindDivision:
		return "Verksamhetschef"
	case u.Kind == KindSchool && u.Level == 4:
		return "Rektor"
	}
	return "Enhetschef"
}

func (o *Organisation) employ(u Unit, title string, rng *rand.Rand, names *nameBook, taken map[string]int) string {
	given, family := names.draw(rng)
	mail := mailName(given, family)
	taken[mail]++
	if n := taken[mail]; n > 1 {
		mail = fmt.Sprintf("%s%d", mail, n)
	}
	code := fmt.Sprintf("m%05d", len(o.Persons)+1)
	o.Persons = append(o.Persons, Person{
		Code: code, Given: given, Family: family, Title: title, Unit: u.Code, Mail: mail + "@example.org",
		HSAID: fmt.Sprintf("%s-P%04X", o.HSAPrefix, 0x1000+len(o.Persons)),
	})
	o.persons[code] = len(o.Persons) - 1
	o.staff[u.Code] = append(o.staff[u.Code], code)
	return code
}

// termStart is when the made-up appointments began: the first day of the term
// of office before the one that begins 2027.
var termStart = clock.NewDate(2023, 1, 1)
