package cases

import (
	"net/http"
	"strconv"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// readers is the list of who may know what was written of an event that concerns national security: whoever handles it has
// them to talk to (B50).
func (p *Pages) readers(w http.ResponseWriter, r *http.Request) error {
	v := web.VisitOf(r)
	var i *incident.Incident
	var all []incident.Reader
	err := p.Book.Read(r.Context(), caller(r), func(tx *record.Tx) error {
		key, err := locate(tx, r.PathValue("id"), incident.Kind.Name)
		if err != nil {
			return err
		}
		if i, err = incident.Kind.Get(tx, key); err != nil {
			return err
		}
		if i.Class != access.ClassProtective {
			return record.ErrNotFound
		}
		all, err = incident.Readers(tx, key)
		return err
	})
	if err != nil {
		return err
	}
	number := i.Number.Text(incident.Kind.Prefix)
	return p.Site.PageOf(w, r, web.Look{
		Title: v.T("cases.readers.title", number), Lead: v.T("cases.readers.lead"), Width: ui.Working,
		Crumbs: []ui.Link{{Label: v.T("app.place.events"), Href: "/events"}, {Label: number, Href: here(i)}},
	}, ui.TableOf(v.Ctx(), readersTable(v, all)))
}

func readersTable(v *web.Visit, all []incident.Reader) ui.Table {
	t := ui.Table{Caption: v.T("cases.readers"), Columns: []ui.Column{
		{Label: v.T("cases.readers.who")}, {Label: v.T("cases.readers.shown"), Numeric: true}, {Label: v.T("cases.readers.changed"), Numeric: true},
		{Label: v.T("cases.readers.listed")}, {Label: v.T("cases.readers.first")}, {Label: v.T("cases.readers.last")},
	}}
	for _, one := range all {
		listed := v.T("cases.readers.no")
		if one.Listed {
			listed = v.T("cases.readers.yes")
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			{Text: one.Name}, {Text: strconv.Itoa(one.Shown)}, {Text: strconv.Itoa(one.Changed)}, {Text: listed},
			{Text: momentOf(v.Lang, one.First)}, {Text: momentOf(v.Lang, one.Last)},
		}})
	}
	return t
}

// momentOf words the day of a moment; none for somebody of whom the trail has no entry.
func momentOf(lang words.Lang, at clock.Instant) string {
	if at == 0 {
		return "–"
	}
	return words.ShortDate(lang, at.Local())
}
