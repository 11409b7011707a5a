package exchange

import "encoding/csv"

// delimiters are the signs a file may have between cells, in the order they are
// tried: Swedish spreadsheets write the first.
const delimiters = ";,\t|"

// findDelimiter tells what stands between the cells: the sign that gives every
// one of the first rows the same number of cells, more than one. When two signs
// do, the file must be declared; when none does, the header decides, so that an
// uneven row is reported as such.
func findDelimiter(text string, f Format) (rune, *Problem) {
	best, most, ties := rune(0), 1, 0
	var inHeader, tooWide rune
	headerMost := 1
	for _, delimiter := range delimiters {
		if _, wide := hasWideRecord(text, delimiter, f.Limits.Columns); wide {
			tooWide = delimiter
			continue
		}
		columns, even := sample(text, delimiter)
		if columns > headerMost {
			inHeader, headerMost = delimiter, columns
		}
		switch {
		case !even || columns < 2:
		case columns > most:
			best, most, ties = delimiter, columns, 0
		case columns == most:
			ties++
		}
	}
	switch {
	case ties > 0:
		return 0, problem(keyDelimiterUnclear)
	case best != 0:
		return best, nil
	case inHeader != 0:
		return inHeader, nil
	case tooWide != 0:
		return tooWide, nil // to be refused by its width
	}
	return ';', nil // one column: any sign does
}

// sample reads the first rows as if the delimiter were that one: the cells of
// the header, and whether the rows all have as many.
func sample(text string, delimiter rune) (columns int, even bool) {
	const rows = 20
	r := reader(text, delimiter)
	for range rows {
		cells, err := r.Read()
		if _, unreadable := err.(*csv.ParseError); unreadable {
			continue
		}
		if err != nil {
			break
		}
		if columns == 0 {
			columns = len(cells)
		} else if len(cells) != columns {
			return columns, false
		}
	}
	return columns, columns > 0
}

// hasWideRecord finds the first record, by its line, that has many times more
// cells than may be. Such a file is refused before it is taken apart: sixty
// million empty cells fit in a file of the allowed size and would cost gigabytes.
// It follows quotation marks as the csv package does.
func hasWideRecord(text string, delimiter rune, columns int) (line int, wide bool) {
	most, sign := 10*columns, byte(delimiter)
	cells, quoted, atStart := 1, false, true
	line = 1
	for i := 0; i < len(text); i++ {
		switch b := text[i]; {
		case b == '"' && quoted:
			if i+1 < len(text) && text[i+1] == '"' {
				i++
			} else {
				quoted = false
			}
		case b == '"' && atStart:
			quoted, atStart = true, false
		case b == '\n':
			line++
			if !quoted {
				cells, atStart = 1, true
			}
		case b == sign && !quoted:
			if cells++; cells > most {
				return line, true
			}
			atStart = true
		default:
			atStart = false
		}
	}
	return 0, false
}
