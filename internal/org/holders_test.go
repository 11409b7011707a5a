package org_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
)

func TestHoldersAreFoundAtTheNearestPostPrincipalsFirst(t *testing.T) {
	each(t, func(h house) {
		top := h.unit("Regionen", 0, 0)
		clinic := h.unit("Kliniken", top, 0)
		team := h.unit("Teamet", clinic, 0)
		boss, karin, olle := h.person("Bo Dir", top), h.person("Karin Ek", clinic), h.person("Olle Al", clinic)
		h.appoint(org.Appointment{Role: "manager", Person: boss, Units: []record.Key{top}})
		post := h.appoint(org.Appointment{Role: "manager", Person: karin, Units: []record.Key{clinic}})
		h.appoint(org.Appointment{Role: "manager", Person: olle, DeputyFor: post})
		want := func(scope strategy.Scope, at record.Key, persons ...record.Key) {
			h.Helper()
			h.read(func(tx *record.Tx) error {
				all, err := org.Holders(tx, "manager", scope, org.Spot{Unit: at})
				if err != nil || !slices.Equal(org.PersonsOf(all), persons) || len(all) > 1 && !all[1].Deputy {
					h.Errorf("%s of %d: %+v, %v, want %v", scope, at, all, err, persons)
				}
				return nil
			})
		}
		want(strategy.ScopeUnit, team, karin, olle)
		want(strategy.ScopeUnit, top, boss)
		want(strategy.ScopeUnitAbove, clinic, boss)
		want(strategy.ScopeUnitAbove, team, karin, olle)
		want(strategy.ScopeUnitAbove, top)
		want(strategy.ScopeUnit, 0)
	})
}

func TestAVacantPostMovesToTheDeputyThenToTheNamedRoleThenToTheOneAbove(t *testing.T) {
	each(t, func(h house) {
		top := h.unit("Regionen", 0, 0)
		house := h.site("Huset")
		clinic := h.unit("Kliniken", top, house)
		boss, karin, olle, siv, chief := h.person("Bo Dir", top), h.person("Karin Ek", clinic), h.person("Olle Al", clinic), h.person("Siv Sten", top), h.person("Stig Chef", top)
		h.appoint(org.Appointment{Role: "manager", Person: boss, Units: []record.Key{top}})
		ended := func(person record.Key) { // the person leaves: the post is vacant
			h.write(program, func(tx *record.Tx) error { _, err := org.Persons.Take(tx, person, 1, "leave", nil); return err })
		}
		post := h.appoint(org.Appointment{Role: "manager", Person: karin, Units: []record.Key{clinic}})
		want := func(through org.Through, role string, persons ...record.Key) {
			h.Helper()
			h.read(func(tx *record.Tx) error {
				a, err := org.Answering(tx, "manager", strategy.ScopeUnit, "security_coordinator", org.Spot{Unit: clinic})
				if err != nil || a.Through != through || a.Role != role || !slices.Equal(org.PersonsOf(a.Holders), persons) {
					h.Errorf("%+v, %v, want %s %s %v", a, err, through, role, persons)
				}
				return nil
			})
		}
		want(org.ByPrincipal, "manager", karin)
		h.appoint(org.Appointment{Role: "manager", Person: olle, DeputyFor: post})
		ended(karin)
		want(org.ByDeputy, "manager", olle)
		ended(olle)
		want(org.ByAbove, "manager", boss)
		h.appoint(org.Appointment{Role: "security_coordinator", Person: siv, Sites: []record.Key{house}})
		want(org.ByOther, "security_coordinator", siv)
		ended(siv)
		ended(boss)
		want(org.ByNobody, "manager")
		h.appoint(org.Appointment{Role: "security_chief", Person: chief, Region: true})
		want(org.ByAbove, "security_chief", chief)
		h.read(func(tx *record.Tx) error {
			vacant, err := org.Vacant(tx, "manager", strategy.ScopeUnit, org.Spot{Unit: clinic})
			if !vacant || err != nil {
				h.Errorf("vacant: %v, %v", vacant, err)
			}
			return nil
		})
	})
}

