package cases

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/action"
	"github.com/vardkas/vardkas/internal/alert"
	"github.com/vardkas/vardkas/internal/attachment"
	"github.com/vardkas/vardkas/internal/file"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// atOnce does something that one click suffices for, and leads back to where the reader was. When somebody else was first,
// nothing is done and the page shows how it stands.
func (p *Pages) atOnce(w http.ResponseWriter, r *http.Request, back, done string, f func(tx *record.Tx, version int) error) error {
	version, err := strconv.Atoi(r.PostFormValue("version"))
	if err != nil {
		return web.NotFound()
	}
	err = p.Book.Write(r.Context(), caller(r), func(tx *record.Tx) error { return f(tx, version) })
	conflict, isConflict := errors.AsType[*record.Conflict](err)
	invalid, isInvalid := errors.AsType[record.Invalid](err)
	switch {
	case isConflict && conflict != nil, isInvalid && len(invalid) > 0:
		p.Site.Note(w, ui.Info, "cases.somebody_first")
	case err != nil:
		return err
	default:
		p.Site.Note(w, ui.Done, done)
	}
	return p.Site.Redirect(w, r, web.Local(r.PostFormValue("back"), back))
}

// locate finds what an address names; anything but the kind is absent.
func locate(tx *record.Tx, text, kind string) (record.Key, error) {
	id, err := record.ParseID(text)
	if err != nil {
		return 0, record.ErrNotFound
	}
	key, found, err := tx.Locate(id)
	if err == nil && found != kind {
		return 0, record.ErrNotFound
	}
	return key, err
}

// now takes the steps that ask for nothing.
func (p *Pages) now(w http.ResponseWriter, r *http.Request) error {
	return p.atOnce(w, r, "/events/"+r.PathValue("id"), "cases.saved", func(tx *record.Tx, version int) error {
		key, err := locate(tx, r.PathValue("id"), incident.Kind.Name)
		if err != nil {
			return err
		}
		switch r.PathValue("step") {
		case incident.StepReceive:
			if _, err = p.Desk.Receive(tx, key, version); err == nil {
				err = acceptOwn(tx, key)
			}
		case incident.StepHandled:
			_, err = p.Desk.Finish(tx, key, version)
		default:
			err = record.ErrNotFound
		}
		return err
	})
}

// acceptOwn accepts the parts of an event that await whoever received it: to the person it is one and the same thing.
func acceptOwn(tx *record.Tx, on record.Key) error {
	open, err := incident.Parts.List(tx, record.Query{On: on, Limit: record.MaxPage, Filters: []record.Filter{{Field: "state", Any: []string{string(incident.PartOpen)}}}})
	if err != nil {
		return err
	}
	for _, part := range open.Records {
		mine := part.Assignee == tx.Caller.Person || part.Assignee == 0 && slices.Contains(part.Offered, tx.Caller.Person)
		if !mine {
			continue
		}
		if _, err := incident.Parts.Take(tx, part.Key, part.Version, "accept", nil); err != nil {
			return err
		}
	}
	return nil
}

// acceptPart accepts a part, and with it the event when nobody has received that yet.
func (p *Pages) acceptPart(w http.ResponseWriter, r *http.Request) error {
	return p.atOnce(w, r, "/events/"+r.PathValue("id"), "cases.part_accepted", func(tx *record.Tx, version int) error {
		key, err := locate(tx, r.PathValue("part"), incident.Parts.Name)
		if err != nil {
			return err
		}
		part, err := incident.Parts.Take(tx, key, version, "accept", nil)
		if err != nil {
			return err
		}
		i, err := incident.Kind.Get(tx, part.On)
		if err != nil || i.State != incident.Reported {
			return err
		}
		if may, err := incident.Kind.May(tx, access.Update, i); err != nil || !may {
			return err
		}
		_, err = p.Desk.Receive(tx, i.Key, i.Version)
		return err
	})
}

