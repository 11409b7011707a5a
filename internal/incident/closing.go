package incident

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/investigation"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
)

func analysed(h *record.Hanging, p *strategy.Profile) (deep, found bool, err error) {
	all, err := investigation.Causes.Of(h)
	deep, found = investigation.Analysed(all, p.Investigation().Method)
	return deep, found, err
}

// Waiting lists the parts that keep an incident open, as the caller may read them: what is not finished, without the
// caller's own that closing finishes with it (A31).
func Waiting(tx *record.Tx, p *strategy.Profile, h *record.Hanging) ([]*Part, error) {
	all, err := Parts.Of(h)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(slices.Clone(all), func(part *Part) bool {
		return part.finished() || part.of(tx.Caller.Person) && len(part.lacks(p)) == 0
	})
	slices.Reverse(all)
	return all, nil
}

// waitedFor is Waiting for the rule that closes: a part that the caller may not even see keeps an incident open too.
func waitedFor(tx *record.Tx, p *strategy.Profile, i *Incident, h *record.Hanging) (bool, error) {
	shown, err := Waiting(tx, p, h)
	if err != nil || len(shown) > 0 {
		return true, err
	}
	var open, known int
	all, err := Parts.Of(h)
	for _, part := range all {
		if !part.finished() {
			known++
		}
	}
	if err == nil {
		err = tx.Row("SELECT count(*) FROM record WHERE on_rid = $1 AND kind = $2 AND state IN ($3, $4)", int64(i.Key), Parts.Name, string(PartOpen), string(PartAccepted)).Scan(&open)
	}
	if err != nil {
		return true, fmt.Errorf("count the parts of %d: %w", i.Key, err)
	}
	return open > known, nil
}

// finished reports whether nothing more is waited for.
func (p *Part) finished() bool { return p.State == PartDone || p.State == PartMoved }

// of reports whether a part is the person's: theirs, or offered to them while nobody has it.
func (p *Part) of(person record.Key) bool {
	return person != 0 && (p.Assignee == person || p.Assignee == 0 && slices.Contains(p.Offered, person))
}

// lacks names the fields that the profile wants filled in before the part is finished.
func (p *Part) lacks(profile *strategy.Profile) (fields []string) {
	for _, need := range profile.PartNeeds(string(p.Role)) {
		switch {
		case need == strategy.PartNote && strings.TrimSpace(p.Note) == "":
			fields = append(fields, "note")
		case need == strategy.PartReference && strings.TrimSpace(p.Reference) == "":
			fields = append(fields, "reference")
		case need == strategy.PartContacted && p.Contacted == 0:
			fields = append(fields, "contacted_at")
		}
	}
	return fields
}

// finishable refuses to finish a part that lacks what the profile wants of it (A31: reference and time of contact of IT and
// the data protection officer).
func finishable(tx *record.Tx, p *Part) (bad []record.Problem) {
	profile, ok := org.ProfileOf(tx)
	if !ok {
		return []record.Problem{{Field: "state", Key: "incident.problem.no_profile"}}
	}
	for _, field := range p.lacks(profile) {
		bad = append(bad, record.Problem{Field: field, Key: "part.problem." + field})
	}
	if p.Contacted.After(tx.Now()) {
		bad = append(bad, record.Problem{Field: "contacted_at", Key: "part.problem.contacted_ahead"})
	}
	return bad
}

// finishOwn finishes the caller's own parts as the incident is closed: to that person it is one and the same thing.
func finishOwn(tx *record.Tx, on record.Key) error {
	p, ok := org.ProfileOf(tx)
	if !ok {
		return errNoProfile
	}
	all, err := Parts.List(tx, record.Query{On: on, Limit: record.MaxPage})
	if err != nil {
		return fmt.Errorf("read the parts: %w", err)
	}
	for _, part := range all.Records {
		if part.finished() || !part.of(tx.Caller.Person) || len(part.lacks(p)) > 0 {
			continue
		}
		if may, err := Parts.May(tx, access.Close, part); err != nil || !may {
			return firstError(err, record.ErrForbidden)
		}
		if _, err := Parts.Take(tx, part.Key, part.Version, "finish", func(p *Part) error {
			p.Assignee, p.Offered = tx.Caller.Person, nil
			return nil
		}); err != nil {
			return fmt.Errorf("finish a part: %w", err)
		}
	}
	return nil
}
