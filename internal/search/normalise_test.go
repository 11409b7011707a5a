package search_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/vardkas/vardkas/internal/search"
	"golang.org/x/text/unicode/norm"
)

func TestTextIsStoredInOneForm(t *testing.T) {
	for given, want := range map[string]string{
		"":                           "",
		"Rad ett\r\nrad två\rtre\n":  "Rad ett\nrad två\ntre\n",
		"a\u030angstro\u0308m":       "ångström",
		"Tabb\toch\x00 noll\x1b[31m": "Tabb\toch noll[31m",
		"namn\u202Egpj.exe":          "namngpj.exe",
		"\uFEFFbom":                  "bom",
		"trasig \xff byte":           "trasig \uFFFD byte",
		"å är inte a":                "å är inte a",
		"a\x01\u030a":                "å", // what a control character kept apart is joined
		"👩\u200d🚒":                   "👩\u200d🚒",
		"rad\u2028rad":               "rad\nrad",
	} {
		if got := search.Normalise(given); got != want {
			t.Errorf("%q became %q, want %q", given, got, want)
		}
	}
}

func FuzzNormaliseIsDoneOnce(f *testing.F) {
	f.Add("a\u030a\r\r\n\x00")
	f.Add("\u202a\u0344\u0085")
	f.Fuzz(func(t *testing.T, text string) {
		once := search.Normalise(text)
		if again := search.Normalise(once); again != once {
			t.Errorf("%q became %q, then %q", text, once, again)
		}
		if !utf8.ValidString(once) || !norm.NFC.IsNormalString(once) || strings.ContainsAny(once, "\r\x00") {
			t.Errorf("%q became %q", text, once)
		}
	})
}
