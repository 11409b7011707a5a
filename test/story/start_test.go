package story_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"github.com/vardkas/vardkas/internal/pgtest"
	"github.com/vardkas/vardkas/internal/web/htmlcheck"
)

const founderPassword = "blå bussar i regn"

var personID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)

var oncePassword = regexp.MustCompile("[0-9A-Z]{4}(-[0-9A-Z]{4}){3}")

// handedOut are the one-time passwords on the page, in its order.
func (v *visitor) handedOut(want int) []string {
	v.Helper()
	all := oncePassword.FindAllString(v.page.text, -1)
	if len(all) != want {
		v.Fatalf("%d one-time passwords, want %d:\n%s", len(all), want, v.page.readable())
	}
	return all
}

// comesIn is somebody who signs in with a one-time password and chooses a password of their own.
func (s *house) comesIn(username, once string) *visitor {
	s.Helper()
	v := s.anyone()
	v.who = username
	v.fills("/sign-in", url.Values{"username": {username}, "password": {once}}).meets(http.StatusOK).sees("Välj ett eget lösenord")
	v.posts("/sign-in/password", v.form("/sign-in/password", url.Values{"new": {"gula tåg i snön, sa " + username}}))
	return v.meets(http.StatusOK).sees("Logga ut")
}

// adds makes a record on the page of its kind.
func (v *visitor) adds(kind string, typed url.Values) *visitor {
	v.Helper()
	return v.fills("/r/"+kind+"/new", typed).meets(http.StatusOK)
}

// appoints appoints somebody and returns the address of the appointment.
func (v *visitor) appoints(name, role, unit string) string {
	v.Helper()
	typed := url.Values{"title": {name + ", " + role}, "role": {role}, "person": {v.finds("/r/appointment/new", "person", name)}, "valid_from": {"2026-11-23"}}
	if unit == everywhere {
		typed.Set("region", "1")
	} else {
		v.fills("/r/appointment/new", url.Values{"units_query": {unit}, "_search": {"units"}}).meets(http.StatusOK)
		typed.Set("units", htmlcheck.Value(v.page.body, "input[type=checkbox][name=units]", "value"))
	}
	v.adds("appointment", typed).sees(name)
	return v.page.path
}

// TestFromAnEmptyMachineToTheFirstRoutedReport walks, through pages alone, from the code that serve prints to an event that
// waits on its manager's first page.
func TestFromAnEmptyMachineToTheFirstRoutedReport(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); walkFromEmpty(emptyHouse(t, "")) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); walkFromEmpty(emptyHouse(t, pgtest.URL(t))) })
}

func walkFromEmpty(s *house) {
	admin, once := s.founded()
	admin.adds("unit", url.Values{"title": {"Region Exempel"}})
	admin.adds("unit", url.Values{"title": {"Avdelning 12"}, "parent": {admin.finds("/r/unit/new", "parent", "Region")}})
	s.ward.id = regexp.MustCompile(`[0-9a-f-]{36}`).FindString(admin.page.path)
	for given, family := range map[string]string{"Karin": "Ek", "Siv": "Berg"} {
		admin.adds("person", url.Values{"title": {given + " " + family}, "given": {given}, "family": {family}, "unit": {admin.finds("/r/person/new", "unit", "Avdelning")}})
	}

	first, second := s.comesIn("pia", once[0]), s.comesIn("olle", once[1])
	first.appoints("Karin Ek", "manager", "Avdelning 12")
	chief := first.appoints("Siv Berg", "security_chief", everywhere)
	first.fills(chief+"/step/confirm", nil).meets(http.StatusUnprocessableEntity) // whoever appointed cannot confirm it too
	second.fills(chief+"/step/confirm", nil).meets(http.StatusOK)

	admin.opens("/accounts/without").sees("karin.ek", "siv.berg")
	admin.posts("/accounts/without", url.Values{"person": personID.FindAllString(admin.page.text, -1)})
	handed := admin.meets(http.StatusOK).handedOut(2)
	karin, siv := s.comesIn("karin.ek", handed[0]), s.comesIn("siv.berg", handed[1])

	got := s.anyone().reports(nil)
	karin.opens("/").sees(got.number)
	siv.opens("/events").sees(got.number)
	admin.opens("/").seesNot(got.number)
	first.opens("/").seesNot(got.number)
	if page := s.anyone().gets("/first-start"); page.status != http.StatusNotFound {
		s.Errorf("the first start answers %d a second time", page.status)
	}
}

// founded starts the installation: the founder, signed in, and the one-time passwords of pia and olle.
func (s *house) founded() (*visitor, []string) {
	s.Helper()
	code, err := s.StartCode(context.Background())
	s.must(err)
	admin := s.anyone()
	admin.who = "sixten"
	admin.fills("/first-start", url.Values{
		"code": {code}, "name": {"Sixten Kvist"}, "username": {"sixten"}, "password": {founderPassword},
		"officer_name_1": {"Pia Lund"}, "officer_username_1": {"pia"}, "officer_name_2": {"Olle Ås"}, "officer_username_2": {"olle"},
	}).meets(http.StatusOK).sees("Kontona finns")
	once := admin.handedOut(2)
	admin.fills("/sign-in", url.Values{"username": {"sixten"}, "password": {founderPassword}}).meets(http.StatusOK).sees("Logga ut")
	if htmlcheck.Words(admin.page.body, "h1") == "" {
		s.Error("the first page has no heading")
	}
	return admin, once
}
