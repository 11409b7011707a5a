package browser

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"github.com/vardkas/vardkas/internal/browsertest"
	"github.com/vardkas/vardkas/test/running"
)

// readers are those whose pages are opened: between them they reach every sort of page. The empty one is not signed in.
var readers = []string{"", "medarbetare", "akutchef", "samordnare", "sakerhetschef", "dataskydd", "ledamot", "systemadmin", "behorighet"}

// views are how the pages are looked at: in both languages, on a phone without script and on a desk with it, light and
// dark. What only handlers and administrators meet is looked at in the first two of them.
var views = []browsertest.View{
	{Width: 320, Language: "sv"},
	{Width: 1280, Language: "en", Script: true, Dark: true},
	{Width: 390, Language: "en", Dark: true},
	{Width: 1280, Language: "sv", Script: true},
}

// everybody are the readers whose pages are looked at in every view.
var everybody = []string{"", "medarbetare"}

// Every page of the program that a reader finds by following links is opened; axe-core, the width and the size of what one
// presses are looked at on each, and the browser must have nothing to complain about.
func TestEveryPageIsAccessibleInEveryView(t *testing.T) {
	program := running.Demo(t, "")
	found := pages(t, program)
	browser := browsertest.Start(t)
	for i, view := range views {
		t.Run(viewName(view), func(t *testing.T) {
			t.Parallel()
			for _, reader := range readers {
				if len(found[reader]) > 0 && (i < 2 || slices.Contains(everybody, reader)) {
					look(t, signedIn(t, browser, program, view, reader), view, program.URL, found[reader])
				}
			}
		})
	}
}

func viewName(view browsertest.View) string {
	name := fmt.Sprintf("%d-%s", view.Width, view.Language)
	if view.Dark {
		name += "-dark"
	}
	return name
}

// signedIn opens a window in which the person has chosen themselves among the demo's.
func signedIn(t *testing.T, browser *browsertest.Browser, program *running.Program, view browsertest.View, reader string) *browsertest.Page {
	t.Helper()
	if reader == "" {
		return browser.Open(t, view, program.URL+"/")
	}
	page := browser.Open(t, view, program.URL+"/sign-in")
	page.FollowSelector("form[action='/demo/sign-in']:has(input[name=person][value='" + program.Key(t, reader) + "']) button")
	return page
}

func look(t *testing.T, page *browsertest.Page, view browsertest.View, base string, addresses []string) {
	t.Helper()
	least := 24
	if view.Width < 700 {
		least = 44
	}
	for _, address := range addresses {
		page.Visit(base + address)
		page.Axe()
		page.Fits()
		if small := page.SmallTargets(least); len(small) > 0 {
			t.Errorf("%s: %d targets are smaller than %d px:\n%s", address, len(small), least, strings.Join(small, "\n"))
		}
	}
}

// pages lists, for each reader, the addresses of the pages that no reader before had: one of each sort.
func pages(t *testing.T, program *running.Program) map[string][]string {
	t.Helper()
	var group sync.WaitGroup
	seen := make([][]string, len(readers))
	for i, reader := range readers {
		group.Go(func() { seen[i] = crawl(t, program, reader) })
	}
	group.Wait()
	known := map[string]bool{}
	first := map[string][]string{}
	for i, reader := range readers {
		for _, address := range seen[i] {
			if s := sort(address, reader); !known[s] {
				known[s] = true
				first[reader] = append(first[reader], address)
			}
		}
		t.Logf("%q finds %d pages, %d of them of a new sort", reader, len(seen[i]), len(first[reader]))
	}
	for _, must := range mustReach {
		if !slices.ContainsFunc(readers, func(r string) bool { return known[must] || known[must+" "+r] }) {
			t.Errorf("nobody finds the way to %s", must)
		}
	}
	return first
}

// mustReach are sorts of pages that must be among those found: a crawl that finds nothing would find no fault.
var mustReach = []string{
	"/", "/report", "/report/contact", "/follow", "/sign-in", "/accessibility", "/design", "/account", "/account/password",
	"/my/report", "/my/reports", "/events/{id}", "/events/{id}/do/assess", "/events/{id}/do/close",
	"/r/incident", "/r/action", "/r/unit", "/r/unit/{id}", "/r/person", "/r/{kind}/{id}/history", "/r/{kind}/{id}/edit", "/figures",
}

var (
	recordID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	deeper   = regexp.MustCompile(`^/r/[a-z_]+/(\{id\}/[a-z]+|new)`)
)

// sort says which sort of page an address is of. The first page differs by reader.
func sort(address, reader string) string {
	address, _, _ = strings.Cut(address, "?")
	s := recordID.ReplaceAllString(address, "{id}")
	if m := deeper.FindStringSubmatch(s); m != nil {
		return "/r/{kind}/" + m[1]
	}
	if s == "/" || s == "/figures" || s == "/events/{id}" {
		return s + " " + reader
	}
	return s
}

// eachSort is how many pages of a sort the crawl opens: a case shows what may be done in its state.
const eachSort = 5

// crawl follows the links of one reader, and returns the addresses of the pages that answered.
func crawl(t *testing.T, program *running.Program, reader string) []string {
	client := visitor(t, program, reader)
	waiting := []string{"/", "/report", "/follow", "/sign-in", "/design"}
	opened, of := map[string]bool{}, map[string]int{}
	var answered []string
	for len(waiting) > 0 {
		address := waiting[0]
		waiting = waiting[1:]
		s := sort(address, reader)
		if opened[address] || of[s] == eachSort {
			continue
		}
		opened[address] = true
		of[s]++
		ended, body := fetch(t, client, program.URL, address)
		if body == nil {
			continue
		}
		if of[s] == 1 || ended == address {
			answered = append(answered, ended)
		}
		waiting = append(waiting, links(body)...)
	}
	return answered
}

// visitor is a reader's way to fetch pages without a browser.
func visitor(t *testing.T, program *running.Program, reader string) *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Error(err)
	}
	client := &http.Client{Jar: jar}
	if reader == "" {
		return client
	}
	answer, err := client.PostForm(program.URL+"/demo/sign-in", url.Values{"person": {program.Key(t, reader)}, "next": {"/account"}})
	if err != nil {
		t.Error(err)
		return client
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("%s could not sign in: %s", reader, answer.Status)
	}
	return client
}

// fetch returns where an address ended and its page; nil when it is none.
func fetch(t *testing.T, client *http.Client, base, address string) (string, []byte) {
	answer, err := client.Get(base + address)
	if err != nil {
		t.Error(err)
		return "", nil
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Error(err)
	}
	if answer.StatusCode >= http.StatusInternalServerError || answer.StatusCode == http.StatusNotFound {
		t.Errorf("the link to %s leads to %s", address, answer.Status)
	}
	if answer.StatusCode != http.StatusOK || !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
		return "", nil
	}
	return answer.Request.URL.RequestURI(), body
}

// links are the addresses on this site that a page leads to, without what sorts, filters and pages a list.
func links(page []byte) []string {
	tree, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return nil
	}
	var found []string
	for n := range tree.Descendants() {
		for _, a := range n.Attr {
			if n.Data == "a" && a.Key == "href" && strings.HasPrefix(a.Val, "/") {
				address, _, _ := strings.Cut(a.Val, "#")
				if path, query, asks := strings.Cut(address, "?"); !asks || !strings.HasPrefix(path, "/r/") && len(query) < 200 {
					found = append(found, address)
				}
			}
		}
	}
	return found
}
