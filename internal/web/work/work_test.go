package work_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/action"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store/storetest"
	"github.com/vardkas/vardkas/internal/web/cases"
	"github.com/vardkas/vardkas/internal/web/eventtest"
	"github.com/vardkas/vardkas/internal/web/report"
	"github.com/vardkas/vardkas/internal/web/work"
)

func region(t *testing.T) *eventtest.Region {
	t.Helper()
	r := eventtest.New(t, storetest.SQLite(t))
	(&cases.Pages{Site: r.Site, Book: r.Book, Profile: r.Profile, Desk: r.Desk}).Register()
	(&report.Pages{Site: r.Site, Book: r.Book, Profile: r.Profile, Desk: r.Desk}).Register()
	(&work.Pages{Site: r.Site, Book: r.Book, Desk: r.Desk}).Register()
	return r
}

func TestTheFirstPageLeadsWhoIsNotSignedInToReportAndFollow(t *testing.T) {
	r := region(t)
	code := incident.NewCode()
	r.Reported(t, incident.Draft{Code: code, Anonymous: true})
	b := r.Browser(t)
	for _, lang := range []string{"en", "sv"} {
		b.Headers.Set("Accept-Language", lang)
		b.Get("/").Want(200).Says(`lang="`+lang+`"`, "112", "/report", "/sign-in")
	}
	form := eventtest.Form(t, b.Get("/"), "/follow", url.Values{"number": {"H-2026-1"}, "code": {code}})
	b.Post("/follow", form).Want(200).Says("Dörren till förrådet")
}

func TestAnEmptyDayTeaches(t *testing.T) {
	r := region(t)
	b := r.Browser(t)
	b.SignIn(int64(r.Stranger))
	b.Get("/").Want(200).Says("Inget väntar på dig just nu", "av sig självt")
}

func TestWhatAwaitsSaysWhyAndSinceWhenAndIsDoneInPlace(t *testing.T) {
	r := region(t)
	r.Reported(t, incident.Draft{})
	b := r.Browser(t)
	b.SignIn(int64(r.Manager))
	page := b.Get("/").Want(200).Says("Ta emot", "H-2026-1", "du har en del i händelsen", "sedan i dag")
	click := eventtest.Address(page, "/accept")
	b.Post(click, url.Values{"version": {"1"}, "back": {"/"}}).Want(200).Says("Du har tagit emot din del", "Handlägg", "Bedöm")
	b.Headers.Set("Accept-Language", "en")
	b.Get("/").Want(200).Says("Handle", "you have a part in the event")
}

func TestALateActionComesFirstAndSaysThatItIsLate(t *testing.T) {
	r := region(t)
	i := r.Reported(t, incident.Draft{})
	r.Do(t, record.Caller{Person: r.Manager}, func(tx *record.Tx) error {
		a := &action.Action{Envelope: record.Envelope{On: i.Key, Title: "Byt låset"}, Responsible: r.Nurse, Due: tx.Today().AddDays(1)}
		return action.Kind.Create(tx, a)
	})
	r.Clock.Advance(72 * time.Hour)
	b := r.Browser(t)
	b.SignIn(int64(r.Nurse))
	page := b.Get("/").Want(200).Says("Försenat", "Gör Byt låset", "du är ansvarig", "Skulle ha varit klart")
	b.Post(eventtest.Address(page, "/finish"), url.Values{"version": {"1"}, "back": {"/"}}).Want(200).Says("Åtgärden är klar", "Inget väntar")
}

func TestAnAlertStandsOnTopAndIsAcknowledgedThere(t *testing.T) {
	r := region(t)
	r.Reported(t, incident.Draft{})
	i := r.Reported(t, incident.Draft{})
	r.Do(t, record.Caller{Person: r.Manager}, func(tx *record.Tx) error {
		now, err := incident.Kind.Get(tx, i.Key)
		if err != nil {
			return err
		}
		a := incident.AssessmentOf(now)
		a.Consequences, a.Severity = map[string]record.Code{"life_and_health": "serious"}, "critical"
		a.SeverityReason = "Någon kunde ha dött"
		_, err = r.Desk.Assess(tx, i.Key, now.Version, a)
		return err
	})
	b := r.Browser(t)
	b.SignIn(int64(r.Chief))
	page := b.Get("/").Want(200).Says("Allvarlig händelse H-2026-2")
	to := eventtest.Address(page, "/acknowledge")
	b.Post(to, eventtest.Form(t, page, to, nil)).Want(200).Says("Du har bekräftat").SaysNot("Allvarlig händelse")
}

func TestTheFirstPageShowsSomeAndTheRestIsALinkAway(t *testing.T) {
	r := region(t)
	i := r.Reported(t, incident.Draft{})
	r.Do(t, record.Caller{Person: r.Manager}, func(tx *record.Tx) error {
		for range 23 {
			a := &action.Action{Envelope: record.Envelope{On: i.Key, Title: "Byt låset"}, Responsible: r.Nurse}
			if err := action.Kind.Create(tx, a); err != nil {
				return err
			}
		}
		return nil
	})
	b := r.Browser(t)
	b.SignIn(int64(r.Nurse))
	page := b.Get("/").Want(200).Says("23 saker väntar på dig", "Senare", "(23)", "Visa alla 23", `href="/?show=later"`)
	if n := strings.Count(string(page.HTML), `class="work-item"`); n != 20 {
		t.Errorf("%d things on the first page", n)
	}
	page = b.Get("/?show=later").Want(200).Says("(23)", "Tillbaka till allt som väntar").SaysNot("Visa alla")
	if n := strings.Count(string(page.HTML), `class="work-item"`); n != 23 {
		t.Errorf("%d things on the page of all", n)
	}
	b.Get("/?show=never").Want(200).SaysNot(`class="work-item"`)
}

func TestAPartLeftOfAClosedCaseIsFinishedFromItsPage(t *testing.T) {
	r := region(t)
	i := r.Reported(t, incident.Draft{})
	r.Do(t, record.Caller{Door: record.System}, func(tx *record.Tx) error {
		_, err := tx.Exec("UPDATE record SET state = 'closed' WHERE rid = $1", int64(i.Key))
		return err
	})
	b := r.Browser(t)
	b.SignIn(int64(r.Manager))
	b.Get("/").Want(200).Says("Avsluta din del i H-2026-1", "händelsen är avslutad men din del är öppen").SaysNot("Ta emot")
	event := "/events/" + i.ID.String()
	_, after, _ := strings.Cut(string(b.Get(event).Want(200).HTML), event+"/do/part?part=")
	part, _, _ := strings.Cut(after, `"`)
	form := eventtest.Form(t, b.Get(event+"/do/part?part="+part).Want(200), event+"/do/part", url.Values{"note": {"Klart"}})
	b.Post(event+"/do/part", form).Want(200)
	b.Get("/").Want(200).SaysNot("Avsluta din del")
}

func TestTheLetterOfTheWeekIsTurnedOffAndOnByItsReader(t *testing.T) {
	r := region(t)
	b := r.Browser(t)
	b.SignIn(int64(r.Nurse))
	b.Get("/my/digest").Want(200).Says("Du får ett brev varje vecka", "Stäng av brevet")
	b.Post("/my/digest", url.Values{"turn": {"off"}}).Want(200).Says("Du får inget brev", "Få brevet igen")
	b.Post("/my/digest", url.Values{"turn": {"on"}}).Want(200).Says("Stäng av brevet")
}
