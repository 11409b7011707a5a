package exchange

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// File writes a mapping as the file that [LoadMapping] reads: so one that was
// made by hand on a page can be kept, read, and used by the command.
func (m *Mapping) File() []byte {
	w := &mappingWriter{}
	w.format(m.Format)
	w.line("source: %s", quoted(m.Source))
	w.line("identity: %s", list(m.Identity))
	w.line("fields:")
	for _, f := range m.Fields {
		w.line("  %s: {%s}", f.Name, strings.Join(f.entries(), ", "))
	}
	if len(m.Keep) > 0 {
		w.line("keep:")
	}
	for _, k := range m.Keep {
		w.line("  %s: {column: %s, label: {sv: %s, en: %s}}", k.Name, quoted(k.Column), quoted(k.Label.SV), quoted(k.Label.EN))
	}
	if len(m.Ignore) > 0 {
		w.line("ignore: %s", list(m.Ignore))
	}
	return w.out.Bytes()
}

type mappingWriter struct{ out bytes.Buffer }

func (w *mappingWriter) line(form string, args ...any) { fmt.Fprintf(&w.out, form+"\n", args...) }

func (w *mappingWriter) format(f Format) {
	var parts []string
	add := func(name, value string) {
		if value != "" {
			parts = append(parts, name+": "+quoted(value))
		}
	}
	add("sheet", f.Sheet)
	if f.HeaderRow > 0 {
		parts = append(parts, "header_row: "+strconv.Itoa(f.HeaderRow))
	}
	switch f.Delimiter {
	case 0:
	case '\t':
		add("delimiter", "tab")
	default:
		add("delimiter", string(f.Delimiter))
	}
	add("encoding", f.Encoding)
	add("date", f.Date)
	add("language", f.Language)
	if f.KeepApostrophes {
		add("apostrophes", "keep")
	}
	if len(parts) > 0 {
		w.line("format: {%s}", strings.Join(parts, ", "))
	}
}

func (f Field) entries() []string {
	parts := []string{"text: " + quoted(f.Text.String())}
	if f.Column != "" {
		parts = []string{"column: " + quoted(f.Column)}
	}
	if f.As != "" {
		parts = append(parts, "as: "+string(f.As))
	}
	if f.Required {
		parts = append(parts, "required: true")
	}
	if f.Values != nil {
		var words []string
		for _, word := range slices.Sorted(maps.Keys(f.Values)) {
			words = append(words, quoted(word)+": "+quoted(f.Values[word]))
		}
		parts = append(parts, "values: {"+strings.Join(words, ", ")+"}")
		if f.Otherwise != "" {
			parts = append(parts, "otherwise: "+quoted(f.Otherwise))
		}
	}
	return parts
}

func list(all []string) string {
	parts := make([]string, len(all))
	for i, one := range all {
		parts[i] = quoted(one)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// quoted is a text as YAML and JSON both read it.
func quoted(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(strings.ToValidUTF8(s, "\ufffd")); err != nil { // a text always encodes
		panic("exchange: quote a text: " + err.Error())
	}
	return strings.TrimSuffix(b.String(), "\n")
}
