package record_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/trail"
)

// event is a kind with classes, keys of every sort and sums, under a name that the rules of access say much about.
type event struct {
	record.Envelope
	Sort      record.Code
	Loud      bool
	Kind      string
	Reporters []int64
	Named     []int64
	List      []record.Key
	Handlers  []record.Key
}

var events = record.Define(record.Spec[event]{
	Name: "incident", Prefix: "H", Start: "reported",
	Fields: []record.Field[event]{
		record.Term("sort", "colour", func(e *event) *record.Code { return &e.Sort }).Filter(),
		record.Flag("loud", func(e *event) *bool { return &e.Loud }).Filter(),
		record.Hidden("kind", func(e *event) *string { return &e.Kind }),
		record.Veils("reporters", func(e *event) *[]int64 { return &e.Reporters }),
		record.Veils("named", func(e *event) *[]int64 { return &e.Named }),
		record.Refs("list", func(e *event) *[]record.Key { return &e.List }),
		record.Refs("handlers", func(e *event) *[]record.Key { return &e.Handlers }),
	},
	Orders: []record.Order{{Name: "created", Column: "created_at", Desc: true}, {Name: "sort", Column: "sort"}},
	Sums:   [][]string{{"state", "sort"}, {"month", "sort"}, {"unit", "state"}},
	Steps:  []record.Step[event]{{Name: "close", From: []record.State{"reported"}, To: "closed", Needs: access.Create}},
	Class:  func(e *event) string { return e.Kind },
	Relations: func(_ *record.Tx, e *event) (all []access.Relation) {
		for _, veil := range e.Reporters {
			all = append(all, access.Relation{Name: access.RelationReporter, Who: veil})
		}
		for _, veil := range e.Named {
			all = append(all, access.Relation{Name: access.RelationNamed, Who: veil})
		}
		for _, p := range e.List {
			all = append(all, access.Relation{Name: access.RelationCase, Who: int64(p)})
		}
		for _, p := range e.Handlers {
			all = append(all, access.Relation{Name: access.RelationAssignee, Who: int64(p)})
		}
		return all
	},
})

// crowd are the persons of these tests; whoever asks is one of them.
var crowd = []record.Key{unit7, unit8}

var classes = []string{access.ClassNone, access.ClassViolence, access.ClassInformation, access.ClassProtective}

func drawAreas(t *rapid.T) []record.Code {
	return rapid.SliceOfNDistinct(rapid.SampledFrom([]record.Code{"fire", "personal"}), 0, 2, rapid.ID).Draw(t, "areas")
}

func drawEvent(t *rapid.T, b *record.Book, e *event) {
	some := func(label string) []record.Key {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(crowd), 0, 2, rapid.ID).Draw(t, label)
	}
	veils := func(label string) (all []int64) {
		if rapid.IntRange(0, 3).Draw(t, label+" some") > 0 {
			return nil
		}
		for _, p := range some(label) {
			all = append(all, b.Ring.Veil(p))
		}
		return all
	}
	e.Title, e.Unit, e.Level = "Något", record.Key(rapid.SampledFrom([]int{0, unit7, unit8}).Draw(t, "unit")), access.Level(rapid.IntRange(1, 4).Draw(t, "level"))
	e.Kind, e.Areas = rapid.SampledFrom(classes).Draw(t, "class"), drawAreas(t)
	e.Sort = rapid.SampledFrom([]record.Code{"", "red", "blue"}).Draw(t, "sort")
	e.Reporters, e.Named, e.List, e.Handlers = veils("reporters"), veils("named"), some("case list"), some("handlers")
}

// fate is an event and what becomes of it.
type fate struct {
	first, second event
	hour          int
	then          int // 1 closed, 2 changed, 3 withdrawn
}

