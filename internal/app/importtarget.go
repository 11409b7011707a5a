package app

import (
	"errors"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/batch"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/imports"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// importTarget says how rows become records of a kind.
func (o *Organisation) importTarget(kind record.Any) batch.Target {
	t := batch.Target{Kind: kind}
	for _, f := range kind.Meta().Fields {
		if f.Input == record.InputValues && !f.Derived {
			t.Kept = f.Name
		}
	}
	if kind.Meta().Name != incident.Kind.Name {
		return t
	}
	t.Own, t.Settle = []string{"category", "severity"}, o.settleIncident
	return t
}

// importPages are the pages on which tables are brought in, and the jobs behind them.
func (o *Organisation) importPages() *imports.Pages {
	return &imports.Pages{Book: o.Book, Importer: o.importer(), Target: func(kind record.Any) (batch.Target, bool) {
		return o.importTarget(kind), importable(kind)
	}}
}

// besideRegisters leads from the registers to the imports, for who may bring something in.
func (s *server) besideRegisters(v *web.Visit) []ui.Link {
	if len(s.imports.MayImport(v.Subject)) == 0 {
		return nil
	}
	return []ui.Link{{Label: v.T("imports.title"), Href: "/imports"}}
}

// settleIncident lets an event be what its category makes it. The security chief goes on the case list of what needs one:
// it is routed to nobody, and nobody at all could open it otherwise.
func (o *Organisation) settleIncident(tx *record.Tx, r record.Row, own map[string]string) (err error) {
	i, ok := record.As[incident.Incident](r)
	if !ok {
		return errors.New("bring in an event: a record of another kind")
	}
	i.Category, i.Severity = record.Code(own["category"]), record.Code(own["severity"])
	if err := incident.Bring(tx, i); err != nil {
		return err
	}
	if i.Level == access.LevelCase {
		i.CaseList, err = o.chiefs(tx)
	}
	return err
}

// importable reports whether a table can become records of a kind: those that the system may bring in and that stand
// alone. Rights are given on a page, by two persons, and a batch comes from a table.
func importable(kind record.Any) bool {
	meta := kind.Meta()
	if meta.Under || meta.Name == batch.Kind.Name || meta.Name == org.Appointments.Name {
		return false
	}
	system := access.Subject{Grants: []access.Grant{{Role: access.System, Region: true}}}
	return system.May(access.Import, access.Object{Kind: meta.Name, Level: access.LevelOpen})
}

func (o *Organisation) importable() (names []string) {
	for _, k := range o.Book.Kinds() {
		if importable(k) {
			names = append(names, k.Meta().Name)
		}
	}
	return names
}
