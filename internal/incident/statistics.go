package incident

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
)

// Line is one row of the statistics: an area and a severity. Severity is empty for what is not assessed.
type Line struct{ Area, Severity string }

// Table is how many incidents were reported, by area and severity and month, as the caller may be told. An incident filed
// under two areas counts in both rows; Incidents counts each once.
type Table struct {
	Months    []string // "2026-11", without gaps
	Lines     []Line   // in the profile's order
	Figures   access.Figures
	Incidents access.Cell
}

// Statistics counts the incidents reported from one day to another, both included: what the caller may read in full and
// what only counts, reports of one event once. Groups under five that the caller may not read are told as few, and cannot
// be worked out (B52).
func Statistics(tx *record.Tx, from, to clock.Date) (Table, error) {
	q := record.Query{Filters: []record.Filter{{Field: "created_at", Ranged: true, From: int64(from.Start()), To: int64(to.End()) - 1}, single()}}
	together, err := Kind.Tallies(tx, q, "areas", "severity", "month")
	if err != nil {
		return Table{}, fmt.Errorf("count incidents: %w", err)
	}
	t := Table{Months: months(from, to)}
	tallies := inEachArea(together)
	for _, one := range tallies {
		line := Line{one.Group[0], one.Group[1]}
		if !slices.Contains(t.Lines, line) {
			t.Lines = append(t.Lines, line)
		}
	}
	slices.SortFunc(t.Lines, func(a, b Line) int { return place(tx, a) - place(tx, b) })
	counts, full := t.grid(tallies)
	t.Figures = access.Suppress(counts, full)
	n, stubs := 0, 0
	for _, one := range together {
		n, stubs = n+one.Full+one.Stub, stubs+one.Stub
	}
	t.Incidents = access.Single(n, stubs == 0)
	if t.Figures.Total.Mark != access.Shown {
		t.Incidents = t.Figures.Total // what the table withholds is not told beside it
	}
	return t, nil
}

// inEachArea takes the areas of a group apart: what is filed under two counts in both.
func inEachArea(together []record.Tally) (all []record.Tally) {
	for _, one := range together {
		for area := range strings.FieldsSeq(one.Group[0]) {
			all = append(all, record.Tally{Group: append([]string{area}, one.Group[1:]...), Full: one.Full, Stub: one.Stub})
		}
	}
	return all
}

func (t Table) grid(tallies []record.Tally) (counts [][]int, full [][]bool) {
	for range t.Lines {
		counts = append(counts, make([]int, len(t.Months)))
		row := make([]bool, len(t.Months))
		for m := range row {
			row[m] = true
		}
		full = append(full, row)
	}
	for _, one := range tallies {
		r, c := slices.Index(t.Lines, Line{one.Group[0], one.Group[1]}), slices.Index(t.Months, one.Group[2])
		counts[r][c] += one.Full + one.Stub
		full[r][c] = full[r][c] && one.Stub == 0
	}
	return counts, full
}

func place(tx *record.Tx, l Line) int {
	severity := 0
	if l.Severity != "" {
		severity = 1 + tx.Terms().Order(strategy.SetSeverity, l.Severity)
	}
	return 100*tx.Terms().Order(strategy.SetArea, l.Area) + severity
}

func months(from, to clock.Date) (all []string) {
	for m := clock.NewDate(from.Year(), from.Month(), 1); !m.After(to); m = m.AddMonths(1) {
		all = append(all, m.String()[:7])
	}
	return all
}
