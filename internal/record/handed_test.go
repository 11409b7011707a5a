package record_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
)

// task hangs on an event, or stands alone, and is handed to persons of its own.
type task struct {
	record.Envelope
	Due  clock.Date
	Who  []record.Key
	List []record.Key
}

var tasks = record.Define(record.Spec[task]{
	Name: "action", Prefix: "Å", Start: "planned", Under: &record.Under[task]{},
	Fields: []record.Field[task]{
		record.Date("due", func(a *task) *clock.Date { return &a.Due }).Filter(),
		record.Refs("who", func(a *task) *[]record.Key { return &a.Who }),
		record.Refs("list", func(a *task) *[]record.Key { return &a.List }),
	},
	Orders: []record.Order{{Name: "created", Column: "created_at", Desc: true}},
	Steps:  []record.Step[task]{{Name: "finish", From: []record.State{"planned"}, To: "done", Needs: access.Update}},
	Relations: func(_ *record.Tx, a *task) (all []access.Relation) {
		for _, p := range a.Who {
			all = append(all, access.Relation{Name: access.RelationAssignee, Who: int64(p)})
		}
		for _, p := range a.List {
			all = append(all, access.Relation{Name: access.RelationCase, Who: int64(p)})
		}
		return all
	},
})

// openImport is an import that is not complete: what it brought is in no list.
const openImport record.Key = 1_000_900

var days = []clock.Date{{}, clock.NewDate(2026, 9, 30), clock.NewDate(2026, 10, 1), clock.NewDate(2026, 10, 15), clock.NewDate(2026, 11, 1)}

type errand struct {
	task
	on   int // index among the events that are left; -1 = alone
	then int // 1 finished, 2 withdrawn
}

func drawErrands(t *rapid.T) []errand {
	all := make([]errand, rapid.IntRange(0, 10).Draw(t, "tasks"))
	for i := range all {
		some := func(label string) []record.Key {
			return rapid.SliceOfNDistinct(rapid.SampledFrom(crowd), 0, 2, rapid.ID).Draw(t, label)
		}
		e := &all[i]
		e.Title, e.Unit, e.Level = "Något att göra", record.Key(rapid.SampledFrom([]int{0, unit7, unit8}).Draw(t, "unit")), access.Level(rapid.IntRange(1, 4).Draw(t, "level"))
		e.Areas, e.Due, e.Who, e.List = drawAreas(t), rapid.SampledFrom(days).Draw(t, "due"), some("who"), some("list")
		e.Batch = rapid.SampledFrom([]record.Key{0, 0, 0, openImport}).Draw(t, "import")
		e.on, e.then = rapid.IntRange(-1, 12).Draw(t, "on"), rapid.IntRange(0, 3).Draw(t, "then")
	}
	return all
}

// hang makes the tasks on the events, and lets their fates come over them.
func hang(tx *record.Tx, errands []errand, on []*event) error {
	for _, e := range errands {
		a := e.task
		if e.on >= 0 && len(on) > 0 {
			a.On = on[e.on%len(on)].Key
		}
		if err := tasks.Create(tx, &a); err != nil {
			return err
		}
		var err error
		switch e.then {
		case 1:
			_, err = tasks.Take(tx, a.Key, a.Version, "finish", nil)
		case 2:
			err = tasks.Withdraw(tx, a.Key)
		}
		if err != nil {
			return fmt.Errorf("fate %d of a task: %w", e.then, err)
		}
	}
	return nil
}

func emptied(tx *record.Tx) error {
	for _, text := range []string{"DELETE FROM incident", "DELETE FROM incident_span", "DELETE FROM incident_sum", "DELETE FROM action", "DELETE FROM action_span",
		"DELETE FROM access_key", "DELETE FROM record WHERE kind IN ('incident', 'action')", "DELETE FROM batch_open"} {
		if _, err := tx.Exec(text); err != nil {
			return err
		}
	}
	_, err := tx.Exec("INSERT INTO batch_open(rid) VALUES($1)", int64(openImport))
	return err
}

