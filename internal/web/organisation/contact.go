package organisation

import (
	"strings"

	"github.com/a-h/templ"

	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// ContactPath is how a unit is reached on security matters, for the unit's page (B17). Gaps are said in words.
func (p *Pages) ContactPath(tx *record.Tx, c ui.Ctx, unit record.Key) (templ.Component, error) {
	path, err := org.ContactPathOf(tx, unit)
	if err != nil {
		return nil, err
	}
	all := append([]org.Answer{path.Manager, path.Coordinator}, path.Representatives...)
	var keys []record.Key
	for _, a := range all {
		keys = append(keys, org.PersonsOf(a.Holders)...)
	}
	names, err := tx.Titles(keys)
	if err != nil {
		return nil, err
	}
	role := func(a org.Answer) string { return c.Label(p.Profile.Terms().Label(strategy.SetRole, a.Role)) }
	fact := func(label string, a org.Answer) ui.Fact {
		var who []string
		for _, person := range org.PersonsOf(a.Holders) {
			who = append(who, names[person])
		}
		f := ui.Fact{Label: label, Text: c.T("contact.path."+string(a.Through), strings.Join(who, ", "), role(a))}
		if a.Through == org.ByNobody {
			f = ui.Fact{Label: label, State: &ui.Badge{Mark: ui.Breached, Word: c.T("contact.path.nobody")}}
		}
		return f
	}
	facts := []ui.Fact{fact(c.T("contact.path.manager"), path.Manager), fact(c.T("contact.path.coordinator"), path.Coordinator)}
	for _, a := range path.Representatives {
		facts = append(facts, fact(role(a), a))
	}
	return ui.Section(c, c.T("contact.path"), pathBody(c, facts, path.Complete())), nil
}
