package signin_test

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/pquerna/otp/totp"

	"github.com/vardkas/vardkas/internal/account"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/store/storetest"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/htmlcheck"
	"github.com/vardkas/vardkas/internal/web/signin"
	"github.com/vardkas/vardkas/internal/web/webtest"
	"github.com/vardkas/vardkas/internal/words"
)

const (
	eva      = int64(7)
	password = "blå bussar i regn"
)

type bench struct {
	*webtest.Bench
	accounts *account.Accounts
	t        *testing.T
}

// open runs a site with sign-in, a start page, and a form behind it.
func open(t *testing.T, o store.Options, change func(*web.Config)) bench {
	t.Helper()
	b := bench{Bench: webtest.New(t, o, change), t: t}
	var err error
	b.accounts, err = account.New(b.DB, b.Clock, bytes.Repeat([]byte{3}, account.KeySize), account.Cost{Time: 1, Memory: 64, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	signin.Register(b.Site, signin.Config{Accounts: b.accounts,
		FirstPersons: func(*store.Tx, [3]string) ([3]int64, error) { return [3]int64{eva, 8, 9}, nil },
		Demo: func(context.Context, *store.Tx) ([]signin.DemoPerson, error) {
			return []signin.DemoPerson{{Person: 41, Name: "Kim Exempel", Role: words.Label{SV: "säkerhetschef", EN: "security chief"}}}, nil
		}})
	start := func(w http.ResponseWriter, r *http.Request) error {
		return b.Site.Page(w, r, "Start", templ.NopComponent)
	}
	b.Site.Handle("GET /{$}", web.Open, start)
	b.Site.Handle("GET /inside", web.SignedIn, start)
	return b
}

func each(t *testing.T, f func(b bench)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := open(t, o, nil)
		b.add("eva", eva, false)
		f(b)
	})
}

