package hostile

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/vardkas/vardkas/test/running"
)

// naughty is the Big List of Naughty Strings (github.com/minimaxir/big-list-of-naughty-strings, MIT; its licence stands
// beside it), and what it lacks.
func naughty(t testing.TB) []string {
	t.Helper()
	raw, err := os.ReadFile("../../internal/web/register/testdata/blns.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	return append(all,
		"\x00", "a\x00b", "\xff\xfe", "\xc0\xae\xc0\xae/", "\xed\xa0\x80", "\xf8\x88\x80\x80\x80", // NUL, bytes that are no text, overlong
		"a\r\nSet-Cookie: vardkas=x\r\n\r\n<h1>", "%0d%0aLocation:%20//example.org", // headers
		"\u202egnp.exe", "مرحبا بالعالم", "\u2066\u2067\u2068", "👩\u200d👩\u200d👧\u200d👦", strings.Repeat("\u0301", 500), "a\u0308", // direction, joins, marks
		strings.Repeat("å", 30_000), strings.Repeat("<", 9_000), strings.Repeat("\n", 9_000),
		"9999999999999999999999", "-1", "1e309", "0001-01-01", "9999-12-31T23:59", "2026-02-30", "2026-03-29 02:30", "24:00",
		"//example.org", "/\\example.org", "javascript:alert(1)", "=1+1", "•••", "19121212-1212",
	)
}

// everyone are the readers whose forms are sent: between them they reach every sort.
var everyone = []string{"", "medarbetare", "akutchef", "samordnare", "sakerhetschef", "behorighet"}

// noTextBreaksAnything fills every form that anybody reaches with naughty texts.
func noTextBreaksAnything(t *testing.T, program *running.Program, step int) {
	texts := naughty(t)
	var under sync.WaitGroup
	for _, reader := range everyone {
		under.Go(func() { fillEverything(t, program, reader, texts, step) })
	}
	under.Wait()
}

// fillEverything gives each form of a reader every step-th text, beginning at another for each form and field, so that every
// text meets every sort of field and every field gets its share.
func fillEverything(t *testing.T, program *running.Program, reader string, texts []string, step int) {
	g := enter(t, program, reader)
	all := g.explore().forms
	if len(all) < 4 {
		t.Errorf("%q finds only %d forms", reader, len(all))
	}
	for f, form := range all {
		if strings.HasSuffix(form.action, "/sign-out") || form.action == "/demo/sign-in" {
			continue // it would be another who goes on
		}
		for n := f % step; n < len(texts); n += step {
			g.post(form.action, spoilt(form, texts, n, n%3 == 0))
		}
		if a := g.get(form.page); a.status >= http.StatusBadRequest && form.page != "/" && a.status != http.StatusNotFound {
			t.Errorf("%q: the page %s answers %d after what was sent", reader, form.page, a.status)
		}
	}
}

// spoilt is a form with another naughty text in each field; what is hidden is left as it was unless deep is false.
func spoilt(form posted, texts []string, n int, all bool) url.Values {
	spoilt := url.Values{}
	for i, name := range sortedNames(form.values) {
		spoilt[name] = form.values[name]
		if all || !form.hidden[name] {
			spoilt.Set(name, texts[(n+i*7)%len(texts)])
		}
	}
	return spoilt
}

func sortedNames(v url.Values) []string {
	var names []string
	for name := range v {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func whatWasTypedIsKept(t *testing.T, program *running.Program) {
	g := enter(t, program, "")
	for _, text := range naughty(t) {
		a := g.post("/report", url.Values{"_form": {"report"}, "_page": {"/report"}, "description": {text}})
		if a.status != http.StatusUnprocessableEntity {
			t.Errorf("%.60q: a report that lacks nearly everything got %d", text, a.status)
			continue
		}
		for _, f := range forms("/report", a) {
			if f.action == "/report" && f.values.Get("description") != asKept(text) {
				t.Errorf("%.60q came back as %.60q", text, f.values.Get("description"))
			}
		}
		if strings.Contains(text, "<script") && strings.Contains(string(a.body), text) {
			t.Errorf("%q stands in the page as markup", text)
		}
	}
}

// asKept is a text as everything is kept: UTF-8 without NUL, NFC, with LF.
func asKept(text string) string {
	text = strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "\uFFFD")
	text = norm.NFC.String(strings.ReplaceAll(text, "\r\n", "\n"))
	return html.UnescapeString(html.EscapeString(strings.ReplaceAll(text, "\r", "\n")))
}

// aMegabyteIsAnsweredWithAPage puts a text of a megabyte in the first field of every form.
func aMegabyteIsAnsweredWithAPage(t *testing.T, program *running.Program) {
	huge := strings.Repeat("ö", 1<<19)
	for _, reader := range []string{"", "akutchef"} {
		g := enter(t, program, reader)
		for _, form := range g.explore().forms {
			if strings.HasSuffix(form.action, "/sign-out") {
				continue
			}
			for _, name := range sortedNames(form.values) {
				if form.hidden[name] {
					continue
				}
				one := url.Values{}
				for n, v := range form.values {
					one[n] = v
				}
				one.Set(name, huge)
				g.post(form.action, one)
				break
			}
		}
	}
}
