package access

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// a person with roles over one unit
func person(id int64, grants ...Grant) Subject {
	return Subject{Person: id, Veil: -1000 - id, Grants: append([]Grant{{Role: Employee}}, grants...)}
}

func over(role Role, units ...int64) Grant { return Grant{Role: role, Units: units} }

func everywhere(role Role) Grant { return Grant{Role: role, Region: true} }

// report is an incident in unit 10, level and class as told.
func report(class string, level Level, relations ...Relation) Object {
	return Object{Kind: "incident", Class: class, Level: level, Unit: 10, Areas: []string{"personal"}, Relations: relations}
}

func by(name RelationName, s Subject) Relation {
	if name.Veiled() {
		return Relation{name, s.Veil}
	}
	return Relation{name, s.Person}
}

func TestEveryoneMayReportWhateverItIs(t *testing.T) {
	for _, class := range Classes() {
		if s := person(1); !s.May(Create, report(class, LevelCase, by(RelationReporter, s), by(RelationSubject, s))) {
			t.Errorf("an employee may not report class %q about themselves", class)
		}
		if s := (Subject{Grants: []Grant{{Role: Intake}}}); !s.May(Create, report(class, LevelCase)) {
			t.Errorf("the anonymous door may not take class %q", class)
		}
	}
}

func TestTheReporterSeesReportAndTalkButNoNotes(t *testing.T) {
	s := person(1)
	o := report(ClassViolence, LevelCase, by(RelationReporter, s))
	if s.Sight(o) != Full || !s.AsReporter(o) || !s.May(Message, o) {
		t.Errorf("the reporter gets %v, as reporter %v", s.Sight(o), s.AsReporter(o))
	}
	for _, kind := range []string{"comment", "part", "alert", "link", "action"} {
		o.Kind = kind
		if s.Sight(o) != Nothing {
			t.Errorf("the reporter gets %v of the %s, even if it carried the relation", s.Sight(o), kind)
		}
	}
	o.Kind = "incident"
	for _, action := range []Action{Update, Assess, Assign, Close, Reopen, Comment, ReadSealed, Export, Dispose} {
		if s.May(action, o) {
			t.Errorf("the reporter may %s", action)
		}
	}
}

func TestAManagerKnowsOfViolenceInTheUnitAndReadsItOnTheCaseList(t *testing.T) {
	m := person(1, over(Manager, 10))
	for level, want := range map[Level]Answer{LevelInternal: Stub, LevelSecrecy: Stub, LevelCase: Stub} {
		if got := m.Sight(report(ClassViolence, level)); got != want {
			t.Errorf("level %d: %v", level, got)
		}
	}
	if got := m.Sight(report(ClassViolence, LevelCase, by(RelationCase, m))); got != Full {
		t.Errorf("on the case list: %v", got)
	}
	if got := m.Sight(report(ClassNone, LevelInternal)); got != Full {
		t.Errorf("an ordinary event in the unit: %v", got)
	}
	if got := m.Sight(report(ClassNone, LevelSecrecy)); got != Stub {
		t.Errorf("a secret event in the unit: %v", got)
	}
	if got := person(1, over(Manager, 11)).Sight(report(ClassNone, LevelInternal)); got != Nothing {
		t.Errorf("another unit's event: %v", got)
	}
	if got := m.Sight(report(ClassProtective, LevelSecrecy)); got != Nothing {
		t.Errorf("protective security: %v", got)
	}
}

func TestACoordinatorIsLimitedToSiteAndAreas(t *testing.T) {
	g := over(SiteCoordinator, 10)
	g.Areas = []string{"personal", "access", "fire"}
	s := person(1, g)
	inArea, other := report(ClassNone, LevelSecrecy), report(ClassNone, LevelSecrecy)
	other.Areas = []string{"info"}
	if s.Sight(inArea) != Full || s.Sight(other) != Nothing {
		t.Errorf("in area %v, other area %v", s.Sight(inArea), s.Sight(other))
	}
	other.Relations = []Relation{by(RelationAssignee, s)}
	if s.Sight(other) != Full {
		t.Error("a part handed over lies outside the areas")
	}
}

func TestTheDirectorReadsCasesAndCountsTheRest(t *testing.T) {
	d := person(1, everywhere(Director))
	notes := report(ClassViolence, LevelSecrecy)
	notes.Kind = "comment"
	if d.Sight(report(ClassViolence, LevelSecrecy)) != Full || d.Sight(report(ClassViolence, LevelCase)) != Stub || d.Sight(notes) != Nothing {
		t.Error("the director's sight is not full, stub, nothing")
	}
	if b := person(2, everywhere(BoardMember)); b.Sight(report(ClassNone, LevelOpen)) != Stub || b.Sight(report(ClassProtective, LevelSecrecy)) != Nothing {
		t.Error("the board does more than count")
	}
}

