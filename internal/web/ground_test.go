package web_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/a-h/templ"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/account"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/store/storetest"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/web/webtest"
)

var visitForm = web.Form{Name: "visit", Secret: []string{"code"}}

// withForm registers a small page with a form: who was met is asked for, and a thing is made of it.
func withForm(b *webtest.Bench, made *[]string) {
	page := func(w http.ResponseWriter, r *http.Request, d *web.Draft, problems ...string) error {
		v := web.VisitOf(r)
		form := ui.Form{ID: "visit", Action: "/visit", Multipart: true, Hidden: d.Hidden(), Actions: ui.Actions{Primary: &ui.Button{Label: "Spara"}}, Groups: []ui.Group{{Name: "visit", Fields: []ui.Field{
			{Name: "met", Label: "Vem", Value: d.Get("met"), Problems: problems},
			{Name: "alone", Label: "Ensam", Input: ui.Checkbox, Value: d.Get("alone")},
			{Name: "code", Label: "Kod", Value: d.Get("code")},
			{Name: "room", Label: "Rum", Input: ui.Reference, Search: &ui.ReferenceView{Query: d.Get("room_query"), Searched: d.Search == "room",
				Matches: map[bool][]ui.Option{true: {{Value: "r1", Label: "Rum 1 i söder"}}}[d.Search == "room"]}},
			{Name: "photo", Label: "Bild", Input: ui.File, Files: d.KeptFiles("photo")},
		}}}}
		return b.Site.Again(w, r, d, web.Look{Title: "Besök", SwitchForm: "visit"}, ui.FormOf(v.Ctx(), form))
	}
	b.Site.Handle("GET /visit", web.SignedIn, func(w http.ResponseWriter, r *http.Request) error {
		d, err := b.Site.Draft(w, r, visitForm)
		if err != nil {
			return err
		}
		return page(w, r, d)
	})
	b.Site.Handle("POST /visit", web.SignedIn, func(w http.ResponseWriter, r *http.Request) error {
		d, err := b.Site.Draft(w, r, visitForm)
		switch {
		case err != nil:
			return err
		case d.Redraw:
			return page(w, r, d)
		case d.Get("met") == "":
			return page(w, r, d, "Skriv vem du träffade.")
		case d.Get("met") == "the fault":
			return errors.New("a fault with the secret word herring in it")
		}
		var result string
		err = b.DB.Write(r.Context(), func(tx *store.Tx) error {
			result, err = d.Once(tx, func() (string, error) {
				*made = append(*made, d.Get("met")+" "+d.Get("code"))
				return fmt.Sprintf("/visits/%d", len(*made)), nil
			})
			return err
		})
		if err != nil {
			return err
		}
		return b.Site.Redirect(w, r, result)
	})
	b.Site.Handle("GET /visits/{n}", web.SignedIn, func(w http.ResponseWriter, r *http.Request) error {
		return b.Site.Page(w, r, "Besök "+r.PathValue("n"), templ.Raw("<p>Sparat.</p>"))
	})
}

func bench(t *testing.T) (*webtest.Bench, *[]string) {
	t.Helper()
	b, made := webtest.New(t, storetest.SQLite(t), nil), new([]string)
	withForm(b, made)
	return b, made
}

func TestEveryAnswerCarriesTheSecurityHeaders(t *testing.T) {
	b := webtest.New(t, storetest.SQLite(t), func(c *web.Config) { c.Demo, c.HTTPS = true, true })
	browser := b.Browser(t)
	browser.Client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	paths := []string{"/nothing/here", "//double", "/report", "/follow/x"}
	for _, rt := range b.Site.Routes() {
		_, path, found := strings.Cut(rt.Pattern, " ")
		if !found {
			path = rt.Pattern
		}
		paths = append(paths, path)
	}
	for _, path := range paths {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			h := browser.Do(method, path, "", nil).Header
			for _, name := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Permissions-Policy", "Strict-Transport-Security"} {
				if h.Get(name) == "" {
					t.Errorf("%s %s lacks %s", method, path, name)
				}
			}
			if !strings.HasPrefix(path, "/assets/") && h.Get("Cache-Control") != "no-store" {
				t.Errorf("%s %s may be stored: %q", method, path, h.Get("Cache-Control"))
			}
		}
	}
}

func TestAFormSentFromAnotherSiteIsRefused(t *testing.T) {
	b, made := bench(t)
	browser := b.Browser(t)
	browser.SignIn(7)
	for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"} {
		browser.Headers = http.Header{name: {value}}
		browser.Post("/visit", url.Values{"met": {"Eva"}}).Want(http.StatusForbidden)
	}
	if len(*made) > 0 {
		t.Errorf("made %v", *made)
	}
}

