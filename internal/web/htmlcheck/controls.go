package htmlcheck

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// labelledControls: every control a person fills in says what it is for.
func labelledControls(root *html.Node) []string {
	labelled := map[string]bool{}
	for _, label := range all(root, "label") {
		if text(label) == "" {
			continue
		}
		labelled[attr(label, "for")] = true
	}
	var problems []string
	for n := range elements(root) {
		if !isFilledIn(n) || has(n, "aria-label") || has(n, "aria-labelledby") || within(n, "label") {
			continue
		}
		if id := attr(n, "id"); id == "" || !labelled[id] {
			problems = append(problems, describe(n)+" has no label")
		}
	}
	return problems
}

func isFilledIn(n *html.Node) bool {
	switch n.Data {
	case "select", "textarea":
		return true
	case "input":
		return !slices.Contains([]string{"hidden", "submit", "button", "reset", "image"}, attr(n, "type"))
	}
	return false
}

// namedControls: links and buttons have words, and a button says its type.
func namedControls(root *html.Node) []string {
	var problems []string
	for n := range elements(root) {
		if n.Data != "a" && n.Data != "button" && n.Data != "summary" {
			continue
		}
		if text(n) == "" && attr(n, "aria-label") == "" && attr(n, "aria-labelledby") == "" {
			problems = append(problems, describe(n)+" has no words")
		}
		if n.Data == "a" && attr(n, "href") == "" {
			problems = append(problems, describe(n)+" leads nowhere")
		}
		if n.Data == "button" && !has(n, "type") {
			problems = append(problems, describe(n)+" has no type")
		}
	}
	return problems
}

func pictures(root *html.Node) []string {
	var problems []string
	for n := range elements(root) {
		switch {
		case n.Data == "img" && !has(n, "alt"):
			problems = append(problems, describe(n)+" has no alt")
		case n.Data == "svg" && attr(n, "aria-hidden") != "true" && (attr(n, "role") != "img" || attr(n, "aria-label")+attr(n, "aria-labelledby") == ""):
			problems = append(problems, describe(n)+" is neither hidden nor a picture with a name")
		}
	}
	return problems
}

// noInline: what our Content-Security-Policy would stop.
func noInline(root *html.Node) []string {
	var problems []string
	for n := range elements(root) {
		if n.Data == "style" || n.Data == "script" && !has(n, "src") {
			problems = append(problems, "inline "+n.Data)
		}
		for _, a := range n.Attr {
			switch {
			case a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on"):
				problems = append(problems, fmt.Sprintf("inline %s on %s", a.Key, describe(n)))
			case strings.HasPrefix(strings.TrimSpace(strings.ToLower(a.Val)), "javascript:"):
				problems = append(problems, fmt.Sprintf("script address on %s", describe(n)))
			}
		}
		if away := attr(n, "src"); isElsewhere(away) {
			problems = append(problems, fmt.Sprintf("%s fetches from %s", describe(n), away))
		}
		if away := attr(n, "href"); n.Data == "link" && isElsewhere(away) {
			problems = append(problems, fmt.Sprintf("%s fetches from %s", describe(n), away))
		}
	}
	return problems
}

func isElsewhere(address string) bool {
	return strings.Contains(address, "://") || strings.HasPrefix(address, "//") || strings.HasPrefix(address, "data:")
}

// groups: a fieldset begins with its legend; radio buttons stand in one.
func groups(root *html.Node) []string {
	var problems []string
	for n := range elements(root) {
		switch {
		case n.Data == "fieldset" && !beginsWithLegend(n):
			problems = append(problems, describe(n)+" does not begin with a legend")
		case n.Data == "input" && attr(n, "type") == "radio" && !within(n, "fieldset"):
			problems = append(problems, describe(n)+" stands in no fieldset")
		}
	}
	return problems
}

func beginsWithLegend(fieldset *html.Node) bool {
	for child := range fieldset.ChildNodes() {
		if child.Type == html.ElementNode {
			return child.Data == "legend" && text(child) != ""
		}
	}
	return false
}

func tables(root *html.Node) []string {
	var problems []string
	for _, table := range all(root, "table") {
		if first(table, "caption") == nil && !has(table, "aria-label") && !has(table, "aria-labelledby") {
			problems = append(problems, "a table has no caption")
		}
		for _, head := range all(table, "th") {
			if !has(head, "scope") {
				problems = append(problems, fmt.Sprintf("head %q has no scope", text(head)))
			}
		}
	}
	return problems
}

func oddAttributes(root *html.Node) []string {
	var problems []string
	focused := 0
	for n := range elements(root) {
		if t := attr(n, "tabindex"); t != "" && t != "0" && t != "-1" {
			problems = append(problems, describe(n)+" changes the order of tabbing")
		}
		if attr(n, "target") == "_blank" {
			problems = append(problems, describe(n)+" opens a new window")
		}
		if has(n, "autofocus") {
			focused++
		}
		if role := attr(n, "aria-invalid"); role == "true" && !has(n, "aria-describedby") {
			problems = append(problems, describe(n)+" is wrong but does not say how")
		}
	}
	if focused > 1 {
		problems = append(problems, fmt.Sprintf("%d elements ask for focus", focused))
	}
	return problems
}
