package record

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/search"
	"github.com/vardkas/vardkas/internal/store"
)

// where writes the conditions of q over the rows that p selects. It reports true when no row can match.
func (k *Kind[T]) where(tx *Tx, b *builder, q Query, page bool, p predicate) (nothing bool, err error) {
	k.when(b, q)
	if k.rule(tx, b, page, q.AsOf > 0, p) {
		return true, nil
	}
	if err := k.filters(tx, b, "s", q.Filters); err != nil {
		return false, err
	}
	if q.On != 0 {
		b.add(" AND s.on_rid = %s", b.bind(int64(q.On)))
	}
	return k.matching(b, q.Search), nil
}

// filters leaves out what belongs to an import that is not complete, and what the filters do.
func (k *Kind[T]) filters(tx *Tx, b *builder, alias string, all []Filter) error {
	if err := k.hidden(tx, b, alias); err != nil {
		return err
	}
	for _, f := range all {
		if err := k.filter(tx, b, alias, f); err != nil {
			return err
		}
	}
	return nil
}

// when picks the row of the span that holds: the current one, or the one that held at a past moment.
func (k *Kind[T]) when(b *builder, q Query) {
	if q.AsOf == 0 {
		b.add("s.to_seq = %d", int64(Current)) // literal, so that the partial indexes serve
		return
	}
	seq := b.bind(q.AsOf)
	b.add("s.created_at <= %s AND s.from_seq <= %s AND s.to_seq > %s", b.bind(int64(q.At)), seq, seq)
}

// rule writes the rule of access over the span and, for a past state, over the present record as well: what was made
// secret later must not leak through yesterday.
func (k *Kind[T]) rule(tx *Tx, b *builder, page, past bool, predicate predicate) (nothing bool) {
	write := func(c access.Columns) bool {
		p := predicate(tx.Subject, c, b.access(tx, page))
		b.args = append(b.args, p.Args...)
		b.add(" AND %s", p.SQL)
		return p.Nothing
	}
	if write(columnsOf("s")) {
		return true
	}
	if !past {
		return false
	}
	b.add(" AND EXISTS (SELECT 1 FROM record r WHERE r.rid = s.rid")
	nothing = write(columnsOf("r"))
	b.add(")")
	return nothing
}

// predicate is one form of the rule of access, for whoever asks: what may be listed, what only counts.
type predicate func(access.Subject, access.Columns, access.Query) access.Predicate

func (k *Kind[T]) listed(of Query) predicate {
	action := of.Action
	if action == "" {
		action = access.List
	}
	return func(s access.Subject, c access.Columns, q access.Query) access.Predicate {
		if of.Handling {
			s = s.Handling()
		}
		return s.Where(action, k.Name, c, q)
	}
}

func (k *Kind[T]) onlyCounted(s access.Subject, c access.Columns, q access.Query) access.Predicate {
	return s.WhereStub(k.Name, c, q)
}

// columnsOf are the columns that the rule of access looks at, of a row of a record or of its span.
func columnsOf(alias string) access.Columns {
	return access.Columns{RID: alias + ".rid", Unit: alias + ".unit", Level: alias + ".secrecy", Class: alias + ".class", Areas: alias + ".areas"}
}

// access is how the rule is to be written at this place of a statement.
func (b *builder) access(tx *Tx, page bool) access.Query {
	engine := access.SQLite
	if b.engine == store.Postgres {
		engine = access.PostgreSQL
	}
	return access.Query{Engine: engine, Next: len(b.args) + 1, Total: tx.book.units(), Page: page}
}

// hidden leaves out what belongs to an import that is not complete.
func (k *Kind[T]) hidden(tx *Tx, b *builder, alias string) error {
	open, err := tx.openBatches()
	if err != nil {
		return err
	}
	for _, batch := range open {
		b.add(" AND %s.batch <> %s", alias, b.bind(batch))
	}
	return nil
}

// openBatches are the imports that are not complete, read once a transaction when reading.
func (tx *Tx) openBatches() ([]int64, error) {
	if tx.batches != nil && !tx.Writing() {
		return *tx.batches, nil
	}
	open, err := store.All[int64](tx.Tx, "SELECT rid FROM batch_open")
	if err != nil {
		return nil, fmt.Errorf("read open imports: %w", err)
	}
	tx.batches = &open
	return open, nil
}

func (k *Kind[T]) filter(tx *Tx, b *builder, alias string, f Filter) error {
	name, numeric, err := k.filterColumn(f.Field)
	if err != nil {
		return err
	}
	if !storable(f.Field) || !storable(f.Any...) {
		return notAnOption(f.Field)
	}
	column := alias + "." + name
	switch {
	case f.Ranged:
		b.add(" AND %s >= %s AND %s <= %s", column, b.bind(f.From), column, b.bind(f.To))
		return nil
	case len(f.Any) == 0:
		return nil
	}
	not := ""
	if f.Not {
		not = "NOT "
	}
	if f.Below && f.Field == "unit" {
		return k.under(tx, b, column, not, f)
	}
	value, isValue := strings.CutPrefix(f.Field, "value:")
	switch {
	case isValue:
		b.add(" AND %sEXISTS (SELECT 1 FROM record_value v WHERE v.rid = s.rid AND v.name = %s", not, b.bind(value))
		where, arg := tx.In("v.value", len(b.args)+1, f.Any)
		b.args = append(b.args, arg)
		b.add(" AND %s)", where)
	case f.Field == "area", k.isSeveral(f.Field):
		var parts []string
		for _, v := range f.Any {
			parts = append(parts, b.has(column, " "+v+" "))
		}
		b.add(" AND %s(%s)", not, strings.Join(parts, " OR "))
	default:
		return k.oneOf(b, column, numeric, not, f)
	}
	return nil
}

