package incident

import (
	"errors"
	"slices"

	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
)

var errNoProfile = errors.New("the book has no strategy profile: its terms are not incident.Rules")

// Where is the place in the organisation that something happened at.
type Where struct {
	Unit  record.Key // 0 = not known
	Place record.Key // a place or site; 0 = not known
}

// Holder is one person who holds a role now.
type Holder struct {
	Person record.Key
	Deputy bool
}

// Organisation is what incidents ask of the register of units, persons and appointments.
type Organisation interface {
	// Holders lists who holds a role now for where something happened, principals first, then deputies.
	Holders(tx *record.Tx, role string, scope strategy.Scope, at Where) ([]Holder, error)
	// Site gives the codes of the site and building, empty when not known: routing rules may name them.
	Site(tx *record.Tx, at Where) (site, building string, err error)
}

// Desk handles incidents with what it needs of the organisation. It holds no state of its own.
type Desk struct {
	organisation Organisation
	address      string
}

// NewDesk returns a desk. address is how the installation is reached, such as https://vardkas.example.se, for links in
// letters; it has no slash at the end.
func NewDesk(o Organisation, address string) *Desk { return &Desk{o, address} }

// facts is what the profile's rules look at.
func (i *Incident) facts(site, building string) strategy.Facts {
	f := strategy.Facts{Category: string(i.Category), Severity: string(i.Severity), Site: site, Building: building, ManagerNamed: i.ManagerNamed, Answers: i.Facts}
	for _, a := range i.Areas {
		f.Areas = append(f.Areas, string(a))
	}
	return f
}

// list puts persons on the case list and among those who handle it.
func (i *Incident) list(persons ...record.Key) {
	i.CaseList, i.Assignees = with(i.CaseList, persons...), with(i.Assignees, persons...)
}

// with is all and the persons that are not in it; all is left as it was.
func with(all []record.Key, persons ...record.Key) []record.Key {
	all = slices.Clone(all)
	for _, p := range persons {
		if p != 0 && !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	return all
}
