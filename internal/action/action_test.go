package action_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/action"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/store/storetest"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/trail"
)

const chief record.Key = 1_000_001

func each(t *testing.T, f func(t *testing.T, b *record.Book, who record.Key, today clock.Date)) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		o.Ledger = trail.NewLedger()
		db := storetest.Open(t, o)
		err := db.Write(context.Background(), func(tx *store.Tx) error {
			_, err := trail.Append(tx, trail.Draft{Action: "found", Body: []byte("{}")})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		ring, err := record.NewKeyring(bytes.Repeat([]byte{7}, record.KeySize))
		if err != nil {
			t.Fatal(err)
		}
		known := strategy.Known{Classes: access.Classes()[1:]}
		for _, r := range access.Appointable() {
			known.AccessRoles = append(known.AccessRoles, string(r))
		}
		p, err := strategy.Embedded(known)
		if err != nil {
			t.Fatal(err)
		}
		rights := func(_ *store.Tx, person int64) (access.Subject, error) {
			grants := []access.Grant{{Role: access.Employee, Region: true}}
			if record.Key(person) == chief {
				grants = append(grants, access.Grant{Role: access.SecurityChief, Region: true})
			}
			return access.Subject{Grants: grants}, nil
		}
		b := record.NewBook(db, p.Terms(), ring, rights, org.Persons, action.Kind)
		who := org.Person{Envelope: record.Envelope{Title: "Ansvarig", Level: 1}}
		err = b.Write(context.Background(), record.Caller{Door: record.System}, func(tx *record.Tx) error {
			who = org.Person{Envelope: record.Envelope{Title: "Ansvarig", Level: 1}}
			return org.Persons.Create(tx, &who)
		})
		if err != nil {
			t.Fatal(err)
		}
		f(t, b, who.Key, clock.Today(o.Clock))
	})
}

func refused(err error, field, key string) bool {
	bad, _ := errors.AsType[record.Invalid](err)
	return slices.ContainsFunc(bad, func(p record.Problem) bool { return p.Field == field && p.Key == key })
}

func TestTheResponsiblePersonFinishesAnActionWithoutAnyRole(t *testing.T) {
	each(t, func(t *testing.T, b *record.Book, who record.Key, today clock.Date) {
		a := &action.Action{Envelope: record.Envelope{Title: "Byt låset"}, Responsible: who, Due: today.AddDays(7)}
		if err := b.Write(context.Background(), record.Caller{Person: chief}, func(tx *record.Tx) error { fresh := *a; err := action.Kind.Create(tx, &fresh); *a = fresh; return err }); err != nil {
			t.Fatal(err)
		}
		take := func(p record.Key, step string, fill func(*action.Action) error) error {
			return b.Write(context.Background(), record.Caller{Person: p}, func(tx *record.Tx) error {
				now, err := action.Kind.Take(tx, a.Key, a.Version, step, fill)
				if err == nil {
					*a = *now
				}
				return err
			})
		}
		if err := take(who+999, "start", nil); !errors.Is(err, record.ErrNotFound) {
			t.Errorf("somebody else: %v", err)
		}
		if err := take(who, "start", nil); err != nil || !a.Open() {
			t.Errorf("start: %v", err)
		}
		if err := take(who, "finish", func(a *action.Action) error { a.DoneOn = today.AddDays(1); return nil }); !refused(err, "done_on", "action.problem.done_ahead") {
			t.Errorf("done tomorrow: %v", err)
		}
		if err := take(who, "finish", nil); err != nil || a.DoneOn != today || a.Open() {
			t.Errorf("finish: %v, done on %s", err, a.DoneOn)
		}
		if err := take(who, "resume", nil); !refused(err, "reason", "problem.required") {
			t.Errorf("resumed without a reason: %v", err)
		}
	})
}

func TestAnActionNeedsSomebodyAndAnEndAfterItsStart(t *testing.T) {
	each(t, func(t *testing.T, b *record.Book, who record.Key, today clock.Date) {
		err := b.Write(context.Background(), record.Caller{Person: chief}, func(tx *record.Tx) error {
			return action.Kind.Create(tx, &action.Action{Envelope: record.Envelope{Title: "Byt låset"}, Start: today, Due: today.AddDays(-1)})
		})
		if !refused(err, "responsible", "problem.required") || !refused(err, "due", "action.problem.due_before_start") {
			t.Error(err)
		}
	})
}

// somebody adds a person.
func somebody(t *testing.T, b *record.Book, name string) record.Key {
	t.Helper()
	var p org.Person
	err := b.Write(context.Background(), record.Caller{Door: record.System}, func(tx *record.Tx) error {
		p = org.Person{Envelope: record.Envelope{Title: name, Level: 1}}
		return org.Persons.Create(tx, &p)
	})
	if err != nil {
		t.Fatal(err)
	}
	return p.Key
}

// decide makes an action as the chief, who is no person of the register: the judge is named.
func decide(b *record.Book, a action.Action) (*action.Action, error) {
	var made action.Action
	err := b.Write(context.Background(), record.Caller{Person: chief}, func(tx *record.Tx) error {
		made = a
		return action.Kind.Create(tx, &made)
	})
	return &made, err
}

