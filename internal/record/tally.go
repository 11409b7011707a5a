package record

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/vardkas/vardkas/internal/clock"
)

// Count counts what List would give, up to CountCap+1.
func (k *Kind[T]) Count(tx *Tx, q Query) (int, error) { return k.number(tx, q, k.listed(q)) }

// Stubs counts what the caller may know exists but not read, up to CountCap+1: the one line under a list.
func (k *Kind[T]) Stubs(tx *Tx, q Query) (int, error) {
	if strings.TrimSpace(q.Search) != "" {
		return 0, nil // what a stub may not show it may not be searched by either
	}
	return k.number(tx, q, k.onlyCounted)
}

// number counts what p selects, up to CountCap+1.
func (k *Kind[T]) number(tx *Tx, q Query, p predicate) (n int, err error) {
	t, served, err := k.totals(tx, q, nil, p)
	if err != nil {
		return 0, err
	}
	if served {
		groups, err := t.read()
		if err != nil {
			return 0, fmt.Errorf("count %s: %w", k.Name, err)
		}
		for _, g := range groups {
			n += g.n
		}
		return min(n, CountCap+1), nil
	}
	b := &builder{engine: tx.Engine}
	b.add("SELECT count(*) FROM (SELECT 1 FROM %s_span s WHERE ", k.Name)
	if nothing, err := k.where(tx, b, q, false, p); err != nil || nothing {
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

// Tallies counts by columns, what may be read and what only counts apart. Columns are names as in Filter; "month" for the
// month of created_at in Europe/Stockholm, as 2026-11; or "areas" for all areas of a record together, between blanks. By
// "area" a record counts in each of its areas, and not at all without one.
func (k *Kind[T]) Tallies(tx *Tx, q Query, by ...string) ([]Tally, error) {
	t, served, err := k.totals(tx, q, by, k.listed(q), k.onlyCounted)
	if err != nil {
		return nil, err
	}
	if !served {
		if t, err = k.rowTotals(tx, q, by, k.listed(q), k.onlyCounted); err != nil {
			return nil, err
		}
	}
	groups, err := t.read()
	if err != nil {
		return nil, fmt.Errorf("count %s: %w", k.Name, err)
	}
	return gather(groups, slices.Index(by, "area")), nil
}

// gather adds up groups of the same names. area is the place of a list of areas to be taken apart, -1 for none.
func gather(groups []group, area int) []Tally {
	all := map[string]*Tally{}
	add := func(names []string, g group) {
		id := strings.Join(names, "\x00")
		if all[id] == nil {
			all[id] = &Tally{Group: names}
		}
		if g.of == 0 {
			all[id].Full += g.n
		} else {
			all[id].Stub += g.n
		}
	}
	for _, g := range groups {
		if area < 0 {
			add(g.names, g)
			continue
		}
		for code := range strings.FieldsSeq(g.names[area]) {
			names := slices.Clone(g.names)
			names[area] = code
			add(names, g)
		}
	}
	out := make([]Tally, 0, len(all))
	for _, t := range all {
		if t.Full != 0 || t.Stub != 0 {
			out = append(out, *t)
		}
	}
	slices.SortFunc(out, func(a, b Tally) int { return slices.Compare(a.Group, b.Group) })
	return out
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

// monthOf is the month of created_at among the months, in SQL, as the sums write it. The engine is told where each month
// begins: SQLite knows no zones, and the two must not differ.
func monthOf(b *builder, months []clock.Date) string {
	if len(months) == 1 {
		return fmt.Sprintf("'%d'", monthNumber(months[0].Start()))
	}
	var s strings.Builder
	s.WriteString("CAST(CASE")
	for i, next := range months[1:] {
		fmt.Fprintf(&s, " WHEN s.created_at < %s THEN %d", b.bind(int64(next.Start())), monthNumber(months[i].Start()))
	}
	fmt.Fprintf(&s, " ELSE %d END AS text)", monthNumber(months[len(months)-1].Start()))
	return s.String()
}
