package strategy

import (
	"slices"

	"github.com/vardkas/vardkas/internal/words"
)

// Scope is what a role is held for.
type Scope string

// The scopes. ScopeUnitAbove is only for routing: the unit that the event's unit
// is part of, when the manager of the unit itself is concerned.
const (
	ScopeRegion      Scope = "region"
	ScopeSite        Scope = "site"
	ScopeUnit        Scope = "unit"
	ScopeUnitAbove   Scope = "unit_above"
	ScopeSystem      Scope = "system"
	ScopeInformation Scope = "information"
	ScopeAgreement   Scope = "agreement"
	ScopeEveryone    Scope = "everyone"
)

// How many hold a role for each thing it is held for, and whether it has a deputy.
const (
	CountExactlyOne = "exactly_one"
	CountAtLeastOne = "at_least_one"
	CountAny        = "any"
	DeputyRequired  = "required"
	DeputyOptional  = "optional"
	NotStated       = notStated // the documents leave it open: shown as a Gap
)

// Role is a function that a person is appointed to.
type Role struct {
	Term
	Synonyms []words.Label // other names the documents use
	Scope    Scope
	Areas    []string // the areas it answers for; empty when not limited to areas
	Count    string   // CountExactlyOne, CountAtLeastOne, CountAny or NotStated
	Deputy   string   // DeputyRequired, DeputyOptional or NotStated
	Grants   []string // the access roles it gives its holder
	Placed   words.Label
	Differs  []Difference
}

// Roles returns the roles in use, in the profile's order.
func (p *Profile) Roles() []Role {
	codes := p.sets[SetRole].listed
	all := make([]Role, len(codes))
	for i, code := range codes {
		all[i] = p.roles[code]
	}
	return all
}

// Role returns a role, in use or retired.
func (p *Profile) Role(code string) (Role, bool) {
	role, ok := p.roles[code]
	return role, ok
}

// RoleGrants returns the access roles a role gives; none when the role is not known.
func (p *Profile) RoleGrants(role string) []string { return p.roles[role].Grants }

// RoleAreas returns every area that a role reaches: those it answers for, all
// below them and those that also serve them, each once. Empty means that areas do
// not limit it.
func (p *Profile) RoleAreas(role string) []string {
	var reached []string
	for _, own := range p.roles[role].Areas {
		for _, area := range p.RollUp(own) {
			if !slices.Contains(reached, area) {
				reached = append(reached, area)
			}
		}
	}
	return reached
}

func (r *reading) roles(it item) {
	for _, one := range it.items("roles") {
		r.role(one)
	}
	it.done()
}

func (r *reading) role(it item) {
	defer it.done()
	role := Role{Term: it.term(SetRole, nil)}
	role.Scope = Scope(it.oneOf("scope", "region", "site", "unit", "system", "information", "agreement", "everyone"))
	role.Areas = it.referAll("areas", SetArea)
	role.Count = it.oneOfOrOpen("count", role.Label, CountExactlyOne, CountAtLeastOne, CountAny)
	role.Deputy = it.oneOfOrOpen("deputy", role.Label, DeputyRequired, DeputyOptional)
	role.Grants = it.grants()
	role.Differs = it.differences()
	if v, ok := it.take("placed"); ok && !v.open(role.Label) {
		role.Placed = v.label()
	}
	if v, ok := it.take("synonyms"); ok {
		for _, one := range v.values() {
			role.Synonyms = append(role.Synonyms, one.label())
		}
	}
	if _, double := r.profile.roles[role.Code]; !double && role.Code != "" {
		r.profile.roles[role.Code] = role
	}
}

// grants must be written, be it as an empty list: what a function may see is
// never left to silence.
func (it item) grants() []string {
	if _, ok := it.fields["grants"]; !ok {
		it.at("grants").problem(keyMissingField)
	}
	grants := it.codes("grants")
	for _, grant := range grants {
		if !slices.Contains(it.r.known.AccessRoles, grant) {
			it.at("grants").problem(keyUnknownGrant, grant, list(it.r.known.AccessRoles))
		}
	}
	return grants
}
