package search

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Normalise returns text as it is stored: in Unicode form NFC, lines ending in
// LF, without control characters (LF and tab stay), without the marks that make
// text run backwards, and with bytes that are no UTF-8 replaced by U+FFFD.
// PostgreSQL cannot store a NUL and no reader should be shown a reversed word.
func Normalise(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029':
			return '\n'
		case unicode.IsControl(r) || turnsText(r) || r == '\uFEFF':
			return -1
		}
		return r
	}, text)
	return norm.NFC.String(text)
}

// turnsText tells the invisible marks that change the direction of text.
func turnsText(r rune) bool {
	return r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069'
}
