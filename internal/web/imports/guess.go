package imports

import (
	"slices"
	"strings"
	"unicode"

	"github.com/vardkas/vardkas/internal/exchange"
	"github.com/vardkas/vardkas/internal/exchange/intake"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web/register"
	"github.com/vardkas/vardkas/internal/words"
)

// GuessKeys begin the keys of the catalogue that list other words by which heads of tables name a field.
const GuessKeys = "imports.guess."

// guess fills a mapping with what the heads of the columns say, in either language. Whoever brings the table in sees it and
// decides; nothing is read in by a guess alone.
func (c *call) guess(m *exchange.Mapping, s seen) {
	fields := intake.Fields(s.target)
	used := map[string]bool{}
	for _, column := range s.table.Header {
		i := slices.IndexFunc(fields, func(f record.Info) bool { return !used[f.Name] && isCalled(s.target.Kind.Meta().Name, f, column) })
		if i >= 0 {
			used[fields[i].Name] = true
			m.Fields = append(m.Fields, exchange.Field{Name: fields[i].Name, Column: column})
		}
		if identifies(column) {
			m.Identity = append(m.Identity, column)
		}
	}
	if len(m.Identity) == 0 {
		m.Identity = slices.Clone(s.table.Header) // a row is the same when everything is
	}
	m.Format.Language = "sv"
	if s.table.Delimiter == ',' {
		m.Format.Language = "en"
	}
	m.Format.Date = guessDate(s)
}

// isCalled reports whether the head of a column is a name of the field.
func isCalled(kind string, f record.Info, column string) bool {
	head := plain(column)
	names := []string{f.Name}
	for _, lang := range []words.Lang{words.SV, words.EN} {
		names = append(names, words.T(lang, register.FieldKey(kind, f)))
		if key := GuessKeys + f.Name; words.Has(key) {
			names = append(names, strings.Split(words.T(lang, key), ",")...)
		}
	}
	return slices.ContainsFunc(names, func(name string) bool { return plain(name) == head })
}

// identifies reports whether the head of a column says that it holds numbers of the source's own.
func identifies(column string) bool {
	head := plain(column)
	for _, lang := range []words.Lang{words.SV, words.EN} {
		for name := range strings.SplitSeq(words.T(lang, "imports.guess.origin"), ",") {
			if plain(name) == head {
				return true
			}
		}
	}
	return false
}

// plain is a name without signs and capitals.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// dateForms are the ways of writing dates that may be declared, each in its shortest form.
func dateForms() []string {
	return []string{"YYYY-MM-DD", "YYYY/MM/DD", "YYYY.MM.DD", "YYYYMMDD", "D/M/YYYY", "D.M.YYYY", "D-M-YYYY", "M/D/YYYY", "MM-DD-YYYY"}
}

// guessDate is the one way in which some column is written all through; empty when there is none, or more than one.
func guessDate(s seen) string {
	found := map[string]bool{}
	for _, column := range s.table.Header {
		for _, form := range dateForms() {
			if isWrittenAs(s, column, form) {
				found[form] = true
			}
		}
	}
	if len(found) != 1 {
		return ""
	}
	for form := range found {
		return form
	}
	return ""
}

// isWrittenAs reports whether every cell of a column is a day in that form, and there are some.
func isWrittenAs(s seen, column, form string) bool {
	f, days := exchange.Format{Date: form}, 0
	for _, row := range s.table.Rows {
		cell, _ := row.Cell(column)
		if cell == "" {
			continue
		}
		if _, fault := f.Parse(cell, exchange.TypeMoment); fault != nil {
			return false
		}
		days++
	}
	return days > 0
}
