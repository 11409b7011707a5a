package strategy

import (
	"slices"
	"time"

	"github.com/vardkas/vardkas/internal/words"
)

// Method is how the organisation looks for causes (A12): its name, and which depths of cause end a chain of whys.
type Method struct {
	Label words.Label
	Help  words.Label
	Root  []string // codes of SetCauseDepth
	Basis Basis
}

// Ends reports whether a cause at the depth ends a chain of whys.
func (m Method) Ends(depth string) bool { return slices.Contains(m.Root, depth) }

// Investigation is what the profile says of investigating an event (B11, B12).
type Investigation struct {
	Method          Method
	RecurringMonths int           // how far back the same cause is looked for
	RecurringFrom   int           // from how many events a cause recurs
	SimilarMonths   int           // how far back similar events are looked for
	Duplicates      time.Duration // reports this close together are offered as the same event
	Police          time.Duration // from the report until it is said whether the police are told; 0 = no limit
}

// What a function's part may have to hold before it is finished.
const (
	PartNote      = "note"
	PartReference = "reference" // number in another system
	PartContacted = "contacted" // when whoever should be reached was
)

type partRule struct {
	roles []string
	needs []string
}

type policeRule struct {
	when   condition
	within time.Duration
}

// Investigation returns the organisation's way to investigate.
func (p *Profile) Investigation() Investigation { return p.investigation }

// PoliceWithin returns how long after the report it may take to say whether the police are told; 0 when nothing asks.
func (p *Profile) PoliceWithin(f Facts) time.Duration {
	if p.police.within == 0 || !p.holds(p.police.when, p.complete(f)) {
		return 0
	}
	return p.police.within
}

// PartNeeds returns what the part of a role must hold before it is finished, in the profile's order.
func (p *Profile) PartNeeds(role string) []string {
	var all []string
	for _, rule := range p.parts {
		for _, need := range rule.needs {
			if slices.Contains(rule.roles, role) && !slices.Contains(all, need) {
				all = append(all, need)
			}
		}
	}
	return all
}

const maxMonths = 120

func (r *reading) investigation(it item) {
	in := &r.profile.investigation
	if v, ok := it.need("method"); ok {
		in.Method = v.method()
	}
	if one, ok := it.section("recurring"); ok {
		in.RecurringMonths, in.RecurringFrom = one.whole("months", 1, maxMonths), one.whole("from", 2, 100)
		one.done()
	}
	if one, ok := it.section("similar"); ok {
		in.SimilarMonths = one.whole("months", 1, maxMonths)
		one.done()
	}
	if one, ok := it.section("duplicates"); ok {
		in.Duplicates = one.duration("within")
		one.done()
	}
	if _, ok := it.fields["police"]; ok {
		if one, ok := it.section("police"); ok {
			r.profile.police = policeRule{when: one.condition(), within: one.duration("within")}
			in.Police = r.profile.police.within
			one.done()
		}
	}
	for _, one := range it.optionalItems("parts") {
		rule := partRule{roles: one.referAll("roles", SetRole)}
		if v, ok := one.need("needs"); ok {
			for _, need := range v.values() {
				rule.needs = append(rule.needs, need.oneOf(PartNote, PartReference, PartContacted))
			}
		}
		one.basis()
		one.done()
		r.profile.parts = append(r.profile.parts, rule)
	}
	it.done()
}

// section reads a mapping that must be there, and its basis.
func (it item) section(name string) (item, bool) {
	v, ok := it.need(name)
	if !ok {
		return item{}, false
	}
	one, ok := v.item()
	if ok {
		one.basis()
	}
	return one, ok
}

func (v value) method() (m Method) {
	it, ok := v.item()
	if !ok {
		return m
	}
	defer it.done()
	m = Method{Label: it.label("label"), Help: it.optionalLabel("help"), Root: it.referAll("root", SetCauseDepth), Basis: it.basis()}
	it.notEmpty("root")
	return m
}
