package story_test

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/record"
)

// everyDoor tries every record at every door for everybody (make doors). Without it each rule is tried at each door at its
// highest level once, and one neighbour that it does not reach.
var everyDoor = flag.Bool("every-door", false, "try every record at every door for everybody")

// walk is one round through the doors, by everybody.
type walk struct {
	*ground
	mu     sync.Mutex
	cells  map[string]map[string]bool // of the rules, by door: those that opened one
	opened map[string]int             // by door
	shut   map[string]int
	pages  int

	subjects map[string]access.Subject // everybody's rights
}

func newWalk(g *ground) *walk {
	w := &walk{ground: g, cells: map[string]map[string]bool{}, opened: map[string]int{}, shut: map[string]int{}, subjects: map[string]access.Subject{}}
	for _, one := range roster() {
		w.subjects[one.who] = g.as(one.who).subject()
	}
	return w
}

// person is somebody who walks.
type person struct {
	*visitor
	who access.Subject
}

// enters signs somebody in, with the test of their own that runs beside the others'.
func (w *walk) enters(t *testing.T, who string) person {
	h := *w.house
	h.T = t
	v := h.as(who)
	return person{v, v.subject()}
}

// picks chooses what a person tries at a door: what opens by a rule that has opened it for nobody yet, at the rule's highest
// level, and for each a record that differs in one thing and stays shut.
func (w *walk) picks(p person, d doorway) (chosen []*made) {
	var open, shut []*made
	for _, m := range w.byKind[d.kind] {
		if d.isOpen(p.who, m) {
			open = append(open, m)
		} else {
			shut = append(shut, m)
		}
	}
	if p.visitor.who == nobody && len(shut) > 0 {
		return shut[:1]
	}
	if *everyDoor {
		for _, m := range open {
			w.notes(p, d, m)
		}
		return w.byKind[d.kind]
	}
	slices.SortStableFunc(open, func(a, b *made) int { return cmp.Compare(b.level, a.level) })
	for _, m := range open {
		if !w.notes(p, d, m) {
			continue
		}
		chosen = append(chosen, m)
		if n := slices.IndexFunc(shut, func(o *made) bool { return neighbours(m, o) && !slices.Contains(chosen, o) }); n >= 0 {
			chosen = append(chosen, shut[n])
		}
	}
	for n := 0; n < 3 && len(shut) > 0; n++ { // also where nothing opens: in the middle, and at both ends
		if m := shut[n*(len(shut)-1)/2]; !slices.Contains(chosen, m) {
			chosen = append(chosen, m)
		}
	}
	return chosen
}

// notes says whether a record opens a door by a rule, class and scope that have opened it for nobody yet, and remembers.
func (w *walk) notes(p person, d doorway, m *made) (fresh bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	have := w.cells[d.name()]
	if have == nil {
		have = map[string]bool{}
		w.cells[d.name()] = have
	}
	for _, r := range p.who.Reasons(d.needs, d.of(m)) {
		way := cellKey(r.Rule, r.Rule.Kind, m.class, d.needs, r.Scope, 0)
		fresh = fresh || !have[way]
	}
	if fresh || *everyDoor {
		for _, r := range p.who.Reasons(d.needs, d.of(m)) {
			have[cellKey(r.Rule, r.Rule.Kind, m.class, d.needs, r.Scope, 0)] = true
			have[cellKey(r.Rule, r.Rule.Kind, m.class, d.needs, r.Scope, m.level)] = true
		}
	}
	return fresh
}

// neighbours differ in one thing: class, standing or level.
func neighbours(a, b *made) bool {
	n := 0
	for _, differs := range []bool{a.class != b.class, a.standing != b.standing, a.level != b.level} {
		if differs {
			n++
		}
	}
	return n == 1
}

// tries opens one door to one record and holds the answer to the rule.
func (w *walk) tries(p person, d doorway, m *made) {
	p.Helper()
	to, want := d.to(w.ground, m), d.isOpen(p.who, m)
	p.from = w.address()
	var page answer
	if d.method == http.MethodPost {
		page = p.posts(to, d.form(w.ground, m, want))
	} else {
		page = p.gets(to)
	}
	refused := page.status == http.StatusNotFound || page.status == http.StatusForbidden
	toSignIn := strings.HasPrefix(page.path, "/sign-in") || page.path == "/first-start"
	got := !refused && !toSignIn
	if d.method == http.MethodGet { // led to the reporter's page is not let in
		here := page.path == to || d.leads != "" && page.path == strings.Replace(d.leads, "{id}", m.id, 1)
		got = page.status == http.StatusOK && (here || strings.HasPrefix(page.path, "/step-up"))
	}
	ledAway := toSignIn || d.method == http.MethodGet && page.status == http.StatusOK && strings.HasPrefix(page.path, "/my/reports/")
	if got != want || !got && !refused && !ledAway {
		p.Errorf("%s at %s (%s %s level %d): %d %s, the rule says %t", p.visitor.who, d.name(), m.class, m.standing, m.level, page.status, page.path, want)
	}
	if page.status == http.StatusForbidden && !p.who.May(access.Read, m.object) {
		p.Errorf("%s at %s is told that %s %s level %d exists", p.visitor.who, d.name(), m.class, m.standing, m.level)
	}
	w.scans(p, page)
	w.mu.Lock()
	defer w.mu.Unlock()
	if want {
		w.opened[d.name()]++
	} else {
		w.shut[d.name()]++
	}
}

