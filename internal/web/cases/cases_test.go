package cases_test

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/account"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/relation"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/store/storetest"
	"github.com/vardkas/vardkas/internal/web/cases"
	"github.com/vardkas/vardkas/internal/web/eventtest"
	"github.com/vardkas/vardkas/internal/web/htmlcheck"
	"github.com/vardkas/vardkas/internal/web/signin"
	"github.com/vardkas/vardkas/internal/web/webtest"
)

func region(t *testing.T) *eventtest.Region {
	t.Helper()
	r := eventtest.New(t, storetest.SQLite(t))
	pages := cases.Pages{Site: r.Site, Book: r.Book, Profile: r.Profile, Desk: r.Desk}
	pages.Register()
	return r
}

func signedIn(t *testing.T, r *eventtest.Region, person record.Key) *webtest.Browser {
	t.Helper()
	b := r.Browser(t)
	b.SignIn(int64(person))
	return b
}

// put opens a sheet, fills it in and sends it.
func put(t *testing.T, b *webtest.Browser, event, sheet string, typed url.Values) webtest.Page {
	t.Helper()
	path := event + "/do/" + sheet
	return b.Post(path, eventtest.Form(t, b.Get(path).Want(200), path, typed))
}

var assessment = url.Values{
	"consequence_life_and_health": {"negligible"}, "consequence_privacy": {"negligible"}, "severity": {"minor"},
	"facts.crime_suspected": {"no"}, "facts.personal_data_involved": {"no"},
}

func TestACaseGoesFromReportToClosedOnItsPage(t *testing.T) {
	r := region(t)
	i := r.Reported(t, incident.Draft{})
	event := "/events/" + i.ID.String()
	b := signedIn(t, r, r.Manager)
	page := b.Get(event).Want(200).Says("H-2026-1", "Dörren till förrådet stod öppen", "Anmäld", "Ta emot")
	b.Post(event+"/now/receive", url.Values{"version": {page.Value("version")}}).Want(200).Says("Mottagen", "Karin Ek tog emot")
	proposal := put(t, b, event, "assess", url.Values{"consequence_privacy": {"serious"}, "_add": {"proposal"}}).Want(200)
	proposal.Says("Av följderna blir förslaget")
	put(t, b, event, "assess", assessment).Want(200).Says("Bedömd", "Ringa", "Löses där den hände", "Konsekvens för liv och hälsa")
	put(t, b, event, "close", nil).Want(422).Says("Återkoppla till anmälaren, eller skriv varför", event+"/do/feedback", "Rätta")
	put(t, b, event, "cause", url.Values{"cause": {"Dörrstängaren var trasig"}}).Want(200).Says("Dörrstängaren var trasig")
	put(t, b, event, "feedback", url.Values{"feedback": {"Dörren är lagad"}}).Want(200)
	put(t, b, event, "police", url.Values{"police": {"not_reported"}, "police_note": {"Inget brott"}}).Want(200)
	search := put(t, b, event, "action", url.Values{"responsible_query": {"karin"}, "_search": {"responsible"}}).Want(200)
	karin := htmlcheck.Value(search.HTML, "input[type=radio][name=responsible]", "value")
	page = put(t, b, event, "action", url.Values{"title": {"Byt dörrstängaren"}, "responsible": {karin}, "due": {"2026-11-30"}}).Want(200).Says("Byt dörrstängaren", "2026-11-30")
	b.Post(eventtest.Address(page, "/finish"), url.Values{"version": {"1"}}).Want(200).Says("Klar")
	b.Post(event+"/now/handled", url.Values{"version": {b.Get(event + "/do/comment").Value("version")}}).Want(200).Says("Åtgärdad")
	b.Get(event).Want(200).Says("Alla delar ska vara klara", "Väntar på", "Siv Berg")
	siv := signedIn(t, r, r.Chief)
	finish := siv.Get(event).Want(200)
	_, part, _ := strings.Cut(string(finish.HTML), event+"/do/part?part=")
	part = event + "/do/part?part=" + part[:36]
	siv.Post(event+"/do/part", eventtest.Form(t, siv.Get(part).Want(200), event+"/do/part", url.Values{"note": {"Tillsynen är gjord"}})).Want(200).Says("Tillsynen är gjord")
	closed := put(t, b, event, "close", nil).Want(200)
	closed.Says("Avslutad", "Öppna igen")
	put(t, b, event, "reopen", url.Values{"reason": {"Det hände igen"}}).Want(200).Says("Bedömd", "Det hände igen")
}

