package record_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/store/storetest"
	"github.com/vardkas/vardkas/internal/trail"
	"github.com/vardkas/vardkas/internal/words"
)

// The kinds of these tests take names that the rules of access know.

type risk struct {
	record.Envelope
	Scenario string
	Kind     record.Code
	Cost     record.Amount
	Seen     clock.Instant
	Victim   record.Secret
	Sources  map[string]string
	Held     []record.Key
}

type comment struct {
	record.Envelope
	Text string
}

const (
	identified record.State = "identified"
	accepted   record.State = "accepted"
)

var risks = record.Define(record.Spec[risk]{
	Name: "risk", Prefix: "R", Start: identified,
	Fields: []record.Field[risk]{
		record.Long("scenario", func(r *risk) *string { return &r.Scenario }).Search(),
		record.Term("kind", "colour", func(r *risk) *record.Code { return &r.Kind }).Filter(),
		record.Money("cost", func(r *risk) *record.Amount { return &r.Cost }).Filter(),
		record.Moment("seen_at", func(r *risk) *clock.Instant { return &r.Seen }),
		record.Sealed("victim", func(r *risk) *record.Secret { return &r.Victim }),
		record.Values("kept", func(r *risk) *map[string]string { return &r.Sources }),
		record.Refs("held", func(r *risk) *[]record.Key { return &r.Held }),
	},
	Orders: []record.Order{{Name: "created", Column: "created_at", Desc: true}, {Name: "cost", Column: "cost"}},
	Steps:  []record.Step[risk]{{Name: "accept", From: []record.State{identified}, To: accepted, Needs: access.Update, Reason: true}},
	Relations: func(_ *record.Tx, r *risk) (all []access.Relation) {
		for _, p := range r.Held {
			all = append(all, access.Relation{Name: access.RelationCase, Who: int64(p)})
		}
		return all
	},
})

var comments = record.Define(record.Spec[comment]{
	Name: "comment", Prefix: "K", Start: "written", Under: &record.Under[comment]{},
	Fields: []record.Field[comment]{record.Long("text", func(c *comment) *string { return &c.Text }).Required().Search()},
})

type colours struct{}

func (colours) Valid(set, code string) bool {
	return set == "colour" && (code == "red" || code == "blue") || set == "area" && (code == "fire" || code == "personal")
}
func (colours) Label(_, code string) words.Label { return words.Label{SV: code, EN: code} }
func (colours) Order(_, _ string) int            { return 0 }
func (colours) Codes(string) []string            { return []string{"red", "blue"} }
func (colours) Version() int64                   { return 1 }

const (
	chief    record.Key = 1001 // security chief: the whole region
	manager7 record.Key = 1007 // manager of unit 7
	nobody   record.Key = 1099

	unit7, unit8 = 1_000_007, 1_000_008
)

func rights(_ *store.Tx, person int64) (access.Subject, error) {
	switch record.Key(person) {
	case chief:
		return access.Subject{Grants: []access.Grant{{Role: access.SecurityChief, Region: true}, {Role: access.Employee, Region: true}}}, nil
	case manager7:
		return access.Subject{Grants: []access.Grant{{Role: access.Manager, Units: []int64{unit7}}, {Role: access.Employee, Region: true}}}, nil
	}
	return access.Subject{Grants: []access.Grant{{Role: access.Employee, Region: true}}}, nil
}

func each(t *testing.T, f func(t *testing.T, b *record.Book, now *clock.Manual)) {
	eachOf(t, []record.Any{risks, comments}, f)
}

