package org

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
)

// Finding is something that is not as the strategy wants it. Key is a key of the words catalogue.
type Finding struct {
	Key  string
	Role string
	Unit record.Key // 0 = the region, or a site
	Site record.Key
}

// The findings.
const (
	FindingNobody   = "org.finding.nobody"    // no such post for the unit or the region (B17, B27)
	FindingVacant   = "org.finding.vacant"    // the post is there, and no principal
	FindingSeveral  = "org.finding.several"   // more than one where there must be exactly one
	FindingTwoAreas = "org.finding.two_areas" // the unit lies in two coordinators' areas (B26)
	FindingNoDeputy = "org.finding.no_deputy" // a deputy is required and there is none
)

// staffing is the whole organisation's posts in memory: findings ask for every unit at once.
type staffing struct {
	profile *strategy.Profile
	units   []stance
	place   map[record.Key]int // unit → index
	campus  map[record.Key]record.Key
	posts   map[target]map[string]*crew
}

type stance struct {
	key, parent, site record.Key
	open              bool
}

// crew is who holds a post today.
type crew struct{ principals, deputies []record.Key }

// Findings lists what is missing or doubled in the organisation of security work, region first, then unit by unit.
func Findings(tx *record.Tx) ([]Finding, error) {
	s, err := readStaffing(tx)
	if err != nil {
		return nil, err
	}
	var all []Finding
	for _, role := range s.profile.Roles() {
		all = append(all, s.ofPosts(role)...)
		for _, u := range s.units {
			if !u.open {
				continue
			}
			if role.Scope == strategy.ScopeUnit && required(role) && !s.has(role.Code, s.line(u)) {
				all = append(all, Finding{Key: FindingNobody, Role: role.Code, Unit: u.key})
			}
			if role.Scope == strategy.ScopeSite && slices.Contains(role.Grants, string(access.SiteCoordinator)) {
				all = append(all, s.ofArea(role.Code, u)...)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Finding) int { return cmp.Compare(a.Unit, b.Unit) })
	return all, nil
}

func required(role strategy.Role) bool {
	return role.Count == strategy.CountExactlyOne || role.Count == strategy.CountAtLeastOne
}

// ofPosts looks at the posts that there are, and at those of the region that must be there.
func (s *staffing) ofPosts(role strategy.Role) (all []Finding) {
	there := false
	for _, t := range s.sorted() {
		c, ok := s.posts[t][role.Code]
		if !ok {
			continue
		}
		there = true
		f := Finding{Role: role.Code}
		switch t.scope {
		case forUnit:
			f.Unit = t.key
		case forSite:
			f.Site = t.key
		}
		all = append(all, c.findings(role, f)...)
	}
	if !there && role.Scope == strategy.ScopeRegion && required(role) {
		all = append(all, Finding{Key: FindingNobody, Role: role.Code})
	}
	return all
}

func (c *crew) findings(role strategy.Role, f Finding) (all []Finding) {
	add := func(key string) {
		f.Key = key
		all = append(all, f)
	}
	switch {
	case len(c.principals) == 0 && role.Count != strategy.CountAny:
		add(FindingVacant)
	case len(c.principals) > 1 && role.Count == strategy.CountExactlyOne:
		add(FindingSeveral)
	}
	if len(c.deputies) == 0 && len(c.principals) > 0 && role.Deputy == strategy.DeputyRequired {
		add(FindingNoDeputy)
	}
	return all
}

// ofArea wants every unit in exactly one coordinator's area (B26).
func (s *staffing) ofArea(role string, u stance) []Finding {
	if !s.has(role, s.siteLine(u)) {
		return []Finding{{Key: FindingNobody, Role: role, Unit: u.key}}
	}
	var persons []record.Key
	own := append([]target{{forUnit, u.key}}, s.at(u.site)...)
	for _, t := range own {
		if c, ok := s.posts[t][role]; ok {
			persons = append(persons, c.principals...)
		}
	}
	slices.Sort(persons)
	if len(slices.Compact(persons)) > 1 {
		return []Finding{{Key: FindingTwoAreas, Role: role, Unit: u.key}}
	}
	return nil
}

func (s *staffing) has(role string, line []target) bool {
	return slices.ContainsFunc(line, func(t target) bool { _, ok := s.posts[t][role]; return ok })
}

func (s *staffing) line(u stance) (all []target) {
	for {
		all = append(all, target{forUnit, u.key})
		i, ok := s.place[u.parent]
		if !ok {
			return all
		}
		u = s.units[i]
	}
}

func (s *staffing) siteLine(u stance) (all []target) {
	placed := false
	for _, t := range s.line(u) {
		all = append(all, t)
		if site := s.units[s.place[t.key]].site; site != 0 && !placed {
			placed = true
			all = append(all, s.at(site)...)
		}
	}
	return all
}

func (s *staffing) at(site record.Key) []target {
	if site == 0 {
		return nil
	}
	all := []target{{forSite, site}}
	if c := s.campus[site]; c != 0 && c != site {
		all = append(all, target{forSite, c})
	}
	return all
}

func (s *staffing) sorted() []target {
	all := make([]target, 0, len(s.posts))
	for t := range s.posts {
		if i, ok := s.place[t.key]; t.scope != forUnit || ok && s.units[i].open {
			all = append(all, t)
		}
	}
	slices.SortFunc(all, func(a, b target) int { return cmp.Or(cmp.Compare(a.scope, b.scope), cmp.Compare(a.key, b.key)) })
	return all
}

func readStaffing(tx *record.Tx) (*staffing, error) {
	profile, ok := ProfileOf(tx)
	if !ok {
		return nil, errNoProfile
	}
	s := &staffing{profile: profile, place: map[record.Key]int{}, campus: map[record.Key]record.Key{}, posts: map[target]map[string]*crew{}}
	for _, step := range []func(*record.Tx) error{s.readUnits, s.readCampuses, s.readPosts} {
		if err := step(tx); err != nil {
			return nil, fmt.Errorf("read the organisation: %w", err)
		}
	}
	return s, nil
}

func (s *staffing) readUnits(tx *record.Tx) error {
	return tx.Each(func(scan func(...any) error) error {
		var u stance
		var state record.State
		if err := scan(&u.key, &u.parent, &u.site, &state); err != nil {
			return err
		}
		u.open = state == Open
		s.place[u.key] = len(s.units)
		s.units = append(s.units, u)
		return nil
	}, "SELECT k.rid, k.parent, k.site, r.state FROM unit k JOIN record r ON r.rid = k.rid WHERE r.state <> $1 ORDER BY k.rid", string(record.Withdrawn))
}

func (s *staffing) readCampuses(tx *record.Tx) error {
	return tx.Each(func(scan func(...any) error) error {
		var site, campus record.Key
		if err := scan(&site, &campus); err != nil {
			return err
		}
		s.campus[site] = campus
		return nil
	}, "SELECT rid, campus FROM site")
}

func (s *staffing) readPosts(tx *record.Tx) error {
	held := map[record.Key][]*crew{} // by appointment
	today := tx.Today().String()
	err := tx.Each(func(scan func(...any) error) error {
		var t target
		var appointment record.Key
		var role string
		if err := scan(&t.scope, &t.key, &appointment, &role); err != nil {
			return err
		}
		if s.posts[t] == nil {
			s.posts[t] = map[string]*crew{}
		}
		if s.posts[t][role] == nil {
			s.posts[t][role] = &crew{}
		}
		held[appointment] = append(held[appointment], s.posts[t][role])
		return nil
	}, "SELECT s.scope, s.target, s.appointment, k.role FROM appointment_scope s JOIN appointment k ON k.rid = s.appointment WHERE k.valid_from <= $1", today)
	if err != nil {
		return err
	}
	return tx.Each(func(scan func(...any) error) error {
		var appointment, person, principal record.Key
		if err := scan(&appointment, &person, &principal); err != nil {
			return err
		}
		for _, c := range held[principal] { // as deputy
			c.deputies = append(c.deputies, person)
		}
		if principal == 0 {
			for _, c := range held[appointment] {
				c.principals = append(c.principals, person)
			}
		}
		return nil
	}, `SELECT k.rid, k.person, k.deputy_for FROM appointment k JOIN appointment_counts c ON c.appointment = k.rid JOIN record p ON p.rid = k.person
		WHERE k.valid_from <= $1 AND (k.valid_to = '' OR k.valid_to >= $1) AND p.state = $2`, today, string(Active))
}