func (b bench) add(name string, person int64, demanded bool) {
	b.t.Helper()
	hashed, err := b.accounts.Hash(b.t.Context(), password, name)
	if err == nil {
		err = b.DB.Write(b.t.Context(), func(tx *store.Tx) error {
			_, err := b.accounts.Add(tx, 0, account.Newcomer{Username: name, Person: person, Password: hashed, TOTPDemanded: demanded})
			return err
		})
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b bench) in(browser *webtest.Browser, more ...string) webtest.Page {
	form := url.Values{"username": {"eva"}, "password": {password}}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return browser.Post("/sign-in", form)
}

func (b bench) code(p webtest.Page) string {
	b.t.Helper()
	return b.codeOf(strings.ReplaceAll(htmlcheck.Words(p.HTML, "code"), " ", ""))
}

func (b bench) codeOf(secret string) string {
	b.t.Helper()
	code, err := totp.GenerateCode(secret, b.Clock.Now())
	if err != nil {
		b.t.Fatal(err)
	}
	return code
}

func TestSigningInLeadsWhereOneWantedToGo(t *testing.T) {
	each(t, func(b bench) {
		browser := b.Browser(t)
		page := browser.Get("/inside?page=2").Want(200)
		if page.URL != "/sign-in?next=%2Finside%3Fpage%3D2" {
			t.Fatalf("led to %s", page.URL)
		}
		got := b.in(browser, "next", htmlcheck.Value(page.HTML, "[name=next]", "value"))
		if got.Want(200); got.URL != "/inside?page=2" {
			t.Errorf("led to %s", got.URL)
		}
		got.Says("/sign-out")
		if left := b.in(b.Browser(t), "next", "https://elsewhere.example/"); left.URL != "/" {
			t.Errorf("led off the site, to %s", left.URL)
		}
	})
}

func TestTheCookieIsTightAndChangesAtEverySignIn(t *testing.T) {
	b := open(t, storetest.SQLite(t), func(c *web.Config) { c.HTTPS = true })
	b.add("eva", eva, false)
	browser := b.Browser(t)
	browser.Client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	seen := map[string]bool{}
	for range 2 {
		set := b.in(browser).Want(http.StatusSeeOther).Header.Get("Set-Cookie")
		for _, part := range []string{"__Host-vardkas=", "; Path=/", "; HttpOnly", "; Secure", "; SameSite=Lax"} {
			if !strings.Contains(set, part) {
				t.Errorf("the cookie lacks %s: %s", part, set)
			}
		}
		if strings.Contains(set, "Domain") || seen[set] {
			t.Errorf("the cookie is %s", set)
		}
		seen[set] = true
	}
}

func TestAnUnknownNameLooksExactlyLikeAWrongPassword(t *testing.T) {
	each(t, func(b bench) {
		browser := b.Browser(t)
		for range 7 { // five answers and two of a lock
			known := b.in(browser, "password", "not this one")
			unknown := b.in(browser, "password", "not this one", "username", "eve")
			if known.Status != unknown.Status || strings.ReplaceAll(string(unknown.HTML), `value="eve"`, `value="eva"`) != string(known.HTML) {
				t.Fatalf("%d and %d, or the pages differ", known.Status, unknown.Status)
			}
			known.Want(known.Status).SaysNot("not this one")
		}
		if page := b.in(browser); page.Status != http.StatusTooManyRequests {
			t.Errorf("after seven failures the right password answers %d", page.Status)
		}
	})
}

func TestASecondFactorIsEnrolledAskedForAndTakenAway(t *testing.T) {
	each(t, func(b bench) {
		browser := b.Browser(t)
		b.in(browser).Want(200)
		page := browser.Get("/account/second-factor").Want(200).Says("<path d=")
		secret := strings.ReplaceAll(htmlcheck.Words(page.HTML, "code"), " ", "")
		browser.Post("/account/second-factor", url.Values{"code": {"12"}}).Want(422).Says("Koden stämmer inte")
		browser.Post("/account/second-factor", url.Values{"code": {b.codeOf(secret)}}).Want(200).SaysNot(secret)
		b.Clock.Advance(time.Minute)

		other := b.Browser(t)
		if page := b.in(other, "next", "/inside").Want(200); page.URL != "/sign-in/code?next=%2Finside" {
			t.Fatalf("led to %s", page.URL)
		}
		if page := other.Get("/inside"); !strings.HasPrefix(page.URL, "/sign-in") {
			t.Errorf("the password alone opened %s", page.URL)
		}
		other.Post("/sign-in/code", url.Values{"code": {"000"}, "next": {"/inside"}}).Want(422)
		code := b.codeOf(secret)
		if page := other.Post("/sign-in/code", url.Values{"code": {code}, "next": {"/inside"}}).Want(200); page.URL != "/inside" {
			t.Errorf("led to %s", page.URL)
		}
		third := b.Browser(t)
		b.in(third)
		third.Post("/sign-in/code", url.Values{"code": {code}}).Want(422).Says("Koden stämmer inte")

		browser.Post("/account/second-factor/remove", nil).Want(200).Says("avstängda")
		if page := b.in(b.Browser(t)); page.URL != "/" {
			t.Errorf("without a second factor it led to %s", page.URL)
		}
	})
}

func TestWhoMustHaveASecondFactorEnrolsItOnTheWayIn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := open(t, o, nil)
		b.add("eva", eva, true)
		browser := b.Browser(t)
		page := b.in(browser, "next", "/inside").Want(200)
		if page.URL != "/sign-in/enrol?next=%2Finside" {
			t.Fatalf("led to %s", page.URL)
		}
		if page := browser.Get("/inside"); page.URL == "/inside" {
			t.Error("it let them in first")
		}
		done := browser.Post("/sign-in/enrol", url.Values{"code": {b.code(page)}, "next": {"/inside"}}).Want(200)
		if done.URL != "/inside" {
			t.Errorf("led to %s", done.URL)
		}
	})
}

func TestARevokedBrowserIsOutAtItsNextClick(t *testing.T) {
	each(t, func(b bench) {
		mine, lost := b.Browser(t), b.Browser(t)
		b.in(mine)
		lost.Headers.Set("User-Agent", "Mozilla/5.0 (Windows NT 10.0) Gecko Firefox/128.0")
		b.in(lost)
		lost.Get("/inside").Want(200)
		page := mine.Get("/account").Want(200).Says("Firefox, Windows")
		mine.Post("/account/sessions/end", url.Values{"session": {htmlcheck.Value(page.HTML, "[name=session]", "value")}}).Want(200).Says("Inloggningen är avslutad")
		if page := lost.Get("/inside"); !strings.HasPrefix(page.URL, "/sign-in") {
			t.Errorf("the other browser still reaches %s", page.URL)
		}
		mine.Get("/inside").Want(200).Says("/sign-out")
		mine.Post("/account/sessions/end", url.Values{"session": {"0123456789abcdef"}}).Want(404)
	})
}

