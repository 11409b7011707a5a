package incident

import (
	"errors"
	"slices"

	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
)

var errNoProfile = errors.New("the book has no strategy profile: its terms are not org.Rules")

// Desk handles incidents. It holds no state; what it asks of the organisation it asks in the transaction at hand.
type Desk struct {
	address string
}

// NewDesk returns a desk. address is how the installation is reached, such as https://vardkas.example.se, for links in
// letters; it has no slash at the end.
func NewDesk(address string) *Desk { return &Desk{address} }

// spot is where in the organisation an incident is.
func spot(tx *record.Tx, i *Incident) (org.Spot, error) { return org.SpotOf(tx, i.Unit, i.Place) }

// factsOf is what the profile's rules look at.
func factsOf(tx *record.Tx, i *Incident) (strategy.Facts, error) {
	at, err := spot(tx, i)
	if err != nil {
		return strategy.Facts{}, err
	}
	site, building, err := org.SiteCodes(tx, at)
	if err != nil {
		return strategy.Facts{}, err
	}
	return i.facts(site, building), nil
}

// facts is what the profile's rules look at, with the codes of site and building.
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
