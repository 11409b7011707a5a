package org

import (
	"errors"

	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
)

var errNoProfile = errors.New("the terms of the book reach no profile: give record.NewBook a strategy.Terms")

// Rules are the terms of a book that reach the whole profile in force, for rules that need more than code lists: who
// answers, where a report goes, what closing takes. A strategy.Terms is one.
type Rules interface {
	record.Terms
	// Profile is the profile in force.
	Profile() *strategy.Profile
}

var _ Rules = strategy.Terms{}

// ProfileOf is the profile in force. It reports false when the terms of the book reach none.
func ProfileOf(tx *record.Tx) (*strategy.Profile, bool) {
	r, ok := tx.Terms().(Rules)
	if !ok || r.Profile() == nil {
		return nil, false
	}
	return r.Profile(), true
}
