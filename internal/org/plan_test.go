package org_test

import (
	"context"
	"encoding/csv"
	"errors"
	"os"
	"slices"
	"testing"

	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
)

func (h house) plan(rows []org.UnitRow, closeMissing bool) (p *org.Plan) {
	h.Helper()
	h.read(func(tx *record.Tx) (err error) {
		p, err = org.PlanUnits(tx, rows, closeMissing)
		return err
	})
	return p
}

func (h house) apply(rows []org.UnitRow, closeMissing bool) *org.Plan {
	h.Helper()
	p := h.plan(rows, closeMissing)
	if err := p.Apply(context.Background(), h.book, program, "import"); err != nil {
		h.Fatalf("%v: %+v", err, p.Problems)
	}
	return p
}

// effects is what a plan does, by title.
func effects(p *org.Plan) map[string]org.Effect {
	all := map[string]org.Effect{}
	for _, c := range p.Changes {
		all[c.Title] = c.Effect
	}
	return all
}

func TestAFileOfUnitsIsPreviewedAndTakenIn(t *testing.T) {
	each(t, func(h house) {
		first := []org.UnitRow{
			{Row: 2, Code: "w1", Name: "Avdelning 1", Parent: "c1", Kind: "ward"},
			{Row: 3, Code: "c1", Name: "Klinik 1", Parent: "r"},
			{Row: 4, Code: "c2", Name: "Klinik 2", Parent: "r"},
			{Row: 5, Code: "r", Name: "Regionen"},
			{Row: 6, Code: "w2", Name: "Avdelning 2", Parent: "c2"},
		}
		if p := h.apply(first, false); p.Count(org.EffectNew) != 5 {
			h.Fatalf("%+v", p.Changes)
		}
		second := []org.UnitRow{
			{Row: 2, Code: "r", Name: "Regionen"},
			{Row: 3, Code: "c1", Name: "Kliniken ett", Parent: "r"},
			{Row: 4, Code: "w1", Name: "Avdelning 1", Parent: "n"},
			{Row: 5, Code: "n", Name: "Ny klinik", Parent: "r"},
		}
		if p := h.plan(second, false); p.Count(org.EffectClosed) != 0 {
			h.Errorf("closes without being asked: %+v", p.Changes)
		}
		p := h.apply(second, true)
		want := map[string]org.Effect{"Regionen": org.EffectUnchanged, "Kliniken ett": org.EffectChanged, "Avdelning 1": org.EffectMoved,
			"Ny klinik": org.EffectNew, "Klinik 2": org.EffectClosed, "Avdelning 2": org.EffectClosed}
		for title, effect := range want {
			if effects(p)[title] != effect {
				h.Errorf("%s is %s, want %s", title, effects(p)[title], effect)
			}
		}
		if p := h.apply(first, false); effects(p)["Klinik 2"] != org.EffectChanged || p.Count(org.EffectClosed) != 0 {
			h.Errorf("%+v", p.Changes)
		}
		h.read(func(tx *record.Tx) error {
			found, err := org.FindUnits(tx.As(record.System), "klin 2", 10)
			if err != nil {
				return err
			}
			if len(found) != 0 {
				h.Error("a command lists units")
			}
			var state record.State
			if err := tx.Row("SELECT r.state FROM record r JOIN unit k ON k.rid = r.rid WHERE k.code = 'w2'").Scan(&state); err != nil || state != org.Open {
				h.Errorf("the unit that came back is %s, %v", state, err)
			}
			return nil
		})
	})
}

func TestAFaultyFileSaysWhereAndChangesNothing(t *testing.T) {
	each(t, func(h house) {
		h.unit("Finns redan", 0, 0)
		before := len(h.closure(h))
		ok := org.UnitRow{Row: 2, Code: "r", Name: "Regionen"}
		for name, one := range map[string]struct {
			rows   []org.UnitRow
			row    int
			column string
			key    string
		}{
			"orphan":       {[]org.UnitRow{ok, {Row: 3, Code: "a", Name: "A", Parent: "finns-inte"}}, 3, "parent", "org.import.orphan"},
			"circle":       {[]org.UnitRow{{Row: 2, Code: "a", Name: "A", Parent: "b"}, {Row: 3, Code: "b", Name: "B", Parent: "a"}}, 2, "parent", "org.problem.circle"},
			"own parent":   {[]org.UnitRow{{Row: 2, Code: "a", Name: "A", Parent: "a"}}, 2, "parent", "org.problem.circle"},
			"twice":        {[]org.UnitRow{ok, {Row: 3, Code: "r", Name: "Regionen"}}, 3, "code", "org.import.twice"},
			"two parents":  {[]org.UnitRow{ok, {Row: 3, Code: "a", Name: "A", Parent: "r"}, {Row: 4, Code: "a", Name: "A"}}, 4, "code", "org.import.two_parents"},
			"no identity":  {[]org.UnitRow{{Row: 2, Name: "A"}}, 2, "code", "org.import.no_identity"},
			"no name":      {[]org.UnitRow{{Row: 2, Code: "a"}}, 2, "name", "problem.required"},
			"HSA form":     {[]org.UnitRow{{Row: 2, HSAID: "SE1-1", Name: "A"}}, 2, "hsa_id", "org.problem.hsa_id"},
			"unknown kind": {[]org.UnitRow{{Row: 2, Code: "a", Name: "A", Kind: "slott"}}, 2, "kind", "problem.not_an_option"},
			"unknown site": {[]org.UnitRow{{Row: 2, Code: "a", Name: "A", Site: "p9"}}, 2, "site", "org.import.no_site"},
			"no date":      {[]org.UnitRow{{Row: 2, Code: "a", Name: "A", From: "1 maj"}}, 2, "valid_from", "problem.not_a_date"},
			"dates turned": {[]org.UnitRow{{Row: 2, Code: "a", Name: "A", From: "2026-05-01", To: "2026-04-01"}}, 2, "valid_to", "org.problem.dates"},
		} {
			p := h.plan(one.rows, false)
			if !slices.ContainsFunc(p.Problems, func(x org.RowProblem) bool { return x.Row == one.row && x.Column == one.column && x.Key == one.key }) {
				h.Errorf("%s: %+v", name, p.Problems)
			}
			err := p.Apply(context.Background(), h.book, program, "")
			if _, faulty := errors.AsType[org.Faulty](err); !faulty {
				h.Errorf("%s: applied: %v", name, err)
			}
		}
		if after := len(h.closure(h)); after != before {
			h.Errorf("%d pairs, %d before", after, before)
		}
	})
}

