package strategy

import "slices"

// Facts is what rules look at. What is not known is left empty; an empty fact
// fulfils no condition.
type Facts struct {
	Category     string
	Areas        []string // empty: the category's own
	Severity     string
	Site         string            // the code of the site
	Building     string            // the code of the building
	ManagerNamed bool              // the event concerns the manager of its unit
	Answers      map[string]string // by the question's code
}

// condition is when a rule applies. Every field that is written must hold; in a
// field, one of its values is enough.
type condition struct {
	categories  []string
	classes     []string
	areas       []string // with everything below them
	atLeast     string   // severity
	sites       []string
	buildings   []string
	managerIs   string // "named", "not_named" or empty
	answers     map[string][]string
	everAndEver bool // always: true
}

// inArea reports whether the facts are filed in one of the areas or below.
func (p *Profile) inArea(f Facts, areas []string) bool {
	for _, area := range areas {
		for _, code := range p.Within(area) {
			if slices.Contains(f.Areas, code) {
				return true
			}
		}
	}
	return false
}

func (p *Profile) holds(c condition, f Facts) bool {
	if c.everAndEver {
		return true
	}
	return isOne(c.categories, f.Category) && isOne(c.classes, p.categories[f.Category].Class) &&
		isOne(c.sites, f.Site) && isOne(c.buildings, f.Building) &&
		(len(c.areas) == 0 || p.inArea(f, c.areas)) &&
		(c.atLeast == "" || p.SeverityNumber(f.Severity) >= p.SeverityNumber(c.atLeast)) &&
		(c.managerIs == "" || (c.managerIs == managerNamed) == f.ManagerNamed) && c.answered(f)
}

// isOne is a condition on one fact: not written holds for anything.
func isOne(allowed []string, fact string) bool {
	return len(allowed) == 0 || fact != "" && slices.Contains(allowed, fact)
}

func (c condition) answered(f Facts) bool {
	for question, answers := range c.answers {
		if !isOne(answers, f.Answers[question]) {
			return false
		}
	}
	return true
}

// complete fills in what the category says.
func (p *Profile) complete(f Facts) Facts {
	if len(f.Areas) == 0 {
		f.Areas = p.categories[f.Category].Areas
	}
	return f
}

const (
	managerNamed    = "named"
	managerNotNamed = "not_named"
)

// condition reads `always: true` or `when: {…}`; a rule without either would
// apply by accident.
func (it item) condition() condition {
	c := condition{everAndEver: it.truth("always")}
	v, ok := it.take("when")
	switch {
	case !ok && !c.everAndEver:
		it.problem(keyNoCondition)
	case ok && c.everAndEver:
		v.problem(keyAlwaysAndWhen)
	case ok:
		if when, ok := v.item(); ok {
			when.conditionFields(&c)
		}
	}
	return c
}

func (it item) conditionFields(c *condition) {
	defer it.done()
	if len(it.order) == 0 {
		it.problem(keyNoCondition)
	}
	c.categories = it.referAll("categories", SetCategory)
	c.areas = it.referAll("areas", SetArea)
	c.atLeast = it.optionalRefer("severity_at_least", SetSeverity)
	c.sites = it.codes("sites")
	c.buildings = it.codes("buildings")
	c.classes = it.codes("classes")
	for _, class := range c.classes {
		if !slices.Contains(it.r.known.Classes, class) {
			it.at("classes").problem(keyUnknownClass, class, list(it.r.known.Classes))
		}
	}
	if v, ok := it.take("manager"); ok {
		c.managerIs = v.oneOf(managerNamed, managerNotNamed)
	}
	c.answers = it.answerConditions()
	it.notEmpty("categories", "areas", "sites", "buildings", "classes")
}

// notEmpty refuses an empty list: it would hold for everything although it reads
// as if it held for nothing.
func (it item) notEmpty(names ...string) {
	for _, name := range names {
		if v, ok := it.take(name); ok && isEmptyList(v) {
			v.problem(keyEmpty)
		}
	}
}

func (it item) answerConditions() map[string][]string {
	v, ok := it.take("answers")
	if !ok {
		return nil
	}
	questions, ok := v.item()
	if !ok {
		return nil
	}
	answers := map[string][]string{}
	for _, code := range questions.order {
		answers[code] = questions.codes(code)
		questions.notEmpty(code)
		at := questions.at(code)
		at.later(func() { at.checkAnswers(code, answers[code]) })
	}
	return answers
}

func (s spot) checkAnswers(code string, answers []string) {
	s.questionExists(code)
	question, ok := s.r.profile.questions[code]
	if !ok {
		return
	}
	for _, answer := range answers {
		if !question.Answers(answer) {
			s.problem(keyUnknownCode, answer, code)
		}
	}
}