func TestAnAddressThatDoesNotExistIsAPageThatSaysSo(t *testing.T) {
	b, _ := bench(t)
	b.Browser(t).Get("/nothing").Want(http.StatusNotFound).Says("Sidan finns inte")
	english := b.Browser(t)
	english.Headers.Set("Accept-Language", "de, en-GB;q=0.8, sv;q=0.5")
	english.Get("/nothing").Want(http.StatusNotFound).Says("The page does not exist")
}

func TestAFaultIsOpaqueToTheReaderAndNamedInTheLog(t *testing.T) {
	b, _ := bench(t)
	b.Site.Handle("GET /panic", web.Open, func(http.ResponseWriter, *http.Request) error { panic("herring") })
	browser := b.Browser(t)
	browser.SignIn(7)
	page := browser.Post("/visit", url.Values{"met": {"the fault"}, "_form": {"visit"}, "_page": {"/visit"}}).Want(http.StatusInternalServerError)
	page.SaysNot("herring").Says("/visit?draft=")
	browser.Get("/panic").Want(http.StatusInternalServerError).SaysNot("herring")
	if n := strings.Count(b.Log.String(), "herring"); n != 2 {
		t.Errorf("the log names the fault %d times, want 2:\n%s", n, b.Log)
	}
}

func TestAnErrorHasTheStatusAndPageOfItsKind(t *testing.T) {
	b, _ := bench(t)
	for i, c := range []struct {
		err    error
		status int
		says   string
	}{
		{web.Conflict(templ.Raw("<p>deras text</p>")), 409, "deras text"},
		{web.Unprocessable(ui.Problem{Text: "Skriv ett datum."}), 422, "Skriv ett datum."},
		{web.Unavailable(errors.New("no trail")), 503, "Det går inte just nu"},
		{web.Forbidden(), 403, "Du får inte göra det här"},
		{fmt.Errorf("read: %w", context.DeadlineExceeded), 503, "Det går inte just nu"},
		{&http.MaxBytesError{}, 413, "Det är för stort"},
	} {
		path := fmt.Sprintf("/error/%d", i)
		b.Site.Handle("GET "+path, web.Open, func(http.ResponseWriter, *http.Request) error { return c.err })
		b.Browser(t).Get(path).Want(c.status).Says(c.says)
	}
}

func TestAWrongFormComesBackFilledWithStatus422(t *testing.T) {
	b, _ := bench(t)
	browser := b.Browser(t)
	browser.SignIn(7)
	page := browser.Post("/visit", url.Values{"met": {""}, "alone": {"1"}, "_shown": {"alone"}}).Want(422)
	page.Says("Skriv vem du träffade.", "checked")
}

func TestABodyTooLargeIs413(t *testing.T) {
	b, _ := bench(t)
	browser := b.Browser(t)
	browser.SignIn(7)
	browser.Post("/visit", url.Values{"met": {strings.Repeat("x", 2<<20)}}).Want(http.StatusRequestEntityTooLarge)
}

func TestWhatWasTypedComesBackAfterSigningInAgainAndIsNotSentByItself(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b, made := webtest.New(t, o, nil), new([]string)
		withForm(b, made)
		browser := b.Browser(t)
		browser.SignIn(7)
		page := browser.Get("/visit").Want(200)
		form := url.Values{"met": {"Eva Öst"}, "code": {"K7RW"}, "_draft": {page.Value("_draft")}, "_form": {"visit"}, "_page": {"/visit"}, "_secret": {page.Value("_secret")}}
		b.Clock.Advance(account.Idle)
		b.Site.Handle("GET /sign-in", web.Open, func(w http.ResponseWriter, r *http.Request) error {
			return b.Site.Page(w, r, "Logga in", templ.NopComponent)
		})
		sent := browser.PostFiles("/visit", form, map[string]map[string][]byte{"photo": {"door.png": []byte("picture")}}).Want(200)
		next, err := url.QueryUnescape(strings.TrimPrefix(sent.URL, "/sign-in?next="))
		if err != nil || !strings.HasPrefix(next, "/visit?draft=") {
			t.Fatalf("sent on to %s", sent.URL)
		}
		if len(*made) > 0 {
			t.Fatalf("made %v without a session", *made)
		}
		other := b.Browser(t)
		other.SignIn(8)
		other.Get(next).Want(200).SaysNot("Eva Öst")
		browser.SignIn(7)
		browser.Get(next).Want(200).Says("Eva Öst", "door.png").SaysNot("K7RW")
	})
}

