package report_test

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/vardkas/vardkas/internal/attachment"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/store/storetest"
	"github.com/vardkas/vardkas/internal/web/eventtest"
	"github.com/vardkas/vardkas/internal/web/htmlcheck"
	"github.com/vardkas/vardkas/internal/web/report"
	"github.com/vardkas/vardkas/internal/web/webtest"
)

func region(t *testing.T) *eventtest.Region { return on(t, storetest.SQLite(t)) }

func on(t *testing.T, o store.Options) *eventtest.Region {
	t.Helper()
	r := eventtest.New(t, o)
	pages := report.Pages{Site: r.Site, Book: r.Book, Profile: r.Profile, Desk: r.Desk, FollowAt: "vardkas.example.se/follow"}
	pages.Register()
	return r
}

var system = record.Caller{Door: record.System}

func events(t *testing.T, r *eventtest.Region) []*incident.Incident {
	t.Helper()
	var all []*incident.Incident
	r.See(t, record.Caller{Person: r.Chief}, func(tx *record.Tx) error {
		page, err := incident.Kind.List(tx, record.Query{})
		all = page.Records
		return err
	})
	return all
}

// filled is a form with the draft of the page and the least that must be answered.
func filled(page webtest.Page) url.Values {
	return url.Values{
		"_draft": {page.Value("_draft")}, "_form": {"report"}, "_page": {"/report"},
		"category": {"unauthorised_access"}, "description": {"Dörren till förrådet stod öppen"},
		"when": {"today"}, "place_text": {"Plan 3, mitt emot hissen"}, "where": {""}, "who": {"anonymous"},
	}
}

// sending is the review's form with its hidden values.
func sending(page webtest.Page) url.Values {
	return url.Values{"_draft": {page.Value("_draft")}, "_form": {"report"}, "_page": {"/report/review"}, "code": {page.Value("code")}, "_send": {"1"}}
}

func TestAnAnonymousReportIsReviewedSentOnceAndFollowedByItsCode(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		r := on(t, o)
		browser := r.Browser(t)
		review := browser.Post("/report", filled(browser.Get("/report").Want(200))).Want(200)
		review.Says("Dörren till förrådet stod öppen", "Plan 3, mitt emot hissen", "Anonym")
		form := sending(review)
		pages := make([]webtest.Page, 5)
		var wg sync.WaitGroup
		for i := range pages {
			wg.Go(func() { pages[i] = browser.Post("/report/review", form) })
		}
		wg.Wait()
		for _, p := range pages {
			if htmlcheck.Words(p.HTML, ".receipt-number") != "H-2026-1" || incident.CleanCode(htmlcheck.Words(p.HTML, "#receipt-code")) != form.Get("code") {
				t.Errorf("a click gave %d %s", p.Status, p.HTML)
			}
		}
		all := events(t, r)
		if len(all) != 1 || !all[0].Anonymous || all[0].CreatedBy != int64(record.Intake) || all[0].ID.String()[14] != '4' {
			t.Fatalf("taken in: %+v", all)
		}
		followed := browser.Post("/follow", url.Values{"number": {"h-2026-1"}, "code": {strings.ToLower(form.Get("code"))}}).Want(200)
		followed.Says("Anmälan är framme", "Dörren till förrådet stod öppen")
		for _, p := range []webtest.Page{review, pages[0], followed} {
			if p.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s may be stored: %s", p.URL, p.Header.Get("Cache-Control"))
			}
		}
		if strings.Contains(r.Log.String(), "/report") || strings.Contains(r.Log.String(), "/follow") {
			t.Errorf("the log has %s", r.Log)
		}
	})
}

func TestTheFormIsSoundInBothLanguages(t *testing.T) {
	r := region(t)
	for _, lang := range []string{"sv", "en"} {
		anyone, nurse := r.Browser(t), r.Browser(t)
		nurse.SignIn(int64(r.Nurse))
		anyone.Headers.Set("Accept-Language", lang)
		nurse.Headers.Set("Accept-Language", lang)
		for _, path := range []string{"/report", "/report/contact", "/follow", "/follow/report"} {
			anyone.Get(path).Want(200).Says(`lang="` + lang + `"`)
		}
		for _, path := range []string{"/my/report", "/my/report/contact", "/my/reports"} {
			nurse.Get(path).Want(200).Says(`lang="` + lang + `"`)
		}
		anyone.Post("/report", url.Values{}).Want(422)
		form := filled(anyone.Get("/report"))
		anyone.Post("/report", form).Want(200).Says(`lang="` + lang + `"`)
	}
}

