package report

import (
	"errors"
	"net/http"

	"github.com/vardkas/vardkas/internal/attachment"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

func (p *Pages) registerMine() {
	s := p.Site
	s.Handle("GET /my/reports", web.SignedIn, p.mine)
	s.Handle("GET /my/reports/{id}", web.SignedIn, p.myReport)
	s.Handle("POST /my/reports/{id}", web.SignedIn, p.myWrite, web.MaxBody(mostBody), s.ReportLimit())
	s.Handle("GET /my/reports/{id}/file/{file}", web.SignedIn, p.myFile)
}

// asMe reads as the reporter of what the signed-in person reported: the trail does not tell who looked.
func (p *Pages) asMe(r *http.Request, f func(as *record.Tx) error) error {
	person := record.Key(web.VisitOf(r).Person)
	return p.Book.Read(r.Context(), record.Caller{Door: record.Intake}, func(tx *record.Tx) error { return f(incident.AsReporter(tx, person)) })
}

// mine lists what the signed-in person has reported, newest first.
func (p *Pages) mine(w http.ResponseWriter, r *http.Request) error {
	v := web.VisitOf(r)
	var page record.Page[incident.Incident]
	var answers map[record.Key]string
	err := p.asMe(r, func(as *record.Tx) (err error) {
		if page, err = incident.Kind.List(as, record.Query{After: r.URL.Query().Get("after")}); err != nil {
			return err
		}
		for n, i := range page.Records {
			if page.Records[n], err = incident.AsTold(as, i); err != nil {
				return err
			}
		}
		answers, err = incident.LatestAnswers(as, page.Records)
		return err
	})
	if _, ok := errors.AsType[record.Invalid](err); ok { // a place in the list that is none
		return web.NotFound()
	}
	if err != nil {
		return err
	}
	table := ui.Table{
		Caption: v.T("report.link.mine"),
		Columns: []ui.Column{{Label: v.T("follow.field.number")}, {Label: v.T("report.field.category"), Phone: ui.PhoneFirst}, {Label: v.T("report.mine.reported")}, {Label: v.T("report.mine.state")}, {Label: v.T("report.mine.answer")}},
		Empty:   &ui.Empty{Title: v.T("report.mine.empty"), Text: v.T("report.mine.teach"), Button: &ui.Button{Label: v.T("report.title"), Href: "/my/report"}},
	}
	for _, i := range page.Records {
		table.Rows = append(table.Rows, ui.Row{Href: "/my/reports/" + i.ID.String(), Cells: []ui.Cell{
			{Text: i.Number.Text(incident.Kind.Prefix)},
			{Text: v.Ctx().Label(p.Profile.Terms().Label(strategy.SetCategory, string(i.Category)))},
			{Text: words.Date(i.CreatedAt.Local())}, {Text: v.T("follow.state." + string(i.State))},
			{Text: shortened(answers[i.Key])},
		}})
	}
	register := ui.Register{Table: table}
	if page.Next != "" {
		register.Pager = &ui.Pager{Next: "/my/reports?after=" + page.Next}
	}
	return p.Site.PageOf(w, r, web.Look{Title: v.T("report.link.mine"), Lead: v.T("report.mine.lead")}, ui.RegisterOf(v.Ctx(), register))
}

// enter finds one of the signed-in person's own reports.
func enter(as *record.Tx, r *http.Request) (*record.Tx, *incident.Incident, error) {
	id, err := record.ParseID(r.PathValue("id"))
	if err != nil {
		return nil, nil, err
	}
	i, err := incident.Kind.ByID(as, id)
	return as, i, err
}

func (p *Pages) myReport(w http.ResponseWriter, r *http.Request) error {
	d, err := p.Site.Draft(w, r, messageForm())
	if err != nil {
		return err
	}
	return p.showMine(w, r, form{Pages: p, v: web.VisitOf(r), d: d})
}

func (p *Pages) showMine(w http.ResponseWriter, r *http.Request, f form) error {
	here := "/my/reports/" + r.PathValue("id")
	var view face
	err := p.asMe(r, func(as *record.Tx) error {
		_, i, err := enter(as, r)
		if err != nil {
			return err
		}
		view, err = p.faceOf(as, f.v, i, here+"/file/")
		return err
	})
	if err != nil {
		return err
	}
	look := web.Look{Title: f.t("follow.report.title", view.Number), Lead: view.Title, Width: ui.Reading, SwitchForm: f.d.Form, Failed: len(f.faults) > 0}
	return p.Site.Again(w, r, f.d, look, facePage(f.v.Ctx(), view, f.messageForm(here, view), ""))
}

func (p *Pages) myWrite(w http.ResponseWriter, r *http.Request) error {
	d, err := p.Site.Draft(w, r, messageForm())
	if err != nil {
		return err
	}
	f := form{Pages: p, v: web.VisitOf(r), d: d}
	if d.Redraw {
		return p.showMine(w, r, f)
	}
	f, done, err := p.write(w, r, f, func(tx *record.Tx) (*record.Tx, *incident.Incident, error) {
		return enter(incident.AsReporter(tx, record.Key(f.v.Person)), r)
	})
	switch {
	case err != nil:
		return err
	case !done:
		return p.showMine(w, r, f)
	}
	return p.Site.Redirect(w, r, "/my/reports/"+r.PathValue("id"))
}

func (p *Pages) myFile(w http.ResponseWriter, r *http.Request) error {
	id, err := record.ParseID(r.PathValue("file"))
	if err != nil {
		return err
	}
	var f *attachment.File
	var content []byte
	err = p.asMe(r, func(as *record.Tx) (err error) {
		f, content, err = readFile(as, id)
		return err
	})
	if err != nil {
		return err
	}
	return serveFile(w, f, content)
}
