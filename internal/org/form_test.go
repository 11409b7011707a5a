package org_test

import (
	"slices"
	"testing"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
)

func TestWhatAFormOfTheOrganisationDoesNotAskForIsFitToBeSaved(t *testing.T) {
	each(t, func(h house) {
		for _, kind := range []record.Any{org.Units, org.Persons, org.Sites} {
			meta := kind.Meta()
			if meta.Level != access.LevelOpen || !slices.Contains(meta.Unasked, "level") {
				h.Errorf("a new %s begins at level %d, which a form asks for: %v", meta.Name, meta.Level, meta.Unasked)
			}
			h.write(program, func(tx *record.Tx) error {
				r := kind.Blank()
				r.Title = "Den nya"
				return kind.Put(tx, r)
			})
		}
	})
}
