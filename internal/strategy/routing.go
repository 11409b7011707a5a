package strategy

import "slices"

// Part is someone who gets an event: a role, held for the event's region, site,
// unit … The part that is handled stands in the register of the organisation:
// who holds the role is not known here.
type Part struct {
	Role     string
	Scope    Scope
	Areas    []string // the areas of the event that the part concerns
	IfVacant string   // the role that gets it when nobody holds Role; empty when the rule names none
	Rule     string   // the code of the routing rule
}

type routingRule struct {
	rule
	to []Part
}

// Route returns who gets an event, each role once for each scope, in the order
// of the rules. A rule that stands alone sets the others aside: an event that may
// concern national security reaches one function and no other.
func (p *Profile) Route(f Facts) []Part {
	f = p.complete(f)
	var parts []Part
	for _, rule := range applying(p, p.routing, f) {
		parts = p.partsOf(parts, rule, f)
	}
	return parts
}

func (p *Profile) partsOf(parts []Part, rule routingRule, f Facts) []Part {
	for _, part := range rule.to {
		same := func(x Part) bool { return x.Role == part.Role && x.Scope == part.Scope }
		if slices.ContainsFunc(parts, same) {
			continue
		}
		part.Areas = p.concerns(part.Role, f.Areas)
		part.Rule = rule.code
		parts = append(parts, part)
	}
	return parts
}

// concerns limits areas to those the role reaches; a role that reaches none of
// them gets the event as a whole.
func (p *Profile) concerns(role string, areas []string) []string {
	reached := p.RoleAreas(role)
	var limited []string
	for _, area := range areas {
		if slices.Contains(reached, area) {
			limited = append(limited, area)
		}
	}
	if len(limited) == 0 {
		return slices.Clone(areas)
	}
	return limited
}

func (r *reading) routing(it item) {
	seen := map[string]bool{}
	for _, one := range it.items("rules") {
		rule := routingRule{rule: one.rule(seen)}
		for _, to := range one.items("to") {
			rule.to = append(rule.to, to.part())
		}
		one.done()
		r.profile.routing = append(r.profile.routing, rule)
	}
	it.done()
	aloneFirst(r.profile.routing)
}

func (it item) part() Part {
	defer it.done()
	return Part{Role: it.refer("role", SetRole), Scope: it.routeScope(), IfVacant: it.optionalRefer("if_vacant", SetRole)}
}

func (it item) routeScope() Scope {
	return Scope(it.oneOf("scope", "region", "site", "unit", "unit_above", "system", "information"))
}