func TestFiveClicksMakeOneThing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b, made := webtest.New(t, o, nil), new([]string)
		withForm(b, made)
		browser := b.Browser(t)
		browser.SignIn(7)
		form := url.Values{"met": {"Eva"}, "_draft": {browser.Get("/visit").Value("_draft")}, "_form": {"visit"}, "_page": {"/visit"}}
		var wg sync.WaitGroup
		pages := make([]webtest.Page, 5)
		for i := range pages {
			wg.Go(func() { pages[i] = browser.Post("/visit", form) })
		}
		wg.Wait()
		for _, p := range pages {
			if p.Status != 200 || p.URL != "/visits/1" {
				t.Errorf("a click led to %d %s", p.Status, p.URL)
			}
		}
		if len(*made) != 1 {
			t.Errorf("made %v", *made)
		}
	})
}

func TestAnotherPersonCannotSendMyDraft(t *testing.T) {
	b, made := bench(t)
	mine, theirs := b.Browser(t), b.Browser(t)
	mine.SignIn(7)
	theirs.SignIn(8)
	form := url.Values{"met": {"Eva"}, "_draft": {mine.Get("/visit").Value("_draft")}, "_form": {"visit"}, "_page": {"/visit"}}
	mine.Post("/visit", form).Want(200)
	theirs.Post("/visit", form).Want(http.StatusNotFound)
	if len(*made) != 1 {
		t.Errorf("made %v", *made)
	}
}

func TestSwitchingLanguageKeepsWhatIsTypedAndTheFiles(t *testing.T) {
	b, made := bench(t)
	browser := b.Browser(t)
	browser.SignIn(7)
	form := url.Values{"met": {"Eva"}, "language": {"en"}, "_draft": {browser.Get("/visit").Value("_draft")}, "_form": {"visit"}, "_page": {"/visit"}}
	page := browser.PostFiles("/visit", form, map[string]map[string][]byte{"photo": {"a.png": []byte("a"), "b.png": []byte("b")}}).Want(200)
	page.Says(`lang="en"`, "Eva", "a.png", "b.png")
	form.Del("language")
	form.Set("_remove", "1")
	browser.Post("/visit", form).Want(200).SaysNot("a.png").Says("b.png")
	if len(*made) > 0 {
		t.Errorf("made %v", *made)
	}
}

func TestADraftIsGoneAfterADay(t *testing.T) {
	b, _ := bench(t)
	browser := b.Browser(t)
	browser.SignIn(7)
	browser.Post("/visit", url.Values{"met": {"Eva"}, "_add": {"row"}, "_draft": {strings.Repeat("a", 32)}, "_form": {"visit"}}).Want(200)
	browser.Get("/visit?draft=" + strings.Repeat("a", 32)).Says("Eva")
	b.Clock.Advance(25 * time.Hour)
	if err := b.DB.Write(context.Background(), web.PruneDrafts); err != nil {
		t.Fatal(err)
	}
	var n int
	err := b.DB.Read(context.Background(), func(tx *store.Tx) error { return tx.Row("SELECT count(*) FROM draft").Scan(&n) })
	if err != nil || n != 0 {
		t.Errorf("%d drafts left, %v", n, err)
	}
}

func TestPagesApartNeverReadTheSessionAndLeaveNoLineInTheLog(t *testing.T) {
	asked := 0
	b := webtest.New(t, storetest.SQLite(t), func(c *web.Config) {
		c.Who = func(context.Context, *store.Tx, int64) (access.Subject, string, error) {
			asked++
			return access.Subject{}, "Eva Öst", nil
		}
	})
	b.Site.Handle("GET /report", web.Apart, func(w http.ResponseWriter, r *http.Request) error {
		return b.Site.Page(w, r, "Anmäl", templ.NopComponent)
	})
	browser := b.Browser(t)
	browser.SignIn(7)
	browser.Get("/report").Want(200).SaysNot("Eva Öst", "/sign-out")
	browser.Get("/follow/mistyped").Want(404)
	if asked != 0 || strings.Contains(b.Log.String(), "report") || strings.Contains(b.Log.String(), "follow") {
		t.Errorf("asked %d times, logged %s", asked, b.Log)
	}
	browser.Get("/accessibility?q=secret").Want(200).Says("Eva Öst")
	if !strings.Contains(b.Log.String(), "/accessibility") || strings.Contains(b.Log.String(), "secret") {
		t.Errorf("the log has %s", b.Log)
	}
}

