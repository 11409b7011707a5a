package strategy

import "slices"

// rule is what routing, alerts and closing have in common: when it applies, and
// whether it then sets all others aside.
type rule struct {
	code  string
	when  condition
	alone bool
}

func (r rule) head() rule { return r }

type headed interface{ head() rule }

// applying returns the rules that apply to the facts, in their order; only one
// when a rule that stands alone is among them.
func applying[R headed](p *Profile, rules []R, f Facts) []R {
	var all []R
	for _, r := range rules {
		if !p.holds(r.head().when, f) {
			continue
		}
		if r.head().alone {
			return []R{r}
		}
		all = append(all, r)
	}
	return all
}

// aloneFirst puts the rules that stand alone first, wherever they are written.
func aloneFirst[R headed](rules []R) {
	slices.SortStableFunc(rules, func(a, b R) int {
		switch {
		case a.head().alone == b.head().alone:
			return 0
		case a.head().alone:
			return -1
		}
		return 1
	})
}

// rule reads code, always or when, alone and the basis.
func (it item) rule(seen map[string]bool) rule {
	r := rule{code: it.code("code"), when: it.condition(), alone: it.truth("alone")}
	if seen[r.code] && r.code != "" {
		it.at("code").problem(keyDoubleCode, r.code)
	}
	seen[r.code] = true
	it.basis()
	return r
}
