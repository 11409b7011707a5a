package incident

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/record"
)

// Opinions is what reporters said of closed incidents, by unit, as the caller may be told.
type Opinions struct {
	Units   []record.Key // the rows of Figures; 0 = no unit
	Columns []Helped     // the columns of Figures
	Figures access.Figures
}

// OpinionsByUnit counts whether it helped, by unit, for what was reported from one day to another, both included. Groups
// under five that the caller may not read are told as few.
func OpinionsByUnit(tx *record.Tx, from, to clock.Date) (Opinions, error) {
	q := record.Query{Filters: []record.Filter{
		{Field: "created_at", Ranged: true, From: int64(from.Start()), To: int64(to.End()) - 1},
		{Field: "helped", Any: []string{string(HelpedYes), string(HelpedPartly), string(HelpedNo)}},
	}}
	tallies, err := Kind.Tallies(tx, q, "unit", "helped")
	if err != nil {
		return Opinions{}, fmt.Errorf("count opinions: %w", err)
	}
	o := Opinions{Columns: opinions()}
	var counts [][]int
	var full [][]bool
	for _, one := range tallies {
		unit, err := strconv.ParseInt(one.Group[0], 10, 64)
		if err != nil {
			return Opinions{}, fmt.Errorf("count opinions of unit %q: %w", one.Group[0], err)
		}
		r := slices.Index(o.Units, record.Key(unit))
		if r < 0 {
			r = len(o.Units)
			o.Units = append(o.Units, record.Key(unit))
			counts, full = append(counts, make([]int, len(o.Columns))), append(full, []bool{true, true, true})
		}
		c := slices.Index(o.Columns, Helped(one.Group[1]))
		counts[r][c] += one.Full + one.Stub
		full[r][c] = full[r][c] && one.Stub == 0
	}
	o.Figures = access.Suppress(counts, full)
	return o, nil
}