// What is handed to somebody and what hangs on a record are read by statements of their own, for speed. They give what the
// list gives the same person: whatever limits it, and also when the event is about that person.
func TestWhatIsHandedAndWhatHangsIsWhatTheListShows(t *testing.T) {
	eachOf(t, []record.Any{events, tasks}, func(t *testing.T, b *record.Book, now *clock.Manual) {
		now.Set(time.Date(2026, 12, 3, 12, 0, 0, 0, time.UTC))
		rapid.Check(t, func(t *rapid.T) {
			fates, errands := drawFates(t, b), drawErrands(t)
			owners := rapid.SliceOfN(rapid.SampledFrom([]record.Key{0, crowd[0], crowd[1]}), len(fates), len(fates)).Draw(t, "owners")
			var there []*event
			err := b.Write(context.Background(), record.Caller{Door: record.System}, func(tx *record.Tx) (err error) {
				if err = emptied(tx); err != nil {
					return err
				}
				if there, err = live(tx, fates); err != nil {
					return err
				}
				for i, e := range there { // the crowd are no persons of a register, so no form would give them an event
					if _, err := tx.Exec("UPDATE record SET owner = $1 WHERE rid = $2", int64(owners[i]), int64(e.Key)); err != nil {
						return err
					}
				}
				return hang(tx, errands, there)
			})
			if err != nil {
				t.Fatal(err)
			}
			for range 3 {
				grants, most := drawGrants(t), rapid.SampledFrom([]int{1, 3, 100}).Draw(t, "most")
				owner := rapid.Bool().Draw(t, "only owned")
				b.Rights = func(*store.Tx, int64) (access.Subject, error) { return access.Subject{Grants: grants}, nil }
				err := b.Read(context.Background(), as(crowd[0]), func(tx *record.Tx) error {
					if err := compareHandedEvents(tx, most, owner); err != nil {
						return err
					}
					if err := compareHandedTasks(tx, most); err != nil {
						return err
					}
					return compareHanging(tx, there)
				})
				if err != nil {
					t.Fatalf("%+v: %v", grants, err)
				}
			}
		})
	})
}

// listed is what the list shows of a kind and the person has been handed, newest first.
func listed[T any](tx *record.Tx, k *record.Kind[T], q record.Query, mine func(*T) bool) ([]*T, error) {
	q.Limit, q.Order = record.MaxPage, "created"
	page, err := k.List(tx, q)
	all := slices.DeleteFunc(page.Records, func(r *T) bool { return !mine(r) })
	slices.SortFunc(all, func(a, b *T) int { return int(k.Env(b).Key - k.Env(a).Key) })
	return all, err
}

func keysOf[T any](k *record.Kind[T], all []*T) (keys []record.Key) {
	for _, r := range all {
		keys = append(keys, k.Env(r).Key)
	}
	return keys
}

func compareHandedEvents(tx *record.Tx, most int, owner bool) error {
	me := tx.Caller.Person
	want, err := listed(tx, events, record.Query{Filters: []record.Filter{{Field: "state", Any: []string{"reported"}}}}, func(e *event) bool {
		return slices.Contains(e.Handlers, me) && (!owner || e.Owner == me)
	})
	if err != nil {
		return err
	}
	got, err := events.Handed(tx, record.Duty{States: []record.State{"reported"}, Owner: owner, Most: most})
	if err != nil {
		return err
	}
	n := 0
	if len(got.Records) > 0 { // nothing read, nothing counted
		n = got.Counts[0]
	}
	if first := want[:min(most, len(want))]; n != len(want) || !slices.Equal(keysOf(events, got.Records), keysOf(events, first)) {
		return fmt.Errorf("handed %v of %d, the list shows %v", keysOf(events, got.Records), n, keysOf(events, want))
	}
	return nil
}

// compareHandedTasks wants them by day, what has none last, and counted between the cuts.
func compareHandedTasks(tx *record.Tx, most int) error {
	me := tx.Caller.Person
	want, err := listed(tx, tasks, record.Query{Filters: []record.Filter{{Field: "state", Any: []string{"planned"}}}}, func(a *task) bool { return slices.Contains(a.Who, me) })
	if err != nil {
		return err
	}
	slices.SortStableFunc(want, func(a, b *task) int {
		switch {
		case a.Due == b.Due:
			return 0
		case a.Due.IsZero(), !b.Due.IsZero() && b.Due.Before(a.Due):
			return 1
		}
		return -1
	})
	counts := make([]int, 3)
	for _, a := range want {
		switch {
		case a.Due.IsZero() || !a.Due.Before(days[3]):
			counts[2]++
		case a.Due.Before(days[2]):
			counts[0]++
		default:
			counts[1]++
		}
	}
	got, err := tasks.Handed(tx, record.Duty{States: []record.State{"planned"}, By: "due", Cuts: []string{days[2].String(), days[3].String()}, Most: most})
	if err != nil {
		return err
	}
	first := want[:min(most, len(want))]
	if !slices.Equal(got.Counts, counts) || !slices.Equal(keysOf(tasks, got.Records), keysOf(tasks, first)) {
		return fmt.Errorf("handed %v counted %v, the list shows %v counted %v", keysOf(tasks, got.Records), got.Counts, keysOf(tasks, want), counts)
	}
	return nil
}

func compareHanging(tx *record.Tx, on []*event) error {
	for _, e := range on {
		want, err := listed(tx, tasks, record.Query{On: e.Key}, func(*task) bool { return true })
		if err != nil {
			return err
		}
		h, err := tx.Hanging(e.Key)
		if err != nil {
			return err
		}
		got, err := tasks.Of(h)
		if err != nil || !slices.Equal(keysOf(tasks, got), keysOf(tasks, want)) {
			return fmt.Errorf("on %d hang %v (%w), the list shows %v", e.Key, keysOf(tasks, got), err, keysOf(tasks, want))
		}
	}
	return nil
}
