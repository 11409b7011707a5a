package demo

import (
	"fmt"
	"slices"
)

// build adds the sites and units by division, from the root down.
func (o *Organisation) build(p plan) {
	house := o.addSite("Regionens hus Karlstad", SiteOffice, "Karlstad", "")
	root := o.addUnit(o.Name, KindDivision, "", house)
	o.buildOffice(root, house)
	campuses := o.buildCampuses(p)
	o.buildHospitalCare(p, root, campuses)
	o.buildPsychiatry(p, root, campuses)
	o.buildDiagnostics(root, campuses)
	o.buildPrimaryCare(p, root, house)
	o.buildDental(p, root, house)
	o.buildAmbulance(p, root, campuses[0][0])
	o.buildTransit(p, root, house)
	o.buildCulture(p, root, house)
	o.buildService(root, campuses)
	o.buildProperty(root, house, campuses)
	o.buildIT(p, root, house)
}

func (o *Organisation) buildOffice(root, house string) {
	office := o.addUnit("Regionledningskontoret", KindDivision, root, house)
	for _, name := range officeUnits {
		o.addUnit(name, KindOffice, office, house)
	}
}

// buildCampuses adds the hospitals' buildings: site codes by hospital.
func (o *Organisation) buildCampuses(p plan) [][]string {
	var campuses [][]string
	for _, h := range p.hospitals {
		var houses []string
		for n := 1; n <= h.buildings; n++ {
			campus := ""
			if n > 1 {
				campus = houses[0]
			}
			houses = append(houses, o.addSite(fmt.Sprintf("Sjukhuset %s, hus %d", h.town, n), SiteHospital, h.town, campus))
		}
		campuses = append(campuses, houses)
	}
	return campuses
}

func (o *Organisation) buildHospitalCare(p plan, root string, campuses [][]string) {
	care := o.addUnit("Specialiserad vård", KindDivision, root, campuses[0][0])
	for i, h := range p.hospitals {
		houses := campuses[i]
		hospital := o.addUnit("Sjukhuset "+h.town, KindDivision, care, houses[0])
		o.addUnit("Akutmottagningen "+h.town, KindEmergency, hospital, houses[0])
		var clinics []string
		for n, name := range clinicNames[:h.clinics] {
			house := houses[n%len(houses)]
			clinic := o.addUnit(name+" "+h.town, KindClinic, hospital, house)
			clinics = append(clinics, clinic)
			o.addUnit(fmt.Sprintf("Mottagningen, %s %s", name, h.town), KindOutpatient, clinic, house)
		}
		for n := range h.wards {
			clinic := clinics[n%len(clinics)]
			o.addUnit(fmt.Sprintf("Avdelning %d %s", 10+n, h.town), KindWard, clinic, o.Unit(clinic).Site)
		}
		rehab := o.addUnit("Rehabiliteringen "+h.town, KindRehab, hospital, houses[len(houses)-1])
		o.addUnit("Arbetsterapi "+h.town, KindRehab, rehab, houses[len(houses)-1])
		o.addUnit("Fysioterapi "+h.town, KindRehab, rehab, houses[len(houses)-1])
	}
}

func (o *Organisation) buildPsychiatry(p plan, root string, campuses [][]string) {
	psych := o.addUnit("Psykiatrin", KindDivision, root, campuses[0][0])
	for i, h := range p.hospitals {
		house := campuses[i][len(campuses[i])-1]
		local := o.addUnit("Psykiatri "+h.town, KindDivision, psych, house)
		if h.psych {
			o.addUnit("Psykiatriska avdelningen "+h.town, KindPsychWard, local, house)
		}
		for _, name := range []string{"Allmänpsykiatrisk mottagning", "Barn- och ungdomspsykiatri", "Beroendemottagningen"} {
			o.addUnit(name+" "+h.town, KindPsychClinic, local, house)
		}
	}
	karlstad := o.Units[o.units[psych]].Site
	for _, name := range []string{"Psykiatrisk akutavdelning", "Rättspsykiatriska avdelningen", "Psykiatrisk intensivvårdsavdelning"} {
		o.addUnit(name, KindPsychWard, psych, karlstad)
	}
	o.addUnit("Psykiatriska akutmottagningen", KindEmergency, psych, karlstad)
}

func (o *Organisation) buildDiagnostics(root string, campuses [][]string) {
	diagnostics := o.addUnit("Diagnostik", KindDivision, root, campuses[0][1])
	for i, houses := range campuses {
		town := o.Site(houses[0]).Municipality
		for _, name := range []string{"Klinisk kemi", "Provtagningen"} {
			o.addUnit(name+" "+town, KindLab, diagnostics, houses[1%len(houses)])
		}
		if i == 0 {
			o.addUnit("Klinisk mikrobiologi", KindLab, diagnostics, houses[1])
			o.addUnit("Klinisk patologi", KindLab, diagnostics, houses[1])
			o.addUnit("Blodcentralen", KindLab, diagnostics, houses[1])
		}
	}
}

// townFor spreads n things over the municipalities: each has one before any
// has two, and the large ones come first.
func townFor(n int) (town, district string) {
	towns := len(municipalities)
	if n < towns {
		return municipalities[n], ""
	}
	return municipalities[[]int{0, 0, 0, 0, 1, 2, 3, 4, 0, 5, 6, 7, 0, 8}[(n-towns)%14]], districts[(n-towns)%len(districts)]
}

func placeName(n int) string {
	town, district := townFor(n)
	if district == "" {
		return town
	}
	return district + " " + town
}

