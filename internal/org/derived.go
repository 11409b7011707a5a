package org

import (
	"fmt"

	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
)

// bump makes every process forget the rights it remembers.
func bump(tx *record.Tx) error {
	_, err := tx.Exec("INSERT INTO generation(name, n) VALUES('org', 1) ON CONFLICT(name) DO UPDATE SET n = generation.n + 1")
	if err != nil {
		return fmt.Errorf("count a change of the organisation: %w", err)
	}
	return nil
}

func generation(tx *store.Tx) (n int64, err error) {
	err = tx.Row("SELECT coalesce(max(n), 0) FROM generation WHERE name = 'org'").Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("read the organisation's generation: %w", err)
	}
	return n, nil
}

// followUnit keeps the closure in step with the tree.
func followUnit(tx *record.Tx, old, u *Unit) error {
	var err error
	switch {
	case u.State == record.Withdrawn:
		if err = detach(tx, u.Key); err == nil {
			_, err = tx.Exec("DELETE FROM unit_closure WHERE ancestor = $1 OR descendant = $1", int64(u.Key))
		}
	case old == nil:
		if _, err = tx.Exec("INSERT INTO unit_closure(ancestor, descendant, depth) VALUES($1, $1, 0)", int64(u.Key)); err == nil {
			err = attach(tx, u.Key, u.Parent)
		}
	case old.Parent != u.Parent:
		if err = detach(tx, u.Key); err == nil {
			err = attach(tx, u.Key, u.Parent)
		}
	case old.Site == u.Site && old.State == u.State:
		return nil
	}
	if err != nil {
		return fmt.Errorf("place unit %d in the tree: %w", u.Key, err)
	}
	return bump(tx)
}

// detach cuts the unit, with everything below it, off what stands above.
func detach(tx *record.Tx, unit record.Key) error {
	_, err := tx.Exec(`DELETE FROM unit_closure WHERE descendant IN (SELECT descendant FROM unit_closure WHERE ancestor = $1)
		AND ancestor IN (SELECT ancestor FROM unit_closure WHERE descendant = $1 AND depth > 0)`, int64(unit))
	return err
}

func attach(tx *record.Tx, unit, parent record.Key) error {
	if parent == 0 {
		return nil
	}
	_, err := tx.Exec(`INSERT INTO unit_closure(ancestor, descendant, depth)
		SELECT a.ancestor, d.descendant, a.depth + d.depth + 1 FROM unit_closure a, unit_closure d WHERE a.descendant = $1 AND d.ancestor = $2`,
		int64(parent), int64(unit))
	return err
}

// Scopes of an appointment that counts, as the table appointment_scope keeps them.
const (
	forRegion = "region"
	forUnit   = "unit"
	forSite   = "site"
	forOwned  = "owned" // a system, an information asset, an agreement: that record names its owner
)

// followAppointment keeps whether the appointment counts, and what it is held for. Deputies hold what their principal's
// appointment is held for, also after it ended: that is what a deputy is for.
func followAppointment(tx *record.Tx, _, a *Appointment) error {
	if err := keepAppointment(tx, a); err != nil {
		return fmt.Errorf("keep what appointment %d gives: %w", a.Key, err)
	}
	return bump(tx)
}

func keepAppointment(tx *record.Tx, a *Appointment) error {
	for _, table := range []string{"appointment_scope", "appointment_counts"} {
		if _, err := tx.Exec("DELETE FROM "+table+" WHERE appointment = $1", int64(a.Key)); err != nil {
			return err
		}
	}
	profile, ok := ProfileOf(tx)
	if !ok {
		return errNoProfile
	}
	if a.Counts(profile) {
		if _, err := tx.Exec("INSERT INTO appointment_counts(appointment) VALUES($1)", int64(a.Key)); err != nil {
			return err
		}
	}
	if a.DeputyFor != 0 || !a.reaches(profile) {
		return nil
	}
	return writeScope(tx, a)
}

func writeScope(tx *record.Tx, a *Appointment) error {
	add := func(scope string, targets ...record.Key) error {
		for _, target := range targets {
			_, err := tx.Exec("INSERT INTO appointment_scope(appointment, scope, target) VALUES($1, $2, $3) ON CONFLICT DO NOTHING", int64(a.Key), scope, int64(target))
			if err != nil {
				return err
			}
		}
		return nil
	}
	if a.Region {
		return add(forRegion, 0)
	}
	if len(a.Units)+len(a.Sites) == 0 {
		return add(forOwned, 0)
	}
	if err := add(forUnit, a.Units...); err != nil {
		return err
	}
	return add(forSite, a.Sites...)
}

// Rebuild makes the derived tables anew from the records: after a restore, a repair, or a new profile.
func Rebuild(tx *record.Tx) error {
	if err := RebuildClosure(tx); err != nil {
		return err
	}
	keys, err := store.All[record.Key](tx.Tx, "SELECT rid FROM record WHERE kind = 'appointment' AND state <> $1 ORDER BY rid", string(record.Withdrawn))
	if err != nil {
		return fmt.Errorf("read the appointments: %w", err)
	}
	for _, table := range []string{"appointment_scope", "appointment_counts"} {
		if _, err := tx.Exec("DELETE FROM " + table); err != nil {
			return fmt.Errorf("empty %s: %w", table, err)
		}
	}
	for _, key := range keys {
		a, err := Appointments.Reveal(tx.As(record.System), key)
		if err != nil {
			return err
		}
		if err := keepAppointment(tx, a); err != nil {
			return fmt.Errorf("keep what appointment %d gives: %w", key, err)
		}
	}
	return bump(tx)
}

// RebuildClosure makes unit_closure anew from the units.
func RebuildClosure(tx *record.Tx) error {
	if _, err := tx.Exec("DELETE FROM unit_closure"); err != nil {
		return fmt.Errorf("empty the closure of units: %w", err)
	}
	_, err := tx.Exec(`INSERT INTO unit_closure(ancestor, descendant, depth)
		WITH RECURSIVE standing(rid, parent) AS (SELECT k.rid, k.parent FROM unit k JOIN record r ON r.rid = k.rid WHERE r.state <> $1),
		below(ancestor, descendant, depth) AS (
			SELECT rid, rid, 0 FROM standing
			UNION ALL SELECT b.ancestor, s.rid, b.depth + 1 FROM below b JOIN standing s ON s.parent = b.descendant)
		SELECT ancestor, descendant, depth FROM below`, string(record.Withdrawn))
	if err != nil {
		return fmt.Errorf("rebuild the closure of units: %w", err)
	}
	return bump(tx)
}