func TestALockStopsChangesAndNotReading(t *testing.T) {
	s := person(1, over(Manager, 10))
	o := report(ClassNone, LevelInternal)
	o.Locked = true
	if !s.May(Read, o) || s.May(Update, o) || s.Why(Update, o).Denial != DenialLock {
		t.Errorf("read %v, update %v (%s)", s.May(Read, o), s.May(Update, o), s.Why(Update, o).Denial)
	}
}

func TestWhySaysTheRuleOrTheDenial(t *testing.T) {
	m := person(1, over(Manager, 10))
	if why := m.Why(Read, report(ClassNone, LevelInternal)); !why.Allowed || why.Rule.Line == 0 || why.Scope != ScopeUnit {
		t.Errorf("allowed: %+v", why)
	}
	for _, test := range []struct {
		want   Denial
		action Action
		object Object
	}{
		{DenialNoRule, Dispose, report(ClassNone, LevelInternal)},
		{DenialReach, Assess, Object{Kind: "incident", Level: LevelInternal, Unit: 11}},
		{DenialLevel, Assess, report(ClassNone, LevelSecrecy)},
		{DenialLevel, Read, report(ClassNone, 0)},
		{DenialConflict, Read, report(ClassNone, LevelInternal, by(RelationNamed, m))},
	} {
		if got := m.Why(test.action, test.object); got.Allowed || got.Denial != test.want {
			t.Errorf("%s of %+v: %+v, want %s", test.action, test.object, got, test.want)
		}
	}
}

func TestWhoeverTheCaseIsAboutIsAReporterAtMost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, o := drawSubject(t), drawObject(t, 1, inForce().Kinds())
		if s.Veil == 0 {
			return
		}
		o.Relations = append(o.Relations, Relation{rapid.SampledFrom([]RelationName{RelationSubject, RelationNamed}).Draw(t, "conflict"), s.Veil})
		for _, action := range Actions() {
			why := s.Why(action, o)
			if why.Allowed && !why.Scope.survivesConflict(action) {
				t.Fatalf("may %s by %s", action, why.Scope)
			}
			if why.Allowed && action != Create && !o.has(RelationReporter, s) && !o.has(RelationSelf, s) {
				t.Fatalf("may %s without being reporter or self", action)
			}
		}
	})
}

func TestLevelFourIsReadByReporterSelfAndCaseListOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, o := drawSubject(t), drawObject(t, 1, inForce().Kinds())
		o.Level = LevelCase
		for _, action := range []Action{List, Read, ReadSealed, Export, Update, Comment, Disclose} {
			near := o.has(RelationReporter, s) || o.has(RelationSelf, s) || o.has(RelationCase, s)
			if s.May(action, o) && !near && !s.Holds(System) {
				t.Fatalf("may %s %s", action, o.Kind)
			}
		}
	})
}

func TestNobodyWithoutARoleMayDoAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := drawObject(t, 1, inForce().Kinds())
		for _, action := range Actions() {
			if (Subject{Person: 1, Veil: -1001}).May(action, o) {
				t.Fatalf("may %s", action)
			}
		}
	})
}

// content is what system administrators must not reach by their role.
var content = []string{
	"incident", "part", "cause", "cost", "lesson", "comment", "link", "file", "alert", "message", "action", "risk", "checklist", "fire_installation", "lost_card",
	"insurance_matter", "investment_need", "agreement", "supplier", "contact", "system", "report_statistics", "saved_view", "import_batch",
}

func TestEveryKindIsEitherContentOrMachinery(t *testing.T) {
	machinery := []string{"unit", "site", "place", "person", "account", "session", "config", "job", "trail", "appointment", "role"}
	for _, kind := range inForce().Kinds() {
		if slices.Contains(content, kind) == slices.Contains(machinery, kind) {
			t.Errorf("%s must be listed as content or as machinery", kind)
		}
	}
}

func TestSystemAdministratorsAndSystemReadNoContent(t *testing.T) {
	for _, role := range []Role{SystemAdministrator, AccessAdministrator, System} {
		for _, kind := range content {
			for _, class := range Classes() {
				for level := LevelOpen; level <= LevelCase; level++ {
					for _, st := range standings() {
						s, o := st.ask(role, kind, class, level)
						if s.Sight(o) != Nothing || s.May(Read, o) || s.May(ReadSealed, o) || s.May(Export, o) {
							t.Errorf("%s sees %s.%s level %d as %s", role, kind, class, level, st.name)
						}
					}
				}
			}
		}
	}
}
