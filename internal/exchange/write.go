package exchange

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Style says how a table is written.
type Style struct{ Delimiter rune }

// Swedish is what a Swedish spreadsheet opens by double click: `;` between
// cells. The caller writes decimals with a comma.
func Swedish() Style { return Style{Delimiter: ';'} }

// English is the same with `,`; the caller writes decimals with a point.
func English() Style { return Style{Delimiter: ','} }

// Cell is one cell to write: text, which is escaped, or a number or a moment,
// which are not.
type Cell struct {
	text   string
	number bool
	moment string // as records write it: YYYY-MM-DD or YYYY-MM-DDTHH:MM
}

// Text is a cell of words, escaped where a formula could start.
func Text(text string) Cell { return Cell{text: text} }

// Number is a figure the caller has already written in the style's own form
// ("-1 234,50"). Anything but digits, one leading minus, spaces, comma and point
// is treated as text, so a caller's mistake can't open the door to a formula.
func Number(figure string) Cell { return Cell{text: figure, number: true} }

// Moment is a day, or a day and a time, in the words that a CSV shows; iso is the
// same as YYYY-MM-DD or YYYY-MM-DDTHH:MM, from which a workbook makes a date that
// can be reckoned with.
func Moment(text, iso string) Cell { return Cell{text: text, moment: iso} }

// Writer writes a table row by row, as it comes: UTF-8 with a byte order mark
// (without it Excel reads å as Ã¥), CRLF after each row, LF inside cells.
// Errors stick: after the first every call returns it.
type Writer struct {
	out     *bufio.Writer
	style   Style
	columns int
	rows    int
	err     error
}

// NewWriter writes to w; call [Writer.Close] at the end.
func NewWriter(w io.Writer, style Style) *Writer {
	return &Writer{out: bufio.NewWriter(w), style: style}
}

// Header writes the column names; call it first, once.
func (w *Writer) Header(columns ...Column) error {
	cells := make([]Cell, len(columns))
	for i, c := range columns {
		cells[i] = Text(c.Name)
	}
	return w.Row(cells...)
}

// Row writes one row. It must have as many cells as the first.
func (w *Writer) Row(cells ...Cell) error {
	if w.err != nil {
		return w.err
	}
	if w.rows == 0 {
		w.columns = len(cells)
		w.put("\ufeff")
	}
	if len(cells) != w.columns || w.columns == 0 {
		w.err = fmt.Errorf("write row %d: %d cells where the first row has %d", w.rows+1, len(cells), w.columns)
		return w.err
	}
	w.rows++
	for i, cell := range cells {
		if i > 0 {
			w.put(string(w.style.Delimiter))
		}
		w.put(w.render(cell))
	}
	w.put("\r\n")
	if w.err != nil {
		w.err = fmt.Errorf("write row %d: %w", w.rows, w.err)
	}
	return w.err
}

// Flush writes what is still held back.
func (w *Writer) Flush() error {
	if w.err != nil {
		return w.err
	}
	if err := w.out.Flush(); err != nil {
		w.err = fmt.Errorf("flush table: %w", err)
	}
	return w.err
}

// Close writes what is still held back. It does not close what is written to.
func (w *Writer) Close() error { return w.Flush() }

func (w *Writer) put(s string) {
	if w.err == nil {
		_, w.err = w.out.WriteString(s)
	}
}

func (w *Writer) render(c Cell) string {
	text := tidy(c.text)
	if !c.number || !isFigure(text) {
		text = Escape(text)
	}
	if !w.needsQuotes(text) {
		return text
	}
	return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
}

// needsQuotes also quotes the other styles' delimiters: a file opened in the
// wrong locale must not split a cell where its second half could be a formula.
func (w *Writer) needsQuotes(text string) bool {
	if text == "" {
		return w.columns == 1 // an empty line would be no row at all
	}
	return strings.ContainsAny(text, "\";,\t|\r\n"+string(w.style.Delimiter)) ||
		text[0] == ' ' || text[len(text)-1] == ' '
}

// tidy keeps a cell to what every reader can carry: valid UTF-8, LF, no NUL.
func tidy(text string) string {
	text = strings.ToValidUTF8(text, "\ufffd")
	text = strings.ReplaceAll(text, "\x00", "\ufffd")
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.ReplaceAll(text, "\r", "\n")
}

// isFigure accepts what a number may look like in either language; the spaces
// are the plain, no-break, narrow no-break and thin ones.
func isFigure(text string) bool {
	digits := 0
	for _, r := range strings.TrimPrefix(text, "-") {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case digits == 0, !strings.ContainsRune(" \u00a0\u202f\u2009,.", r):
			return false
		}
	}
	return digits > 0
}
