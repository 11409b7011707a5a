package story_test

import (
	"bytes"
	"context"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"

	"github.com/vardkas/vardkas/internal/account"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/web/eventtest"
	"github.com/vardkas/vardkas/internal/web/htmlcheck"
	"github.com/vardkas/vardkas/internal/web/webtest"
)

const address = "http://vardkas.example"

// visitor is a person at a browser, or nobody known at a phone.
type visitor struct {
	*house
	who    string
	client *http.Client
	agent  string // what the browser calls itself
	from   string // the address it comes from

	page answer
}

// answer is the page in front of a visitor.
type answer struct {
	status int
	path   string
	header http.Header
	body   []byte
	text   string // with entities as characters
}

// anyone is somebody who has not signed in.
func (s *house) anyone() *visitor {
	s.Helper()
	jar, err := cookiejar.New(nil)
	s.must(err)
	v := &visitor{house: s, who: "anybody", agent: "Mozilla/5.0 (canary-agent)", from: "203.0.113.77:4711"}
	v.client = &http.Client{Jar: jar, Transport: door{s, v}}
	return v
}

// as signs a person of the roster in.
func (s *house) as(who string) *visitor {
	s.Helper()
	v := s.anyone()
	v.who = who
	key, ok := s.people[who]
	if !ok {
		s.Fatalf("nobody is called %s", who)
	}
	var token string
	s.must(s.DB.Write(context.Background(), func(tx *store.Tx) (err error) {
		_, token, err = account.Open(tx, account.Opening{Person: int64(key), Via: account.ViaLocal, Stage: account.Complete})
		return err
	}))
	at, _ := url.Parse(address)
	v.client.Jar.SetCookies(at, []*http.Cookie{{Name: s.Site.CookieName(), Value: token, Path: "/"}})
	return v
}

// key is the visitor's own record key; 0 for anybody.
func (v *visitor) key() record.Key { return v.people[v.who] }

// door takes requests to the program without a network between, and notes what leaves in headers.
type door struct {
	s *house
	v *visitor
}

// RoundTrip answers one request.
func (d door) RoundTrip(out *http.Request) (*http.Response, error) {
	in := httptest.NewRequestWithContext(out.Context(), out.Method, out.URL.String(), out.Body)
	in.Header = out.Header.Clone()
	in.RemoteAddr, in.RequestURI = d.v.from, out.URL.RequestURI()
	w := httptest.NewRecorder()
	d.s.Handler().ServeHTTP(w, in)
	for _, name := range []string{"Location", "Set-Cookie", "Content-Disposition"} {
		for _, value := range w.Header().Values(name) {
			_, _ = io.WriteString(d.s.sent, d.v.who+" "+name+": "+value+"\n")
		}
	}
	res := w.Result()
	res.Request = out
	return res, nil
}

func (v *visitor) send(ctx context.Context, method, path, kind string, body io.Reader) answer {
	v.Helper()
	r, err := http.NewRequestWithContext(ctx, method, address+path, body)
	v.must(err)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Accept-Language", "sv")
	r.Header.Set("User-Agent", v.agent)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	res, err := v.client.Do(r)
	v.must(err)
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	v.must(err)
	return answer{res.StatusCode, res.Request.URL.RequestURI(), res.Header, b, html.UnescapeString(string(b))}
}

// gets fetches an address, whatever it answers.
func (v *visitor) gets(path string) answer {
	v.Helper()
	v.page = v.send(context.Background(), http.MethodGet, path, "", nil)
	return v.page
}

// opens fetches a page that must be there.
func (v *visitor) opens(path string) *visitor {
	v.Helper()
	v.gets(path)
	return v.meets(http.StatusOK)
}

// posts sends a form as it is, whatever it answers.
func (v *visitor) posts(path string, form url.Values) answer {
	v.Helper()
	v.page = v.send(context.Background(), http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	return v.page
}

// hands sends a form with one file.
func (v *visitor) hands(path string, form url.Values, field, name string, content []byte) *visitor {
	v.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for key, values := range form {
		for _, one := range values {
			v.must(m.WriteField(key, one))
		}
	}
	part, err := m.CreateFormFile(field, name)
	v.must(err)
	_, err = part.Write(content)
	v.must(err)
	v.must(m.Close())
	v.page = v.send(context.Background(), http.MethodPost, path, m.FormDataContentType(), &b)
	return v
}

// meets holds the answer to a status, and a page to the rules of accessible HTML.
func (v *visitor) meets(status int) *visitor {
	v.Helper()
	if v.page.status != status {
		v.Fatalf("%s at %s met %d, want %d:\n%s", v.who, v.page.path, v.page.status, status, v.page.readable())
	}
	if strings.HasPrefix(v.page.header.Get("Content-Type"), "text/html") {
		for _, problem := range htmlcheck.Check(v.page.body) {
			v.Errorf("%s: %s", v.page.path, problem)
		}
	}
	return v
}

// sees wants texts on the page.
func (v *visitor) sees(texts ...string) *visitor {
	v.Helper()
	for _, text := range texts {
		if !strings.Contains(v.page.text, text) {
			v.Errorf("%s at %s does not see %q:\n%s", v.who, v.page.path, text, v.page.readable())
		}
	}
	return v
}

// seesNot wants texts nowhere on the page, not in its source either.
func (v *visitor) seesNot(texts ...string) *visitor {
	v.Helper()
	for _, text := range texts {
		if strings.Contains(v.page.text, text) {
			v.Errorf("%s at %s sees %q", v.who, v.page.path, text)
		}
	}
	return v
}

// form is what the page's form to an address holds, with what is typed on top.
func (v *visitor) form(action string, typed url.Values) url.Values {
	v.Helper()
	return eventtest.Form(v.T, webtest.Page{URL: v.page.path, HTML: v.page.body}, action, typed)
}

// fills opens the form of a page, fills it in and sends it to the same address.
func (v *visitor) fills(path string, typed url.Values) *visitor {
	v.Helper()
	v.opens(path)
	v.posts(path, v.form(path, typed))
	return v
}

// presses sends the form whose address ends so, as it stands.
func (v *visitor) presses(end string) *visitor {
	v.Helper()
	to := eventtest.Address(webtest.Page{HTML: v.page.body}, end)
	if to == "" {
		v.Fatalf("%s at %s finds no button to …%s:\n%s", v.who, v.page.path, end, v.page.readable())
	}
	v.posts(to, v.form(to, nil))
	return v
}

// finds searches in a reference field of a form and returns what to choose.
func (v *visitor) finds(path, field, text string) string {
	v.Helper()
	v.fills(path, url.Values{field + "_query": {text}, "_search": {field}}).meets(http.StatusOK)
	found := htmlcheck.Value(v.page.body, "input[type=radio][name="+field+"]", "value")
	if found == "" {
		v.Fatalf("%s finds nobody called %s", v.who, text)
	}
	return found
}

var (
	tags  = regexp.MustCompile(`(?s)<(script|style|head).*?</(script|style|head)>|<[^>]*>`)
	space = regexp.MustCompile(`\s+`)
)

// readable is the page's words, for the messages of tests.
func (a answer) readable() string {
	return space.ReplaceAllString(html.UnescapeString(tags.ReplaceAllString(string(a.body), " ")), " ")
}
