package org

import (
	"fmt"
	"slices"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/strategy"
)

// Spot is where in the organisation something is: a unit, a site, or both. 0 = not known.
type Spot struct{ Unit, Site record.Key }

// Holder is one person who holds a role today.
type Holder struct {
	Person      record.Key
	Appointment record.Key
	Deputy      bool
}

// PersonsOf lists the persons of holders, each once.
func PersonsOf(holders []Holder) (all []record.Key) {
	for _, h := range holders {
		if !slices.Contains(all, h.Person) {
			all = append(all, h.Person)
		}
	}
	return all
}

// target is one thing that an appointment can be held for.
type target struct {
	scope string
	key   record.Key
}

// Holders lists who holds the role today for the spot, principals first, then deputies.
//
// A role of units is held at the nearest unit, from the spot's own upwards, where it is or has been held: a team without
// a manager of its own has the clinic's, but a clinic whose manager left is vacant. A role of sites is held for the site
// of the spot, else for its unit or where that works. Nobody = the post is vacant, or there is none.
func Holders(tx *record.Tx, role string, scope strategy.Scope, at Spot) ([]Holder, error) {
	line, err := targets(tx, scope, at)
	if err != nil || len(line) == 0 {
		return nil, err
	}
	post, _, err := postAt(tx, role, line)
	if err != nil || len(post) == 0 {
		return nil, err
	}
	return holdersOf(tx, post)
}

// Vacant reports whether nobody holds the role for the spot today, no deputy either.
func Vacant(tx *record.Tx, role string, scope strategy.Scope, at Spot) (bool, error) {
	all, err := Holders(tx, role, scope, at)
	return len(all) == 0, err
}

// targets lists what a role of the scope may be held for at the spot, the nearest first.
func targets(tx *record.Tx, scope strategy.Scope, at Spot) ([]target, error) {
	switch scope {
	case strategy.ScopeRegion:
		return []target{{forRegion, 0}}, nil
	case strategy.ScopeUnit, strategy.ScopeUnitAbove:
		up, err := Line(tx, at.Unit)
		if scope == strategy.ScopeUnitAbove && len(up) > 0 {
			up = up[1:]
		}
		var all []target
		for _, unit := range up {
			all = append(all, target{forUnit, unit})
		}
		return all, err
	case strategy.ScopeSite:
		return siteTargets(tx, at)
	}
	return nil, nil // held for a system, an asset or an agreement: that record names its owner
}

