package exchange

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"
)

// readCSV reads a text with a sign between its cells.
func readCSV(raw []byte, f Format) (*Table, []Problem) {
	text, encoding, fault := decode(raw, f.Encoding)
	if fault != nil {
		return nil, []Problem{*fault}
	}
	if i := strings.IndexByte(text, 0); i >= 0 {
		return nil, []Problem{{Line: 1 + strings.Count(text[:i], "\n"), Key: keyNul}}
	}
	rows, fault := newCSVRows(text, f)
	if fault != nil {
		return nil, []Problem{*fault}
	}
	s := scan{source: rows, format: f}
	table := s.table()
	if table != nil {
		table.Encoding, table.Delimiter = encoding, rows.format.Delimiter
	}
	return table, s.problems
}

// csvRows is one reading of a text.
type csvRows struct {
	format     Format
	text       string
	csv        *csv.Reader
	lineOffset int // lines taken off before the header
	lastLine   int // the line the last record ended on, counted without lineOffset
	row        int // number of the last record, as a spreadsheet counts
}

func newCSVRows(text string, f Format) (*csvRows, *Problem) {
	if f.Delimiter != 0 && !strings.ContainsRune(delimiters, f.Delimiter) {
		return nil, problem(keyDelimiterUnknown, string(f.Delimiter))
	}
	if !strings.Contains(text, "\n") { // line breaks of classic Mac OS, still a choice when saving from Excel
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	declared, text, offset := separatorLine(text)
	if f.Delimiter == 0 {
		f.Delimiter = declared
	}
	if f.Delimiter == 0 {
		found, fault := findDelimiter(text, f)
		if fault != nil {
			return nil, fault
		}
		f.Delimiter = found
	}
	if line, wide := hasWideRecord(text, f.Delimiter, f.Limits.Columns); wide {
		return nil, &Problem{Line: line + offset, Key: keyTooWide, Args: []any{f.Limits.Columns}}
	}
	return &csvRows{format: f, text: text, csv: reader(text, f.Delimiter), lineOffset: offset}, nil
}

func reader(text string, delimiter rune) *csv.Reader {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = delimiter
	r.FieldsPerRecord = -1 // uneven rows are ours to report, all of them
	return r
}

// separatorLine takes off the line "sep=;" by which Excel is told the
// delimiter; Excel does not count it as a row.
func separatorLine(text string) (delimiter rune, rest string, lines int) {
	first, rest, _ := strings.Cut(text, "\n")
	sign, found := strings.CutPrefix(strings.TrimSuffix(first, "\r"), "sep=")
	if !found || len(sign) != 1 || !strings.Contains(delimiters, sign) {
		return 0, text, 0
	}
	return rune(sign[0]), rest, 1
}

func (s *csvRows) next(report func(Problem)) (Row, bool) {
	before := s.csv.InputOffset()
	cells, err := s.csv.Read()
	if err == io.EOF {
		return Row{}, false
	}
	start, end := s.span(cells, err)
	s.row += start - s.lastLine
	s.lastLine = end
	row := Row{Number: s.row, Line: start + s.lineOffset, Cells: cells}
	if err != nil {
		if row.Cells = s.looseQuotes(before, err); row.Cells == nil {
			report(Problem{Key: keyQuote}.at(row, ""))
			return row, true
		}
	}
	for i, cell := range row.Cells {
		row.Cells[i] = s.format.clean(cell)
	}
	return row, true
}

// span is the first and the last line of a record. The lines between two
// records are blank: rows to a spreadsheet, nothing to the csv package.
func (s *csvRows) span(cells []string, err error) (start, end int) {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return parse.StartLine, max(parse.StartLine, parse.Line)
	}
	start, _ = s.csv.FieldPos(0)
	last, _ := s.csv.FieldPos(len(cells) - 1)
	return start, last + strings.Count(cells[len(cells)-1], "\n")
}

// looseQuotes reads a row such as `37°36'37.8"N;Modesto`, where a quotation
// mark stands inside a cell that is not quoted. Without any quoted cell in the
// row there is only one way to read it; otherwise it gives nil.
func (s *csvRows) looseQuotes(before int64, err error) []string {
	if !errors.Is(err, csv.ErrBareQuote) {
		return nil
	}
	line := strings.Trim(s.text[before:s.csv.InputOffset()], "\r\n")
	if strings.Count(line, string(s.format.Delimiter)) >= s.format.Limits.Columns {
		return nil
	}
	cells := strings.Split(line, string(s.format.Delimiter))
	for _, cell := range cells {
		if strings.HasPrefix(cell, `"`) {
			return nil
		}
	}
	return cells
}
