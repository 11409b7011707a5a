package register_test

import (
	"bytes"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web/register"
	"github.com/vardkas/vardkas/internal/web/webtest"
)

// formOn is what the form with this action would send if its first button were pressed and nothing changed.
func formOn(t testing.TB, p webtest.Page, action string) url.Values {
	t.Helper()
	tree, err := html.Parse(bytes.NewReader(p.HTML))
	must(t, err)
	for n := range tree.Descendants() {
		if n.Type == html.ElementNode && n.Data == "form" && attr(n, "action") == action && attr(n, "method") == "post" {
			return sent(n)
		}
	}
	t.Fatalf("%s has no form to %s:\n%s", p.URL, action, p.HTML)
	return nil
}

func sent(form *html.Node) url.Values {
	values := url.Values{}
	for n := range form.Descendants() {
		name := attr(n, "name")
		if n.Type != html.ElementNode || name == "" {
			continue
		}
		switch kind := attr(n, "type"); {
		case n.Data == "textarea":
			values.Add(name, textOf(n))
		case n.Data == "select":
			values.Add(name, chosen(n))
		case n.Data != "input", (kind == "checkbox" || kind == "radio") && !has(n, "checked"), kind == "file":
		default:
			values.Add(name, attr(n, "value"))
		}
	}
	return values
}

func chosen(list *html.Node) string {
	value, any := "", false
	for n := range list.Descendants() {
		if n.Data == "option" && (!any || has(n, "selected")) {
			value, any = attr(n, "value"), true
		}
	}
	return value
}

func textOf(n *html.Node) string {
	var b bytes.Buffer
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// hrefs are the addresses of the links of a page with this rel.
func hrefs(t testing.TB, p webtest.Page, rel string) []string {
	t.Helper()
	tree, err := html.Parse(bytes.NewReader(p.HTML))
	must(t, err)
	var all []string
	for n := range tree.Descendants() {
		if n.Data == "a" && attr(n, "rel") == rel {
			all = append(all, attr(n, "href"))
		}
	}
	return all
}

// missing are the keys that a page has no words for.
func missing(p webtest.Page) []string {
	var all []string
	for part := range strings.SplitSeq(string(p.HTML), "⟦") {
		if key, _, ok := strings.Cut(part, "⟧"); ok {
			all = append(all, key)
		}
	}
	return all
}

func keysOf(k record.Any) []string { return register.Keys(k.Meta()) }
