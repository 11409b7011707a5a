package org

import (
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/store"
)

// scope is what an appointment is held for.
type scope struct {
	region, owned bool
	units, sites  []int64
}

func (s scope) none() bool { return !s.region && !s.owned && len(s.units)+len(s.sites) == 0 }

func scopeOf(tx *store.Tx, appointment int64) (s scope, err error) {
	err = tx.Each(func(scan func(...any) error) error {
		var kind string
		var target int64
		if err := scan(&kind, &target); err != nil {
			return err
		}
		switch kind {
		case forRegion:
			s.region = true
		case forUnit:
			s.units = append(s.units, target)
		case forSite:
			s.sites = append(s.sites, target)
		case forOwned:
			s.owned = true
		}
		return nil
	}, "SELECT scope, target FROM appointment_scope WHERE appointment = $1", appointment)
	return s, err
}

// expand lists every unit the scope reaches, sorted: the units with everything below them, and the units at the sites.
func (s scope) expand(tx *store.Tx) ([]int64, error) {
	var all []int64
	if len(s.units) > 0 {
		where, arg := tx.In("ancestor", 1, s.units)
		below, err := store.All[int64](tx, "SELECT descendant FROM unit_closure WHERE "+where, arg)
		if err != nil {
			return nil, err
		}
		all = below
	}
	if len(s.sites) > 0 {
		at, err := unitsAt(tx, s.sites)
		if err != nil {
			return nil, err
		}
		all = append(all, at...)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// unitsAt lists the units that work at one of the sites. A unit that states no site works where the nearest unit above
// that states one does.
func unitsAt(tx *store.Tx, sites []int64) ([]int64, error) {
	where, arg := tx.In("a.site", 1, sites)
	return store.All[int64](tx, `SELECT c.descendant FROM unit a JOIN unit_closure c ON c.ancestor = a.rid WHERE `+where+`
		AND NOT EXISTS (SELECT 1 FROM unit_closure m JOIN unit b ON b.rid = m.ancestor
			WHERE m.descendant = c.descendant AND m.depth < c.depth AND b.site <> 0)`, arg)
}

// areas is what limits the post: the areas its role reaches, narrowed by those the appointment names, each with its
// parts. It reports false when the two have nothing in common.
func (g *Register) areas(p post) ([]string, bool) {
	reached := g.profile.RoleAreas(p.role)
	named := strings.Fields(p.areas)
	if len(named) == 0 {
		return reached, true
	}
	var all []string
	for _, area := range named {
		for _, part := range g.profile.RollUp(area) {
			if (len(reached) == 0 || slices.Contains(reached, part)) && !slices.Contains(all, part) {
				all = append(all, part)
			}
		}
	}
	return all, len(all) > 0
}
