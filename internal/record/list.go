package record

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/search"
	"github.com/vardkas/vardkas/internal/store"
)

// Query says which records of a kind a list shows. Every list goes through the rule of access; there is no way around.
type Query struct {
	Filters []Filter
	Search  string // what a person typed; newest first
	Order   string // name of a declared order; empty = the first
	Turned  bool   // the other way round
	After   string // Next of the page before, or Prev with Back
	Back    bool
	Limit   int           // 0 = PageSize
	AsOf    int64         // 0 = now, else the trail's sequence the list is seen at
	At      clock.Instant // the moment AsOf stands for
	Action  access.Action // empty = list
	On      Key           // only what hangs on this record; 0 = all
}

// Filter keeps records whose field has one of the values. Number and moment fields take From and To (inclusive).
type Filter struct {
	Field  string // state, unit, owner, area, class, on, batch, created_at, value:<name> or a field declared with Filter
	Any    []string
	Not    bool
	From   int64
	To     int64
	Ranged bool
}

// PageSize is how many records a page of a list shows; MaxPage is the most one query gives.
const (
	PageSize = 50
	MaxPage  = 1000
)

// CountCap is where counting stops: beyond it a list says «more than».
const CountCap = 1000

// Page is one page of a list.
type Page[T any] struct {
	Records    []*T
	Next, Prev string // cursors; empty at the ends
}

type builder struct {
	engine store.Engine
	sql    strings.Builder
	args   []any
}

func (b *builder) bind(v any) string {
	b.args = append(b.args, v)
	return fmt.Sprintf("$%d", len(b.args))
}

func (b *builder) add(format string, args ...any) { fmt.Fprintf(&b.sql, format, args...) }

// List returns one page.
func (k *Kind[T]) List(tx *Tx, q Query) (Page[T], error) {
	order, err := k.order(q.Order)
	if err != nil {
		return Page[T]{}, err
	}
	if q.Limit == 0 || q.Limit > MaxPage {
		q.Limit = PageSize
	}
	cut, err := readCursor(q.After)
	if err != nil {
		return Page[T]{}, err
	}
	b := &builder{engine: tx.Engine}
	desc := order.Desc != q.Turned
	b.add("SELECT s.rid, s.version, s.%s FROM %s_span s WHERE ", order.Column, k.Name)
	if nothing, err := k.where(tx, b, q, true); err != nil || nothing {
		return Page[T]{}, err
	}
	forward := desc != q.Back
	if cut != nil {
		sign := ">"
		if forward {
			sign = "<"
		}
		b.add(" AND (s.%s, s.rid) %s (%s, %s)", order.Column, sign, b.bind(cut.value()), b.bind(cut.Key))
	}
	way := "ASC"
	if forward {
		way = "DESC"
	}
	b.add(" ORDER BY s.%s %s, s.rid %s LIMIT %d", order.Column, way, way, q.Limit+1)
	return k.page(tx, b, q, cut != nil)
}

func (k *Kind[T]) order(name string) (Order, error) {
	if name == "" {
		return k.Orders[0], nil
	}
	i := slices.IndexFunc(k.Orders, func(o Order) bool { return o.Name == name })
	if i < 0 {
		return Order{}, Invalid{{Field: "order", Key: "problem.not_an_option"}}
	}
	return k.Orders[i], nil
}