func TestACoordinatorIsFoundByPlaceSiteCampusAndUnit(t *testing.T) {
	each(t, func(h house) {
		var building, place record.Key
		main := h.site("Huvudbyggnaden")
		h.write(program, func(tx *record.Tx) error {
			b := org.Site{Envelope: record.Envelope{Title: "Hus B", Level: 1}, Code: "hb", Campus: main}
			if err := org.Sites.Create(tx, &b); err != nil {
				return err
			}
			p := org.Place{Envelope: record.Envelope{Title: "Väntrum", Level: 1}, Site: b.Key}
			err := org.Places.Create(tx, &p)
			building, place = b.Key, p.Key
			return err
		})
		top := h.unit("Regionen", 0, 0)
		ward := h.unit("Avdelningen", top, building)
		far := h.unit("Hälsocentralen", top, 0)
		siv, ann := h.person("Siv Sten", top), h.person("Ann Ort", top)
		h.appoint(org.Appointment{Role: "security_coordinator", Person: siv, Sites: []record.Key{main}})
		h.appoint(org.Appointment{Role: "security_coordinator", Person: ann, Units: []record.Key{far}})
		h.read(func(tx *record.Tx) error {
			for name, one := range map[string]struct {
				unit, place, want record.Key
			}{
				"the ward":                       {ward, 0, siv},
				"a place in the building":        {0, place, siv},
				"the building":                   {0, building, siv},
				"the health centre":              {far, 0, ann},
				"the health centre, elsewhere":   {far, place, siv},
				"where nobody is coordinator":    {top, 0, 0},
				"a unit and place nobody stated": {0, 0, 0},
			} {
				at, err := org.SpotOf(tx, one.unit, one.place)
				if err != nil {
					return err
				}
				a, err := org.CoordinatorFor(tx, at)
				if err != nil {
					return err
				}
				if one.want == 0 && a.Through != org.ByNobody || one.want != 0 && !slices.Equal(org.PersonsOf(a.Holders), []record.Key{one.want}) {
					h.Errorf("%s: %+v", name, a)
				}
			}
			_, code, err := org.SiteCodes(tx, org.Spot{Unit: ward})
			if code != "hb" || err != nil {
				h.Errorf("the building is %q, %v", code, err)
			}
			return nil
		})
	})
}

func TestAUnitWithoutAContactPathIsAFinding(t *testing.T) {
	each(t, func(h house) {
		hus := h.site("Huset")
		clinic := h.unit("Kliniken", 0, hus)
		karin, siv, ann := h.person("Karin Ek", clinic), h.person("Siv Sten", clinic), h.person("Ann Ort", clinic)
		has := func(want bool, f org.Finding) {
			h.Helper()
			h.read(func(tx *record.Tx) error {
				all, err := org.Findings(tx)
				if err != nil || slices.Contains(all, f) != want {
					h.Errorf("%+v is there: %v, among %+v, %v", f, !want, all, err)
				}
				return nil
			})
		}
		complete := func(want bool) {
			h.Helper()
			h.read(func(tx *record.Tx) error {
				c, err := org.ContactPathOf(tx, clinic)
				if err != nil || c.Complete() != want {
					h.Errorf("%+v, %v", c, err)
				}
				return nil
			})
		}
		nobody := org.Finding{Key: org.FindingNobody, Role: "manager", Unit: clinic}
		area := org.Finding{Key: org.FindingNobody, Role: "security_coordinator", Unit: clinic}
		has(true, nobody)
		has(true, area)
		has(true, org.Finding{Key: org.FindingNobody, Role: "security_chief"})
		complete(false)
		h.appoint(org.Appointment{Role: "manager", Person: karin, Units: []record.Key{clinic}})
		h.appoint(org.Appointment{Role: "security_coordinator", Person: siv, Sites: []record.Key{hus}})
		has(false, nobody)
		has(false, area)
		complete(true)
		h.appoint(org.Appointment{Role: "security_coordinator", Person: ann, Units: []record.Key{clinic}})
		has(true, org.Finding{Key: org.FindingTwoAreas, Role: "security_coordinator", Unit: clinic})
		chief := h.appoint(org.Appointment{Role: "protective_security_chief", Person: ann, Region: true})
		has(true, org.Finding{Key: org.FindingNoDeputy, Role: "protective_security_chief"})
		h.appoint(org.Appointment{Role: "protective_security_chief", Person: siv, DeputyFor: chief})
		has(false, org.Finding{Key: org.FindingNoDeputy, Role: "protective_security_chief"})
		h.write(program, func(tx *record.Tx) error { _, err := org.Persons.Take(tx, karin, 1, "leave", nil); return err })
		has(true, org.Finding{Key: org.FindingVacant, Role: "manager", Unit: clinic})
	})
}

