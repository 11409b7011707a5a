package strategy

import (
	"slices"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/words"
)

// The code lists of a profile, as fields of records name them.
const (
	SetArea              = "area"
	SetRole              = "role"
	SetCategory          = "incident-category"
	SetSubtype           = "incident-subtype"
	SetSeverity          = "incident-severity"
	SetConsequenceAspect = "consequence-aspect"
	SetConsequenceLevel  = "consequence-level"
	SetAffected          = "affected"
	SetPlaceKind         = "place-kind"
	SetCauseKind         = "cause-kind"
	SetCauseDepth        = "cause-depth"
	SetBarrier           = "barrier"
	SetCostClass         = "cost-class"
	SetLessonUse         = "lesson-use"
	SetActionKind        = "action-kind"
	SetChannel           = "channel"
	SetSource            = "source"
)

// termSets are the code lists that terms.yaml must hold; the others come from
// the files of their own.
func termSets() []string {
	return []string{SetSubtype, SetAffected, SetPlaceKind, SetCauseKind, SetCauseDepth, SetBarrier, SetCostClass, SetLessonUse, SetActionKind, SetChannel, SetSource}
}

// Term is one code of a code list.
type Term struct {
	Code       string
	Label      words.Label
	Help       words.Label // zero when the label is enough
	Order      int         // its place in the list, from 1; retired codes keep theirs
	Retired    clock.Date  // zero while the code is in use
	ReplacedBy string      // only on a retired code; empty when nothing replaces it
	Basis      Basis
}

type termSet struct {
	all    map[string]Term
	order  []string // every code, in order
	listed []string // the codes in use, in order
}

// Terms answers what a Term field of a record may hold. It is the profile seen
// as code lists.
type Terms struct{ profile *Profile }

// Terms returns the profile's code lists.
func (p *Profile) Terms() Terms { return Terms{p} }

// Profile is the whole profile the lists belong to, for rules that need more than its words.
func (t Terms) Profile() *Profile { return t.profile }

// Valid reports whether the code is in use in the set, so that it may be chosen.
// A record that already holds a code since retired keeps it: see Known.
func (t Terms) Valid(set, code string) bool {
	term, ok := t.Term(set, code)
	return ok && term.Retired.IsZero()
}

// Known reports whether the code is in the set, in use or retired.
func (t Terms) Known(set, code string) bool {
	_, ok := t.Term(set, code)
	return ok
}

// Label words a code, also a retired one; a code that is not known has no words.
func (t Terms) Label(set, code string) words.Label {
	term, _ := t.Term(set, code)
	return term.Label
}

// Order returns the place of a code among those in use, from 0. Retired codes
// come after them, and a code that is not known last of all.
func (t Terms) Order(set, code string) int {
	s := t.profile.sets[set]
	term, known := s.all[code]
	switch {
	case !known:
		return len(s.order)
	case term.Retired.IsZero():
		return slices.Index(s.listed, code)
	}
	retired := len(s.listed)
	for _, other := range s.order[:term.Order-1] {
		if !s.all[other].Retired.IsZero() {
			retired++
		}
	}
	return retired
}

// Codes returns the codes of a set that are in use, in order.
func (t Terms) Codes(set string) []string { return slices.Clip(t.profile.sets[set].listed) }

// Version returns the version of the profile.
func (t Terms) Version() int64 { return t.profile.version }

// Term returns a code with its words, help and replacement.
func (t Terms) Term(set, code string) (Term, bool) {
	term, ok := t.profile.sets[set].all[code]
	return term, ok
}

// Sets returns the names of the code lists, in no particular order.
func (t Terms) Sets() []string {
	names := make([]string, 0, len(t.profile.sets))
	for name := range t.profile.sets {
		names = append(names, name)
	}
	return names
}

func (r *reading) terms(it item) {
	for _, name := range termSets() {
		v, ok := it.need(name)
		if !ok {
			continue
		}
		set, ok := v.item()
		if !ok {
			continue
		}
		basis := set.basis()
		for _, one := range set.items("codes") {
			one.term(name, &basis)
			one.done()
		}
		set.done()
	}
	it.done()
}

// term reads code, label, help, basis, retired and replaced_by and adds them to a
// set. A term without a basis of its own has its list's; with no list it must
// have one.
func (it item) term(set string, list *Basis) Term {
	t := Term{Code: it.code("code"), Label: it.label("label"), Help: it.optionalLabel("help")}
	if list == nil {
		t.Basis = it.basis()
	} else if t.Basis = it.optionalBasis(); !t.Basis.Own && len(t.Basis.Origins) == 0 {
		t.Basis = *list
	}
	it.retirement(&t, set)
	it.r.add(set, t, it.at("code"))
	return t
}

func (it item) retirement(t *Term, set string) {
	t.Retired = it.date("retired")
	t.ReplacedBy = it.optionalCode("replaced_by")
	_, retired := it.fields["retired"]
	if t.ReplacedBy == "" {
		return
	}
	at := it.at("replaced_by")
	if !retired {
		at.problem(keyRetiredNoDate)
	}
	at.later(func() { at.inUse(set, t.ReplacedBy) })
}

func (r *reading) add(set string, t Term, at spot) {
	if t.Code == "" {
		return
	}
	s, ok := r.profile.sets[set]
	if !ok {
		s.all = map[string]Term{}
	}
	if _, double := s.all[t.Code]; double {
		at.problem(keyDoubleCode, t.Code)
		return
	}
	t.Order = len(s.order) + 1
	s.all[t.Code] = t
	s.order = append(s.order, t.Code)
	if t.Retired.IsZero() {
		s.listed = append(s.listed, t.Code)
	}
	r.profile.sets[set] = s
}

// inUse reports a code that is not in the set, or retired in it. A set without
// any code comes from a file that could not be read: that has been reported, and
// every reference to it would only bury the cause.
func (s spot) inUse(set, code string) bool {
	all := s.r.profile.sets[set].all
	term, ok := all[code]
	switch {
	case len(all) == 0:
	case !ok:
		s.problem(keyUnknownCode, code, set)
	case !term.Retired.IsZero():
		s.problem(keyRetiredCode, code, set)
	default:
		return true
	}
	return false
}

// refer reads a code that must be in use in a set.
func (it item) refer(name, set string) string {
	code := it.code(name)
	it.checkRefer(name, set, code)
	return code
}

func (it item) optionalRefer(name, set string) string {
	code := it.optionalCode(name)
	it.checkRefer(name, set, code)
	return code
}

func (it item) checkRefer(name, set, code string) {
	if code == "" {
		return
	}
	at := it.at(name)
	at.later(func() { at.inUse(set, code) })
}

// referAll reads a list of codes that must each be in use in a set.
func (it item) referAll(name, set string) []string {
	codes := it.codes(name)
	at := it.at(name)
	at.later(func() {
		for _, code := range codes {
			at.inUse(set, code)
		}
	})
	return codes
}
