package investigation

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
)

// Again is how often one kind of cause was found within the profile's months, counting events and not causes, as far as the
// caller may read them. The event asked about is among them.
type Again struct {
	Kind   string
	InUnit int // events in the same unit
	InArea int // events in any of the same areas, the unit's included when they are
	Months int
}

// since is the first moment of the profile's months before now.
func since(tx *record.Tx, months int) record.Filter {
	return record.Filter{Field: "created_at", Ranged: true, From: int64(tx.Today().AddMonths(-months).Start()), To: int64(tx.Now())}
}

// Recurring says of each kind of cause found on an event how often it has been found lately, most often first. Kinds that
// do not reach the profile's number are left out.
func Recurring(tx *record.Tx, e *record.Envelope, causes []*Cause, in strategy.Investigation) ([]Again, error) {
	var all []Again
	for _, c := range causes {
		if c.State != Found || slices.ContainsFunc(all, func(a Again) bool { return a.Kind == string(c.Kind) }) {
			continue
		}
		again := Again{Kind: string(c.Kind), Months: in.RecurringMonths}
		var err error
		if e.Unit != 0 {
			if again.InUnit, err = events(tx, c.Kind, in, record.Filter{Field: "unit", Any: []string{strconv.FormatInt(int64(e.Unit), 10)}}); err != nil {
				return nil, err
			}
		}
		if areas := texts(e.Areas); len(areas) > 0 {
			if again.InArea, err = events(tx, c.Kind, in, record.Filter{Field: "area", Any: areas}); err != nil {
				return nil, err
			}
		}
		if max(again.InUnit, again.InArea) >= in.RecurringFrom {
			all = append(all, again)
		}
	}
	slices.SortStableFunc(all, func(a, b Again) int { return cmp.Or(b.InUnit-a.InUnit, b.InArea-a.InArea) })
	return all, nil
}

func texts(codes []record.Code) (all []string) {
	for _, c := range codes {
		all = append(all, string(c))
	}
	return all
}

// events counts the events on which a kind of cause was found.
func events(tx *record.Tx, kind record.Code, in strategy.Investigation, where record.Filter) (int, error) {
	q := record.Query{Filters: []record.Filter{since(tx, in.RecurringMonths), where,
		{Field: "cause_kind", Any: []string{string(kind)}}, {Field: "state", Any: []string{string(Found)}}}}
	tallies, err := Causes.Tallies(tx, q, "on")
	if err != nil {
		return 0, fmt.Errorf("count a cause: %w", err)
	}
	n := 0
	for _, t := range tallies {
		if t.Full > 0 {
			n++
		}
	}
	return n, nil
}

// Pattern is one kind of cause in one unit.
type Pattern struct {
	Kind   string
	Unit   record.Key // 0 = events of no unit
	Events int
}

// Patterns lists the kinds of cause that recur in a unit within the profile's months, most often first, as far as the caller
// may read them (A12). It answers since which day it looked.
func Patterns(tx *record.Tx, in strategy.Investigation, area string) ([]Pattern, clock.Date, error) {
	from := tx.Today().AddMonths(-in.RecurringMonths)
	q := record.Query{Filters: []record.Filter{since(tx, in.RecurringMonths), {Field: "state", Any: []string{string(Found)}}}}
	if area != "" {
		q.Filters = append(q.Filters, record.Filter{Field: "area", Any: []string{area}})
	}
	tallies, err := Causes.Tallies(tx, q, "cause_kind", "unit", "on")
	if err != nil {
		return nil, from, fmt.Errorf("count causes: %w", err)
	}
	var all []Pattern
	for _, t := range tallies {
		if t.Full == 0 {
			continue
		}
		unit, err := strconv.ParseInt(t.Group[1], 10, 64)
		if err != nil {
			return nil, from, fmt.Errorf("read a unit of a count: %w", err)
		}
		one := Pattern{Kind: t.Group[0], Unit: record.Key(unit)}
		at := slices.IndexFunc(all, func(p Pattern) bool { return p.Kind == one.Kind && p.Unit == one.Unit })
		if at < 0 {
			at = len(all)
			all = append(all, one)
		}
		all[at].Events++
	}
	all = slices.DeleteFunc(all, func(p Pattern) bool { return p.Events < in.RecurringFrom })
	slices.SortStableFunc(all, func(a, b Pattern) int { return b.Events - a.Events })
	return all, from, nil
}
