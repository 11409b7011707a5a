package demo

import "strings"

// Role codes of the strategy profile that the made-up organisation fills.
const (
	RoleBoardMember      = "board_member"
	RoleDirector         = "director"
	RoleSecurityChief    = "security_chief"
	RoleSecurityUnit     = "security_unit"
	RoleCoordinator      = "security_coordinator"
	RoleInfosecOfficer   = "infosec_officer"
	RoleITSecurity       = "it_security_officer"
	RoleInfosecIT        = "infosec_coordinator_it"
	RoleDPO              = "data_protection_officer"
	RoleProtectiveChief  = "protective_security_chief"
	RoleProtectiveDeputy = "protective_security_deputy"
	RoleITChief          = "it_chief"
	RolePropertyChief    = "property_chief"
	RoleChiefPhysician   = "chief_physician"
	RoleManager          = "manager"
	RoleFireRep          = "fire_representative"
	RoleSafetyRep        = "safety_representative"
	RoleDutyOfficer      = "duty_officer"
	RoleRegistrar        = "registrar"
	RoleReviewer         = "reviewer"
	RoleAccessAdmin      = "access_administrator"
	RoleSystemAdmin      = "system_administrator"
	RoleEmployee         = "employee"
)

// regional says who holds the roles of the whole region: in which unit they
// work, what they are called and how many hold the role at once.
var regional = []struct {
	role, unit, title string
	count             int
	deputy            bool
}{
	{RoleSecurityChief, "Säkerhets- och beredskapsenheten", "Säkerhets- och beredskapschef", 1, true},
	{RoleSecurityUnit, "Säkerhets- och beredskapsenheten", "Säkerhetshandläggare", 3, false},
	{RoleInfosecOfficer, "Ledningskansliet", "Informationssäkerhetsansvarig", 1, true},
	{RoleITSecurity, "It-säkerhetsenheten", "It-säkerhetsansvarig", 1, true},
	{RoleInfosecIT, "It-säkerhetsenheten", "Informationssäkerhetssamordnare it", 1, false},
	{RoleDPO, "Juridiska enheten", "Dataskyddsombud", 1, true},
	{RoleChiefPhysician, "Ledningskansliet", "Chefläkare", 2, false},
	{RoleDutyOfficer, "Säkerhets- och beredskapsenheten", "Tjänsteman i beredskap", 4, true},
	{RoleRegistrar, "Registratur och arkiv", "Registrator", 2, true},
	{RoleReviewer, "Utvecklingsenheten", "Intern revisor", 2, false},
	{RoleAccessAdmin, "Säkerhets- och beredskapsenheten", "Behörighetsadministratör", 2, false},
	{RoleSystemAdmin, "Förvaltning administrativa system", "Systemadministratör", 2, false},
	{RoleBoardMember, "Nämndkansliet", "Ledamot i regionstyrelsen", 15, false},
}

// appoint fills the roles. Each person holds at most one of the regional ones.
func (o *Organisation) appoint(p plan) {
	a := appointer{org: o, busy: map[string]bool{}}
	a.regional()
	a.coordinators()
	a.managers()
	a.fireRepresentatives(p.fireRepresentatives)
	a.safetyRepresentatives(p.safetyRepresentatives)
}

type appointer struct {
	org   *Organisation
	busy  map[string]bool // persons who hold a role beside manager
	round int
}

func (a *appointer) add(appointment Appointment) {
	o := a.org
	appointment.From = termStart
	o.holders[appointment.Role] = append(o.holders[appointment.Role], len(o.Appointments))
	o.Appointments = append(o.Appointments, appointment)
}

// pick takes a person of the unit who holds no role yet; where the unit has
// none left, someone is employed there by moving a person of the largest ward.
func (a *appointer) pick(unitName, title string) string {
	o := a.org
	unit := o.unitNamed(unitName)
	for _, code := range o.staff[unit.Code] {
		if !a.busy[code] && code != unit.Manager {
			return a.take(code, title)
		}
	}
	return a.take(a.move(unit), title)
}

func (a *appointer) take(code, title string) string {
	a.busy[code] = true
	a.org.Persons[a.org.persons[code]].Title = title
	return code
}

