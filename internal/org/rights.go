package org

import (
	"fmt"
	"slices"
	"sync"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/strategy"
)

// Register is the organisation under one profile: it gives persons their rights, and remembers them until anything in
// the organisation changes. It may be used by several goroutines at once.
type Register struct {
	profile *strategy.Profile

	mu         sync.Mutex
	generation int64
	day        clock.Date
	known      map[int64][]access.Grant
	units      int
	counted    int64 // the generation that units stands for
}

// New returns the organisation's register under the profile in force.
func New(profile *strategy.Profile) *Register {
	return &Register{profile: profile, known: map[int64][]access.Grant{}, counted: -1}
}

// Terms is what the book takes as its terms: the profile's code lists, and the way for rules to the profile itself.
func (g *Register) Terms() strategy.Terms { return g.profile.Terms() }

// remembered is how many persons' rights are kept in memory at most.
const remembered = 10_000

// Rights is what a person may do at the moment of tx: Employee, and what the appointments of that day give. A person who
// has left, or never was, holds nothing. It is a record.Rights.
func (g *Register) Rights(tx *store.Tx, person int64) (access.Subject, error) {
	now, err := generation(tx)
	if err != nil {
		return access.Subject{}, err
	}
	if err := g.count(tx, now); err != nil {
		return access.Subject{}, err
	}
	day := tx.At().Date()
	if grants, ok := g.recall(now, day, person); ok {
		return access.Subject{Person: person, Grants: grants}, nil
	}
	grants, err := g.grants(tx, person, day)
	if err != nil {
		return access.Subject{}, fmt.Errorf("read the rights of %d: %w", person, err)
	}
	if !tx.Writing() && len(grants) > 0 { // what is not committed yet must not be remembered
		g.remember(now, day, person, grants)
	}
	return access.Subject{Person: person, Grants: grants}, nil
}

// UnitCount is how many units the organisation had when rights were last read; 0 before that. It costs no statement, and
// is no more than what lists choose the form of their query by: record.Book.Units.
func (g *Register) UnitCount() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.units
}

// count counts the units again when the organisation has changed since.
func (g *Register) count(tx *store.Tx, generation int64) error {
	g.mu.Lock()
	fresh := generation <= g.counted
	g.mu.Unlock()
	if fresh || tx.Writing() { // what is not committed yet must not be remembered
		return nil
	}
	var n int
	if err := tx.Row("SELECT count(*) FROM unit_closure WHERE depth = 0").Scan(&n); err != nil {
		return fmt.Errorf("count the units: %w", err)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if generation > g.counted {
		g.units, g.counted = n, generation
	}
	return nil
}

func (g *Register) recall(generation int64, day clock.Date, person int64) ([]access.Grant, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if generation != g.generation || day != g.day {
		return nil, false
	}
	grants, ok := g.known[person]
	return slices.Clone(grants), ok
}

func (g *Register) remember(generation int64, day clock.Date, person int64, grants []access.Grant) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if generation < g.generation { // a snapshot older than what somebody has read since
		return
	}
	if generation != g.generation || day != g.day || len(g.known) >= remembered {
		g.generation, g.day = generation, day
		clear(g.known)
	}
	g.known[person] = slices.Clone(grants)
}

func (g *Register) grants(tx *store.Tx, person int64, day clock.Date) ([]access.Grant, error) {
	states, err := store.All[record.State](tx, "SELECT state FROM record WHERE rid = $1 AND kind = 'person'", person)
	if err != nil || len(states) == 0 || states[0] != Active {
		return nil, err
	}
	posts, err := postsOf(tx, person, day)
	if err != nil {
		return nil, err
	}
	all := []access.Grant{{Role: access.Employee, Region: true}}
	for _, p := range posts {
		one, err := g.give(tx, p)
		if err != nil {
			return nil, err
		}
		all = append(all, one...)
	}
	return all, nil
}

// post is an appointment of today.
type post struct {
	appointment int64
	held        int64 // the appointment whose scope it is held for: its own, or the principal's
	role        string
	areas       string
	deputy      bool
}

// RolesHeld are the roles of the profile that a person is appointed to today, each once.
func (g *Register) RolesHeld(tx *record.Tx, person record.Key) ([]string, error) {
	posts, err := postsOf(tx.Tx, int64(person), tx.Today())
	if err != nil {
		return nil, fmt.Errorf("read the roles of %d: %w", person, err)
	}
	var all []string
	for _, p := range posts {
		if !slices.Contains(all, p.role) {
			all = append(all, p.role)
		}
	}
	return all, nil
}

func postsOf(tx *store.Tx, person int64, day clock.Date) (all []post, err error) {
	err = tx.Each(func(scan func(...any) error) error {
		var p post
		var principal int64
		if err := scan(&p.appointment, &p.role, &principal, &p.areas); err != nil {
			return err
		}
		p.held, p.deputy = p.appointment, principal != 0
		if p.deputy {
			p.held = principal
		}
		all = append(all, p)
		return nil
	}, `SELECT k.rid, k.role, k.deputy_for, r.areas FROM appointment k JOIN record r ON r.rid = k.rid JOIN appointment_counts c ON c.appointment = k.rid
		WHERE k.person = $1 AND k.valid_from <= $2 AND (k.valid_to = '' OR k.valid_to >= $2) ORDER BY k.rid`, person, day.String())
	return all, err
}

// give is what one post grants: each access role of the profile's role, for the units and areas it is held for.
func (g *Register) give(tx *store.Tx, p post) ([]access.Grant, error) {
	held, err := scopeOf(tx, p.held)
	if err != nil || held.none() {
		return nil, err
	}
	units, err := held.expand(tx)
	if err != nil {
		return nil, err
	}
	areas, ok := g.areas(p)
	if !ok {
		return nil, nil
	}
	var all []access.Grant
	for _, role := range g.profile.RoleGrants(p.role) {
		all = append(all, access.Grant{Role: access.Role(role), Region: held.region, Units: units, Areas: areas, Deputy: p.deputy})
	}
	return all, nil
}
