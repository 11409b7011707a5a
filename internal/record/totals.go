package record

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
)

// totals is a count in the making: one statement of several parts, whose groups are added up afterwards.
//
// For any form P of the rule of access, what it selects of all current records is
//
//	the cells of all records that the appointments alone select
//	+ the cells of what the person has a key to: selected because of that key, less selected by the appointments anyway
//	+ record by record, what a veil of the person has a key to: selected by P, less selected without the veil
//	+ record by record, what lies in the parts of months at the ends of the period asked for
//
// The last two are few, so a count costs what its cells cost, however many records there are.
type totals struct {
	tx   *Tx
	by   []string
	text []string
	args []any
}

// group is how many records have these names, of what the of-th predicate selects.
type group struct {
	of    int
	names []string
	n     int
}

// totals prepares a count by sums. It reports false when no sum can answer: then rows must be counted.
func (k *Kind[T]) totals(tx *Tx, q Query, by []string, all ...predicate) (t *totals, served bool, err error) {
	if len(k.Sums) == 0 || q.AsOf != 0 || q.On != 0 || strings.TrimSpace(q.Search) != "" {
		return nil, false, nil
	}
	p, whole := periodOf(q.Filters, tx.Now())
	if !whole {
		return nil, false, nil
	}
	t = &totals{tx: tx, by: by}
	for of, one := range all {
		c := tallying[T]{k, t, p, of, k.grainFor(tx, p, by, one), one}
		if c.grain < 0 {
			return nil, false, nil
		}
		if err := c.add(); err != nil {
			return nil, false, err
		}
	}
	return t, true, nil
}