func TestTooManySignInsFromOneAddressAreSlowedDown(t *testing.T) {
	b, _ := bench(t)
	b.Site.Handle("POST /try", web.Open, func(w http.ResponseWriter, _ *http.Request) error { w.WriteHeader(204); return nil }, b.Site.SignInLimit())
	browser := b.Browser(t)
	for range 60 {
		browser.Post("/try", nil).Want(204)
	}
	if browser.Post("/try", nil).Want(429).Header.Get("Retry-After") == "" {
		t.Error("it is not said when to try again")
	}
	b.Clock.Advance(time.Minute)
	browser.Post("/try", nil).Want(204)
}

func TestARedirectNeverLeavesTheSite(t *testing.T) {
	for _, path := range []string{"https://x.example/", "//x.example", "/\\x.example", "x", "", "/a\r\nSet-Cookie: b"} {
		if got := web.Local(path, "/"); got != "/" {
			t.Errorf("%q leads to %q", path, got)
		}
	}
	if got := web.Local("/visit?draft=1", "/"); got != "/visit?draft=1" {
		t.Error(got)
	}
}

func TestANoteIsSaidOnceAndOnlyIfItIsOurs(t *testing.T) {
	b, _ := bench(t)
	b.Site.Handle("POST /done", web.Open, func(w http.ResponseWriter, r *http.Request) error {
		b.Site.Note(w, ui.Done, "web.error.kept")
		return b.Site.Redirect(w, r, "/accessibility")
	})
	browser := b.Browser(t)
	browser.Post("/done", nil).Want(200).Says("sparat i ett dygn")
	browser.Get("/accessibility").SaysNot("sparat i ett dygn")
	browser.Headers.Set("Cookie", "vardkas-note=eyJrIjoiZG9uZSIsInQiOiJ3ZWIuZXJyb3Iua2VwdCJ9.forged")
	browser.Get("/accessibility").SaysNot("sparat i ett dygn")
}

func TestAliveAndReady(t *testing.T) {
	sick := errors.New("the disk is full")
	b := webtest.New(t, storetest.SQLite(t), func(c *web.Config) { c.Ready = func(context.Context) error { return sick } })
	b.Browser(t).Get("/healthz").Want(200)
	b.Browser(t).Get("/readyz").Want(503).SaysNot("disk")
	sick = nil
	b.Browser(t).Get("/readyz").Want(200)
}

func TestAReferenceIsSearchedForByItsButtonOrByEnterAndNothingIsLost(t *testing.T) {
	b, made := bench(t)
	browser := b.Browser(t)
	browser.SignIn(7)
	form := url.Values{"met": {"Eva Öst"}, "room_query": {"söder"}, "_shown": {"room"}, "_form": {"visit"}, "_page": {"/visit"}, "_draft": {browser.Get("/visit").Value("_draft")}}
	browser.Post("/visit", form).Want(200).Says("Rum 1 i söder", "Eva Öst")
	form.Set("_search", "room")
	browser.Post("/visit", form).Want(200).Says("Rum 1 i söder", "Eva Öst")
	if len(*made) > 0 {
		t.Fatalf("made %v", *made)
	}
	form.Del("_search")
	form.Set("room", "r1")
	browser.Post("/visit", form).Want(200)
	if len(*made) != 1 {
		t.Errorf("made %v", *made)
	}
}

func TestAStoppingServerFinishesWhatIsUnderWay(t *testing.T) {
	b, _ := bench(t)
	entered, release := make(chan bool), make(chan bool)
	b.Site.Handle("GET /slow", web.Open, func(w http.ResponseWriter, r *http.Request) error {
		entered <- true
		<-release
		return b.Site.Page(w, r, "Klar", templ.NopComponent)
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := b.Site.Server()
	server.RegisterOnShutdown(func() { close(release) })
	ctx, stop := context.WithCancel(t.Context())
	var group sync.WaitGroup
	group.Go(func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	group.Go(func() {
		if err := web.Shutdown(ctx, server, time.Minute); err != nil {
			t.Error(err)
		}
	})
	group.Go(func() {
		<-entered
		stop()
	})
	res, err := http.Get("http://" + listener.Addr().String() + "/slow")
	if err != nil || res.StatusCode != 200 {
		t.Fatalf("got %v, %v", res, err)
	}
	_ = res.Body.Close()
	group.Wait()
}

func FuzzLocalStaysOnTheSite(f *testing.F) {
	for _, seed := range []string{"/", "//x", "/\\x", "/a?next=//b", "http:x", "/%2f%2fx", "/\t/x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, path string) {
		got := web.Local(path, "/")
		base := &url.URL{Scheme: "https", Host: "region.example", Path: "/sign-in"}
		if u, err := base.Parse(got); err == nil && u.Host != base.Host {
			t.Errorf("%q leads to %s", path, u)
		}
	})
}
