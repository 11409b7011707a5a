package strategy

import (
	"slices"

	"github.com/vardkas/vardkas/internal/words"
)

// Vanished is a code of an older version that a newer one may not lose or take
// up again: records hold it, and a code never comes to mean something else.
type Vanished struct {
	Set     string
	Code    string
	Label   words.Label // as the older version worded it
	Revived bool        // retired in the older version and in use again; otherwise gone
}

// Vanished compares with an older version of the same profile and returns the
// codes that this one should have kept retired, by set and then in the older
// version's order. It is empty when this version may follow the older one.
func (p *Profile) Vanished(older *Profile) []Vanished {
	var lost []Vanished
	sets := older.Terms().Sets()
	slices.Sort(sets)
	for _, set := range sets {
		for _, code := range older.sets[set].order {
			before := older.sets[set].all[code]
			now, known := p.Terms().Term(set, code)
			revived := known && now.Retired.IsZero() && !before.Retired.IsZero()
			if !known || revived {
				lost = append(lost, Vanished{Set: set, Code: code, Label: before.Label, Revived: revived})
			}
		}
	}
	return lost
}
