package strategy

import (
	"slices"

	"github.com/vardkas/vardkas/internal/words"
)

// Area is a part of security work: a node of the tree of areas (B4).
type Area struct {
	Term
	Parent     string   // empty for a root
	Parts      []string // the areas it consists of
	AlsoServes []string // cross-links: areas that rest on this one without holding it
	HasGoal    bool     // the strategy sets a goal for it
	Goal       words.Label
	Content    []words.Label // what it consists of that is no area of its own
}

// Areas returns the areas in use as the tree is read: each before its parts.
func (p *Profile) Areas() []Area {
	var all []Area
	for _, code := range p.sets[SetArea].listed {
		if p.areas[code].Parent == "" {
			all = p.withParts(all, code)
		}
	}
	return all
}

func (p *Profile) withParts(all []Area, code string) []Area {
	area := p.areas[code]
	if !area.Retired.IsZero() {
		return all
	}
	all = append(all, area)
	for _, part := range area.Parts {
		all = p.withParts(all, part)
	}
	return all
}

// Area returns an area, in use or retired.
func (p *Profile) Area(code string) (Area, bool) {
	area, ok := p.areas[code]
	return area, ok
}

// Within returns the area and everything below it in the tree, each once.
func (p *Profile) Within(code string) []string {
	area, ok := p.areas[code]
	if !ok {
		return nil
	}
	codes := []string{code}
	for _, part := range area.Parts {
		codes = append(codes, p.Within(part)...)
	}
	return codes
}

// RollUp returns the areas whose records belong in a picture of the area: those
// within it and those that also serve one of them, each once (B4).
func (p *Profile) RollUp(code string) []string {
	codes := p.Within(code)
	for _, other := range p.sets[SetArea].order {
		serves := p.areas[other].AlsoServes
		if !slices.Contains(codes, other) && slices.ContainsFunc(serves, func(s string) bool { return slices.Contains(codes, s) }) {
			codes = append(codes, other)
		}
	}
	return codes
}

func (r *reading) areas(it item) {
	for _, one := range it.items("areas") {
		r.area(one)
	}
	it.done()
	it.later(func() { r.placeAreas(it) })
}

func (r *reading) area(it item) {
	defer it.done()
	a := Area{Term: it.term(SetArea, nil)}
	a.Parts = it.referAll("parts", SetArea)
	a.AlsoServes = it.referAll("also_serves", SetArea)
	if v, ok := it.take("goal"); ok {
		a.HasGoal = true
		if !v.open(a.Label) {
			a.Goal = v.label()
		}
	}
	if v, ok := it.take("content"); ok {
		for _, one := range v.values() {
			a.Content = append(a.Content, one.label())
		}
	}
	if _, double := r.profile.areas[a.Code]; !double && a.Code != "" {
		r.profile.areas[a.Code] = a
	}
	at := it.at("parts")
	for _, part := range a.Parts {
		at.later(func() { r.parent(at, a.Code, part) })
	}
}

// parent notes that part is a part of code; an area has one place in the tree.
func (r *reading) parent(at spot, code, part string) {
	a, ok := r.profile.areas[part]
	if !ok {
		return
	}
	if a.Parent != "" && a.Parent != code {
		at.problem(keyAreaTwoParents, part, a.Parent)
		return
	}
	a.Parent = code
	r.profile.areas[part] = a
}

// placeAreas refuses a tree that runs in a circle: an area that climbing its
// parents leads back to.
func (r *reading) placeAreas(it item) {
	for _, code := range r.profile.sets[SetArea].order {
		steps := 0
		for up := r.profile.areas[code].Parent; up != "" && steps <= len(r.profile.areas); steps++ {
			if up == code {
				it.at("areas").problem(keyAreaCycle, code)
				return
			}
			up = r.profile.areas[up].Parent
		}
	}
}
