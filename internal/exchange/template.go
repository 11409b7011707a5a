package exchange

import "strings"

// Template is a text with columns in braces, "{Name}: {Type of breach}"; {{ and
// }} stand for a brace.
type Template []templatePart

type templatePart struct {
	text   string
	column bool
}

// ParseTemplate reads a template; false when a brace has no partner or holds
// no column name.
func ParseTemplate(text string) (Template, bool) {
	var t Template
	var literal strings.Builder
	for text != "" {
		switch {
		case strings.HasPrefix(text, "{{"), strings.HasPrefix(text, "}}"):
			literal.WriteByte(text[0])
			text = text[2:]
		case text[0] == '{':
			column, rest, closed := strings.Cut(text[1:], "}")
			column = strings.TrimSpace(column)
			if !closed || column == "" || strings.Contains(column, "{") {
				return nil, false
			}
			t = append(t.withLiteral(&literal), templatePart{text: column, column: true})
			text = rest
		case text[0] == '}':
			return nil, false
		default:
			literal.WriteByte(text[0])
			text = text[1:]
		}
	}
	return t.withLiteral(&literal), true
}

func (t Template) withLiteral(literal *strings.Builder) Template {
	if literal.Len() == 0 {
		return t
	}
	t = append(t, templatePart{text: literal.String()})
	literal.Reset()
	return t
}

// String writes the template as [ParseTemplate] reads it.
func (t Template) String() string {
	var b strings.Builder
	for _, part := range t {
		if part.column {
			b.WriteString("{" + part.text + "}")
		} else {
			b.WriteString(strings.NewReplacer("{", "{{", "}", "}}").Replace(part.text))
		}
	}
	return b.String()
}

// Columns are the columns the template takes from, in order.
func (t Template) Columns() []string {
	var columns []string
	for _, part := range t {
		if part.column {
			columns = append(columns, part.text)
		}
	}
	return columns
}

func (t Template) fill(row Row) string {
	var b strings.Builder
	for _, part := range t {
		text := part.text
		if part.column {
			text, _ = row.Cell(part.text)
		}
		b.WriteString(text)
	}
	return strings.TrimSpace(b.String())
}