// rowTotals prepares a count of rows, one by one.
func (k *Kind[T]) rowTotals(tx *Tx, q Query, by []string, all ...predicate) (*totals, error) {
	t := &totals{tx: tx, by: by}
	var months []clock.Date
	var err error
	if slices.Contains(by, "month") {
		if months, err = k.months(tx, q); err != nil || len(months) == 0 {
			return t, err
		}
	}
	for of, one := range all {
		if of > 0 && strings.TrimSpace(q.Search) != "" {
			continue // what a stub may not show it may not be searched by either
		}
		if err := (tallying[T]{kind: k, t: t, of: of, rule: one}).rows(q, months); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// grainFor is the first sum that is divided by all that is asked for, -1 if none is.
func (k *Kind[T]) grainFor(tx *Tx, p period, by []string, one predicate) int {
	needs := slices.Clone(by)
	for _, f := range p.filters {
		needs = append(needs, f.Field)
	}
	if p.ranged {
		needs = append(needs, "month")
	}
	if len(one(tx.Subject.ByReach(), columnsOf("c"), access.Query{Next: 1}).Units) > 0 {
		needs = append(needs, "unit")
	}
	everySum := []string{"area", "areas", "level", "class", "batch"} // the rule of access and imports look at these
	return slices.IndexFunc(k.Sums, func(sum []string) bool {
		return !slices.ContainsFunc(needs, func(name string) bool { return !slices.Contains(sum, name) && !slices.Contains(everySum, name) })
	})
}

// tallying adds to a count what one predicate selects.
type tallying[T any] struct {
	kind  *Kind[T]
	t     *totals
	in    period
	of    int
	grain int
	rule  predicate
}

func (c tallying[T]) add() error {
	subject := c.t.tx.Subject
	parts := []func() error{c.cells}
	if subject.Person != 0 {
		parts = append(parts, c.held)
	}
	if subject.Veil != 0 {
		parts = append(parts, c.veiled)
	}
	for _, end := range c.in.ends {
		parts = append(parts, func() error {
			q := Query{Filters: append(slices.Clip(c.in.filters), end)}
			return c.rows(q, []clock.Date{firstOfMonth(clock.Instant(end.From))})
		})
	}
	for _, part := range parts {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

// cells counts what the appointments alone select of all records.
func (c tallying[T]) cells() error {
	b := c.t.part()
	reach := b.rule(c.t.tx, c.rule, c.t.tx.Subject.ByReach(), columnsOf("c"))
	if reach.Nothing {
		return nil
	}
	names, _, err := c.kind.names(b, "c", c.t.by, "CAST(c.month AS text)")
	if err != nil {
		return err
	}
	c.t.begin(b, c.of, "sum(c.n)", names)
	b.add(" FROM %s_sum c WHERE c.grain = %d AND c.who = 0 AND %s", c.kind.Name, c.grain, reach.SQL)
	if len(reach.Units) > 0 && !reach.Root { // the unit leads to the cells
		where, arg := c.t.tx.In("c.unit", len(b.args)+1, reach.Units)
		b.args = append(b.args, arg)
		b.add(" AND %s", where)
	}
	return c.ended(b, names)
}

// held counts what only the person's own keys select.
func (c tallying[T]) held() error {
	b, columns := c.t.part(), columnsOf("c")
	columns.Held = "c.held"
	with := b.rule(c.t.tx, c.rule, c.t.tx.Subject.ByPerson(), columns)
	without := b.rule(c.t.tx, c.rule, c.t.tx.Subject.ByReach(), columns)
	if with.SQL == without.SQL {
		return nil
	}
	names, _, err := c.kind.names(b, "c", c.t.by, "CAST(c.month AS text)")
	if err != nil {
		return err
	}
	sum, where := difference(with, without, "c.n")
	c.t.begin(b, c.of, sum, names)
	b.add(" FROM %s_sum c WHERE c.grain = %d AND c.who = %s%s", c.kind.Name, c.grain, b.bind(c.t.tx.Subject.Person), where)
	return c.ended(b, names)
}

// difference sums what with selects less what without does; where leaves out what both treat alike, which is most.
func difference(with, without access.Predicate, n string) (sum, where string) {
	return "sum(CASE WHEN " + with.SQL + " THEN " + n + " ELSE -" + n + " END)",
		" AND CASE WHEN " + with.SQL + " THEN 1 ELSE 0 END <> CASE WHEN " + without.SQL + " THEN 1 ELSE 0 END"
}

// ended closes a part that counts cells.
func (c tallying[T]) ended(b *builder, names []string) error {
	if !slices.Contains(c.kind.Sums[c.grain], "unit") {
		b.add(" AND c.unit = 0") // the key of the table goes on with the month
	}
	if !c.in.from.IsZero() {
		b.add(" AND c.month >= %d", monthNumber(c.in.from.Start()))
	}
	if !c.in.before.IsZero() {
		b.add(" AND c.month < %d", monthNumber(c.in.before.Start()))
	}
	if err := c.kind.filters(c.t.tx, b, "c", c.in.filters); err != nil {
		return err
	}
	c.t.end(b, names)
	return nil
}

// veiled counts what the veil gives or takes.
func (c tallying[T]) veiled() error {
	b := c.t.part()
	with := b.rule(c.t.tx, c.rule, c.t.tx.Subject, columnsOf("s"))
	without := b.rule(c.t.tx, c.rule, c.t.tx.Subject.ByPerson(), columnsOf("s"))
	if with.SQL == without.SQL {
		return nil
	}
	names, _, err := c.kind.names(b, "s", c.t.by, "'@' || CAST(s.created_at AS text)")
	if err != nil {
		return err
	}
	sum, where := difference(with, without, "1")
	c.t.begin(b, c.of, sum, names)
	b.add(" FROM %s_span s WHERE s.to_seq = %d AND s.rid IN (SELECT rid FROM access_key WHERE who = %s)%s",
		c.kind.Name, int64(Current), b.bind(c.t.tx.Subject.Veil), where)
	if !c.in.from.IsZero() {
		b.add(" AND s.created_at >= %s", b.bind(int64(c.in.from.Start())))
	}
	if !c.in.before.IsZero() {
		b.add(" AND s.created_at < %s", b.bind(int64(c.in.before.Start())))
	}
	if err := c.kind.filters(c.t.tx, b, "s", c.in.filters); err != nil {
		return err
	}
	c.t.end(b, names)
	return nil
}

// rows counts the rows of q one by one. months are those they may be of.
func (c tallying[T]) rows(q Query, months []clock.Date) error {
	b := c.t.part()
	month := ""
	if slices.Contains(c.t.by, "month") {
		month = monthOf(b, months)
	}
	names, from, err := c.kind.names(b, "s", c.t.by, month)
	if err != nil {
		return err
	}
	c.t.begin(b, c.of, "count(*)", names)
	b.add(" FROM %s_span s%s WHERE ", c.kind.Name, from)
	if nothing, err := c.kind.where(c.t.tx, b, q, false, c.rule); err != nil || nothing {
		return err
	}
	c.t.end(b, names)
	return nil
}

// names are the SQL expressions to group by, as text, and what they need joined.
func (k *Kind[T]) names(b *builder, alias string, by []string, month string) (names []string, from string, err error) {
	for _, name := range by {
		switch {
		case name == "month":
			names = append(names, month)
		case name == "area", name == "areas":
			names = append(names, alias+".areas")
		case strings.HasPrefix(name, "value:") && len(k.values) > 0:
			join := fmt.Sprintf("v%d", len(names))
			names = append(names, join+".value")
			from += fmt.Sprintf(" JOIN record_value %[1]s ON %[1]s.rid = s.rid AND %[1]s.name = %[2]s", join, b.bind(strings.TrimPrefix(name, "value:")))
		default:
			column, _, err := k.filterColumn(name)
			if err != nil {
				return nil, "", err
			}
			names = append(names, "CAST("+alias+"."+column+" AS text)")
		}
	}
	return names, from, nil
}

// part is where the next part of the statement is written. It counts once end is called.
func (t *totals) part() *builder { return &builder{engine: t.tx.Engine, args: slices.Clip(t.args)} }

func (b *builder) rule(tx *Tx, rule predicate, s access.Subject, c access.Columns) access.Predicate {
	p := rule(s, c, b.access(tx, false))
	b.args = append(b.args, p.Args...)
	return p
}

func (t *totals) begin(b *builder, of int, n string, names []string) {
	b.add("SELECT %d, CAST(coalesce(%s, 0) AS bigint)", of, n)
	for _, name := range names {
		b.add(", %s", name)
	}
}

func (t *totals) end(b *builder, names []string) {
	for i := range names {
		word := ", "
		if i == 0 {
			word = " GROUP BY "
		}
		b.add("%s%d", word, i+3)
	}
	t.text, t.args = append(t.text, b.sql.String()), b.args
}

// read runs the statement.
func (t *totals) read() (all []group, err error) {
	if len(t.text) == 0 {
		return nil, nil
	}
	month := slices.Index(t.by, "month")
	err = t.tx.Each(func(scan func(...any) error) error {
		g := group{names: make([]string, len(t.by))}
		to := []any{&g.of, &g.n}
		for i := range g.names {
			to = append(to, &g.names[i])
		}
		if err := scan(to...); err != nil {
			return err
		}
		if month >= 0 {
			g.names[month], err = monthName(g.names[month])
		}
		all = append(all, g)
		return err
	}, strings.Join(t.text, " UNION ALL "), t.args...)
	return all, err
}

// monthName reads a month as the sums write it, 202611, or a moment in it, @1793487600000.
func monthName(text string) (string, error) {
	moment, isMoment := strings.CutPrefix(text, "@")
	n, err := strconv.ParseInt(moment, 10, 64)
	if err != nil {
		return "", fmt.Errorf("read the month of a count: %w", err)
	}
	if isMoment {
		n = monthNumber(clock.Instant(n))
	}
	return fmt.Sprintf("%04d-%02d", n/100, n%100), nil
}
