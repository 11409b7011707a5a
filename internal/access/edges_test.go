package access

import (
	"slices"
	"testing"
)

func TestARuleOfAnAreaReachesNoRecordOutsideIt(t *testing.T) {
	s, g := Subject{Person: 1}, Grant{Role: SecurityChief, Region: true}
	rule := Rule{Role: SecurityChief, Kind: "incident", Area: "fire", Scopes: []Scope{ScopeRegion}, Max: LevelSecrecy}
	within, outside := Object{Kind: "incident", Areas: []string{"it", "fire"}, Level: LevelOpen}, Object{Kind: "incident", Areas: []string{"it"}, Level: LevelOpen}
	if !s.reaches(g, rule, ScopeRegion, within) || s.reaches(g, rule, ScopeRegion, outside) || s.reaches(g, rule, ScopeRegion, Object{Kind: "incident"}) {
		t.Error("a rule of one area does not hold to it")
	}
	if one, reaches := spanOf(g, rule, ScopeRegion, List, true); !reaches || len(one.areas) != 1 || !slices.Equal(one.areas[0], []string{"fire"}) {
		t.Errorf("in a list it becomes %+v", one)
	}
}

func TestARuleOfAClassReachesNoRowOfAKindThatHasNone(t *testing.T) {
	rule := Rule{Role: SecurityChief, Kind: "unit", Classes: []string{ClassViolence}, Scopes: []Scope{ScopeRegion}, Max: LevelSecrecy}
	if _, reaches := spanOf(Grant{Role: SecurityChief, Region: true}, rule, ScopeRegion, List, false); reaches {
		t.Error("a rule of violence reaches a kind without classes")
	}
	rule.Classes = []string{ClassNone, ClassViolence}
	if one, reaches := spanOf(Grant{Role: SecurityChief, Region: true}, rule, ScopeRegion, List, false); !reaches || one.classes != nil {
		t.Errorf("a rule of no class does not: %+v", one)
	}
}

func TestARoleIsHeldByAnyOfTheGrants(t *testing.T) {
	s := person(1, over(Manager, 10), everywhere(Reviewer))
	if !s.Holds(Employee) || !s.Holds(Reviewer) || s.Holds(SecurityChief) || (Subject{}).Holds(Employee) {
		t.Errorf("%+v holds what it does not, or not what it does", s.Grants)
	}
}

func TestEachAnswerHasAName(t *testing.T) {
	for a, want := range map[Answer]string{Nothing: "nothing", Stub: "stub", Full: "full"} {
		if a.String() != want {
			t.Errorf("%d is called %q", a, a)
		}
	}
}

func TestATableWithoutCellsHasNoFigures(t *testing.T) {
	for _, table := range [][][]int{nil, {}, {{}}} {
		if f := Suppress(table, nil); len(f.Cells) != 0 || f.Total != (Cell{}) {
			t.Errorf("%v becomes %+v", table, f)
		}
	}
}
