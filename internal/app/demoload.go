package app

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/demo"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
)

// demoLoader turns the made-up region into records, through the same functions that people's changes go through, at the
// moments the story says.
type demoLoader struct {
	o        *Organisation
	clock    *clock.Manual
	region   demo.Organisation
	keys     demoKeys
	log      *slog.Logger
	progress func(part string, done, total int)
	why      func(m moment, err error) // told of every moment left out

	omitted bool // the last moment was left out
}

// demoKeys maps the region's codes to the records they became. It is kept in the data directory, so that a later start
// can add the days that have passed.
type demoKeys struct {
	Size    demo.Size             `json:"size"`
	First   clock.Date            `json:"first"`  // the day the story begins
	Until   clock.Instant         `json:"until"`  // what has been told so far
	Codes   map[string]record.Key `json:"codes"`  // units, sites, places and persons
	Events  map[string]record.Key `json:"events"` // by Event.Key
	Actions map[string]record.Key `json:"actions"`
	SignIns []demo.SignIn         `json:"sign_ins"`
}

// demoYears is how long a history the demo begins with.
const demoYears = 2

// perChange is how many records one change of the loading makes.
const perChange = 100

// inChanges runs f for 0 … n-1, perChange of them in one change by the system at one moment.
func (l *demoLoader) inChanges(ctx context.Context, part string, n int, f func(tx *record.Tx, i int) error) error {
	for from := 0; from < n; from += perChange {
		to := min(from+perChange, n)
		err := l.o.Book.Write(ctx, record.Caller{Door: record.System}, func(tx *record.Tx) error {
			for i := from; i < to; i++ {
				if err := f(tx, i); err != nil {
					return fmt.Errorf("%s %d: %w", part, i, err)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		l.progress(part, to, n)
	}
	return nil
}

// organisation loads sites, units, persons and appointments.
func (l *demoLoader) organisation(ctx context.Context) error {
	for _, part := range []func(context.Context) error{l.sites, l.places, l.units, l.persons, l.appointments} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (l *demoLoader) sites(ctx context.Context) error {
	all := l.region.Sites
	return l.inChanges(ctx, "sites", len(all), func(tx *record.Tx, i int) error {
		s := org.Site{
			Envelope: record.Envelope{Title: all[i].Name, Level: access.LevelOpen},
			Code:     all[i].Code, Address: all[i].Address, Municipality: all[i].Municipality, Kind: org.SiteKind(all[i].Kind), Campus: l.keys.Codes[all[i].Campus],
		}
		if all[i].Campus == all[i].Code {
			s.Campus = 0
		}
		err := org.Sites.Create(tx, &s)
		l.keys.Codes[all[i].Code] = s.Key
		return err
	})
}

func (l *demoLoader) places(ctx context.Context) error {
	type one struct {
		place demo.Place
		site  string
	}
	var all []one
	for _, s := range l.region.Sites {
		for _, p := range s.Places {
			all = append(all, one{p, s.Code})
		}
	}
	return l.inChanges(ctx, "places", len(all), func(tx *record.Tx, i int) error {
		p := org.Place{
			Envelope: record.Envelope{Title: all[i].place.Name, Level: access.LevelOpen},
			Code:     all[i].place.Code, Site: l.keys.Codes[all[i].site], Kind: record.Code(all[i].place.Term),
		}
		err := org.Places.Create(tx, &p)
		l.keys.Codes[p.Code] = p.Key
		return err
	})
}

func (l *demoLoader) units(ctx context.Context) error {
	all := l.region.Units
	return l.inChanges(ctx, "units", len(all), func(tx *record.Tx, i int) error {
		u := org.Unit{
			Envelope: record.Envelope{Title: all[i].Name, Level: access.LevelOpen},
			Code:     all[i].Code, HSAID: all[i].HSAID, Parent: l.keys.Codes[all[i].Parent], Kind: org.UnitKind(all[i].Kind),
			Site: l.keys.Codes[all[i].Site], AllHours: all[i].AllHours, RaisedRisk: all[i].RaisedRisk,
		}
		err := org.Units.Create(tx, &u)
		l.keys.Codes[u.Code] = u.Key
		return err
	})
}

func (l *demoLoader) persons(ctx context.Context) error {
	all := l.region.Persons
	return l.inChanges(ctx, "persons", len(all), func(tx *record.Tx, i int) error {
		p := org.Person{
			Envelope: record.Envelope{Title: all[i].Name(), Unit: l.keys.Codes[all[i].Unit], Level: access.LevelOpen},
			Code:     all[i].Code, Given: all[i].Given, Family: all[i].Family, Occupation: all[i].Title, Mail: all[i].Mail, HSAID: all[i].HSAID,
		}
		err := org.Persons.Create(tx, &p)
		l.keys.Codes[p.Code] = p.Key
		return err
	})
}

func (l *demoLoader) appointments(ctx context.Context) error {
	all := l.region.Appointments
	return l.inChanges(ctx, "appointments", len(all), func(tx *record.Tx, i int) error {
		a := org.Appointment{
			Role: record.Code(all[i].Role), Person: l.keys.Codes[all[i].Person], From: all[i].From, To: all[i].To, Decision: all[i].Decision,
		}
		l.scope(&a, all[i])
		if err := org.Appoint(tx, &a); err != nil || all[i].Deputy == "" {
			return err
		}
		d := org.Appointment{Role: a.Role, Person: l.keys.Codes[all[i].Deputy], From: a.From, To: a.To, Decision: a.Decision, DeputyFor: a.Key}
		return org.Appoint(tx, &d)
	})
}

func (l *demoLoader) scope(a *org.Appointment, from demo.Appointment) {
	switch from.Kind {
	case demo.ScopeRegion:
		a.Region = true
	case demo.ScopeUnit:
		for _, code := range from.Scope {
			a.Units = append(a.Units, l.keys.Codes[code])
		}
	case demo.ScopeArea:
		for _, area := range l.region.Areas {
			if area.Code == from.Scope[0] {
				for _, code := range area.Sites {
					a.Sites = append(a.Sites, l.keys.Codes[code])
				}
			}
		}
	}
}

func (l *demoLoader) save(path string) error {
	b, err := json.Marshal(l.keys)
	if err != nil {
		return fmt.Errorf("remember the demo: %w", err)
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		return fmt.Errorf("remember the demo: %w", err)
	}
	return nil
}
