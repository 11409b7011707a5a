package access

import (
	"fmt"
	"slices"
	"testing"
)

func TestPrincipalAndDeputyAreOnePairOfEyes(t *testing.T) {
	chief, deputy, other := Hand{Person: 1, With: []int64{2}}, Hand{Person: 2}, Hand{Person: 3}
	if Pair(chief, deputy) || Pair(deputy, chief) || Pair(chief, chief) || Pair(chief, Hand{}) || !Pair(chief, other) {
		t.Error("pairs are not told apart")
	}
	for _, test := range []struct {
		name      string
		authors   []Hand
		approvers []Hand
		want      bool
	}{
		{"the author alone", []Hand{chief}, []Hand{chief}, true},
		{"the author's deputy", []Hand{chief}, []Hand{deputy}, true},
		{"one of two authors", []Hand{chief, other}, []Hand{other}, true},
		{"nobody", []Hand{chief}, nil, true},
		{"the author and another", []Hand{chief}, []Hand{chief, other}, false},
		{"another", []Hand{chief, deputy}, []Hand{other}, false},
	} {
		if got := Sole(test.authors, test.approvers...); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}

func TestWhichRolesNeedTwoPersons(t *testing.T) {
	var without []Role
	for _, role := range Appointable() {
		if !NeedsSecond(role) {
			without = append(without, role)
		}
	}
	want := []Role{Employee, Manager, BoardMember, SafetyRepresentative, FireRepresentative, InformationOwner, SystemOwner, ForumMember, InfosecCoordinatorIT, ITChief, PropertyChief, ChiefPhysician}
	for _, role := range Appointable() {
		if slices.Contains(want, role) != slices.Contains(without, role) {
			t.Errorf("%s needs a second person: %v", role, NeedsSecond(role))
		}
	}
}

func TestTheMachineAndTheContentAreNeverInOneHand(t *testing.T) {
	for _, role := range Appointable() {
		if role != Employee && role != SystemAdministrator && !Incompatible(SystemAdministrator, role) {
			t.Errorf("system_administrator and %s stand in one hand", role)
		}
		if NeedsSecond(role) && role != AccessAdministrator && !Incompatible(role, AccessAdministrator) {
			t.Errorf("access_administrator and %s stand in one hand", role)
		}
	}
	if Incompatible(Manager, SafetyRepresentative) || Incompatible(Employee, SystemAdministrator) {
		t.Error("roles that may be held together are refused")
	}
}

// world is who holds what: person i holds world[i].
type world [3][]Role

func (w world) subject(i int) Subject {
	s := Subject{Person: int64(i + 1), Veil: -1001 - int64(i)}
	for _, role := range w[i] {
		s.Grants = append(s.Grants, Grant{Role: role, Region: true})
	}
	return s
}

// next lists every world one appointment away that the rules allow when only the persons in hands act.
func (w world) next(hands []int) []world {
	var out []world
	object := Object{Kind: "appointment", Level: LevelInternal}
	for _, byPerson := range hands {
		for _, second := range append([]int{-1}, hands...) {
			for to := range w {
				for _, role := range []Role{SystemAdministrator, AccessAdministrator, Manager, SecurityChief, BoardMember} {
					a := Appointing{By: w.subject(byPerson), ByHand: Hand{Person: int64(byPerson + 1)}, To: int64(to + 1), Held: w[to], Role: role, Object: object}
					if second >= 0 {
						a.Second, a.SecondHand = w.subject(second), Hand{Person: int64(second + 1)}
					}
					if a.Refused() == DenialNone && !slices.Contains(w[to], role) {
						then := w
						then[to] = append(slices.Clone(w[to]), role)
						slices.Sort(then[to])
						out = append(out, then)
					}
				}
			}
		}
	}
	return out
}

// reachable searches every sequence of up to depth appointments.
func reachable(start world, hands []int, depth int, visit func(world)) {
	seen := map[string]bool{}
	layer := []world{start}
	for range depth {
		var following []world
		for _, w := range layer {
			for _, then := range w.next(hands) {
				if key := fmt.Sprint(then); !seen[key] {
					seen[key] = true
					following = append(following, then)
					visit(then)
				}
			}
		}
		layer = following
	}
}

func readsSecrecy(s Subject) bool { return s.Sight(report(ClassViolence, LevelSecrecy)) == Full }

func TestNobodyReachesSecrecyAlone(t *testing.T) {
	starts := map[string]world{
		"a system administrator alone":      {{Employee, SystemAdministrator}, {Employee}, {Employee}},
		"an access administrator alone":     {{AccessAdministrator, Employee}, {Employee}, {Employee}},
		"both, but only the first one acts": {{AccessAdministrator, Employee}, {AccessAdministrator, Employee}, {Employee}},
		"a manager":                         {{Employee, Manager}, {Employee}, {Employee}},
		"machine and access in two hands":   {{Employee, SystemAdministrator}, {AccessAdministrator, Employee}, {Employee}},
	}
	for name, start := range starts {
		reachable(start, []int{0}, 4, func(w world) {
			for i := range w {
				if readsSecrecy(w.subject(i)) {
					t.Fatalf("%s: person %d reads secrecy in %v", name, i, w)
				}
			}
		})
	}
}

func TestNoSequenceGivesOnePersonTheMachineAndTheContent(t *testing.T) {
	start := world{{AccessAdministrator, Employee}, {AccessAdministrator, Employee}, {Employee}}
	visited, secrecy := 0, false
	reachable(start, []int{0, 1, 2}, 4, func(w world) {
		visited++
		for i, roles := range w {
			secrecy = secrecy || readsSecrecy(w.subject(i))
			for _, a := range roles {
				for _, b := range roles {
					if Incompatible(a, b) {
						t.Fatalf("one person holds %s and %s in %v", a, b, w)
					}
				}
			}
		}
	})
	if visited < 5 || !secrecy {
		t.Errorf("the search saw %d worlds, secrecy reached by two persons: %v", visited, secrecy)
	}
}

func TestAnAppointmentIsRefusedForItsReason(t *testing.T) {
	w := world{{AccessAdministrator, Employee}, {AccessAdministrator, Employee}, {Employee}}
	one, two := w.subject(0), w.subject(1)
	object := Object{Kind: "appointment", Level: LevelInternal}
	for _, test := range []struct {
		name string
		a    Appointing
		want Denial
	}{
		{"an ordinary role by one", Appointing{By: one, To: 3, Role: Manager}, DenialNone},
		{"to oneself", Appointing{By: one, To: 1, Role: Manager}, DenialSelf},
		{"to the second", Appointing{By: one, Second: two, To: 2, Role: Manager}, DenialSelf},
		{"by somebody without the role", Appointing{By: w.subject(2), To: 1, Role: Manager}, DenialNoRule},
		{"secrecy by one", Appointing{By: one, To: 3, Role: SecurityChief}, DenialSecond},
		{"secrecy by one twice", Appointing{By: one, Second: one, To: 3, Role: SecurityChief}, DenialSecond},
		{"secrecy by one and the own deputy", Appointing{By: one, Second: two, SecondHand: Hand{Person: 2, With: []int64{1}}, To: 3, Role: SecurityChief}, DenialSecond},
		{"secrecy by two", Appointing{By: one, Second: two, To: 3, Role: SecurityChief}, DenialNone},
		{"the machine beside content", Appointing{By: one, Second: two, To: 3, Held: []Role{SecurityChief}, Role: SystemAdministrator}, DenialIncompatible},
		{"a door of the program", Appointing{By: one, Second: two, To: 3, Role: System}, DenialClosed},
	} {
		test.a.Object, test.a.ByHand.Person = object, test.a.By.Person
		if test.a.SecondHand.Person == 0 {
			test.a.SecondHand.Person = test.a.Second.Person
		}
		if got := test.a.Refused(); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}
