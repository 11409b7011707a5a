package report

import (
	"net/http"

	"github.com/vardkas/vardkas/internal/attachment"
	"github.com/vardkas/vardkas/internal/file"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
)

func messageForm() web.Form { return web.Form{Name: "follow-message"} }

// followed shows the report that the follow session knows.
func (p *Pages) followed(w http.ResponseWriter, r *http.Request) error {
	if _, ok := p.follows(r); !ok {
		return p.followEnded(w, r)
	}
	d, err := p.Site.Draft(w, r, messageForm())
	if err != nil {
		return err
	}
	return p.showFollowed(w, r, form{Pages: p, v: web.VisitOf(r), d: d})
}

func (p *Pages) followEnded(w http.ResponseWriter, r *http.Request) error {
	v := web.VisitOf(r)
	look := web.Look{Title: v.T("follow.title"), Width: ui.Reading}
	return p.Site.PageOf(w, r, look, endedPage(v.Ctx()))
}

func (p *Pages) showFollowed(w http.ResponseWriter, r *http.Request, f form) error {
	key, _ := p.follows(r)
	var view face
	err := p.Book.Read(r.Context(), record.Caller{Door: record.Intake, Coarse: true}, func(tx *record.Tx) error {
		as, i, err := incident.FollowAgain(tx, key)
		if err != nil {
			return err
		}
		view, err = p.faceOf(as, f.v, i, "/follow/file/")
		return err
	})
	if err != nil {
		return err
	}
	look := web.Look{Title: f.t("follow.report.title", view.Number), Lead: view.Title, Width: ui.Reading, SwitchForm: f.d.Form, Failed: len(f.faults) > 0}
	return p.Site.Again(w, r, f.d, look, facePage(f.v.Ctx(), view, f.messageForm("/follow/report", view), "/follow/leave"))
}

func (p *Pages) followWrite(w http.ResponseWriter, r *http.Request) error {
	key, ok := p.follows(r)
	d, err := p.Site.Draft(w, r, messageForm())
	if err != nil {
		return err
	}
	if !ok { // what was typed waits in the draft; its address is said when the page is opened again
		return p.followEnded(w, r)
	}
	f := form{Pages: p, v: web.VisitOf(r), d: d}
	if d.Redraw {
		return p.showFollowed(w, r, f)
	}
	f, done, err := p.write(w, r, f, func(tx *record.Tx) (*record.Tx, *incident.Incident, error) { return incident.FollowAgain(tx, key) })
	switch {
	case err != nil:
		return err
	case !done:
		return p.showFollowed(w, r, f)
	}
	return p.Site.Redirect(w, r, "/follow/report")
}

// followFile hands out one of the reporter's own files.
func (p *Pages) followFile(w http.ResponseWriter, r *http.Request) error {
	key, ok := p.follows(r)
	if !ok {
		return web.NotFound()
	}
	id, err := record.ParseID(r.PathValue("id"))
	if err != nil {
		return web.NotFound()
	}
	var f *attachment.File
	var content []byte
	err = p.Book.Read(r.Context(), record.Caller{Door: record.Intake, Coarse: true}, func(tx *record.Tx) error {
		as, _, err := incident.FollowAgain(tx, key)
		if err != nil {
			return err
		}
		f, content, err = readFile(as, id)
		return err
	})
	if err != nil {
		return err
	}
	return serveFile(w, f, content)
}

// readFile reads a file that the reader may read, piece by piece.
func readFile(tx *record.Tx, id record.ID) (*attachment.File, []byte, error) {
	f, err := attachment.Kind.ByID(tx, id)
	if err != nil {
		return nil, nil, err
	}
	content := make([]byte, 0, f.Size.Or(0))
	for n := range f.Chunks() {
		piece, err := attachment.Chunk(tx, f.Key, n)
		if err != nil {
			return nil, nil, err
		}
		content = append(content, piece...)
	}
	return f, content, nil
}

// serveFile sends a file to be saved, never to be run: whatever it holds, the browser shows none of it as a page of ours.
func serveFile(w http.ResponseWriter, f *attachment.File, content []byte) error {
	w.Header().Set("Content-Type", f.Media)
	w.Header().Set("Content-Disposition", file.Disposition(f.Title))
	w.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'")
	_, err := w.Write(content)
	return err
}
