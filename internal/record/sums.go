package record

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
)

// The sums of a kind are a derived table, <kind>_sum: how many current records there are of each sort. Every sum is kept
// twice: over all records (who = 0), and for each person with a key to some, divided by how the person stands to them
// (held). Together they count what anybody may see without walking records: see totals.

// cellColumns stand in every sum besides what it is divided by. Grain is the place of the sum in Spec.Sums.
var cellColumns = []string{"grain", "who", "unit", "month", "held", "secrecy", "class", "areas", "batch", "state"}

// textCells are those of them that are text.
var textCells = []string{"held", "class", "areas", "state"}

// counted is one version of a record as the sums see it, with its keys; of is nil for none.
type counted[T any] struct {
	of   *T
	keys []access.Relation
}

// writeSums moves a record from the cells it was counted in to those it is counted in now.
func (k *Kind[T]) writeSums(tx *Tx, was, is counted[T]) error {
	change := sums{}
	k.place(change, was, -1)
	k.place(change, is, 1)
	rows, less := change.rows()
	if err := tx.insert(k.sql.sums, rows, k.sql.sumsAfter); err != nil {
		return fmt.Errorf("count %s: %w", k.Name, err)
	}
	if !less {
		return nil
	}
	_, err := tx.Exec("DELETE FROM " + k.Name + "_sum WHERE n = 0")
	return err
}

// sums are counts by cell, named by what the cell's columns hold.
type sums map[string]*sum

type sum struct {
	cell []any
	n    int
}

func (s sums) add(cell []any, n int) {
	var name strings.Builder
	for _, v := range cell {
		fmt.Fprintf(&name, "%v\x00", v)
	}
	id := name.String()
	if s[id] == nil {
		s[id] = &sum{cell: cell}
	}
	s[id].n += n
}

// rows are the cells that changed, in a fixed order, and whether some hold less than before.
func (s sums) rows() (rows [][]any, less bool) {
	ids := make([]string, 0, len(s))
	for id, one := range s {
		if one.n != 0 {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		rows = append(rows, append(slices.Clip(s[id].cell), s[id].n))
		less = less || s[id].n < 0
	}
	return rows, less
}

// place adds n in every cell that c is counted in. A withdrawn record is in none.
func (k *Kind[T]) place(into sums, c counted[T], n int) {
	if c.of == nil || k.env(c.of).State == Withdrawn {
		return
	}
	held := heldBy(c.keys)
	for grain := range k.Sums {
		into.add(k.cell(c.of, grain, 0, ""), n)
		for who, how := range held {
			into.add(k.cell(c.of, grain, who, how), n)
		}
	}
}

// heldBy is how each person stands to a record. What is kept by veil is not in the sums: it is few for everybody.
func heldBy(keys []access.Relation) map[int64]string {
	names := map[int64][]string{}
	for _, r := range keys {
		if !r.Name.Veiled() {
			names[r.Who] = append(names[r.Who], string(r.Name))
		}
	}
	held := map[int64]string{}
	for who, all := range names {
		slices.Sort(all)
		held[who] = " " + strings.Join(slices.Compact(all), " ") + " "
	}
	return held
}

// cell is what the columns of one sum hold for t. What the sum is not divided by is left empty.
func (k *Kind[T]) cell(t *T, grain int, who int64, held string) []any {
	e, by := k.env(t), k.Sums[grain]
	unit, month, state := int64(0), int64(0), ""
	if slices.Contains(by, "unit") {
		unit = int64(e.Unit)
	}
	if slices.Contains(by, "month") {
		month = monthNumber(e.CreatedAt)
	}
	if slices.Contains(by, "state") {
		state = string(e.State)
	}
	cell := []any{int64(grain), who, unit, month, held, int64(e.Level), e.Class, areaList(e.Areas), int64(e.Batch), state}
	for _, f := range k.summed {
		v := f.store(t)
		if !slices.Contains(by, f.Name) {
			v = f.store(new(T))
		}
		cell = append(cell, v)
	}
	return cell
}

// monthNumber is the month of a moment in Europe/Stockholm, as 202611.
func monthNumber(at clock.Instant) int64 {
	d := at.Date()
	return int64(d.Year())*100 + int64(d.Month())
}

func (k *Kind[T]) fieldsOfSums() (all []Field[T]) {
	for _, f := range k.span {
		if slices.ContainsFunc(k.Sums, func(by []string) bool { return slices.Contains(by, f.Name) }) {
			all = append(all, f)
		}
	}
	return all
}

func (k *Kind[T]) sumFault() string {
	for _, by := range k.Sums {
		for _, name := range by {
			known := slices.Contains([]string{"state", "unit", "month"}, name) ||
				slices.ContainsFunc(k.span, func(f Field[T]) bool { return f.Name == name && !k.isSeveral(name) })
			if !known {
				return fmt.Sprintf("nothing can be summed by %s", name)
			}
		}
	}
	return ""
}

// sumColumns are all columns of the sums but n: together they name a cell.
func (k *Kind[T]) sumColumns() []string {
	all := slices.Clone(cellColumns)
	for _, f := range k.summed {
		all = append(all, f.Name)
	}
	return all
}

// buildSums writes the statement that adds to cells, in two parts: before the values and after them.
func (k *Kind[T]) buildSums() (before, after string) {
	columns := strings.Join(k.sumColumns(), ", ")
	return k.Name + "_sum(" + columns + ", n)", " ON CONFLICT(" + columns + ") DO UPDATE SET n = " + k.Name + "_sum.n + excluded.n"
}

// sumSchema is the SQL that makes the table of the sums.
func (k *Kind[T]) sumSchema(types map[string]string, end string) string {
	if len(k.Sums) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "CREATE TABLE %s_sum(\n  ", k.Name)
	for _, c := range cellColumns {
		kind := "bigint"
		if slices.Contains(textCells, c) {
			kind = "text"
		}
		fmt.Fprintf(&b, "%s %s NOT NULL, ", c, types[kind])
	}
	for _, f := range k.summed {
		fmt.Fprintf(&b, "\n  %s %s NOT NULL,", f.Name, types[f.Column])
	}
	fmt.Fprintf(&b, "\n  n %s NOT NULL,\n  PRIMARY KEY(%s)\n)%s;\n", types["bigint"], strings.Join(k.sumColumns(), ", "), end)
	fmt.Fprintf(&b, "CREATE INDEX %[1]s_sum_none ON %[1]s_sum(grain) WHERE n = 0;\n", k.Name)
	return b.String()
}
