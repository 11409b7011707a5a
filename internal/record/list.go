package record

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
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
	// Handling leaves out what the caller sees as its reporter only: for lists that can be asked by what handlers write.
	Handling bool
	On       Key // only what hangs on this record; 0 = all
}

// Filter keeps records whose field has one of the values. Number and moment fields take From and To (inclusive).
type Filter struct {
	Field  string // state, unit, owner, area, class, on, batch, created_at, value:<name> or a field declared with Filter
	Any    []string
	Not    bool
	Below  bool // with unit: the units below count as well
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
	cut, err := k.cut(q.After, order)
	if err != nil {
		return Page[T]{}, err
	}
	b := &builder{engine: tx.Engine}
	desc := order.Desc != q.Turned
	b.add("SELECT s.rid, s.version, s.%s FROM %s_span s WHERE ", order.Column, k.Name)
	if nothing, err := k.where(tx, b, q, true, k.listed(q)); err != nil || nothing {
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

// cut is the place a page begins after, nil for the first page. A place whose value is not of the sort the order goes by was
// made by somebody else.
func (k *Kind[T]) cut(after string, by Order) (*spot, error) {
	at, err := readCursor(after)
	if err != nil || at == nil {
		return nil, err
	}
	if _, numeric, err := k.filterColumn(by.Column); err != nil || numeric == at.IsText {
		return nil, notAnOption("after")
	}
	return at, nil
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
	byKey, err := k.loadAll(tx, keys)
	if err != nil {
		return nil, err
	}
	for _, s := range rows {
		if t, ok := byKey[Key(s.Key)]; ok {
			tx.show(k.env(t))
			all = append(all, t)
		}
	}
	return all, nil
}