func TestAtMostSixAnswersAreRequiredAndFourteenTapsAreEnough(t *testing.T) {
	r := region(t)
	browser := r.Browser(t)
	form := browser.Get("/report").Want(200)
	review := browser.Post("/report", filled(form)).Want(200)
	required, taps, steps := 0, 0, 0
	for _, page := range [][]byte{form.HTML, review.HTML} {
		tree, err := html.Parse(bytes.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		for n := range tree.Descendants() {
			if n.Type != html.ElementNode || !inMain(n) {
				continue
			}
			class := " " + attribute(n, "class") + " "
			switch {
			case strings.Contains(class, " field "):
				if !strings.Contains(text(n), "(frivilligt)") && !strings.Contains(text(n), "(optional)") {
					required++
				}
				taps += tapsOf(n)
			case attribute(n, "data-step") != "":
				steps++
			case n.Data == "form" && attribute(n, "action") != "/language":
				taps++ // its primary button
			}
		}
	}
	taps += steps - 1 // «Nästa» between the groups, on a phone
	if required > 6 {
		t.Errorf("%d answers are required", required)
	}
	if taps > 14 {
		t.Errorf("%d taps are needed when everything is answered", taps)
	}
}

// tapsOf is how often one taps to answer a question, besides typing.
func tapsOf(field *html.Node) int {
	for n := range field.Descendants() {
		switch attribute(n, "type") {
		case "radio", "checkbox":
			return 1
		}
		if attribute(n, "name") == "_search" {
			return 2 // Sök, and one of the matches
		}
	}
	return 0
}

func inMain(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == "main" {
			return true
		}
	}
	return false
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

func TestEverythingTypedSurvivesAnErrorBackAndAnotherLanguage(t *testing.T) {
	r := region(t)
	browser := r.Browser(t)
	first := browser.Get("/report").Want(200)
	form := filled(first)
	form.Del("category")
	form["affected"] = []string{"staff"}
	faulty := browser.PostFiles("/report", form, map[string]map[string][]byte{"photos": {"dorr.png": picture(t)}}).Want(422)
	faulty.Says("Välj vad det handlar om", "Dörren till förrådet stod öppen", "Plan 3", "dorr.png")
	browser.Get(first.URL).Want(200).Says("Dörren till förrådet stod öppen", "Plan 3", "dorr.png") // Back
	form.Set("language", "en")
	browser.Post("/report", form).Want(200).Says(`lang="en"`, "Dörren till förrådet stod öppen", "dorr.png")
	form.Del("language")
	form.Set("category", "theft")
	browser.Post("/report", form).Want(200).Says("Something has been stolen", "dorr.png", "Plan 3")
}

func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 2, 2))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAPersonalNumberStopsTheReportUntilItIsSaidToBeNone(t *testing.T) {
	r := region(t)
	browser := r.Browser(t)
	form := filled(browser.Get("/report"))
	form.Set("description", "Någon lämnade lappen 19811218-9876 framme")
	browser.Post("/report", form).Want(422).Says("ser ut att innehålla ett personnummer", "Det är inget personnummer")
	form.Set("no_personal_number", "1")
	review := browser.Post("/report", form).Want(200)
	browser.Post("/report/review", sending(review)).Want(200).Says("H-2026-1")
	all := events(t, r)
	if len(all) != 1 || !all[0].PersonalNumberDoubt || all[0].Level != 3 {
		t.Errorf("taken in: %+v", all)
	}
}

func TestNationalSecurityLeavesNothingOfWhatWasTyped(t *testing.T) {
	r := region(t)
	browser := r.Browser(t)
	form := filled(browser.Get("/report"))
	form.Set("description", "hemlig anläggning")
	form.Set("_search", "where")
	form.Set("where_query", "Avd")
	browser.Post("/report", form).Want(200) // this keeps a draft
	form.Del("_search")
	form.Set("category", "protective_security")
	contact := browser.Post("/report", form).Want(200)
	contact.Says("Skriv ingenting om det som hänt").SaysNot("hemlig anläggning", "<textarea")
	var drafts int
	r.See(t, system, func(tx *record.Tx) error {
		return tx.Row("SELECT count(*) FROM draft WHERE filled LIKE '%hemlig%'").Scan(&drafts)
	})
	if drafts != 0 {
		t.Error("what was typed is still kept")
	}
	form = url.Values{"_draft": {contact.Value("_draft")}, "_form": {"report-contact"}, "_page": {"/report/contact"}, "code": {contact.Value("code")}, "contact": {"070-123 45 67"}}
	browser.Post("/report/contact", form).Want(200).Says("H-2026-1")
	var description string
	r.See(t, system, func(tx *record.Tx) error { return tx.Row("SELECT description FROM incident").Scan(&description) })
	if description != "" {
		t.Errorf("it is described: %q", description)
	}
}

