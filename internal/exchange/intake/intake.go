// Package intake holds a table and its mapping against the kind of record that the rows are to become. The command and
// the pages that bring tables in both stand on it, so that they read, refuse and count alike (B52).
//
//	mapping file ─Mapping─▶ what each column means here ─┐
//	table ───────────────────────────────────────────────┴Rows─▶ rows for batch.Importer, or every problem in words
package intake

import (
	"bytes"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/batch"
	"github.com/vardkas/vardkas/internal/exchange"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/words"
)

// Mapping reads a mapping file and holds it against what the rows are to become. With any problem there is none.
func Mapping(target batch.Target, file []byte) (*exchange.Mapping, []exchange.Problem) {
	m, bad := exchange.LoadMapping(bytes.NewReader(file))
	if len(bad) == 0 {
		bad = m.Declare(Types(target, m))
	}
	if len(bad) == 0 && len(m.Keep) > 0 && target.Kept == "" {
		bad = []exchange.Problem{{Line: m.Keep[0].Line, Column: "keep", Key: "import.problem.keeps_nothing"}}
	}
	if len(bad) > 0 {
		return nil, bad
	}
	return m, nil
}

// Rows reads a table in the words of the mapping. With any problem there are none; the error is a fault of ours.
func Rows(m *exchange.Mapping, table []byte) ([]batch.Row, []exchange.Problem, error) {
	read, bad, err := exchange.Read(bytes.NewReader(table), m.Format)
	if err != nil || len(bad) > 0 {
		return nil, bad, err
	}
	all, bad := overlooking(m, read.Header).ApplyAll(read)
	if len(bad) > 0 {
		return nil, bad, nil
	}
	rows := make([]batch.Row, len(all))
	for i, one := range all {
		rows[i] = batch.Row{Number: one.Row, Line: one.Line, Fields: one.Fields, Kept: one.Kept, Identity: one.Identity}
	}
	return rows, nil, nil
}

// ProblemColumn names the column in which a table is given back with what is wrong with each row.
const ProblemColumn = "import.column.problem"

// overlooking is the mapping with that column left aside, for a table that was mended and comes again.
func overlooking(m *exchange.Mapping, header []string) *exchange.Mapping {
	other := *m
	for _, lang := range []words.Lang{words.SV, words.EN} {
		if name := words.T(lang, ProblemColumn); slices.Contains(header, name) && !slices.Contains(m.Ignore, name) {
			other.Ignore = append(slices.Clone(other.Ignore), name)
		}
	}
	return &other
}

// Types is what a mapping may fill, and how its cells are read. A moment is read as a day alone when the mapping says so.
func Types(t batch.Target, m *exchange.Mapping) map[string]exchange.Type {
	all := map[string]exchange.Type{}
	for _, f := range Fields(t) {
		all[f.Name] = typeOf(f, m)
	}
	return all
}

// Fields are what rows may fill, in the kind's order.
func Fields(t batch.Target) (all []record.Info) {
	for _, f := range t.Kind.Meta().Fields {
		if own := slices.Contains(t.Own, f.Name); f.Derived && !own || !f.Shown() || f.Name == t.Kept {
			continue
		}
		all = append(all, f)
	}
	return all
}

func typeOf(f record.Info, m *exchange.Mapping) exchange.Type {
	switch f.Input {
	case record.InputNumber:
		return exchange.TypeWhole
	case record.InputMoney:
		return exchange.TypeNumber
	case record.InputFlag:
		return exchange.TypeYesNo
	case record.InputDate:
		return exchange.TypeDate
	case record.InputMoment:
		if slices.ContainsFunc(m.Fields, func(in exchange.Field) bool { return in.Name == f.Name && in.As == exchange.TypeDate }) {
			return exchange.TypeDate
		}
		return exchange.TypeMoment
	}
	return exchange.TypeText
}

// Labels are the words of the values that a mapping keeps.
func Labels(m *exchange.Mapping) map[string]words.Label {
	all := map[string]words.Label{}
	for _, k := range m.Keep {
		all[k.Name] = k.Label
	}
	return all
}

// Column is the column of the source behind a field; the field itself when none is.
func Column(t batch.Target, m *exchange.Mapping, field string) string {
	if name, ok := strings.CutPrefix(field, t.Kept+"."); ok {
		for _, k := range m.Keep {
			if k.Name == name {
				return k.Column
			}
		}
	}
	for _, f := range m.Fields {
		if f.Name != field {
			continue
		}
		if f.Column != "" {
			return f.Column
		}
		if columns := f.Text.Columns(); len(columns) > 0 {
			return strings.Join(columns, ", ")
		}
	}
	return field
}
