package record

import (
	"errors"
	"strings"
)

// The answers callers branch on. Everything else is a fault of ours.
var (
	// ErrNotFound is the answer for what is absent and for what may not be seen: nobody can tell them apart.
	ErrNotFound = errors.New("record not found")
	// ErrForbidden is the answer when the record may be seen but not acted on like this.
	ErrForbidden = errors.New("not permitted")
)

// Conflict is the answer when the record was changed by somebody else meanwhile. Nothing was saved.
type Conflict struct {
	Key  Key
	Have int // the version the change was made from
	Now  int // the version that is current
}

func (c *Conflict) Error() string { return "the record was changed by someone else" }

// Problem is one thing wrong with one field. Key is a key of the catalogue, Args fill its places.
type Problem struct {
	Field string `json:"field"`
	Key   string `json:"key"`
	Args  []any  `json:"args,omitempty"`
}

// Invalid carries every problem found, so that a form can show them all at once.
type Invalid []Problem

func (all Invalid) Error() string {
	texts := make([]string, len(all))
	for i, p := range all {
		texts[i] = p.Field + ": " + p.Key
	}
	return strings.Join(texts, "; ")
}

// orNil is all as an error, nil when there is no problem.
func (all Invalid) orNil() error {
	if len(all) == 0 {
		return nil
	}
	return all
}