func drawFates(t *rapid.T, b *record.Book) []fate {
	all := make([]fate, rapid.IntRange(1, 12).Draw(t, "events"))
	for i := range all {
		f := &all[i]
		drawEvent(t, b, &f.first)
		f.hour, f.then = rapid.IntRange(0, 60*24).Draw(t, "hour"), rapid.IntRange(0, 4).Draw(t, "then")
		if f.then == 2 {
			drawEvent(t, b, &f.second)
		}
	}
	return all
}

// live makes the events at moments of three months, and lets their fates come over them.
func live(tx *record.Tx, fates []fate) (all []*event, err error) {
	begin := time.Date(2026, 9, 20, 0, 0, 0, 0, time.UTC)
	for _, f := range fates {
		e := &event{}
		*e = f.first
		tx.SetAt(clock.At(begin.Add(time.Duration(f.hour) * time.Hour)))
		if err := events.Create(tx, e); err != nil {
			return nil, fmt.Errorf("create: %w", err)
		}
		switch f.then {
		case 1:
			e, err = events.Take(tx, e.Key, e.Version, "close", nil)
		case 2:
			e, err = events.Change(tx, e.Key, e.Version, func(e *event) error { return become(e, f.second) })
		case 3:
			err = events.Withdraw(tx, e.Key)
		}
		if err != nil {
			return nil, fmt.Errorf("fate %d: %w", f.then, err)
		}
		if f.then != 3 {
			all = append(all, e)
		}
	}
	return all, nil
}

func become(e *event, other event) error {
	e.Unit, e.Level, e.Areas, e.Sort, e.Kind = other.Unit, other.Level, other.Areas, other.Sort, other.Kind
	e.Reporters, e.Named, e.List, e.Handlers = other.Reporters, other.Named, other.List, other.Handlers
	return nil
}

func drawGrants(t *rapid.T) (all []access.Grant) {
	roles := []access.Role{access.Employee, access.Manager, access.SiteCoordinator, access.SecurityChief, access.InfosecOfficer, access.Director, access.ProtectiveSecurityChief}
	for range rapid.IntRange(0, 3).Draw(t, "grants") {
		g := access.Grant{Role: rapid.SampledFrom(roles).Draw(t, "role"), Region: rapid.Bool().Draw(t, "region")}
		if !g.Region {
			g.Units = rapid.SliceOfNDistinct(rapid.SampledFrom([]int64{unit7, unit8}), 0, 2, rapid.ID).Draw(t, "units")
			slices.Sort(g.Units)
		}
		for _, area := range drawAreas(t) {
			g.Areas = append(g.Areas, string(area))
		}
		all = append(all, g)
	}
	return all
}

// drawFilters draws filters and what they mean, said in Go.
func drawFilters(t *rapid.T) (all []record.Filter, keeps func(*event) bool) {
	type choice struct {
		filter record.Filter
		keeps  func(*event) bool
	}
	from, to := clock.NewDate(2026, 10, rapid.SampledFrom([]int{1, 1, 15}).Draw(t, "first day")).Start(), clock.NewDate(2026, rapid.SampledFrom([]time.Month{10, 11, 12}).Draw(t, "last month"), rapid.SampledFrom([]int{1, 7}).Draw(t, "last day")).Start()-1
	choices := []choice{
		{record.Filter{Field: "state", Any: []string{"reported"}}, func(e *event) bool { return e.State == "reported" }},
		{record.Filter{Field: "sort", Any: []string{"red"}}, func(e *event) bool { return e.Sort == "red" }},
		{record.Filter{Field: "sort", Any: []string{"red"}, Not: true}, func(e *event) bool { return e.Sort != "red" }},
		{record.Filter{Field: "unit", Any: []string{fmt.Sprint(unit7)}}, func(e *event) bool { return e.Unit == unit7 }},
		{record.Filter{Field: "unit", Any: []string{fmt.Sprint(unit7)}, Below: true}, func(e *event) bool { return e.Unit == unit7 || e.Unit == unit8 }},
		{record.Filter{Field: "area", Any: []string{"fire"}}, func(e *event) bool { return slices.Contains(e.Areas, "fire") }},
		{record.Filter{Field: "level", Any: []string{"3", "4"}}, func(e *event) bool { return e.Level >= 3 }},
		{record.Filter{Field: "class", Any: []string{"violence"}, Not: true}, func(e *event) bool { return e.Class != "violence" }},
		{record.Filter{Field: "created_at", Ranged: true, From: int64(from), To: int64(to)}, func(e *event) bool { return e.CreatedAt >= from && e.CreatedAt <= to }},
	}
	drawn := rapid.SliceOfNDistinct(rapid.IntRange(0, len(choices)-1), 0, 2, rapid.ID).Draw(t, "filters")
	for _, i := range drawn {
		all = append(all, choices[i].filter)
	}
	return all, func(e *event) bool {
		return !slices.ContainsFunc(drawn, func(i int) bool { return !choices[i].keeps(e) })
	}
}

