package ui

import (
	"time"

	"github.com/vardkas/vardkas/internal/words"
)

// Ctx is what every component needs to word itself: the language of the page
// and the moment it is made, by the server's clock.
type Ctx struct {
	Lang words.Lang
	Now  time.Time
}

// T is the text of a key in the page's language.
func (c Ctx) T(key string, args ...any) string { return words.T(c.Lang, key, args...) }

// N is the text of a counted key in the page's language.
func (c Ctx) N(key string, n int, args ...any) string { return words.N(c.Lang, key, n, args...) }

// Label is a two-language label in the page's language.
func (c Ctx) Label(l words.Label) string { return l.In(c.Lang) }

// Link is words that lead somewhere.
type Link struct {
	Label   string
	Href    string
	Current bool   // the place the reader is at now
	Note    string // a short addition read with the link: a count, a format
}

// Hidden is a value a form carries along without showing it.
type Hidden struct{ Name, Value string }
