package org

import (
	"net/mail"
	"regexp"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/record"
)

func problem(field, key string, args ...any) *record.Problem {
	return &record.Problem{Field: field, Key: key, Args: args}
}

// unchecked is what a check answers when the database could not be asked: nothing is saved on a guess.
func unchecked(field string) *record.Problem { return problem(field, "org.problem.unchecked") }

func gather(all ...*record.Problem) (bad []record.Problem) {
	for _, p := range all {
		if p != nil {
			bad = append(bad, *p)
		}
	}
	return bad
}

// open keeps the directory open inside the organisation: everyone finds the unit and the person to turn to.
func open(e *record.Envelope) *record.Problem {
	if e.Level > access.LevelOpen {
		return problem("level", "org.problem.level")
	}
	return nil
}

// unasked are the fields of every record that say nothing of a unit, a site or a person. The level can only be the open one.
func unasked() []string { return []string{"owner", "areas", "level", "ground", "dnr"} }

func inOrder(from, to clock.Date) *record.Problem {
	if !to.IsZero() && to.Before(from) {
		return problem("valid_to", "org.problem.dates")
	}
	return nil
}

// hsaForm is the form of an HSA identity: SE, the organisation's ten digits, a hyphen and at most 18 letters and digits.
// Source: Inera, HSA identity, as cited by openEHR Sweden's guide (read 2026-11).
var hsaForm = regexp.MustCompile(`^SE[0-9]{10}-[A-Za-z0-9]{1,18}$`)

func identity(hsaID string) *record.Problem {
	if hsaID != "" && !hsaForm.MatchString(hsaID) {
		return problem("hsa_id", "org.problem.hsa_id")
	}
	return nil
}

func mailAddress(s string) *record.Problem {
	if s == "" {
		return nil
	}
	if a, err := mail.ParseAddress(s); err != nil || a.Address != s {
		return problem("mail", "org.problem.mail")
	}
	return nil
}

// alone refuses a value that another record of the kind has. Table and column are names of ours.
func alone(tx *record.Tx, table, column, value string, self record.Key) *record.Problem {
	if value == "" {
		return nil
	}
	others, err := count(tx, "SELECT count(*) FROM "+table+" k JOIN record r ON r.rid = k.rid WHERE k."+column+" = $1 AND k.rid <> $2 AND r.state <> $3",
		value, int64(self), string(record.Withdrawn))
	switch {
	case err != nil:
		return unchecked(column)
	case others > 0:
		return problem(column, "org.problem.taken", value)
	}
	return nil
}

func count(tx *record.Tx, query string, args ...any) (n int, err error) {
	err = tx.Row(query, args...).Scan(&n)
	return n, err
}

func stateOf(tx *record.Tx, key record.Key) (state record.State, err error) {
	err = tx.Row("SELECT state FROM record WHERE rid = $1", int64(key)).Scan(&state)
	return state, err
}
