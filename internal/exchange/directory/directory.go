// Package directory reads files of the organisation's units and persons, as a staff system or an HSA directory gives them,
// and says in a preview what taking them in would change. The command and the page stand on it, so that they read, refuse and
// count alike (B17, B26: every unit and its people are known).
//
//	file ─Read─▶ rows ─▶ org.Plan: added, changed, moved, closed, unchanged, or every problem by row and column ─Apply─▶ records
package directory

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/exchange"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/words"
)

// The kinds of file.
const (
	Units   = "units"
	Persons = "persons"
)

// Request is a file to be taken in.
type Request struct {
	Kind         string // Units or Persons
	Name         string // of the file, without folders; for the trail
	Table        []byte
	CloseMissing bool   // close the units, or let the persons have left, that the file does not have
	Tree         bool   // units by their distinguished names, as an HSA directory gives them
	Top          string // with Tree: the name under which the organisation's own units begin
}

// Preview is what a file would change, with what was passed over.
type Preview struct {
	*org.Plan
	Unread []string         // columns that nothing is known of
	Notes  []org.RowProblem // worth knowing, and no hindrance
}

// columns lists what is read from a file: the name of the cell here, and the key of the label that a file may have instead.
func (q Request) columns() map[string]string {
	switch {
	case q.Kind == Persons:
		return map[string]string{"code": "person.field.code", "hsa_id": "person.field.hsa_id", "given": "person.field.given", "family": "person.field.family",
			"mail": "person.field.mail", "phone": "person.field.phone", "occupation": "person.field.occupation", "unit": "record.field.unit"}
	case q.Tree:
		return map[string]string{"hsa_id": "unit.field.hsa_id", "name": "unit.field.title", "dn": "directory.column.dn"}
	}
	return map[string]string{"code": "unit.field.code", "hsa_id": "unit.field.hsa_id", "name": "unit.field.title", "parent": "unit.field.parent",
		"kind": "unit.field.kind", "site": "unit.field.site", "valid_from": "unit.field.valid_from", "valid_to": "unit.field.valid_to"}
}

// Columns lists the names that a file's columns may have, sorted.
func (q Request) Columns() []string {
	var all []string
	for name := range q.columns() {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

// Read reads the file and compares it with the register. The caller must hold the right to import; the error is
// record.ErrForbidden or a fault of ours. What is wrong with the file stands in the plan's Problems.
func Read(ctx context.Context, book *record.Book, c record.Caller, q Request) (Preview, error) {
	table, bad, err := exchange.Read(bytes.NewReader(q.Table), exchange.Format{})
	if err != nil {
		return Preview{}, err
	}
	if len(bad) > 0 {
		return Preview{Plan: &org.Plan{Problems: asRows(bad)}}, nil
	}
	r := reading{q: q, table: table, places: map[string]string{}}
	p := Preview{Unread: r.find(table.Header)}
	if missing := r.missing(); missing != "" {
		p.Plan = &org.Plan{Problems: []org.RowProblem{{Row: 1, Column: missing, Key: "directory.problem.column", Args: []any{strings.Join(q.Columns(), ", ")}}}}
		return p, nil
	}
	err = book.Read(ctx, c, func(tx *record.Tx) (err error) {
		if !May(tx.Subject, q.Kind) {
			return record.ErrForbidden
		}
		p.Plan, p.Notes, err = r.plan(tx)
		return err
	})
	if p.Plan == nil && err == nil {
		err = errors.New("read a file of the organisation: of no kind")
	}
	return p, err
}

// May reports whether the subject may take in files of a kind.
func May(s access.Subject, kind string) bool {
	return s.May(access.Import, access.Object{Kind: strings.TrimSuffix(kind, "s"), Level: access.LevelOpen})
}

func asRows(bad []exchange.Problem) []org.RowProblem {
	all := make([]org.RowProblem, len(bad))
	for i, p := range bad {
		row := p.Row
		if row == 0 {
			row = p.Line
		}
		all[i] = org.RowProblem{Row: row, Column: p.Column, Key: p.Key, Args: p.Args}
	}
	return all
}

// reading is one file on its way to rows.
type reading struct {
	q      Request
	table  *exchange.Table
	places map[string]string // cell → column of the file
}

// find matches the columns of the file, by name or by label in either language, and returns the others.
func (r *reading) find(header []string) (unread []string) {
	known := r.q.columns()
	for _, column := range header {
		at := ""
		for cell, label := range known {
			if slices.ContainsFunc([]string{cell, words.T(words.SV, label), words.T(words.EN, label)}, func(name string) bool { return strings.EqualFold(name, column) }) {
				at = cell
			}
		}
		if at == "" {
			unread = append(unread, column)
			continue
		}
		r.places[at] = column
	}
	return unread
}

// missing is a column without which nothing can be taken in.
func (r *reading) missing() string {
	has := func(cell string) bool { _, ok := r.places[cell]; return ok }
	switch {
	case !has("hsa_id") && (r.q.Tree || !has("code")):
		return "hsa_id"
	case r.q.Kind == Units && !has("name"):
		return "name"
	case r.q.Tree && !has("dn"):
		return "dn"
	}
	return ""
}

func (r *reading) plan(tx *record.Tx) (*org.Plan, []org.RowProblem, error) {
	switch {
	case r.q.Kind == Persons:
		p, err := org.PlanPersons(tx, r.persons(), r.q.CloseMissing)
		return p, nil, err
	case r.q.Kind == Units && r.q.Tree:
		rows, notes := org.FromDirectory(r.tree(), r.q.Top)
		p, err := org.PlanUnits(tx, rows, r.q.CloseMissing)
		return p, notes, err
	case r.q.Kind == Units:
		p, err := org.PlanUnits(tx, r.units(), r.q.CloseMissing)
		return p, nil, err
	}
	return nil, nil, nil
}

// cell is what a row has under one of our names.
func (r *reading) cell(row exchange.Row, name string) string {
	text, _ := row.Cell(r.places[name])
	return text
}

func (r *reading) units() (all []org.UnitRow) {
	for _, row := range r.table.Rows {
		all = append(all, org.UnitRow{Row: row.Number, Code: r.cell(row, "code"), HSAID: r.cell(row, "hsa_id"), Name: r.cell(row, "name"),
			Parent: r.cell(row, "parent"), Kind: kindOf(r.cell(row, "kind")), Site: r.cell(row, "site"), From: r.cell(row, "valid_from"), To: r.cell(row, "valid_to")})
	}
	return all
}

func (r *reading) tree() (all []org.DirectoryRow) {
	for _, row := range r.table.Rows {
		all = append(all, org.DirectoryRow{Row: row.Number, HSAID: r.cell(row, "hsa_id"), Name: r.cell(row, "name"), DN: r.cell(row, "dn")})
	}
	return all
}

func (r *reading) persons() (all []org.PersonRow) {
	for _, row := range r.table.Rows {
		all = append(all, org.PersonRow{Row: row.Number, Code: r.cell(row, "code"), HSAID: r.cell(row, "hsa_id"), Given: r.cell(row, "given"), Family: r.cell(row, "family"),
			Mail: r.cell(row, "mail"), Phone: r.cell(row, "phone"), Occupation: r.cell(row, "occupation"), Unit: r.cell(row, "unit")})
	}
	return all
}

// kindOf is the code of a kind of unit, also when the file has its label.
func kindOf(text string) string {
	for _, k := range org.UnitKinds() {
		key := "unit.kind." + string(k)
		if strings.EqualFold(text, words.T(words.SV, key)) || strings.EqualFold(text, words.T(words.EN, key)) {
			return string(k)
		}
	}
	return text
}