// has says whether a column of words between blanks holds one of them.
func (b *builder) has(column, word string) string {
	find := "instr"
	if b.engine == store.Postgres {
		find = "strpos"
	}
	return find + "(" + column + ", " + b.bind(word) + ") > 0"
}

func (k *Kind[T]) oneOf(b *builder, column string, numeric bool, not string, f Filter) error {
	var parts []string
	for _, v := range f.Any {
		var arg any = v
		if numeric {
			n, err := key().parse(v)
			if err != nil || n > math.MaxInt16 && k.isSmall(f.Field) {
				return notAnOption(f.Field)
			}
			arg = int64(n)
		}
		parts = append(parts, b.bind(arg))
	}
	b.add(" AND %s %sIN (%s)", column, not, strings.Join(parts, ", "))
	return nil
}

// under keeps what belongs to units and to those below them.
func (k *Kind[T]) under(tx *Tx, b *builder, column, not string, f Filter) error {
	all, err := tx.unitsBelow(f.Any)
	if err != nil {
		return err
	}
	units := make([]int64, len(all))
	for i, u := range all {
		units[i] = int64(u)
	}
	where, arg := tx.In(column, len(b.args)+1, units)
	b.args = append(b.args, arg)
	b.add(" AND %s(%s)", not, where)
	return nil
}

// unitsBelow is the units and all below them, read once a transaction when reading.
func (tx *Tx) unitsBelow(asked []string) ([]Key, error) {
	var units []Key
	for _, text := range asked {
		unit, err := key().parse(text)
		if err != nil {
			return nil, notAnOption("unit")
		}
		units = append(units, unit)
	}
	if tx.book.Below == nil {
		return units, nil
	}
	name := strings.Join(asked, " ")
	if all, known := tx.below[name]; known && !tx.Writing() {
		return all, nil
	}
	all, err := tx.book.Below(tx, units...)
	if err != nil {
		return nil, err
	}
	if tx.below == nil {
		tx.below = map[string][]Key{}
	}
	tx.below[name] = all
	return all, nil
}

func notAnOption(field string) error { return Invalid{{Field: field, Key: "problem.not_an_option"}} }

// storable says whether every text is one that both databases can keep and compare with.
func storable(texts ...string) bool {
	return !slices.ContainsFunc(texts, func(s string) bool { return !utf8.ValidString(s) || strings.Contains(s, "\x00") })
}

func (k *Kind[T]) isSmall(name string) bool {
	return slices.ContainsFunc(k.span, func(f Field[T]) bool { return f.Name == name && f.Column == "smallint" })
}

func (k *Kind[T]) isSeveral(name string) bool {
	return slices.ContainsFunc(k.span, func(f Field[T]) bool {
		return f.Name == name && (f.Input == InputChoices || f.Input == InputRefs)
	})
}

// filterColumn maps a filter's name to a column of the span. Only declared names pass: no input reaches the SQL text.
func (k *Kind[T]) filterColumn(name string) (column string, numeric bool, err error) {
	switch name {
	case "state", "class":
		return name, false, nil
	case "unit", "owner", "batch", "created_at":
		return name, true, nil
	case "level":
		return "secrecy", true, nil
	case "on":
		return "on_rid", true, nil
	case "area":
		return "areas", false, nil
	}
	if strings.HasPrefix(name, "value:") && len(k.values) > 0 {
		return "", false, nil
	}
	for _, f := range k.span {
		if f.Name == name {
			return f.Name, f.Column != "text", nil
		}
	}
	return "", false, notAnOption("filter")
}

// matching adds the search condition. It reports true when something was typed that nothing can match.
func (k *Kind[T]) matching(b *builder, typed string) (nothing bool) {
	if strings.TrimSpace(typed) == "" {
		return false
	}
	if prefix, n, ok := ParseNumber(typed); ok && prefix == k.Prefix {
		b.add(" AND s.rid IN (SELECT rid FROM record WHERE kind = %s AND number_year = %s AND number = %s)", b.bind(k.Name), b.bind(n.Year), b.bind(n.N))
		return false
	}
	q := search.Parse(typed)
	if b.engine == store.Postgres {
		text := q.Postgres()
		b.add(" AND s.rid IN (SELECT rid FROM search WHERE ts @@ to_tsquery('simple', %s))", b.bind(text))
		return text == ""
	}
	text := q.SQLite()
	b.add(" AND s.rid IN (SELECT rowid FROM search WHERE search MATCH %s)", b.bind(text))
	return text == ""
}
