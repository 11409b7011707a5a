package org

import (
	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/record"
)

// States of a person.
const (
	Active record.State = "active"
	Left   record.State = "left"
)

// Person is an employee or another holder of a role. The title is the name as shown; Unit is where the person works.
// How a person signs in is kept by package account.
type Person struct {
	record.Envelope
	Code       string // the employer's own code, unique when stated
	Given      string
	Family     string
	Occupation string
	Mail       string
	Phone      string
	HSAID      string
}

// Name is given name and surname, the title of a new person.
func (p *Person) Name() string {
	if p.Given == "" || p.Family == "" {
		return p.Given + p.Family
	}
	return p.Given + " " + p.Family
}

// Persons is the kind of record that persons are.
var Persons = record.Define(record.Spec[Person]{
	Name: "person", Prefix: "PER", Start: Active, Check: checkPerson, After: followPerson,
	Level: access.LevelOpen, Unasked: unasked(),
	Fields: []record.Field[Person]{
		record.Text("code", func(p *Person) *string { return &p.Code }).Search(),
		record.Text("given", func(p *Person) *string { return &p.Given }),
		record.Text("family", func(p *Person) *string { return &p.Family }),
		record.Text("occupation", func(p *Person) *string { return &p.Occupation }).InList(),
		record.Text("mail", func(p *Person) *string { return &p.Mail }).InList().Search(),
		record.Text("phone", func(p *Person) *string { return &p.Phone }),
		record.Text("hsa_id", func(p *Person) *string { return &p.HSAID }).Search(),
	},
	Steps: []record.Step[Person]{
		{Name: "leave", From: []record.State{Active}, To: Left, Needs: access.Update},
		{Name: "return", From: []record.State{Left}, To: Active, Needs: access.Update},
	},
})

func checkPerson(tx *record.Tx, p *Person) []record.Problem {
	return gather(
		open(p.Env()),
		identity(p.HSAID),
		mailAddress(p.Mail),
		alone(tx, "person", "code", p.Code, p.Key),
		alone(tx, "person", "hsa_id", p.HSAID, p.Key),
	)
}

// followPerson tells every process that a right may have changed. A new person had none to change.
func followPerson(tx *record.Tx, old, p *Person) error {
	if old == nil || old.State == p.State {
		return nil
	}
	return bump(tx)
}