func TestALinkCarriesTheUnitAndASearchFindsIt(t *testing.T) {
	r := region(t)
	browser := r.Browser(t)
	form := browser.Get("/report?unit=" + r.WardID.String()).Want(200).Says("Avdelning 12")
	browser.Get("/report?unit=0190aaaa-0000-7000-8000-000000000000").Want(200) // a worn code stops nobody
	values := filled(form)
	values.Del("place_text")
	values.Del("where")
	values.Set("where_query", "hagf")
	values.Set("_search", "where")
	found := browser.Post("/report", values).Want(200).Says("Folktandvården Hagfors", "Dörren till förrådet")
	values.Del("_search")
	values.Set("where", htmlcheck.Value(found.HTML, "input[type=radio][name=where]", "value"))
	review := browser.Post("/report", values).Want(200).Says("Folktandvården Hagfors")
	browser.Post("/report/review", sending(review)).Want(200)
	if all := events(t, r); len(all) != 1 || all[0].Unit != r.Elsewhere {
		t.Errorf("taken in: %+v", all)
	}
}

func TestASearchThatFoundNothingDoesNotStopWhoDescribesThePlace(t *testing.T) {
	r := region(t)
	browser := r.Browser(t)
	values := filled(browser.Get("/report"))
	values.Set("where_query", "finns inte")
	browser.Post("/report", values).Want(200).Says("Stämmer det här?")
}

func TestASignedInPersonReportsByNameInTheSealedFieldAlone(t *testing.T) {
	r := region(t)
	nurse := r.Browser(t)
	nurse.SignIn(int64(r.Nurse))
	form := filled(nurse.Get("/my/report").Want(200).Says("Nils Alm"))
	form.Del("who")
	form.Set("_page", "/my/report")
	review := nurse.Post("/my/report", form).Want(200).Says("Nils Alm")
	send := sending(review)
	nurse.Post("/my/report/review", send).Want(200).Says("H-2026-1")
	nurse.Post("/my/report/review", send).Want(200).Says("H-2026-1")
	all := events(t, r)
	if len(all) != 1 || all[0].CreatedBy != int64(record.Intake) || all[0].Reporter.IsEmpty() {
		t.Fatalf("taken in: %+v", all)
	}
	nurse.Get("/my/reports").Want(200).Says("H-2026-1")
	mine := nurse.Get("/my/reports/" + all[0].ID.String()).Want(200).Says("Anmälan är framme")
	nurse.Post("/my/reports/"+all[0].ID.String(), url.Values{"_draft": {mine.Value("_draft")}, "_form": {"follow-message"}, "text": {"Nu är den stängd"}}).
		Want(200).Says("Nu är den stängd")
	other := r.Browser(t)
	other.SignIn(int64(r.Stranger))
	other.Get("/my/reports/" + all[0].ID.String()).Want(404)
	var told int
	r.See(t, system, func(tx *record.Tx) error {
		return tx.Row("SELECT count(*) FROM draft WHERE person = $1 AND result LIKE '%H-2026%'", int64(r.Nurse)).Scan(&told)
	})
	if told != 0 {
		t.Error("a draft tells which report a person made")
	}
}

