package strategy

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"golang.org/x/text/unicode/norm"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/words"
)

// notStated is what a profile writes where the documents leave a fact open (C6).
const notStated = "not_stated"

// maxTextRunes holds for labels, helps and definitions: a profile words things,
// it is not the place for documents.
const maxTextRunes = 600

var codeForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

func list(names []string) string { return strings.Join(names, ", ") }

// scalar returns the text of a value, in quotes, plain or as a block.
func scalar(v value) (string, bool) {
	switch node := v.node.(type) {
	case *ast.StringNode:
		return node.Value, true
	case *ast.LiteralNode:
		if node.Value != nil {
			return node.Value.Value, true
		}
	}
	return "", false
}

// text reads a value as text that is neither empty nor too long.
func (v value) text() string {
	raw, ok := scalar(v)
	if !ok {
		v.problem(keyNotText)
		return ""
	}
	text := norm.NFC.String(strings.TrimSpace(raw))
	switch {
	case text == "":
		v.problem(keyEmpty)
	case utf8.RuneCountInString(text) > maxTextRunes:
		v.problem(keyTextTooLong, maxTextRunes)
	}
	return text
}

// code reads a value as a code: lower case letters, digits and underscores.
func (v value) code() string {
	text := v.text()
	if text != "" && !codeForm.MatchString(text) {
		v.problem(keyNotACode, text)
		return ""
	}
	return text
}

func (it item) text(name string) string {
	v, ok := it.need(name)
	if !ok {
		return ""
	}
	return v.text()
}

func (it item) code(name string) string {
	v, ok := it.need(name)
	if !ok {
		return ""
	}
	return v.code()
}

func (it item) optionalCode(name string) string {
	v, ok := it.take(name)
	if !ok {
		return ""
	}
	return v.code()
}

// codes reads a list of codes; a code twice in it is a problem.
func (it item) codes(name string) []string {
	v, ok := it.take(name)
	if !ok {
		return nil
	}
	var codes []string
	for _, one := range v.values() {
		code := one.code()
		switch {
		case code == "":
		case slices.Contains(codes, code):
			one.problem(keyDoubleCode, code)
		default:
			codes = append(codes, code)
		}
	}
	return codes
}

// label reads words in both languages.
func (it item) label(name string) words.Label {
	v, ok := it.need(name)
	if !ok {
		return words.Label{}
	}
	return v.label()
}

func (it item) optionalLabel(name string) words.Label {
	v, ok := it.take(name)
	if !ok {
		return words.Label{}
	}
	return v.label()
}

func (v value) label() words.Label {
	both, ok := v.item()
	if !ok {
		return words.Label{}
	}
	defer both.done()
	return words.Label{SV: both.language("sv"), EN: both.language("en")}
}

func (it item) language(lang string) string {
	v, ok := it.take(lang)
	if _, written := it.fields[lang]; !written {
		it.at(lang).problem(keyMissingLang, lang)
	}
	if !ok {
		return ""
	}
	return v.text()
}

// whole reads a whole number in a range, both ends included.
func (it item) whole(name string, low, high int) int {
	v, ok := it.need(name)
	if !ok {
		return 0
	}
	number, ok := v.whole()
	if ok && (number < int64(low) || number > int64(high)) {
		v.problem(keyNumberRange, low, high)
		return low
	}
	return int(number)
}

func (v value) whole() (int64, bool) {
	node, ok := v.node.(*ast.IntegerNode)
	if ok {
		switch number := node.Value.(type) {
		case int64:
			return number, true
		case uint64:
			if number <= 1<<53 {
				return int64(number), true
			}
		}
	}
	v.problem(keyNotANumber)
	return 0, false
}

// truth reads true or false; a field that is not there is false.
func (it item) truth(name string) bool {
	v, ok := it.take(name)
	if !ok {
		return false
	}
	node, ok := v.node.(*ast.BoolNode)
	if !ok {
		v.problem(keyNotYesNo)
		return false
	}
	return node.Value
}

// oneOf reads a word of a closed list.
func (it item) oneOf(name string, allowed ...string) string {
	v, ok := it.need(name)
	if !ok {
		return ""
	}
	return v.oneOf(allowed...)
}

func (v value) oneOf(allowed ...string) string {
	text := v.text()
	if text != "" && !slices.Contains(allowed, text) {
		v.problem(keyNotOneOf, text, list(allowed))
		return ""
	}
	return text
}

// date reads a day; a field that is not there is no day.
func (it item) date(name string) clock.Date {
	v, ok := it.take(name)
	if !ok {
		return clock.Date{}
	}
	text := v.text()
	day, err := clock.ParseDate(text)
	if err != nil && text != "" {
		v.problem(keyNotADate, text)
	}
	return day
}

var durationForm = regexp.MustCompile(`^PT(?:(\d{1,4})H)?(?:(\d{1,5})M)?$`)

// duration reads elapsed time written as ISO 8601 hours and minutes (PT4H,
// PT30M). Days are refused: whether a day is 24 hours or a working day is the
// very thing an alert must not leave open.
func (it item) duration(name string) time.Duration {
	v, ok := it.need(name)
	if !ok {
		return 0
	}
	text := v.text()
	length, ok := elapsed(text)
	if !ok && text != "" {
		v.problem(keyNotADuration, text)
	}
	return length
}

func elapsed(text string) (time.Duration, bool) {
	parts := durationForm.FindStringSubmatch(text)
	if parts == nil {
		return 0, false
	}
	length := time.Duration(digits(parts[1]))*time.Hour + time.Duration(digits(parts[2]))*time.Minute
	return length, length > 0
}

// digits reads at most five decimal digits, as durationForm lets through.
func digits(text string) int {
	n := 0
	for _, digit := range text {
		n = n*10 + int(digit-'0')
	}
	return n
}

// items reads a list of mappings that must be there and hold at least one.
func (it item) items(name string) []item {
	v, ok := it.need(name)
	if !ok {
		return nil
	}
	list := v.items()
	if len(list) == 0 {
		v.problem(keyEmpty)
	}
	return list
}

func (it item) optionalItems(name string) []item {
	v, ok := it.take(name)
	if !ok {
		return nil
	}
	return v.items()
}

func (v value) items() []item {
	var list []item
	for _, one := range v.values() {
		if it, ok := one.item(); ok {
			list = append(list, it)
		}
	}
	return list
}

func isEmptyList(v value) bool {
	sequence, ok := v.node.(*ast.SequenceNode)
	return ok && len(sequence.Values) == 0
}