func TestSigningOutEndsTheSessionOnTheServer(t *testing.T) {
	each(t, func(b bench) {
		browser, thief := b.Browser(t), b.Browser(t)
		b.in(browser)
		thief.Headers.Set("Cookie", "vardkas="+browser.Cookie("vardkas"))
		thief.Get("/inside").Want(200).Says("/sign-out")
		browser.Post("/sign-out", nil).Want(200).Says("Du är utloggad")
		if page := thief.Get("/inside"); page.URL == "/inside" {
			t.Error("the token still works")
		}
	})
}

func TestAnIdleSessionEndsAndALongerOneWasChosen(t *testing.T) {
	each(t, func(b bench) {
		short, long := b.Browser(t), b.Browser(t)
		b.in(short)
		b.in(long, "longer", "1")
		for range 4 {
			b.Clock.Advance(20 * time.Minute)
			if page := short.Get("/inside"); page.URL != "/inside" {
				t.Fatal("a session in use ended")
			}
		}
		b.Clock.Advance(31 * time.Minute)
		if page := short.Get("/inside"); page.URL == "/inside" {
			t.Error("the short one outlived half an hour")
		}
		if page := long.Get("/inside"); page.URL != "/inside" {
			t.Error("the longer one did not last")
		}
		b.Clock.Advance(account.LongerAbsolute)
		if page := long.Get("/inside"); page.URL == "/inside" {
			t.Error("the longer one outlived its absolute limit")
		}
	})
}

func TestStepUpAsksForThePasswordAndLeadsBack(t *testing.T) {
	each(t, func(b bench) {
		b.Site.Handle("GET /sensitive", web.SignedIn, func(w http.ResponseWriter, r *http.Request) error {
			if err := web.VisitOf(r).StepUp(); err != nil {
				return err
			}
			return b.Site.Page(w, r, "Känsligt", templ.NopComponent)
		})
		browser := b.Browser(t)
		b.in(browser)
		browser.Get("/sensitive?x=1").Want(200).Says("Känsligt")
		b.Clock.Advance(11 * time.Minute)
		page := browser.Get("/sensitive?x=1").Want(200).Says("Bekräfta att det är du")
		back := htmlcheck.Value(page.HTML, "[name=next]", "value")
		browser.Post("/step-up", url.Values{"password": {"no"}, "next": {back}}).Want(422)
		if page := browser.Post("/step-up", url.Values{"password": {password}, "next": {back}}).Want(200); page.URL != "/sensitive?x=1" {
			t.Errorf("led to %s", page.URL)
		}
	})
}

func TestStepUpAsksForTheSecondFactorToo(t *testing.T) {
	each(t, func(b bench) {
		browser := b.Browser(t)
		b.in(browser)
		secret := strings.ReplaceAll(htmlcheck.Words(browser.Get("/account/second-factor").Want(200).HTML, "code"), " ", "")
		browser.Post("/account/second-factor", url.Values{"code": {b.codeOf(secret)}}).Want(200)
		b.Clock.Advance(11 * time.Minute)
		page := browser.Get("/step-up?next=/inside").Want(200)
		if htmlcheck.Value(page.HTML, "input[name=code]", "autocomplete") != "one-time-code" {
			t.Error("the code is not asked for")
		}
		browser.Post("/step-up", url.Values{"password": {password}, "next": {"/inside"}}).Want(422)
		typed := url.Values{"password": {password}, "code": {b.codeOf(secret)}, "next": {"/inside"}}
		if page := browser.Post("/step-up", typed).Want(200); page.URL != "/inside" {
			t.Errorf("led to %s", page.URL)
		}
	})
}

func TestThePasswordIsChangedWithTheOldOneAndAGoodNewOne(t *testing.T) {
	each(t, func(b bench) {
		browser, other := b.Browser(t), b.Browser(t)
		b.in(browser)
		b.in(other)
		browser.Get("/account/password").Want(200)
		browser.Post("/account/password", url.Values{"old": {password}, "new": {"kort"}}).Want(422).Says("för kort")
		browser.Post("/account/password", url.Values{"old": {"fel"}, "new": {"gröna bussar i sol"}}).Want(422).Says("stämmer inte")
		browser.Post("/account/password", url.Values{"old": {password}, "new": {"gröna bussar i sol"}}).Want(200).Says("Lösenordet är bytt")
		if page := other.Get("/inside"); page.URL == "/inside" {
			t.Error("the other browser is still in")
		}
	})
}

