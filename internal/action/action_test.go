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
		err = b.Write(context.Background(), record.Caller{Door: record.System}, func(tx *record.Tx) error { return org.Persons.Create(tx, &who) })
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
