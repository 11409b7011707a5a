package exchange

import (
	"encoding/xml"
	"io"
	"slices"
	"strconv"
	"strings"
)

// sheetRows gives the rows of a sheet as they are unpacked.
type sheetRows struct {
	book   *workbook
	format Format
	in     *tokens
	width  int // columns of the first row; 0 before it
	row    int // number of the last row
	err    error
}

// sheetCell is one cell as the sheet holds it.
type sheetCell struct {
	column int // from 0
	sort   string
	style  int
	text   string // the stored value; of a formula what it last came to
}

// next gives the next row that holds something. A row shorter than the first is
// made as long, since a sheet leaves empty cells out.
func (s *sheetRows) next(report func(Problem)) (Row, bool) {
	for {
		number, cells, ok := s.read()
		if !ok {
			return Row{}, false
		}
		row := Row{Number: number, Line: number}
		if s.tooWide(cells) {
			report(Problem{Key: keyTooWide, Args: []any{s.format.Limits.Columns}}.at(row, ""))
			return row, true
		}
		for _, c := range cells {
			text, fault := s.value(c)
			if fault != nil {
				report(fault.at(row, columnName(c.column)))
				text = ""
			}
			for len(row.Cells) <= c.column {
				row.Cells = append(row.Cells, "")
			}
			row.Cells[c.column] = s.format.clean(text)
		}
		row.Cells = trimmed(row.Cells)
		if len(row.Cells) == 0 {
			continue
		}
		if s.width == 0 && number >= s.format.HeaderRow {
			s.width = len(row.Cells)
		}
		for len(row.Cells) < s.width {
			row.Cells = append(row.Cells, "")
		}
		return row, true
	}
}

// tooWide finds a cell far out, or more cells than are worth taking apart.
func (s *sheetRows) tooWide(cells []sheetCell) bool {
	most := 10 * s.format.Limits.Columns
	return len(cells) > most || slices.ContainsFunc(cells, func(c sheetCell) bool { return c.column >= most })
}

// trimmed leaves out the blank cells at the end.
func trimmed(cells []string) []string {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	return cells
}

// read gives the cells of the next row that hold something, as they are stored.
func (s *sheetRows) read() (number int, cells []sheetCell, ok bool) {
	now := sheetCell{column: -1}
	inText, within, beside := false, false, false
	for {
		token, err := s.in.next()
		if err != nil {
			if err != io.EOF {
				s.err = err
			}
			return 0, nil, false
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "row":
				s.row = placeOf(attribute(t, "r"), s.row+1)
				within, cells, now = true, nil, sheetCell{column: -1}
			case "c":
				now = startOf(t, now.column+1)
			case "v", "t":
				inText = within && !beside
			case "rPh":
				beside = true
			}
		case xml.CharData:
			if inText && len(now.text) <= s.format.Limits.Cell {
				now.text += string(t)
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "c":
				if now.text != "" && len(cells) <= 10*s.format.Limits.Columns {
					cells = append(cells, now)
				}
			case "rPh":
				beside = false
			case "row":
				return s.row, cells, true
			}
			inText = false
		}
	}
}

// startOf is a cell before its value: where it stands, in the next column unless
// it says another, and how it is to be read.
func startOf(e xml.StartElement, next int) sheetCell {
	c := sheetCell{column: next, sort: attribute(e, "t"), style: placeOf(attribute(e, "s"), -1)}
	if column, ok := columnOf(attribute(e, "r")); ok {
		c.column = column
	}
	return c
}

func placeOf(text string, otherwise int) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return otherwise
	}
	return n
}

// columnOf reads AB12 as column 27.
func columnOf(reference string) (column int, ok bool) {
	for i := 0; i < len(reference) && i < 4; i++ {
		letter := reference[i]
		if letter < 'A' || letter > 'Z' {
			break
		}
		column = column*26 + int(letter-'A') + 1
	}
	return column - 1, column > 0
}

// columnName writes column 27 as AB.
func columnName(column int) string {
	name := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}

// value is a cell as a CSV of the same format would write it.
func (s *sheetRows) value(c sheetCell) (string, *Problem) {
	switch c.sort {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(c.text))
		if err != nil || n < 0 || n >= len(s.book.texts) {
			return "", problem(keyWorkbookBroken)
		}
		return s.book.texts[n], nil
	case "inlineStr", "str":
		return unescapeXML(c.text), nil
	case "b":
		return strconv.FormatBool(isTrue(strings.TrimSpace(c.text))), nil
	case "e":
		return "", problem(keyCellError, shown(c.text))
	case "d":
		return s.format.isoMoment(c.text)
	}
	return s.number(c)
}

// number reads a number by the cell's style: most are numbers, some are days or
// times, which a workbook counts in days.
func (s *sheetRows) number(c sheetCell) (string, *Problem) {
	text := strings.TrimSpace(c.text)
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || n != n || n > 1e300 || n < -1e300 {
		return "", problem(keyNumberShape, shown(text))
	}
	var how style
	if c.style >= 0 && c.style < len(s.book.styles) {
		how = s.book.styles[c.style]
	}
	if how.day || how.clock {
		return s.format.serial(n, how, s.book.from1904)
	}
	return s.format.figure(text, n, how.zeros), nil
}