func TestTheFirstAccountIsMadeWithTheCodeThatWasPrinted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := open(t, o, nil)
		browser := b.Browser(t)
		if page := browser.Get("/sign-in").Want(200); page.URL != "/first-start" {
			t.Fatalf("led to %s", page.URL)
		}
		code, err := b.accounts.FirstStart(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		form := url.Values{"code": {"0000-0000"}, "name": {"Eva Öst"}, "username": {"eva"}, "password": {password},
			"officer_name_1": {"Pia Ek"}, "officer_username_1": {"pia"}, "officer_name_2": {"pia  ek"}, "officer_username_2": {"pia"}}
		browser.Post("/first-start", form).Want(422).Says("Ange tre olika personer", "Eva Öst")
		form.Set("officer_name_2", "Olle Ås")
		browser.Post("/first-start", form).Want(422).Says("Startkoden stämmer inte", "Eva Öst", "Olle Ås")
		form.Set("code", code)
		browser.Post("/first-start", form).Want(422).Says("Användarnamnet är upptaget")
		form.Set("officer_username_2", "olle")
		done := browser.Post("/first-start", form).Want(200).Says("Kontona finns", "Pia Ek", "Olle Ås")
		once := regexp.MustCompile("[0-9A-Z]{4}(-[0-9A-Z]{4}){3}").FindAllString(string(done.HTML), -1)
		if len(once) != 2 || !strings.Contains(done.Header.Get("Cache-Control"), "no-store") {
			t.Fatalf("%d one-time passwords, Cache-Control %q", len(once), done.Header.Get("Cache-Control"))
		}
		pia := b.Browser(t)
		if page := b.in(pia, "username", "pia", "password", once[0], "next", "/inside").Want(200); !strings.HasPrefix(page.URL, "/sign-in/password") {
			t.Fatalf("led to %s", page.URL)
		}
		if page := pia.Get("/inside").Want(200); page.URL == "/inside" {
			t.Error("the one-time password opens the site")
		}
		pia.Post("/sign-in/password", url.Values{"new": {"kort"}, "next": {"/inside"}}).Want(422).Says("för kort")
		if page := pia.Post("/sign-in/password", url.Values{"new": {"gula tåg i snön"}, "next": {"/inside"}}).Want(200); page.URL != "/inside" {
			t.Errorf("led to %s", page.URL)
		}
		if page := b.in(browser).Want(200); page.URL != "/" {
			t.Errorf("led to %s", page.URL)
		}
		b.Browser(t).Get("/first-start").Want(404)
		b.Browser(t).Post("/first-start", form).Want(404)
	})
}

func TestTheDemoOffersItsPeopleAndNobodyElse(t *testing.T) {
	b := open(t, storetest.SQLite(t), func(c *web.Config) { c.Demo = true })
	browser := b.Browser(t)
	browser.Get("/sign-in").Want(200).Says("Kim Exempel", "säkerhetschef")
	browser.Post("/demo/sign-in", url.Values{"person": {"7"}}).Want(404)
	if page := browser.Post("/demo/sign-in", url.Values{"person": {"41"}, "next": {"/inside"}}).Want(200); page.URL != "/inside" {
		t.Errorf("led to %s", page.URL)
	}
	browser.Get("/step-up").Want(200).SaysNot(`type="password"`)
	real := open(t, storetest.SQLite(t), nil)
	real.add("eva", eva, false)
	real.Browser(t).Get("/sign-in").Want(200).SaysNot("Kim Exempel")
	real.Browser(t).Post("/demo/sign-in", url.Values{"person": {"41"}}).Want(404)
}

func TestEveryPageIsSoundInBothLanguages(t *testing.T) {
	b := open(t, storetest.SQLite(t), func(c *web.Config) { c.Demo = true })
	b.add("eva", eva, false)
	for _, lang := range []string{"sv", "en"} {
		browser := b.Browser(t)
		browser.Headers.Set("Accept-Language", lang)
		browser.Get("/sign-in").Want(200).Says(`lang="` + lang + `"`).SaysNot("⟦")
		b.in(browser)
		for _, path := range []string{"/account", "/account/password", "/account/second-factor", "/step-up", "/accessibility", "/nothing"} {
			page := browser.Get(path)
			page.Want(page.Status).SaysNot("⟦")
		}
	}
}

func TestNothingThatWasTypedIsLogged(t *testing.T) {
	each(t, func(b bench) {
		browser := b.Browser(t)
		b.in(browser, "password", "typed secret")
		b.in(browser)
		browser.Get("/account").Want(200)
		for _, text := range []string{"typed", "eva", "blå", browser.Cookie("vardkas"), "127.0.0.1"} {
			if strings.Contains(b.Log.String(), text) {
				t.Errorf("the log has %q:\n%s", text, b.Log)
			}
		}
	})
}
