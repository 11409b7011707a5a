package exchange

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Format is what is known about a file before it is read. The zero Format finds
// out what it safely can and refuses the rest with advice.
type Format struct {
	Sheet           string // of a workbook; "": the only one it shows
	HeaderRow       int    // number of the row with the column names, as a spreadsheet counts; 0: the first that holds text
	Delimiter       rune   // 0: found from the file
	Encoding        string // UTF8 …; "": found from the file
	Date            string // DD/MM/YYYY …; "": only YYYY-MM-DD is read
	Language        string // "sv", "en"; "": decimals are refused as undeclared
	KeepApostrophes bool   // true: a leading apostrophe is part of the text, not put there by an export
	Limits          Limits // zero members stand for DefaultLimits
}

// Limits bound what one file can cost.
type Limits struct {
	File     int64 // bytes
	Unpacked int64 // bytes that the parts of a workbook may unpack to, together
	Rows     int   // data rows
	Columns  int
	Cell     int // bytes of UTF-8
}

// DefaultLimits hold for every file unless the caller says otherwise.
func DefaultLimits() Limits {
	return Limits{File: 64 << 20, Unpacked: 256 << 20, Rows: 100_000, Columns: 500, Cell: 100_000}
}

func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	if l.File <= 0 {
		l.File = d.File
	}
	if l.Unpacked <= 0 {
		l.Unpacked = d.Unpacked
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

// Read reads a whole table: CSV, or a sheet of an XLSX workbook, told apart by
// their first bytes. With any problem the table is nil: nothing of a file that
// is wrong somewhere may be written. The error is the reader's own. Cells come
// as NFC with LF; rows without any text are left out, as spreadsheets write
// them below the last real one.
func Read(r io.Reader, f Format) (*Table, []Problem, error) {
	f.Limits = f.Limits.orDefault()
	raw, err := io.ReadAll(io.LimitReader(r, f.Limits.File+1))
	if err != nil {
		return nil, nil, fmt.Errorf("read table: %w", err)
	}
	if int64(len(raw)) > f.Limits.File {
		return nil, []Problem{{Key: keyFileTooLarge, Args: []any{f.Limits.File >> 20}}}, nil
	}
	read := readCSV
	if isPacked(raw) {
		read = readWorkbook
	}
	table, bad := read(raw, f)
	if len(bad) > 0 {
		return nil, bad, nil
	}
	return table, nil, nil
}

// isPacked tells a zip archive, which a workbook is, and the older container
// that locked and old workbooks lie in, from text.
func isPacked(raw []byte) bool {
	return bytes.HasPrefix(raw, []byte(zipStart)) || bytes.HasPrefix(raw, []byte(oleStart))
}

// source gives the rows of a file one by one, numbered and tidied; false at the
// end. A row that can't be read is reported and comes without cells.
type source interface {
	next(report func(Problem)) (Row, bool)
}

// scan makes a table of what a source gives.
type scan struct {
	source   source
	format   Format
	problems problems
}

func (s *scan) next() (Row, bool) {
	return s.source.next(func(p Problem) { s.problems.add(p) })
}

func (s *scan) table() *Table {
	header := s.header()
	if header == nil {
		return nil
	}
	t := &Table{Header: header}
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

// header is the row with the column names. Rows above a declared one, such as a
// title, are left out.
func (s *scan) header() []string {
	row, ok := s.next()
	for ok && row.Number < s.format.HeaderRow {
		row, ok = s.next()
	}
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

// clean is a cell in NFC with LF, and without the apostrophe an export put there.
func (f Format) clean(cell string) string {
	cell = norm.NFC.String(strings.ReplaceAll(cell, "\r", "\n"))
	if f.KeepApostrophes {
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