func TestADayWithoutATimeOfDayIsToldAsADay(t *testing.T) {
	r := region(t)
	noon := clock.Now(r.Clock).Date().AddDays(-1).Start().Add(12 * time.Hour)
	event := "/events/" + r.Reported(t, incident.Draft{Happened: noon, WhenNote: "Tiden på dagen är inte känd"}).ID.String()
	signedIn(t, r, r.Manager).Get(event).Want(200).Says("Tiden på dagen är inte känd", "Anmälaren anmälde").SaysNot("kl. 12.00", "apportören")
}

func TestTheCaseSpeaksBothLanguages(t *testing.T) {
	r := region(t)
	event := "/events/" + r.Reported(t, incident.Draft{}).ID.String()
	b := signedIn(t, r, r.Chief)
	for _, lang := range []string{"sv", "en"} {
		b.Headers.Set("Accept-Language", lang)
		b.Get(event).Want(200).Says(`lang="` + lang + `"`)
		for _, sheet := range []string{"assess", "hand_over", "widen", "feedback", "management", "close", "reached", "when", "cause", "police", "registry", "message", "comment", "file", "action"} {
			b.Get(event+"/do/"+sheet).Want(200).Says(`lang="`+lang+`"`).SaysNot("cases.", "incident.field", "record.field")
		}
	}
}

func TestTwoWhoChangeTheSameThingLoseNothing(t *testing.T) {
	r := region(t)
	event := "/events/" + r.Reported(t, incident.Draft{}).ID.String()
	karin, siv := signedIn(t, r, r.Manager), signedIn(t, r, r.Chief)
	path := event + "/do/cause"
	hers, his := karin.Get(path).Want(200), siv.Get(path).Want(200)
	karin.Post(path, eventtest.Form(t, hers, path, url.Values{"cause": {"Dörrstängaren"}})).Want(200)
	clash := siv.Post(path, eventtest.Form(t, his, path, url.Values{"cause": {"Låset"}})).Want(http.StatusConflict)
	clash.Says("Du skrev", "Låset", "Gäller nu", "Dörrstängaren")
	siv.Post(path, eventtest.Form(t, clash, path, url.Values{"cause": {"Dörrstängaren och låset"}})).Want(200).Says("Dörrstängaren och låset")
}

func TestWhatSomebodyElseDidElsewhereIsNoConflict(t *testing.T) {
	r := region(t)
	event := "/events/" + r.Reported(t, incident.Draft{}).ID.String()
	karin, siv := signedIn(t, r, r.Manager), signedIn(t, r, r.Chief)
	mine := siv.Get(event + "/do/cause").Want(200)
	put(t, karin, event, "police", url.Values{"police": {"not_reported"}, "police_note": {"Inget brott"}}).Want(200)
	siv.Post(event+"/do/cause", eventtest.Form(t, mine, event+"/do/cause", url.Values{"cause": {"Låset"}})).Want(200).Says("Låset")
}

func TestAHandOverNeedsAPersonAndAReason(t *testing.T) {
	r := region(t)
	event := "/events/" + r.Reported(t, incident.Draft{}).ID.String()
	b := signedIn(t, r, r.Manager)
	put(t, b, event, "hand_over", url.Values{"reason": {"Jag är ledig"}}).Want(422).Says("Jag är ledig", "Fyll i det här")
	put(t, b, event, "hand_over", url.Values{"person": {"0190aaaa-0000-7000-8000-000000000000"}, "reason": {"Jag är ledig"}}).Want(422)
	found := put(t, b, event, "hand_over", url.Values{"reason": {"Jag är ledig"}, "person_query": {"Siv"}, "_search": {"person"}}).Want(200).Says("Siv Berg", "Jag är ledig")
	siv := htmlcheck.Value(found.HTML, "input[type=radio][name=person]", "value")
	put(t, b, event, "hand_over", url.Values{"person": {siv}, "reason": {"Jag är ledig"}}).Want(200).Says("Siv Berg", "Jag är ledig")
}

func TestTheOneAlertedAcknowledgesWithOneClick(t *testing.T) {
	r := region(t)
	i := r.Reported(t, incident.Draft{})
	event := "/events/" + i.ID.String()
	karin, siv := signedIn(t, r, r.Manager), signedIn(t, r, r.Chief)
	serious := url.Values{}
	for name, values := range assessment {
		serious[name] = values
	}
	serious.Set("consequence_life_and_health", "serious")
	serious.Set("severity", "critical")
	put(t, karin, event, "assess", serious).Want(200).Says("Kritisk")
	page := siv.Get(event).Want(200).Says("Allvarlig händelse H-2026-1")
	click := eventtest.Address(page, "/acknowledge")
	sent := eventtest.Form(t, page, click, url.Values{"back": {event}})
	karin.Post(click, sent) // somebody else cannot
	siv.Post(click, sent).Want(200).Says("Du har bekräftat").SaysNot("Allvarlig händelse H-2026-1")
	siv.Post(click, sent).Want(200).Says("Någon annan hann före")
}

