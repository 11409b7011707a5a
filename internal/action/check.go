package action

import (
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/strategy"
)

// derived marks a field that only the steps set.
func derived(f record.Field[Action]) record.Field[Action] {
	f.Derived = true
	return f
}

// persons lets whoever is to do or judge something read it, also at level 4: the action is written for them, and opens
// nothing of what it hangs on. It is assigned to the one whose turn it is.
func persons(_ *record.Tx, a *Action) (all []access.Relation) {
	turn := a.Holder()
	if turn == 0 {
		turn = a.Responsible
	}
	all = append(all, access.Relation{Name: access.RelationAssignee, Who: int64(turn)})
	for _, who := range []record.Key{a.Responsible, a.Judge} {
		if who != 0 {
			all = append(all, access.Relation{Name: access.RelationCase, Who: int64(who)})
		}
	}
	return all
}

func problem(field, key string) record.Problem { return record.Problem{Field: field, Key: key} }

func check(tx *record.Tx, a *Action) (bad []record.Problem) {
	if a.Judge == 0 && !a.EffectOn.IsZero() && tx.Caller.Door == record.NoDoor && tx.Caller.Person != a.Responsible {
		a.Judge = tx.Caller.Person // whoever decides it
	}
	if !a.Start.IsZero() && !a.Due.IsZero() && a.Due.Before(a.Start) {
		bad = append(bad, problem("due", "action.problem.due_before_start"))
	}
	if a.Effect != Effect(a.Verdict) {
		bad = append(bad, problem("effect", "action.problem.effect_by_judge"))
	}
	return append(append(bad, checkEffect(tx, a)...), checkPersons(tx, a)...)
}

// checkEffect wants a day and a judge for the effect, where the profile asks for it when the action is decided (A24).
func checkEffect(tx *record.Tx, a *Action) (bad []record.Problem) {
	switch {
	case !a.EffectOn.IsZero() && !a.Due.IsZero() && a.EffectOn.Before(a.Due):
		bad = append(bad, problem("effect_on", "action.problem.effect_before_due"))
	case a.EffectOn.IsZero() && a.Version == 0 && tx.Caller.Door == record.NoDoor && effectAsked(tx, a.On):
		bad = append(bad, problem("effect_on", "action.problem.effect_on"))
	}
	switch {
	case a.Judge != 0 && a.Judge == a.Responsible:
		bad = append(bad, problem("judge", "action.problem.judge_is_doer"))
	case a.Judge == 0 && !a.EffectOn.IsZero():
		bad = append(bad, problem("judge", "problem.required"))
	}
	return bad
}

// effectAsked reports whether the profile wants the effect judged of what is decided on an event as severe as this one.
func effectAsked(tx *record.Tx, on record.Key) bool {
	p, ok := org.ProfileOf(tx)
	if !ok || on == 0 {
		return false
	}
	severity, err := store.All[string](tx.Tx, "SELECT severity FROM incident WHERE rid = $1", int64(on))
	return err != nil || len(severity) > 0 && p.EffectAsked(strategy.Facts{Severity: severity[0]}) // unread is never taken for mild
}

// checkPersons refuses to give an action to somebody whom the event is about, or who is named in it. Who has it already
// keeps it until it moves.
func checkPersons(tx *record.Tx, a *Action) (bad []record.Problem) {
	var had struct{ responsible, judge record.Key }
	if a.Version > 0 {
		if err := tx.Row("SELECT responsible, judge FROM action WHERE rid = $1", int64(a.Key)).Scan(&had.responsible, &had.judge); err != nil {
			return []record.Problem{problem("responsible", "problem.no_such_record")}
		}
	}
	for _, one := range []struct {
		field    string
		now, had record.Key
	}{{"responsible", a.Responsible, had.responsible}, {"judge", a.Judge, had.judge}} {
		if one.now != 0 && one.now != one.had && concerned(tx, a.On, one.now) {
			bad = append(bad, problem(one.field, "incident.problem.concerned"))
		}
	}
	return bad
}

// concerned reports whether the record that an action hangs on is about the person, or names the person.
func concerned(tx *record.Tx, on, person record.Key) bool {
	if on == 0 {
		return false
	}
	var n int
	err := tx.Row("SELECT count(*) FROM access_key WHERE rid = $1 AND who = $2 AND relation IN ($3, $4)", int64(on), tx.Veil(person),
		string(access.RelationSubject), string(access.RelationNamed)).Scan(&n)
	return err != nil || n > 0
}

// finished sets the day it was done to today when none is given; a day to come is no fact.
func finished(tx *record.Tx, a *Action) []record.Problem {
	if a.DoneOn.IsZero() {
		a.DoneOn = tx.Today()
	}
	if a.DoneOn.After(tx.Today()) {
		return []record.Problem{problem("done_on", "action.problem.done_ahead")}
	}
	a.DoneBy = tx.Caller.Person
	return nil
}

// judged wants another pair of eyes than whoever did it, and says what is left when it was not enough.
func judged(tx *record.Tx, a *Action) (bad []record.Problem) {
	me, err := org.HandOf(tx, tx.Caller.Person)
	for _, doer := range []record.Key{a.Responsible, a.DoneBy} {
		if err != nil || doer != 0 && !access.Pair(me, access.Hand{Person: int64(doer)}) {
			return []record.Problem{problem("judge", "action.problem.judge_is_doer")}
		}
	}
	switch a.Effect {
	case "":
		bad = append(bad, problem("effect", "problem.required"))
	case Worked:
		a.NextDue = clock.Date{}
	default:
		if strings.TrimSpace(a.EffectNote) == "" {
			bad = append(bad, problem("effect_note", "action.problem.what_is_left"))
		}
		if a.NextDue.IsZero() || a.NextDue.Before(tx.Today()) {
			bad = append(bad, problem("next_due", "action.problem.next_due"))
		}
	}
	a.Judge, a.Verdict = tx.Caller.Person, string(a.Effect)
	return bad
}

// goOn decides a new action when the effect was not enough: by the same person, judged by the same, as long after.
func goOn(tx *record.Tx, _, a *Action) error {
	if a.Effect == Worked {
		return nil
	}
	kind, ok := tx.Book().Kind("action") // by name: Kind's own steps cannot name Kind
	if !ok {
		return record.ErrNotFound
	}
	row := kind.Blank()
	next, ok := record.As[Action](row)
	if !ok {
		return record.ErrNotFound
	}
	next.Title, next.On, next.Level, next.Unit, next.Areas = a.Title, a.On, a.Level, a.Unit, a.Areas
	next.What, next.ActionKind, next.Responsible, next.Due, next.Follows = a.EffectNote, a.ActionKind, a.Responsible, a.NextDue, a.Key
	next.Judge, next.EffectOn = a.Judge, a.NextDue.AddDays(max(1, a.Due.DaysUntil(a.EffectOn)))
	if a.Due.IsZero() || a.EffectOn.IsZero() {
		next.EffectOn = a.NextDue.AddDays(usualWait)
	}
	by := tx.As(record.System)
	by.Cause, by.Reason = int64(a.Key), ""
	return kind.Put(by, row)
}

// usualWait is how many days after its end an action's effect is judged when the one before says nothing else.
const usualWait = 30

func resume(_ *record.Tx, a *Action) error {
	a.DoneOn, a.DoneBy, a.Effect, a.Verdict = clock.Date{}, 0, "", ""
	return nil
}
