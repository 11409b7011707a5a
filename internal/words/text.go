package words

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// T is the text of key in a language, with {1}, {2} … replaced by args. Whole
// numbers are written with the language's thousands, labels in the language;
// everything else as fmt.Sprint does (so pass a year as text). A key the
// catalogue lacks shows as ⟦key⟧.
func T(l Lang, key string, args ...any) string {
	c, _ := embedded()
	return c.T(l, key, args...)
}

// N is the text of key for a count: key.one when n is 1 or −1, else key.other.
// The count is {1}, written with thousands; args are {2} and on.
func N(l Lang, key string, n int, args ...any) string {
	c, _ := embedded()
	return c.N(l, key, n, args...)
}

// T is the text of key in a language; see the function T.
func (c *Catalogue) T(l Lang, key string, args ...any) string {
	label, ok := c.labels[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	return Fill(l, label.In(l), args...)
}

// N is the text of key for a count; see the function N.
func (c *Catalogue) N(l Lang, key string, n int, args ...any) string {
	form := ".other"
	if n == 1 || n == -1 {
		form = ".one"
	}
	return c.T(l, key+form, append([]any{n}, args...)...)
}

// Fill replaces {1}, {2} … in text by args. A place without an argument is
// left standing, so that the fault shows.
func Fill(l Lang, text string, args ...any) string {
	if len(args) == 0 || !strings.Contains(text, "{") {
		return text
	}
	pairs := make([]string, 0, 2*len(args))
	for i, arg := range args {
		pairs = append(pairs, "{"+strconv.Itoa(i+1)+"}", worded(l, arg))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

func worded(l Lang, arg any) string {
	switch v := arg.(type) {
	case string:
		return v
	case int:
		return Number(l, int64(v))
	case int64:
		return Number(l, v)
	case Label:
		return v.In(l)
	}
	return fmt.Sprint(arg)
}

// placesIn lists the places of a text, sorted, each once: ["{1}" "{2}"].
func placesIn(text string) []string {
	var found []string
	for rest := text; ; {
		_, after, open := strings.Cut(rest, "{")
		digits, tail, closed := strings.Cut(after, "}")
		if !open || !closed {
			break
		}
		if _, err := strconv.Atoi(digits); err == nil {
			found = append(found, "{"+digits+"}")
			rest = tail
			continue
		}
		rest = after
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// List joins words as a sentence does: "a, b och c", "a, b and c".
func List(l Lang, items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + " " + T(l, "words.and") + " " + items[last]
}
