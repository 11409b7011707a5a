package org

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/vardkas/vardkas/internal/record"
)

// Effect is what an import does to one unit or person.
type Effect string

// The effects.
const (
	EffectNew       Effect = "new"
	EffectChanged   Effect = "changed"
	EffectMoved     Effect = "moved" // to another unit; other fields may change as well
	EffectClosed    Effect = "closed"
	EffectUnchanged Effect = "unchanged"
)

// Change is one row of a preview.
type Change struct {
	Effect Effect
	Row    int        // row of the file; 0 for what the file no longer has
	Key    record.Key // 0 = new
	Title  string
	Fields []FieldChange // what changes; of what is new, nothing
}

// FieldChange is one field before and after, as text. What is a unit or a site is shown by its name; a state by its code.
type FieldChange struct{ Name, From, To string }

// RowProblem is something wrong in a row: nothing of the file is taken in until it is mended.
type RowProblem struct {
	Row    int
	Column string
	Key    string // of the words catalogue
	Args   []any
}

// Plan is what an import would do: a preview, to be looked at before Apply.
type Plan struct {
	Changes  []Change
	Problems []RowProblem // by row

	writes []func(*record.Tx) error // in order: parents before children, closing last, from the bottom up
}

// Count counts the changes of one effect.
func (p *Plan) Count(e Effect) (n int) {
	for _, c := range p.Changes {
		if c.Effect == e {
			n++
		}
	}
	return n
}

// GroupSize is how many records an import writes in one change at most.
const GroupSize = 64

// Faulty is the answer to Apply of a plan with problems.
type Faulty []RowProblem

func (f Faulty) Error() string { return fmt.Sprintf("%d problems in the rows", len(f)) }

// Apply carries the plan out, in changes of at most GroupSize records. A plan with problems is Faulty and changes nothing.
// A record changed by somebody since the plan was made gives a record.Conflict: the groups before it are saved, and a new
// plan of the same file holds the rest.
func (p *Plan) Apply(ctx context.Context, book *record.Book, c record.Caller, reason string) error {
	if len(p.Problems) > 0 {
		return Faulty(p.Problems)
	}
	for group := range slices.Chunk(p.writes, GroupSize) {
		err := book.Write(ctx, c, func(tx *record.Tx) error {
			tx.Reason = reason
			for _, write := range group {
				if err := write(tx); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("import into the organisation: %w", err)
		}
	}
	return nil
}

func (p *Plan) problem(row int, column, key string, args ...any) {
	p.Problems = append(p.Problems, RowProblem{row, column, key, args})
}

func (p *Plan) sort() {
	slices.SortStableFunc(p.Problems, func(a, b RowProblem) int { return cmp.Compare(a.Row, b.Row) })
}

// index finds records by the two names that files know them by.
type index struct{ byHSA, byCode map[string]int }

func newIndex() index { return index{map[string]int{}, map[string]int{}} }

func (x index) add(hsa, code string, i int) {
	if hsa != "" {
		x.byHSA[hsa] = i
	}
	if code != "" {
		x.byCode[code] = i
	}
}

// any finds by either name.
func (x index) any(name string) (int, bool) {
	if i, ok := x.byHSA[name]; ok {
		return i, true
	}
	i, ok := x.byCode[name]
	return i, ok
}

// both finds the one that has the HSA identity or the code. It reports true for split when they are of two different ones.
func (x index) both(hsa, code string) (i int, found, split bool) {
	a, okA := x.byHSA[hsa]
	b, okB := x.byCode[code]
	switch {
	case hsa != "" && okA && code != "" && okB:
		return a, true, a != b
	case hsa != "" && okA:
		return a, true, false
	case code != "" && okB:
		return b, true, false
	}
	return 0, false, false
}

// fill sets a field to what a cell says. An empty cell leaves what is there.
func fill(place *string, cell, name string, fields *[]FieldChange) {
	if cell != "" && cell != *place {
		*fields = append(*fields, FieldChange{name, *place, cell})
		*place = cell
	}
}
