package imports

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/vardkas/vardkas/internal/exchange"
	"github.com/vardkas/vardkas/internal/exchange/intake"
	"github.com/vardkas/vardkas/internal/words"
)

// The names of the form of a mapping. Those of columns and texts are followed by a number.
const (
	fieldSheet     = "sheet"
	fieldHeaderRow = "header_row"
	fieldEncoding  = "encoding"
	fieldDelimiter = "delimiter"
	fieldDate      = "date"
	fieldLanguage  = "decimals"
	fieldSource    = "source"
	fieldIdentity  = "identity"
	fieldKeep      = "keep"
	fieldSaveAs    = "save_as"
	fieldColumns   = "columns" // marks the header the answers are about
	fieldTo        = "to."
	fieldAlso      = "also."
	fieldWith      = "with."
)

// parsedFormat is how the file is to be read, as typed.
func parsedFormat(typed url.Values, before exchange.Format) (f exchange.Format, problems map[string]string) {
	problems = map[string]string{}
	f = exchange.Format{Sheet: typed.Get(fieldSheet), Encoding: typed.Get(fieldEncoding), Date: typed.Get(fieldDate), Language: typed.Get(fieldLanguage), KeepApostrophes: before.KeepApostrophes}
	if d := []rune(typed.Get(fieldDelimiter)); len(d) == 1 {
		f.Delimiter = d[0]
	} else if len(d) > 1 {
		f.Delimiter = '\t'
	}
	if text := strings.TrimSpace(typed.Get(fieldHeaderRow)); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 1000 {
			problems[fieldHeaderRow] = "imports.problem.header_row"
		} else {
			f.HeaderRow = n
		}
	}
	return f, problems
}

// parsed is the mapping that was typed, over what was known before: labels of kept values and the words of codes are asked
// for elsewhere. problems are keys of the catalogue by the name of the field.
func parsed(typed url.Values, before *exchange.Mapping, format exchange.Format, s seen) (m *exchange.Mapping, problems map[string]string) {
	header := s.header()
	m, problems = &exchange.Mapping{Format: format, Source: strings.TrimSpace(typed.Get(fieldSource))}, map[string]string{}
	for i, column := range header {
		name := typed.Get(fieldTo + strconv.Itoa(i))
		if name == "" {
			continue
		}
		if hasField(m, name) {
			problems[fieldTo+strconv.Itoa(i)] = "imports.problem.twice"
			continue
		}
		m.Fields = append(m.Fields, fieldFrom(before, name, column))
	}
	alsoParsed(typed, m, problems)
	m.Identity = chosen(typed[fieldIdentity], header)
	for _, column := range chosen(typed[fieldKeep], header) {
		m.Keep = append(m.Keep, keptFrom(before, m, column))
	}
	for _, column := range header {
		if !mentions(m, column) {
			m.Ignore = append(m.Ignore, column)
		}
	}
	missing(m, s, problems)
	return m, problems
}

// alsoParsed reads the texts that fill fields.
func alsoParsed(typed url.Values, m *exchange.Mapping, problems map[string]string) {
	for i := range mostAlso {
		n := strconv.Itoa(i)
		name, text := typed.Get(fieldAlso+n), strings.TrimSpace(typed.Get(fieldWith+n))
		if name == "" && text == "" {
			continue
		}
		template, ok := exchange.ParseTemplate(text)
		switch {
		case name == "" || text == "":
			problems[fieldWith+n] = "imports.problem.half"
		case !ok:
			problems[fieldWith+n] = "imports.problem.template"
		case hasField(m, name):
			problems[fieldAlso+n] = "imports.problem.twice"
		default:
			m.Fields = append(m.Fields, exchange.Field{Name: name, Text: template})
		}
	}
}

// mostAlso is how many fields may be filled with a text.
const mostAlso = 20

// missing finds what every mapping needs.
func missing(m *exchange.Mapping, s seen, problems map[string]string) {
	if m.Source == "" {
		problems[fieldSource] = "imports.problem.source"
	}
	if len(m.Identity) == 0 {
		problems[fieldIdentity] = "imports.problem.identity"
	}
	if len(m.Fields) == 0 {
		problems[fieldTo+"0"] = "imports.problem.fields"
	}
	for _, f := range m.Fields {
		for _, column := range f.Text.Columns() {
			if !slices.Contains(s.header(), column) {
				problems[fieldWith+"0"] = "imports.problem.template"
			}
		}
	}
}

// unfilled are required fields that nothing fills.
func unfilled(m *exchange.Mapping, s seen) (names []string) {
	for _, f := range intake.Fields(s.target) {
		if f.Need && !hasField(m, f.Name) {
			names = append(names, f.Name)
		}
	}
	return names
}

func hasField(m *exchange.Mapping, name string) bool {
	return slices.ContainsFunc(m.Fields, func(f exchange.Field) bool { return f.Name == name })
}

// fieldFrom is a field filled from a column, with the words that were given codes before.
func fieldFrom(before *exchange.Mapping, name, column string) exchange.Field {
	for _, f := range before.Fields {
		if f.Name == name && f.Column == column {
			return f
		}
	}
	return exchange.Field{Name: name, Column: column}
}

// keptFrom is a column kept under the name and the label it had before, or under its own.
func keptFrom(before, m *exchange.Mapping, column string) exchange.Kept {
	for _, k := range before.Keep {
		if k.Column == column {
			return k
		}
	}
	name := slug(column)
	for n := 2; slices.ContainsFunc(slices.Concat(before.Keep, m.Keep), func(k exchange.Kept) bool { return k.Name == name }); n++ {
		name = slug(column) + "_" + strconv.Itoa(n)
	}
	return exchange.Kept{Name: name, Column: column, Label: words.Label{SV: column, EN: column}}
}

// slug is a name of ours for a column: state_of_residence.
func slug(column string) string {
	swap := strings.NewReplacer("å", "a", "ä", "a", "ö", "o", "é", "e")
	name := strings.Join(strings.FieldsFunc(swap.Replace(strings.ToLower(column)), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }), "_")
	if name == "" || name[0] < 'a' {
		name = "v_" + name
	}
	return strings.TrimRight(name[:min(len(name), 50)], "_")
}

// chosen are the columns whose numbers were ticked.
func chosen(numbers, header []string) (all []string) {
	for _, text := range numbers {
		if n, err := strconv.Atoi(text); err == nil && n >= 0 && n < len(header) && !slices.Contains(all, header[n]) {
			all = append(all, header[n])
		}
	}
	return all
}

// mentions reports whether a mapping uses a column.
func mentions(m *exchange.Mapping, column string) bool {
	return slices.Contains(m.Identity, column) ||
		slices.ContainsFunc(m.Keep, func(k exchange.Kept) bool { return k.Column == column }) ||
		slices.ContainsFunc(m.Fields, func(f exchange.Field) bool { return f.Column == column || slices.Contains(f.Text.Columns(), column) })
}