func TestWhoBecomesAnonymousLeavesNoDraftBehind(t *testing.T) {
	r := region(t)
	nurse := r.Browser(t)
	nurse.SignIn(int64(r.Nurse))
	form := filled(nurse.Get("/my/report"))
	form.Del("who")
	form.Set("_page", "/my/report")
	form.Set("_search", "where")
	nurse.PostFiles("/my/report", form, map[string]map[string][]byte{"photos": {"dorr.png": picture(t)}}).Want(200)
	form.Del("_search")
	form.Set("_anonymous", "1")
	moved := nurse.Post("/my/report", form).Want(200).Says("Dörren till förrådet", "dorr.png", "Får vi veta vem du är?").SaysNot("Nils Alm")
	var left int
	r.See(t, system, func(tx *record.Tx) error {
		return tx.Row("SELECT count(*) FROM draft WHERE person <> 0").Scan(&left)
	})
	if left != 0 {
		t.Errorf("%d drafts tell of the person", left)
	}
	again := filled(moved)
	review := nurse.Post("/report", again).Want(200)
	nurse.Post("/report/review", sending(review)).Want(200).Says("H-2026-1")
	var files int
	r.See(t, record.Caller{Person: r.Chief}, func(tx *record.Tx) error {
		page, err := attachment.Kind.List(tx, record.Query{})
		files = len(page.Records)
		return err
	})
	if files != 1 {
		t.Errorf("%d files came along", files)
	}
}

func TestTheReporterTalksWithTheHandlerWithoutAName(t *testing.T) {
	r := region(t)
	code := incident.NewCode()
	i := r.Reported(t, incident.Draft{Code: code, Anonymous: true})
	r.Do(t, record.Caller{Person: r.Manager}, func(tx *record.Tx) error {
		_, err := r.Desk.Reply(tx, i.Key, "Var stod dörren öppen?")
		return err
	})
	browser := r.Browser(t)
	page := browser.Post("/follow", url.Values{"number": {"H-2026-1"}, "code": {code}}).Want(200).Says("Var stod dörren öppen?")
	form := url.Values{"_draft": {page.Value("_draft")}, "_form": {"follow-message"}, "text": {"Plan 3, ring 811218-9876"}}
	browser.Post("/follow/report", form).Want(422).Says("Det är inget personnummer")
	form.Set("text", "Plan 3")
	answered := browser.PostFiles("/follow/report", form, map[string]map[string][]byte{"photos": {"plan.png": picture(t)}}).Want(200)
	answered.Says("Plan 3", "plan.png")
	browser.Post("/follow/report", form).Want(200) // a second click
	if n := bytes.Count(browser.Get("/follow/report").HTML, []byte("plan.png")); n != 1 {
		t.Errorf("the file is there %d times", n)
	}
	file := browser.Get(htmlcheck.Value(answered.HTML, "a[download]", "href"))
	if file.Status != 200 || !strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the file came as %d %v", file.Status, file.Header)
	}
	browser.Post("/follow/leave", nil).Want(200)
	browser.Get("/follow/report").Want(200).SaysNot("Plan 3")
}

func TestAFollowSessionEndsAndCannotBeForged(t *testing.T) {
	r := region(t)
	code := incident.NewCode()
	r.Reported(t, incident.Draft{Code: code, Anonymous: true})
	browser := r.Browser(t)
	browser.Post("/follow", url.Values{"number": {"H-2026-1"}, "code": {code}}).Want(200).Says("Dörren")
	r.Clock.Advance(31 * time.Minute)
	browser.Get("/follow/report").Want(200).SaysNot("Dörren")
	forger := r.Browser(t)
	forger.Headers.Set("Cookie", "vardkas-follow=1.zzzzzzzzzz.bm8")
	forger.Get("/follow/report").Want(200).SaysNot("Dörren")
	forger.Get("/follow/file/0190aaaa-0000-7000-8000-000000000000").Want(404)
}

func TestGuessingCodesIsSlowedDownAndTellsNothing(t *testing.T) {
	r := region(t)
	r.Reported(t, incident.Draft{Anonymous: true})
	browser := r.Browser(t)
	wrongCode := browser.Post("/follow", url.Values{"number": {"H-2026-1"}, "code": {"0000000000000000"}}).Want(422)
	wrongNumber := browser.Post("/follow", url.Values{"number": {"H-2026-9"}, "code": {"0000000000000000"}}).Want(422)
	if htmlcheck.Words(wrongCode.HTML, ".error-summary") != htmlcheck.Words(wrongNumber.HTML, ".error-summary") {
		t.Error("the answers differ")
	}
	wrongCode.SaysNot("0000000000000000")
	last := wrongNumber
	for range 60 {
		last = browser.Post("/follow", url.Values{"number": {"H-2026-1"}, "code": {"1"}})
	}
	last.Want(http.StatusTooManyRequests)
}
