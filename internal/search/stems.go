package search

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/swedish"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

const (
	maxWord  = 64     // runes; what is longer is cut, in the text and in the question alike
	maxWords = 16_000 // per text; PostgreSQL counts word positions up to 16,383
	maxTail  = 4      // letters after a colon that are an ending: EU:s, vd:arna
)

// Stems returns the words of a text in order, each folded to lower case and cut
// to its Swedish stem. Words with a digit stay whole; a number such as H-2026-123
// gives h, 2026 and 123. At most the first 16,000 words are taken.
func Stems(text string) []string {
	words := splitWords(text, maxWords)
	for i, word := range words {
		words[i] = spell(stem(word))
	}
	return words
}

// Index returns the stems of a text as one string to store in a search column.
func Index(text string) string { return strings.Join(Stems(text), " ") }

// splitWords lists the folded words of a text, at most limit of them.
func splitWords(text string, limit int) []string {
	text = fold(text)
	var words []string
	for text != "" && len(words) < limit {
		start := strings.IndexFunc(text, inWord)
		if start < 0 {
			break
		}
		text = text[start:]
		end := strings.IndexFunc(text, outsideWord)
		if end < 0 {
			end = len(text)
		}
		words = append(words, cut(text[:end]))
		text = withoutTail(text[end:], text[:end])
	}
	return words
}

// withoutTail drops the ending that Swedish hangs on an abbreviation with a
// colon: rest is what follows the word.
func withoutTail(rest, word string) string {
	if !strings.HasPrefix(rest, ":") || strings.ContainsFunc(word, unicode.IsNumber) {
		return rest
	}
	tail := rest[1:]
	end := strings.IndexFunc(tail, outsideWord)
	if end < 0 {
		end = len(tail)
	}
	ending := tail[:end]
	if n := len([]rune(ending)); n == 0 || n > maxTail || strings.ContainsFunc(ending, unicode.IsNumber) {
		return rest
	}
	return tail[end:]
}

// fold makes spellings that mean the same the same: case, full-width letters,
// ligatures, composed and decomposed accents. Folding can undo the normal form,
// hence twice.
func fold(text string) string {
	return norm.NFKC.String(cases.Fold().String(norm.NFKC.String(text)))
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) }

func outsideWord(r rune) bool { return !inWord(r) }

func cut(word string) string {
	if len(word) <= maxWord {
		return word
	}
	if runes := []rune(word); len(runes) > maxWord {
		return string(runes[:maxWord])
	}
	return word
}

func stem(word string) string {
	if strings.ContainsFunc(word, unicode.IsNumber) {
		return word
	}
	env := snowballstem.NewEnv(word)
	swedish.Stem(env)
	return env.Current()
}

// spell writes a word with the letters both engines agree on. Any other becomes
// x and six hexadecimal digits: a fixed width, so that a beginning stays one.
func spell(word string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'à' && r <= 'ÿ' && r != '÷'
	}
	if !strings.ContainsFunc(word, func(r rune) bool { return !plain(r) }) {
		return word
	}
	var b strings.Builder
	for _, r := range word {
		if plain(r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "x%06x", r)
		}
	}
	return b.String()
}
