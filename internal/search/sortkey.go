package search

import (
	"encoding/base32"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

const (
	sortedRunes = 64  // of a text that are sorted by
	sortedBytes = 100 // of the collation key that are kept: 160 characters
)

// SortKey returns a text that, compared byte by byte, sorts as Swedish does: å ä
// ö last, case without importance, accents only between otherwise equal words.
// It holds 0–9 and A–V alone, so a text column sorts it alike on both engines.
// Texts that are equal in their first 64 characters have equal keys; the list
// decides between them by record. Keys are derived: rebuild them when the
// collation tables (golang.org/x/text) are replaced.
func SortKey(text string) string {
	text = norm.NFC.String(text)
	if runes := []rune(text); len(runes) > sortedRunes {
		text = string(runes[:sortedRunes])
	}
	// A collator is not safe for use by several goroutines, and costs little.
	collator := collate.New(language.Swedish, collate.IgnoreCase)
	key := collator.KeyFromString(&collate.Buffer{}, text)
	return base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(key[:min(len(key), sortedBytes)])
}
