package htmlcheck_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/web/htmlcheck"
)

const soundPage = `<!DOCTYPE html><html lang="sv"><head><meta charset="utf-8"><title>Titel</title><meta name="viewport" content="width=device-width"></head>
<body><a href="#main">Hoppa</a><main id="main"><h1>Rubrik</h1>%s</main></body></html>`

func page(body string) []byte { return []byte(strings.Replace(soundPage, "%s", body, 1)) }

func TestASoundPageHasNoProblems(t *testing.T) {
	body := `<p>Text</p><form><label for="a">Namn</label><input id="a" name="a" aria-describedby="h"><p id="h">Hjälp</p>
<fieldset><legend>Val</legend><input id="r" type="radio" name="r"><label for="r">Ja</label></fieldset><button type="submit">Skicka</button></form>
<h2>Lista</h2><table><caption>Rader</caption><thead><tr><th scope="col">A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>
<svg aria-hidden="true"><path d="M0 0"></path></svg>`
	if problems := htmlcheck.Check(page(body)); len(problems) > 0 {
		t.Fatal(strings.Join(problems, "\n"))
	}
}

func TestEachFaultIsFound(t *testing.T) {
	for body, want := range map[string]string{
		`<input id="a" name="a">`:                                  "input[id=a] has no label",
		`<label for="a"></label><input id="a">`:                    "input[id=a] has no label",
		`<label for="b">B</label>`:                                 `points at "b"`,
		`<p id="x">1</p><p id="x">2</p>`:                           `id "x" stands more than once`,
		`<p>1<div>2</div></p>`:                                     "div stands in p",
		`<ul><div>1</div></ul>`:                                    "div stands in ul",
		`<li>1</li>`:                                               "li stands in main",
		`<div><p>1</div>`:                                          "</div> closes p",
		`<form><form></form></form>`:                               "form stands in form",
		`<a href="/x"><button type="button">B</button></a>`:        "button stands in a",
		`<h3>Hopp</h3>`:                                            "is h3 after h1",
		`<h1>Två</h1>`:                                             "2 h1",
		`<p style="color:red">1</p>`:                               "inline style",
		`<script>alert(1)</script>`:                                "inline script",
		`<p onclick="x()">1</p>`:                                   "inline onclick",
		`<a href="javascript:x()">1</a>`:                           "script address",
		`<script src="https://example.org/x.js"></script>`:         "fetches from",
		`<img src="/a.png">`:                                       "has no alt",
		`<svg></svg>`:                                              "neither hidden nor a picture",
		`<a href="/x"></a>`:                                        "has no words",
		`<button>B</button>`:                                       "has no type",
		`<fieldset><p>1</p></fieldset>`:                            "does not begin with a legend",
		`<label for="r">Ja</label><input id="r" type="radio">`:     "stands in no fieldset",
		`<table><tbody><tr><td>1</td></tr></tbody></table>`:        "no caption",
		`<p tabindex="3">1</p>`:                                    "order of tabbing",
		`<p>⟦no.key⟧</p>`:                                          "no words for",
		`<p title="⟦no.key⟧">1</p>`:                                "no words for",
		`<a href="#nowhere">1</a>`:                                 "leads to #nowhere",
		`<nav aria-label="A"></nav><nav aria-label="A"></nav>`:     `two navs are named "A"`,
		`<p class="a" class="b">1</p>`:                             "class twice",
		`<label for="i">I</label><input id="i" aria-invalid=true>`: "does not say how",
		`<main></main>`:                                            "2 main",
	} {
		t.Run(body, func(t *testing.T) {
			problems := htmlcheck.Check(page(body))
			if !slices.ContainsFunc(problems, func(p string) bool { return strings.Contains(p, want) }) {
				t.Fatalf("got %q, want %q", problems, want)
			}
		})
	}
}

func TestADocumentMustHaveLanguageTitleAndSkipLink(t *testing.T) {
	problems := strings.Join(htmlcheck.Check([]byte(`<html><body><a href="/">Hem</a><main id="m"><h1>A</h1></main></body></html>`)), "\n")
	for _, want := range []string{"no lang", "no title", "no viewport", "does not skip"} {
		if !strings.Contains(problems, want) {
			t.Errorf("%q is not among\n%s", want, problems)
		}
	}
}

func TestAFragmentNeedNoHeadNorTargets(t *testing.T) {
	if problems := htmlcheck.CheckFragment([]byte(`<p aria-describedby="elsewhere">1</p>`)); len(problems) > 0 {
		t.Fatal(problems)
	}
}

// told gathers what Run says.
type told struct{ said []string }

func (r *told) Helper()                      {}
func (r *told) Errorf(f string, args ...any) { r.said = append(r.said, fmt.Sprintf(f, args...)) }

func TestExpectationsReadAsSentences(t *testing.T) {
	body := page(`<ul class="a b"><li data-x="1">En händelse</li><li>Två&nbsp;händelser</li></ul>`)
	met := []htmlcheck.Expectation{
		htmlcheck.In("h1", htmlcheck.Exactly("Rubrik")),
		htmlcheck.In("ul.a.b li", htmlcheck.Text("Två händelser")),
		htmlcheck.In("main ul", htmlcheck.Count("li", 2), htmlcheck.In("li[data-x=1]", htmlcheck.Text("En"))),
		htmlcheck.In("li", htmlcheck.Attr("data-x", "1")),
		htmlcheck.In("#main", htmlcheck.HasAttr("id")),
		htmlcheck.NotIn("ol"),
		htmlcheck.NotIn("li", htmlcheck.Text("Tre")),
	}
	htmlcheck.Run(t, body, met...)
	unmet := []htmlcheck.Expectation{
		htmlcheck.In("h2"),
		htmlcheck.In("li", htmlcheck.Text("Tre")),
		htmlcheck.In("li", htmlcheck.Exactly("En")),
		htmlcheck.NotIn("ul li", htmlcheck.Text("En")),
		htmlcheck.Count("li", 3),
		htmlcheck.In("li", htmlcheck.Attr("data-x", "2")),
		htmlcheck.In("ul", htmlcheck.HasAttr("id")),
	}
	r := &told{}
	htmlcheck.Run(r, body, unmet...)
	if len(r.said) != len(unmet) {
		t.Fatalf("%d of %d were told: %q", len(r.said), len(unmet), r.said)
	}
}

func TestValuesAndWordsCanBeTakenFromAPage(t *testing.T) {
	body := page(`<form action="/x"><input type="hidden" name="draft" value="17"></form>`)
	if got := htmlcheck.Value(body, "input[name=draft]", "value"); got != "17" {
		t.Error(got)
	}
	if got := htmlcheck.Words(body, "h1"); got != "Rubrik" {
		t.Error(got)
	}
}
