package org_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"pgregory.net/rapid"
)

// closure is every pair of the derived table with its depth.
func (h house) closure(t rapid.TB) map[[3]int64]bool {
	t.Helper()
	all := map[[3]int64]bool{}
	err := h.book.DB.Read(context.Background(), func(tx *store.Tx) error {
		return tx.Each(func(scan func(...any) error) error {
			var p [3]int64
			if err := scan(&p[0], &p[1], &p[2]); err != nil {
				return err
			}
			all[p] = true
			return nil
		}, "SELECT ancestor, descendant, depth FROM unit_closure")
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// truth walks the parents of a model instead.
func truth(parent map[record.Key]record.Key) map[[3]int64]bool {
	all := map[[3]int64]bool{}
	for u := range parent {
		for up, depth := u, int64(0); up != 0; up, depth = parent[up], depth+1 {
			all[[3]int64{int64(up), int64(u), depth}] = true
		}
	}
	return all
}

func same(a, b map[[3]int64]bool) bool {
	if len(a) != len(b) {
		return false
	}
	for p := range a {
		if !b[p] {
			return false
		}
	}
	return true
}

func TestTheClosureIsWhatWalkingTheTreeGivesWhateverIsMoved(t *testing.T) {
	each(t, func(h house) {
		parent := map[record.Key]record.Key{}
		version := map[record.Key]int{}
		var units []record.Key
		rapid.Check(h, func(rt *rapid.T) {
			pick := func(label string) record.Key {
				return rapid.SampledFrom(append([]record.Key{0}, units...)).Draw(rt, label)
			}
			for range rapid.IntRange(1, 4).Draw(rt, "steps") {
				u, to := pick("unit"), pick("parent")
				if u == 0 {
					u = h.unit("Enhet", to, 0)
					units, parent[u], version[u] = append(units, u), to, 1
					continue
				}
				circle := truth(parent)[depthOf(parent, u, to)]
				err := h.book.Write(context.Background(), program, func(tx *record.Tx) error {
					_, err := org.Units.Change(tx, u, version[u], func(one *org.Unit) error { one.Parent = to; return nil })
					return err
				})
				bad, refused := errors.AsType[record.Invalid](err)
				switch {
				case circle && (!refused || bad[0].Key != "org.problem.circle"):
					rt.Fatalf("a circle gave %v", err)
				case !circle && err != nil:
					rt.Fatal(err)
				case !circle:
					parent[u] = to
					version[u]++
				}
			}
			if have := h.closure(rt); !same(have, truth(parent)) {
				rt.Fatalf("closure %v\ntruth %v", have, truth(parent))
			}
		})
		before := h.closure(h)
		h.write(program, func(tx *record.Tx) error { return org.Rebuild(tx) })
		if !same(before, h.closure(h)) {
			h.Error("rebuilding gives another closure")
		}
	})
}

// depthOf is the pair that stands in the closure if to lies at or below u.
func depthOf(parent map[record.Key]record.Key, u, to record.Key) [3]int64 {
	for up, depth := to, int64(0); up != 0; up, depth = parent[up], depth+1 {
		if up == u {
			return [3]int64{int64(u), int64(to), depth}
		}
	}
	return [3]int64{}
}

func TestAUnitTakenBackLeavesTheTree(t *testing.T) {
	each(t, func(h house) {
		top := h.unit("Regionen", 0, 0)
		clinic := h.unit("Kliniken", top, 0)
		ward := h.unit("Avdelningen", clinic, 0)
		h.write(program, func(tx *record.Tx) error { return org.Units.Withdraw(tx, clinic) })
		want := truth(map[record.Key]record.Key{top: 0, ward: 0})
		if have := h.closure(h); !same(have, want) {
			h.Errorf("%v, want %v", have, want)
		}
		h.write(program, func(tx *record.Tx) error { return org.RebuildClosure(tx) })
		if have := h.closure(h); !same(have, want) {
			h.Errorf("rebuilt: %v, want %v", have, want)
		}
	})
}

func TestAUnitClosesAfterItsPartsAndReopensUnderAnOpenOne(t *testing.T) {
	each(t, func(h house) {
		top := h.unit("Regionen", 0, 0)
		ward := h.unit("Avdelningen", top, 0)
		take := func(u record.Key, version int, step string) func(*record.Tx) error {
			return func(tx *record.Tx) error {
				_, err := org.Units.Take(tx, u, version, step, nil)
				return err
			}
		}
		h.refused(program, "org.problem.open_parts", take(top, 1, "close"))
		h.write(program, take(ward, 1, "close"))
		h.write(program, take(top, 1, "close"))
		h.refused(program, "org.problem.parent_closed", take(ward, 2, "reopen"))
		h.write(program, take(top, 2, "reopen"))
		h.write(program, take(ward, 2, "reopen"))
		h.read(func(tx *record.Tx) error {
			u, err := org.Units.Reveal(tx, ward)
			if err != nil || u.State != org.Open || !u.To.IsZero() || u.Version != 3 {
				t.Errorf("%+v, %v", u, err)
			}
			return nil
		})
	})
}

func TestWhatIsWrongWithAUnitIsSaid(t *testing.T) {
	each(t, func(h house) {
		h.write(program, func(tx *record.Tx) error {
			return org.Units.Create(tx, &org.Unit{Envelope: record.Envelope{Title: "a", Level: 1}, Code: "e1", HSAID: "SE2321000000-E101"})
		})
		for key, u := range map[string]org.Unit{
			"org.problem.taken":      {Code: "e1"},
			"org.problem.hsa_id":     {HSAID: "SE232100000-Å1"},
			"org.problem.dates":      {From: h.start, To: h.start.AddDays(-1)},
			"org.problem.level":      {Envelope: record.Envelope{Level: 3}},
			"problem.no_such_record": {Parent: 424242},
		} {
			h.refused(program, key, func(tx *record.Tx) error {
				one := u
				one.Title = "b"
				one.Level = max(one.Level, 1)
				return org.Units.Create(tx, &one)
			})
		}
	})
}

func TestFiveThousandUnitsComeInAndAreReached(t *testing.T) {
	each(t, func(h house) {
		n := 5000
		if h.book.DB.Engine == store.Postgres {
			n = 1000 // the same statements; five thousand there say no more and take four times as long
		}
		rows := make([]org.UnitRow, n)
		for i := range rows {
			rows[i] = org.UnitRow{Row: i + 2, Code: fmt.Sprintf("e%04d", i), Name: fmt.Sprintf("Enhet %d", i)}
			if i > 0 {
				rows[i].Parent = fmt.Sprintf("e%04d", (i-1)/6)
			}
		}
		slices.Reverse(rows) // children first in the file
		h.apply(rows, false)
		var root record.Key
		h.read(func(tx *record.Tx) error {
			return tx.Row("SELECT rid FROM unit WHERE code = 'e0000'").Scan(&root)
		})
		karin := h.person("Karin Ek", root)
		h.appoint(org.Appointment{Role: "manager", Person: karin, Units: []record.Key{root}})
		if g := h.grants(karin); len(g) != 1 || len(g[0].Units) != n {
			h.Errorf("%d grants", len(g))
		}
		h.read(func(tx *record.Tx) error {
			plan, err := org.PlanUnits(tx, rows, true)
			if err != nil || plan.Count(org.EffectUnchanged) != n || len(plan.Problems) != 0 {
				h.Errorf("the same file again: %d unchanged, %v, %v", plan.Count(org.EffectUnchanged), plan.Problems, err)
			}
			findings, err := org.Findings(tx)
			if err != nil || !slices.ContainsFunc(findings, func(f org.Finding) bool { return f.Key == org.FindingNobody && f.Unit == root }) {
				h.Errorf("%d findings, %v", len(findings), err)
			}
			return nil
		})
	})
}
