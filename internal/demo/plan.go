package demo

// plan says how large each part of a region is made.
type plan struct {
	units, sites, persons   int
	fireRepresentatives     int
	safetyRepresentatives   int
	eventsAYear             float64
	healthCentres, dental   int
	stations, libraries     int
	hospitals               []hospitalPlan
	primaryTeams, itSystems int
}

type hospitalPlan struct {
	town      string
	buildings int
	wards     int // general wards beside psychiatry
	clinics   int // how many of clinicNames
	psych     bool
}

func planOf(size Size) plan {
	if size == Small {
		return plan{
			units: 250, sites: 60, persons: 4000, fireRepresentatives: 150, safetyRepresentatives: 60, eventsAYear: 450,
			healthCentres: 13, dental: 8, stations: 5, libraries: 2, primaryTeams: 2, itSystems: 4,
			hospitals: []hospitalPlan{{"Karlstad", 8, 14, 8, true}, {"Arvika", 3, 5, 4, false}, {"Torsby", 3, 5, 4, false}},
		}
	}
	return plan{
		units: 600, sites: 200, persons: 8600, fireRepresentatives: 450, safetyRepresentatives: 150, eventsAYear: 1000,
		healthCentres: 30, dental: 22, stations: 10, libraries: 3, primaryTeams: 4, itSystems: 8,
		hospitals: []hospitalPlan{{"Karlstad", 16, 38, 20, true}, {"Arvika", 7, 11, 9, true}, {"Torsby", 7, 9, 9, true}},
	}
}

// municipalities of Värmland county (SCB codes 1715–1785), as plain facts: the
// region is shaped like it, its units are made up.
var municipalities = []string{
	"Karlstad", "Arvika", "Torsby", "Kristinehamn", "Säffle", "Hagfors", "Filipstad", "Sunne",
	"Hammarö", "Forshaga", "Kil", "Grums", "Årjäng", "Eda", "Storfors", "Munkfors",
}

var clinicNames = []string{
	"Kirurgkliniken", "Medicinkliniken", "Ortopedkliniken", "Kvinnokliniken", "Barn- och ungdomskliniken",
	"Anestesikliniken", "Röntgenkliniken", "Geriatriska kliniken", "Hjärtkliniken", "Neurologkliniken", "Infektionskliniken",
	"Onkologkliniken", "Lungkliniken", "Njurkliniken", "Hudkliniken", "Ögonkliniken", "Öron-, näs- och halskliniken",
	"Urologkliniken", "Reumatologkliniken", "Käkkirurgiska kliniken",
}

// districts name the health centres and dental clinics where a town has several.
var districts = []string{
	"Norra", "Södra", "Västra", "Östra", "Centrum", "Strand", "Kullen", "Åkern", "Forsen", "Gruvan", "Lunden", "Hamnen", "Torget", "Bruket",
}

var officeUnits = []string{
	"Ledningskansliet", "HR-enheten", "Löneenheten", "Ekonomienheten", "Kommunikationsenheten", "Juridiska enheten",
	"Säkerhets- och beredskapsenheten", "Upphandlingsenheten", "Registratur och arkiv", "Forskningsenheten",
	"Enheten för hållbar utveckling", "Patientnämndens kansli", "Nämndkansliet", "Utvecklingsenheten", "Kompetenscentrum",
}

var itUnits = []string{
	"Servicedesk", "Serverdrift", "Nät och telefoni", "Klientplattform", "It-säkerhetsenheten", "Integration", "It-arkitektur", "Projektkontoret it",
}

var itSystemUnits = []string{
	"Förvaltning vårdsystem", "Förvaltning labbsystem", "Förvaltning bildsystem", "Förvaltning administrativa system",
	"Förvaltning tandvårdssystem", "Förvaltning trafiksystem", "Förvaltning e-tjänster", "Förvaltning identitet",
}

// coordinatorAreas are the seven areas of the made-up region's coordinators:
// one a hospital, four for the other operations (B26).
var coordinatorAreas = []struct{ code, name string }{
	{"sjukhus-karlstad", "Sjukhuset Karlstad"},
	{"sjukhus-arvika", "Sjukhuset Arvika"},
	{"sjukhus-torsby", "Sjukhuset Torsby"},
	{"centrala", "Centrala Värmland, övriga verksamheter"},
	{"ostra", "Östra Värmland med Kristinehamn"},
	{"vastra", "Västra Värmland med Säffle"},
	{"norra", "Norra Värmland"},
}

// areaOf is the coordinator area of a site outside the hospitals.
func areaOf(municipality string) string {
	switch municipality {
	case "Kristinehamn", "Storfors", "Filipstad":
		return "ostra"
	case "Säffle", "Årjäng", "Grums", "Arvika", "Eda":
		return "vastra"
	case "Torsby", "Sunne", "Hagfors", "Munkfors":
		return "norra"
	}
	return "centrala"
}
