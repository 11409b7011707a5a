package incident

import (
	"fmt"
	"slices"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/job"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/words"
)

// share is one function's part with who holds it now.
type share struct {
	strategy.Part
	holders []org.Holder
}

func (s share) everyone() (all []record.Key) {
	for _, h := range s.holders {
		all = append(all, h.Person)
	}
	return all
}

// principals are those who hold the function themselves; its deputies when the post is vacant.
func (s share) principals() (all []record.Key) {
	for _, h := range s.holders {
		if !h.Deputy {
			all = append(all, h.Person)
		}
	}
	if len(all) == 0 {
		return s.everyone()
	}
	return all
}

// route says who gets the incident by the profile in force. Whoever it is about, or names, is left out; a function that
// then has nobody goes where the rule says a vacancy goes.
func (d *Desk) route(tx *record.Tx, p *strategy.Profile, i *Incident) ([]share, error) {
	f, err := factsOf(tx, i)
	if err != nil {
		return nil, err
	}
	var all []share
	for _, part := range p.Route(f) {
		s, err := d.share(tx, p, i, part)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(all, func(x share) bool { return x.Role == s.Role && x.Scope == s.Scope }) {
			all = append(all, s)
		}
	}
	return all, nil
}

// share finds who holds a part's role, climbing from vacancy to vacancy: to the role the rule names, then to the security
// chief, who answers for the whole (B20). What may concern national security goes nowhere but where its rule says.
func (d *Desk) share(tx *record.Tx, p *strategy.Profile, i *Incident, part strategy.Part) (share, error) {
	way := []string{part.IfVacant}
	if i.Class != access.ClassProtective {
		for _, r := range granting(p, access.SecurityChief) {
			way = append(way, r.Code)
		}
	}
	holders, err := d.holders(tx, i, part.Role, part.Scope)
	for _, next := range way {
		role, ok := p.Role(next)
		if err != nil || len(holders) > 0 || !ok {
			continue
		}
		part.Role, part.Scope = role.Code, role.Scope
		holders, err = d.holders(tx, i, part.Role, part.Scope)
	}
	return share{part, holders}, err
}

// holders are those who hold a role where it happened and are not themselves concerned. When the nearest holder of a role
// of units is, it is the one above.
func (d *Desk) holders(tx *record.Tx, i *Incident, role string, scope strategy.Scope) ([]org.Holder, error) {
	at, err := spot(tx, i)
	if err != nil {
		return nil, err
	}
	free := func(scope strategy.Scope, at org.Spot) ([]org.Holder, bool, error) {
		all, err := org.Holders(tx, role, scope, at)
		if err != nil {
			return nil, false, fmt.Errorf("find who holds %s: %w", role, err)
		}
		kept := slices.DeleteFunc(slices.Clone(all), func(h org.Holder) bool { return i.concerns(tx, h.Person) })
		return kept, len(kept) == 0 && len(all) > 0, nil
	}
	all, concerned, err := free(scope, at)
	if err != nil || !concerned || scope != strategy.ScopeUnit && scope != strategy.ScopeUnitAbove {
		return all, err
	}
	line, err := org.Line(tx, i.Unit)
	for _, unit := range line {
		if err != nil || len(all) > 0 {
			break
		}
		all, _, err = free(strategy.ScopeUnitAbove, org.Spot{Unit: unit})
	}
	return all, err
}

// handOut makes a part of each share that the incident does not have yet, and tells those who hold it.
func (d *Desk) handOut(tx *record.Tx, i *Incident, shares []share) error {
	have, err := Parts.List(tx, record.Query{On: i.Key, Action: access.Update, Limit: record.MaxPage})
	if err != nil {
		return fmt.Errorf("read the parts: %w", err)
	}
	for _, s := range shares {
		if slices.ContainsFunc(have.Records, func(p *Part) bool { return string(p.Role) == s.Role && p.Scope == string(s.Scope) }) {
			continue
		}
		persons := s.principals()
		part := &Part{Envelope: record.Envelope{On: i.Key, Title: i.Number.Text(Kind.Prefix)}, Role: record.Code(s.Role), Scope: string(s.Scope), Rule: s.Rule}
		if len(persons) == 1 {
			part.Assignee = persons[0]
		} else {
			part.Offered = persons
		}
		if err := Parts.Create(tx, part); err != nil {
			return fmt.Errorf("hand out a part: %w", err)
		}
		if err := d.tell(tx, i, "part", persons...); err != nil {
			return err
		}
	}
	return nil
}

// tell posts a letter to each person: number, address and what to do, in both languages, and never what happened or to whom.
func (d *Desk) tell(tx *record.Tx, i *Incident, about string, persons ...record.Key) error {
	number := i.Number.Text(Kind.Prefix)
	subject, text := words.Letter("incident.letter."+about, number, d.address+"/events/"+i.ID.String())
	for _, person := range persons {
		l := job.Letter{Person: int64(person), AboutRID: int64(i.Key), Coarse: i.Anonymous, Subject: subject, Text: text}
		if _, err := job.Post(tx.Tx, l); err != nil {
			return fmt.Errorf("tell a person of %s: %w", number, err)
		}
	}
	return nil
}
