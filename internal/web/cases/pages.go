package cases

import (
	"errors"
	"net/http"

	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// Pages are the pages of one event.
type Pages struct {
	Site    *web.Site
	Book    *record.Book
	Profile *strategy.Profile
	Desk    *incident.Desk
}

const mostBody = 64 << 20 // files, as phones take them

// Register puts the pages on the site.
func (p *Pages) Register() {
	s := p.Site
	s.Handle("GET /events", web.SignedIn, p.register)
	s.Handle("GET /events/{id}", web.SignedIn, p.show)
	s.Handle("GET /incident/{id}", web.SignedIn, func(w http.ResponseWriter, r *http.Request) error { // as letters write it
		return s.Redirect(w, r, "/events/"+r.PathValue("id"))
	})
	s.Handle("GET /events/{id}/alike", web.SignedIn, p.alike)
	s.Handle("GET /causes", web.SignedIn, p.patterns)
	s.Handle("POST /events/{id}/now/{step}", web.SignedIn, p.now)
	s.Handle("GET /events/{id}/do/{sheet}", web.SignedIn, p.ask)
	s.Handle("POST /events/{id}/do/{sheet}", web.SignedIn, p.do, web.MaxBody(mostBody))
	s.Handle("GET /events/{id}/sealed", web.SignedIn, p.askSealed)
	s.Handle("POST /events/{id}/sealed", web.SignedIn, p.showSealed)
	s.Handle("GET /events/{id}/readers", web.SignedIn, p.readers)
	s.Handle("POST /events/{id}/part/{part}/accept", web.SignedIn, p.acceptPart)
	s.Handle("POST /events/{id}/action/{action}/{step}", web.SignedIn, p.moveAction)
	s.Handle("POST /events/{id}/link/{link}/take_back", web.SignedIn, p.takeBack)
	s.Handle("GET /events/{id}/file/{file}", web.SignedIn, p.file)
	s.Handle("POST /alerts/{id}/acknowledge", web.SignedIn, p.acknowledge)
}

// register leads to the list of events, which every kind has from its declaration.
func (p *Pages) register(w http.ResponseWriter, r *http.Request) error {
	to := "/r/" + incident.Kind.Name
	if r.URL.RawQuery != "" {
		to += "?" + r.URL.RawQuery
	}
	return p.Site.Redirect(w, r, to)
}

func caller(r *http.Request) record.Caller {
	return record.Caller{Person: record.Key(web.VisitOf(r).Person)}
}

// errReporter ends the reading of somebody who is here as the reporter only, before it is an entry in the trail: that a
// person read a report of their own would tell who made it.
var errReporter = errors.New("the reader is the reporter and nothing else")

// here is the address of an event's page.
func here(i *incident.Incident) string { return "/events/" + i.ID.String() }

// show draws the page of one event.
func (p *Pages) show(w http.ResponseWriter, r *http.Request) error {
	id, err := record.ParseID(r.PathValue("id"))
	if err != nil {
		return web.NotFound()
	}
	page := page{Pages: p, v: web.VisitOf(r)}
	err = p.Book.Read(r.Context(), caller(r), func(tx *record.Tx) error {
		page.tx = tx
		if page.i, err = incident.Kind.ByID(tx, id); err != nil {
			return err
		}
		return page.gather()
	})
	if errors.Is(err, errReporter) {
		return p.Site.Redirect(w, r, "/my/reports/"+id.String())
	}
	if err != nil {
		return err
	}
	look := web.Look{Title: page.i.Number.Text(incident.Kind.Prefix) + " " + page.i.Title, Lead: page.view.Lead, Width: ui.Working}
	return p.Site.PageOf(w, r, look, casePage(page.v.Ctx(), page.view))
}
