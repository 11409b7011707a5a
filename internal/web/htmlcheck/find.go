package htmlcheck

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// nodes walks a tree in document order.
func nodes(root *html.Node) iter.Seq[*html.Node] { return root.Descendants() }

func elements(root *html.Node) iter.Seq[*html.Node] {
	return func(yield func(*html.Node) bool) {
		for n := range nodes(root) {
			if n.Type == html.ElementNode && !yield(n) {
				return
			}
		}
	}
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func attr(n *html.Node, name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func fields(s string) []string { return strings.Fields(s) }

// text is the words inside a node with runs of white space as one space.
func text(n *html.Node) string {
	var b strings.Builder
	for d := range nodes(n) {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func within(n *html.Node, name string) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Type == html.ElementNode && p.Data == name {
			return true
		}
	}
	return false
}

func describe(n *html.Node) string {
	for _, name := range []string{"id", "name", "class", "href"} {
		if v := attr(n, name); v != "" {
			return fmt.Sprintf("%s[%s=%s]", n.Data, name, v)
		}
	}
	return fmt.Sprintf("%s %q", n.Data, text(n))
}

// one is a compound selector: tag, #id, .class, [attr], [attr=value], in any
// number.
type one struct {
	tag     string
	id      string
	classes []string
	attrs   [][2]string // name, value; value "\x00" asks only for presence
}

func parseOne(s string) one {
	var o one
	for s != "" {
		rest := s[1:]
		end := strings.IndexAny(rest, ".#[")
		if s[0] == '[' {
			end = strings.IndexByte(rest, ']') + 1
		}
		if end < 0 {
			end = len(rest)
		}
		part := rest[:end]
		switch s[0] {
		case '#':
			o.id = part
		case '.':
			o.classes = append(o.classes, part)
		case '[':
			name, value, given := strings.Cut(strings.TrimSuffix(part, "]"), "=")
			if !given {
				value = "\x00"
			}
			o.attrs = append(o.attrs, [2]string{name, strings.Trim(value, `"'`)})
		default:
			o.tag = s[:1] + part
		}
		s = rest[end:]
	}
	return o
}

func (o one) matches(n *html.Node) bool {
	if n.Type != html.ElementNode || o.tag != "" && o.tag != "*" && n.Data != o.tag || o.id != "" && attr(n, "id") != o.id {
		return false
	}
	classes := fields(attr(n, "class"))
	for _, class := range o.classes {
		if !slices.Contains(classes, class) {
			return false
		}
	}
	for _, a := range o.attrs {
		if !has(n, a[0]) || a[1] != "\x00" && attr(n, a[0]) != a[1] {
			return false
		}
	}
	return true
}

// all lists the elements a selector finds: compound selectors with spaces
// between, each inside the one before.
func all(root *html.Node, selector string) []*html.Node {
	var path []one
	for _, part := range splitSelector(selector) {
		path = append(path, parseOne(part))
	}
	var found []*html.Node
	for n := range elements(root) {
		if len(path) > 0 && path[len(path)-1].matches(n) && outerMatch(n.Parent, path[:len(path)-1]) {
			found = append(found, n)
		}
	}
	return found
}

// splitSelector splits at spaces that are not inside brackets.
func splitSelector(s string) []string {
	depth := 0
	return strings.FieldsFunc(s, func(r rune) bool {
		switch r {
		case '[':
			depth++
		case ']':
			depth--
		}
		return r == ' ' && depth == 0
	})
}

func outerMatch(n *html.Node, path []one) bool {
	for ; len(path) > 0; n = n.Parent {
		if n == nil {
			return false
		}
		if path[len(path)-1].matches(n) {
			path = path[:len(path)-1]
		}
	}
	return true
}

func first(root *html.Node, selector string) *html.Node {
	if found := all(root, selector); len(found) > 0 {
		return found[0]
	}
	return nil
}
