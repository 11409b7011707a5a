package access

import "slices"

// Denial says why an answer is no. The web words it as access.denied.<denial>; a page that answers 404 does not.
type Denial string

// The denials, from the weakest to the strongest; Why reports the strongest that was met.
const (
	DenialNone     Denial = ""
	DenialNoRule   Denial = "no_rule"  // no role held speaks of the action on that kind and class
	DenialReach    Denial = "reach"    // outside the appointment's units or areas, or without the relation asked for
	DenialLevel    Denial = "level"    // above the highest level stated, or not on the case list at level 4
	DenialConflict Denial = "conflict" // the case is about the person, or names the person
	DenialLock     Denial = "lock"     // adopted, approved or held
)

// Reason is the answer to one question, with the line of rules.txt that gave it or the denial that stopped it.
type Reason struct {
	Allowed bool
	Rule    Rule  // the rule that allowed, when Allowed
	Scope   Scope // the scope that allowed, when Allowed
	Denial  Denial
}

// May says whether the subject may do the action with the object.
func (s Subject) May(a Action, o Object) bool { return s.Why(a, o).Allowed }

// Sight is what the subject gets of the object: everything a reader sees, a stub that only counts, or nothing.
// AsReporter tells which of the two faces of a report a Full answer opens.
func (s Subject) Sight(o Object) Answer {
	switch {
	case s.May(List, o):
		return Full
	case s.May(Count, o):
		return Stub
	}
	return Nothing
}

// AsReporter says whether the subject reads the object as its reporter and in no other way: the page then shows report,
// state, talk and outcome, and nothing of the handlers' side. A conflict of interest makes a handler a reporter only.
func (s Subject) AsReporter(o Object) bool {
	all := s.Reasons(Read, o)
	return len(all) > 0 && !slices.ContainsFunc(all, func(r Reason) bool { return r.Scope != ScopeOwn })
}

// Reasons lists every rule that allows the action with the object, once for each scope it allows by; none when it is denied.
func (s Subject) Reasons(a Action, o Object) []Reason {
	var all []Reason
	s.each(a, o, func(r Reason) bool {
		if r.Allowed {
			all = append(all, r)
		}
		return true
	})
	return all
}

// Why answers as May does and says why.
func (s Subject) Why(a Action, o Object) Reason {
	best := Reason{Denial: DenialNoRule}
	s.each(a, o, func(r Reason) bool {
		if r.Allowed || stronger(r.Denial, best.Denial) {
			best = r
		}
		return !r.Allowed
	})
	return best
}

func stronger(a, b Denial) bool {
	order := []Denial{DenialNone, DenialNoRule, DenialReach, DenialLevel, DenialConflict, DenialLock}
	return slices.Index(order, a) > slices.Index(order, b)
}

// each tries every rule of every grant, scope by scope, until yield says stop.
func (s Subject) each(a Action, o Object, yield func(Reason) bool) {
	if !o.Level.Valid() {
		yield(Reason{Denial: DenialLevel})
		return
	}
	if o.Locked && a.stoppedByLock() {
		yield(Reason{Denial: DenialLock})
		return
	}
	conflict := o.has(RelationSubject, s) || o.has(RelationNamed, s)
	rules := inForce()
	for _, g := range s.Grants {
		for _, rule := range rules.of(g.Role, o.Kind) {
			for _, scope := range rule.Scopes {
				if s.handling && scope == ScopeOwn {
					continue
				}
				if !yield(s.try(g, rule, scope, a, o, conflict)) {
					return
				}
			}
		}
	}
}

// try asks one rule by one of its scopes.
func (s Subject) try(g Grant, rule Rule, scope Scope, a Action, o Object, conflict bool) Reason {
	switch {
	case !rule.covers(a, o.Class, LevelOpen):
		return Reason{Denial: DenialNoRule}
	case !s.reaches(g, rule, scope, o):
		return Reason{Denial: DenialReach}
	case o.Level > rule.Max:
		return Reason{Denial: DenialLevel}
	case conflict && !scope.survivesConflict(a):
		return Reason{Denial: DenialConflict}
	}
	return Reason{Allowed: true, Rule: rule, Scope: scope}
}

// reaches says whether the scope takes in the object: by relation, or by the appointment's units and areas.
func (s Subject) reaches(g Grant, rule Rule, scope Scope, o Object) bool {
	if rule.Area != "" && !slices.Contains(o.Areas, rule.Area) {
		return false
	}
	if name := scope.relation(); name != "" {
		return o.has(name, s)
	}
	if scope == ScopeAny {
		return true
	}
	if !g.Region && (o.Unit == 0 || !slices.Contains(g.Units, o.Unit)) {
		return false
	}
	return rule.AnyArea || len(g.Areas) == 0 || slices.ContainsFunc(o.Areas, func(area string) bool { return slices.Contains(g.Areas, area) })
}
