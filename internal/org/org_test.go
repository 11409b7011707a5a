package org_test

import (
	"bytes"
	"context"
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
		h.write(program, func(tx *record.Tx) error {
			_, err := org.Appointments.Take(tx.As(record.System), post, 2, "end", nil)
			if err == nil {
				t.Error("a command ended an appointment")
			}
			return nil
		})
		g := h.grants(olle)
		if len(g) != 1 || !g[0].Deputy || !slices.Equal(g[0].Units, ids(top, ward)) {
			t.Errorf("%+v", g)
		}
	})
}
