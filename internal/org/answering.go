package org

import (
	"slices"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
)

// Through says how a matter came to whoever answers.
type Through string

// The ways: the principal holds the post; or the post is vacant, and the deputy, the role that the profile names for it,
// or the one above stands in (A1).
const (
	ByPrincipal Through = "principal"
	ByDeputy    Through = "deputy"
	ByOther     Through = "other_role"
	ByAbove     Through = "above"
	ByNobody    Through = "nobody"
)

// Answer is who answers for a role at a spot.
type Answer struct {
	Role    string // the role that they hold
	Holders []Holder
	Through Through
}

// Vacant reports whether the role that was asked for has no principal.
func (a Answer) Vacant() bool { return a.Through != ByPrincipal }

// Answering finds who answers: the principals, else their deputies, else the holders of the role named for a vacancy
// (strategy.Part.IfVacant; empty = none), else the one above.
func Answering(tx *record.Tx, role string, scope strategy.Scope, ifVacant string, at Spot) (Answer, error) {
	all, err := Holders(tx, role, scope, at)
	if err != nil {
		return Answer{}, err
	}
	if a := standing(role, all); a.Through != ByNobody {
		return a, nil
	}
	if profile, ok := ProfileOf(tx); ok && ifVacant != "" {
		other, _ := profile.Role(ifVacant)
		if all, err = Holders(tx, ifVacant, other.Scope, at); err != nil {
			return Answer{}, err
		}
		if a := standing(ifVacant, all); a.Through != ByNobody {
			a.Through = ByOther
			return a, nil
		}
	}
	return Above(tx, role, at)
}

// standing is principals, else deputies, else nobody.
func standing(role string, all []Holder) Answer {
	deputy := func(h Holder) bool { return h.Deputy }
	principals := slices.DeleteFunc(slices.Clone(all), deputy)
	switch {
	case len(principals) > 0:
		return Answer{role, principals, ByPrincipal}
	case len(all) > 0:
		return Answer{role, all, ByDeputy}
	}
	return Answer{role, nil, ByNobody}
}

// Above finds the one above the role at the spot. Above a role of units it is the manager of the unit above, and so on up;
// above all others, and above the last manager, the security chief, then the director.
func Above(tx *record.Tx, role string, at Spot) (Answer, error) {
	profile, ok := ProfileOf(tx)
	if !ok {
		return Answer{Role: role, Through: ByNobody}, nil
	}
	if one, _ := profile.Role(role); one.Scope == strategy.ScopeUnit {
		a, err := managerAbove(tx, profile, role, at.Unit)
		if err != nil || a.Through != ByNobody {
			return a, err
		}
	}
	for _, lead := range []access.Role{access.SecurityChief, access.Director} {
		for _, code := range granting(profile, lead) {
			if code == role {
				continue
			}
			all, err := Holders(tx, code, strategy.ScopeRegion, at)
			if err != nil {
				return Answer{}, err
			}
			if a := standing(code, all); a.Through != ByNobody {
				a.Through = ByAbove
				return a, nil
			}
		}
	}
	return Answer{role, nil, ByNobody}, nil
}

// managerAbove finds the nearest manager above the post of the role: of a manager's post, the unit above it; of any other
// unit role, the unit where it is held.
func managerAbove(tx *record.Tx, profile *strategy.Profile, role string, unit record.Key) (Answer, error) {
	line, err := targets(tx, strategy.ScopeUnit, Spot{Unit: unit})
	if err != nil {
		return Answer{}, err
	}
	managers := granting(profile, access.Manager)
	if slices.Contains(managers, role) {
		if line, err = abovePost(tx, role, line); err != nil {
			return Answer{}, err
		}
	}
	for len(line) > 0 {
		for _, code := range managers {
			post, _, err := postAt(tx, code, line[:1])
			if err != nil {
				return Answer{}, err
			}
			if len(post) == 0 {
				continue
			}
			all, err := holdersOf(tx, post)
			if err != nil {
				return Answer{}, err
			}
			if a := standing(code, all); a.Through != ByNobody {
				a.Through = ByAbove
				return a, nil
			}
		}
		line = line[1:]
	}
	return Answer{role, nil, ByNobody}, nil
}

// abovePost is what is left of the line above the nearest post of the role.
func abovePost(tx *record.Tx, role string, line []target) ([]target, error) {
	if len(line) == 0 {
		return nil, nil
	}
	_, place, err := postAt(tx, role, line)
	if err != nil || place == len(line) {
		return line[1:], err
	}
	return line[place+1:], nil
}

// granting lists the roles of the profile that give an access role, in the profile's order.
func granting(profile *strategy.Profile, role access.Role) (codes []string) {
	for _, r := range profile.Roles() {
		if slices.Contains(r.Grants, string(role)) {
			codes = append(codes, r.Code)
		}
	}
	return codes
}

// ManagerOf finds who answers for the unit as its manager: the nearest manager, the deputy, or the manager above.
func ManagerOf(tx *record.Tx, unit record.Key) (Answer, error) {
	return first(tx, access.Manager, strategy.ScopeUnit, Spot{Unit: unit})
}

// CoordinatorFor finds the security coordinator for the spot (B26): of the site, else of the unit.
func CoordinatorFor(tx *record.Tx, at Spot) (Answer, error) {
	return first(tx, access.SiteCoordinator, strategy.ScopeSite, at)
}

// first answers for the first role of the profile that grants an access role and is not vacant; else for the vacancy.
func first(tx *record.Tx, role access.Role, scope strategy.Scope, at Spot) (Answer, error) {
	profile, ok := ProfileOf(tx)
	if !ok {
		return Answer{Through: ByNobody}, nil
	}
	codes := granting(profile, role)
	for _, code := range codes {
		all, err := Holders(tx, code, scope, at)
		if err != nil {
			return Answer{}, err
		}
		if a := standing(code, all); a.Through != ByNobody {
			return a, nil
		}
	}
	if len(codes) == 0 {
		return Answer{Through: ByNobody}, nil
	}
	return Above(tx, codes[0], at)
}
