package incident

import (
	"strconv"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
)

// Rules is what the book's Terms must be: the code lists of the strategy profile, and the whole profile in force, which the
// guards of this package ask for closing facts, routes and alerts.
type Rules interface {
	record.Terms
	// Profile is the profile in force.
	Profile() *strategy.Profile
}

// RulesOf is the Rules of one profile, for books that never change it.
func RulesOf(p *strategy.Profile) Rules { return fixed{p.Terms(), p} }

type fixed struct {
	strategy.Terms
	profile *strategy.Profile
}

func (f fixed) Profile() *strategy.Profile { return f.profile }

// profile is the profile in force. A book whose Terms are no Rules has none; then nothing can be reported or closed.
func profile(tx *record.Tx) (*strategy.Profile, bool) {
	r, ok := tx.Terms().(Rules)
	if !ok || r.Profile() == nil {
		return nil, false
	}
	return r.Profile(), true
}

// rank makes severities sortable: 0 is the mildest of the scale, not stated is no severity.
func rank(tx *record.Tx, i *Incident) (record.Amount, error) {
	if i.Severity == "" {
		return record.Amount{}, nil
	}
	return record.Of(int64(tx.Terms().Order(strategy.SetSeverity, string(i.Severity)))), nil
}

// check holds an incident to its category. The access class is the category's, whoever saves it.
func check(tx *record.Tx, i *Incident) []record.Problem {
	p, ok := profile(tx)
	if !ok {
		return []record.Problem{{Field: "category", Key: "incident.problem.no_profile"}}
	}
	c, ok := p.Category(string(i.Category))
	if !ok {
		return []record.Problem{{Field: "category", Key: "problem.required"}}
	}
	i.Class = c.Class
	var bad []record.Problem
	if c.ContactOnly && i.told() {
		bad = append(bad, record.Problem{Field: "description", Key: "incident.problem.write_nothing"})
	}
	if !c.ContactOnly && strings.TrimSpace(i.Description) == "" {
		bad = append(bad, record.Problem{Field: "description", Key: "problem.required"})
	}
	if least, err := strconv.Atoi(i.LeastLevel); err == nil && i.Level < access.Level(least) {
		bad = append(bad, record.Problem{Field: "level", Key: "incident.problem.level_by_assessor"})
	}
	if i.ProtectedIdentity && i.Level < access.LevelCase {
		bad = append(bad, record.Problem{Field: "level", Key: "incident.problem.level_protected"})
	}
	return bad
}

// told reports whether anything is written about the event itself.
func (i *Incident) told() bool {
	return i.Description != "" || i.DoneAlready != "" || i.PlaceText != "" || i.WhenNote != "" || len(i.Facts) > 0
}

// Fact is the answer to a question of the profile; empty when it has none.
func (i *Incident) Fact(question string) string { return i.Facts[question] }

// Counted is the answer to a question that counts something, not stated when it has none.
func (i *Incident) Counted(question string) record.Amount {
	n, err := strconv.ParseInt(i.Facts[question], 10, 64)
	if err != nil || n < 0 {
		return record.Amount{}
	}
	return record.Of(n)
}

// judged is the consequences that have been judged, level by aspect.
func (i *Incident) judged() map[string]string {
	all := map[string]string{}
	for n, aspect := range Aspects() {
		if i.Consequences[n] != "" {
			all[aspect] = string(i.Consequences[n])
		}
	}
	return all
}

// Proposed is the severity that the judged consequences give by the profile's scale; empty while none is judged.
func (i *Incident) Proposed(p *strategy.Profile) record.Code {
	return record.Code(p.Severity(i.judged()))
}
