package work

import (
	"net/http"

	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// digest says whether the reader gets the letter of the week, and lets it be turned off and on.
func (p *Pages) digest(w http.ResponseWriter, r *http.Request) error {
	v := web.VisitOf(r)
	off := false
	err := p.Book.Read(r.Context(), record.Caller{Person: record.Key(v.Person)}, func(tx *record.Tx) (err error) {
		off, err = incident.DigestOff(tx, tx.Caller.Person)
		return err
	})
	if err != nil {
		return err
	}
	now, turn, to := "work.digest.on", "work.digest.turn_off", "off"
	if off {
		now, turn, to = "work.digest.off", "work.digest.turn_on", "on"
	}
	look := web.Look{Title: v.T("work.digest.title"), Lead: v.T(now), Width: ui.Reading}
	return p.Site.PageOf(w, r, look, ui.FormOf(v.Ctx(), ui.Form{Action: "/my/digest", Hidden: []ui.Hidden{{Name: "turn", Value: to}},
		Actions: ui.Actions{Primary: &ui.Button{Label: v.T(turn), Kind: ui.Primary}}}))
}

func (p *Pages) turnDigest(w http.ResponseWriter, r *http.Request) error {
	v := web.VisitOf(r)
	if err := r.ParseForm(); err != nil {
		return err
	}
	err := p.Book.Write(r.Context(), record.Caller{Person: record.Key(v.Person)}, func(tx *record.Tx) error {
		return incident.TurnDigest(tx, r.PostForm.Get("turn") == "on")
	})
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/my/digest", http.StatusSeeOther)
	return nil
}
