package incident

import (
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
)

// PoliceReport is what is said about the police: that they were told, when and by whom, with their number; or why not (B37).
type PoliceReport struct {
	Decision Police
	At       clock.Instant // when they were told
	By       string        // who told them: a function or a name, never that of an anonymous reporter
	Number   string        // the police's number; may come later
	Note     string        // why they are not told
}

// AnswerPolice records what was decided about the police. It may be said again: the number comes later, minds change.
func (d *Desk) AnswerPolice(tx *record.Tx, key record.Key, version int, r PoliceReport) (*Incident, error) {
	return Kind.Change(tx, key, version, func(i *Incident) error {
		if bad := r.problems(tx); len(bad) > 0 {
			return bad
		}
		i.Police, i.PoliceAt, i.PoliceBy, i.PoliceNumber, i.PoliceNote = r.Decision, r.At, strings.TrimSpace(r.By), strings.TrimSpace(r.Number), strings.TrimSpace(r.Note)
		if r.Decision == PoliceNotReported {
			i.PoliceAt, i.PoliceBy, i.PoliceNumber = 0, "", ""
		}
		if i.PoliceDecided == 0 {
			i.PoliceDecided = tx.Now()
		}
		return nil
	})
}

func (r PoliceReport) problems(tx *record.Tx) (bad record.Invalid) {
	need := func(field string, empty bool) {
		if empty {
			bad = append(bad, record.Problem{Field: field, Key: "problem.required"})
		}
	}
	switch r.Decision {
	case PoliceReported:
		need("police_at", r.At == 0)
		need("police_by", strings.TrimSpace(r.By) == "")
		if r.At.After(tx.Now()) {
			bad = append(bad, record.Problem{Field: "police_at", Key: "incident.problem.police_ahead"})
		}
	case PoliceNotReported:
		need("police_note", strings.TrimSpace(r.Note) == "")
	default:
		need("police", true)
	}
	return bad
}

// policeAnswered reports whether it is said when and by whom the police were told, or why they were not.
func (i *Incident) policeAnswered() bool {
	switch i.Police {
	case PoliceReported:
		return i.PoliceAt != 0 && i.PoliceBy != ""
	case PoliceNotReported:
		return i.PoliceNote != ""
	}
	return false
}

// PoliceDue is when it must be said by whether the police are told, counted from the report; 0 when the profile does not
// ask. It stands also after it was said, so that what was late stays late.
func PoliceDue(tx *record.Tx, i *Incident) (clock.Instant, error) {
	p, ok := org.ProfileOf(tx)
	if !ok {
		return 0, errNoProfile
	}
	within := p.PoliceWithin(i.facts("", ""))
	if within == 0 || i.Class == access.ClassProtective {
		return 0, nil
	}
	return i.CreatedAt.Add(within), nil
}