func TestWhatSumsCountIsWhatTheRuleSaysRecordByRecord(t *testing.T) {
	eachOf(t, []record.Any{events}, func(t *testing.T, b *record.Book, now *clock.Manual) {
		now.Set(time.Date(2026, 12, 3, 12, 0, 0, 0, time.UTC))
		b.Below = func(_ *record.Tx, units ...record.Key) ([]record.Key, error) { // 8 lies below 7
			return map[record.Key][]record.Key{unit7: {unit7, unit8}, unit8: {unit8}}[units[0]], nil
		}
		rapid.Check(t, func(t *rapid.T) {
			fates := drawFates(t, b)
			var past []*event
			err := b.Write(context.Background(), record.Caller{Door: record.System}, func(tx *record.Tx) (err error) {
				for _, text := range []string{"DELETE FROM incident", "DELETE FROM incident_span", "DELETE FROM incident_sum", "DELETE FROM access_key", "DELETE FROM record WHERE kind = 'incident'"} {
					if _, err := tx.Exec(text); err != nil {
						return err
					}
				}
				past, err = live(tx, fates)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			for range 3 {
				grants, q := drawGrants(t), drawQuestion(t)
				b.Rights = func(*store.Tx, int64) (access.Subject, error) { return access.Subject{Grants: grants}, nil }
				if err := b.Read(context.Background(), as(crowd[0]), func(tx *record.Tx) error { return q.compare(tx, past) }); err != nil {
					t.Fatalf("%+v: %v", grants, err)
				}
			}
		})
	})
}

func TestSumsThatAreNotWhatTheRecordsGiveAreFound(t *testing.T) {
	eachOf(t, []record.Any{events}, func(t *testing.T, b *record.Book, _ *clock.Manual) {
		fates := []fate{{first: event{List: crowd}}, {first: event{Sort: "red", Handlers: crowd}, then: 1}, {then: 2, second: event{Sort: "blue", List: crowd}}, {then: 3}}
		write(t, b, record.Caller{Door: record.System}, func(tx *record.Tx) error {
			for i := range fates {
				fates[i].first.Title, fates[i].first.Level, fates[i].second.Level = "Något", 2, 3
			}
			_, err := live(tx, fates)
			return err
		})
		find := func() (found []string) {
			read(t, b, record.Caller{Door: record.System}, func(tx *record.Tx) error {
				return events.Differences(tx, func(f trail.Finding) { found = append(found, fmt.Sprint(f.Key, f.Args)) })
			})
			return found
		}
		if found := find(); len(found) > 0 {
			t.Errorf("sums as they were written are said to differ: %v", found)
		}
		for _, fault := range []string{"UPDATE incident_sum SET n = n + 1 WHERE grain = 1 AND who = 0 AND sort = 'red'", "DELETE FROM incident_sum WHERE grain = 0 AND who <> 0"} {
			write(t, b, record.Caller{Door: record.System}, func(tx *record.Tx) error { _, err := tx.Exec(fault); return err })
			if found := find(); len(found) != 1 || !strings.HasPrefix(found[0], "record.damage.sums") {
				t.Errorf("%s: found %v", fault, found)
			}
		}
	})
}

// question is what is counted, and what that means said in Go.
type question struct {
	filters []record.Filter
	keeps   func(*event) bool
	by      []string
}

func drawQuestion(t *rapid.T) (q question) {
	q.filters, q.keeps = drawFilters(t)
	q.by = rapid.SampledFrom([][]string{{"month", "sort"}, {"area", "month"}, {"state"}, {"unit", "state"}, {"areas", "sort", "month"}, {"level", "class"}}).Draw(t, "by")
	return q
}

// compare holds all ways of counting against the rule asked about one event at a time.
func (q question) compare(tx *record.Tx, past []*event) error {
	exported := 0
	var all record.Tally
	groups := map[string]record.Tally{}
	for _, e := range past {
		if !q.keeps(e) {
			continue
		}
		o, err := events.Object(tx, e)
		if err != nil {
			return err
		}
		one := record.Tally{}
		switch tx.Subject.Sight(o) {
		case access.Full:
			one.Full = 1
		case access.Stub:
			one.Stub = 1
		}
		if tx.Subject.May(access.Export, o) {
			exported++
		}
		all.Full, all.Stub = all.Full+one.Full, all.Stub+one.Stub
		for _, names := range groupsOf(e, q.by) {
			g := groups[fmt.Sprint(names)]
			groups[fmt.Sprint(names)] = record.Tally{Group: names, Full: g.Full + one.Full, Stub: g.Stub + one.Stub}
		}
	}
	for name, one := range map[string]struct {
		count func(*record.Tx, record.Query) (int, error)
		q     record.Query
		want  int
	}{
		"listed":   {events.Count, record.Query{Filters: q.filters}, all.Full},
		"stubs":    {events.Stubs, record.Query{Filters: q.filters}, all.Stub},
		"exported": {events.Count, record.Query{Filters: q.filters, Action: access.Export}, exported},
	} {
		if got, err := one.count(tx, one.q); err != nil || got != one.want {
			return fmt.Errorf("%s with %+v: %d, %w, want %d", name, q.filters, got, err, one.want)
		}
	}
	return q.compareTallies(tx, groups)
}

func (q question) compareTallies(tx *record.Tx, want map[string]record.Tally) error {
	tallies, err := events.Tallies(tx, record.Query{Filters: q.filters}, q.by...)
	if err != nil {
		return err
	}
	for _, got := range tallies {
		id := fmt.Sprint(got.Group)
		if want[id].Full != got.Full || want[id].Stub != got.Stub {
			return fmt.Errorf("%v with %+v: %+v, want %+v", q.by, q.filters, got, want[id])
		}
		delete(want, id)
	}
	for _, left := range want {
		if left.Full+left.Stub > 0 {
			return fmt.Errorf("%v with %+v: %+v is missing, of %+v", q.by, q.filters, left, tallies)
		}
	}
	return nil
}

// groupsOf are the groups an event counts in: one, or one for each of its areas.
func groupsOf(e *event, by []string) (all [][]string) {
	all = [][]string{{}}
	for _, name := range by {
		var words []string
		switch name {
		case "month":
			words = []string{e.CreatedAt.Date().String()[:7]}
		case "sort":
			words = []string{string(e.Sort)}
		case "state":
			words = []string{string(e.State)}
		case "unit":
			words = []string{fmt.Sprint(int64(e.Unit))}
		case "level":
			words = []string{fmt.Sprint(int(e.Level))}
		case "class":
			words = []string{e.Class}
		case "areas":
			list := ""
			for _, a := range e.Areas {
				list += " " + string(a)
			}
			if list != "" {
				list += " "
			}
			words = []string{list}
		case "area":
			for _, a := range e.Areas {
				words = append(words, string(a))
			}
		}
		var next [][]string
		for _, so := range all {
			for _, w := range words {
				next = append(next, append(slices.Clone(so), w))
			}
		}
		all = next
	}
	return all
}