// address is another one for every request: how many come from one address is tested elsewhere.
func (w *walk) address() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pages++
	return fmt.Sprintf("10.%d.%d.%d:4711", w.pages>>16, w.pages>>8&0xff, w.pages&0xff)
}

// scans looks for the words of records that the reader may not read, whatever the page is about.
func (w *walk) scans(p person, page answer) {
	p.Helper()
	for at := page.text; ; {
		n := strings.Index(at, "zq")
		if n < 0 || n+8 > len(at) {
			return
		}
		if m, ok := w.byMark[at[n:n+8]]; ok && !p.who.May(access.Read, m.object) {
			p.Errorf("%s at %s is sent words of the %s %s %s level %d", p.visitor.who, page.path, m.kind, m.class, m.standing, m.level)
			return
		}
		at = at[n+2:]
	}
}

// nobody is whoever has not signed in.
const nobody = "anybody"

// walkers are everybody of the roster, each with a test beside the others'.
func (w *walk) walkers(t *testing.T, f func(p person)) {
	t.Run("walk", func(t *testing.T) {
		for _, one := range roster() {
			t.Run(one.who, func(t *testing.T) {
				t.Parallel()
				f(w.enters(t, one.who))
			})
		}
		t.Run(nobody, func(t *testing.T) {
			t.Parallel()
			h := *w.house
			h.T = t
			f(person{visitor: h.anyone()})
		})
	})
}

func TestEveryDoorOpensToWhomTheRuleAllowsAndToNobodyElse(t *testing.T) {
	t.Parallel()
	s := newHouse(t)
	w := newWalk(s.fillsEveryCell())
	doors := w.doorways()
	w.walkers(t, func(p person) {
		for _, d := range doors {
			if d.method == http.MethodGet {
				for _, m := range w.picks(p, d) {
					w.tries(p, d, m)
				}
			}
		}
	})
	w.unchanged(func(*made) bool { return true })
	touched := map[*made]bool{}
	w.walkers(t, func(p person) {
		for _, d := range doors {
			if d.method != http.MethodPost {
				continue
			}
			for _, m := range w.picks(p, d) {
				w.tries(p, d, m)
				if d.isOpen(p.who, m) {
					w.mu.Lock()
					touched[m], touched[m.on] = true, true
					w.mu.Unlock()
				}
			}
		}
	})
	w.unchanged(func(m *made) bool { return !touched[m] && !touched[m.on] })
	w.tells(doors)
}

// tells says how much was tried, and holds what was not to the reasons there are.
func (w *walk) tells(doors []doorway) {
	w.Helper()
	for _, d := range doors {
		neverOpen := w.opened[d.name()] == 0
		if w.shut[d.name()] == 0 || neverOpen && d.isEverOpen(w) {
			w.Errorf("%s was opened %d times and refused %d times", d.name(), w.opened[d.name()], w.shut[d.name()])
		}
	}
	tried := map[string]bool{}
	for _, cells := range w.cells {
		for key := range cells {
			tried[key] = true
		}
	}
	why := map[string]int{}
	total := 0
	w.eachCell(func(r access.Rule, class string, a access.Action, scope access.Scope, level access.Level) {
		total++
		key := cellKey(r, r.Kind, class, a, scope, level)
		reason := w.untried(doors, r, a, scope)
		switch {
		case tried[key]:
			why["tried"]++
		case reason != "":
			why[reason]++
		case !*everyDoor && tried[cellKey(r, r.Kind, class, a, scope, 0)]:
			why["tried at a higher level"]++
		default:
			why["missed"]++
			w.Errorf("nothing was opened by %s", key)
		}
	})
	w.Logf("%d cells of the rules, %d doors, %d requests (%d opened, %d refused)", total, len(doors), w.pages, sum(w.opened), sum(w.shut))
	for _, reason := range slices.Sorted(maps.Keys(why)) {
		w.Logf("%6d cells: %s", why[reason], reason)
	}
}

