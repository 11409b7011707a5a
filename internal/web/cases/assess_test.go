package cases_test

import (
	"net/url"
	"testing"

	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/web/eventtest"
	"github.com/vardkas/vardkas/internal/web/htmlcheck"
	"github.com/vardkas/vardkas/internal/web/register"
	"github.com/vardkas/vardkas/internal/web/webtest"
)

// findPerson searches in a field of the assessment, as without script, and returns the id of the one found.
func findPerson(t *testing.T, b *webtest.Browser, event, field, name string, typed url.Values) (found webtest.Page, id string) {
	t.Helper()
	ask := url.Values{field + "_query": {name}, "_search": {field}}
	for n, v := range typed {
		ask[n] = v
	}
	found = put(t, b, event, "assess", ask).Want(200)
	return found, htmlcheck.Value(found.HTML, "input[type=checkbox][name="+field+"]", "value")
}

func TestWhoeverAnAssessmentNamesLosesSightOfTheCase(t *testing.T) {
	r := region(t)
	event := "/events/" + r.Reported(t, incident.Draft{}).ID.String()
	manager, chief := signedIn(t, r, r.Manager), signedIn(t, r, r.Chief)
	page := manager.Get(event).Want(200)
	manager.Post(event+"/now/receive", url.Values{"version": {page.Value("version")}}).Want(200)
	found, karin := findPerson(t, chief, event, "named", "karin", assessment)
	found.Says("Karin Ek", "får inte läsa ärendet")
	found = chief.Post(event+"/do/assess", eventtest.Form(t, found, event+"/do/assess", url.Values{"named": {karin}, "subjects_query": {"omar"}, "_search": {"subjects"}})).Want(200)
	omar := htmlcheck.Value(found.HTML, "input[type=checkbox][name=subjects]", "value")
	page = chief.Post(event+"/do/assess", eventtest.Form(t, found, event+"/do/assess", url.Values{"subjects": {omar}})).Want(200)
	page.Says("Utpekade i anmälan", "1 person", "Personer som händelsen gäller")
	manager.Get(event).Want(404)
	signedIn(t, r, r.Officer).Get(event).Want(404)
	chief.Get(event + "/do/assess").Want(200).Says("1 person är redan angiven").SaysNot("Karin Ek")
}

func TestWhoNamesThemselvesIsToldThatTheCaseIsShut(t *testing.T) {
	r := region(t)
	event := "/events/" + r.Reported(t, incident.Draft{}).ID.String()
	manager := signedIn(t, r, r.Manager)
	page := manager.Get(event).Want(200)
	manager.Post(event+"/now/receive", url.Values{"version": {page.Value("version")}}).Want(200)
	found, karin := findPerson(t, manager, event, "subjects", "karin", assessment)
	if page := manager.Post(event+"/do/assess", eventtest.Form(t, found, event+"/do/assess", url.Values{"subjects": {karin}})); page.URL != "/" {
		t.Errorf("led to %s", page.URL)
	}
	manager.Get(event).Want(404)
}

func TestAReporterCannotFindOutWhatHandlersWroteByFiltering(t *testing.T) {
	r := region(t)
	register.Mount(r.Site, r.Book, register.Options{})
	event := "/events/" + r.Reported(t, incident.Draft{Person: r.Nurse}).ID.String()
	put(t, signedIn(t, r, r.Manager), event, "assess", assessment).Want(200)
	nurse, manager := signedIn(t, r, r.Nurse), signedIn(t, r, r.Manager)
	for _, asked := range []string{"", "?severity=minor", "?order=severity", "?q=H-2026-1", "?state=assessed"} {
		nurse.Get("/r/incident" + asked).Want(200).SaysNot(event[len("/events/"):])
	}
	manager.Get("/r/incident?severity=minor").Want(200).Says(event[len("/events/"):])
}
