package org

import (
	"slices"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/search"
)

// PersonRow is one row of a file of persons, as text. A person is known by the HSA identity, else by the code. Unit is
// either of the unit's. Empty cells leave what the register has.
type PersonRow struct {
	Row                           int
	Code, HSAID, Given, Family    string
	Mail, Phone, Occupation, Unit string
}

type personPlan struct {
	Plan
	have   []*Person
	known  index
	inFile index
	units  index
	keys   []record.Key          // of units
	names  map[record.Key]string // of units
	seen   map[int]bool
}

// PlanPersons compares a file of persons with the register. leaveMissing plans that the active persons whom the file does
// not have have left; their history stays, their rights end.
func PlanPersons(tx *record.Tx, rows []PersonRow, leaveMissing bool) (*Plan, error) {
	p := &personPlan{known: newIndex(), inFile: newIndex(), units: newIndex(), seen: map[int]bool{}}
	if err := p.read(tx); err != nil {
		return nil, err
	}
	for i, r := range rows {
		p.row(i, r, rows)
	}
	for j, one := range p.have {
		if leaveMissing && one.State == Active && !p.seen[j] {
			p.leave(one)
		}
	}
	p.sort()
	return &p.Plan, nil
}

func (p *personPlan) read(tx *record.Tx) (err error) {
	if p.have, err = everyone(tx, Persons); err != nil {
		return err
	}
	for i, one := range p.have {
		p.known.add(one.HSAID, one.Code, i)
	}
	units, err := everyone(tx, Units)
	p.names = map[record.Key]string{}
	for _, u := range units {
		p.names[u.Key] = u.Title
	}
	units = slices.DeleteFunc(units, func(u *Unit) bool { return u.State != Open })
	for i, u := range units {
		p.units.add(u.HSAID, u.Code, i)
		p.keys = append(p.keys, u.Key)
	}
	return err
}

func (p *personPlan) row(i int, r PersonRow, rows []PersonRow) {
	j, twice, _ := p.inFile.both(r.HSAID, r.Code)
	k, known, split := p.known.both(r.HSAID, r.Code)
	switch {
	case r.HSAID == "" && r.Code == "":
		p.problem(r.Row, "code", "org.import.no_identity")
		return
	case twice:
		p.problem(r.Row, "code", "org.import.twice", rows[j].Row)
		return
	case split:
		p.problem(r.Row, "code", "org.import.split")
		return
	case known && p.seen[k]:
		p.problem(r.Row, "code", "org.import.twice_known", p.have[k].Title)
		return
	}
	p.inFile.add(r.HSAID, r.Code, i)
	unit := p.check(r, known)
	if !known {
		p.create(r, unit)
		return
	}
	p.seen[k] = true
	p.change(p.have[k], r, unit)
}

// check reports what is wrong in the cells and finds the unit.
func (p *personPlan) check(r PersonRow, known bool) record.Key {
	if r.Given == "" && r.Family == "" && !known {
		p.problem(r.Row, "family", "problem.required")
	}
	for column, bad := range map[string]*record.Problem{"hsa_id": identity(r.HSAID), "mail": mailAddress(r.Mail)} {
		if bad != nil {
			p.problem(r.Row, column, bad.Key)
		}
	}
	if r.Unit == "" {
		return 0
	}
	u, ok := p.units.any(r.Unit)
	if !ok {
		p.problem(r.Row, "unit", "org.import.no_unit", r.Unit)
		return 0
	}
	return p.keys[u]
}

func (p *personPlan) create(r PersonRow, unit record.Key) {
	one := Person{Envelope: record.Envelope{Unit: unit, Level: access.LevelOpen}}
	set(&one, r)
	p.Changes = append(p.Changes, Change{Effect: EffectNew, Row: r.Row, Title: one.Title})
	p.writes = append(p.writes, func(tx *record.Tx) error {
		fresh := one
		return named(Persons.Create(tx, &fresh), "person", r.Row)
	})
}

func (p *personPlan) change(old *Person, r PersonRow, unit record.Key) {
	after := *old
	c := Change{Effect: EffectChanged, Row: r.Row, Key: old.Key, Fields: set(&after, r)}
	c.Title = after.Title
	switch {
	case unit != 0 && unit != old.Unit:
		c.Effect, c.Fields = EffectMoved, append(c.Fields, FieldChange{"unit", p.names[old.Unit], p.names[unit]})
	case old.State == Left:
		c.Fields = append(c.Fields, FieldChange{"state", string(Left), string(Active)})
	case len(c.Fields) == 0:
		c.Effect = EffectUnchanged
	}
	p.Changes = append(p.Changes, c)
	if c.Effect == EffectUnchanged {
		return
	}
	p.writes = append(p.writes, func(tx *record.Tx) error {
		now, err := Persons.Change(tx, old.Key, old.Version, func(one *Person) error {
			set(one, r)
			if unit != 0 {
				one.Unit = unit
			}
			return nil
		})
		if err == nil && old.State == Left {
			_, err = Persons.Take(tx, old.Key, now.Version, "return", nil)
		}
		return named(err, "person", r.Row)
	})
}

func (p *personPlan) leave(one *Person) {
	p.Changes = append(p.Changes, Change{Effect: EffectClosed, Key: one.Key, Title: one.Title, Fields: []FieldChange{{"state", string(Active), string(Left)}}})
	p.writes = append(p.writes, func(tx *record.Tx) error {
		_, err := Persons.Take(tx, one.Key, one.Version, "leave", nil)
		return err
	})
}

// set writes the cells of the row into the person and names what changed.
func set(p *Person, r PersonRow) (fields []FieldChange) {
	fill(&p.Code, r.Code, "code", &fields)
	fill(&p.HSAID, r.HSAID, "hsa_id", &fields)
	fill(&p.Given, search.Normalise(r.Given), "given", &fields)
	fill(&p.Family, search.Normalise(r.Family), "family", &fields)
	fill(&p.Mail, r.Mail, "mail", &fields)
	fill(&p.Phone, r.Phone, "phone", &fields)
	fill(&p.Occupation, search.Normalise(r.Occupation), "occupation", &fields)
	if slices.ContainsFunc(fields, func(f FieldChange) bool { return f.Name == "given" || f.Name == "family" }) {
		p.Title = p.Name()
	}
	return fields
}
