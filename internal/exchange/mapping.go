package exchange

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/vardkas/vardkas/internal/words"
)

// Mapping says what each column of one source's table means here: which fields
// it fills, which words stand for which codes, what is kept as a named source
// value, and what is deliberately left behind. Made by [LoadMapping].
type Mapping struct {
	Format   Format
	Source   string   // the origin's name, kept on every record
	Identity []string // columns whose values together identify a row of the source
	Fields   []Field
	Keep     []Kept
	Ignore   []string // columns that are left behind on purpose
}

// Field fills one target field, from a text with columns in it or from one column.
type Field struct {
	Name      string // the target field
	Column    string // "" when Text is used
	Text      Template
	As        Type
	Values    map[string]string // words of the source → code here, "" for none; nil: the cell itself is the value
	Otherwise string            // code for a word that Values lacks; "": such a row is refused
	Required  bool              // an empty result is a problem
	Line      int               // in the mapping file
}

// Kept is a column kept beside the record under a name of its own: shown,
// filtered on and counted, never interpreted.
type Kept struct {
	Name   string
	Column string
	Label  words.Label
	Line   int
}

// Mapped is one row in the words of this product.
type Mapped struct {
	Row      int               // row number in the file, for the caller's own problems
	Line     int               // line in the file
	Fields   map[string]string // target field → value; a field without value is absent
	Kept     map[string]string // kept name → the source's value; absent when empty
	Identity string            // same source and same identity cells give the same text: count such rows once
}

// ApplyAll maps a whole table. With any problem nothing is mapped: every row is
// checked before the caller writes the first. A row whose identity was already
// seen in the table is a problem too.
func (m *Mapping) ApplyAll(t *Table) ([]Mapped, []Problem) {
	if wrong := m.Check(t.Header); len(wrong) > 0 {
		return nil, wrong
	}
	var found problems
	mapped := make([]Mapped, 0, len(t.Rows))
	first := map[string]int{}
	for _, row := range t.Rows {
		one, wrong := m.Apply(row)
		if earlier, twice := first[one.Identity]; twice && one.Identity != "" {
			wrong = append(wrong, problem(keyIdentityTwice, earlier).at(row, strings.Join(m.Identity, ", ")))
		} else {
			first[one.Identity] = row.Number
		}
		found.add(wrong...)
		mapped = append(mapped, one)
	}
	if len(found) > 0 {
		return nil, found
	}
	return mapped, nil
}

// Check compares the mapping with a table's header: every column it names must
// be there, and every column there must be used, kept or ignored.
func (m *Mapping) Check(header []string) []Problem {
	var found problems
	used := m.columns()
	for _, column := range slices.Sorted(maps.Keys(used)) {
		if !slices.Contains(header, column) {
			found.add(Problem{Column: column, Key: keyColumnMissing, Args: []any{column}})
		}
	}
	for _, column := range header {
		if !used[column] {
			found.add(Problem{Column: column, Key: keyColumnUnmentioned, Args: []any{column}})
		}
	}
	return found
}

// columns are all columns the mapping names, ignored ones too.
func (m *Mapping) columns() map[string]bool {
	named := m.usedColumns()
	for _, column := range m.Ignore {
		named[column] = true
	}
	return named
}

func (m *Mapping) usedColumns() map[string]bool {
	used := map[string]bool{}
	for _, column := range m.Identity {
		used[column] = true
	}
	for _, field := range m.Fields {
		for _, column := range field.columns() {
			used[column] = true
		}
	}
	for _, kept := range m.Keep {
		used[kept.Column] = true
	}
	return used
}

func (f Field) columns() []string {
	if f.Column != "" {
		return []string{f.Column}
	}
	return f.Text.Columns()
}

// Apply maps one row. The problems name the row and the column; the Mapped is
// then incomplete and must not be written.
func (m *Mapping) Apply(row Row) (Mapped, []Problem) {
	out := Mapped{Row: row.Number, Line: row.Line, Fields: map[string]string{}, Kept: map[string]string{}}
	var found problems
	for _, field := range m.Fields {
		value, fault := m.fill(field, row)
		if fault != nil {
			found.add(fault.at(row, strings.Join(field.columns(), ", ")))
		} else if value != "" {
			out.Fields[field.Name] = value
		}
	}
	for _, kept := range m.Keep {
		if value, _ := row.Cell(kept.Column); value != "" {
			out.Kept[kept.Name] = value
		}
	}
	identity, fault := m.identity(row)
	if fault != nil {
		found.add(fault.at(row, strings.Join(m.Identity, ", ")))
	}
	out.Identity = identity
	return out, found
}

func (m *Mapping) fill(field Field, row Row) (string, *Problem) {
	value, fault := m.read(field, row)
	if fault == nil && value == "" && field.Required {
		return "", problem(keyValueMissing, field.Name)
	}
	return value, fault
}

func (m *Mapping) read(field Field, row Row) (string, *Problem) {
	if field.Column == "" {
		return m.Format.Parse(field.Text.fill(row), field.As)
	}
	cell, found := row.Cell(field.Column)
	if !found {
		return "", problem(keyColumnMissing, field.Column)
	}
	if field.Values == nil {
		return m.Format.Parse(cell, field.As)
	}
	if code, known := field.Values[cell]; known {
		return code, nil
	}
	if cell == "" && field.Otherwise == "" && !field.Required {
		return "", nil // nothing said is not a word without a code
	}
	if field.Otherwise == "" {
		return "", problem(keyValueUnmapped, shown(cell), field.Name)
	}
	return field.Otherwise, nil
}

// identity is a digest: of one length whatever the cells hold, and nothing of
// what they say shows in an index. Each part goes in with its length, so that
// ("ab", "c") and ("a", "bc") differ. The cells go in as they stand in the file,
// in the order the mapping names them; what the columns are called does not, so
// that an export whose heads were renamed is known again.
func (m *Mapping) identity(row Row) (string, *Problem) {
	sum := sha256.New()
	part := func(s string) { sum.Write([]byte(strconv.Itoa(len(s)) + ":" + s)) }
	part(m.Source)
	empty := true
	for _, column := range m.Identity {
		cell, _ := row.Cell(column)
		empty = empty && cell == ""
		part(cell)
	}
	if empty {
		return "", problem(keyIdentityEmpty)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// Declare tells the mapping what the target fields are and hold. A target that
// does not exist, and an `as` of the file that says otherwise, are problems;
// fields without `as` get the declared type.
func (m *Mapping) Declare(targets map[string]Type) []Problem {
	var found problems
	for i, field := range m.Fields {
		as, known := targets[field.Name]
		place := Problem{Line: field.Line, Column: "fields." + field.Name}
		switch {
		case !known:
			place.Key, place.Args = keyMappingTarget, []any{field.Name, strings.Join(slices.Sorted(maps.Keys(targets)), ", ")}
			found.add(place)
		case field.As != "" && field.As != as:
			place.Key, place.Args = keyMappingType, []any{string(field.As), string(as)}
			found.add(place)
		default:
			m.Fields[i].As = as
		}
	}
	return found
}