// move lets someone of a large unit change unit.
func (a *appointer) move(to Unit) string {
	o := a.org
	for {
		from := o.Units[(a.round*7+3)%len(o.Units)]
		a.round++
		staff := o.staff[from.Code]
		last := len(staff) - 1
		if from.Kind == KindDivision || last < 6 || a.busy[staff[last]] {
			continue
		}
		code := staff[last]
		o.staff[from.Code] = staff[:last]
		o.staff[to.Code] = append(o.staff[to.Code], code)
		o.Persons[o.persons[code]].Unit = to.Code
		return code
	}
}

func (o *Organisation) unitNamed(name string) Unit {
	for _, u := range o.Units {
		if u.Name == name {
			return u
		}
	}
	return o.Units[0]
}

func (a *appointer) regional() {
	o := a.org
	director := a.take(o.Units[0].Manager, "Regiondirektör")
	a.add(Appointment{Role: RoleDirector, Person: director, Kind: ScopeRegion, Deputy: a.pick("Ledningskansliet", "Biträdande regiondirektör"), Decision: "Regionfullmäktige 2022-11-24"})
	for _, r := range regional {
		for range r.count {
			one := Appointment{Role: r.role, Person: a.pick(r.unit, r.title), Kind: ScopeRegion, Decision: "Regiondirektören 2022-12-15"}
			if r.deputy {
				one.Deputy = a.pick(r.unit, "Ställföreträdande "+strings.ToLower(r.title))
			}
			a.add(one)
		}
	}
	chief := a.pick("Säkerhets- och beredskapsenheten", "Säkerhetsskyddschef")
	deputy := a.pick("Säkerhets- och beredskapsenheten", "Ställföreträdande säkerhetsskyddschef")
	a.add(Appointment{Role: RoleProtectiveChief, Person: chief, Kind: ScopeRegion, Deputy: deputy, Decision: "Regionstyrelsen 2022-12-20"})
	a.add(Appointment{Role: RoleProtectiveDeputy, Person: deputy, Kind: ScopeRegion, Decision: "Regionstyrelsen 2022-12-20"})
	a.add(Appointment{Role: RoleITChief, Person: a.take(o.unitNamed("Region-it").Manager, "It-chef"), Kind: ScopeRegion, Decision: "Regiondirektören 2022-12-15"})
	a.add(Appointment{Role: RolePropertyChief, Person: a.take(o.unitNamed("Regionfastigheter").Manager, "Fastighetschef"), Kind: ScopeRegion, Decision: "Regiondirektören 2022-12-15"})
}

// coordinators gives each area a coordinator; the neighbour area's is deputy.
func (a *appointer) coordinators() {
	var holders []string
	for range a.org.Areas {
		holders = append(holders, a.pick("Säkerhets- och beredskapsenheten", "Säkerhetssamordnare"))
	}
	for i, area := range a.org.Areas {
		a.add(Appointment{Role: RoleCoordinator, Person: holders[i], Kind: ScopeArea, Scope: []string{area.Code}, Deputy: holders[(i+1)%len(holders)], Decision: "Säkerhetschefen 2022-12-19"})
	}
}

func (a *appointer) managers() {
	for _, u := range a.org.Units {
		a.add(Appointment{Role: RoleManager, Person: u.Manager, Kind: ScopeUnit, Scope: []string{u.Code}, Decision: "Anställningsbeslut"})
	}
}

// fireRepresentatives takes units in order, one representative each; the rest
// of the units share one with the unit above and show as a gap to fill.
func (a *appointer) fireRepresentatives(count int) {
	for _, u := range a.org.Units {
		if count == 0 {
			return
		}
		if u.Kind == KindDivision {
			continue
		}
		if person, ok := a.free(u); ok {
			a.add(Appointment{Role: RoleFireRep, Person: person, Kind: ScopeUnit, Scope: []string{u.Code}, Decision: "Chefen för " + u.Name})
			count--
		}
	}
}

func (a *appointer) safetyRepresentatives(count int) {
	for i := len(a.org.Units) - 1; i >= 0 && count > 0; i-- {
		u := a.org.Units[i]
		if u.Kind == KindDivision || a.org.isTeam(u) {
			continue
		}
		if person, ok := a.free(u); ok {
			a.add(Appointment{Role: RoleSafetyRep, Person: person, Kind: ScopeUnit, Scope: []string{u.Code}, Decision: "Den fackliga organisationen"})
			count--
		}
	}
}

// free takes someone of the unit's own staff who holds no role.
func (a *appointer) free(u Unit) (string, bool) {
	for _, code := range a.org.staff[u.Code] {
		if !a.busy[code] && code != u.Manager {
			a.busy[code] = true
			return code, true
		}
	}
	return "", false
}
