package exchange

import (
	"fmt"
	"strings"
)

// Problem is one thing wrong with a table or a mapping file, placed so that a
// person finds it. Args fill {1}, {2} … of the catalogue sentence Key and may
// hold text from the file: show them to whoever sent the file, never log them.
type Problem struct {
	Row    int    // row as the spreadsheet numbers it, the header is usually row 1; 0 when it concerns no row
	Line   int    // line in the file, from 1; differs from Row when cells hold line breaks; 0 when unknown
	Column string // column name, or the dotted path of an entry in a mapping file; "" when it concerns none
	Key    string // key of the words catalogue, exchange.…
	Args   []any
}

// String renders the problem for a developer or a log without its arguments.
func (p Problem) String() string {
	var b strings.Builder
	if p.Row > 0 {
		fmt.Fprintf(&b, "row %d ", p.Row)
	}
	if p.Line > 0 {
		fmt.Fprintf(&b, "line %d ", p.Line)
	}
	if p.Column != "" {
		fmt.Fprintf(&b, "%q ", p.Column)
	}
	return b.String() + p.Key
}

// problem makes an unplaced problem.
func problem(key string, args ...any) *Problem { return &Problem{Key: key, Args: args} }

// at places a problem on a row and a column.
func (p Problem) at(r Row, column string) Problem {
	p.Row, p.Line, p.Column = r.Number, r.Line, column
	return p
}

// maxProblems bounds what one file can make us remember. A file with more has
// one cause, not ten thousand.
const maxProblems = 10_000

// problems collects; beyond maxProblems it remembers only that there were more.
type problems []Problem

func (ps *problems) add(p ...Problem) {
	for _, one := range p {
		switch {
		case len(*ps) < maxProblems:
			*ps = append(*ps, one)
		case len(*ps) == maxProblems:
			*ps = append(*ps, Problem{Key: keyMore, Args: []any{maxProblems}})
		}
	}
}

func (ps *problems) full() bool { return len(*ps) > maxProblems }

// shown shortens a cell for a sentence.
func shown(cell string) string {
	const most = 60
	runes := []rune(cell)
	if len(runes) <= most {
		return cell
	}
	return string(runes[:most]) + "…"
}