func sum(all map[string]int) (n int) {
	for _, one := range all {
		n += one
	}
	return n
}

// isEverOpen says whether the rule opens the door to anybody.
func (d doorway) isEverOpen(w *walk) bool {
	for _, one := range roster() {
		if slices.ContainsFunc(w.byKind[d.kind], func(m *made) bool { return d.isOpen(w.subjects[one.who], m) }) {
			return true
		}
	}
	return false
}

// eachCell goes through the rules of the kinds there are: role × kind × class × action × scope × level.
func (w *walk) eachCell(f func(r access.Rule, class string, a access.Action, scope access.Scope, level access.Level)) {
	w.Helper()
	rules, err := access.Load()
	w.must(err)
	for _, r := range rules.All() {
		if len(w.byKind[r.Kind]) == 0 {
			continue
		}
		classes := r.Classes
		if classes == nil {
			classes = []string{access.ClassNone}
			if w.byKind[r.Kind][0].on != nil || r.Kind == "incident" {
				classes = access.Classes()
			}
		}
		for _, class := range classes {
			for _, a := range r.Actions {
				for _, scope := range r.Scopes {
					for level := access.LevelOpen; level <= r.Max; level++ {
						f(r, class, a, scope, level)
					}
				}
			}
		}
	}
}

func cellKey(r access.Rule, kind, class string, a access.Action, scope access.Scope, level access.Level) string {
	return fmt.Sprintf("line %d %s %s.%s %s %s %d", r.Line, r.Role, kind, class, a, scope, level)
}

// untried is why a cell opens no door here; empty when it must.
func (w *walk) untried(doors []doorway, r access.Rule, a access.Action, scope access.Scope) string {
	switch {
	case r.Role == access.Intake:
		return "the anonymous door, tried by number and code"
	case r.Role == access.System:
		return "the program itself, which has no pages"
	case slices.Contains([]access.Action{access.List, access.Count, access.Export}, a):
		return "tried in lists, counts and exports"
	case !w.isHeld(r.Role):
		return "no role of the profile gives it"
	case scope == access.ScopeOwn && r.Kind != "incident", scope == access.ScopeOwn && a != access.Read:
		return "the reporter's own pages, which ask by the report"
	case !slices.ContainsFunc(doors, func(d doorway) bool {
		return d.needs == a && d.of(w.byKind[d.kind][0]).Kind == r.Kind && d.isEverOpen(w)
	}):
		return "no door yet: " + string(a)
	case !slices.ContainsFunc(doors, func(d doorway) bool { return d.needs == a && w.stands(d, r.Kind, scope) }):
		return "nobody stands so to any record"
	}
	return ""
}

// stands says whether anybody stands to what a door asks about as a scope wants it.
func (w *walk) stands(d doorway, kind string, scope access.Scope) bool {
	name, byRelation := map[access.Scope]access.RelationName{
		access.ScopeOwn: access.RelationReporter, access.ScopeAssignee: access.RelationAssignee, access.ScopeOwned: access.RelationOwner,
		access.ScopeCase: access.RelationCase, access.ScopeForum: access.RelationForum, access.ScopeSelf: access.RelationSelf,
	}[scope]
	return slices.ContainsFunc(w.byKind[d.kind], func(m *made) bool {
		o := d.of(m)
		return o.Kind == kind && (!byRelation || slices.ContainsFunc(o.Relations, func(r access.Relation) bool { return r.Name == name }))
	})
}

func (w *walk) isHeld(role access.Role) bool {
	return slices.ContainsFunc(roster(), func(one struct{ who, name, role, reach string }) bool { return w.subjects[one.who].Holds(role) })
}

// unchanged holds records to what they were when the ground was made.
func (w *walk) unchanged(which func(*made) bool) {
	w.Helper()
	n, now := 0, w.versions()
	for _, m := range w.all {
		if !which(m) {
			continue
		}
		n++
		if now[m.key] != m.version {
			w.Errorf("the %s %s %s level %d went from version %d to %d", m.kind, m.class, m.standing, m.level, m.version, now[m.key])
		}
	}
	if n < len(w.all)/4 {
		w.Errorf("only %d of %d records were looked at", n, len(w.all))
	}
}

// subject is a person's rights of the moment.
func (v *visitor) subject() (who access.Subject) {
	v.Helper()
	v.must(v.Book.Read(context.Background(), record.Caller{Person: v.key()}, func(tx *record.Tx) error { who = tx.Subject; return nil }))
	return who
}
