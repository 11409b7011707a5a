package org

import (
	"errors"

	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
)

// Terms is the profile in force as records see it, together with the profile itself.
type Terms struct {
	strategy.Terms
	profile *strategy.Profile
}

// InForce is the profile in force.
func (t Terms) InForce() *strategy.Profile { return t.profile }

var errNoProfile = errors.New("the terms of the book reach no profile: give record.NewBook the Terms of org.Register")

// profileOf reaches the profile in force through the terms of the book. It reports false for terms without a profile.
func profileOf(tx *record.Tx) (*strategy.Profile, bool) {
	t, ok := tx.Terms().(interface{ InForce() *strategy.Profile })
	if !ok {
		return nil, false
	}
	return t.InForce(), true
}
