package report

import (
	"errors"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
)

const mostFound = 10

// located is where it happened, as far as it is in the organisation's own lists.
type located struct {
	unit, place record.Key
	label       string
}

func (l located) isNowhere() bool { return l.unit == 0 && l.place == 0 }

// locate reads the value of the where answer: ids of a unit, of a place, or of both with a comma between. What is not
// there is passed over: a worn QR code must not stop a report.
func (p *Pages) locate(st *store.Tx, value string) (located, error) {
	var l located
	tx, err := p.Book.With(st, record.Caller{Door: record.Intake})
	if err != nil {
		return l, err
	}
	var names []string
	for text := range strings.SplitSeq(value, ",") {
		id, err := record.ParseID(text)
		if err != nil {
			continue
		}
		key, kind, err := tx.Locate(id)
		if errors.Is(err, record.ErrNotFound) {
			continue
		}
		if err != nil {
			return l, err
		}
		title, err := tx.Title(key, "unit", "place")
		switch {
		case errors.Is(err, record.ErrNotFound):
			continue
		case err != nil:
			return l, err
		case kind == "unit":
			l.unit = key
		default:
			l.place = key
		}
		names = append(names, title)
	}
	l.label = strings.Join(names, ", ")
	return l, nil
}

// whereView is the state of the where question: what is chosen, and what a search found. Enter in the search without
// script sends the form like any button, so an unanswered search searches.
func (p *Pages) whereView(st *store.Tx, d *web.Draft) (ui.ReferenceView, error) {
	view := ui.ReferenceView{Query: d.Get(ui.QueryName(fieldWhere)), Lookup: "/report/where"}
	chosen, err := p.locate(st, d.Get(fieldWhere))
	if err != nil {
		return view, err
	}
	if !chosen.isNowhere() {
		view.Chosen = &ui.Option{Value: d.Get(fieldWhere), Label: chosen.label}
	}
	if d.Search == fieldWhere || chosen.isNowhere() && view.Query != "" {
		err = p.find(st, &view)
	}
	return view, err
}

func (p *Pages) find(st *store.Tx, view *ui.ReferenceView) error {
	query := strings.TrimSpace(view.Query)
	view.Searched = true
	if utf8.RuneCountInString(query) > mostLine || query == "" {
		return nil
	}
	tx, err := p.Book.With(st, record.Caller{Door: record.Intake})
	if err != nil {
		return err
	}
	// Where an organisation is, is no secret: whoever reports finds units and places as every employee does.
	tx.Subject = access.Subject{Grants: []access.Grant{{Role: access.Employee, Region: true}}}
	found, err := org.FindUnits(tx, query, mostFound+1)
	if err != nil {
		return err
	}
	places, err := org.FindPlaces(tx, query, mostFound+1)
	if err != nil {
		return err
	}
	found = append(found, places...)
	view.More = len(found) > mostFound
	for _, one := range found[:min(len(found), mostFound)] {
		view.Matches = append(view.Matches, ui.Option{Value: one.ID.String(), Label: one.Title, Hint: one.Detail})
	}
	return nil
}

// lookup answers the script with the matches alone.
func (p *Pages) lookup(w http.ResponseWriter, r *http.Request) error {
	v := web.VisitOf(r)
	view := ui.ReferenceView{Query: r.URL.Query().Get("q")}
	if err := p.Site.DB.Read(r.Context(), func(tx *store.Tx) error { return p.find(tx, &view) }); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	field := ui.Field{Name: fieldWhere, Label: v.T("report.field.where"), Input: ui.Reference, Search: &view}
	return ui.MatchesOf(v.Ctx(), field).Render(r.Context(), w)
}
