package record

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
)

// Duty says which of the records that are handed to the caller are asked for.
type Duty struct {
	States []State
	Owner  bool     // only those the caller is the owner of
	By     string   // the field they are ordered by, what has none last; empty = the newest first
	Dated  bool     // only what has a value of By
	Cuts   []string // values of a text field By, in order, that part them into what is before, between and after
	Marked string   // only those of which this moment is set; empty = all
	Most   int      // how many are read; all are counted
}

// Handed is what awaits a person of one kind.
type Handed[T any] struct {
	Records []*T
	Counts  []int // one for each part that Cuts makes; what has no value counts in the last
}

// Handed returns what the caller has been handed (access.RelationAssignee) and may see in a list, with how many there are
// of it, in one statement.
func (k *Kind[T]) Handed(tx *Tx, d Duty) (Handed[T], error) {
	b := &builder{engine: tx.Engine}
	order, err := k.mine(tx, b, d)
	if err != nil {
		return Handed[T]{}, err
	}
	b.add("SELECT %s%s FROM (SELECT mine_rid, mine_spot FROM mine ORDER BY %s LIMIT %d) m JOIN record r ON r.rid = m.mine_rid JOIN %s k ON k.rid = r.rid ORDER BY %s",
		k.sql.columns, b.parts(d.Cuts), order, d.Most, k.Name, order)
	h := Handed[T]{Counts: make([]int, len(d.Cuts)+1)}
	err = tx.Each(func(scan func(...any) error) error {
		t, err := k.scan(func(dest ...any) error {
			for i := range h.Counts {
				dest = append(dest, &h.Counts[i])
			}
			return scan(dest...)
		})
		if err != nil {
			return err
		}
		h.Records = append(h.Records, t)
		return nil
	}, b.sql.String(), b.args...)
	if err != nil {
		return h, fmt.Errorf("read what %s is handed: %w", k.Name, err)
	}
	for _, t := range h.Records {
		tx.show(k.env(t))
	}
	return h, nil
}

// mine writes the records of a duty as a table of that name: their keys, and the spot they are ordered by.
func (k *Kind[T]) mine(tx *Tx, b *builder, d Duty) (order string, err error) {
	spot, join, order := "-r.rid", "", "mine_spot"
	if d.By != "" {
		i := slices.IndexFunc(k.own, func(f Field[T]) bool { return f.Name == d.By })
		if i < 0 {
			return "", fmt.Errorf("%s has no field %s to be ordered by", k.Name, d.By)
		}
		spot, join = "o."+d.By, " JOIN "+k.Name+" o ON o.rid = r.rid"
		if k.own[i].Column == "text" {
			order = "mine_spot = '', mine_spot"
		}
	}
	if d.Marked != "" && !slices.ContainsFunc(k.own, func(f Field[T]) bool { return f.Name == d.Marked }) {
		return "", fmt.Errorf("%s has no field %s to be marked by", k.Name, d.Marked)
	}
	if d.Marked != "" && d.By == "" {
		join = " JOIN " + k.Name + " o ON o.rid = r.rid"
	}
	me := b.bind(int64(tx.Caller.Person))
	b.add("WITH mine AS (SELECT r.rid AS mine_rid, %s AS mine_spot FROM access_key h JOIN record r ON r.rid = h.rid%s WHERE h.who = %s AND h.relation = %s AND r.kind = %s",
		spot, join, me, b.bind(string(access.RelationAssignee)), b.bind(k.Name))
	states, arg := tx.In("r.state", len(b.args)+1, d.States)
	b.args = append(b.args, arg)
	b.add(" AND %s AND (r.batch = 0 OR r.batch NOT IN (SELECT rid FROM batch_open))", states)
	if d.Marked != "" {
		b.add(" AND o.%s <> 0", d.Marked)
	}
	if d.Dated {
		b.add(" AND %s <> ''", spot)
	}
	if d.Owner {
		b.add(" AND r.owner = %s", me)
	}
	k.may(tx, b, access.List, "r")
	b.add(") ")
	return order + ", mine_rid DESC", nil
}

// Readable is a condition on rows of the table record by the name alias: the caller may read them. args are those of the
// statement before it, and those it adds. What hangs on a record is often read by who may not read the record itself: no title
// of it may be told without this.
func (k *Kind[T]) Readable(tx *Tx, alias string, args ...any) (condition string, all []any) {
	b := &builder{engine: tx.Engine, args: args}
	b.add("1 = 1")
	k.may(tx, b, access.Read, alias)
	return "(" + b.sql.String() + ")", b.args
}

// may adds the rule of access over the table record.
func (k *Kind[T]) may(tx *Tx, b *builder, action access.Action, alias string) {
	p := tx.Subject.Where(action, k.Name, columnsOf(alias), b.access(tx, false))
	b.args = append(b.args, p.Args...)
	b.add(" AND %s", p.SQL)
}

// parts counts the table mine by its cuts, as further columns.
func (b *builder) parts(cuts []string) string {
	var s strings.Builder
	for i := range len(cuts) + 1 {
		var within []string
		if i > 0 {
			within = append(within, "mine_spot >= "+b.bind(cuts[i-1]))
		}
		if i < len(cuts) {
			within = append(within, "mine_spot <> '' AND mine_spot < "+b.bind(cuts[i]))
		}
		condition := strings.Join(within, " AND ")
		switch {
		case len(cuts) == 0:
			condition = "1 = 1"
		case i == len(cuts):
			condition += " OR mine_spot = ''"
		}
		fmt.Fprintf(&s, ", (SELECT count(*) FROM mine WHERE %s)", condition)
	}
	return s.String()
}