func (o *Organisation) buildPrimaryCare(p plan, root, house string) {
	primary := o.addUnit("Primärvården", KindDivision, root, house)
	parts := map[string]string{}
	for _, name := range []string{"centrala", "ostra", "vastra", "norra"} {
		at := slices.IndexFunc(coordinatorAreas, func(a struct{ code, name string }) bool { return a.code == name })
		parts[name] = o.addUnit("Primärvård "+coordinatorAreas[at].name, KindDivision, primary, house)
	}
	teams := []string{"Läkarmottagningen", "Distriktssköterskorna", "Barnhälsovården", "Psykosociala teamet"}
	for n := range p.healthCentres {
		town, _ := townFor(n)
		name := "Vårdcentralen " + placeName(n)
		site := o.addSite(name, SiteHealth, town, "")
		centre := o.addUnit(name, KindHealth, parts[areaOf(town)], site)
		for _, team := range teams[:p.primaryTeams] {
			o.addUnit(team+", "+name, KindHealth, centre, site)
		}
	}
	o.addUnit("Sjukvårdsrådgivningen", KindHealth, primary, house)
}

func (o *Organisation) buildDental(p plan, root, house string) {
	dental := o.addUnit("Folktandvården", KindDivision, root, house)
	for n := range p.dental {
		town, _ := townFor(n)
		name := "Folktandvården " + placeName(n)
		o.addUnit(name, KindDental, dental, o.addSite(name, SiteDental, town, ""))
	}
	o.addUnit("Specialisttandvården", KindDental, dental, o.addSite("Specialisttandvården Karlstad", SiteDental, "Karlstad", ""))
}

func (o *Organisation) buildAmbulance(p plan, root, house string) {
	ambulance := o.addUnit("Ambulanssjukvården", KindDivision, root, house)
	for n := range p.stations {
		town, _ := townFor(n)
		name := "Ambulansstationen " + town
		o.addUnit(name, KindAmbulance, ambulance, o.addSite(name, SiteDepot, town, ""))
	}
}

func (o *Organisation) buildTransit(p plan, root, house string) {
	transit := o.addUnit("Kollektivtrafiken", KindDivision, root, house)
	for _, name := range []string{"Trafikledningen", "Beställningscentralen sjukresor", "Resecentrum Karlstad", "Biljettkontrollen", "Kundtjänst kollektivtrafik"} {
		o.addUnit(name, KindTransit, transit, house)
	}
	for n := range p.stations / 2 {
		town, _ := townFor(n + 1)
		o.addUnit("Bussdepån "+town, KindTransit, transit, o.addSite("Bussdepån "+town, SiteDepot, town, ""))
	}
}

func (o *Organisation) buildCulture(p plan, root, house string) {
	culture := o.addUnit("Kultur och bildning", KindDivision, root, house)
	for n, name := range []string{"Regionbiblioteket", "Länsmusiken", "Scenkonsten"}[:p.libraries] {
		o.addUnit(name, KindCulture, culture, o.addSite(name, SiteCulture, municipalities[n], ""))
	}
	schools := o.addUnit("Folkhögskolorna", KindDivision, culture, house)
	for _, town := range []string{"Karlstad", "Arvika", "Kristinehamn", "Säffle", "Sunne"} {
		name := "Folkhögskolan " + town
		site := o.addSite(name, SiteSchool, town, "")
		school := o.addUnit(name, KindSchool, schools, site)
		o.addUnit("Internatet, "+name, KindSchool, school, o.addSite(name+", internat", SiteSchool, town, ""))
		o.addUnit("Skolköket, "+name, KindService, school, site)
	}
}

func (o *Organisation) buildService(root string, campuses [][]string) {
	service := o.addUnit("Regionservice", KindDivision, root, campuses[0][0])
	for _, houses := range campuses {
		town := o.Site(houses[0]).Municipality
		local := o.addUnit("Regionservice "+town, KindDivision, service, houses[0])
		for _, name := range []string{"Kost", "Lokalvård", "Vaktmästeri", "Transport"} {
			o.addUnit(name+" "+town, KindService, local, houses[0])
		}
	}
	o.addUnit("Växel och reception", KindService, service, campuses[0][0])
	o.addUnit("Hjälpmedelscentralen", KindService, service, o.addSite("Hjälpmedelscentralen Karlstad", SiteDepot, "Karlstad", ""))
}

func (o *Organisation) buildProperty(root, house string, campuses [][]string) {
	property := o.addUnit("Regionfastigheter", KindDivision, root, house)
	o.addUnit("Byggprojekt", KindProperty, property, house)
	o.addUnit("Säkerhetsteknik", KindProperty, property, house)
	for _, houses := range campuses {
		o.addUnit("Fastighetsdrift "+o.Site(houses[0]).Municipality, KindProperty, property, houses[0])
	}
	for _, town := range []string{"Kristinehamn", "Säffle"} {
		o.addUnit("Fastighetsdrift "+town, KindProperty, property, o.addSite("Driftcentralen "+town, SiteDepot, town, ""))
	}
}

func (o *Organisation) buildIT(p plan, root, house string) {
	it := o.addUnit("Region-it", KindDivision, root, house)
	hall := o.addSite("Datorhallen Karlstad", SiteOffice, "Karlstad", "")
	for _, name := range itUnits {
		o.addUnit(name, KindIT, it, hall)
	}
	systems := o.addUnit("Systemförvaltning", KindIT, it, house)
	for _, name := range itSystemUnits[:p.itSystems] {
		o.addUnit(name, KindIT, systems, house)
	}
}
