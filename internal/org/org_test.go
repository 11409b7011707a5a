package org_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/store/storetest"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/trail"
)

// house is a database with an organisation to be filled.
type house struct {
	*testing.T
	book  *record.Book
	reg   *org.Register
	clock *clock.Manual
	start clock.Date // the day the clock stands at first
}

func profile(t testing.TB) *strategy.Profile {
	t.Helper()
	known := strategy.Known{Classes: access.Classes()[1:]}
	for _, r := range access.Appointable() {
		known.AccessRoles = append(known.AccessRoles, string(r))
	}
	p, err := strategy.Embedded(known)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func each(t *testing.T, f func(h house)) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		o.Ledger = trail.NewLedger()
		db := storetest.Open(t, o)
		err := db.Write(context.Background(), func(tx *store.Tx) error {
			_, err := trail.Append(tx, trail.Draft{Action: "found", Body: []byte("{}")})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		ring, err := record.NewKeyring(bytes.Repeat([]byte{7}, record.KeySize))
		if err != nil {
			t.Fatal(err)
		}
		reg := org.New(profile(t))
		book := record.NewBook(db, reg.Terms(), ring, reg.Rights, org.Units, org.Sites, org.Places, org.Persons, org.Appointments)
		f(house{t, book, reg, o.Clock.(*clock.Manual), clock.Today(o.Clock)})
	})
}

func as(p record.Key) record.Caller { return record.Caller{Person: p} }

var program = record.Caller{Door: record.System}

func (h house) write(c record.Caller, f func(*record.Tx) error) {
	h.Helper()
	if err := h.book.Write(context.Background(), c, f); err != nil {
		h.Fatal(err)
	}
}

func (h house) read(f func(*record.Tx) error) {
	h.Helper()
	if err := h.book.Read(context.Background(), program, f); err != nil {
		h.Fatal(err)
	}
}

// refused runs f, wants it refused with the problem, and saves nothing.
func (h house) refused(c record.Caller, key string, f func(*record.Tx) error) {
	h.Helper()
	err := h.book.Write(context.Background(), c, f)
	bad, _ := err.(record.Invalid)
	if !slices.ContainsFunc(bad, func(p record.Problem) bool { return p.Key == key }) {
		h.Errorf("the answer is %v, want %s", err, key)
	}
}

func (h house) unit(name string, parent, site record.Key) record.Key {
	h.Helper()
	var key record.Key
	h.write(program, func(tx *record.Tx) error {
		u := org.Unit{Envelope: record.Envelope{Title: name, Level: 1}, Parent: parent, Site: site}
		err := org.Units.Create(tx, &u)
		key = u.Key
		return err
	})
	return key
}

func (h house) site(name string) record.Key {
	h.Helper()
	var key record.Key
	h.write(program, func(tx *record.Tx) error {
		s := org.Site{Envelope: record.Envelope{Title: name, Level: 1}}
		err := org.Sites.Create(tx, &s)
		key = s.Key
		return err
	})
	return key
}

func (h house) person(name string, unit record.Key) record.Key {
	h.Helper()
	var key record.Key
	h.write(program, func(tx *record.Tx) error {
		p := org.Person{Envelope: record.Envelope{Title: name, Unit: unit, Level: 1}}
		err := org.Persons.Create(tx, &p)
		key = p.Key
		return err
	})
	return key
}

func (h house) appoint(a org.Appointment) record.Key {
	h.Helper()
	var key record.Key
	h.write(program, func(tx *record.Tx) error {
		one := a
		if one.From.IsZero() {
			one.From = h.start
		}
		err := org.Appoint(tx, &one)
		key = one.Key
		return err
	})
	return key
}

// grants is what the person holds beside being an employee.
func (h house) grants(person record.Key) (all []access.Grant) {
	h.Helper()
	h.read(func(tx *record.Tx) error {
		s, err := h.reg.Rights(tx.Tx, int64(person))
		for _, g := range s.Grants {
			if g.Role != access.Employee {
				all = append(all, g)
			}
		}
		return err
	})
	return all
}

func ids(keys ...record.Key) (all []int64) {
	for _, k := range keys {
		all = append(all, int64(k))
	}
	slices.Sort(all)
	return all
}

func TestAManagerReachesTheUnitAndEverythingBelowItFromTheFirstDayToTheLast(t *testing.T) {
	each(t, func(h house) {
		top := h.unit("Regionen", 0, 0)
		clinic := h.unit("Kliniken", top, 0)
		ward := h.unit("Avdelningen", clinic, 0)
		h.unit("En annan klinik", top, 0)
		karin := h.person("Karin Ek", clinic)
		h.appoint(org.Appointment{Role: "manager", Person: karin, Units: []record.Key{clinic}, From: h.start.AddDays(1), To: h.start.AddDays(2)})
		for day, want := range [][]int64{nil, ids(clinic, ward), ids(clinic, ward), nil} {
			g := h.grants(karin)
			if len(g) > 1 || len(g) == 1 != (want != nil) || len(g) == 1 && (!slices.Equal(g[0].Units, want) || g[0].Role != access.Manager || g[0].Deputy) {
				t.Errorf("day %d: %+v", day, g)
			}
			h.clock.Advance(24 * time.Hour)
		}
	})
}