func (p *Pages) moveAction(w http.ResponseWriter, r *http.Request) error {
	return p.atOnce(w, r, "/events/"+r.PathValue("id"), "cases.action_done", func(tx *record.Tx, version int) error {
		key, err := locate(tx, r.PathValue("action"), action.Kind.Name)
		if err != nil || r.PathValue("step") != "finish" {
			return errors.Join(err, record.ErrNotFound)
		}
		_, err = action.Kind.Take(tx, key, version, "finish", nil)
		return err
	})
}

// acknowledge says that the reader has learnt of a serious event. Whoever is alerted in several functions answers for all of
// them by one click.
func (p *Pages) acknowledge(w http.ResponseWriter, r *http.Request) error {
	return p.atOnce(w, r, "/", "cases.acknowledged", func(tx *record.Tx, version int) error {
		key, err := locate(tx, r.PathValue("id"), alert.Kind.Name)
		if err != nil {
			return err
		}
		first, err := p.Desk.Acknowledge(tx, key, version)
		if err != nil {
			return err
		}
		rest, err := waitingOn(tx, first.On)
		for _, a := range rest {
			if _, err := p.Desk.Acknowledge(tx, a.Key, a.Version); err != nil {
				return err
			}
		}
		return err
	})
}

// file hands out a file of the event to whoever may read it.
func (p *Pages) file(w http.ResponseWriter, r *http.Request) error {
	var f *attachment.File
	var content []byte
	err := p.Book.Read(r.Context(), caller(r), func(tx *record.Tx) error {
		key, err := locate(tx, r.PathValue("file"), attachment.Kind.Name)
		if err != nil {
			return err
		}
		on, err := locate(tx, r.PathValue("id"), incident.Kind.Name)
		if err != nil {
			return err
		}
		if f, err = attachment.Kind.Get(tx, key); err != nil {
			return err
		}
		if f.On != on {
			return record.ErrNotFound
		}
		for n := range f.Chunks() {
			piece, err := attachment.Chunk(tx, key, n)
			if err != nil {
				return err
			}
			content = append(content, piece...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", f.Media)
	w.Header().Set("Content-Disposition", file.Disposition(f.Title))
	w.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'")
	_, err = w.Write(content)
	return err
}

// Notice is an alert as its recipient meets it: the number, by when, and one click. It tells nothing of what happened.
// event is the address of the event; empty on the event's own page.
func Notice(c ui.Ctx, a *alert.Alert, number, event string) ui.Notice {
	n := ui.Notice{Kind: ui.Urgent, Title: c.T("cases.alert.title", number), Text: c.T("cases.alert.text", byWhen(c, a)),
		Button: &ui.Button{Label: c.T("alert.step.acknowledge"), Kind: ui.Primary, Note: number, Post: "/alerts/" + a.ID.String() + "/acknowledge",
			Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(a.Version)}, {Name: "back", Value: event}}}}
	if event != "" {
		n.Links = []ui.Link{{Label: c.T("cases.alert.read", number), Href: event}}
	}
	return n
}

// Alerts is what the reader must acknowledge, to stand on top of every page: the most pressing, and how many more there
// are. It reads by one indexed query; nothing for a
// reader without any.
func (p *Pages) Alerts(ctx context.Context, v *web.Visit) (templ.Component, error) {
	var all []templ.Component
	err := p.Book.Read(ctx, record.Caller{Person: record.Key(v.Person)}, func(tx *record.Tx) error {
		waiting, err := Waiting(tx)
		if len(waiting) > 0 {
			a := waiting[0]
			n := Notice(v.Ctx(), a.Alert, a.Alert.Title, "/events/"+a.Event.String())
			if more := len(waiting) - 1; more > 0 {
				n.Links = append(n.Links, ui.Link{Label: words.N(v.Lang, "cases.alert.more", more), Href: "/"})
			}
			all = append(all, ui.NoticeOf(v.Ctx(), n))
		}
		return err
	})
	return templ.Join(all...), err
}