func TestTheReporterIsLedToTheReportersFaceAndOthersFindNothing(t *testing.T) {
	r := region(t)
	mine := r.Reported(t, incident.Draft{Person: r.Nurse})
	nurse, stranger := signedIn(t, r, r.Nurse), signedIn(t, r, r.Stranger)
	if p := nurse.Get("/events/" + mine.ID.String()); p.URL != "/my/reports/"+mine.ID.String() {
		t.Errorf("the reporter ended at %s", p.URL)
	}
	absent := stranger.Get("/events/0190aaaa-0000-7000-8000-000000000000").Want(404)
	there := stranger.Get("/events/" + mine.ID.String()).Want(404)
	if len(absent.HTML) != len(there.HTML) {
		t.Error("absent and forbidden can be told apart")
	}
	for _, sheet := range []string{"assess", "comment", "close"} {
		stranger.Get("/events/" + mine.ID.String() + "/do/" + sheet).Want(404)
		stranger.Post("/events/"+mine.ID.String()+"/do/"+sheet, url.Values{"version": {"1"}}).Want(404)
	}
	stranger.Post("/events/"+mine.ID.String()+"/now/receive", url.Values{"version": {"1"}}).Want(404)
	stranger.Get("/events/not-an-id").Want(404)
}

func TestReadingOnesOwnReportLeavesNoTraceOfWhoMadeIt(t *testing.T) {
	r := region(t)
	mine := r.Reported(t, incident.Draft{Person: r.Nurse, Category: "violence", Description: "Slag i väntrummet"})
	signedIn(t, r, r.Nurse).Get("/events/" + mine.ID.String())
	var n int
	r.See(t, record.Caller{Door: record.System}, func(tx *record.Tx) error {
		return tx.Row("SELECT count(*) FROM trail WHERE actor = $1 AND action IN ('read', 'read_sealed', 'refused')", int64(r.Nurse)).Scan(&n)
	})
	if n != 0 {
		t.Errorf("%d entries tell of the reporter", n)
	}
}

func TestCommentsMessagesAndFilesStandInTheStory(t *testing.T) {
	r := region(t)
	event := "/events/" + r.Reported(t, incident.Draft{}).ID.String()
	b := signedIn(t, r, r.Manager)
	put(t, b, event, "comment", url.Values{"text": {"Ring fastighet"}}).Want(200).Says("Karin Ek kommenterade", "Ring fastighet")
	put(t, b, event, "message", url.Values{"text": {"Vilken dörr var det?"}}).Want(200).Says("Vilken dörr var det?")
	put(t, b, event, "comment", url.Values{"text": {""}}).Want(422)
	put(t, b, event, "file", nil).Want(422).Says("Välj minst en fil")
	path := event + "/do/file"
	b.PostFiles(path, eventtest.Form(t, b.Get(path).Want(200), path, nil), map[string]map[string][]byte{"files": {"rutin.pdf": []byte("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")}}).Want(200).Says("rutin.pdf")
	b.PostFiles(path, eventtest.Form(t, b.Get(path), path, nil), map[string]map[string][]byte{"files": {"x.exe": []byte("MZ\x90")}}).Want(422)
}

func TestWhatIsSealedOpensWithAReasonOnceASession(t *testing.T) {
	r := region(t)
	event := "/events/" + r.Reported(t, incident.Draft{Person: r.Nurse, Category: "violence", Description: "Slag i väntrummet", Victim: "Eva Öst"}).ID.String()
	chief := signedIn(t, r, r.Chief)
	chief.Get(event).Want(200).Says(event+"/sealed").SaysNot("Nils Alm", "Eva Öst")
	chief.Get(event + "/sealed").Want(200).SaysNot("Nils Alm")
	chief.Post(event+"/sealed", nil).Want(422).SaysNot("Nils Alm")
	chief.Post(event+"/sealed", url.Values{"reason": {"Jag ringer upp"}}).Want(200).Says("Nils Alm", "Eva Öst")
	chief.Post(event+"/sealed", nil).Want(200).Says("Nils Alm")
	signedIn(t, r, r.Nurse).Post(event+"/sealed", url.Values{"reason": {"nyfiken"}}).Want(403)
	signedIn(t, r, r.Stranger).Get(event + "/sealed").Want(404)
}