func TestAGraveRoleCountsOnceASecondPersonHasConfirmedItAsItStands(t *testing.T) {
	each(t, func(h house) {
		top := h.unit("Regionen", 0, 0)
		ada, bea, cia := h.person("Ada A", top), h.person("Bea B", top), h.person("Cia C", top)
		admin := h.appoint(org.Appointment{Role: "access_administrator", Person: ada, Region: true})
		h.appoint(org.Appointment{Role: "access_administrator", Person: bea, Region: true})
		dan := h.person("Dan D", top)
		var post record.Key
		h.write(as(ada), func(tx *record.Tx) error {
			a := org.Appointment{Role: "security_chief", Person: cia, Region: true, From: h.start}
			err := org.Appoint(tx, &a)
			post = a.Key
			return err
		})
		confirm := func(version int) func(*record.Tx) error {
			return func(tx *record.Tx) error {
				_, err := org.Appointments.Take(tx, post, version, "confirm", nil)
				return err
			}
		}
		chief := func(want bool) {
			h.Helper()
			g := h.grants(cia)
			if got := len(g) == 1 && g[0].Role == access.SecurityChief && g[0].Region; got != want {
				h.Errorf("%+v", g)
			}
		}
		chief(false)
		h.refused(as(ada), "org.problem.second_person", confirm(1))
		h.write(as(bea), confirm(1))
		chief(true)
		h.write(as(bea), func(tx *record.Tx) error { // now extended by one alone
			_, err := org.Appointments.Change(tx, post, 2, func(a *org.Appointment) error { a.To = h.start.AddDays(900); return nil })
			return err
		})
		chief(false)
		h.refused(as(bea), "org.problem.second_person", confirm(3))
		h.refused(as(ada), "org.problem.oneself", func(tx *record.Tx) error {
			return org.Appoint(tx, &org.Appointment{Role: "manager", Person: ada, Units: []record.Key{top}, From: h.start})
		})
		h.refused(as(ada), "org.problem.kept_apart", func(tx *record.Tx) error {
			return org.Appoint(tx, &org.Appointment{Role: "security_chief", Person: bea, Region: true, From: h.start})
		})
		h.appoint(org.Appointment{Role: "access_administrator", Person: dan, DeputyFor: admin}) // of Ada, who made it
		h.refused(as(dan), "org.problem.second_person", confirm(3))
		err := h.book.Write(context.Background(), as(cia), confirm(3))
		if !errors.Is(err, record.ErrForbidden) {
			h.Errorf("somebody who appoints nobody: %v", err)
		}
	})
}

func TestAnEndedAppointmentGivesNothingFromThatMoment(t *testing.T) {
	each(t, func(h house) {
		top := h.unit("Regionen", 0, 0)
		ada, karin := h.person("Ada A", top), h.person("Karin Ek", top)
		h.appoint(org.Appointment{Role: "access_administrator", Person: ada, Region: true})
		post := h.appoint(org.Appointment{Role: "manager", Person: karin, Units: []record.Key{top}})
		if len(h.grants(karin)) != 1 {
			h.Fatal("no right to begin with")
		}
		h.clock.Advance(48 * time.Hour)
		h.write(as(ada), func(tx *record.Tx) error {
			a, err := org.Appointments.Take(tx, post, 1, "end", nil)
			if err == nil && (a.To != h.start.AddDays(2) || a.State != org.Ended) {
				h.Errorf("%s, last day %s", a.State, a.To)
			}
			return err
		})
		if g := h.grants(karin); len(g) != 0 {
			h.Errorf("%+v", g)
		}
	})
}

