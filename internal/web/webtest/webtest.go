// Package webtest runs a site on a database of its own and visits it as a browser does: with a cookie jar, redirects and
// the headers a browser sends. It serves the tests of pages and of stories.
package webtest

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/account"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/store/storetest"
	"github.com/vardkas/vardkas/internal/trail"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/htmlcheck"
)

// Key is the key of test sites.
var Key = bytes.Repeat([]byte("k"), 32)

// Bench is a running site.
type Bench struct {
	Site  *web.Site
	DB    *store.DB
	Clock *clock.Manual
	Log   *Log

	server *httptest.Server
}

// New runs a site on the database of o. change, which may be nil, sets what the test needs; register pages on
// Bench.Site. Everybody who signs in is an employee called "Person".
func New(t testing.TB, o store.Options, change func(*web.Config)) *Bench {
	t.Helper()
	if o.Ledger == nil {
		o.Ledger = trail.NewLedger()
	}
	return On(t, storetest.Open(t, o), o.Clock.(*clock.Manual), change)
}

// On runs a site on a database that is open already.
func On(t testing.TB, db *store.DB, c *clock.Manual, change func(*web.Config)) *Bench {
	t.Helper()
	b := &Bench{DB: db, Clock: c, Log: &Log{}}
	config := web.Config{DB: db, Clock: c, Log: slog.New(slog.NewTextHandler(b.Log, nil)), Key: Key, Organisation: "Region Exempel",
		Who: func(_ context.Context, _ *store.Tx, person int64) (access.Subject, string, error) {
			return access.Subject{Person: person, Grants: []access.Grant{{Role: access.Employee, Region: true}}}, "Person", nil
		}}
	if change != nil {
		change(&config)
	}
	site, err := web.New(config)
	if err != nil {
		t.Fatal(err)
	}
	b.Site = site
	b.server = httptest.NewServer(site.Handler())
	t.Cleanup(b.server.Close)
	return b
}

// Browser returns a new browser without cookies.
func (b *Bench) Browser(t testing.TB) *Browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &Browser{t: t, bench: b, Headers: http.Header{"Sec-Fetch-Site": {"same-origin"}, "Accept-Language": {"sv"}},
		Client: &http.Client{Jar: jar}}
}

// Browser visits the site and keeps its cookies. Redirects are followed.
type Browser struct {
	Client  *http.Client
	Headers http.Header // sent with every request

	t     testing.TB
	bench *Bench
}

// SignIn opens a session for a person, as one who has just given a password.
func (w *Browser) SignIn(person int64) account.Session {
	w.t.Helper()
	var token string
	var s account.Session
	err := w.bench.DB.Write(context.Background(), func(tx *store.Tx) (err error) {
		s, token, err = account.Open(tx, account.Opening{Person: person, Via: account.ViaLocal, Stage: account.Complete})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.Client.Jar.SetCookies(w.address("/"), []*http.Cookie{{Name: w.bench.Site.CookieName(), Value: token, Path: "/"}})
	return s
}

func (w *Browser) address(path string) *url.URL {
	u, err := url.Parse(w.bench.server.URL + path)
	if err != nil {
		w.t.Fatal(err)
	}
	return u
}

// Get fetches a page.
func (w *Browser) Get(path string) Page { return w.Do(http.MethodGet, path, "", nil) }

// Post sends a form.
func (w *Browser) Post(path string, form url.Values) Page {
	return w.Do(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// PostFiles sends a form with files: field name to file name to content.
func (w *Browser) PostFiles(path string, form url.Values, files map[string]map[string][]byte) Page {
	w.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for name, values := range form {
		for _, v := range values {
			must(w.t, m.WriteField(name, v))
		}
	}
	for field, named := range files {
		for _, name := range slices.Sorted(maps.Keys(named)) {
			part, err := m.CreateFormFile(field, name)
			must(w.t, err)
			_, err = part.Write(named[name])
			must(w.t, err)
		}
	}
	must(w.t, m.Close())
	return w.Do(http.MethodPost, path, m.FormDataContentType(), &body)
}

// Do sends a request and reads the whole answer.
func (w *Browser) Do(method, path, contentType string, body io.Reader) Page {
	w.t.Helper()
	r, err := http.NewRequest(method, w.address(path).String(), body)
	must(w.t, err)
	for name, values := range w.Headers {
		r.Header[name] = values
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	res, err := w.Client.Do(r)
	must(w.t, err)
	defer func() { _ = res.Body.Close() }()
	html, err := io.ReadAll(res.Body)
	must(w.t, err)
	return Page{Status: res.StatusCode, URL: res.Request.URL.RequestURI(), Header: res.Header, HTML: html, t: w.t}
}

// Cookie is the value of a cookie the browser holds; empty when it holds none.
func (w *Browser) Cookie(name string) string {
	for _, c := range w.Client.Jar.Cookies(w.address("/")) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Page is an answer.
type Page struct {
	Status int
	URL    string // where the redirects ended
	Header http.Header
	HTML   []byte

	t testing.TB
}

// Want fails the test when the status is another, and when the page breaks a rule of accessible HTML.
func (p Page) Want(status int) Page {
	p.t.Helper()
	if p.Status != status {
		p.t.Fatalf("%s answered %d, want %d:\n%s", p.URL, p.Status, status, p.HTML)
	}
	if strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
		for _, problem := range htmlcheck.Check(p.HTML) {
			p.t.Errorf("%s: %s", p.URL, problem)
		}
	}
	return p
}

// Says fails the test when a text is not on the page.
func (p Page) Says(texts ...string) Page {
	p.t.Helper()
	for _, text := range texts {
		if !bytes.Contains(p.HTML, []byte(text)) {
			p.t.Errorf("%s does not say %q:\n%s", p.URL, text, p.HTML)
		}
	}
	return p
}

// SaysNot fails the test when a text is on the page.
func (p Page) SaysNot(texts ...string) Page {
	p.t.Helper()
	for _, text := range texts {
		if bytes.Contains(p.HTML, []byte(text)) {
			p.t.Errorf("%s says %q", p.URL, text)
		}
	}
	return p
}

// Value is what the first control with a name holds: its value attribute.
func (p Page) Value(name string) string {
	return htmlcheck.Value(p.HTML, "[name="+name+"]", "value")
}

// Log collects what the site logs.
type Log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write adds to the log.
func (l *Log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

// String is all that was logged.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
