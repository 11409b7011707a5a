package incident

import (
	"strconv"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
)

// RulesOf is the terms of a book that never changes its profile.
func RulesOf(p *strategy.Profile) org.Rules { return p.Terms() }

// rank makes severities sortable: 0 is the mildest of the scale, not stated is no severity.
func rank(tx *record.Tx, i *Incident) (record.Amount, error) {
	if i.Severity == "" {
		return record.Amount{}, nil
	}
	return record.Of(int64(tx.Terms().Order(strategy.SetSeverity, string(i.Severity)))), nil
}

// check holds an incident to its category. The access class is the category's, whoever saves it.
func check(tx *record.Tx, i *Incident) []record.Problem {
	p, ok := org.ProfileOf(tx)
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
