package htmlcheck

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// The parser of HTML mends what is wrong in silence, so nesting is read from
// the tokens.

func set(names string) map[string]bool {
	m := map[string]bool{}
	for _, name := range strings.Fields(names) {
		m[name] = true
	}
	return m
}

var (
	void = set("area base br col embed hr img input link meta source track wbr")
	// block elements may not stand in phrasing elements.
	block = set("address article aside blockquote dd details div dl dt fieldset figcaption figure footer form " +
		"h1 h2 h3 h4 h5 h6 header hr li main nav ol p section table ul")
	phrasing    = set("p span strong em code time label button h1 h2 h3 h4 h5 h6 dfn small abbr")
	interactive = set("a button input select textarea details summary")
	// parents lists the only elements some elements may stand directly in.
	parents = map[string][]string{
		"li": {"ul", "ol", "menu"}, "dt": {"dl", "div"}, "dd": {"dl", "div"}, "tr": {"thead", "tbody", "tfoot"},
		"td": {"tr"}, "th": {"tr"}, "thead": {"table"}, "tbody": {"table"}, "caption": {"table"},
		"legend": {"fieldset"}, "figcaption": {"figure"}, "summary": {"details"}, "option": {"select", "optgroup", "datalist"},
	}
	// children lists the only elements that may stand directly in some elements.
	children = map[string][]string{
		"ul": {"li"}, "ol": {"li"}, "dl": {"dt", "dd", "div"}, "select": {"option", "optgroup"},
		"table": {"caption", "thead", "tbody", "tfoot", "colgroup"}, "tr": {"td", "th"},
	}
)

type walk struct {
	open     []string // the elements that are open, outermost first
	problems []string
}

func nesting(page []byte) []string {
	w := &walk{}
	for z := html.NewTokenizer(bytes.NewReader(page)); ; {
		kind := z.Next()
		raw := z.Raw()
		switch kind {
		case html.ErrorToken:
			if len(w.open) > 0 {
				w.report("%s is never closed", w.open[len(w.open)-1])
			}
			return w.problems
		case html.StartTagToken, html.SelfClosingTagToken:
			raw = bytes.Clone(raw)
			token := z.Token()
			w.doubled(token.Data, raw)
			w.start(token)
		case html.EndTagToken:
			w.end(z.Token().Data)
		}
	}
}

func (w *walk) report(format string, args ...any) {
	w.problems = append(w.problems, fmt.Sprintf(format, args...))
}

func (w *walk) start(token html.Token) {
	w.place(token)
	if !void[token.Data] && token.Type == html.StartTagToken {
		w.open = append(w.open, token.Data)
	}
}

func (w *walk) end(name string) {
	if len(w.open) == 0 || w.open[len(w.open)-1] != name {
		w.report("</%s> closes %s", name, strings.Join(w.open[max(0, len(w.open)-1):], ""))
	}
	if at := slices.Index(w.open, name); at >= 0 {
		for w.open[len(w.open)-1] != name {
			w.open = w.open[:len(w.open)-1]
		}
		w.open = w.open[:len(w.open)-1]
	}
}

// place asks whether an element may begin here.
func (w *walk) place(token html.Token) {
	name := token.Data
	if len(w.open) == 0 {
		return
	}
	parent := w.open[len(w.open)-1]
	if allowed := parents[name]; allowed != nil && !slices.Contains(allowed, parent) {
		w.report("%s stands in %s", name, parent)
	}
	if allowed := children[parent]; allowed != nil && !slices.Contains(allowed, name) && name != "script" && name != "template" {
		w.report("%s stands in %s", name, parent)
	}
	for _, outer := range w.open {
		switch {
		case phrasing[outer] && block[name]:
			w.report("%s stands in %s", name, outer)
		case (outer == "a" || outer == "button") && interactive[name]:
			w.report("%s stands in %s", name, outer)
		case outer == "form" && name == "form", outer == "label" && name == "label":
			w.report("%s stands in %s", name, outer)
		}
	}
}

// quoted is an attribute's value; the tokens drop an attribute's second
// standing, so it is looked for in the tag as written.
var quoted = regexp.MustCompile(`"[^"]*"|'[^']*'`)

func (w *walk) doubled(name string, raw []byte) {
	seen := map[string]bool{}
	written := quoted.ReplaceAllString(strings.Trim(string(raw), "</>"), "")
	for _, part := range strings.Fields(written)[1:] {
		key, _, _ := strings.Cut(part, "=")
		if seen[key] {
			w.report("%s has %s twice", name, key)
		}
		seen[key] = true
	}
}