// where writes the conditions of q. It reports true when no row can match.
func (k *Kind[T]) where(tx *Tx, b *builder, q Query, page bool) (nothing bool, err error) {
	k.when(b, q)
	action := q.Action
	if action == "" {
		action = access.List
	}
	if nothing = k.rule(tx, b, page, q.AsOf > 0, func(c access.Columns, aq access.Query) access.Predicate {
		return tx.Subject.Where(action, k.Name, c, aq)
	}); nothing {
		return true, nil
	}
	if err := k.hidden(tx, b); err != nil {
		return false, err
	}
	for _, f := range q.Filters {
		if err := k.filter(tx, b, f); err != nil {
			return false, err
		}
	}
	if q.On != 0 {
		b.add(" AND s.on_rid = %s", b.bind(int64(q.On)))
	}
	return k.matching(b, q.Search), nil
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
func (k *Kind[T]) rule(tx *Tx, b *builder, page, past bool, predicate func(access.Columns, access.Query) access.Predicate) (nothing bool) {
	engine := access.SQLite
	if tx.Engine == store.Postgres {
		engine = access.PostgreSQL
	}
	columns := access.Columns{RID: "s.rid", Unit: "s.unit", Level: "s.secrecy", Class: "s.class", Areas: "record_area_span a WHERE a.rid = s.rid AND a.version = s.version"}
	write := func(c access.Columns) bool {
		p := predicate(c, access.Query{Engine: engine, Next: len(b.args) + 1, Total: tx.book.units(), Page: page})
		b.args = append(b.args, p.Args...)
		b.add(" AND %s", p.SQL)
		return p.Nothing
	}
	if write(columns) {
		return true
	}
	if !past {
		return false
	}
	b.add(" AND EXISTS (SELECT 1 FROM record r WHERE r.rid = s.rid")
	nothing = write(access.Columns{RID: "r.rid", Unit: "r.unit", Level: "r.secrecy", Class: "r.class"})
	b.add(")")
	return nothing
}

// hidden leaves out what belongs to an import that is not complete.
func (k *Kind[T]) hidden(tx *Tx, b *builder) error {
	open, err := store.All[int64](tx.Tx, "SELECT rid FROM batch_open")
	if err != nil {
		return fmt.Errorf("read open imports: %w", err)
	}
	for _, batch := range open {
		b.add(" AND s.batch <> %s", b.bind(batch))
	}
	return nil
}

func (k *Kind[T]) filter(tx *Tx, b *builder, f Filter) error {
	column, numeric, err := k.filterColumn(f.Field)
	if err != nil {
		return err
	}
	switch {
	case f.Ranged:
		b.add(" AND s.%s >= %s AND s.%s <= %s", column, b.bind(f.From), column, b.bind(f.To))
		return nil
	case len(f.Any) == 0:
		return nil
	}
	not := ""
	if f.Not {
		not = "NOT "
	}
	name, isValue := strings.CutPrefix(f.Field, "value:")
	switch {
	case f.Field == "area":
		where, arg := tx.In("a.area", len(b.args)+1, f.Any)
		b.args = append(b.args, arg)
		b.add(" AND %sEXISTS (SELECT 1 FROM record_area_span a WHERE a.rid = s.rid AND a.version = s.version AND %s)", not, where)
	case isValue:
		b.add(" AND %sEXISTS (SELECT 1 FROM record_value v WHERE v.rid = s.rid AND v.name = %s", not, b.bind(name))
		where, arg := tx.In("v.value", len(b.args)+1, f.Any)
		b.args = append(b.args, arg)
		b.add(" AND %s)", where)
	case k.isSeveral(f.Field):
		var parts []string
		for _, v := range f.Any {
			parts = append(parts, fmt.Sprintf("s.%s LIKE %s", column, b.bind("% "+likeText.Replace(v)+" %")))
		}
		b.add(" AND %s(%s)", not, strings.Join(parts, " OR "))
	default:
		return k.oneOf(b, column, numeric, not, f)
	}
	return nil
}

var likeText = strings.NewReplacer("%", "", "_", "")

func (k *Kind[T]) oneOf(b *builder, column string, numeric bool, not string, f Filter) error {
	var parts []string
	for _, v := range f.Any {
		var arg any = v
		if numeric {
			n, err := key().parse(v)
			if err != nil {
				return Invalid{{Field: f.Field, Key: "problem.not_an_option"}}
			}
			arg = int64(n)
		}
		parts = append(parts, b.bind(arg))
	}
	b.add(" AND s.%s %sIN (%s)", column, not, strings.Join(parts, ", "))
	return nil
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
		return "", false, nil
	}
	if strings.HasPrefix(name, "value:") && len(k.values) > 0 {
		return "", false, nil
	}
	for _, f := range k.span {
		if f.Name == name {
			return f.Name, f.Column != "text", nil
		}
	}
	return "", false, Invalid{{Field: "filter", Key: "problem.not_an_option"}}
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

// page reads the rows of a list in its order.
func (k *Kind[T]) page(tx *Tx, b *builder, q Query, cut bool) (Page[T], error) {
	var p Page[T]
	var rows []spot
	err := tx.Each(func(scan func(...any) error) error {
		var s spot
		var v any
		if err := scan(&s.Key, &s.version, &v); err != nil {
			return err
		}
		s.set(v)
		rows = append(rows, s)
		return nil
	}, b.sql.String(), b.args...)
	if err != nil {
		return p, fmt.Errorf("list %s: %w", k.Name, err)
	}
	more := len(rows) > q.Limit
	rows = rows[:min(len(rows), q.Limit)]
	if q.Back {
		slices.Reverse(rows)
	}
	if len(rows) == 0 {
		return p, nil
	}
	if more || q.Back {
		p.Next = rows[len(rows)-1].cursor()
	}
	if cut && (!q.Back || more) {
		p.Prev = rows[0].cursor()
	}
	p.Records, err = k.fetch(tx, rows, q.AsOf)
	return p, err
}

// fetch reads the records of a page: the present ones in one statement, past ones from the trail.
func (k *Kind[T]) fetch(tx *Tx, rows []spot, asOf int64) ([]*T, error) {
	all := make([]*T, 0, len(rows))
	if asOf > 0 {
		for _, s := range rows {
			p, err := k.AsOf(tx, Key(s.Key), asOf)
			if err != nil {
				return nil, err
			}
			if p.Record != nil {
				all = append(all, p.Record)
			}
		}
		return all, nil
	}
	keys := make([]int64, len(rows))
	for i, s := range rows {
		keys[i] = s.Key
	}
	where, arg := tx.In("r.rid", 1, keys)
	byKey := make(map[int64]*T, len(rows))
	err := tx.Each(func(scan func(...any) error) error {
		t, err := k.scan(scan)
		if err != nil {
			return err
		}
		byKey[int64(k.env(t).Key)] = t
		return nil
	}, "SELECT "+k.sql.columns+" FROM record r JOIN "+k.Name+" k ON k.rid = r.rid WHERE "+where, arg)
	if err != nil {
		return nil, fmt.Errorf("read a page of %s: %w", k.Name, err)
	}
	for _, s := range rows {
		if t, ok := byKey[s.Key]; ok {
			tx.show(k.env(t))
			all = append(all, t)
		}
	}
	return all, nil
}

// Count counts what List would give, up to CountCap+1.
func (k *Kind[T]) Count(tx *Tx, q Query) (int, error) {
	return k.count(tx, q, func(b *builder) (bool, error) { return k.where(tx, b, q, false) })
}

// Stubs counts what the caller may know exists but not read, up to CountCap+1: the one line under a list.
func (k *Kind[T]) Stubs(tx *Tx, q Query) (int, error) {
	return k.count(tx, q, func(b *builder) (bool, error) {
		k.when(b, q)
		if k.rule(tx, b, false, q.AsOf > 0, func(c access.Columns, aq access.Query) access.Predicate {
			return tx.Subject.WhereStub(k.Name, c, aq)
		}) {
			return true, nil
		}
		if err := k.hidden(tx, b); err != nil {
			return false, err
		}
		for _, f := range q.Filters {
			if err := k.filter(tx, b, f); err != nil {
				return false, err
			}
		}
		// What a stub may not show it may not be searched by either.
		return strings.TrimSpace(q.Search) != "", nil
	})
}

func (k *Kind[T]) count(tx *Tx, q Query, where func(*builder) (bool, error)) (n int, err error) {
	b := &builder{engine: tx.Engine}
	b.add("SELECT count(*) FROM (SELECT 1 FROM %s_span s WHERE ", k.Name)
	if nothing, err := where(b); err != nil || nothing {
		return 0, err
	}
	b.add(" LIMIT %d) counted", CountCap+1)
	if err := tx.Row(b.sql.String(), b.args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("count %s: %w", k.Name, err)
	}
	return n, nil
}

// Tally is one group of a count.
type Tally struct {
	Group []string
	Full  int // what the caller may read
	Stub  int // what the caller may only count
}

// Tallies counts by columns of the span, what may be read and what only counts apart. Columns are names as in Filter, or
// "month" for the month of created_at in UTC.
func (k *Kind[T]) Tallies(tx *Tx, q Query, by ...string) ([]Tally, error) {
	all := map[string]*Tally{}
	for _, stub := range []bool{false, true} {
		if err := k.tally(tx, q, by, stub, all); err != nil {
			return nil, err
		}
	}
	out := make([]Tally, 0, len(all))
	for _, t := range all {
		out = append(out, *t)
	}
	slices.SortFunc(out, func(a, b Tally) int { return slices.Compare(a.Group, b.Group) })
	return out, nil
}

func (k *Kind[T]) tally(tx *Tx, q Query, by []string, stub bool, all map[string]*Tally) error {
	columns, from, err := k.groups(tx, by)
	if err != nil {
		return err
	}
	b := &builder{engine: tx.Engine}
	b.add("SELECT count(*), %s FROM %s_span s%s WHERE ", strings.Join(columns, ", "), k.Name, from)
	var nothing bool
	if stub {
		k.when(b, q)
		nothing = k.rule(tx, b, false, q.AsOf > 0, func(c access.Columns, aq access.Query) access.Predicate { return tx.Subject.WhereStub(k.Name, c, aq) })
		if err := k.hidden(tx, b); err != nil {
			return err
		}
		for _, f := range q.Filters {
			if err := k.filter(tx, b, f); err != nil {
				return err
			}
		}
	} else if nothing, err = k.where(tx, b, q, false); err != nil {
		return err
	}
	if nothing {
		return nil
	}
	b.add(" GROUP BY %s", strings.Join(columns, ", "))
	return tx.Each(func(scan func(...any) error) error {
		var n int
		group := make([]string, len(columns))
		dest := []any{&n}
		for i := range group {
			dest = append(dest, &group[i])
		}
		if err := scan(dest...); err != nil {
			return err
		}
		id := strings.Join(group, "\x00")
		if all[id] == nil {
			all[id] = &Tally{Group: group}
		}
		if stub {
			all[id].Stub += n
		} else {
			all[id].Full += n
		}
		return nil
	}, b.sql.String(), b.args...)
}

// groups are the SQL expressions to group by, as text, and what they need joined.
func (k *Kind[T]) groups(tx *Tx, by []string) (columns []string, from string, err error) {
	for _, name := range by {
		switch {
		case name == "month" && tx.Engine == store.Postgres:
			columns = append(columns, "to_char(to_timestamp(s.created_at / 1000.0) AT TIME ZONE 'UTC', 'YYYY-MM')")
		case name == "month":
			columns = append(columns, "strftime('%Y-%m', s.created_at / 1000, 'unixepoch')")
		case name == "area":
			columns = append(columns, "ga.area")
			from = " JOIN record_area_span ga ON ga.rid = s.rid AND ga.version = s.version"
		case strings.HasPrefix(name, "value:") && len(k.values) > 0:
			columns = append(columns, "gv.value")
			from += " JOIN record_value gv ON gv.rid = s.rid AND gv.name = '" + strings.ReplaceAll(strings.TrimPrefix(name, "value:"), "'", "''") + "'"
		default:
			column, _, err := k.filterColumn(name)
			if err != nil {
				return nil, "", err
			}
			columns = append(columns, "CAST(s."+column+" AS text)")
		}
	}
	return columns, from, nil
}

// spot is a place in a list: the value sorted by, and the key.
type spot struct {
	Text    string `json:"t,omitempty"`
	N       int64  `json:"n,omitempty"`
	IsText  bool   `json:"x,omitempty"`
	Key     int64  `json:"k"`
	version int
}

func (s *spot) set(v any) {
	switch v := v.(type) {
	case int64:
		s.N = v
	case string:
		s.Text, s.IsText = v, true
	case []byte:
		s.Text, s.IsText = string(v), true
	}
}

func (s spot) value() any {
	if s.IsText {
		return s.Text
	}
	return s.N
}

func (s spot) cursor() string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(fmt.Sprintf("record: marshal a cursor: %v", err)) // strings and numbers always marshal
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

func readCursor(text string) (*spot, error) {
	if text == "" {
		return nil, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil, Invalid{{Field: "after", Key: "problem.not_an_option"}}
	}
	var s spot
	if json.Unmarshal(b, &s) != nil {
		return nil, Invalid{{Field: "after", Key: "problem.not_an_option"}}
	}
	return &s, nil
}
