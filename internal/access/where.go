package access

import "slices"

// Where is May as an SQL condition over rows of one kind: for every row, the condition holds exactly when May would say yes.
// Locks are not in it: a list shows locked records too, and what changes a record asks May inside the write transaction.
func (s Subject) Where(a Action, kind string, c Columns, q Query) Predicate {
	b := newBuilder(s, c, q)
	return b.predicate(b.condition(s.spans(a, kind, c.Class != "")))
}

// WhereStub is the rows that count but may not be read: the one line of stubs under a list, and what a figure holds more.
func (s Subject) WhereStub(kind string, c Columns, q Query) Predicate {
	b := newBuilder(s, c, q)
	counted := b.condition(s.spans(Count, kind, c.Class != ""))
	read := b.condition(s.spans(List, kind, c.Class != ""))
	switch {
	case counted.nothing || read.everything:
		return b.predicate(condition{nothing: true})
	case !read.nothing:
		counted.sql += " AND NOT " + read.sql
	}
	return b.predicate(counted)
}

// span is one way the subject reaches rows of a kind: by reach (all or units) or by relation, within class, area and level.
type span struct {
	all      bool         // every unit
	units    []int64      // sorted, without 0; used when all is false and relation is empty
	relation RelationName // "" for a span of reach
	classes  []string     // nil = every class; sorted
	areas    [][]string   // each list must be met by one of the record's areas
	max      Level
	survives bool // stays open in a conflict of interest
}

// spans collects the subject's ways to do the action, joins those that differ in units only, and drops those that
// another one covers.
func (s Subject) spans(a Action, kind string, hasClass bool) []span {
	var all []span
	for _, g := range s.Grants {
		for _, rule := range inForce().of(g.Role, kind) {
			if !rule.gives(a) {
				continue
			}
			for _, scope := range rule.Scopes {
				if s.handling && scope == ScopeOwn {
					continue
				}
				if one, some := spanOf(g, rule, scope, a, hasClass); some {
					all = joined(all, one)
				}
			}
		}
	}
	return uncovered(all)
}

// spanOf is what one rule gives by one scope; false when it can reach no row.
func spanOf(g Grant, rule Rule, scope Scope, a Action, hasClass bool) (span, bool) {
	one := span{max: rule.Max, survives: scope.survivesConflict(a), relation: scope.relation(), classes: slices.Sorted(slices.Values(rule.Classes))}
	if !hasClass {
		if rule.Classes != nil && !slices.Contains(rule.Classes, ClassNone) {
			return span{}, false
		}
		one.classes = nil
	}
	if rule.Area != "" {
		one.areas = append(one.areas, []string{rule.Area})
	}
	if one.relation != "" {
		return one, true
	}
	one.all = g.Region || scope == ScopeAny
	if !one.all {
		one.units = slices.Compact(slices.Sorted(slices.Values(g.Units)))
		one.units = slices.DeleteFunc(one.units, func(u int64) bool { return u == 0 })
	}
	if len(g.Areas) > 0 && !rule.AnyArea && scope != ScopeAny {
		one.areas = append(one.areas, slices.Compact(slices.Sorted(slices.Values(g.Areas))))
	}
	return one, one.all || len(one.units) > 0
}

// joined adds one, merging its units into a span that is alike in everything else.
func joined(all []span, one span) []span {
	for i, other := range all {
		if !one.all && !other.all && one.relation == "" && other.relation == "" && one.like(other) {
			units := append(slices.Clone(other.units), one.units...)
			slices.Sort(units)
			all[i].units = slices.Compact(units)
			return all
		}
	}
	return append(all, one)
}

// like says whether two spans differ in reach at most.
func (one span) like(other span) bool {
	return one.max == other.max && one.survives == other.survives && slices.Equal(one.classes, other.classes) &&
		(one.classes == nil) == (other.classes == nil) && sameAreas(one.areas, other.areas)
}

func sameAreas(a, b [][]string) bool {
	return slices.EqualFunc(a, b, func(x, y []string) bool { return slices.Equal(x, y) })
}

func uncovered(all []span) []span {
	var out []span
	for i, one := range all {
		covered := false
		for j, other := range all {
			if i != j && other.covers(one) && (j < i || !one.covers(other)) {
				covered = true
			}
		}
		if !covered {
			out = append(out, one)
		}
	}
	return out
}

// covers says whether every row of narrow is a row of one too.
func (one span) covers(narrow span) bool {
	if narrow.max > one.max || (narrow.survives && !one.survives) {
		return false
	}
	if one.classes != nil && (narrow.classes == nil || !subset(narrow.classes, one.classes)) {
		return false
	}
	if len(one.areas) > 0 && !sameAreas(narrow.areas, one.areas) {
		return false
	}
	switch {
	case one.all:
		return true
	case one.relation != "" || narrow.relation != "":
		return one.relation == narrow.relation
	}
	return !narrow.all && subset(narrow.units, one.units)
}

// subset says whether every value of the sorted small stands in the sorted large.
func subset[T int64 | string](small, large []T) bool {
	for _, v := range small {
		if _, found := slices.BinarySearch(large, v); !found {
			return false
		}
	}
	return true
}
