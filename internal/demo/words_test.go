package demo

import (
	"testing"

	"github.com/vardkas/vardkas/internal/words"
)

func TestEverySignInIsWorded(t *testing.T) {
	for _, s := range Accounts(Region(Small)) {
		for _, key := range []string{s.Label, s.Look} {
			if !words.Has(key) {
				t.Errorf("the catalogue lacks %s", key)
			}
		}
	}
}
