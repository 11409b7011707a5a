package incident

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/action"
	"github.com/vardkas/vardkas/internal/alert"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
)

// succession looks for who takes over one thing.
type succession struct {
	tx      *record.Tx
	profile *strategy.Profile
	i       *Incident // nil when the thing stands alone
	unfit   func(record.Key) bool
}

// heir finds who takes over a thing by rule when its holder no longer can: whoever holds the post now, else the deputy, else
// whom the profile names for a vacancy, else the one above. Whoever it is about, is named in it or reported it never does.
// 0 = nobody can.
func (d *Desk) heir(tx *record.Tx, h Held, leaving record.Key) (record.Key, error) {
	p, ok := org.ProfileOf(tx)
	if !ok {
		return 0, errNoProfile
	}
	s := &succession{tx: tx, profile: p, unfit: func(person record.Key) bool { return person == leaving }}
	if h.On != 0 {
		i, err := Kind.Reveal(tx, h.On)
		if err != nil && !errors.Is(err, record.ErrNotFound) {
			return 0, fmt.Errorf("read what a thing belongs to: %w", err)
		}
		if err == nil {
			s.i = i
			s.unfit = func(person record.Key) bool {
				return person == leaving || i.concerns(tx, person) || slices.Contains(i.Reporters, tx.Veil(person))
			}
		}
	}
	role, scope, err := s.post(h, leaving)
	if err != nil {
		return 0, err
	}
	return s.find(role, scope, leaving)
}

// post is the post by which the holder had the thing; empty when it was given to the person and not to a post.
func (s *succession) post(h Held, leaving record.Key) (string, strategy.Scope, error) {
	switch h.Kind {
	case Parts.Name:
		part, err := Parts.Reveal(s.tx, h.Key)
		if err != nil {
			return "", "", err
		}
		return string(part.Role), strategy.Scope(part.Scope), nil
	case alert.Kind.Name:
		a, err := alert.Kind.Reveal(s.tx, h.Key)
		if err != nil || len(a.Roles) == 0 {
			return "", "", err
		}
		role, _ := s.profile.Role(string(a.Roles[0]))
		scope := role.Scope
		if _, after, ok := strings.Cut(a.EachLine()[0], " "); ok && strategy.Scope(after) == strategy.ScopeUnitAbove {
			scope = strategy.ScopeUnitAbove
		}
		return role.Code, scope, nil
	case action.Kind.Name:
		a, err := action.Kind.Reveal(s.tx, h.Key)
		if err != nil {
			return "", "", err
		}
		unfit, judging := s.unfit, a.State == action.Done
		s.unfit = func(person record.Key) bool {
			return unfit(person) || judging && (person == a.Responsible || person == a.DoneBy) || !judging && person == a.Judge
		}
	case Kind.Name: // whoever had the case had it by the post of a part of it
		parts, err := Parts.List(s.tx, record.Query{On: h.Key, Action: access.Update, Limit: record.MaxPage})
		for _, part := range parts.Records {
			if err == nil && part.Assignee == leaving && part.Role != "" {
				return string(part.Role), strategy.Scope(part.Scope), nil
			}
		}
		return "", "", err
	}
	return "", "", nil
}

// find goes from the post upwards, and takes the first who is fit.
func (s *succession) find(role string, scope strategy.Scope, leaving record.Key) (record.Key, error) {
	if s.i != nil && s.i.Class == access.ClassProtective { // goes nowhere but where its rule says (B50)
		return s.first(s.vacancy(role, scope)...)
	}
	var ways []way
	if role != "" {
		ways = s.vacancy(role, scope)
	}
	units, err := s.units(leaving)
	if err != nil {
		return 0, err
	}
	for _, unit := range units {
		ways = append(ways, s.lead(unit)...)
	}
	for _, lead := range []access.Role{access.SecurityChief, access.Director} {
		for _, r := range granting(s.profile, lead) {
			ways = append(ways, way{r.Code, r.Scope, org.Spot{}})
		}
	}
	return s.first(ways...)
}

// way is one place to look: who holds a role at a spot.
type way struct {
	role  string
	scope strategy.Scope
	at    org.Spot
}

// vacancy is the post itself, and the role that the profile's rule names when it is vacant.
func (s *succession) vacancy(role string, scope strategy.Scope) []way {
	if s.i == nil {
		return nil
	}
	at, err := spot(s.tx, s.i)
	f, err2 := factsOf(s.tx, s.i)
	if err != nil || err2 != nil {
		return nil // the way upwards is left
	}
	all := []way{{role, scope, at}}
	for _, part := range s.profile.Route(f) {
		if other, ok := s.profile.Role(part.IfVacant); ok && part.Role == role {
			all = append(all, way{other.Code, other.Scope, at})
		}
	}
	return all
}

// units are where to look for a manager, the nearest first: where it happened, and where the person worked.
func (s *succession) units(leaving record.Key) (all []record.Key, err error) {
	works := record.Key(0)
	if err := s.tx.Row("SELECT unit FROM record WHERE rid = $1", int64(leaving)).Scan(&works); err != nil {
		return nil, fmt.Errorf("read where a person works: %w", err)
	}
	if s.i != nil && s.i.Unit != 0 {
		all = append(all, s.i.Unit)
	}
	if works != 0 && !slices.Contains(all, works) {
		all = append(all, works)
	}
	return all, nil
}

// lead are the managers of a unit and of those above it.
func (s *succession) lead(unit record.Key) (all []way) {
	line, err := org.Line(s.tx, unit)
	if err != nil {
		return nil // the security chief is left
	}
	for _, r := range granting(s.profile, access.Manager) {
		all = append(all, way{r.Code, strategy.ScopeUnit, org.Spot{Unit: unit}})
		for _, u := range line {
			all = append(all, way{r.Code, strategy.ScopeUnitAbove, org.Spot{Unit: u}})
		}
	}
	return all
}

func (s *succession) first(ways ...way) (record.Key, error) {
	for _, w := range ways {
		all, err := org.Holders(s.tx, w.role, w.scope, w.at)
		if err != nil {
			return 0, fmt.Errorf("find who holds %s: %w", w.role, err)
		}
		for _, h := range all { // principals first
			if !s.unfit(h.Person) {
				return h.Person, nil
			}
		}
	}
	return 0, nil
}
