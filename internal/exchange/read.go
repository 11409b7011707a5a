package exchange

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Format is what is known about a file before it is read. The zero Format finds
// out what it safely can and refuses the rest with advice.
type Format struct {
	Delimiter       rune   // 0: found from the file
	Encoding        string // UTF8 …; "": found from the file
	Date            string // DD/MM/YYYY …; "": only YYYY-MM-DD is read
	Language        string // "sv", "en"; "": decimals are refused as undeclared
	KeepApostrophes bool   // true: a leading apostrophe is part of the text, not put there by an export
	Limits          Limits // zero members stand for DefaultLimits
}

// Limits bound what one file can cost.
type Limits struct {
	File    int64 // bytes
	Rows    int   // data rows
	Columns int
	Cell    int // bytes of UTF-8
}

// DefaultLimits hold for every file unless the caller says otherwise.
func DefaultLimits() Limits {
	return Limits{File: 64 << 20, Rows: 100_000, Columns: 500, Cell: 100_000}
}

func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	if l.File <= 0 {
		l.File = d.File
	}
	if l.Rows <= 0 {
		l.Rows = d.Rows
	}
	if l.Columns <= 0 {
		l.Columns = d.Columns
	}
	if l.Cell <= 0 {
		l.Cell = d.Cell
	}
	return l
}

// Read reads a whole table. With any problem the table is nil: nothing of a
// file that is wrong somewhere may be written. The error is the reader's own.
// Cells come as NFC with LF; rows without any text are left out, as
// spreadsheets write them below the last real one.
func Read(r io.Reader, f Format) (*Table, []Problem, error) {
	f.Limits = f.Limits.orDefault()
	raw, err := io.ReadAll(io.LimitReader(r, f.Limits.File+1))
	if err != nil {
		return nil, nil, fmt.Errorf("read table: %w", err)
	}
	if int64(len(raw)) > f.Limits.File {
		return nil, []Problem{{Key: keyFileTooLarge, Args: []any{f.Limits.File >> 20}}}, nil
	}
	text, encoding, fault := decode(raw, f.Encoding)
	if fault != nil {
		return nil, []Problem{*fault}, nil
	}
	if i := strings.IndexByte(text, 0); i >= 0 {
		return nil, []Problem{{Line: 1 + strings.Count(text[:i], "\n"), Key: keyNul}}, nil
	}
	s, fault := newScan(text, f)
	if fault != nil {
		return nil, []Problem{*fault}, nil
	}
	table := s.table()
	if len(s.problems) > 0 {
		return nil, s.problems, nil
	}
	table.Encoding = encoding
	return table, nil, nil
}

// scan is one reading of a text.
type scan struct {
	format     Format
	text       string
	csv        *csv.Reader
	lineOffset int // lines taken off before the header
	lastLine   int // the line the last record ended on, counted without lineOffset
	row        int // number of the last record, as a spreadsheet counts
	problems   problems
}

func newScan(text string, f Format) (*scan, *Problem) {
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
	return &scan{format: f, text: text, csv: reader(text, f.Delimiter), lineOffset: offset}, nil
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

func (s *scan) table() *Table {
	header := s.header()
	if header == nil {
		return nil
	}
	t := &Table{Header: header, Delimiter: s.format.Delimiter}
	places := placesOf(header)
	for !s.problems.full() {
		row, ok := s.next()
		if !ok {
			break
		}
		if row.Cells == nil || isBlank(row.Cells) || !s.fits(row, header) {
			continue
		}
		if len(t.Rows) == s.format.Limits.Rows {
			s.problems.add(Problem{Row: row.Number, Line: row.Line, Key: keyTooManyRows, Args: []any{s.format.Limits.Rows}})
			break
		}
		row.places = places
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (s *scan) header() []string {
	row, ok := s.next()
	switch {
	case !ok:
		s.problems.add(Problem{Key: keyFileEmpty})
		return nil
	case row.Cells == nil:
		return nil
	case len(row.Cells) > s.format.Limits.Columns:
		s.problems.add(Problem{Row: row.Number, Line: row.Line, Key: keyTooManyColumns, Args: []any{len(row.Cells), s.format.Limits.Columns}})
		return nil
	}
	s.checkNames(row)
	return row.Cells
}

// checkNames trims the column names and sees that each is there, once.
func (s *scan) checkNames(row Row) {
	seen := map[string]bool{}
	for i, name := range row.Cells {
		name = strings.TrimSpace(name)
		row.Cells[i] = name
		switch {
		case name == "":
			s.problems.add(Problem{Key: keyHeaderEmpty, Args: []any{i + 1}}.at(row, ""))
		case len(name) > s.format.Limits.Cell:
			s.problems.add(Problem{Key: keyCellTooLarge, Args: []any{s.format.Limits.Cell}}.at(row, shown(name)))
		case seen[name]:
			s.problems.add(Problem{Key: keyHeaderTwice, Args: []any{shown(name)}}.at(row, shown(name)))
		}
		seen[name] = true
	}
}

// fits reports a row that has another number of cells than the header, or a
// cell beyond the limit.
func (s *scan) fits(row Row, header []string) bool {
	if len(row.Cells) != len(header) {
		s.problems.add(Problem{Key: keyRowUneven, Args: []any{len(row.Cells), len(header)}}.at(row, ""))
		return false
	}
	ok := true
	for i, cell := range row.Cells {
		if len(cell) > s.format.Limits.Cell {
			s.problems.add(Problem{Key: keyCellTooLarge, Args: []any{s.format.Limits.Cell}}.at(row, header[i]))
			ok = false
		}
	}
	return ok
}

// next gives the next record, tidied and numbered; false at the end of the
// file. A record that can't be read is reported and comes without cells.
func (s *scan) next() (Row, bool) {
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
			s.problems.add(Problem{Key: keyQuote}.at(row, ""))
			return row, true
		}
	}
	for i, cell := range row.Cells {
		row.Cells[i] = s.clean(cell)
	}
	return row, true
}

// span is the first and the last line of a record. The lines between two
// records are blank: rows to a spreadsheet, nothing to the csv package.
func (s *scan) span(cells []string, err error) (start, end int) {
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
func (s *scan) looseQuotes(before int64, err error) []string {
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

func (s *scan) clean(cell string) string {
	cell = norm.NFC.String(strings.ReplaceAll(cell, "\r", "\n"))
	if s.format.KeepApostrophes {
		return cell
	}
	return Unescape(cell)
}

func isBlank(cells []string) bool {
	for _, cell := range cells {
		if strings.TrimSpace(cell) != "" {
			return false
		}
	}
	return true
}
