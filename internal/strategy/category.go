package strategy

import (
	"slices"

	"github.com/vardkas/vardkas/internal/words"
)

// Category is what a reporter chooses, in plain words, and what follows from it.
type Category struct {
	Term
	Choice   words.Label // what the reporter reads and chooses
	Heading  words.Label // opens a group of choices that goes on until the next heading; empty inside a group
	Areas    []string    // where the event is filed at first
	Class    string      // the access class; empty when none
	Level    int         // the secrecy level a new report starts at, 1–4; only the assessor lowers it
	Ground   string      // the provision that secrecy is tried by at first; empty when the profile states none
	Subtypes []string    // the sub-types it may have, in order

	ReportQuestion      string   // the one extra question of the report; empty when none
	AssessmentQuestions []string // the facts asked of the assessor

	// ContactOnly means that nothing may be written about the event here: the
	// report holds how to reach the reporter and no more (national security).
	ContactOnly bool
}

// Categories returns the categories in use, in the order they are shown.
func (p *Profile) Categories() []Category {
	codes := p.sets[SetCategory].listed
	all := make([]Category, len(codes))
	for i, code := range codes {
		all[i] = p.categories[code]
	}
	return all
}

// Category returns a category, in use or retired.
func (p *Profile) Category(code string) (Category, bool) {
	category, ok := p.categories[code]
	return category, ok
}

func (r *reading) categories(it item) {
	for _, one := range it.items("categories") {
		r.category(one)
	}
	grounds := map[string]string{}
	for _, one := range it.optionalItems("grounds") {
		one.ground(grounds)
	}
	it.done()
	r.fillGrounds(grounds)
	it.later(r.fillSubtypes)
}

func (r *reading) category(it item) {
	defer it.done()
	c := Category{Term: it.term(SetCategory, nil), Choice: it.label("choice"), Heading: it.optionalLabel("heading")}
	c.Areas = it.referAll("areas", SetArea)
	if _, ok := it.need("areas"); ok {
		it.notEmpty("areas")
	}
	c.Class = it.optionalCode("class")
	it.at("class").classExists(c.Class)
	c.Level = it.whole("level", 1, 4)
	c.Subtypes = it.referAll("subtypes", SetSubtype)
	c.ContactOnly = it.truth("contact_only")
	it.asks(&c)
	if _, double := r.profile.categories[c.Code]; !double && c.Code != "" {
		r.profile.categories[c.Code] = c
	}
}

// classExists reports a class that the program does not know; empty is no class.
func (s spot) classExists(class string) {
	if class != "" && !slices.Contains(s.r.known.Classes, class) {
		s.problem(keyUnknownClass, class, list(s.r.known.Classes))
	}
}

// everyClass is where grounds keeps the line that names no classes.
const everyClass = "*"

// ground reads the provision that secrecy of some classes is tried by at first; without classes it holds for all others.
func (it item) ground(grounds map[string]string) {
	defer it.done()
	text := it.text("ground")
	it.basis()
	classes := it.codes("classes")
	at := it.at("classes")
	if _, written := it.fields["classes"]; !written {
		classes, at = []string{everyClass}, it.at("ground")
	}
	for _, class := range classes {
		if class != everyClass {
			at.classExists(class)
		}
		if _, double := grounds[class]; double {
			at.problem(keyDoubleCode, class)
		}
		grounds[class] = text
	}
}

func (r *reading) fillGrounds(grounds map[string]string) {
	for code, c := range r.profile.categories {
		ground, ok := grounds[c.Class]
		if !ok {
			ground = grounds[everyClass]
		}
		c.Ground = ground
		r.profile.categories[code] = c
	}
}

func (it item) asks(c *Category) {
	v, ok := it.take("asks")
	if !ok {
		return
	}
	if c.ContactOnly {
		v.problem(keyContactOnly)
	}
	asks, ok := v.item()
	if !ok {
		return
	}
	defer asks.done()
	if report, ok := asks.take("report"); ok {
		c.ReportQuestion = report.question()
	}
	c.AssessmentQuestions = asks.questionCodes("assessment")
	if slices.Contains(c.AssessmentQuestions, c.ReportQuestion) {
		asks.at("assessment").problem(keyDoubleCode, c.ReportQuestion)
	}
}

func (it item) questionCodes(name string) []string {
	codes := it.codes(name)
	at := it.at(name)
	at.later(func() {
		for _, code := range codes {
			at.questionExists(code)
		}
	})
	return codes
}

// fillSubtypes gives a category that names none every sub-type in use.
func (r *reading) fillSubtypes() {
	for code, c := range r.profile.categories {
		if len(c.Subtypes) == 0 {
			c.Subtypes = r.profile.sets[SetSubtype].listed
			r.profile.categories[code] = c
		}
	}
}
