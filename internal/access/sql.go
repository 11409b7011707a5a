package access

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// wideShare is the share of the organisation's units above which a sorted page walks the order instead of the scope
// index: about √(page/rows), measured at 300,000 rows and 4,000 units on SQLite.
const wideShare = 0.01

// condition is a piece of SQL text in the making.
type condition struct {
	sql        string
	nothing    bool // no row can match
	everything bool // every row with a valid level matches
	root       bool // some span reaches every unit
}

// builder writes conditions that share placeholders.
type builder struct {
	subject Subject
	columns Columns
	query   Query
	args    []any
	seen    map[string]string // argument → placeholder, so that equal values are bound once
	named   []int64           // the units of all conditions
}

func newBuilder(s Subject, c Columns, q Query) *builder {
	if q.Next < 1 {
		q.Next = 1
	}
	return &builder{subject: s, columns: c, query: q, seen: map[string]string{}}
}

func (b *builder) predicate(c condition) Predicate {
	p := Predicate{SQL: "(1=0)", Next: b.query.Next, Nothing: true}
	if !c.nothing {
		p = Predicate{SQL: "(" + c.sql + ")", Args: b.args, Next: b.query.Next + len(b.args), Root: c.root, Units: b.named}
	}
	return p
}

// bind gives the placeholder of a value. key must tell values of different types apart.
func (b *builder) bind(key string, value any) string {
	if mark, bound := b.seen[key]; bound {
		return mark
	}
	mark := fmt.Sprintf("$%d", b.query.Next+len(b.args))
	b.args = append(b.args, value)
	b.seen[key] = mark
	return mark
}

// condition joins the spans with OR, and keeps conflicts of interest out. The OR stands outermost so that each of its
// branches can use an index of its own.
func (b *builder) condition(all []span) condition {
	all = slices.DeleteFunc(all, func(one span) bool { return one.relation != "" && b.who(one.relation) == 0 })
	if len(all) == 0 {
		return condition{nothing: true}
	}
	loose := b.loose(all)
	var every, surviving []string
	out := condition{}
	for _, one := range all {
		text := b.span(one, loose)
		every = append(every, text)
		if one.survives {
			surviving = append(surviving, text)
		}
		out.root = out.root || (one.all && one.relation == "")
		out.everything = out.everything || (one.all && one.survives && one.max == LevelCase && one.classes == nil && one.areas == nil)
	}
	out.sql = either(every)
	if b.subject.Veil != 0 && len(surviving) < len(every) {
		out.sql = "(" + out.sql + " AND " + either(append([]string{b.noConflict()}, surviving...)) + ")"
	}
	return out
}

func either(parts []string) string { return "(" + strings.Join(parts, " OR ") + ")" }

// who is the value the relation compares with: a veil or a person; 0 when the subject has none.
func (b *builder) who(name RelationName) int64 {
	if name.Veiled() {
		return b.subject.Veil
	}
	return b.subject.Person
}

// noConflict leaves out records about the person or naming the person: few, so a list made once is cheapest.
func (b *builder) noConflict() string {
	return b.columns.RID + " NOT IN (SELECT ak.rid FROM access_key ak WHERE ak.who = " + b.person(b.subject.Veil) +
		" AND ak.relation IN ('subject', 'named'))"
}

func (b *builder) person(id int64) string { return b.bind(fmt.Sprintf("who %d", id), id) }

// loose says whether a relation is better asked row by row (EXISTS): beside a root or wide span the rows are walked in
// order anyway. Alone, or beside a narrow span, its own short list leads (IN).
func (b *builder) loose(all []span) bool {
	return slices.ContainsFunc(all, func(one span) bool { return one.relation == "" && (one.all || b.wide(one)) })
}

func (b *builder) wide(one span) bool {
	return b.query.Page && b.query.Total > 0 && float64(len(one.units)) > wideShare*float64(b.query.Total)
}

// span writes one way to reach rows: reach or relation, then level, class and areas.
func (b *builder) span(one span, loose bool) string {
	var parts []string
	switch {
	case one.relation != "":
		parts = append(parts, b.relation(one.relation, loose))
	case !one.all:
		parts = append(parts, b.units(one))
	}
	parts = append(parts, fmt.Sprintf("%s BETWEEN %d AND %d", b.columns.Level, LevelOpen, one.max))
	if one.classes != nil {
		parts = append(parts, b.columns.Class+" IN ('"+strings.Join(one.classes, "', '")+"')")
	}
	for _, areas := range one.areas {
		parts = append(parts, b.areas(areas))
	}
	return "(" + strings.Join(parts, " AND ") + ")"
}

// units writes the unit list. On SQLite "unit+0" keeps the planner off the scope index, so that a wide list walks the
// sort index; PostgreSQL's planner chooses right by itself.
func (b *builder) units(one span) string {
	key := fmt.Sprint("units ", one.units)
	b.named = append(b.named, one.units...)
	slices.Sort(b.named)
	b.named = slices.Compact(b.named)
	if b.query.Engine == PostgreSQL {
		return b.columns.Unit + " = ANY(" + b.bind(key, one.units) + ")"
	}
	text, err := json.Marshal(one.units)
	if err != nil { // a list of integers always has a JSON form
		return "(1=0)"
	}
	column := b.columns.Unit
	if b.wide(one) {
		column += "+0"
	}
	return column + " IN (SELECT value FROM json_each(" + b.bind(key, string(text)) + "))"
}

// relation writes the look into access_key: by record (EXISTS), or by person (IN; on PostgreSQL an array, which an OR of
// indexes can use where a subquery can't).
func (b *builder) relation(name RelationName, loose bool) string {
	if b.columns.Held != "" {
		return b.has(b.columns.Held, "' "+string(name)+" '")
	}
	who := b.person(b.who(name))
	if loose {
		return "EXISTS (SELECT 1 FROM access_key ak WHERE ak.rid = " + b.columns.RID + " AND ak.relation = '" + string(name) + "' AND ak.who = " + who + ")"
	}
	list := "SELECT ak.rid FROM access_key ak WHERE ak.who = " + who + " AND ak.relation = '" + string(name) + "'"
	if b.query.Engine == PostgreSQL {
		return b.columns.RID + " = ANY(ARRAY(" + list + "))"
	}
	return b.columns.RID + " IN (" + list + ")"
}

func (b *builder) areas(codes []string) string {
	parts := make([]string, len(codes))
	for i, code := range codes {
		parts[i] = b.has(b.columns.Areas, b.bind("area "+code, " "+code+" "))
	}
	return either(parts)
}

// has says whether a text of words between blanks holds one of them, written with its blanks.
func (b *builder) has(list, word string) string {
	if b.query.Engine == PostgreSQL {
		return "strpos(" + list + ", " + word + ") > 0"
	}
	return "instr(" + list + ", " + word + ") > 0"
}