func TestWhatIsSealedIsOpenedByWhoHasLatelyProvedWhoTheyAre(t *testing.T) {
	r := region(t)
	withSignIn(t, r, r.Chief)
	event := "/events/" + r.Reported(t, incident.Draft{Person: r.Nurse}).ID.String()
	chief := signedIn(t, r, r.Chief)
	r.Clock.Advance(11 * time.Minute)
	asked := chief.Get(event + "/sealed").Want(200).Says("Bekräfta att det är du")
	form := eventtest.Form(t, chief.Post("/step-up", url.Values{"password": {password}, "next": {asked.Value("next")}}).Want(200).Says("Fortsätt där du var"), event+"/sealed", url.Values{"reason": {"Jag ringer upp"}})
	r.Clock.Advance(11 * time.Minute)
	asked = chief.Post(event+"/sealed", form).Want(200).Says("Bekräfta att det är du").SaysNot("Nils Alm")
	back := chief.Post("/step-up", url.Values{"password": {password}, "next": {asked.Value("next")}}).Want(200).Says("Jag ringer upp").SaysNot("Nils Alm")
	chief.Post(event+"/sealed", eventtest.Form(t, back, event+"/sealed", nil)).Want(200).Says("Nils Alm")
	r.Clock.Advance(11 * time.Minute)
	signedIn(t, r, r.Stranger).Get(event + "/sealed").Want(404)
}

const password = "blå bussar i regn"

// withSignIn adds the pages that ask who sits there, and an account.
func withSignIn(t *testing.T, r *eventtest.Region, person record.Key) {
	t.Helper()
	accounts, err := account.New(r.DB, r.Clock, bytes.Repeat([]byte{3}, account.KeySize), account.Cost{Time: 1, Memory: 64, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	signin.Register(r.Site, signin.Config{Accounts: accounts})
	hashed, err := accounts.Hash(t.Context(), password, "siv")
	if err == nil {
		err = r.DB.Write(t.Context(), func(tx *store.Tx) error {
			_, err := accounts.Add(tx, 0, account.Newcomer{Username: "siv", Person: int64(person), Password: hashed})
			return err
		})
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestALinkStandsOnTheEventUntilWhoeverMadeItTakesItBack(t *testing.T) {
	r := region(t)
	one, two := r.Reported(t, incident.Draft{}), r.Reported(t, incident.Draft{})
	event := "/events/" + one.ID.String()
	r.Do(t, record.Caller{Person: r.Chief}, func(tx *record.Tx) error {
		_, err := relation.Join(tx, one.ID, two.ID, relation.SameAs)
		return err
	})
	chief, manager := signedIn(t, r, r.Chief), signedIn(t, r, r.Manager)
	back := eventtest.Address(chief.Get(event).Want(200).Says("Samma händelse", "H-2026-2", "/events/"+two.ID.String()), "/take_back")
	if eventtest.Address(manager.Get(event).Want(200).Says("Samma händelse"), "/take_back") != "" {
		t.Error("somebody who did not make the link is offered to take it back")
	}
	manager.Post(back, url.Values{"version": {"1"}}).Want(403)
	chief.Post(back, url.Values{"version": {"1"}}).Want(200).Says("Kopplingen är borttagen").SaysNot("Samma händelse")
}

func TestAPageHasOneNextStepAndTheOthersQuietly(t *testing.T) {
	r := region(t)
	page := signedIn(t, r, r.Manager).Get("/events/" + r.Reported(t, incident.Draft{}).ID.String()).Want(200).Says("Du kan också")
	htmlcheck.Run(t, page.HTML, htmlcheck.Count("#now .button.primary", 1), htmlcheck.Count("#now .button.secondary", 0))
}

func TestAPartIsAcceptedAndFinishedByWhoHasIt(t *testing.T) {
	r := region(t)
	event := "/events/" + r.Reported(t, incident.Draft{}).ID.String()
	b := signedIn(t, r, r.Manager)
	page := b.Get(event).Want(200)
	b.Post(eventtest.Address(page, "/accept"), url.Values{"version": {"1"}}).Want(200).Says("Du har tagit emot din del")
	page = b.Get(event)
	path := htmlcheck.Value(page.HTML, "li a.secondary", "href")
	form := eventtest.Form(t, b.Get(path).Want(200), event+"/do/part", url.Values{"note": {"Låst igen"}})
	b.Post(event+"/do/part", form).Want(200).Says("Låst igen", "blev klar med sin del")
}
