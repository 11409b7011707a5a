package strategy

import (
	"fmt"
	"slices"

	"github.com/vardkas/vardkas/internal/words"
)

// Scale is what an event's severity is judged by: what can be harmed, how
// badly, and the severity that follows. It has a version of its own; a record
// keeps the one it was judged by.
type Scale struct {
	Code       string
	Version    int64
	Aspects    []Aspect   // life, health and privacy first (B5)
	Levels     []Level    // from the least to the worst
	Severities []Severity // from the least to the worst
	Basis      Basis
}

// Aspect is something that can be harmed.
type Aspect struct {
	Term
	First  bool     // one of those that come first wherever things are ordered (B5)
	Weighs []string // the severity that each level of Levels gives, least first
}

// Level is how badly.
type Level struct {
	Term
	Number      int                    // from 0
	Definitions map[string]words.Label // by the aspect's code
}

// Severity is how severe an event is in all.
type Severity struct {
	Term
	Number  int  // from 1
	Serious bool // it alerts (A30)
}

// Scale returns the scale in force.
func (p *Profile) Scale() Scale { return p.scale }

// ScaleID names the scale and its version, as a record keeps it: incident/1.
func (p *Profile) ScaleID() string { return fmt.Sprintf("%s/%d", p.scale.Code, p.scale.Version) }

// Severity proposes a severity from consequences, level by aspect. The worst
// aspect decides, and life, health and privacy weigh first. The answer is empty
// when nothing has been judged, and when an aspect or a level is not of the
// scale: a proposal is never a guess.
func (p *Profile) Severity(consequences map[string]string) string {
	worst := ""
	for code, level := range consequences {
		severity, ok := p.scale.weigh(code, level)
		if !ok {
			return ""
		}
		if p.SeverityNumber(severity) > p.SeverityNumber(worst) {
			worst = severity
		}
	}
	return worst
}

func (s Scale) weigh(aspect, level string) (severity string, ok bool) {
	a := slices.IndexFunc(s.Aspects, func(x Aspect) bool { return x.Code == aspect })
	l := slices.IndexFunc(s.Levels, func(x Level) bool { return x.Code == level })
	if a < 0 || l < 0 {
		return "", false
	}
	return s.Aspects[a].Weighs[l], true
}

// SeverityNumber returns a severity's number, from 1; 0 when it is not known.
func (p *Profile) SeverityNumber(code string) int {
	return p.sets[SetSeverity].all[code].Order
}

// Serious reports whether an event of the severity alerts (A30).
func (p *Profile) Serious(severity string) bool {
	n := p.SeverityNumber(severity)
	return n > 0 && p.scale.Severities[n-1].Serious
}

func (r *reading) scales(it item) {
	defer it.done()
	s := &r.profile.scale
	s.Code = it.code("scale")
	s.Version = int64(it.whole("version", 1, 1<<31-1))
	s.Basis = it.basis()
	for i, one := range it.items("severities") {
		s.Severities = append(s.Severities, one.severity(i+1, &s.Basis))
	}
	for i, one := range it.items("levels") {
		s.Levels = append(s.Levels, one.level(i, &s.Basis))
	}
	for _, one := range it.items("aspects") {
		s.Aspects = append(s.Aspects, one.aspect(&s.Basis))
	}
	it.later(func() { r.checkScale(it) })
}

func (it item) numbered(want int) int {
	number := it.whole("number", 0, 9)
	if number != want {
		it.at("number").problem(keyOrderOfNumbers, want)
	}
	return number
}

func (it item) severity(place int, scale *Basis) Severity {
	defer it.done()
	return Severity{Term: it.term(SetSeverity, scale), Number: it.numbered(place), Serious: it.truth("serious")}
}

func (it item) level(place int, scale *Basis) Level {
	defer it.done()
	l := Level{Term: it.term(SetConsequenceLevel, scale), Number: it.numbered(place), Definitions: map[string]words.Label{}}
	v, ok := it.need("definitions")
	if !ok {
		return l
	}
	definitions, ok := v.item()
	if !ok {
		return l
	}
	definitions.later(func() {
		for _, aspect := range it.r.profile.sets[SetConsequenceAspect].order {
			l.Definitions[aspect] = definitions.label(aspect)
		}
		definitions.done()
	})
	return l
}

func (it item) aspect(scale *Basis) Aspect {
	defer it.done()
	a := Aspect{Term: it.term(SetConsequenceAspect, scale), First: it.truth("first")}
	if _, ok := it.need("weighs"); !ok {
		return a
	}
	for _, one := range it.fields["weighs"].values() {
		severity := one.code()
		a.Weighs = append(a.Weighs, severity)
		one.later(func() { one.inUse(SetSeverity, severity) })
	}
	it.later(func() { it.checkWeighs(a) })
	return a
}

func (it item) checkWeighs(a Aspect) {
	if want := len(it.r.profile.scale.Levels); len(a.Weighs) != want {
		it.at("weighs").problem(keyWeighsLength, want)
		return
	}
	for i := 1; i < len(a.Weighs); i++ {
		if it.r.profile.SeverityNumber(a.Weighs[i]) < it.r.profile.SeverityNumber(a.Weighs[i-1]) {
			it.at("weighs").problem(keyWeighsFalls, a.Weighs[i], a.Weighs[i-1])
		}
	}
}

// checkScale holds a scale to B5: the aspects that come first stand first, and
// none of the others weighs more than any of them at the same level.
func (r *reading) checkScale(it item) {
	s := r.profile.scale
	if !slices.ContainsFunc(s.Severities, func(x Severity) bool { return x.Serious }) {
		it.at("severities").problem(keyNoSerious)
	}
	if !slices.ContainsFunc(s.Aspects, func(x Aspect) bool { return x.First }) {
		it.at("aspects").problem(keyNoFirstAspect)
	}
	for i, a := range s.Aspects {
		if i > 0 && a.First && !s.Aspects[i-1].First {
			it.at("aspects").problem(keyFirstNotFirst, a.Code, s.Aspects[i-1].Code)
		}
		for _, first := range s.Aspects {
			if first.First && !a.First && r.outweighs(a, first) {
				it.at("aspects").problem(keyFirstWeighs, first.Code, a.Code)
			}
		}
	}
}

func (r *reading) outweighs(a, b Aspect) bool {
	for i := range min(len(a.Weighs), len(b.Weighs)) {
		if r.profile.SeverityNumber(a.Weighs[i]) > r.profile.SeverityNumber(b.Weighs[i]) {
			return true
		}
	}
	return false
}
