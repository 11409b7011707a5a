package org

import (
	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/record"
)

// States of a unit, a site and a place.
const (
	Open   record.State = "open"
	Closed record.State = "closed"
)

// UnitKind is what a unit does.
type UnitKind string

// UnitKinds lists the kinds of unit.
func UnitKinds() []UnitKind {
	return []UnitKind{
		"division", "clinic", "ward", "outpatient", "emergency", "psych_ward", "psych_clinic", "ambulance", "lab", "health_centre",
		"dental", "rehab", "transit", "culture", "school", "service", "property", "it", "office", "other",
	}
}

// Unit is a part of the organisation. Its name is the title; Parent is its place in the tree.
type Unit struct {
	record.Envelope
	Code       string // the organisation's own code, unique when stated
	HSAID      string
	Parent     record.Key // 0 = at the top
	Kind       UnitKind
	Site       record.Key // where it mainly works; 0 = where the unit above works
	AllHours   bool       // works day and night
	RaisedRisk bool       // raised risk of violence (B45)
	From, To   clock.Date // To is the last day; not set = until further notice
}

// Units is the kind of record that units are.
var Units = record.Define(record.Spec[Unit]{
	Name: "unit", Prefix: "ENH", Start: Open, Check: checkUnit, After: followUnit,
	Level: access.LevelOpen, Unasked: unasked(),
	Fields: []record.Field[Unit]{
		record.Text("code", func(u *Unit) *string { return &u.Code }).Search(),
		record.Text("hsa_id", func(u *Unit) *string { return &u.HSAID }).Search(),
		record.Ref("parent", func(u *Unit) *record.Key { return &u.Parent }, "unit").InList().Filter(),
		record.Choice("kind", UnitKinds(), func(u *Unit) *UnitKind { return &u.Kind }).InList().Filter(),
		record.Ref("site", func(u *Unit) *record.Key { return &u.Site }, "site").InList().Filter(),
		record.Flag("all_hours", func(u *Unit) *bool { return &u.AllHours }),
		record.Flag("raised_risk", func(u *Unit) *bool { return &u.RaisedRisk }).Filter(),
		record.Date("valid_from", func(u *Unit) *clock.Date { return &u.From }),
		record.Date("valid_to", func(u *Unit) *clock.Date { return &u.To }),
	},
	Steps: []record.Step[Unit]{
		{Name: "close", From: []record.State{Open}, To: Closed, Needs: access.Administer, Guard: readyToClose, Apply: closeUnit},
		{Name: "reopen", From: []record.State{Closed}, To: Open, Needs: access.Administer, Guard: readyToReopen, Apply: reopenUnit},
	},
})

func checkUnit(tx *record.Tx, u *Unit) []record.Problem {
	return gather(
		open(u.Env()),
		inOrder(u.From, u.To),
		identity(u.HSAID),
		alone(tx, "unit", "code", u.Code, u.Key),
		alone(tx, "unit", "hsa_id", u.HSAID, u.Key),
		noCircle(tx, u),
	)
}

// noCircle refuses a unit that would stand below itself.
func noCircle(tx *record.Tx, u *Unit) *record.Problem {
	if u.Parent == 0 || u.Key == 0 {
		return nil
	}
	below, err := count(tx, "SELECT count(*) FROM unit_closure WHERE ancestor = $1 AND descendant = $2", int64(u.Key), int64(u.Parent))
	switch {
	case err != nil:
		return unchecked("parent")
	case below > 0 || u.Parent == u.Key:
		return problem("parent", "org.problem.circle")
	}
	return nil
}

// readyToClose keeps a unit open while it has open parts: they would hang in the air.
func readyToClose(tx *record.Tx, u *Unit) []record.Problem {
	parts, err := count(tx, "SELECT count(*) FROM unit k JOIN record r ON r.rid = k.rid WHERE k.parent = $1 AND r.state = $2", int64(u.Key), string(Open))
	switch {
	case err != nil:
		return gather(unchecked("state"))
	case parts > 0:
		return gather(problem("state", "org.problem.open_parts", parts))
	}
	return nil
}

func readyToReopen(tx *record.Tx, u *Unit) []record.Problem {
	if u.Parent == 0 {
		return nil
	}
	above, err := stateOf(tx, u.Parent)
	switch {
	case err != nil:
		return gather(unchecked("parent"))
	case above != Open:
		return gather(problem("parent", "org.problem.parent_closed"))
	}
	return nil
}

func closeUnit(tx *record.Tx, u *Unit) error {
	u.To = lastDay(tx, u.From, u.To)
	return nil
}

func reopenUnit(_ *record.Tx, u *Unit) error {
	u.To = clock.Date{}
	return nil
}

// lastDay is today, or the planned last day if it has passed; never before the first day.
func lastDay(tx *record.Tx, from, to clock.Date) clock.Date {
	today := tx.Today()
	if !to.IsZero() && to.Before(today) {
		return to
	}
	if today.Before(from) {
		return from
	}
	return today
}
