package eventtest

import (
	"bytes"
	"net/url"
	"testing"

	"golang.org/x/net/html"

	"github.com/vardkas/vardkas/internal/web/webtest"
)

// Form is what a browser would send of the form with the address, as it stands on the page and with typed on top; no
// button is pressed.
func Form(t testing.TB, page webtest.Page, action string, typed url.Values) url.Values {
	t.Helper()
	tree, err := html.Parse(bytes.NewReader(page.HTML))
	must(t, err)
	for n := range tree.Descendants() {
		if n.Data == "form" && attribute(n, "action") == action {
			form := controls(n)
			for name, values := range typed {
				form[name] = values
			}
			return form
		}
	}
	t.Fatalf("%s has no form to %s", page.URL, action)
	return nil
}

// controls is what stands in the fields of a form.
func controls(form *html.Node) url.Values {
	values := url.Values{}
	for n := range form.Descendants() {
		name := attribute(n, "name")
		if n.Type != html.ElementNode || name == "" {
			continue
		}
		switch n.Data {
		case "input":
			kind := attribute(n, "type")
			ticked := has(n, "checked")
			if kind != "file" && (kind != "radio" && kind != "checkbox" || ticked) {
				values.Add(name, attribute(n, "value"))
			}
		case "textarea":
			values.Add(name, textIn(n))
		case "select":
			values.Add(name, chosen(n))
		}
	}
	return values
}

func chosen(list *html.Node) string {
	first, found := "", false
	for n := range list.Descendants() {
		if n.Data != "option" {
			continue
		}
		if has(n, "selected") {
			return attribute(n, "value")
		}
		if !found {
			first, found = attribute(n, "value"), true
		}
	}
	return first
}

func textIn(n *html.Node) string {
	var b bytes.Buffer
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

// Address is the address of the first form on a page that leads to an address with this end; empty when there is none.
func Address(page webtest.Page, end string) string {
	tree, err := html.Parse(bytes.NewReader(page.HTML))
	if err != nil {
		return ""
	}
	for n := range tree.Descendants() {
		if action := attribute(n, "action"); n.Data == "form" && len(action) >= len(end) && action[len(action)-len(end):] == end {
			return action
		}
	}
	return ""
}
