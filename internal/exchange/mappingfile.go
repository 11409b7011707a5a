package exchange

import (
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"golang.org/x/text/unicode/norm"

	"github.com/vardkas/vardkas/internal/words"
)

const maxMappingFile = 1 << 20 // bytes; a mapping of 500 columns with codes is under a tenth of it

// LoadMapping reads a mapping file. It is strict: an unknown or repeated entry,
// a label in one language only or a column both used and ignored is a problem,
// and all problems are given with the line they stand on and the dotted path of
// the entry. With any problem the mapping is nil.
//
//	format: {delimiter: ",", encoding: utf-8, date: MM/DD/YYYY, language: en}
//	source: "HHS OCR"
//	identity: [Name, Date]
//	fields:
//	  title: {text: "{Name}: {Type}", required: true}
//	  happened_on: {column: Date, as: date}
//	  category: {column: Type, values: {"Theft": theft}, otherwise: refuse}
//	keep:
//	  state: {column: State, label: {sv: Delstat, en: State}}
//	ignore: [Notes]
func LoadMapping(r io.Reader) (*Mapping, []Problem) {
	text, err := io.ReadAll(io.LimitReader(r, maxMappingFile+1))
	if err != nil {
		return nil, []Problem{{Key: keyMappingUnread, Args: []any{err.Error()}}}
	}
	if len(text) > maxMappingFile {
		return nil, []Problem{{Key: keyMappingTooLarge, Args: []any{maxMappingFile >> 10}}}
	}
	file := &mappingFile{}
	mapping := file.load(norm.NFC.Bytes(text))
	if len(file.problems) > 0 {
		return nil, file.problems
	}
	return mapping, nil
}

// mappingFile is one reading of a mapping file.
type mappingFile struct{ problems problems }

func (f *mappingFile) load(text []byte) *Mapping {
	root, ok := f.parse(text)
	if !ok {
		return nil
	}
	m := &Mapping{}
	entries := f.entries(root, "format", "source", "identity", "fields", "keep", "ignore")
	f.format(entries["format"], &m.Format)
	m.Source = f.text(entries["source"])
	m.Identity = f.list(entries["identity"])
	m.Fields = f.fields(entries["fields"])
	m.Keep = f.keep(entries["keep"])
	m.Ignore = f.list(entries["ignore"])
	f.require(root, "source", m.Source != "" || f.has(entries, "source"))
	f.require(root, "identity", len(m.Identity) > 0 || f.has(entries, "identity"))
	f.require(root, "fields", len(m.Fields) > 0 || f.has(entries, "fields"))
	f.checkIgnored(m, entries["ignore"])
	return m
}

// has tells an entry that is there but wrong, and so already reported, from one
// that is missing or empty.
func (f *mappingFile) has(entries map[string]entry, name string) bool {
	e, found := entries[name]
	return found && slices.ContainsFunc(f.problems, func(p Problem) bool {
		return p.Column == e.path || strings.HasPrefix(p.Column, e.path+".")
	})
}

func (f *mappingFile) format(e entry, out *Format) {
	if e.node == nil {
		return
	}
	in := f.entries(e, "sheet", "header_row", "delimiter", "encoding", "date", "language", "apostrophes")
	out.Sheet = f.text(in["sheet"])
	if n, err := strconv.Atoi(f.text(in["header_row"])); err == nil && n > 0 {
		out.HeaderRow = n
	} else if in["header_row"].node != nil {
		f.add(in["header_row"], keyMappingRow)
	}
	if d := f.text(in["delimiter"]); d == "tab" {
		out.Delimiter = '\t'
	} else if d = f.oneOf(in["delimiter"], ";", ",", "|", "\t", "tab"); d != "" {
		out.Delimiter = rune(d[0])
	}
	out.Encoding = f.oneOf(in["encoding"], Encodings()...)
	out.Date = f.oneOf(in["date"], slices.Sorted(maps.Keys(dateOrders()))...)
	out.Language = f.oneOf(in["language"], "sv", "en")
	out.KeepApostrophes = f.oneOf(in["apostrophes"], "keep", "remove") == "keep"
}

