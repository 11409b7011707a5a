package htmlcheck

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/net/html"
)

// Expectation is something a page, or a part of it, must be.
type Expectation func(n *html.Node) error

// T is what Run needs of a test.
type T interface {
	Helper()
	Errorf(format string, args ...any)
}

// Run reports every expectation the page does not meet.
func Run(t T, page []byte, expected ...Expectation) {
	t.Helper()
	tree, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Errorf("read page: %v", err)
		return
	}
	for _, e := range expected {
		if err := e(tree); err != nil {
			t.Errorf("%v", err)
		}
	}
}

// Sound reports every problem Check finds.
func Sound(t T, page []byte) {
	t.Helper()
	for _, problem := range Check(page) {
		t.Errorf("%s", problem)
	}
}

// In expects an element found by selector that meets all of expected. A
// selector is tag, #id, .class, [attr] and [attr=value] put together, with
// spaces for inside.
func In(selector string, expected ...Expectation) Expectation {
	return func(n *html.Node) error {
		found := all(n, selector)
		if len(found) == 0 {
			return fmt.Errorf("there is no %s", selector)
		}
		var nearest error
		for _, candidate := range found {
			err := every(candidate, expected)
			if err == nil {
				return nil
			}
			if nearest == nil {
				nearest = err
			}
		}
		return fmt.Errorf("none of %d %s is as expected; the first: %w", len(found), selector, nearest)
	}
}

func every(n *html.Node, expected []Expectation) error {
	for _, e := range expected {
		if err := e(n); err != nil {
			return err
		}
	}
	return nil
}

// NotIn expects that no element found by selector meets all of expected.
func NotIn(selector string, expected ...Expectation) Expectation {
	return func(n *html.Node) error {
		for _, candidate := range all(n, selector) {
			if every(candidate, expected) == nil {
				return fmt.Errorf("there is a %s that should not be: %q", selector, text(candidate))
			}
		}
		return nil
	}
}

// Text expects the words somewhere inside, white space apart.
func Text(words string) Expectation {
	return func(n *html.Node) error {
		if got := text(n); !strings.Contains(spaced(got), spaced(words)) {
			return fmt.Errorf("%q does not hold %q", short(got), words)
		}
		return nil
	}
}

// Exactly expects exactly these words inside, white space apart.
func Exactly(words string) Expectation {
	return func(n *html.Node) error {
		if got := text(n); spaced(got) != spaced(words) {
			return fmt.Errorf("%q is not %q", short(got), words)
		}
		return nil
	}
}

// Attr expects an attribute with this value.
func Attr(name, value string) Expectation {
	return func(n *html.Node) error {
		if !has(n, name) || attr(n, name) != value {
			return fmt.Errorf("%s is %q, not %q", name, attr(n, name), value)
		}
		return nil
	}
}

// HasAttr expects an attribute, whatever its value.
func HasAttr(name string) Expectation {
	return func(n *html.Node) error {
		if !has(n, name) {
			return fmt.Errorf("%s has no %s", describe(n), name)
		}
		return nil
	}
}

// Count expects exactly this many elements found by selector.
func Count(selector string, want int) Expectation {
	return func(n *html.Node) error {
		if got := len(all(n, selector)); got != want {
			return fmt.Errorf("there are %d %s, not %d", got, selector, want)
		}
		return nil
	}
}

// Value is an attribute of the first element found by selector, "" when there
// is none: for tests that follow links and carry hidden values along.
func Value(page []byte, selector, name string) string {
	tree, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return ""
	}
	return attr(first(tree, selector), name)
}

// Words is the text of the first element found by selector.
func Words(page []byte, selector string) string {
	tree, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return ""
	}
	found := first(tree, selector)
	if found == nil {
		return ""
	}
	return text(found)
}

// spaced makes every kind of space an ordinary one.
func spaced(s string) string { return strings.Join(strings.Fields(s), " ") }

func short(s string) string {
	const most = 300
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
