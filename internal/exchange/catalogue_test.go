package exchange

import (
	"slices"
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/words"
)

func TestEveryProblemHasWordsAndEveryWordAProblem(t *testing.T) {
	known := Keys()
	for _, key := range known {
		if !words.Has(key) {
			t.Errorf("the catalogue lacks %s", key)
		}
	}
	for _, key := range words.Keys() {
		if strings.HasPrefix(key, "exchange.") && !slices.Contains(known, key) {
			t.Errorf("no problem has the key %s", key)
		}
	}
}
