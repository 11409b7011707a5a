package htmlcheck

import (
	"bytes"
	"fmt"
	"slices"

	"golang.org/x/net/html"
)

// Check lists every problem of a whole document, each a sentence; none is a
// sound page.
func Check(page []byte) []string {
	tree, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return []string{"the page cannot be read: " + err.Error()}
	}
	problems := nesting(page)
	for _, rule := range rules {
		problems = append(problems, rule(tree)...)
	}
	for _, rule := range documentRules {
		problems = append(problems, rule(tree)...)
	}
	return problems
}

// CheckFragment lists the problems of a part of a page, without the rules that
// only a whole document can keep.
func CheckFragment(part []byte) []string {
	tree, err := html.Parse(bytes.NewReader(part))
	if err != nil {
		return []string{"the part cannot be read: " + err.Error()}
	}
	problems := nesting(part)
	for _, rule := range rules {
		problems = append(problems, rule(tree)...)
	}
	return problems
}

// rule looks at a whole tree and lists what breaks it.
type rule = func(root *html.Node) []string

// rules hold for any part of a page, documentRules for whole pages.
var (
	rules         = []rule{uniqueIDs, labelledControls, namedControls, pictures, noInline, groups, tables, oddAttributes, missingWords}
	documentRules = []rule{documentHead, landmarks, headings, references, skipLinks}
)

func uniqueIDs(root *html.Node) []string {
	var problems []string
	seen := map[string]bool{}
	for n := range elements(root) {
		id := attr(n, "id")
		if id != "" && seen[id] {
			problems = append(problems, fmt.Sprintf("id %q stands more than once", id))
		}
		seen[id] = true
	}
	return problems
}

func documentHead(root *html.Node) []string {
	var problems []string
	if lang := attr(first(root, "html"), "lang"); lang == "" {
		problems = append(problems, "html has no lang")
	}
	if title := first(root, "head title"); title == nil || text(title) == "" {
		problems = append(problems, "the document has no title")
	}
	if len(all(root, "meta[name=viewport]")) != 1 {
		problems = append(problems, "the document has no viewport")
	}
	return problems
}

func landmarks(root *html.Node) []string {
	var problems []string
	if n := len(all(root, "main")); n != 1 {
		problems = append(problems, fmt.Sprintf("the document has %d main, wants 1", n))
	}
	names := map[string]bool{}
	navs := all(root, "nav")
	for _, nav := range navs {
		name := attr(nav, "aria-label") + attr(nav, "aria-labelledby")
		if name == "" && len(navs) > 1 {
			problems = append(problems, "one nav of several has no name")
		}
		if name != "" && names[name] {
			problems = append(problems, fmt.Sprintf("two navs are named %q", name))
		}
		names[name] = true
	}
	return problems
}

func headings(root *html.Node) []string {
	var problems []string
	if n := len(all(root, "h1")); n != 1 {
		problems = append(problems, fmt.Sprintf("the document has %d h1, wants 1", n))
	}
	level := 0
	for n := range elements(root) {
		if len(n.Data) != 2 || n.Data[0] != 'h' || n.Data[1] < '1' || n.Data[1] > '6' {
			continue
		}
		next := int(n.Data[1] - '0')
		if next > level+1 {
			problems = append(problems, fmt.Sprintf("heading %q is h%d after h%d", text(n), next, level))
		}
		if text(n) == "" {
			problems = append(problems, "a heading is empty")
		}
		level = next
	}
	return problems
}

// references sees to it that every id pointed at exists.
func references(root *html.Node) []string {
	ids := map[string]bool{}
	for n := range elements(root) {
		ids[attr(n, "id")] = true
	}
	var problems []string
	for n := range elements(root) {
		for _, name := range []string{"for", "form", "list", "aria-describedby", "aria-labelledby", "aria-controls", "aria-details", "headers"} {
			for _, id := range fields(attr(n, name)) {
				if !ids[id] {
					problems = append(problems, fmt.Sprintf("%s of %s points at %q, which is not there", name, describe(n), id))
				}
			}
		}
		if href := attr(n, "href"); n.Data == "a" && len(href) > 1 && href[0] == '#' && !ids[href[1:]] {
			problems = append(problems, fmt.Sprintf("link %q leads to %s, which is not there", text(n), href))
		}
	}
	return problems
}

// skipLinks: the first link of a page leads past the frame (WCAG 2.4.1).
func skipLinks(root *html.Node) []string {
	link := first(root, "body a")
	main := first(root, "main")
	if link != nil && main != nil && attr(link, "href") != "#"+attr(main, "id") {
		return []string{"the first link does not skip to main"}
	}
	return nil
}

func missingWords(root *html.Node) []string {
	var problems []string
	for n := range nodes(root) {
		if n.Type == html.TextNode && bytes.ContainsRune([]byte(n.Data), '⟦') {
			problems = append(problems, fmt.Sprintf("no words for %s", n.Data))
		}
		for _, a := range n.Attr {
			if slices.Contains([]rune(a.Val), '⟦') {
				problems = append(problems, fmt.Sprintf("no words for %s in %s", a.Val, a.Key))
			}
		}
	}
	return problems
}
