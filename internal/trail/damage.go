package trail

import (
	"strconv"
	"strings"

	"github.com/vardkas/vardkas/internal/words"
)

// Finding is one thing that verification found wrong: a key of the catalogue and its arguments.
type Finding struct {
	Key  string
	Args []any
}

// In says what is wrong in a language.
func (f Finding) In(lang words.Lang) string { return words.T(lang, f.Key, f.Args...) }

// String says what is wrong in English.
func (f Finding) String() string { return f.In(words.EN) }

// Damage is everything that verification found wrong.
type Damage []Finding

// maxShown keeps a report to what somebody reads: a trail that was cut in the middle gives a line for every entry after.
const maxShown = 20

// In says in a language how much is wrong and what, the first places of many.
func (d Damage) In(lang words.Lang) string {
	lines := []string{words.N(lang, "trail.damaged", len(d))}
	for _, f := range d[:min(len(d), maxShown)] {
		lines = append(lines, f.In(lang))
	}
	if more := len(d) - maxShown; more > 0 {
		lines = append(lines, words.N(lang, "trail.damaged.more", more))
	}
	return strings.Join(lines, "\n")
}

// Error says in English what is wrong.
func (d Damage) Error() string { return d.In(words.EN) }

// number writes the number of an entry, which is a name and takes no thousands.
func number[N int | int64](n N) string { return strconv.FormatInt(int64(n), 10) }
