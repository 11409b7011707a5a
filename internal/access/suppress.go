package access

import "fmt"

// FewBelow is the size under which a group is not told to whoever may not read all of it in full.
const FewBelow = 5

// Mark says how a cell of a table is shown.
type Mark int

// The marks. Withheld cells are not small themselves: they keep a Few cell from being worked out by subtraction.
const (
	Shown Mark = iota
	Few
	Withheld
)

// Cell is one figure of a table as it may be shown. N is 0 unless Mark is Shown, so that a page can't tell by mistake.
type Cell struct {
	N    int
	Mark Mark
}

// String writes the cell without words: the figure, "<5", or "–" for withheld (the page words it).
func (c Cell) String() string {
	switch c.Mark {
	case Few:
		return fmt.Sprintf("<%d", FewBelow)
	case Withheld:
		return "–"
	}
	return fmt.Sprint(c.N)
}

// Figures is a table with its sums as it may be shown.
type Figures struct {
	Cells   [][]Cell
	Rows    []Cell // sum of each row
	Columns []Cell // sum of each column
	Total   Cell
}

// Single is the rule for one figure that stands alone: few unless the reader may read all of the group in full.
func Single(n int, full bool) Cell {
	if n > 0 && n < FewBelow && !full {
		return Cell{Mark: Few}
	}
	return Cell{N: n}
}

// Suppress shows a table of counts to a reader. full says of each cell whether the reader may read all of its group in
// full; such a cell is never few. Rows and columns are both summed. Every figure of 1 to 4 that is not full becomes
// "<5", and further figures (sums last) are withheld until no "<5" follows from what is shown. A table too small for that
// (a four beside a one the reader knows, and their sum of five) is withheld whole.
//
// The bound: this holds within one table. Two tables over nearly the same records can still be subtracted from each other,
// so a page shows one set of groups at a time.
func Suppress(table [][]int, full [][]bool) Figures {
	if len(table) == 0 || len(table[0]) == 0 {
		return Figures{Total: Cell{}}
	}
	g := newGrid(table, full)
	for {
		at, found := g.exposed()
		if !found {
			break
		}
		if !g.shelter(at) {
			g.withheld = true
			break
		}
	}
	return g.figures()
}

// grid is the table with its sums as one more row and column. A cell of the table counts +n, a sum of a row or column −n
// and the total +n, so that every line of the grid sums to zero. A hidden cell can then be told apart from its neighbours
// exactly when no closed walk of ±1 changes leads through it.
type grid struct {
	rows, columns int // with the sums
	cells         [][]gridCell
	withheld      bool // nothing of it is shown
}

type gridCell struct {
	n      int
	full   bool
	hidden bool
}

func newGrid(table [][]int, full [][]bool) *grid {
	g := &grid{rows: len(table) + 1, columns: len(table[0]) + 1}
	g.cells = make([][]gridCell, g.rows)
	for r := range g.cells {
		g.cells[r] = make([]gridCell, g.columns)
		for c := range g.cells[r] {
			g.cells[r][c].full = true
		}
	}
	for r, row := range table {
		for c, n := range row {
			g.add(r, c, n, full[r][c])
			g.add(r, g.columns-1, n, full[r][c] || n == 0)
			g.add(g.rows-1, c, n, full[r][c] || n == 0)
			g.add(g.rows-1, g.columns-1, n, full[r][c] || n == 0)
		}
	}
	for r := range g.cells {
		for c := range g.cells[r] {
			g.cells[r][c].hidden = g.few(r, c)
		}
	}
	return g
}

func (g *grid) add(r, c, n int, full bool) {
	cell := &g.cells[r][c]
	cell.n += n
	cell.full = cell.full && full
}

func (g *grid) few(r, c int) bool {
	cell := g.cells[r][c]
	return cell.n > 0 && cell.n < FewBelow && !cell.full
}

func (g *grid) isSum(r, c int) bool { return r == g.rows-1 || c == g.columns-1 }

// bounds is what a reader knows of a hidden cell's figure: few is 1 to 4, withheld is at least 5. A group the reader may
// read can be counted in a list, and a zero is never withheld for its own sake: nothing hides behind either.
func (g *grid) bounds(r, c int) (low, high int) {
	const unbounded = 1 << 30
	cell := g.cells[r][c]
	switch {
	case g.few(r, c):
		return 1, FewBelow - 1
	case cell.n >= FewBelow && !cell.full:
		return FewBelow, unbounded
	}
	return cell.n, cell.n
}

// moves says whether the grid's signed value at a cell can go up (or down) by one and stay within what a reader knows.
func (g *grid) moves(r, c int, up bool) bool {
	low, high := g.bounds(r, c)
	if (r == g.rows-1) != (c == g.columns-1) { // a sum of one row or column counts negative
		up = !up
	}
	if up {
		return g.cells[r][c].n < high
	}
	return g.cells[r][c].n > low
}

// place is a cell's position in the grid.
type place struct{ r, c int }

// exposed finds a few cell whose figure follows from what is shown.
func (g *grid) exposed() (place, bool) {
	for r := range g.rows {
		for c := range g.columns {
			if g.few(r, c) && g.cheapest(place{r, c}, true) == nil {
				return place{r, c}, true
			}
		}
	}
	return place{}, false
}

// shelter withholds the fewest and smallest further cells that make the cell's figure ambiguous.
func (g *grid) shelter(at place) bool {
	walk := g.cheapest(at, false)
	for _, p := range walk {
		g.cells[p.r][p.c].hidden = true
	}
	return walk != nil
}

func (g *grid) figures() Figures {
	out := Figures{Total: g.cell(g.rows-1, g.columns-1)}
	for r := range g.rows - 1 {
		row := make([]Cell, g.columns-1)
		for c := range row {
			row[c] = g.cell(r, c)
		}
		out.Cells = append(out.Cells, row)
		out.Rows = append(out.Rows, g.cell(r, g.columns-1))
	}
	for c := range g.columns - 1 {
		out.Columns = append(out.Columns, g.cell(g.rows-1, c))
	}
	return out
}

func (g *grid) cell(r, c int) Cell {
	switch {
	case g.withheld:
		return Cell{Mark: Withheld}
	case g.few(r, c):
		return Cell{Mark: Few}
	case g.cells[r][c].hidden:
		return Cell{Mark: Withheld}
	}
	return Cell{N: g.cells[r][c].n}
}
