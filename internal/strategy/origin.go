package strategy

import (
	"strings"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/words"
)

// Document is something facts are taken from: a document of the organisation
// or a law.
type Document struct {
	Code  string // short, as facts cite it: B, or a law's abbreviation
	Label words.Label
	Kind  string     // adopted, proposal, law, guidance
	Dated clock.Date // when adopted or read; zero when the document does not say
}

// Origin is a place in a document.
type Origin struct {
	Document string // the code of a Document
	Section  string // its heading or paragraph, as short as finds it
}

// Basis says why a fact stands in the profile (C6): it has one origin or more,
// or the organisation decided it itself.
type Basis struct {
	Origins []Origin
	Own     bool
}

// Gap is a fact that the documents leave open. It is shown to be filled in and
// never filled in by the program (C6).
type Gap struct {
	File  string
	Line  int
	Field string
	About words.Label // what is open
}

// Difference is a fact on which two documents differ, and the one that holds.
type Difference struct {
	About words.Label
	Says  []Statement
	Holds string // the code of the document that holds; empty when not decided, which is a Gap
}

// Statement is what one document says.
type Statement struct {
	Origin Origin
	Text   words.Label
}

// basis reads origin or own, of which a fact must have exactly one.
func (it item) basis() Basis {
	b := it.optionalBasis()
	_, hasOrigin := it.fields["origin"]
	if !hasOrigin && !b.Own {
		it.problem(keyNoOrigin)
	}
	return b
}

func (it item) optionalBasis() Basis {
	b := Basis{Own: it.truth("own")}
	v, ok := it.take("origin")
	if !ok {
		return b
	}
	if b.Own {
		v.problem(keyOriginAndOwn)
	}
	for _, one := range v.values() {
		b.Origins = append(b.Origins, one.origin())
	}
	if len(b.Origins) == 0 {
		v.problem(keyEmpty)
	}
	return b
}

// origin reads "B Brandskydd": a document's code, a space, the section.
func (v value) origin() Origin {
	text := v.text()
	code, section, ok := strings.Cut(text, " ")
	if !ok {
		if text != "" {
			v.problem(keyOriginForm, text)
		}
		return Origin{}
	}
	v.later(func() {
		if _, ok := v.r.profile.documents[code]; !ok && len(v.r.profile.documents) > 0 {
			v.problem(keyUnknownCode, code, "profile.yaml: documents")
		}
	})
	return Origin{Document: code, Section: strings.TrimSpace(section)}
}

// open reports the field as a gap and returns true when it is not stated.
func (v value) open(about words.Label) bool {
	if text, ok := scalar(v); !ok || text != notStated {
		return false
	}
	v.r.profile.gaps = append(v.r.profile.gaps, Gap{File: v.file, Line: v.line, Field: v.field, About: about})
	return true
}

// oneOfOrOpen is oneOf for a fact that the documents may leave open; then it is
// not_stated and a gap.
func (it item) oneOfOrOpen(name string, about words.Label, allowed ...string) string {
	v, ok := it.need(name)
	if !ok {
		return ""
	}
	if v.open(about) {
		return notStated
	}
	return v.oneOf(append(allowed, notStated)...)
}

func (it item) differences() []Difference {
	var all []Difference
	for _, one := range it.optionalItems("differs") {
		d := Difference{About: one.label("about")}
		for _, says := range one.items("says") {
			d.Says = append(d.Says, says.statement())
		}
		if v, ok := one.need("holds"); ok && !v.open(d.About) {
			d.Holds = v.text()
			d.checkHolds(v)
		}
		one.done()
		all = append(all, d)
	}
	return all
}

func (d Difference) checkHolds(v value) {
	for _, s := range d.Says {
		if s.Origin.Document == d.Holds {
			return
		}
	}
	v.problem(keyUnknownCode, d.Holds, "says")
}

func (it item) statement() Statement {
	defer it.done()
	s := Statement{Text: it.label("text")}
	if v, ok := it.need("origin"); ok {
		s.Origin = v.origin()
	}
	return s
}

func (r *reading) header(it item) {
	p := r.profile
	p.code = it.code("profile")
	p.organisation = it.label("organisation")
	p.version = int64(it.whole("version", 1, 1<<31-1))
	p.validFrom = it.date("valid_from")
	p.validTo = it.date("valid_to")
	if _, ok := it.fields["valid_from"]; !ok {
		it.at("valid_from").problem(keyMissingField)
	}
	if !p.validTo.IsZero() && p.validTo.Before(p.validFrom) {
		it.at("valid_to").problem(keyValidity)
	}
	for _, one := range it.items("documents") {
		r.document(one)
	}
	for _, one := range it.optionalItems("not_stated") {
		r.gap(one)
	}
	it.done()
}

func (r *reading) document(it item) {
	defer it.done()
	d := Document{Code: it.text("code"), Label: it.label("label"), Dated: it.date("dated")}
	d.Kind = it.oneOf("kind", "adopted", "proposal", "law", "guidance")
	if strings.ContainsAny(d.Code, " \t\n") {
		it.at("code").problem(keyOriginForm, d.Code)
	}
	if _, ok := r.profile.documents[d.Code]; ok {
		it.at("code").problem(keyDoubleCode, d.Code)
		return
	}
	r.profile.documents[d.Code] = d
	r.profile.documentOrder = append(r.profile.documentOrder, d.Code)
}

// gap reads one line of not_stated: something no fact of the profile could hold,
// since the documents say nothing about it.
func (r *reading) gap(it item) {
	defer it.done()
	about := it.label("about")
	it.optionalBasis()
	r.profile.gaps = append(r.profile.gaps, Gap{File: it.file, Line: it.line, Field: it.field, About: about})
}
