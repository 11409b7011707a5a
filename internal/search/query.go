package search

import (
	"slices"
	"strings"
)

const (
	maxInput = 200 // runes of a search box that are read
	maxTerms = 16  // words and phrases that are asked for
)

// Query is what somebody searches for: texts that contain every term. The zero
// value asks for nothing.
type Query struct{ terms []term }

// term is a phrase of one or more stems that follow each other. With a
// beginning, the phrase before it is followed by a word that begins so.
type term struct {
	stems     []string
	beginning string // spelled, not stemmed; empty when there is none
}

// Parse reads what is typed in a search box: words, which must all occur; words
// in quotation marks, which must follow each other; a word that ends with *,
// which stands for every word beginning so. Everything else separates words: no
// input is an error. At most 200 characters and 16 terms are read.
func Parse(input string) Query {
	if runes := []rune(input); len(runes) > maxInput {
		input = string(runes[:maxInput])
	}
	var query Query
	for i, part := range strings.FieldsFunc(markQuotes(input), func(r rune) bool { return r == quote }) {
		if quoted := i%2 == 1; quoted {
			query.add(part)
			continue
		}
		for _, word := range strings.Fields(part) {
			query.add(word)
		}
	}
	return query
}

const quote = '"'

// markQuotes turns every sort of quotation mark into one, and keeps the parts
// between them from being empty, so that every second part is inside.
func markQuotes(input string) string {
	input = strings.NewReplacer("”", `"`, "“", `"`, "„", `"`, "»", `"`, "«", `"`).Replace(input)
	return " " + strings.ReplaceAll(input, `"`, ` " `)
}

// add takes one word or phrase into the query. What holds no letter or digit,
// and what is asked for already, adds nothing.
func (q *Query) add(text string) {
	text = strings.TrimSpace(text)
	open := strings.HasSuffix(text, "*")
	words := splitWords(text, maxInput)
	if len(words) == 0 || len(q.terms) == maxTerms {
		return
	}
	last := len(words) - 1
	t := term{}
	if open {
		t.beginning = spell(words[last])
	}
	for _, word := range words {
		t.stems = append(t.stems, spell(stem(word)))
	}
	if !slices.ContainsFunc(q.terms, t.equal) {
		q.terms = append(q.terms, t)
	}
}

func (t term) equal(other term) bool {
	return t.beginning == other.beginning && slices.Equal(t.stems, other.stems)
}

// Empty reports whether there is nothing to search for.
func (q Query) Empty() bool { return len(q.terms) == 0 }

// SQLite renders the query as the right side of an FTS5 MATCH; the empty string
// when there is nothing to search for. Words stand in quotation marks and hold
// letters and digits only, so nothing typed can act as an operator.
func (q Query) SQLite() string {
	return q.render(" AND ", " OR ", func(words []string, open bool) string {
		phrase := `"` + strings.Join(words, " ") + `"`
		if open {
			phrase += "*"
		}
		return phrase
	})
}

// Postgres renders the query as the text of to_tsquery('simple', …); the empty
// string when there is nothing to search for.
func (q Query) Postgres() string {
	return q.render(" & ", " | ", func(words []string, open bool) string {
		phrase := "'" + strings.Join(words, "' <-> '") + "'"
		if open {
			phrase += ":*"
		}
		return "(" + phrase + ")"
	})
}

// render joins the terms. A beginning is asked for as typed or as a whole word:
// the index holds stems, and "åtgärder*" must find åtgärd, the stem of åtgärder.
func (q Query) render(and, or string, phrase func(words []string, open bool) string) string {
	var parts []string
	for _, t := range q.terms {
		whole := phrase(t.stems, false)
		if t.beginning == "" {
			parts = append(parts, whole)
			continue
		}
		parts = append(parts, "("+phrase(t.begun(), true)+or+whole+")")
	}
	return strings.Join(parts, and)
}

// begun returns the phrase with its last word as typed.
func (t term) begun() []string {
	words := slices.Clone(t.stems)
	words[len(words)-1] = t.beginning
	return words
}

// Matches reports whether a text with the given Index answers the query, by the
// same rule as both engines. An empty query matches nothing.
func (q Query) Matches(index string) bool {
	words := strings.Fields(index)
	for _, t := range q.terms {
		found := holds(words, t.stems, false)
		if t.beginning != "" {
			found = found || holds(words, t.begun(), true)
		}
		if !found {
			return false
		}
	}
	return !q.Empty()
}

// holds tells whether the phrase stands somewhere among the words; open means
// that its last word is only the beginning of one.
func holds(words, phrase []string, open bool) bool {
	last := len(phrase) - 1
	for i := 0; i+last < len(words); i++ {
		if !slices.Equal(words[i:i+last], phrase[:last]) {
			continue
		}
		if word := words[i+last]; word == phrase[last] || open && strings.HasPrefix(word, phrase[last]) {
			return true
		}
	}
	return false
}
