package demo

// SignIn is one of the demo's named ways in: a person whose role shows one
// side of the product.
type SignIn struct {
	Username string // short, plain letters
	Person   string // person code
	Role     string // role code of the strategy profile
	Label    string // catalogue key: what the role is called on the sign-in page
	Look     string // catalogue key: what to look at first
}

// Accounts picks about twenty people, one a role, so that every side of the
// product can be seen. The employee, the ward manager and the representatives
// belong to units where things happen.
func Accounts(o Organisation) []SignIn {
	ward := o.unitNamed("Avdelning 12 Karlstad")
	emergency := o.unitNamed("Akutmottagningen Karlstad")
	var all []SignIn
	add := func(username, person, role string) {
		all = append(all, SignIn{Username: username, Person: person, Role: role, Label: "demo.sign_in." + username, Look: "demo.look." + username})
	}
	first := func(username, role string) {
		add(username, o.Holders(role)[0].Person, role)
	}
	add("medarbetare", o.employeeOf(ward), RoleEmployee)
	add("avdelningschef", ward.Manager, RoleManager)
	add("verksamhetschef", o.Unit(ward.Parent).Manager, RoleManager)
	add("akutchef", emergency.Manager, RoleManager)
	first("samordnare", RoleCoordinator)
	first("brandskyddsombud", RoleFireRep)
	first("skyddsombud", RoleSafetyRep)
	first("infosak", RoleInfosecOfficer)
	first("itsak", RoleITSecurity)
	first("infosakit", RoleInfosecIT)
	first("dataskydd", RoleDPO)
	first("sakerhetschef", RoleSecurityChief)
	add("stfsakerhetschef", o.Holders(RoleSecurityChief)[0].Deputy, RoleSecurityChief)
	first("sakerhetsskydd", RoleProtectiveChief)
	first("direktor", RoleDirector)
	first("ledamot", RoleBoardMember)
	first("tib", RoleDutyOfficer)
	first("registrator", RoleRegistrar)
	first("granskare", RoleReviewer)
	first("systemadmin", RoleSystemAdmin)
	first("behorighet", RoleAccessAdmin)
	add("behorighet2", o.Holders(RoleAccessAdmin)[1].Person, RoleAccessAdmin)
	return all
}

// employeeOf is someone in the unit who holds no role at all.
func (o *Organisation) employeeOf(u Unit) string {
	holds := map[string]bool{}
	for _, a := range o.Appointments {
		holds[a.Person] = true
		holds[a.Deputy] = true
	}
	for _, code := range o.staff[u.Code] {
		if !holds[code] {
			return code
		}
	}
	return u.Manager
}