func eachOf(t *testing.T, kinds []record.Any, f func(t *testing.T, b *record.Book, now *clock.Manual)) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		o.Ledger = trail.NewLedger()
		db := storetest.Open(t, o)
		err := db.Write(context.Background(), func(tx *store.Tx) error {
			if _, err := trail.Append(tx, trail.Draft{Action: "found", Body: []byte("{}")}); err != nil {
				return err
			}
			for _, k := range kinds {
				if err := makeTables(tx, k); err != nil {
					return err
				}
			}
			for _, unit := range []int{7, 8} { // the rights of these tests name units by key
				_, err := tx.Exec(`INSERT INTO record(rid, id, kind, on_rid, number_year, number, state, title, unit, owner, areas, secrecy, ground, dnr, class, batch,
					version, seq, created_at, created_by, changed_at, changed_by, sealed_key)
					VALUES($1, $2, 'unit', 0, 2026, $3, 'open', 'Enhet', 0, 0, '', 1, '', '', '', 0, 1, 0, 0, 0, 0, 0, $2)`, unit+1_000_000, []byte{byte(unit)}, unit)
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		ring, err := record.NewKeyring(bytes.Repeat([]byte{7}, record.KeySize))
		if err != nil {
			t.Fatal(err)
		}
		f(t, record.NewBook(db, colours{}, ring, rights, kinds...), o.Clock.(*clock.Manual))
	})
}

