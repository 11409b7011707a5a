// Package eventtest is a small region with people in their roles, and a site on its database, for the tests of the pages
// on which events are reported, handled and counted.
package eventtest

import (
	"context"
	"errors"
	"testing"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/action"
	"github.com/vardkas/vardkas/internal/alert"
	"github.com/vardkas/vardkas/internal/attachment"
	"github.com/vardkas/vardkas/internal/batch"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/investigation"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/relation"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/store/storetest"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/talk"
	"github.com/vardkas/vardkas/internal/trail"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/webtest"
)

// Region is a region of two units with the people that reports reach.
type Region struct {
	*webtest.Bench
	Book    *record.Book
	Profile *strategy.Profile
	Desk    *incident.Desk

	Top, Ward, Elsewhere record.Key // units
	WardID               record.ID

	Manager, Chief, Officer, Nurse, Stranger record.Key // persons: of the ward, of security, of information security, at the ward, elsewhere
}

// New opens a region on the database of o.
func New(t testing.TB, o store.Options) *Region {
	t.Helper()
	o.Ledger = trail.NewLedger()
	db := storetest.Open(t, o)
	r := &Region{Profile: profile(t), Desk: incident.NewDesk("https://vardkas.example.se")}
	must(t, db.Write(context.Background(), func(tx *store.Tx) error {
		_, err := trail.Append(tx, trail.Draft{Action: "found", Body: []byte("{}")})
		return err
	}))
	ring, err := record.NewKeyring(webtest.Key)
	must(t, err)
	register := org.New(r.Profile)
	r.Book = record.NewBook(db, register.Terms(), ring, register.Rights, org.Units, org.Sites, org.Places, org.Persons, org.Appointments,
		incident.Kind, incident.Parts, alert.Kind, action.Kind, talk.Messages, talk.Comments, attachment.Kind, relation.Kind, batch.Kind,
		investigation.Causes, investigation.Costs, investigation.Lessons)
	r.Book.Units = register.UnitCount
	r.people(t, clock.Today(o.Clock))
	r.Bench = webtest.On(t, db, o.Clock.(*clock.Manual), func(c *web.Config) {
		c.Who = func(_ context.Context, tx *store.Tx, person int64) (access.Subject, string, error) {
			rtx, err := r.Book.With(tx, record.Caller{Person: record.Key(person)})
			if err != nil {
				return access.Subject{}, "", err
			}
			name, err := rtx.Title(record.Key(person), "person")
			return rtx.Subject, name, err
		}
		c.Translate = translated
	})
	return r
}

func profile(t testing.TB) *strategy.Profile {
	t.Helper()
	known := strategy.Known{Classes: access.Classes()[1:]}
	for _, r := range access.Appointable() {
		known.AccessRoles = append(known.AccessRoles, string(r))
	}
	p, err := strategy.Embedded(known)
	must(t, err)
	return p
}

// people fills the organisation.
func (r *Region) people(t testing.TB, today clock.Date) {
	t.Helper()
	r.Do(t, record.Caller{Door: record.System}, func(tx *record.Tx) error {
		unit := func(name string, parent record.Key) record.Key {
			u := org.Unit{Envelope: record.Envelope{Title: name, Level: 1}, Parent: parent}
			must(t, org.Units.Create(tx, &u))
			if name == "Avdelning 12" {
				r.WardID = u.ID
			}
			return u.Key
		}
		r.Top = unit("Region Exempel", 0)
		r.Ward, r.Elsewhere = unit("Avdelning 12", r.Top), unit("Folktandvården Hagfors", r.Top)
		person := func(name string, unit record.Key) record.Key {
			p := org.Person{Envelope: record.Envelope{Title: name, Unit: unit, Level: 1}}
			must(t, org.Persons.Create(tx, &p))
			return p.Key
		}
		r.Manager, r.Nurse = person("Karin Ek", r.Ward), person("Nils Alm", r.Ward)
		r.Chief, r.Officer = person("Siv Berg", r.Top), person("Omar Dahl", r.Top)
		r.Stranger = person("Vera Fors", r.Elsewhere)
		appoint := func(role record.Code, person record.Key, units ...record.Key) {
			a := org.Appointment{Role: role, Person: person, Units: units, Region: len(units) == 0, From: today.AddDays(-1)}
			must(t, org.Appoint(tx, &a))
		}
		appoint("manager", r.Manager, r.Ward)
		appoint("security_chief", r.Chief)
		appoint("infosec_officer", r.Officer)
		return nil
	})
}

// Do runs f as one change by the caller.
func (r *Region) Do(t testing.TB, c record.Caller, f func(tx *record.Tx) error) {
	t.Helper()
	must(t, r.Book.Write(context.Background(), c, f))
}

// See runs f on a snapshot as the caller.
func (r *Region) See(t testing.TB, c record.Caller, f func(tx *record.Tx) error) {
	t.Helper()
	must(t, r.Book.Read(context.Background(), c, f))
}

// Reported hands in an event and returns it. What the draft leaves out is filled in.
func (r *Region) Reported(t testing.TB, d incident.Draft) *incident.Incident {
	t.Helper()
	if d.Code == "" {
		d.Code = incident.NewCode()
	}
	if d.Unit == 0 {
		d.Unit = r.Ward
	}
	if d.Category == "" {
		d.Category, d.Description = "unauthorised_access", "Dörren till förrådet stod öppen"
	}
	var i *incident.Incident
	r.Do(t, record.Caller{Door: record.Intake, Coarse: d.Anonymous}, func(tx *record.Tx) (err error) {
		i, err = r.Desk.Report(tx, d)
		return err
	})
	return i
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// translated turns the answers of records into pages, as the program does.
func translated(err error) error {
	switch {
	case errors.Is(err, record.ErrNotFound):
		return web.NotFound()
	case errors.Is(err, record.ErrForbidden):
		return web.Forbidden()
	}
	return err
}
