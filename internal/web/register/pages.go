package register

import (
	"errors"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"github.com/vardkas/vardkas/internal/file"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// Options are what the pages are given by the program. All of it may be left out.
type Options struct {
	// Find searches what a reference may point to, by kind. A kind that is not here is searched as its list is.
	Find map[string]Find
	// Sealed opens what is sealed, by kind; see Unseal. A kind that is not here shows its dots only.
	Sealed map[string]Opener
	// Own is where a kind with a hand-made page of its own has it, such as "/incidents/"; the public id comes after.
	Own map[string]string
	// Also leads from the index of registers to pages beside them; nil: nowhere.
	Also func(v *web.Visit) []ui.Link
	// Closed are the kinds that only their own pages and commands write: they are listed, shown and exported here, and have
	// no form and no steps. A record made past the rules of its subject would be worse than none.
	Closed []string
	// Parts are what a kind's page shows after what the record says itself, by kind: worked out, not kept.
	Parts map[string]Part
	// Roles are the functions of the profile that a person holds now: whom they may share a saved view with, and whose they
	// see. nil: views are not shared.
	Roles func(tx *record.Tx, person record.Key) ([]string, error)
	// Files keeps and hands out what is attached; nil: no files are taken.
	Files Files
}

// Part is a part of a record's page, worked out as the page is read.
type Part func(tx *record.Tx, c ui.Ctx, key record.Key) (templ.Component, error)

// Find searches for records by a part of their name, best first, at most limit of them.
type Find func(tx *record.Tx, text string, limit int) ([]Found, error)

// Found is one record that a search found.
type Found struct {
	Key   record.Key
	Title string
	Hint  string // what tells it from others of the same name; may be empty
}

// Files keeps what is attached to records and hands it out.
type Files interface {
	// Attach keeps a file on a record, in the caller's change.
	Attach(tx *record.Tx, on record.Key, f file.Prepared) error
	// Content returns a file that the caller may read.
	Content(tx *record.Tx, key record.Key) (file.Prepared, error)
}

// Pages are the faces of every kind of a book.
type Pages struct {
	Options

	site *web.Site
	book *record.Book
}

// maxUpload is how large a form with files may be.
const maxUpload = 64 << 20

// Mount registers the pages of every kind of the book.
func Mount(site *web.Site, book *record.Book, o Options) *Pages {
	p := &Pages{Options: o, site: site, book: book}
	for pattern, h := range map[string]func(*call) error{
		"GET /r/{kind}":                   (*call).list,
		"GET /r/{kind}/export.csv":        (*call).exportCSV,
		"GET /r/{kind}/export.xlsx":       (*call).exportWorkbook,
		"GET /r/{kind}/columns":           (*call).columnsForm,
		"POST /r/{kind}/columns":          (*call).keepColumns,
		"GET /r/{kind}/view":              (*call).viewForm,
		"POST /r/{kind}/view":             (*call).keepView,
		"GET /r/{kind}/new":               (*call).newForm,
		"POST /r/{kind}/new":              (*call).create,
		"GET /r/{kind}/{id}":              (*call).show,
		"GET /r/{kind}/{id}/history":      (*call).history,
		"GET /r/{kind}/{id}/edit":         (*call).editForm,
		"POST /r/{kind}/{id}/edit":        (*call).change,
		"GET /r/{kind}/{id}/step/{step}":  (*call).stepForm,
		"POST /r/{kind}/{id}/step/{step}": (*call).take,
		"GET /r/{kind}/{id}/open":         (*call).openForm,
		"POST /r/{kind}/{id}/open":        (*call).open,
		"POST /r/{kind}/{id}/comment":     (*call).comment,
		"POST /r/{kind}/{id}/attach":      (*call).attach,
		"GET /r/{kind}/{id}/content":      (*call).content,
	} {
		site.Handle(pattern, web.SignedIn, p.on(h), web.MaxBody(bodyOf(pattern)))
	}
	site.Handle("GET /registers", web.SignedIn, p.index)
	return p
}

func bodyOf(pattern string) int64 {
	if pattern == "POST /r/{kind}/{id}/attach" {
		return maxUpload
	}
	return 1 << 20
}

// call is one request about one kind.
type call struct {
	*Pages
	wording
	w    http.ResponseWriter
	r    *http.Request
	v    *web.Visit
	kind record.Any
}

// on finds the kind a request is about. A kind that does not exist is answered like a record that does not.
func (p *Pages) on(h func(*call) error) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		kind, ok := p.book.Kind(r.PathValue("kind"))
		if !ok {
			return web.NotFound()
		}
		v := web.VisitOf(r)
		c := &call{Pages: p, w: w, r: r, v: v, kind: kind, wording: wording{v.Lang, kind.Meta(), p.book.Terms}}
		return Translate(h(c))
	}
}

// Translate turns what record answers into what the web shows. Problems of a form are worded by the form itself.
func Translate(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, record.ErrNotFound):
		return web.NotFound()
	case errors.Is(err, record.ErrForbidden):
		return web.Forbidden()
	case errors.Is(err, record.ErrNotLogged):
		return web.Unavailable(err)
	}
	return err
}

// closed reports whether only the kind's own pages write it.
func (c *call) closed() bool { return slices.Contains(c.Closed, c.meta.Name) }

func (c *call) caller() record.Caller { return record.Caller{Person: record.Key(c.v.Person)} }

func (c *call) read(f func(*record.Tx) error) error {
	return c.book.Read(c.r.Context(), c.caller(), f)
}

func (c *call) write(f func(*record.Tx) error) error {
	return c.book.Write(c.r.Context(), c.caller(), f)
}

func (c *call) ctx() ui.Ctx { return c.v.Ctx() }

// fetch returns the record of the address, or record.ErrNotFound. To its reporter a report is absent here: these pages show
// the handlers' side of it, and a reading of them would be an entry that tells who reported. The reporter's own pages do
// neither.
func (c *call) fetch(tx *record.Tx) (record.Row, error) {
	id, err := record.ParseID(c.r.PathValue("id"))
	if err != nil {
		return record.Row{}, err
	}
	r, err := c.kind.Fetch(tx, id)
	if err != nil {
		return r, err
	}
	reporter, err := c.kind.AsReporter(tx, r)
	if err == nil && reporter {
		err = record.ErrNotFound
	}
	return r, err
}

// address is where a record is shown.
func (p *Pages) address(kind string, id record.ID) string {
	if own, ok := p.Own[kind]; ok {
		return own + id.String()
	}
	return generic(kind, id)
}

// generic is where the generic pages show a record, also one that has a page of its own.
func generic(kind string, id record.ID) string { return "/r/" + kind + "/" + id.String() }

func (c *call) href(r record.Row, more string) string { return generic(c.meta.Name, r.ID) + more }

// unprocessable is the answer to an address or a button that asks for what cannot be.
func (c *call) unprocessable(bad record.Invalid) error {
	var all []ui.Problem
	for _, p := range bad {
		all = append(all, ui.Problem{Text: c.problemAt(p)})
	}
	return web.Unprocessable(all...)
}

// problemAt is a problem with the name of its field before it, for where the field itself is not shown.
func (c *call) problemAt(p record.Problem) string {
	text := c.problem(p)
	if f, ok := c.meta.Field(p.Field); ok {
		return ui.Named(c.field(f), text)
	}
	return text
}