// makeTables makes the tables of a kind; the real kind of its name makes way.
func makeTables(tx *store.Tx, k record.Any) error {
	for one := range strings.SplitSeq(k.Schema(tx.Engine), ";\n") {
		if one == "" {
			continue
		}
		if table, isTable := strings.CutPrefix(one, "CREATE TABLE "); isTable {
			name, _, _ := strings.Cut(table, "(")
			if _, err := tx.Exec("DROP TABLE IF EXISTS " + name); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(one); err != nil {
			return fmt.Errorf("%s: %w", one, err)
		}
	}
	return nil
}

func as(p record.Key) record.Caller { return record.Caller{Person: p} }

func write(t *testing.T, b *record.Book, c record.Caller, f func(*record.Tx) error) {
	t.Helper()
	if err := b.Write(context.Background(), c, f); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, b *record.Book, c record.Caller, f func(*record.Tx) error) {
	t.Helper()
	if err := b.Read(context.Background(), c, f); err != nil {
		t.Fatal(err)
	}
}

func add(t *testing.T, b *record.Book, r *risk) record.Key {
	t.Helper()
	fresh := *r
	write(t, b, as(chief), func(tx *record.Tx) error { fresh = *r; return risks.Create(tx, &fresh) })
	return fresh.Key
}

func TestARecordIsCreatedNumberedAndReadBack(t *testing.T) {
	each(t, func(t *testing.T, b *record.Book, _ *clock.Manual) {
		key := add(t, b, &risk{Envelope: record.Envelope{Title: "Öppen dörr", Unit: unit7, Areas: []record.Code{"fire"}}, Kind: "red", Cost: record.Of(12_50), Sources: map[string]string{"state": "CA"}})
		read(t, b, as(manager7), func(tx *record.Tx) error {
			r, err := risks.Get(tx, key)
			if err != nil {
				return err
			}
			if r.Number.Text("R") != "R-2026-1" || r.Title != "Öppen dörr" || r.Cost != record.Of(1250) || r.State != identified || r.Sources["state"] != "CA" || r.Areas[0] != "fire" {
				t.Errorf("%+v", r)
			}
			byID, err := risks.ByID(tx, r.ID)
			if err != nil || byID.Key != key {
				t.Errorf("by id: %v", err)
			}
			return nil
		})
	})
}

func TestWhatMayNotBeReadIsAbsent(t *testing.T) {
	each(t, func(t *testing.T, b *record.Book, _ *clock.Manual) {
		key := add(t, b, &risk{Envelope: record.Envelope{Title: "Annan enhet", Unit: unit8}})
		read(t, b, as(manager7), func(tx *record.Tx) error {
			if _, err := risks.Get(tx, key); !errors.Is(err, record.ErrNotFound) {
				t.Errorf("get: %v", err)
			}
			p, err := risks.List(tx, record.Query{})
			if len(p.Records) != 0 || err != nil {
				t.Errorf("list: %v, %v", p.Records, err)
			}
			n, err := risks.Count(tx, record.Query{})
			if n != 0 || err != nil {
				t.Errorf("count: %d, %v", n, err)
			}
			return nil
		})
		err := b.Write(context.Background(), as(manager7), func(tx *record.Tx) error {
			_, err := risks.Change(tx, key, 1, func(*risk) error { return nil })
			return err
		})
		if !errors.Is(err, record.ErrNotFound) {
			t.Errorf("change: %v", err)
		}
	})
}

func TestEveryProblemIsReportedAtOnceAndNothingIsSaved(t *testing.T) {
	each(t, func(t *testing.T, b *record.Book, _ *clock.Manual) {
		err := b.Write(context.Background(), as(chief), func(tx *record.Tx) error {
			return risks.Create(tx, &risk{Kind: "green", Envelope: record.Envelope{Unit: 7, Areas: []record.Code{"moon"}}, Held: []record.Key{123456}})
		})
		bad, ok := errors.AsType[record.Invalid](err)
		if !ok {
			t.Fatal(err)
		}
		var fields []string
		for _, p := range bad {
			fields = append(fields, p.Field)
		}
		if !slices.Equal(fields, []string{"title", "unit", "areas", "kind", "held"}) {
			t.Errorf("problems with %v", fields)
		}
		read(t, b, as(chief), func(tx *record.Tx) error {
			n, err := risks.Count(tx, record.Query{})
			if n != 0 || err != nil {
				t.Errorf("%d saved, %v", n, err)
			}
			return nil
		})
	})
}

func TestTwoPeopleEditingTheSameThingLoseNothing(t *testing.T) {
	each(t, func(t *testing.T, b *record.Book, _ *clock.Manual) {
		key := add(t, b, &risk{Envelope: record.Envelope{Title: "a"}})
		edit := func(version int, title string) (*risk, error) {
			var now *risk
			err := b.Write(context.Background(), as(chief), func(tx *record.Tx) (err error) {
				now, err = risks.Change(tx, key, version, func(r *risk) error { r.Title = title; return nil })
				return err
			})
			return now, err
		}
		if _, err := edit(1, "b"); err != nil {
			t.Fatal(err)
		}
		now, err := edit(1, "c")
		conflict, ok := errors.AsType[*record.Conflict](err)
		if !ok || conflict.Now != 2 || now.Title != "b" {
			t.Errorf("%v, %+v", err, now)
		}
	})
}

func TestAStepNeedsItsStateItsReasonAndItsRight(t *testing.T) {
	each(t, func(t *testing.T, b *record.Book, _ *clock.Manual) {
		key := add(t, b, &risk{Envelope: record.Envelope{Title: "a", Level: 1}})
		take := func(c record.Caller, version int, reason string) error {
			return b.Write(context.Background(), c, func(tx *record.Tx) error {
				tx.Reason = reason
				_, err := risks.Take(tx, key, version, "accept", nil)
				return err
			})
		}
		if _, ok := errors.AsType[record.Invalid](take(as(chief), 1, "")); !ok {
			t.Error("a step without its reason was taken")
		}
		if err := take(as(nobody), 1, "därför"); !errors.Is(err, record.ErrNotFound) {
			t.Errorf("somebody without rights: %v", err)
		}
		if err := take(as(chief), 1, "därför"); err != nil {
			t.Error(err)
		}
		if _, ok := errors.AsType[record.Invalid](take(as(chief), 2, "därför")); !ok {
			t.Error("a step was taken from a state it does not leave")
		}
		read(t, b, as(chief), func(tx *record.Tx) error {
			past, err := risks.History(tx, key)
			if err != nil {
				return err
			}
			if len(past) != 2 || past[1].Reason != "därför" || past[1].Entry.Action != "accept" || past[0].Record.State != identified || past[1].Record.State != accepted {
				t.Errorf("%+v", past)
			}
			if d := risks.Diffs(past[0].Record, past[1].Record); len(d) != 0 {
				t.Errorf("fields changed: %v", d)
			}
			return nil
		})
	})
}

func TestAListPagesByKeyBothWaysInEveryOrder(t *testing.T) {
	each(t, func(t *testing.T, b *record.Book, now *clock.Manual) {
		for i := range 25 {
			add(t, b, &risk{Envelope: record.Envelope{Title: fmt.Sprint(i)}, Cost: record.Of(int64(i % 5))})
			now.Advance(time.Second)
		}
		for _, order := range []string{"created", "cost"} {
			for _, turned := range []bool{false, true} {
				read(t, b, as(chief), func(tx *record.Tx) error {
					whole, err := risks.List(tx, record.Query{Order: order, Turned: turned, Limit: 100})
					if err != nil {
						return err
					}
					var there, back []record.Key
					q := record.Query{Order: order, Turned: turned, Limit: 10}
					for {
						p, err := risks.List(tx, q)
						if err != nil {
							return err
						}
						there = append(there, keys(p.Records)...)
						if p.Next == "" {
							q.After, q.Back = p.Prev, true
							break
						}
						q.After = p.Next
					}
					for q.After != "" {
						p, err := risks.List(tx, q)
						if err != nil {
							return err
						}
						back = append(keys(p.Records), back...)
						q.After = p.Prev
					}
					if want := keys(whole.Records); !slices.Equal(there, want) || !slices.Equal(back, want[:20]) {
						t.Errorf("%s turned %v:\nthere %v\nback  %v\nwant  %v", order, turned, there, back, want)
					}
					return nil
				})
			}
		}
	})
}

func keys(all []*risk) (out []record.Key) {
	for _, r := range all {
		out = append(out, r.Key)
	}
	return out
}

func TestListsFilterSearchAndTally(t *testing.T) {
	each(t, func(t *testing.T, b *record.Book, _ *clock.Manual) {
		a := add(t, b, &risk{Envelope: record.Envelope{Title: "Branden i källaren", Areas: []record.Code{"fire"}}, Kind: "red", Sources: map[string]string{"state": "CA"}})
		c := add(t, b, &risk{Envelope: record.Envelope{Title: "Låset"}, Scenario: "incidenternas orsak", Kind: "blue"})
		read(t, b, as(chief), func(tx *record.Tx) error {
			for name, one := range map[string]struct {
				q    record.Query
				want []record.Key
			}{
				"by term":       {record.Query{Filters: []record.Filter{{Field: "kind", Any: []string{"red"}}}}, []record.Key{a}},
				"not by term":   {record.Query{Filters: []record.Filter{{Field: "kind", Any: []string{"red"}, Not: true}}}, []record.Key{c}},
				"by area":       {record.Query{Filters: []record.Filter{{Field: "area", Any: []string{"fire"}}}}, []record.Key{a}},
				"by value":      {record.Query{Filters: []record.Filter{{Field: "value:state", Any: []string{"CA"}}}}, []record.Key{a}},
				"by state":      {record.Query{Filters: []record.Filter{{Field: "state", Any: []string{"identified"}}}}, []record.Key{c, a}},
				"by stem":       {record.Query{Search: "incident"}, []record.Key{c}},
				"å is not a":    {record.Query{Search: "laset"}, nil},
				"two words":     {record.Query{Search: "källare brand*"}, []record.Key{a}},
				"by number":     {record.Query{Search: "r-2026-2"}, []record.Key{c}},
				"as somebody's": {record.Query{Search: `")(*:^ OR`}, nil},
			} {
				p, err := risks.List(tx, one.q)
				if err != nil || !slices.Equal(keys(p.Records), one.want) {
					t.Errorf("%s: %v, %v, want %v", name, keys(p.Records), err, one.want)
				}
				n, err := risks.Count(tx, one.q)
				if err != nil || n != len(one.want) {
					t.Errorf("%s counts %d, %v", name, n, err)
				}
			}
			tallies, err := risks.Tallies(tx, record.Query{}, "kind", "month")
			if err != nil || len(tallies) != 2 || !slices.Equal(tallies[0].Group, []string{"blue", "2026-11"}) || tallies[0].Full != 1 {
				t.Errorf("%+v, %v", tallies, err)
			}
			return nil
		})
		err := b.Read(context.Background(), as(chief), func(tx *record.Tx) error {
			_, err := risks.List(tx, record.Query{Filters: []record.Filter{{Field: "title; DROP TABLE record", Any: []string{"x"}}}})
			return err
		})
		if _, ok := errors.AsType[record.Invalid](err); !ok {
			t.Errorf("an unknown filter: %v", err)
		}
	})
}

func TestAMonthIsTheMonthInStockholm(t *testing.T) {
	each(t, func(t *testing.T, b *record.Book, now *clock.Manual) {
		for _, at := range []time.Time{ // in winter an hour before UTC, in summer two
			time.Date(2026, 12, 31, 22, 59, 0, 0, time.UTC), time.Date(2026, 12, 31, 23, 30, 0, 0, time.UTC),
			time.Date(2027, 3, 31, 21, 59, 0, 0, time.UTC), time.Date(2027, 3, 31, 22, 30, 0, 0, time.UTC),
			time.Date(2027, 10, 31, 22, 59, 0, 0, time.UTC), time.Date(2027, 10, 31, 23, 30, 0, 0, time.UTC),
		} {
			now.Set(at)
			add(t, b, &risk{Envelope: record.Envelope{Title: "Låset"}, Kind: "red"})
		}
		from, to := clock.NewDate(2027, 1, 1), clock.NewDate(2027, 12, 31)
		year := record.Filter{Field: "created_at", Ranged: true, From: int64(from.Start()), To: int64(to.End()) - 1}
		january := record.Filter{Field: "created_at", Ranged: true, From: int64(from.Start()), To: int64(clock.NewDate(2027, 1, 31).End()) - 1}
		ages := record.Filter{Field: "created_at", Ranged: true, From: 1, To: 1 << 50}
		for _, c := range []struct {
			filters []record.Filter
			want    string
		}{
			{[]record.Filter{year}, "2027-01 2027-03 2027-04 2027-10 2027-11"},
			{[]record.Filter{january}, "2027-01"},
			{nil, "2026-12 2027-01 2027-03 2027-04 2027-10 2027-11"},
			{[]record.Filter{ages}, "2026-12 2027-01 2027-03 2027-04 2027-10 2027-11"},
		} {
			read(t, b, as(chief), func(tx *record.Tx) error {
				tallies, err := risks.Tallies(tx, record.Query{Filters: c.filters}, "kind", "month")
				var got []string
				for _, one := range tallies {
					got = append(got, one.Group[1])
					if one.Group[0] != "red" || one.Full != 1 {
						t.Errorf("%+v", one)
					}
				}
				if strings.Join(got, " ") != c.want {
					t.Errorf("%v, want %s", got, c.want)
				}
				return err
			})
		}
	})
}

func TestTheRegisterCanBeSeenAsOfAnEarlierMoment(t *testing.T) {
	each(t, func(t *testing.T, b *record.Book, now *clock.Manual) {
		a := add(t, b, &risk{Envelope: record.Envelope{Title: "före"}, Kind: "red"})
		now.Advance(time.Hour)
		then := clock.Now(now)
		now.Advance(time.Hour)
		write(t, b, as(chief), func(tx *record.Tx) error {
			_, err := risks.Change(tx, a, 1, func(r *risk) error { r.Title, r.Kind = "efter", "blue"; return nil })
			return err
		})
		add(t, b, &risk{Envelope: record.Envelope{Title: "senare"}, Kind: "red"})
		read(t, b, as(chief), func(tx *record.Tx) error {
			seq, err := trail.SeqAt(tx.Tx, then)
			if err != nil {
				return err
			}
			p, err := risks.List(tx, record.Query{AsOf: seq, At: then, Filters: []record.Filter{{Field: "kind", Any: []string{"red"}}}})
			if err != nil || len(p.Records) != 1 || p.Records[0].Title != "före" {
				t.Errorf("%+v, %v", p.Records, err)
			}
			return nil
		})
	})
}

func TestASealedFieldIsReadableOnlyThroughOpenAndNeverOnDisk(t *testing.T) {
	each(t, func(t *testing.T, b *record.Book, _ *clock.Manual) {
		key := add(t, b, &risk{Envelope: record.Envelope{Title: "a", Level: 3}, Victim: record.Seal("Karin Kanariefågel")})
		read(t, b, as(chief), func(tx *record.Tx) error {
			r, err := risks.Get(tx, key)
			if err != nil {
				return err
			}
			if text, open := r.Victim.Text(); open || text != "" || r.Victim.IsEmpty() || fmt.Sprintf("%v %+v %#v", r.Victim, r.Victim, r.Victim) != "••• ••• •••" {
				t.Errorf("get shows %q", text)
			}
			all, err := trail.Versions(tx.Tx, int64(key))
			if err != nil {
				return err
			}
			if len(all) != 1 || bytes.Contains(all[0].Body, []byte("Kanariefågel")) {
				t.Error("the trail holds the text")
			}
			return nil
		})
		if path := b.DB.Path(); path != "" {
			for _, suffix := range []string{"", "-wal"} {
				raw, err := os.ReadFile(path + suffix)
				if err == nil && bytes.Contains(raw, []byte("Kanariefågel")) {
					t.Errorf("the file %s holds the text", suffix)
				}
			}
		}
		write(t, b, as(chief), func(tx *record.Tx) error {
			_, err := risks.Change(tx, key, 1, func(r *risk) error { r.Title = "b"; return nil })
			return err
		})
		read(t, b, record.Caller{Door: record.System}, func(tx *record.Tx) error {
			r, err := risks.Reveal(tx, key)
			if err != nil {
				return err
			}
			if text, open := r.Victim.Text(); !open || text != "Karin Kanariefågel" {
				t.Errorf("after a change of another field it reads %q, %v", text, open)
			}
			return nil
		})
	})
}

func TestWhatHangsOnARecordFollowsItsUnitAndLevel(t *testing.T) {
	each(t, func(t *testing.T, b *record.Book, _ *clock.Manual) {
		key := add(t, b, &risk{Envelope: record.Envelope{Title: "a", Level: 1}})
		var note comment
		write(t, b, as(chief), func(tx *record.Tx) error {
			note = comment{Envelope: record.Envelope{Title: "Anteckning", On: key}, Text: "en anteckning"}
			return comments.Create(tx, &note)
		})
		write(t, b, as(chief), func(tx *record.Tx) error {
			_, err := risks.Change(tx, key, 1, func(r *risk) error { r.Level = 3; return nil })
			return err
		})
		read(t, b, record.Caller{Door: record.System}, func(tx *record.Tx) error {
			c, err := comments.Reveal(tx, note.Key)
			if err != nil {
				return err
			}
			if c.Level != 3 || c.Version != 2 {
				t.Errorf("the comment is at level %d, version %d", c.Level, c.Version)
			}
			return nil
		})
	})
}

func TestReadingSomethingSecretIsAnEntryBeforeItIsShown(t *testing.T) {
	each(t, func(t *testing.T, b *record.Book, _ *clock.Manual) {
		key := add(t, b, &risk{Envelope: record.Envelope{Title: "a", Level: 3}})
		read(t, b, as(chief), func(tx *record.Tx) error { _, err := risks.Get(tx, key); return err })
		read(t, b, as(chief), func(tx *record.Tx) error {
			var n int
			if err := tx.Row("SELECT count(*) FROM trail_shown s JOIN trail t ON t.seq = s.seq WHERE s.rid = $1 AND t.actor = $2 AND t.action = 'read'", int64(key), int64(chief)).Scan(&n); err != nil {
				return err
			}
			if n != 1 {
				t.Errorf("%d entries", n)
			}
			return nil
		})
	})
}

func TestReadingOnesOwnReportDoesNotTellWhoReported(t *testing.T) {
	each(t, func(t *testing.T, b *record.Book, _ *clock.Manual) {
		key := add(t, b, &risk{Envelope: record.Envelope{Title: "a", Level: 3}})
		write(t, b, as(chief), func(tx *record.Tx) error {
			_, err := tx.Exec("INSERT INTO access_key(rid, relation, who) VALUES($1, 'reporter', $2)", int64(key), b.Ring.Veil(chief))
			return err
		})
		read(t, b, as(chief), func(tx *record.Tx) error { _, err := risks.Get(tx, key); return err })
		read(t, b, as(chief), func(tx *record.Tx) error {
			actors, err := store.All[int64](tx.Tx, "SELECT t.actor FROM trail_shown s JOIN trail t ON t.seq = s.seq WHERE s.rid = $1 AND t.coarse = 1", int64(key))
			if len(actors) != 1 || actors[0] != int64(record.Intake) {
				t.Errorf("read by %v", actors)
			}
			return err
		})
	})
}

func TestTheTablesEqualWhatTheTrailGives(t *testing.T) {
	each(t, func(t *testing.T, b *record.Book, _ *clock.Manual) {
		key := add(t, b, &risk{Envelope: record.Envelope{Title: "a", Areas: []record.Code{"fire"}}, Kind: "red", Victim: record.Seal("x"), Sources: map[string]string{"a": "b"}})
		write(t, b, as(chief), func(tx *record.Tx) error {
			_, err := risks.Change(tx, key, 1, func(r *risk) error { r.Cost, r.Seen = record.Of(0), tx.Now(); return nil })
			return err
		})
		differences := func() (all []string) {
			read(t, b, record.Caller{Door: record.System}, func(tx *record.Tx) error {
				return risks.Differences(tx, func(f trail.Finding) { all = append(all, f.String()) })
			})
			return all
		}
		if d := differences(); len(d) > 0 {
			t.Errorf("%v", d)
		}
		write(t, b, as(chief), func(tx *record.Tx) error { _, err := tx.Exec("UPDATE risk SET cost = 99"); return err })
		if d := differences(); len(d) != 1 {
			t.Errorf("a change past the trail gave %v", d)
		}
	})
}

// fewer is the profile after red was retired.
type fewer struct{ colours }

func (fewer) Valid(set, code string) bool { return code != "red" && colours{}.Valid(set, code) }

func TestARetiredCodeStaysWhereItStandsAndCannotBeChosenAnew(t *testing.T) {
	each(t, func(t *testing.T, b *record.Book, _ *clock.Manual) {
		red := add(t, b, &risk{Envelope: record.Envelope{Title: "a"}, Kind: "red"})
		blue := add(t, b, &risk{Envelope: record.Envelope{Title: "b"}, Kind: "blue"})
		later := record.NewBook(b.DB, fewer{}, b.Ring, rights, risks, comments)
		write(t, later, as(chief), func(tx *record.Tx) error {
			_, err := risks.Change(tx, red, 1, func(r *risk) error { r.Title = "c"; return nil })
			return err
		})
		err := later.Write(context.Background(), as(chief), func(tx *record.Tx) error {
			_, err := risks.Change(tx, blue, 1, func(r *risk) error { r.Kind = "red"; return nil })
			return err
		})
		if bad, ok := errors.AsType[record.Invalid](err); !ok || bad[0].Field != "kind" {
			t.Errorf("a retired code was chosen: %v", err)
		}
	})
}