func TestWhatARoleIsHeldForMustFitTheRole(t *testing.T) {
	each(t, func(h house) {
		top := h.unit("Regionen", 0, 0)
		hus := h.site("Huset")
		karin, olle := h.person("Karin Ek", top), h.person("Olle Al", top)
		post := h.appoint(org.Appointment{Role: "manager", Person: olle, Units: []record.Key{top}})
		deputy := h.appoint(org.Appointment{Role: "manager", Person: karin, DeputyFor: post})
		for _, one := range []struct {
			key string
			a   org.Appointment
		}{
			{"org.problem.for_region", org.Appointment{Role: "security_chief", Units: []record.Key{top}}},
			{"org.problem.for_units", org.Appointment{Role: "manager", Region: true}},
			{"org.problem.for_sites", org.Appointment{Role: "security_coordinator"}},
			{"org.problem.for_owned", org.Appointment{Role: "system_owner", Sites: []record.Key{hus}}},
			{"org.problem.everyone", org.Appointment{Role: "employee", Region: true}},
			{"org.problem.deputy_role", org.Appointment{Role: "fire_representative", DeputyFor: post}},
			{"org.problem.deputy_scope", org.Appointment{Role: "manager", DeputyFor: post, Units: []record.Key{top}}},
			{"org.problem.deputy_of_deputy", org.Appointment{Role: "manager", DeputyFor: deputy}},
			{"org.problem.dates", org.Appointment{Role: "manager", Units: []record.Key{top}, To: h.start.AddDays(-1)}},
			{"problem.not_an_option", org.Appointment{Role: "emperor", Region: true}},
			{"problem.required", org.Appointment{Envelope: record.Envelope{Title: "Utan roll"}, Region: true}},
		} {
			h.refused(program, one.key, func(tx *record.Tx) error {
				a := one.a
				a.Person, a.From = karin, h.start
				return org.Appoint(tx, &a)
			})
		}
		h.refused(program, "org.problem.own_deputy", func(tx *record.Tx) error {
			return org.Appoint(tx, &org.Appointment{Role: "manager", Person: olle, DeputyFor: post, From: h.start})
		})
	})
}

func TestChoosingAmongUnitsPersonsAndPlacesTakesBeginnings(t *testing.T) {
	each(t, func(h house) {
		hus := h.site("Huvudbyggnaden")
		clinic := h.unit("Kirurgkliniken", 0, hus)
		ward := h.unit("Avdelning 12", clinic, hus)
		karin := h.person("Karin Ekström", clinic)
		h.write(program, func(tx *record.Tx) error {
			p := org.Place{Envelope: record.Envelope{Title: "Väntrum plan 2", Level: 1}, Site: hus}
			return org.Places.Create(tx, &p)
		})
		err := h.book.Read(context.Background(), as(karin), func(tx *record.Tx) error {
			check := func(want, detail string, all []org.Found, err error) {
				h.Helper()
				if err != nil || len(all) != 1 || all[0].Title != want || all[0].Detail != detail {
					h.Errorf("%+v, %v, want %s (%s)", all, err, want, detail)
				}
			}
			all, err := org.FindUnits(tx, "avd 1", 10)
			check("Avdelning 12", "Kirurgkliniken", all, err)
			all, err = org.FindPersons(tx, "ekst kar", 10)
			check("Karin Ekström", "Kirurgkliniken", all, err)
			all, err = org.FindPlaces(tx, `vänt*"`, 10)
			check("Väntrum plan 2", "Huvudbyggnaden", all, err)
			all, err = org.FindSites(tx, "huvud", 10)
			check("Huvudbyggnaden", "", all, err)
			if all, err = org.FindUnits(tx, "", 1); len(all) != 1 || err != nil {
				h.Errorf("nothing typed: %+v, %v", all, err)
			}
			return nil
		})
		if err != nil {
			h.Fatal(err)
		}
		h.write(program, func(tx *record.Tx) error { _, err := org.Units.Take(tx, ward, 1, "close", nil); return err })
		err = h.book.Read(context.Background(), as(karin), func(tx *record.Tx) error {
			all, err := org.FindUnits(tx, "avd 1", 10)
			if len(all) != 0 {
				h.Errorf("a closed unit is offered: %+v", all)
			}
			return err
		})
		if err != nil {
			h.Fatal(err)
		}
	})
}