func (f *mappingFile) fields(e entry) []Field {
	var fields []Field
	for _, one := range f.named(e) {
		fields = append(fields, f.field(one))
	}
	return fields
}

func (f *mappingFile) field(e entry) Field {
	in := f.entries(e, "column", "text", "as", "values", "otherwise", "required")
	field := Field{Name: e.name, Line: e.line(), Column: f.text(in["column"])}
	field.As = Type(f.oneOf(in["as"], types()...))
	field.Required = f.oneOf(in["required"], "true", "false") == "true"
	if _, both := in["text"]; both == (in["column"].node != nil) {
		f.add(e, keyMappingTextOrCol)
	}
	if text := f.text(in["text"]); text != "" {
		template, ok := ParseTemplate(text)
		if !ok {
			f.add(in["text"], keyMappingTemplate, shown(text))
		}
		field.Text = template
	}
	f.values(&field, in)
	return field
}

func (f *mappingFile) values(field *Field, in map[string]entry) {
	otherwise := f.text(in["otherwise"])
	if in["values"].node == nil {
		if in["otherwise"].node != nil {
			f.add(in["otherwise"], keyMappingOtherwise)
		}
		return
	}
	if field.Column == "" {
		f.add(in["values"], keyMappingTextOrCol)
	}
	field.Values = map[string]string{}
	for _, value := range f.children(in["values"]) {
		code := ""
		if text, ok := scalar(value.node); !ok || text != "" { // "" leaves the field empty for that word
			code = f.text(value)
		}
		field.Values[strings.TrimSpace(value.name)] = code
	}
	if otherwise != "refuse" {
		field.Otherwise = otherwise
	}
}

func (f *mappingFile) keep(e entry) []Kept {
	var kept []Kept
	for _, one := range f.named(e) {
		in := f.entries(one, "column", "label")
		label := f.entries(in["label"], "sv", "en")
		k := Kept{Name: one.name, Line: one.line(), Column: f.text(in["column"]),
			Label: words.Label{SV: f.text(label["sv"]), EN: f.text(label["en"])}}
		f.require(one, "column", in["column"].node != nil)
		f.require(one, "label", in["label"].node != nil)
		if in["label"].node != nil {
			f.require(in["label"], "sv", label["sv"].node != nil)
			f.require(in["label"], "en", label["en"].node != nil)
		}
		kept = append(kept, k)
	}
	return kept
}

func (f *mappingFile) checkIgnored(m *Mapping, e entry) {
	used := m.usedColumns()
	for _, column := range m.Ignore {
		if used[column] {
			f.add(e, keyMappingIgnoredUse, column)
		}
	}
}

// named are the children of a table whose keys are names of ours.
func (f *mappingFile) named(e entry) []entry {
	children := f.children(e)
	for _, child := range children {
		if !isName(child.name) {
			f.add(child, keyMappingName, shown(child.name))
		}
	}
	return children
}

func isName(s string) bool {
	ok, _ := regexp.MatchString(`^[a-z][a-z0-9_]{0,62}$`, s)
	return ok
}

func (f *mappingFile) require(e entry, name string, there bool) {
	if !there {
		f.add(e, keyMappingRequired, name)
	}
}

func (f *mappingFile) add(e entry, key string, args ...any) {
	f.problems.add(Problem{Line: e.line(), Column: e.path, Key: key, Args: args})
}

// line is the line an entry's name stands on.
func (e entry) line() int {
	if e.node == nil || e.node.GetToken() == nil || e.node.GetToken().Position == nil {
		return 0
	}
	if e.at > 0 {
		return e.at
	}
	return e.node.GetToken().Position.Line
}

// entry is one value of a mapping file with its place.
type entry struct {
	name string // its key
	path string // dotted, from the top
	at   int    // line of its key
	node ast.Node
}
