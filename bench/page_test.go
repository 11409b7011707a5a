package bench

import (
	"strconv"
	"time"
)

// line is one event as a list shows it.
type line struct {
	year, number                                  int
	id                                            []byte
	title, state, category, severity, unit, owner string
	happened                                      int64
}

// writer writes HTML straight into a buffer: as little as a page with a table can cost.
type writer []byte

func (w *writer) raw(s string) { *w = append(*w, s...) }

func (w *writer) text(s string) {
	from := 0
	for i := range len(s) {
		var escaped string
		switch s[i] {
		case '&':
			escaped = "&amp;"
		case '<':
			escaped = "&lt;"
		case '>':
			escaped = "&gt;"
		case '"':
			escaped = "&#34;"
		default:
			continue
		}
		*w = append(append(*w, s[from:i]...), escaped...)
		from = i + 1
	}
	*w = append(*w, s[from:]...)
}

func (w *writer) number(n int) { *w = strconv.AppendInt(*w, int64(n), 10) }

func (w *writer) head(title string) {
	w.raw("<!doctype html><html lang=sv><head><meta charset=utf-8><title>")
	w.text(title)
	w.raw("</title><link rel=stylesheet href=/assets/a.css></head><body><main><h1>")
	w.text(title)
	w.raw("</h1>")
}

func (w *writer) foot() { w.raw("</main></body></html>") }

func (w *writer) list(lines []line) {
	w.head("Händelser")
	w.raw("<table><thead><tr><th>Nummer<th>Rubrik<th>Tillstånd<th>Kategori<th>Allvar<th>Enhet<th>Ansvarig<th>Hände</tr></thead><tbody>")
	for i := range lines {
		w.line(&lines[i])
	}
	w.raw("</tbody></table>")
	w.foot()
}

func (w *writer) line(l *line) {
	w.raw(`<tr><td><a href="/events/`)
	const digits = "0123456789abcdef"
	for _, b := range l.id {
		*w = append(*w, digits[b>>4], digits[b&15])
	}
	w.raw(`">H-`)
	w.number(l.year)
	w.raw("-")
	w.number(l.number)
	w.raw("</a>")
	for _, cell := range []string{l.title, l.state, l.category, l.severity, l.unit, l.owner} {
		w.raw("</td><td>")
		w.text(cell)
	}
	w.raw("</td><td>")
	*w = time.UnixMilli(l.happened).UTC().AppendFormat(*w, "2006-01-02 15:04")
	w.raw("</td></tr>")
}
