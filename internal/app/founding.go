package app

import (
	"fmt"
	"slices"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/strategy"
)

// firstPersons makes the three who start an installation: who runs the machine, and the two who appoint all others. The
// program appoints them, since nobody can yet; that stands in the trail, and it is never done again.
func (s *server) firstPersons(st *store.Tx, names [3]string) (keys [3]int64, err error) {
	tx, err := s.Book.With(st, record.Caller{Door: record.System})
	if err != nil {
		return keys, err
	}
	for i, name := range names {
		right := access.AccessAdministrator
		if i == 0 {
			right = access.SystemAdministrator
		}
		p := org.Person{Envelope: record.Envelope{Title: name, Level: access.LevelOpen}}
		if err := org.Persons.Create(tx, &p); err != nil {
			return keys, err
		}
		role, ok := roleGranting(s.Profile, right)
		if !ok {
			return keys, fmt.Errorf("found the organisation: no role of the profile is held for the region and grants %s", right)
		}
		if err := org.Appoint(tx, &org.Appointment{Role: role, Person: p.Key, Region: true, From: tx.Today()}); err != nil {
			return keys, err
		}
		keys[i] = int64(p.Key)
	}
	return keys, nil
}

// roleGranting is the first role of the profile that is held for the region and grants the access role.
func roleGranting(p *strategy.Profile, right access.Role) (record.Code, bool) {
	for _, role := range p.Roles() {
		if role.Scope == strategy.ScopeRegion && slices.Contains(role.Grants, string(right)) {
			return record.Code(role.Code), true
		}
	}
	return "", false
}
