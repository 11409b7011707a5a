package exchange

import (
	"strings"
	"unicode/utf8"
)

// formulaStarts are the characters a spreadsheet may take for the start of a
// formula: those of OWASP "CSV Injection" (read 2026-11-22), and the fullwidth
// forms that a Japanese or Chinese input locale treats as the same.
const formulaStarts = "=+-@\t\r\n＝＋－＠"

// Escape makes a text cell safe in a spreadsheet: where a formula could start,
// a leading apostrophe is set. A text that already looks escaped gets one more,
// so that [Unescape] gives back exactly what went in.
func Escape(text string) string {
	if startsFormula(strings.TrimLeft(text, "'")) {
		return "'" + text
	}
	return text
}

// Unescape takes off the apostrophe that [Escape] set, and no other.
func Unescape(cell string) string {
	if strings.HasPrefix(cell, "'") && startsFormula(strings.TrimLeft(cell, "'")) {
		return cell[1:]
	}
	return cell
}

func startsFormula(text string) bool {
	first, size := utf8.DecodeRuneInString(text)
	return size > 0 && first != utf8.RuneError && strings.ContainsRune(formulaStarts, first)
}
