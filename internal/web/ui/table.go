package ui

import "strings"

// Sorting is how a column is sorted now; its text is the aria-sort value.
type Sorting string

// The sortings of a column.
const (
	Unsorted   Sorting = ""
	Ascending  Sorting = "ascending"
	Descending Sorting = "descending"
)

// Phone is where a column's cells stand when a row becomes an item of two
// lines.
type Phone string

// The places on a phone. If no column is PhoneFirst the first one is.
const (
	PhoneSecond Phone = "second" // also the zero value: in the second, quieter line
	PhoneFirst  Phone = "first"
	PhoneOff    Phone = "off" // not shown on a phone
)

// Column is the head of a column.
type Column struct {
	Label    string
	SortHref string // empty: cannot be sorted by
	Sorted   Sorting
	Numeric  bool // figures to the right, tabular
	Phone    Phone
}

// Cell is one value of a row: words, a state, or words with a link.
type Cell struct {
	Text   string
	Href   string
	State  *Badge
	Muted  bool
	Sub    string  // a quieter second line
	Button *Button // something to do at once with this row
}

// isWhole reports whether a cell must not be broken over lines: a number, a
// date, a state.
func (c Cell) isWhole() bool {
	const longestWhole = 20
	return c.State != nil || c.Button != nil || !strings.Contains(c.Text, " ") && len(c.Text) <= longestWhole
}

// Row is one line of a table. Href leads from its first cell to the thing
// itself; on a phone the whole item leads there.
type Row struct {
	Href  string
	Cells []Cell
}

// Table is rows under heads. Caption says what the rows are; it is read aloud
// and, unless ShowCaption, not drawn because a heading above says the same.
type Table struct {
	Caption     string
	ShowCaption bool
	Columns     []Column
	Rows        []Row
	Empty       *Empty // shown in place of a table without rows
	Dense       bool   // few narrow columns of figures: stays a table on a phone
}

// shape is the class that says what becomes of the table on a phone.
func (t Table) shape() string {
	if t.Dense {
		return "dense"
	}
	return "items"
}

func (t Table) phone(column int) string {
	place := t.Columns[column].Phone
	if place == "" {
		place = PhoneSecond
	}
	if column == 0 && !t.hasPhoneFirst() {
		place = PhoneFirst
	}
	return string(place)
}

func (t Table) hasPhoneFirst() bool {
	for _, c := range t.Columns {
		if c.Phone == PhoneFirst {
			return true
		}
	}
	return false
}

// linkColumn is the column whose cell carries the row's link.
func (t Table) linkColumn() int {
	for i, c := range t.Columns {
		if c.Phone == PhoneFirst {
			return i
		}
	}
	return 0
}

// Pager leads to the rows before and after by key. Empty addresses are left
// out; a list that fits on one page has no pager at all.
type Pager struct {
	Previous string
	Next     string
	Note     string // "Rad 51–100", worded
}

// Filter is one part of the filters' sentence.
type Filter struct {
	Name    string
	Label   string
	Options []Option // empty: a line of text, or what Input says
	Value   string
	Input   Input // Date or Number; zero: Line
}

func (f Filter) inputType() string { return Field{Input: f.Input}.inputType() }

// FilterBar is a GET form of visible choices with one button.
type FilterBar struct {
	Action  string
	Hidden  []Hidden
	Filters []Filter
	Reset   string // address without filters; empty when none is set
}

// Register is a list page's contents: what is shown in words, saved views,
// filters, the table, pages and exports.
type Register struct {
	Count   string // "142 händelser", "fler än 1 000 händelser"
	Printed string // on paper only: when this was printed and by whom
	Views   []Link // saved views
	Save    *Button
	Tools   []Link // what can be done with the list as it is shown
	Filters *FilterBar
	Table   Table
	Stubs   string // one line about rows that count but may not be read
	Pager   *Pager
	Exports []Link // exactly what is shown
}
