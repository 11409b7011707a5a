package exchange

import "strings"

// Table is a file that was read whole and without problems: a header and rows
// that all have as many cells.
type Table struct {
	Header    []string
	Rows      []Row
	Delimiter rune   // the one found or declared; 0 for a workbook
	Encoding  string // the one found or declared; XLSX for a workbook
	Sheet     string // of a workbook
}

// Row is one row of a table.
type Row struct {
	Number int // as a spreadsheet numbers it, see Problem.Row
	Line   int // line of the file its first cell starts on
	Cells  []string
	places map[string]int // column name → index in Cells, shared by the rows of a table
}

// NewRow makes a row outside a file, for callers that have a table elsewhere
// (a test, another format). The header must not repeat a name.
func NewRow(number int, header, cells []string) Row {
	return Row{Number: number, Line: number, Cells: cells, places: placesOf(header)}
}

// Cell is the cell in a column, without surrounding blanks; false when the
// table has no such column.
func (r Row) Cell(column string) (string, bool) {
	i, found := r.places[column]
	if !found || i >= len(r.Cells) {
		return "", false
	}
	return strings.TrimSpace(r.Cells[i]), true
}

func placesOf(header []string) map[string]int {
	places := make(map[string]int, len(header))
	for i, name := range header {
		places[name] = i
	}
	return places
}
