package incident

import (
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/file"
	"github.com/vardkas/vardkas/internal/personalnumber"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
)

// Draft is what somebody hands in. Only the category is always required; a description, or for national security a way to
// be reached, comes with it.
type Draft struct {
	Code string // the receipt's code, from NewCode, drawn when the form was first shown

	Category    string
	Subtype     string
	Description string
	Happened    clock.Instant
	Ongoing     bool
	WhenNote    string
	Unit        record.Key // from a link or QR code, or the person's own; 0 = not known
	Place       record.Key
	PlaceKind   string
	PlaceText   string
	Affected    []string
	Hurt        Answer
	DoneAlready string
	Answers     map[string]string // by question of the profile
	Channel     string
	Source      string // where it comes from; empty = here
	Origin      string // its number there

	Anonymous bool
	Person    record.Key // who reports, when signed in; left out of everything when Anonymous
	Contact   string     // how to reach whoever reports, in their words
	Victim    string
	Subjects  []record.Key // persons it is about: they never see the handling
	Named     []record.Key // persons named as having done it

	ManagerNamed      bool // it concerns the manager of the unit
	ProtectedIdentity bool // somebody in it lives under protection
	NoPersonalNumber  bool // «it is no personal number», said after one was spotted

	Files []file.Prepared
}

// problems lists what the reporter must change, by field of the form.
func (d *Draft) problems(p *strategy.Profile) record.Invalid {
	var bad record.Invalid
	add := func(field, key string) { bad = append(bad, record.Problem{Field: field, Key: key}) }
	if !validCode(d.Code) {
		add("code", "incident.problem.code")
	}
	if !p.Terms().Valid(strategy.SetCategory, d.Category) {
		add("category", "problem.required")
		return bad
	}
	c, _ := p.Category(d.Category)
	if c.ContactOnly && d.Contact == "" && (d.Person == 0 || d.Anonymous) {
		add("contact", "incident.problem.contact_needed")
	}
	if c.ContactOnly && len(d.Files) > 0 {
		add("files", "incident.problem.write_nothing")
	}
	bad = append(bad, d.wrongAnswers(p)...)
	if !d.NoPersonalNumber {
		for _, field := range d.personalNumbers() {
			add(field, "incident.problem.personal_number")
		}
	}
	return bad
}

// wrongAnswers refuses answers to questions nobody asked, and answers that are none.
func (d *Draft) wrongAnswers(p *strategy.Profile) (bad record.Invalid) {
	for code, answer := range d.Answers {
		if q, ok := p.Question(code); !ok || answer != "" && !q.Answers(answer) || len([]rune(answer)) > record.MaxLine {
			bad = append(bad, record.Problem{Field: "answers." + code, Key: "problem.not_an_option"})
		}
	}
	slices.SortFunc(bad, func(a, b record.Problem) int { return strings.Compare(a.Field, b.Field) })
	return bad
}

// personalNumbers names the fields in which a personal number was spotted. How to reach the reporter is sealed, and left out.
func (d *Draft) personalNumbers() (fields []string) {
	for _, one := range []struct{ field, text string }{
		{"description", d.Description}, {"when_note", d.WhenNote}, {"place_text", d.PlaceText}, {"done_already", d.DoneAlready},
	} {
		if personalnumber.Contains(one.text) {
			fields = append(fields, one.field)
		}
	}
	for code, answer := range d.Answers {
		if personalnumber.Contains(answer) {
			fields = append(fields, "answers."+code)
		}
	}
	slices.Sort(fields)
	return fields
}

// level is where a first report starts: at its category's level, higher when a personal number may be in it or somebody
// in it lives under protection. Only the assessor lowers it.
func (d *Draft) level(c strategy.Category) access.Level {
	l := access.Level(c.Level)
	if len(d.personalNumbers()) > 0 {
		l = max(l, access.LevelSecrecy)
	}
	if d.ProtectedIdentity {
		l = access.LevelCase
	}
	return l
}
