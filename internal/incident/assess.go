package incident

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
)

// Assessment is what the assessor says of an incident: the whole form, also what did not change.
type Assessment struct {
	Category       record.Code
	Subtype        record.Code
	Areas          []record.Code
	Consequences   map[string]record.Code // level by aspect; an aspect left out is not judged
	Severity       record.Code
	SeverityReason string            // when it differs from what the consequences give
	Level          access.Level      // 0 = stays; lowering it takes a reason
	Ground         string            // legal ground of the secrecy
	Facts          map[string]string // answers to the category's questions
	ManagerNamed   bool              // it turned out to concern the unit's manager; never taken back
	Named          []record.Key      // persons found to be involved, added to those known
	Subjects       []record.Key
	Reason         string // why the level is lowered
}

// AssessmentOf is the assessment as it stands, to fill a form with.
func AssessmentOf(i *Incident) Assessment {
	a := Assessment{
		Category: i.Category, Subtype: i.Subtype, Areas: slices.Clone(i.Areas), Severity: i.Severity, SeverityReason: i.SeverityReason,
		Level: i.Level, Ground: i.Ground, Facts: maps.Clone(i.Facts), ManagerNamed: i.ManagerNamed, Consequences: map[string]record.Code{},
	}
	for aspect, level := range i.judged() {
		a.Consequences[aspect] = record.Code(level)
	}
	return a
}

// Assess says what an incident is and how severe. What that changes follows in the same change: more functions get a part,
// alerts go out, management is told. It returns the incident as it stands after all of it.
func (d *Desk) Assess(tx *record.Tx, key record.Key, version int, a Assessment) (*Incident, error) {
	p, ok := org.ProfileOf(tx)
	if !ok {
		return nil, errNoProfile
	}
	var before record.Code
	step := *tx
	step.Reason = strings.TrimSpace(a.Reason)
	i, err := Kind.Take(&step, key, version, StepAssess, func(i *Incident) error {
		before = i.Category
		return d.apply(&step, i, a)
	})
	if err != nil {
		return i, err
	}
	by := asRule(tx, i)
	if _, ok := turned(tx, before, a.Category); ok {
		if err := d.takeBack(by, i); err != nil {
			return nil, err
		}
	}
	shares, err := d.route(by, p, i)
	if err != nil {
		return nil, err
	}
	if i, err = d.enlist(by, i, shares); err != nil {
		return nil, err
	}
	if err := d.handOut(by, i, shares); err != nil {
		return nil, err
	}
	return d.sound(by, p, i)
}

func (d *Desk) apply(tx *record.Tx, i *Incident, a Assessment) error {
	if bad := i.wrong(tx, a); len(bad) > 0 {
		return bad
	}
	before := i.Category
	i.Category, i.Subtype, i.Areas = a.Category, a.Subtype, slices.Clone(a.Areas)
	for n, aspect := range Aspects() {
		i.Consequences[n] = a.Consequences[aspect]
	}
	i.Severity, i.SeverityReason, i.Facts = a.Severity, a.SeverityReason, answeredOnly(a.Facts)
	if a.Level != 0 {
		i.Level = a.Level
	}
	i.Ground = a.Ground
	if c, ok := turned(tx, before, a.Category); ok {
		i.shut(c)
	}
	i.LeastLevel = strconv.Itoa(int(i.Level))
	for _, person := range a.Named {
		i.Named = veils(i.Named, tx.Veil(person))
	}
	for _, person := range a.Subjects {
		i.Subjects = veils(i.Subjects, tx.Veil(person))
	}
	i.ManagerNamed = i.ManagerNamed || a.ManagerNamed
	if err := d.nameManager(tx, i); err != nil {
		return err
	}
	i.dropConcerned(tx)
	return nil
}

// turned reports whether an assessment moves an incident to a category of which nothing may be written, from another.
func turned(tx *record.Tx, before, now record.Code) (strategy.Category, bool) {
	p, _ := org.ProfileOf(tx)
	was, _ := p.Category(string(before))
	is, _ := p.Category(string(now))
	return is, is.ContactOnly && !was.ContactOnly
}

// wrong lists what an assessment may not say.
func (i *Incident) wrong(tx *record.Tx, a Assessment) (bad record.Invalid) {
	p, _ := org.ProfileOf(tx)
	if a.Level != 0 && a.Level < i.Level && strings.TrimSpace(a.Reason) == "" {
		bad = append(bad, record.Problem{Field: "reason", Key: "incident.problem.lowering_reason"})
	}
	for aspect := range a.Consequences {
		if !slices.Contains(Aspects(), aspect) {
			bad = append(bad, record.Problem{Field: "consequence_" + aspect, Key: "problem.unknown_field"})
		}
	}
	for code, answer := range a.Facts {
		if q, ok := p.Question(code); ok && answer != "" && answer != i.Facts[code] && !q.Answers(answer) {
			bad = append(bad, record.Problem{Field: "facts." + code, Key: "problem.not_an_option"})
		}
	}
	slices.SortFunc(bad, func(a, b record.Problem) int { return strings.Compare(a.Field, b.Field) })
	return bad
}

// dropConcerned takes off the lists whoever the incident turned out to be about.
func (i *Incident) dropConcerned(tx *record.Tx) {
	concerned := func(person record.Key) bool { return i.concerns(tx, person) }
	i.CaseList = slices.DeleteFunc(slices.Clone(i.CaseList), concerned)
	i.Assignees = slices.DeleteFunc(slices.Clone(i.Assignees), concerned)
	if concerned(i.Owner) {
		i.Owner = 0
	}
}

// concerns reports whether the incident is about the person, or names them.
func (i *Incident) concerns(tx *record.Tx, person record.Key) bool {
	v := tx.Veil(person)
	return v != 0 && (slices.Contains(i.Named, v) || slices.Contains(i.Subjects, v))
}

// enlist puts those whom routing names, and their deputies, on the case list.
func (d *Desk) enlist(tx *record.Tx, i *Incident, shares []share) (*Incident, error) {
	list, has := i.CaseList, i.Assignees
	for _, s := range shares {
		list, has = with(list, s.everyone()...), with(has, s.principals()...)
	}
	if len(list) == len(i.CaseList) && len(has) == len(i.Assignees) {
		return i, nil
	}
	return Kind.Change(tx, i.Key, i.Version, func(i *Incident) error {
		i.CaseList, i.Assignees = list, has
		return nil
	})
}