func step(b *record.Book, who record.Key, a *action.Action, name string, fill func(*action.Action)) (now *action.Action, err error) {
	err = b.Write(context.Background(), record.Caller{Person: who}, func(tx *record.Tx) (err error) {
		now, err = action.Kind.Take(tx, a.Key, a.Version, name, func(a *action.Action) error {
			if fill != nil {
				fill(a)
			}
			return nil
		})
		return err
	})
	return now, err
}

func TestTheEffectIsJudgedBySomebodyOtherThanWhoeverDidIt(t *testing.T) {
	each(t, func(t *testing.T, b *record.Book, who record.Key, today clock.Date) {
		judge := somebody(t, b, "Bedömare")
		fresh := action.Action{Envelope: record.Envelope{Title: "Byt låset"}, Responsible: who, Due: today.AddDays(7), EffectOn: today.AddDays(30)}
		fresh.Judge = who
		if _, err := decide(b, fresh); !refused(err, "judge", "action.problem.judge_is_doer") {
			t.Errorf("the doer as judge: %v", err)
		}
		fresh.Judge, fresh.EffectOn = judge, today
		if _, err := decide(b, fresh); !refused(err, "effect_on", "action.problem.effect_before_due") {
			t.Errorf("judged before it is to be done: %v", err)
		}
		fresh.EffectOn = today.AddDays(30)
		a, err := decide(b, fresh)
		if err != nil || a.Holder() != who || a.Deadline() != a.Due {
			t.Fatalf("%v, held by %d", err, a.Holder())
		}
		if a, err = step(b, who, a, "finish", nil); err != nil || a.State != action.Done || a.Holder() != judge || a.Deadline() != today.AddDays(30) || a.Late(today) || !a.Late(today.AddDays(31)) {
			t.Fatalf("finish: %v, %+v", err, a)
		}
		worked := func(a *action.Action) { a.Effect = action.Worked }
		if _, err := step(b, who, a, "judge", worked); !refused(err, "judge", "action.problem.judge_is_doer") {
			t.Errorf("the doer judges: %v", err)
		}
		if _, err := step(b, judge, a, "judge", nil); !refused(err, "effect", "problem.required") {
			t.Errorf("judged as nothing: %v", err)
		}
		if a, err = step(b, judge, a, "judge", worked); err != nil || a.State != action.Judged || a.Holder() != 0 {
			t.Fatalf("judge: %v, %+v", err, a)
		}
	})
}

func TestTheEffectChangesOnlyByAJudgement(t *testing.T) {
	each(t, func(t *testing.T, b *record.Book, who record.Key, today clock.Date) {
		a, err := decide(b, action.Action{Envelope: record.Envelope{Title: "Byt låset"}, Responsible: who, Due: today})
		if err != nil {
			t.Fatal(err)
		}
		err = b.Write(context.Background(), record.Caller{Person: chief}, func(tx *record.Tx) error {
			_, err := action.Kind.Change(tx, a.Key, a.Version, func(a *action.Action) error { a.Effect = action.Worked; return nil })
			return err
		})
		if !refused(err, "effect", "action.problem.effect_by_judge") {
			t.Error(err)
		}
	})
}

func TestAnActionThatDidNotHelpLeadsToANewOne(t *testing.T) {
	each(t, func(t *testing.T, b *record.Book, who record.Key, today clock.Date) {
		judge := somebody(t, b, "Bedömare")
		a, err := decide(b, action.Action{Envelope: record.Envelope{Title: "Byt låset"}, Responsible: who, Due: today, EffectOn: today.AddDays(30), Judge: judge})
		if err != nil {
			t.Fatal(err)
		}
		if a, err = step(b, who, a, "finish", nil); err != nil {
			t.Fatal(err)
		}
		_, err = step(b, judge, a, "judge", func(a *action.Action) { a.Effect, a.NextDue = action.DidNot, today.AddDays(-1) })
		if !refused(err, "effect_note", "action.problem.what_is_left") || !refused(err, "next_due", "action.problem.next_due") {
			t.Errorf("nothing said of what is left: %v", err)
		}
		if _, err = step(b, judge, a, "judge", func(a *action.Action) {
			a.Effect, a.EffectNote, a.NextDue = action.DidNot, "Dörren står fortfarande öppen", today.AddDays(10)
		}); err != nil {
			t.Fatal(err)
		}
		err = b.Read(context.Background(), record.Caller{Person: who}, func(tx *record.Tx) error {
			all, err := action.Kind.Handed(tx, record.Duty{States: []record.State{action.Decided}, By: "due", Most: 5})
			if err != nil || len(all.Records) != 1 {
				t.Fatalf("%v, %d new actions", err, len(all.Records))
			}
			if n := all.Records[0]; n.Follows != a.Key || n.Due != today.AddDays(10) || n.EffectOn != today.AddDays(40) || n.Judge != judge || n.What != "Dörren står fortfarande öppen" {
				t.Errorf("%+v", n)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}
