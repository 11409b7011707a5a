package batch_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/batch"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/exchange"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/store/storetest"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/trail"
	"github.com/vardkas/vardkas/internal/words"
)

const (
	regulatorsTable   = "../exchange/testdata/hhs-ocr-breaches-2023-2024.csv"
	regulatorsMapping = "../exchange/testdata/hhs-ocr-mapping.yaml"
)

// office reads everything up to level 3 in the region; system is what commands act as.
var (
	office = record.Caller{Person: 1}
	system = record.Caller{Door: record.System}
)

func rights(_ *store.Tx, _ int64) (access.Subject, error) {
	return access.Subject{Grants: []access.Grant{{Role: access.SecurityChief, Region: true}, {Role: access.Employee, Region: true}}}, nil
}

// desk is one organisation with an importer and the letters it would have written.
type desk struct {
	*testing.T
	book    *record.Book
	now     *clock.Manual
	im      *batch.Importer
	letters []string
}

func each(t *testing.T, f func(*desk)) {
	profile, err := strategy.Embedded(known())
	if err != nil {
		t.Fatal(err)
	}
	storetest.Each(t, func(t *testing.T, o store.Options) {
		o.Ledger = trail.NewLedger()
		db := storetest.Open(t, o)
		err := db.Write(t.Context(), func(tx *store.Tx) error {
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
		d := &desk{T: t, now: o.Clock.(*clock.Manual)}
		d.book = record.NewBook(db, incident.RulesOf(profile), ring, rights, org.Units, org.Sites, org.Places, org.Persons, incident.Kind, incident.Parts, batch.Kind)
		d.im = batch.New(d.book, func(_ *record.Tx, b *batch.Batch) error {
			d.letters = append(d.letters, b.Title+" "+string(b.State))
			return nil
		})
		f(d)
	})
}

func known() strategy.Known {
	k := strategy.Known{Classes: access.Classes()[1:]}
	for _, r := range access.Appointable() {
		k.AccessRoles = append(k.AccessRoles, string(r))
	}
	return k
}

func incidents() batch.Target {
	return batch.Target{Kind: incident.Kind, Kept: "facts", Own: []string{"category"}, Settle: func(_ *record.Tx, r record.Row, own map[string]string) error {
		i, _ := record.As[incident.Incident](r)
		i.Category = record.Code(own["category"])
		return nil
	}}
}

// regulators is the table of the American regulator, mapped.
func regulators(t *testing.T) []batch.Row {
	t.Helper()
	text, err := os.ReadFile(regulatorsTable)
	if err != nil {
		t.Fatal(err)
	}
	return mapped(t, string(text))
}

func mapped(t *testing.T, text string) []batch.Row {
	t.Helper()
	file, err := os.ReadFile(regulatorsMapping)
	if err != nil {
		t.Fatal(err)
	}
	m, wrong := exchange.LoadMapping(bytes.NewReader(file))
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	table, wrong, err := exchange.Read(strings.NewReader(text), m.Format)
	if err != nil || len(wrong) > 0 {
		t.Fatal(err, wrong)
	}
	all, wrong := m.ApplyAll(table)
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	rows := make([]batch.Row, len(all))
	for i, one := range all {
		rows[i] = batch.Row{Number: one.Row, Line: one.Line, Fields: one.Fields, Kept: one.Kept, Identity: one.Identity}
	}
	return rows
}

// rowsOf makes n rows nobody has seen before.
func rowsOf(n int) []batch.Row {
	rows := make([]batch.Row, n)
	for i := range rows {
		rows[i] = batch.Row{
			Number: i + 2, Identity: "row " + strconv.Itoa(i), Kept: map[string]string{"state": "CA"},
			Fields: map[string]string{"title": "Stulen cykel " + strconv.Itoa(i), "description": "Cykelställ", "category": "theft"},
		}
	}
	return rows
}

func (d *desk) check(rows []batch.Row) batch.Plan {
	d.Helper()
	plan, bad, err := d.im.Check(d.Context(), incidents(), rows)
	if err != nil || len(bad) > 0 {
		d.Fatal(err, len(bad), bad[:min(len(bad), 3)])
	}
	return plan
}

var about = batch.About{Name: "table.csv", Source: "HHS OCR", File: strings.Repeat("a", 64), Mapping: strings.Repeat("b", 64), Labels: map[string]words.Label{"state": {SV: "Delstat", EN: "State"}}}

func (d *desk) run(rows []batch.Row) *batch.Batch {
	d.Helper()
	b, err := d.im.Run(d.Context(), incidents(), d.check(rows), about, nil)
	if err != nil {
		d.Fatal(err)
	}
	return b
}

func (d *desk) read(f func(tx *record.Tx) error) {
	d.Helper()
	if err := d.book.Read(context.Background(), office, f); err != nil {
		d.Fatal(err)
	}
}

func (d *desk) write(c record.Caller, f func(tx *record.Tx) error) {
	d.Helper()
	if err := d.book.Write(context.Background(), c, f); err != nil {
		d.Fatal(err)
	}
}

// seen is how many incidents each way of looking shows.
func (d *desk) seen() map[string]int {
	d.Helper()
	n := every(0)
	d.read(func(tx *record.Tx) (err error) {
		page, err := incident.Kind.List(tx, record.Query{Limit: record.MaxPage})
		if err != nil {
			return err
		}
		n["list"] = len(page.Records)
		found, err := incident.Kind.List(tx, record.Query{Search: "cykelställ", Limit: record.MaxPage})
		if err != nil {
			return err
		}
		n["search"] = len(found.Records)
		if n["count"], err = incident.Kind.Count(tx, record.Query{}); err != nil {
			return err
		}
		groups, err := incident.Kind.Tallies(tx, record.Query{}, "category")
		for _, g := range groups {
			n["tallies"] += g.Full + g.Stub
		}
		if err != nil {
			return err
		}
		kept, err := incident.Kind.Tallies(tx, record.Query{}, "value:state")
		for _, g := range kept {
			n["values"] += g.Full + g.Stub
		}
		return err
	})
	return n
}

func every(n int) map[string]int {
	return map[string]int{"list": n, "search": n, "count": n, "tallies": n, "values": n}
}

func (d *desk) wantSeen(want int) {
	d.Helper()
	if got := d.seen(); !maps.Equal(got, every(want)) {
		d.Errorf("seen %v, want %d of each", got, want)
	}
}

// tallies counts incidents by a value that the source gave.
func (d *desk) tallies(value string, group func(string) string) map[string]int {
	d.Helper()
	n := map[string]int{}
	d.read(func(tx *record.Tx) error {
		all, err := incident.Kind.Tallies(tx, record.Query{}, "value:"+value)
		for _, one := range all {
			n[group(one.Group[0])] += one.Full + one.Stub
		}
		return err
	})
	return n
}

// sound holds the trail, the tables and the open batches against each other.
func (d *desk) sound() {
	d.Helper()
	if err := trail.Check(context.Background(), d.book.DB); err != nil {
		d.Error(err)
	}
	d.read(func(tx *record.Tx) error {
		for _, k := range d.book.Kinds() {
			if err := k.Differences(tx, func(f trail.Finding) { d.Error(f) }); err != nil {
				return err
			}
		}
		var open, lost int
		if err := tx.Row("SELECT count(*) FROM batch_open").Scan(&open); err != nil {
			return err
		}
		err := tx.Row("SELECT count(*) FROM import_identity i JOIN record r ON r.rid = i.rid WHERE r.state = 'withdrawn'").Scan(&lost)
		if open != 0 || lost != 0 {
			d.Errorf("%d batches are open, %d rows are remembered without a record", open, lost)
		}
		return err
	})
}

func (d *desk) size() (n int64) {
	d.Helper()
	d.read(func(tx *record.Tx) error { return tx.Row("SELECT size FROM trail_head").Scan(&n) })
	return n
}

func TestTheWholeListOfTheAmericanRegulatorComesInAndCountsAsItsFileDoes(t *testing.T) {
	file, err := os.Open(regulatorsTable)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	table, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := func(name string, group func(string) string) map[string]int {
		at, n := slices.Index(table[0], name), map[string]int{}
		for _, row := range table[1:] {
			n[group(row[at])]++
		}
		return n
	}
	whole, year := func(s string) string { return s }, func(s string) string { return s[:4] }
	each(t, func(d *desk) {
		b := d.run(regulators(d.T))
		if b.State != batch.Complete || b.Added != record.Of(853) || b.Rows != record.Of(853) || b.Known != record.Of(0) {
			d.Errorf("%+v", b)
		}
		for value, want := range map[string]map[string]int{
			"reported_on": column("Breach Submission Date", year), "breach_type": column("Type of Breach", whole), "state": column("State", whole),
		} {
			group := whole
			if value == "reported_on" {
				group = year
			}
			delete(want, "") // a cell without a value is kept as none
			if got := d.tallies(value, group); !maps.Equal(got, want) {
				d.Errorf("%s: %v, want %v", value, got, want)
			}
		}
		d.read(func(tx *record.Tx) error {
			n, err := incident.Kind.Count(tx, record.Query{Filters: []record.Filter{{Field: "value:state", Any: []string{"CA"}}}})
			if want := column("State", whole)["CA"]; n != want {
				d.Errorf("%d of California, want %d", n, want)
			}
			return err
		})
		if !slices.Equal(d.letters, []string{"table.csv complete"}) {
			d.Errorf("letters %q", d.letters)
		}
		d.sound()
	})
}

func TestCheckingWritesNothing(t *testing.T) {
	each(t, func(d *desk) {
		before := d.size()
		if plan := d.check(rowsOf(70)); len(plan.Rows) != 70 || plan.Read != 70 {
			d.Errorf("%d rows planned", len(plan.Rows))
		}
		if after := d.size(); after != before {
			d.Errorf("the trail grew from %d to %d", before, after)
		}
		d.wantSeen(0)
	})
}

func TestEveryProblemIsNamedByRowAndFieldAndNothingIsPlanned(t *testing.T) {
	each(t, func(d *desk) {
		rows := rowsOf(5)
		rows[1].Fields["category"] = "nonsense"
		rows[2].Fields["title"] = strings.Repeat("x", 201)
		rows[2].Fields["happened_at"] = "2026-02-30"
		rows[3].Fields["unit"] = "Ingenstans"
		rows[4].Identity = rows[0].Identity
		plan, bad, err := d.im.Check(d.Context(), incidents(), rows)
		if err != nil || len(plan.Rows) != 0 {
			d.Fatal(err, plan)
		}
		var got []string
		for _, p := range bad {
			got = append(got, strconv.Itoa(p.Row)+" "+p.Field+" "+p.Key)
		}
		slices.Sort(got)
		want := []string{
			"3 category problem.not_an_option", "3 category problem.required", "4 happened_at problem.not_a_moment",
			"5 unit import.problem.no_such", "6  import.problem.twice",
		}
		if !slices.Equal(got, want) {
			d.Errorf("got  %q\nwant %q", got, want)
		}
	})
}

func TestAReferenceIsReadAsANumberOrAWholeName(t *testing.T) {
	each(t, func(d *desk) {
		var units [3]org.Unit
		d.write(system, func(tx *record.Tx) error {
			for i, name := range []string{"Akuten", "Förråd", "Förråd"} {
				units[i] = org.Unit{Envelope: record.Envelope{Title: name, Level: access.LevelOpen}}
				if err := org.Units.Create(tx, &units[i]); err != nil {
					return err
				}
			}
			return nil
		})
		rows := rowsOf(3)
		rows[0].Fields["unit"], rows[1].Fields["unit"] = "Akuten", units[1].Number.Text(org.Units.Prefix)
		d.run(rows[:2])
		d.read(func(tx *record.Tx) error {
			page, err := incident.Kind.List(tx, record.Query{Turned: true})
			if err != nil {
				return err
			}
			if page.Records[0].Unit != units[0].Key || page.Records[1].Unit != units[1].Key {
				d.Errorf("units %d %d, want %d %d", page.Records[0].Unit, page.Records[1].Unit, units[0].Key, units[1].Key)
			}
			return nil
		})
		rows[2].Fields["unit"] = "Förråd"
		if _, bad, err := d.im.Check(d.Context(), incidents(), rows[2:]); err != nil || len(bad) != 1 || bad[0].Key != "import.problem.several" {
			d.Errorf("%v %v", bad, err)
		}
	})
}

func TestATableThatComesAgainCountsOnce(t *testing.T) {
	each(t, func(d *desk) {
		d.run(rowsOf(70))
		before := d.size()
		plan := d.check(rowsOf(70))
		if len(plan.Rows) != 0 || plan.Known != 70 {
			d.Errorf("%d new, %d known", len(plan.Rows), plan.Known)
		}
		if b := d.run(rowsOf(70)); b != nil || d.size() != before {
			d.Errorf("an import of nothing new left %+v", b)
		}
		if b := d.run(rowsOf(75)); b.Added != record.Of(5) || b.Known != record.Of(70) {
			d.Errorf("%+v", b)
		}
		d.wantSeen(75)
		d.sound()
	})
}

// stopAfter breaks an import off when n rows are written, and does something else first.
func (d *desk) stopAfter(n, of int, first func()) error {
	ctx, cancel := context.WithCancel(d.Context())
	defer cancel()
	_, err := d.im.Run(ctx, incidents(), d.check(rowsOf(of)), about, func(done, _ int) {
		if done == n {
			first()
			cancel()
		}
	})
	return err
}

func TestWhatIsComingInIsHiddenAndOthersGetInBetween(t *testing.T) {
	each(t, func(d *desk) {
		between := 0
		plan := d.check(rowsOf(200))
		_, err := d.im.Run(d.Context(), incidents(), plan, about, func(done, total int) {
			if done == 0 || done == total {
				return
			}
			if got := d.seen(); got["list"] != between || got["search"] != 0 || got["values"] != 0 {
				d.Errorf("after %d rows %v is seen", done, got)
			}
			between++
			d.write(office, func(tx *record.Tx) error {
				i := &incident.Incident{Envelope: record.Envelope{Title: "Anmäld"}, Description: "Under tiden", Category: "theft"}
				return incident.Kind.Create(tx, i)
			})
		})
		if err != nil {
			d.Fatal(err)
		}
		if got := d.seen(); between != 3 || got["list"] != 203 || got["search"] != 200 {
			d.Errorf("%d changes in between, then %v is seen", between, got)
		}
		d.sound()
	})
}

func TestAnImportThatIsCancelledIsTakenBackAtOnce(t *testing.T) {
	each(t, func(d *desk) {
		if err := d.stopAfter(128, 200, func() {}); !errors.Is(err, context.Canceled) {
			d.Fatal(err)
		}
		d.wantSeen(0)
		if !slices.Equal(d.letters, []string{"table.csv undone"}) {
			d.Errorf("letters %q", d.letters)
		}
		d.sound()
		d.run(rowsOf(200))
		d.wantSeen(200)
		d.sound()
	})
}

// killed leaves a batch as a process leaves it that ends without a word when n rows are written.
func (d *desk) killed(n, of int) {
	d.Helper()
	type death struct{}
	defer func() {
		if _, ok := recover().(death); !ok {
			d.Fatal("the import went on")
		}
	}()
	_, err := d.im.Run(d.Context(), incidents(), d.check(rowsOf(of)), about, func(done, _ int) {
		if done == n {
			panic(death{})
		}
	})
	d.Fatal(err)
}

func TestAnImportThatWasKilledIsUndoneAtTheNextStart(t *testing.T) {
	each(t, func(d *desk) {
		d.killed(5*64, 400)
		d.wantSeen(0)
		all, err := d.im.Recover(d.Context(), true)
		if err != nil || len(all) != 1 || all[0].State != batch.Undone {
			d.Fatal(err, all)
		}
		d.wantSeen(0)
		d.sound()
		d.read(func(tx *record.Tx) error {
			var why int
			page, err := batch.Kind.List(tx, record.Query{})
			if err != nil {
				return err
			}
			past, err := batch.Kind.History(tx, page.Records[0].Key)
			for _, p := range past {
				if p.Reason == words.T(words.SV, "import.reason.left_behind") {
					why++
				}
			}
			if why != 1 {
				d.Errorf("the reason stands %d times", why)
			}
			return err
		})
		d.run(rowsOf(400))
		d.wantSeen(400)
	})
}

func TestAnImportThatWasKilledWhenAllRowsWereThereIsFinished(t *testing.T) {
	each(t, func(d *desk) {
		d.killed(128, 128)
		all, err := d.im.Recover(d.Context(), true)
		if err != nil || len(all) != 1 || all[0].State != batch.Complete {
			d.Fatal(err, all)
		}
		d.wantSeen(128)
		d.sound()
	})
}

func TestAnImportInOtherHandsIsLeftAloneUntilTheyLetGo(t *testing.T) {
	each(t, func(d *desk) {
		d.killed(64, 200)
		if all, err := d.im.Recover(d.Context(), false); err != nil || len(all) != 0 {
			d.Fatal(err, all)
		}
		rows := rowsOf(201)[200:]
		if _, err := d.im.Run(d.Context(), incidents(), d.check(rows), about, nil); !errors.Is(err, batch.ErrBusy) {
			d.Fatalf("a second import answered %v", err)
		}
		d.now.Advance(3 * 60 * 1e9)
		if b := d.run(rows); b.State != batch.Complete {
			d.Errorf("%+v", b)
		}
		d.wantSeen(1)
		d.sound()
	})
}

func TestAnImportIsUndoneWhole(t *testing.T) {
	each(t, func(d *desk) {
		b := d.run(rowsOf(130))
		undone, err := d.im.Undo(d.Context(), b.Number, "Fel fil")
		if err != nil || undone.State != batch.Undone {
			d.Fatal(err, undone)
		}
		d.wantSeen(0)
		d.sound()
		if _, err := d.im.Undo(d.Context(), b.Number, "Fel fil"); !isInvalid(err) {
			d.Errorf("a second time answered %v", err)
		}
		if _, err := d.im.Undo(d.Context(), record.Number{Year: 2026, N: 99}, "Fel fil"); !errors.Is(err, record.ErrNotFound) {
			d.Errorf("a number nobody has answered %v", err)
		}
		d.run(rowsOf(130))
		d.wantSeen(130)
	})
}

func isInvalid(err error) bool { _, ok := errors.AsType[record.Invalid](err); return ok }

func TestAnImportSomebodyWorksWithIsNotUndone(t *testing.T) {
	each(t, func(d *desk) {
		b := d.run(rowsOf(3))
		d.write(office, func(tx *record.Tx) error {
			page, err := incident.Kind.List(tx, record.Query{})
			if err != nil {
				return err
			}
			_, err = incident.Kind.Change(tx, page.Records[0].Key, 1, func(i *incident.Incident) error { i.Description = "Sedd i stan"; return nil })
			return err
		})
		if _, err := d.im.Undo(d.Context(), b.Number, "Fel fil"); !isInvalid(err) {
			d.Fatal(err)
		}
		if got := d.seen(); got["list"] != 3 {
			d.Errorf("%v is seen", got)
		}
		d.sound()
	})
}

func TestTheWordsOfTheSourcesValuesAreKept(t *testing.T) {
	each(t, func(d *desk) {
		d.run(rowsOf(1))
		d.read(func(tx *record.Tx) error {
			labels, err := batch.Labels(tx)
			if len(labels) != 1 || labels["state"] != (words.Label{SV: "Delstat", EN: "State"}) {
				d.Errorf("labels %v", labels)
			}
			return err
		})
	})
}

func TestABatchWithoutATableIsRefused(t *testing.T) {
	each(t, func(d *desk) {
		err := d.book.Write(d.Context(), office, func(tx *record.Tx) error {
			r := batch.Kind.Blank()
			if bad := r.Fill(map[string]string{"title": "hemma.csv"}); len(bad) > 0 {
				return bad
			}
			return batch.Kind.Put(tx, r)
		})
		if !isInvalid(err) {
			d.Errorf("a form made a batch: %v", err)
		}
	})
}

func TestWhatTheRulesRefuseAfterTheCheckTakesEverythingBack(t *testing.T) {
	each(t, func(d *desk) {
		plan := d.check(rowsOf(200))
		plan.Rows[150].Fields["category"] = "nonsense" // as if the profile changed in between
		_, err := d.im.Run(d.Context(), incidents(), plan, about, nil)
		if bad, ok := errors.AsType[batch.Refused](err); !ok || bad[0].Row != 152 || bad[0].Field != "category" {
			d.Fatal(err)
		}
		d.wantSeen(0)
		d.sound()
	})
}
