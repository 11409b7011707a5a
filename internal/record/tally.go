package record

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/store"
)

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
