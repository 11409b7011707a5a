package cases

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/trail"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// actionOpen is the entry that says a person opened what is sealed.
const actionOpen = "read_sealed"

// opening is one asking for what is sealed.
type opening struct {
	*Pages
	v       *web.Visit
	d       *web.Draft
	i       *incident.Incident
	told    bool // a reason has been given in this session
	problem string
}

func (p *Pages) opening(w http.ResponseWriter, r *http.Request) (o opening, err error) {
	o = opening{Pages: p, v: web.VisitOf(r)}
	o.d, err = p.Site.Draft(w, r, web.Form{Name: "case-sealed"})
	return o, err
}

// askSealed asks for the reason to see who reported, who was subjected and how to reach them.
func (p *Pages) askSealed(w http.ResponseWriter, r *http.Request) error {
	o, err := p.opening(w, r)
	if err != nil {
		return err
	}
	if err := p.Book.Read(r.Context(), caller(r), func(tx *record.Tx) error { return o.load(tx, r) }); err != nil {
		return err
	}
	return o.ask(w, r)
}

// load finds the event, for whoever may open it and has lately proved who they are.
func (o *opening) load(tx *record.Tx, r *http.Request) error {
	key, err := locate(tx, r.PathValue("id"), incident.Kind.Name)
	if err != nil {
		return err
	}
	if o.i, err = incident.Kind.Get(tx, key); err != nil {
		return err
	}
	may, err := incident.Kind.May(tx, access.ReadSealed, o.i)
	if err == nil && !may {
		err = record.ErrForbidden
	}
	if err == nil {
		err = o.v.StepUp()
	}
	if err != nil {
		return err
	}
	var n int
	err = tx.Row("SELECT count(*) FROM trail WHERE rid = $1 AND actor = $2 AND action = $3 AND at >= $4",
		int64(key), tx.Caller.Actor(), actionOpen, int64(o.v.Session.CreatedAt)).Scan(&n)
	o.told = n > 0
	return err
}

func (o *opening) ask(w http.ResponseWriter, r *http.Request) error {
	form := ui.Form{
		ID: o.d.Form, Action: here(o.i) + "/sealed", Hidden: o.d.Hidden(), Actions: ui.Actions{Primary: &ui.Button{Label: o.v.T("cases.sealed.show")}, Note: o.v.T("cases.sealed.once")},
	}
	if !o.told {
		f := ui.Field{Name: "reason", Label: o.v.T("cases.sealed.reason"), Hint: o.v.T("cases.hint.reason"), Required: true, MaxLength: record.MaxLine, Value: o.d.Get("reason")}
		if o.problem != "" {
			f.Problems = []string{o.problem}
		}
		form.Groups = []ui.Group{{Fields: []ui.Field{f}}}
	}
	look := web.Look{Title: o.v.T("cases.sealed.open"), Lead: o.i.Number.Text(incident.Kind.Prefix), Width: ui.Reading, SwitchForm: o.d.Form}
	if o.problem != "" {
		look.Status, look.Failed = http.StatusUnprocessableEntity, true
	}
	return o.Site.PageOf(w, r, look, sheetPage(o.v.Ctx(), nil, form, ui.Link{Label: o.v.T("cases.back"), Href: here(o.i)}))
}

// showSealed opens what is sealed. The entry that says who, when and why is written first; if it can't be, nothing is shown.
func (p *Pages) showSealed(w http.ResponseWriter, r *http.Request) error {
	o, err := p.opening(w, r)
	if err != nil {
		return err
	}
	reason := strings.TrimSpace(o.d.Get("reason"))
	if len([]rune(reason)) > record.MaxLine {
		reason = string([]rune(reason)[:record.MaxLine])
	}
	err = p.Book.Write(r.Context(), caller(r), func(tx *record.Tx) error {
		if err := o.load(tx, r); err != nil || o.d.Redraw || reason == "" && !o.told {
			return err
		}
		body, err := json.Marshal(map[string]any{"reason": reason})
		if err != nil {
			return fmt.Errorf("write why what is sealed was opened: %w", err)
		}
		_, err = trail.Append(tx.Tx, trail.Draft{Actor: tx.Caller.Actor(), Action: actionOpen, Kind: "page", RID: int64(o.i.Key), Shape: 1, Body: body})
		if err != nil {
			return err
		}
		if o.i, err = incident.Kind.Open(tx, o.i.Key); err != nil {
			return err
		}
		_, err = o.d.Once(tx.Tx, func() (string, error) { return "opened", nil }) // what was typed is kept no longer
		return err
	})
	switch {
	case err != nil:
		return err
	case o.d.Redraw:
		return o.ask(w, r)
	case reason == "" && !o.told:
		o.problem = o.v.T("problem.reason_to_open")
		return o.ask(w, r)
	}
	look := web.Look{Title: o.v.T("cases.sealed.title"), Lead: o.i.Number.Text(incident.Kind.Prefix), Width: ui.Reading}
	return p.Site.PageOf(w, r, look, sealedPage(o.v.Ctx(), o.facts(), ui.Link{Label: o.v.T("cases.sealed.back"), Href: here(o.i)}))
}

func (o *opening) facts() []ui.Fact {
	var facts []ui.Fact
	for _, one := range []struct {
		name   string
		secret record.Secret
	}{{"reporter", o.i.Reporter}, {"contact", o.i.Contact}, {"victim", o.i.Victim}} {
		if text, open := one.secret.Text(); open {
			facts = append(facts, ui.Fact{Label: o.v.T("incident.field." + one.name), Text: text})
		}
	}
	return facts
}