func TestADirectoryOfARealRegionComesIn(t *testing.T) {
	f, err := os.Open("testdata/hsa-ou-vgr-exempel.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma = ';'
	lines, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []org.DirectoryRow
	for i, l := range lines[1:] {
		rows = append(rows, org.DirectoryRow{Row: i + 2, HSAID: l[0], Name: l[1], DN: l[2]})
	}
	units, missing := org.FromDirectory(rows, "ou=Org,o=VGR")
	if len(units) != 51 || len(missing) == 0 || missing[0].Key != "org.import.level_missing" {
		t.Fatalf("%d units, missing %+v", len(units), missing)
	}
	each(t, func(h house) {
		if p := h.apply(units, false); p.Count(org.EffectNew) != 51 {
			h.Errorf("%d new", p.Count(org.EffectNew))
		}
		h.read(func(tx *record.Tx) error {
			var hospital record.Key
			if err := tx.Row("SELECT rid FROM unit WHERE hsa_id = 'SE2321000131-E000000000109'").Scan(&hospital); err != nil {
				return err
			}
			under, err := org.UnitsUnder(tx, hospital)
			if len(under) < 30 || err != nil {
				h.Errorf("%d units of the hospital, %v", len(under), err)
			}
			return nil
		})
		if p := h.plan(units, true); p.Count(org.EffectUnchanged) != 51 {
			h.Errorf("the same file again changes %+v", p.Changes)
		}
	})
}

func TestAFileOfPersonsIsPreviewedAndTakenIn(t *testing.T) {
	each(t, func(h house) {
		h.apply([]org.UnitRow{{Row: 2, Code: "a", Name: "A"}, {Row: 3, Code: "b", Name: "B"}}, false)
		plan := func(rows []org.PersonRow, leave bool) (p *org.Plan) {
			h.read(func(tx *record.Tx) (err error) { p, err = org.PlanPersons(tx, rows, leave); return err })
			return p
		}
		apply := func(p *org.Plan) {
			if err := p.Apply(context.Background(), h.book, program, "import"); err != nil {
				h.Fatalf("%v, %+v", err, p.Problems)
			}
		}
		apply(plan([]org.PersonRow{
			{Row: 2, Code: "m1", Given: "Karin", Family: "Ek", Mail: "karin.ek@example.org", Unit: "a"},
			{Row: 3, Code: "m2", Given: "Olle", Family: "Al", Unit: "a"},
			{Row: 4, Code: "m3", Given: "Siv", Family: "Sten", Unit: "b"},
		}, false))
		p := plan([]org.PersonRow{
			{Row: 2, Code: "m1", Family: "Eklund", Unit: "a"},
			{Row: 3, Code: "m2", Unit: "b"},
		}, true)
		want := map[string]org.Effect{"Karin Eklund": org.EffectChanged, "Olle Al": org.EffectMoved, "Siv Sten": org.EffectClosed}
		for title, effect := range want {
			if effects(p)[title] != effect {
				h.Errorf("%s is %s", title, effects(p)[title])
			}
		}
		apply(p)
		if p := plan([]org.PersonRow{{Row: 2, Code: "m3"}}, false); effects(p)["Siv Sten"] != org.EffectChanged {
			h.Errorf("coming back: %+v", p.Changes)
		} else {
			apply(p)
		}
		p = plan([]org.PersonRow{
			{Row: 2, Code: "m1", Unit: "x"}, {Row: 3, Code: "m1"}, {Row: 4}, {Row: 5, Code: "m9", Mail: "ingen"},
		}, false)
		var keys []string
		for _, x := range p.Problems {
			keys = append(keys, x.Key)
		}
		for _, key := range []string{"org.import.no_unit", "org.import.twice", "org.import.no_identity", "problem.required", "org.problem.mail"} {
			if !slices.Contains(keys, key) {
				h.Errorf("%s is missing among %v", key, keys)
			}
		}
	})
}
