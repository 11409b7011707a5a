package hostile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/net/html"

	"github.com/vardkas/vardkas/test/running"
)

// guest is one browser of one reader.
type guest struct {
	t       *testing.T
	program *running.Program
	http    *http.Client
}

// answer is what came back.
type answer struct {
	status int
	where  string // where the redirects ended
	header http.Header
	body   []byte
}

// enter opens a browser; reader is whom it signs in as, or empty.
func enter(t *testing.T, program *running.Program, reader string) *guest {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	g := &guest{t: t, program: program, http: &http.Client{Jar: jar}}
	if reader != "" {
		a := g.post("/demo/sign-in", url.Values{"person": {program.Key(t, reader)}, "next": {"/account"}})
		if a.status != http.StatusOK {
			t.Fatalf("%s cannot sign in: %d", reader, a.status)
		}
	}
	return g
}

func (g *guest) get(address string) answer {
	return g.send(context.Background(), http.MethodGet, address, "", nil)
}

func (g *guest) post(address string, form url.Values) answer {
	return g.send(context.Background(), http.MethodPost, address, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// postFiles sends a form with files, all in one field.
func (g *guest) postFiles(address string, form url.Values, field string, files []upload) answer {
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for name, values := range form {
		for _, value := range values {
			_ = m.WriteField(name, value) // into memory
		}
	}
	for _, f := range files {
		part, err := m.CreatePart(map[string][]string{
			"Content-Disposition": {fmt.Sprintf(`form-data; name="%s"; filename="%s"`, field, f.name)}, "Content-Type": {f.says},
		})
		if err == nil {
			_, _ = part.Write(f.content)
		}
	}
	_ = m.Close()
	return g.send(context.Background(), http.MethodPost, address, m.FormDataContentType(), &body)
}

// from counts the addresses that requests come from: nobody is slowed down for being many.
var from atomic.Uint32

// send sends one request from an address of its own and looks at the answer as every answer is looked at.
func (g *guest) send(ctx context.Context, method, address, contentType string, body io.Reader) answer {
	r, err := http.NewRequestWithContext(ctx, method, g.program.URL+address, body)
	if err != nil {
		g.t.Errorf("%s %.100q: %v", method, address, err)
		return answer{}
	}
	n := from.Add(1)
	r.Header.Set("X-Forwarded-For", fmt.Sprintf("10.%d.%d.%d", n>>16&255, n>>8&255, n&255))
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	res, err := g.http.Do(r)
	if err != nil {
		if !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
			g.t.Errorf("%s %.100q: %v", method, address, err)
		}
		return answer{}
	}
	defer func() { _ = res.Body.Close() }()
	page, err := io.ReadAll(res.Body)
	if err != nil {
		return answer{}
	}
	a := answer{res.StatusCode, res.Request.URL.RequestURI(), res.Header, page}
	if fault := unsound(a); fault != "" {
		g.t.Errorf("%s %.200q: %s\n%.600s", method, address, fault, page)
	}
	return a
}

// insides is what only the program itself should see.
var insides = regexp.MustCompile(`goroutine [0-9]+|runtime error|\.go:[0-9]+|SQLSTATE|constraint failed|sql:`)

// unsound says what must never be in an answer; empty when all is well.
func unsound(a answer) string {
	switch {
	case a.status >= http.StatusInternalServerError:
		return fmt.Sprintf("answered %d", a.status)
	case a.status >= http.StatusBadRequest && insides.Match(a.body):
		return "shows the insides: " + string(insides.Find(a.body))
	case a.header.Get("X-Content-Type-Options") != "nosniff" && a.status != http.StatusBadRequest:
		return "lacks the security headers"
	}
	return ""
}

// posted is one form of a page: where it leads and what a browser would send of it.
type posted struct {
	page, action string
	values       url.Values
	hidden       map[string]bool
	files        []string
}

// forms are the forms of a page that post, buttons of other forms included.
func forms(page string, a answer) []posted {
	tree, err := html.Parse(bytes.NewReader(a.body))
	if err != nil {
		return nil
	}
	var all []posted
	for n := range tree.Descendants() {
		if n.Data == "form" && strings.EqualFold(attribute(n, "method"), "post") {
			all = append(all, formOf(page, n))
		}
	}
	return all
}

func formOf(page string, form *html.Node) posted {
	p := posted{page: page, action: attribute(form, "action"), values: url.Values{}, hidden: map[string]bool{}}
	for n := range form.Descendants() {
		name := attribute(n, "name")
		if n.Type != html.ElementNode || name == "" {
			continue
		}
		switch kind := attribute(n, "type"); {
		case n.Data == "input" && kind == "file":
			p.files = append(p.files, name)
		case n.Data == "input":
			if kind != "radio" && kind != "checkbox" || has(n, "checked") || !p.values.Has(name) {
				p.values.Set(name, attribute(n, "value"))
			}
			p.hidden[name] = kind == "hidden"
		case n.Data == "textarea":
			p.values.Set(name, textOf(n))
		case n.Data == "select":
			p.values.Set(name, lastOption(n))
		}
	}
	return p
}

func lastOption(list *html.Node) (value string) {
	for n := range list.Descendants() {
		if n.Data == "option" {
			value = attribute(n, "value")
			if has(n, "selected") {
				return value
			}
		}
	}
	return value
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
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

// hrefs are the addresses on this site that a page leads to.
func hrefs(a answer) []string {
	tree, err := html.Parse(bytes.NewReader(a.body))
	if err != nil {
		return nil
	}
	var all []string
	for n := range tree.Descendants() {
		if to := attribute(n, "href"); n.Data == "a" && strings.HasPrefix(to, "/") {
			to, _, _ = strings.Cut(to, "#")
			all = append(all, to)
		}
	}
	return all
}

var recordID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// sort says which sort of page an address is of.
func sort(address string) string {
	address, _, _ = strings.Cut(address, "?")
	return recordID.ReplaceAllString(address, "{id}")
}

// site is what one reader reaches: one address of each sort, and one form of each sort.
type site struct {
	addresses []string
	forms     []posted
}

const (
	eachSort = 3   // pages of a sort that are opened, for what they lead to
	mostOpen = 250 // pages in all
)

// explore follows the reader's links.
func (g *guest) explore() site {
	waiting := []string{"/", "/report", "/report/contact", "/follow", "/sign-in", "/account", "/my/report", "/design"}
	opened, of, action := map[string]bool{}, map[string]int{}, map[string]bool{}
	var s site
	for len(waiting) > 0 && len(opened) < mostOpen {
		address := waiting[0]
		waiting = waiting[1:]
		if opened[address] || of[sort(address)] == eachSort {
			continue
		}
		opened[address] = true
		of[sort(address)]++
		a := g.get(address)
		if of[sort(address)] == 1 {
			s.addresses = append(s.addresses, address)
		}
		waiting = append(waiting, hrefs(a)...)
		for _, f := range forms(address, a) {
			if !action[sort(f.action)] {
				action[sort(f.action)] = true
				s.forms = append(s.forms, f)
			}
		}
	}
	return s
}
