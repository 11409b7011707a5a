package report

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// goAnonymous moves what a signed-in person has typed to the form outside the session. The person's own draft goes, so that
// nothing is left that ties the two together.
func (p *Pages) goAnonymous(w http.ResponseWriter, r *http.Request, d *web.Draft) error {
	personal, person := d.ID, d.Person
	d.ID, d.Person = newDraftID(), 0
	d.Values.Del(fieldWho)
	if err := d.Save(r.Context()); err != nil {
		return err
	}
	err := p.Site.DB.Write(r.Context(), func(tx *store.Tx) error {
		if err := copyFiles(tx, personal, d.ID); err != nil {
			return err
		}
		return discard(tx, personal, person)
	})
	if err != nil {
		return err
	}
	return p.Site.Redirect(w, r, "/report?draft="+d.ID)
}

// copyFiles copies the files of an earlier showing; those of this request are in the new draft already.
func copyFiles(tx *store.Tx, from, to string) error {
	_, err := tx.Exec(`INSERT INTO draft_file(draft, n, field, name, bytes) SELECT $1, n, field, name, bytes FROM draft_file WHERE draft = $2
		AND n NOT IN (SELECT n FROM draft_file WHERE draft = $1)`, to, from)
	if err != nil {
		return fmt.Errorf("move the files of a draft: %w", err)
	}
	_, err = tx.Exec(`INSERT INTO draft_chunk(draft, n, part, data) SELECT $1, n, part, data FROM draft_chunk WHERE draft = $2
		AND n NOT IN (SELECT n FROM draft_chunk WHERE draft = $1)`, to, from)
	if err != nil {
		return fmt.Errorf("move the files of a draft: %w", err)
	}
	return nil
}

// discard deletes a draft and its files at once, without waiting for its day to pass.
func discard(tx *store.Tx, id string, person int64) error {
	if _, err := tx.Exec("DELETE FROM draft WHERE id = $1 AND person = $2", id, person); err != nil {
		return fmt.Errorf("discard a draft: %w", err)
	}
	return nil
}

// toContact throws away what was typed, since it may concern national security, and asks only how to reach the reporter.
func (p *Pages) toContact(w http.ResponseWriter, r *http.Request, d *web.Draft) error {
	d.Values, d.Files = url.Values{}, nil
	err := p.Site.DB.Write(r.Context(), func(tx *store.Tx) error { return discard(tx, d.ID, d.Person) })
	if err != nil {
		return err
	}
	return p.Site.Redirect(w, r, base(r)+"/contact?draft="+newDraftID())
}

func contactForm() web.Form { return web.Form{Name: formContact, Secret: []string{fieldCode}} }

func (p *Pages) askContact(w http.ResponseWriter, r *http.Request) error {
	id := r.URL.Query().Get("draft")
	if !isDraftID(id) {
		return p.Site.Redirect(w, r, base(r)+"/contact?draft="+newDraftID())
	}
	d, err := p.Site.Draft(w, r, contactForm())
	if err != nil {
		return err
	}
	if d.Earlier != "" {
		return p.sentPage(w, r)
	}
	d.ID = id
	return p.showContact(w, r, form{Pages: p, v: web.VisitOf(r), d: d})
}

// showContact asks how the reporter is reached, and nothing else.
func (p *Pages) showContact(w http.ResponseWriter, r *http.Request, f form) error {
	contact := f.contact(true)
	if f.v.SignedIn() {
		contact = ui.Field{Name: fieldContact, Label: f.t("report.field.you"), Input: ui.Shown, Value: f.v.Name, Required: true}
	}
	contact.Problems = f.faults[fieldContact]
	page := ui.Form{
		ID: formContact, Action: base(r) + "/contact", Groups: []ui.Group{{Fields: []ui.Field{contact}}},
		Hidden:  append(f.d.Hidden(), f.code()),
		Actions: ui.Actions{Primary: &ui.Button{Label: f.t("report.button.contact"), Name: buttonSend, Value: "1"}},
	}
	look := web.Look{Title: f.t("report.contact.title"), Lead: f.t("report.contact.lead"), Width: ui.Reading, SwitchForm: formContact, Failed: len(f.faults) > 0}
	return p.Site.Again(w, r, f.d, look, contactPage(f, page))
}
