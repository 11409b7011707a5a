package record

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
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
// "month" for the month of created_at in Europe/Stockholm, as 2026-11. Give it a range of created_at: the months of that
// range are what it is cut by.
func (k *Kind[T]) Tallies(tx *Tx, q Query, by ...string) ([]Tally, error) {
	all := map[string]*Tally{}
	var months []clock.Date
	if slices.Contains(by, "month") {
		var err error
		if months, err = k.months(tx, q); err != nil || len(months) == 0 {
			return nil, err
		}
	}
	for _, stub := range []bool{false, true} {
		if err := k.tally(tx, q, by, months, stub, all); err != nil {
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

func (k *Kind[T]) tally(tx *Tx, q Query, by []string, months []clock.Date, stub bool, all map[string]*Tally) error {
	b := &builder{engine: tx.Engine}
	columns, from, err := k.groups(b, by, months)
	if err != nil {
		return err
	}
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
	b.add(" GROUP BY 2")
	for i := range columns[1:] {
		b.add(", %d", i+3)
	}
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
		if err := named(group, by, months); err != nil {
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
func (k *Kind[T]) groups(b *builder, by []string, months []clock.Date) (columns []string, from string, err error) {
	for _, name := range by {
		switch {
		case name == "month":
			columns = append(columns, monthOf(b, months))
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

// longest is how many months a range is taken at its word for; a longer one is first cut to what there is.
const longest = 240

// months are the first days of the months that the records of q may be of, in order; none when there is no record.
func (k *Kind[T]) months(tx *Tx, q Query) (all []clock.Date, err error) {
	from, to, ranged := clock.Instant(0), clock.Instant(0), false
	for _, f := range q.Filters {
		if f.Ranged && f.Field == "created_at" {
			from, to, ranged = clock.Instant(f.From), clock.Instant(f.To), true
		}
	}
	if !ranged || int64(to-from) > longest*30*24*time.Hour.Milliseconds() || to < from {
		table := k.Name + "_span"
		err := tx.Row("SELECT coalesce((SELECT min(created_at) FROM "+table+"), 0), coalesce((SELECT max(created_at) FROM "+table+"), -1)").Scan(&from, &to)
		if err != nil {
			return nil, fmt.Errorf("find the first and the last %s: %w", k.Name, err)
		}
	}
	if to < from {
		return nil, nil
	}
	last := to.Date()
	for m := clock.NewDate(from.Date().Year(), from.Date().Month(), 1); !m.After(last); m = m.AddMonths(1) {
		all = append(all, m)
	}
	return all, nil
}

// monthOf is the place of created_at among the months, in SQL. The engine is told where each month begins: SQLite knows no
// zones, and the two must not differ.
func monthOf(b *builder, months []clock.Date) string {
	if len(months) == 1 {
		return "'0'"
	}
	var s strings.Builder
	s.WriteString("CAST(CASE")
	for i, next := range months[1:] {
		fmt.Fprintf(&s, " WHEN s.created_at < %s THEN %d", b.bind(int64(next.Start())), i)
	}
	fmt.Fprintf(&s, " ELSE %d END AS text)", len(months)-1)
	return s.String()
}

// named turns the places of months in a group into their names.
func named(group, by []string, months []clock.Date) error {
	for i, name := range by {
		if name != "month" {
			continue
		}
		n, err := strconv.Atoi(group[i])
		if err != nil || n >= len(months) {
			return fmt.Errorf("read a month of a count: %q", group[i])
		}
		group[i] = months[n].String()[:7]
	}
	return nil
}
