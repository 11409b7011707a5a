package org

import (
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
)

// Terms is the profile in force as records see it, together with the profile itself.
type Terms struct {
	strategy.Terms
	profile *strategy.Profile
}

// Profile is the profile in force.
func (t Terms) Profile() *strategy.Profile { return t.profile }

// profileOf reaches the profile in force through the terms of the book. It reports false for terms without a profile.
func profileOf(tx *record.Tx) (*strategy.Profile, bool) {
	t, ok := tx.Terms().(interface{ Profile() *strategy.Profile })
	if !ok {
		return nil, false
	}
	return t.Profile(), true
}
