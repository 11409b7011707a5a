package access

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func TestAFigureThatStandsAlone(t *testing.T) {
	for _, test := range []struct {
		n    int
		full bool
		want string
	}{{0, false, "0"}, {1, false, "<5"}, {4, false, "<5"}, {5, false, "5"}, {3, true, "3"}} {
		if got := Single(test.n, test.full).String(); got != test.want {
			t.Errorf("Single(%d, %v) is %s, want %s", test.n, test.full, got, test.want)
		}
	}
}

// text writes a table with its sums, row by row.
func (f Figures) text() string {
	out := ""
	for r, row := range f.Cells {
		for _, c := range row {
			out += c.String() + " "
		}
		out += "| " + f.Rows[r].String() + "\n"
	}
	for _, c := range f.Columns {
		out += c.String() + " "
	}
	return out + "| " + f.Total.String()
}

func none(table [][]int) [][]bool {
	full := make([][]bool, len(table))
	for r := range table {
		full[r] = make([]bool, len(table[r]))
	}
	return full
}

func TestAFewIsShelteredByTheSmallestNeighbours(t *testing.T) {
	table := [][]int{{3, 20, 9}, {40, 8, 30}, {11, 12, 50}}
	if got, want := Suppress(table, none(table)).text(), "<5 – 9 | 32\n40 8 30 | 78\n– – 50 | 73\n54 40 89 | 183"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestWhoeverReadsTheWholeGroupSeesTheFigure(t *testing.T) {
	table := [][]int{{3, 20}, {40, 2}}
	if got, want := Suppress(table, [][]bool{{true, true}, {true, true}}).text(), "3 20 | 23\n40 2 | 42\n43 22 | 65"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestATableTooSmallToShelterIsWithheldWhole(t *testing.T) {
	got := Suppress([][]int{{0, 4, 1}}, [][]bool{{false, false, true}}).text()
	if want := "– – – | –\n– – – | –"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestATableWithoutFewShowsEverything(t *testing.T) {
	table := [][]int{{0, 20}, {40, 5}}
	if got, want := Suppress(table, none(table)).text(), "0 20 | 20\n40 5 | 45\n40 25 | 65"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// reader works out what a table could have been, from what it shows alone: an independent check by trying everything.
type reader struct {
	table  [][]int
	full   [][]bool
	shown  Figures
	values map[string]map[int]bool // every figure each few cell could have had
	guess  [][]int
}

func (w *reader) could(mark Cell, truth int, full bool) []int {
	switch {
	case mark.Mark == Shown || full: // whoever may read the group can count it
		return []int{truth}
	case mark.Mark == Few:
		return []int{1, 2, 3, 4}
	}
	return []int{max(FewBelow, truth-1), max(FewBelow, truth), max(FewBelow, truth+1)}
}

func (w *reader) try(at int) {
	columns := len(w.table[0])
	if at == len(w.table)*columns {
		w.note()
		return
	}
	r, c := at/columns, at%columns
	for _, n := range w.could(w.shown.Cells[r][c], w.table[r][c], w.full[r][c]) {
		w.guess[r][c] = n
		if c < columns-1 || w.fits(w.shown.Rows[r], sum(w.guess[r])) {
			w.try(at + 1)
		}
	}
}

func (w *reader) fits(mark Cell, n int) bool {
	switch mark.Mark {
	case Shown:
		return mark.N == n
	case Few:
		return n >= 1 && n < FewBelow
	}
	return n >= FewBelow
}

func (w *reader) note() {
	total := 0
	for c := range w.guess[0] {
		column := 0
		for r := range w.guess {
			column += w.guess[r][c]
		}
		if !w.fits(w.shown.Columns[c], column) {
			return
		}
		total += column
	}
	if !w.fits(w.shown.Total, total) {
		return
	}
	for r, row := range w.guess {
		for c, n := range row {
			w.keep(fmt.Sprintf("cell %d,%d", r, c), w.shown.Cells[r][c], n)
		}
		w.keep(fmt.Sprintf("row %d", r), w.shown.Rows[r], sum(row))
	}
	for c := range w.guess[0] {
		column := 0
		for r := range w.guess {
			column += w.guess[r][c]
		}
		w.keep(fmt.Sprintf("column %d", c), w.shown.Columns[c], column)
	}
	w.keep("total", w.shown.Total, total)
}

func (w *reader) keep(name string, mark Cell, n int) {
	if mark.Mark != Few {
		return
	}
	if w.values[name] == nil {
		w.values[name] = map[int]bool{}
	}
	w.values[name][n] = true
}

func sum(in []int) int {
	out := 0
	for _, n := range in {
		out += n
	}
	return out
}

func TestNoFewFigureFollowsFromTheRest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, columns := rapid.IntRange(1, 3).Draw(t, "rows"), rapid.IntRange(1, 3).Draw(t, "columns")
		table, full, guess := make([][]int, rows), make([][]bool, rows), make([][]int, rows)
		for r := range rows {
			table[r] = rapid.SliceOfN(rapid.SampledFrom([]int{0, 0, 1, 2, 3, 4, 4, 5, 6, 9, 30}), columns, columns).Draw(t, "row")
			full[r] = rapid.SliceOfN(rapid.SampledFrom([]bool{false, false, false, true}), columns, columns).Draw(t, "full")
			guess[r] = make([]int, columns)
		}
		w := &reader{table: table, full: full, shown: Suppress(table, full), values: map[string]map[int]bool{}, guess: guess}
		if w.blank() {
			return // withheld whole: the reader knows nothing but what may be counted in a list
		}
		w.check(t)
		w.try(0)
		if len(w.values) == 0 && w.anyFew() {
			t.Fatalf("what is shown cannot be the table: %v\n%s", table, w.shown.text())
		}
		for name, values := range w.values {
			if len(values) < 2 {
				t.Fatalf("%s can only be %v in %v (full %v)\n%s", name, values, table, full, w.shown.text())
			}
		}
	})
}

func (w *reader) blank() bool {
	for _, row := range w.shown.Cells {
		for _, c := range row {
			if c.Mark != Withheld {
				return false
			}
		}
	}
	return w.shown.Total.Mark == Withheld
}

func (w *reader) anyFew() bool {
	for _, row := range w.shown.Cells {
		for _, c := range row {
			if c.Mark == Few {
				return true
			}
		}
	}
	return false
}

// small says whether a sum of these cells may not be told: 1 to 4, and not all of it can be read.
func small(n []int, full []bool) bool {
	readable := true
	for i := range n {
		readable = readable && (full[i] || n[i] == 0)
	}
	return sum(n) > 0 && sum(n) < FewBelow && !readable
}

// check says that shown figures are the true ones and that no small one is shown to whoever may not read its group.
func (w *reader) check(t *rapid.T) {
	for r, row := range w.table {
		if few := small(row, w.full[r]); few != (w.shown.Rows[r].Mark == Few) {
			t.Fatalf("the sum of row %d of %v is %s", r, w.table, w.shown.Rows[r])
		}
	}
	for r, row := range w.shown.Cells {
		for c, got := range row {
			few := w.table[r][c] > 0 && w.table[r][c] < FewBelow && !w.full[r][c]
			if few != (got.Mark == Few) {
				t.Fatalf("cell %d,%d of %v is %s", r, c, w.table, got)
			}
			if got.Mark == Shown && got.N != w.table[r][c] {
				t.Fatalf("cell %d,%d shows %d, is %d", r, c, got.N, w.table[r][c])
			}
		}
	}
}
