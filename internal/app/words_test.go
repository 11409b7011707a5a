package app_test

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/app"
	"github.com/vardkas/vardkas/internal/deadline"
	"github.com/vardkas/vardkas/internal/exchange"
	"github.com/vardkas/vardkas/internal/file"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/web/register"
	"github.com/vardkas/vardkas/internal/words"
)

// asked gathers the keys that the program asks for: literals of the code, and what kinds and packages put together.
func asked(t *testing.T) map[string]string {
	t.Helper()
	all, err := words.UsedIn(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range app.Kinds() {
		for _, key := range register.Keys(k.Meta()) {
			all[key] = "the kind " + k.Meta().Name
		}
		for _, f := range k.Meta().Fields { // a hint is shown where there is one
			if key := register.HelpKey(k.Meta().Name, f); words.Has(key) {
				all[key] = "the kind " + k.Meta().Name
			}
		}
	}
	for place, keys := range map[string][]string{
		"deadline": deadline.Keys(), "exchange": exchange.Keys(), "file": file.Keys(), "strategy": strategy.ProblemKeys(),
	} {
		for _, key := range keys {
			all[key] = place
		}
	}
	return all
}

func TestEveryKeyThatIsAskedForIsWordedInBothLanguages(t *testing.T) {
	if err := words.Check(); err != nil {
		t.Error(err)
	}
	all := asked(t)
	for _, key := range slices.Sorted(maps.Keys(all)) {
		if !words.Has(key) {
			t.Errorf("%s asks for %s, which the catalogue has not", all[key], key)
		}
	}
}

// composed are parts of keys that the program puts in the middle, where no search of the code finds the whole.
var composed = map[string]string{
	".timeline.":     "incident.Timeline words a moment by the kind and what was done",
	"import.letter.": "the letter of an import, by how it ended",
	"gallery.":       "the page that shows every component, and its test",
}

func isComposed(key string) bool {
	for part := range composed {
		if strings.Contains(key, part) {
			return true
		}
	}
	return false
}

func TestNoKeyOfTheCatalogueIsUnused(t *testing.T) {
	used := asked(t)
	mentioned, err := words.MentionedIn(os.DirFS("../.."), words.Keys())
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range words.Keys() {
		if used[key] == "" && !mentioned[key] && !isComposed(key) {
			t.Errorf("nothing asks for %s", key)
		}
	}
}

func TestEveryKindHasARuleOfAccess(t *testing.T) {
	rules, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range app.Kinds() {
		if !slices.Contains(rules.Kinds(), k.Meta().Name) {
			t.Errorf("nobody may do anything with %s", k.Meta().Name)
		}
	}
}