func TestACoordinatorReachesTheUnitsAtTheSiteWithinTheAreasOfTheRole(t *testing.T) {
	each(t, func(h house) {
		hospital, elsewhere := h.site("Sjukhuset"), h.site("Annat hus")
		top := h.unit("Regionen", 0, 0)
		clinic := h.unit("Kliniken", top, hospital)
		team := h.unit("Teamet", clinic, 0)
		moved := h.unit("Teamet på annan plats", clinic, elsewhere)
		far := h.unit("Hälsocentralen", top, 0)
		siv := h.person("Siv Al", top)
		h.appoint(org.Appointment{Role: "security_coordinator", Person: siv, Sites: []record.Key{hospital}, Units: []record.Key{far}})
		g := h.grants(siv)
		if len(g) != 1 || g[0].Role != access.SiteCoordinator || !slices.Equal(g[0].Units, ids(clinic, team, far)) || slices.Contains(g[0].Units, int64(moved)) {
			t.Fatalf("%+v", g)
		}
		if !slices.Contains(g[0].Areas, "fire") || slices.Contains(g[0].Areas, "it") {
			t.Errorf("areas %v", g[0].Areas)
		}
	})
}

func TestARightChangedByAnotherProcessCountsAtOnce(t *testing.T) {
	each(t, func(h house) {
		top := h.unit("Regionen", 0, 0)
		karin := h.person("Karin Ek", top)
		post := h.appoint(org.Appointment{Role: "manager", Person: karin, Units: []record.Key{top}})
		if len(h.grants(karin)) != 1 {
			t.Fatal("no right to begin with")
		}
		other := org.New(profile(t)) // what another process remembers
		otherBook := record.NewBook(h.book.DB, other.Terms(), h.book.Ring, other.Rights, h.book.Kinds()...)
		err := otherBook.Write(context.Background(), program, func(tx *record.Tx) error {
			_, err := org.Appointments.Change(tx, post, 1, func(a *org.Appointment) error { a.To = h.start.AddDays(-1); a.From = a.To; return nil })
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if g := h.grants(karin); len(g) != 0 {
			t.Errorf("still %+v", g)
		}
	})
}

func TestWhoLeftHoldsNothing(t *testing.T) {
	each(t, func(h house) {
		top := h.unit("Regionen", 0, 0)
		karin := h.person("Karin Ek", top)
		h.appoint(org.Appointment{Role: "manager", Person: karin, Units: []record.Key{top}})
		h.grants(karin)
		h.write(program, func(tx *record.Tx) error {
			_, err := org.Persons.Take(tx, karin, 1, "leave", nil)
			return err
		})
		h.read(func(tx *record.Tx) error {
			for _, p := range []record.Key{karin, 424242} {
				s, err := h.reg.Rights(tx.Tx, int64(p))
				if err != nil || len(s.Grants) != 0 {
					t.Errorf("%d: %v, %v", p, s.Grants, err)
				}
			}
			return nil
		})
	})
}

func TestADeputyHoldsWhatThePrincipalIsAppointedForAlsoWhenThePostIsVacant(t *testing.T) {
	each(t, func(h house) {
		top := h.unit("Regionen", 0, 0)
		ward := h.unit("Avdelningen", top, 0)
		karin, olle := h.person("Karin Ek", top), h.person("Olle Al", top)
		post := h.appoint(org.Appointment{Role: "manager", Person: karin, Units: []record.Key{ward}})
		h.appoint(org.Appointment{Role: "manager", Person: olle, DeputyFor: post})
		h.write(program, func(tx *record.Tx) error {
			_, err := org.Appointments.Change(tx, post, 1, func(a *org.Appointment) error { a.Units = []record.Key{top}; return nil })
			return err
		})
		ada := h.person("Ada Administratör", top)
		h.appoint(org.Appointment{Role: "access_administrator", Person: ada, Region: true})
		h.write(as(ada), func(tx *record.Tx) error {
			_, err := org.Appointments.Take(tx, post, 2, "end", nil)
			return err
		})
		if g := h.grants(karin); len(g) != 0 {
			t.Errorf("whose appointment ended holds %+v", g)
		}
		g := h.grants(olle)
		if len(g) != 1 || !g[0].Deputy || !slices.Equal(g[0].Units, ids(top, ward)) {
			t.Errorf("%+v", g)
		}
	})
}

func TestARightThatIsNotCommittedCountsInItsOwnChangeAndIsNotRemembered(t *testing.T) {
	each(t, func(h house) {
		top := h.unit("Regionen", 0, 0)
		karin, olle := h.person("Karin Ek", top), h.person("Olle Al", top)
		undone := errors.New("undone")
		err := h.book.Write(context.Background(), program, func(tx *record.Tx) error {
			if err := org.Appoint(tx, &org.Appointment{Role: "manager", Person: karin, Units: []record.Key{top}, From: h.start}); err != nil {
				return err
			}
			s, err := h.reg.Rights(tx.Tx, int64(karin))
			if err != nil || !s.Holds(access.Manager) {
				t.Errorf("in its own change: %+v, %v", s, err)
			}
			return undone
		})
		if !errors.Is(err, undone) {
			t.Fatal(err)
		}
		h.appoint(org.Appointment{Role: "manager", Person: olle, Units: []record.Key{top}}) // takes the number of the change undone
		if g := h.grants(karin); len(g) != 0 {
			t.Errorf("after it was undone: %+v", g)
		}
	})
}

func TestAreasOfAnAppointmentNarrowThoseOfTheRole(t *testing.T) {
	each(t, func(h house) {
		top := h.unit("Regionen", 0, 0)
		siv, ann := h.person("Siv Al", top), h.person("Ann Ort", top)
		h.appoint(org.Appointment{Envelope: record.Envelope{Areas: []record.Code{"fire"}}, Role: "security_coordinator", Person: siv, Units: []record.Key{top}})
		h.appoint(org.Appointment{Envelope: record.Envelope{Areas: []record.Code{"it"}}, Role: "security_coordinator", Person: ann, Units: []record.Key{top}})
		if g := h.grants(siv); len(g) != 1 || !slices.Contains(g[0].Areas, "fire") || slices.Contains(g[0].Areas, "personal") {
			t.Errorf("%+v", g)
		}
		if g := h.grants(ann); len(g) != 0 {
			t.Errorf("an area outside the role: %+v", g)
		}
	})
}

func TestTheDerivedTablesAreRebuiltAsTheyWere(t *testing.T) {
	each(t, func(h house) {
		top := h.unit("Regionen", 0, 0)
		hus := h.site("Huset")
		karin, olle, siv := h.person("Karin Ek", top), h.person("Olle Al", top), h.person("Siv Al", top)
		post := h.appoint(org.Appointment{Role: "manager", Person: karin, Units: []record.Key{top}})
		h.appoint(org.Appointment{Role: "manager", Person: olle, DeputyFor: post})
		h.appoint(org.Appointment{Role: "security_coordinator", Person: siv, Sites: []record.Key{hus}})
		h.appoint(org.Appointment{Role: "director", Person: siv, Region: true})
		tables := func() (all []string) {
			h.read(func(tx *record.Tx) error {
				for _, query := range []string{
					"SELECT appointment, scope, target FROM appointment_scope ORDER BY 1, 2, 3", "SELECT appointment, 'counts', 0 FROM appointment_counts ORDER BY 1",
					"SELECT ancestor, 'above', descendant FROM unit_closure ORDER BY 1, 3",
				} {
					err := tx.Each(func(scan func(...any) error) error {
						var a, c int64
						var b string
						err := scan(&a, &b, &c)
						all = append(all, fmt.Sprint(a, b, c))
						return err
					}, query)
					if err != nil {
						return err
					}
				}
				return nil
			})
			return all
		}
		before := tables()
		h.write(program, func(tx *record.Tx) error {
			for _, table := range []string{"appointment_scope", "appointment_counts", "unit_closure"} {
				if _, err := tx.Exec("DELETE FROM " + table); err != nil {
					return err
				}
			}
			return org.Rebuild(tx)
		})
		if after := tables(); len(before) != 8 || !slices.Equal(before, after) {
			t.Errorf("before %v\nafter %v", before, after)
		}
	})
}

func TestTheBookReachesTheProfileInForceThroughItsTerms(t *testing.T) {
	each(t, func(h house) {
		h.read(func(tx *record.Tx) error {
			if p, ok := org.ProfileOf(tx); !ok || p.Code() != "varmland" {
				t.Errorf("profile %v, %v", p, ok)
			}
			return nil
		})
		bare := record.NewBook(h.book.DB, nil, h.book.Ring, h.book.Rights, h.book.Kinds()...)
		err := bare.Read(context.Background(), program, func(tx *record.Tx) error {
			if _, ok := org.ProfileOf(tx); ok {
				t.Error("terms that are none reach a profile")
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestListsLearnHowManyUnitsThereAre(t *testing.T) {
	each(t, func(h house) {
		top := h.unit("Regionen", 0, 0)
		karin := h.person("Karin Ek", top)
		for _, name := range []string{"Ett", "Två", "Tre"} {
			ward := h.unit(name, top, 0)
			h.appoint(org.Appointment{Role: "manager", Person: karin, Units: []record.Key{ward}})
		}
		if n := h.reg.UnitCount(); n != 0 {
			t.Errorf("%d units known before anybody asked", n)
		}
		h.read(func(tx *record.Tx) error { return nil }) // the program has no rights to read
		h.grants(karin)
		if n := h.reg.UnitCount(); n != 4 {
			t.Errorf("%d units, want 4", n)
		}
		h.unit("Fyra", top, 0)
		h.grants(karin)
		if n := h.reg.UnitCount(); n != 5 {
			t.Errorf("%d units after one more, want 5", n)
		}
	})
}
