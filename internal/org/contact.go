package org

import (
	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
)

// ContactPath is how the unit is reached on security matters (B17).
type ContactPath struct {
	Unit            record.Key
	Manager         Answer
	Coordinator     Answer
	Representatives []Answer // of fire safety and of safety; roles that nobody holds are left out
}

// Complete reports whether manager and coordinator are there in person or by deputy.
func (c ContactPath) Complete() bool { return c.Manager.inPlace() && c.Coordinator.inPlace() }

func (a Answer) inPlace() bool { return a.Through == ByPrincipal || a.Through == ByDeputy }

// ContactPathOf finds the contact path of a unit.
func ContactPathOf(tx *record.Tx, unit record.Key) (ContactPath, error) {
	c := ContactPath{Unit: unit}
	var err error
	if c.Manager, err = ManagerOf(tx, unit); err != nil {
		return c, err
	}
	if c.Coordinator, err = CoordinatorFor(tx, Spot{Unit: unit}); err != nil {
		return c, err
	}
	profile, ok := ProfileOf(tx)
	if !ok {
		return c, nil
	}
	for _, role := range []access.Role{access.FireRepresentative, access.SafetyRepresentative} {
		for _, code := range granting(profile, role) {
			all, err := Holders(tx, code, strategy.ScopeUnit, Spot{Unit: unit})
			if err != nil {
				return c, err
			}
			if a := standing(code, all); a.Through != ByNobody {
				c.Representatives = append(c.Representatives, a)
			}
		}
	}
	return c, nil
}
