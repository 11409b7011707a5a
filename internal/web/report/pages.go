package report

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"net/url"

	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// Pages are the pages of reporting and following.
type Pages struct {
	Site    *web.Site
	Book    *record.Book
	Profile *strategy.Profile
	Desk    *incident.Desk

	FollowAt string // the address of /follow in words, printed on the receipt; may be empty
}

const mostBody = 64 << 20 // ten photos as phones take them

// Register puts the pages on the site.
func (p *Pages) Register() {
	s := p.Site
	for _, door := range []struct {
		path   string
		access web.Access
	}{{"/report", web.Apart}, {"/my/report", web.SignedIn}} {
		s.Handle("GET "+door.path, door.access, p.ask)
		s.Handle("POST "+door.path, door.access, p.answer, web.MaxBody(mostBody), s.ReportLimit())
		s.Handle("GET "+door.path+"/review", door.access, p.review)
		s.Handle("POST "+door.path+"/review", door.access, p.send, web.MaxBody(mostBody), s.ReportLimit())
		s.Handle("GET "+door.path+"/contact", door.access, p.askContact)
		s.Handle("POST "+door.path+"/contact", door.access, p.sendContact, s.ReportLimit())
	}
	s.Handle("GET /report/where", web.Apart, p.lookup)
	p.registerFollow()
	p.registerMine()
}

// Names of forms and of their own buttons. What begins with "_" is no answer and is not kept.
const (
	formReport   = "report"
	formContact  = "report-contact"
	buttonSend   = "_send"
	buttonChange = "_change"
	buttonAlone  = "_anonymous"
)

func reportForm() web.Form { return web.Form{Name: formReport, Secret: []string{fieldCode}} }

// base is where the form of this request lives: outside the session or inside it.
func base(r *http.Request) string {
	if web.VisitOf(r).SignedIn() {
		return "/my/report"
	}
	return "/report"
}

// ask shows the form. The draft's id stands in the address from the start, so that Back finds what was typed.
func (p *Pages) ask(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	if !isDraftID(query.Get("draft")) {
		query.Set("draft", newDraftID())
		return p.Site.Redirect(w, r, base(r)+"?"+query.Encode())
	}
	d, err := p.Site.Draft(w, r, reportForm())
	if err != nil {
		return err
	}
	if d.Earlier != "" {
		return p.sentPage(w, r)
	}
	d.ID = query.Get("draft")
	if !d.Shown(fieldWhere) {
		d.Values.Set(fieldWhere, prefilled(query))
	}
	return p.showForm(w, r, form{Pages: p, v: web.VisitOf(r), d: d})
}

// prefilled is the where answer of a link or a QR code.
func prefilled(query url.Values) string {
	unit, place := query.Get("unit"), query.Get("place")
	if unit != "" && place != "" {
		return unit + "," + place
	}
	return unit + place
}

func isDraftID(id string) bool {
	b, err := hex.DecodeString(id)
	return err == nil && len(b) == 16
}

func newDraftID() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // crypto/rand.Read never fails
	return hex.EncodeToString(b)
}

func (p *Pages) showForm(w http.ResponseWriter, r *http.Request, f form) error {
	err := p.Site.DB.Read(r.Context(), func(tx *store.Tx) (err error) {
		f.where, err = p.whereView(tx, f.d)
		return err
	})
	if err != nil {
		return err
	}
	groups := f.groups()
	var shown []ui.Field
	for _, g := range groups {
		shown = append(shown, g.Fields...)
	}
	page := ui.Form{
		ID: formReport, Action: base(r), Multipart: true, Steps: true, Groups: groups, Hidden: f.d.Hidden(), Problems: f.loose(shown),
		Actions: ui.Actions{Primary: &ui.Button{Label: f.t("report.button.review")}},
	}
	look := web.Look{Title: f.t("report.title"), Lead: f.t("report.lead"), Width: ui.Reading, SwitchForm: formReport, Failed: len(page.AllProblems()) > 0}
	return p.Site.Again(w, r, f.d, look, formPage(f, base(r), page))
}

// answer reads the form: to the review when all is well, else the form again with what is missing.
func (p *Pages) answer(w http.ResponseWriter, r *http.Request) error {
	d, err := p.Site.Draft(w, r, reportForm())
	if err != nil {
		return err
	}
	f := form{Pages: p, v: web.VisitOf(r), d: d}
	switch {
	case d.Earlier != "":
		return p.sentPage(w, r)
	case r.PostFormValue(buttonAlone) != "":
		return p.goAnonymous(w, r, d)
	case f.goesOn(r):
		d.Redraw, d.Search = false, "" // Enter in a search that found nothing, and the place is described instead
	case d.Redraw:
		return p.showForm(w, r, f)
	}
	if c, ok := p.Profile.Category(d.Get(fieldCategory)); ok && c.ContactOnly {
		return p.toContact(w, r, d)
	}
	err = p.Site.DB.Read(r.Context(), func(tx *store.Tx) (err error) {
		_, f, err = f.read(tx)
		return err
	})
	if err != nil {
		return err
	}
	if len(f.faults) > 0 {
		return p.showForm(w, r, f)
	}
	if err := d.Save(r.Context()); err != nil {
		return err
	}
	return p.Site.Redirect(w, r, base(r)+"/review?draft="+d.ID)
}

// goesOn reports whether a text left in the search is not to be searched by: the place has been described.
func (f form) goesOn(r *http.Request) bool {
	pressed := r.PostFormValue(ui.SearchName) + r.PostFormValue(ui.RemoveName) + r.PostFormValue("language")
	return f.d.Redraw && pressed == "" && f.d.Search == fieldWhere && f.d.Get(fieldPlace) != ""
}
