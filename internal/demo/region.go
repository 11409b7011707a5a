package demo

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
)

// Region makes up a whole region. The same size always gives the same region.
// It panics only when the package's own embedded name lists cannot be read,
// which a test excludes.
func Region(size Size) Organisation {
	p := planOf(size)
	o := Organisation{
		Name: "Region Exempel", Size: size, HSAPrefix: "SE2321000000", Municipalities: municipalities,
		units: map[string]int{}, sites: map[string]int{}, persons: map[string]int{},
		holders: map[string][]int{}, staff: map[string][]string{}, pools: map[UnitKind][]string{},
	}
	for _, area := range coordinatorAreas {
		o.Areas = append(o.Areas, CoordinatorArea{Code: area.code, Name: area.name})
	}
	o.build(p)
	o.addRemainingSites(p)
	o.addTeams(p)
	o.fillAreas()
	names, err := readNames()
	if err != nil {
		panic("make up a region: " + err.Error())
	}
	o.addPersons(p, names)
	o.appoint(p)
	return o
}

// seeded gives a source of random numbers of its own to every named thing, so
// that adding one thing does not change the others.
func seeded(name string, n int) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(name))                                                   // #nosec G104 -- a hash never fails to be written to
	return rand.New(rand.NewPCG(h.Sum64(), uint64(n)*0x9e3779b97f4a7c15+1)) // #nosec G404 -- the same region every time; nothing secret is drawn
}

// Unit returns the unit with the code. The zero Unit when there is none.
func (o *Organisation) Unit(code string) Unit {
	if i, ok := o.units[code]; ok {
		return o.Units[i]
	}
	return Unit{}
}

// Site returns the site with the code. The zero Site when there is none.
func (o *Organisation) Site(code string) Site {
	if i, ok := o.sites[code]; ok {
		return o.Sites[i]
	}
	return Site{}
}

// Person returns the person with the code. The zero Person when there is none.
func (o *Organisation) Person(code string) Person {
	if i, ok := o.persons[code]; ok {
		return o.Persons[i]
	}
	return Person{}
}

// Holders returns the appointments to a role, in a stable order.
func (o *Organisation) Holders(role string) []Appointment {
	var all []Appointment
	for _, i := range o.holders[role] {
		all = append(all, o.Appointments[i])
	}
	return all
}

// addUnit adds a unit and returns its code.
func (o *Organisation) addUnit(name string, kind UnitKind, parent, site string) string {
	code := fmt.Sprintf("e%04d", len(o.Units)+1)
	level := 1
	if parent != "" {
		level = o.Unit(parent).Level + 1
	}
	at := o.Site(site)
	o.Units = append(o.Units, Unit{
		Code: code, HSAID: fmt.Sprintf("%s-E%03X", o.HSAPrefix, 0x100+len(o.Units)), Name: name, Kind: kind,
		Parent: parent, Level: level, Site: site, Municipality: at.Municipality, Area: at.Area,
		AllHours:   allHours[kind],
		RaisedRisk: kind == KindEmergency || kind == KindPsychWard || kind == KindPsychClinic || kind == KindAmbulance,
	})
	o.units[code] = len(o.Units) - 1
	if kind != KindDivision {
		o.pools[kind] = append(o.pools[kind], code)
	}
	return code
}

var allHours = map[UnitKind]bool{KindEmergency: true, KindPsychWard: true, KindAmbulance: true, KindWard: true}

// addTeams fills the tree up to the plan's number with teams under the units
// that have most staff.
func (o *Organisation) addTeams(p plan) {
	letters := []string{"A", "B", "C", "D", "E", "F"}
	var hosts []Unit
	for _, u := range o.Units {
		if u.Level >= 3 && u.Level <= 5 && (u.Kind == KindWard || u.Kind == KindHealth || u.Kind == KindDental || u.Kind == KindEmergency || u.Kind == KindPsychClinic || u.Kind == KindPsychWard || u.Kind == KindService) {
			hosts = append(hosts, u)
		}
	}
	for i := 0; len(o.Units) < p.units; i++ {
		host := hosts[i%len(hosts)]
		o.addUnit(fmt.Sprintf("Team %s, %s", letters[i/len(hosts)], host.Name), host.Kind, host.Code, host.Site)
	}
}

func (o *Organisation) fillAreas() {
	at := map[string]int{}
	for i, area := range o.Areas {
		at[area.Code] = i
	}
	for _, s := range o.Sites {
		area := &o.Areas[at[s.Area]]
		area.Sites = append(area.Sites, s.Code)
	}
	for _, u := range o.Units {
		area := &o.Areas[at[u.Area]]
		area.Units = append(area.Units, u.Code)
	}
}