func siteTargets(tx *record.Tx, at Spot) (all []target, err error) {
	add := func(site record.Key) error {
		if site == 0 {
			return nil
		}
		all = append(all, target{forSite, site})
		campus, err := store.All[record.Key](tx.Tx, "SELECT campus FROM site WHERE rid = $1 AND campus <> 0 AND campus <> rid", int64(site))
		if err == nil && len(campus) > 0 {
			all = append(all, target{forSite, campus[0]})
		}
		return err
	}
	if err := add(at.Site); err != nil {
		return nil, err
	}
	up, err := upwards(tx, at.Unit)
	if err != nil {
		return nil, err
	}
	placed := false
	for _, u := range up {
		all = append(all, target{forUnit, u.unit})
		if u.site != 0 && !placed {
			placed = true
			if err := add(u.site); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// rung is one unit on the way up.
type rung struct{ unit, site record.Key }

func upwards(tx *record.Tx, unit record.Key) (all []rung, err error) {
	err = tx.Each(func(scan func(...any) error) error {
		var r rung
		if err := scan(&r.unit, &r.site); err != nil {
			return err
		}
		all = append(all, r)
		return nil
	}, "SELECT c.ancestor, k.site FROM unit_closure c JOIN unit k ON k.rid = c.ancestor WHERE c.descendant = $1 ORDER BY c.depth", int64(unit))
	if err != nil {
		return nil, fmt.Errorf("read what stands above unit %d: %w", unit, err)
	}
	return all, nil
}

// Line lists the unit and every unit above it, the nearest first.
func Line(tx *record.Tx, unit record.Key) ([]record.Key, error) {
	up, err := upwards(tx, unit)
	all := make([]record.Key, len(up))
	for i, r := range up {
		all[i] = r.unit
	}
	return all, err
}

// postAt finds the first target at which the role is or has been held, with the appointments there.
func postAt(tx *record.Tx, role string, line []target) (appointments []record.Key, place int, err error) {
	keys := make([]int64, len(line))
	for i, t := range line {
		keys[i] = int64(t.key)
	}
	place = len(line)
	where, arg := tx.In("s.target", 1, keys)
	err = tx.Each(func(scan func(...any) error) error {
		var t target
		var appointment record.Key
		if err := scan(&t.scope, &t.key, &appointment); err != nil {
			return err
		}
		switch i := slices.Index(line, t); {
		case i < 0 || i > place:
		case i < place:
			place, appointments = i, []record.Key{appointment}
		default:
			appointments = append(appointments, appointment)
		}
		return nil
	}, "SELECT s.scope, s.target, s.appointment FROM appointment_scope s JOIN appointment k ON k.rid = s.appointment WHERE "+where+
		" AND k.role = $2 AND k.valid_from <= $3 ORDER BY s.appointment", arg, role, tx.Today().String())
	if err != nil {
		return nil, 0, fmt.Errorf("find the post of %s: %w", role, err)
	}
	return appointments, place, nil
}

// holdersOf lists who holds one of the appointments today, or is deputy for one.
func holdersOf(tx *record.Tx, appointments []record.Key) (all []Holder, err error) {
	keys := make([]int64, len(appointments))
	for i, a := range appointments {
		keys[i] = int64(a)
	}
	own, arg := tx.In("k.rid", 1, keys)
	deputies, _ := tx.In("k.deputy_for", 1, keys)
	err = tx.Each(func(scan func(...any) error) error {
		var h Holder
		var principal record.Key
		if err := scan(&h.Appointment, &h.Person, &principal); err != nil {
			return err
		}
		h.Deputy = principal != 0
		all = append(all, h)
		return nil
	}, "SELECT k.rid, k.person, k.deputy_for FROM appointment k JOIN appointment_counts c ON c.appointment = k.rid JOIN record p ON p.rid = k.person WHERE ("+
		own+" OR "+deputies+") AND k.valid_from <= $2 AND (k.valid_to = '' OR k.valid_to >= $2) AND p.state = $3 ORDER BY k.rid", arg, tx.Today().String(), string(Active))
	if err != nil {
		return nil, fmt.Errorf("read the holders: %w", err)
	}
	slices.SortStableFunc(all, func(a, b Holder) int { return order(a.Deputy) - order(b.Deputy) })
	return all, nil
}

func order(deputy bool) int {
	if deputy {
		return 1
	}
	return 0
}

// DeputiesOf lists who is deputy today for whoever holds the appointment.
func DeputiesOf(tx *record.Tx, appointment record.Key) ([]Holder, error) {
	all, err := holdersOf(tx, []record.Key{appointment})
	return slices.DeleteFunc(all, func(h Holder) bool { return !h.Deputy }), err
}

// HandOf is the person with everyone who is deputy for them today or whom they are deputy for: they count as one pair of
// eyes.
func HandOf(tx *record.Tx, person record.Key) (access.Hand, error) {
	with, err := store.All[int64](tx.Tx, `SELECT CASE WHEN d.person = $1 THEN p.person ELSE d.person END
		FROM appointment d JOIN appointment p ON p.rid = d.deputy_for JOIN appointment_counts c ON c.appointment = d.rid
		WHERE (d.person = $1 OR p.person = $1) AND d.valid_from <= $2 AND (d.valid_to = '' OR d.valid_to >= $2)`, int64(person), tx.Today().String())
	if err != nil {
		return access.Hand{}, fmt.Errorf("read the deputies of %d: %w", person, err)
	}
	return access.Hand{Person: int64(person), With: with}, nil
}
