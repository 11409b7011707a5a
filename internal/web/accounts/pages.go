package accounts

import (
	"errors"
	"net/http"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/account"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// Pages are the pages about everybody's accounts.
type Pages struct {
	Site     *web.Site
	Book     *record.Book
	Accounts *account.Accounts
}

// Register puts the pages on the site.
func (p *Pages) Register() {
	on := func(pattern string, h func(*call) error) {
		p.Site.Handle(pattern, web.SignedIn, func(w http.ResponseWriter, r *http.Request) error {
			return h(&call{Pages: p, w: w, r: r, v: web.VisitOf(r)})
		})
	}
	on("GET /accounts", (*call).list)
	on("GET /accounts/export.csv", (*call).export)
	on("GET /accounts/without", (*call).without)
	on("POST /accounts/without", (*call).makeMany)
	on("GET /accounts/{id}/new", (*call).newForm)
	on("POST /accounts/{id}/new", (*call).make)
	on("GET /accounts/{id}", (*call).show)
	on("POST /accounts/{id}/password", (*call).givePassword)
	on("POST /accounts/{id}/sessions/end", (*call).endSession)
	on("POST /accounts/{id}/sessions/end-all", (*call).endSessions)
	for name, act := range p.acts() {
		on("POST /accounts/{id}/"+name, func(c *call) error { return c.act(act) })
	}
}

// May reports whether the subject may do this to everybody's accounts, not only to their own.
func May(s access.Subject, a access.Action) bool {
	return s.May(a, access.Object{Kind: "account", Level: access.LevelOpen})
}

func mayEndSessions(s access.Subject) bool {
	return s.May(access.Close, access.Object{Kind: "session", Level: access.LevelOpen})
}

// call is one request.
type call struct {
	*Pages
	w http.ResponseWriter
	r *http.Request
	v *web.Visit
}

func (c *call) t(key string, args ...any) string { return c.v.T(key, args...) }

func (c *call) ctx() ui.Ctx { return c.v.Ctx() }

func (c *call) caller() record.Caller { return record.Caller{Person: record.Key(c.v.Person)} }

// read runs f when the reader may list accounts; to everybody else the pages are absent.
func (c *call) read(f func(*record.Tx) error) error {
	return c.Book.Read(c.r.Context(), c.caller(), func(tx *record.Tx) error {
		if !May(tx.Subject, access.List) {
			return web.NotFound()
		}
		return f(tx)
	})
}

// write runs f when the reader may do this, asked inside the change, and has just proved who they are.
func (c *call) write(a access.Action, f func(*record.Tx) error) error {
	if err := c.v.StepUp(); err != nil {
		return err
	}
	return c.Book.Write(c.r.Context(), c.caller(), func(tx *record.Tx) error {
		switch {
		case !May(tx.Subject, access.List):
			return web.NotFound()
		case !May(tx.Subject, a):
			return web.Forbidden()
		}
		return f(tx)
	})
}

// person is the person of the address, whose record the reader may see.
func (c *call) person(tx *record.Tx) (record.Key, error) {
	id, err := record.ParseID(c.r.PathValue("id"))
	if err != nil {
		return 0, web.NotFound()
	}
	return personOf(tx, id)
}

func personOf(tx *record.Tx, id record.ID) (record.Key, error) {
	key, kind, err := tx.Locate(id)
	if errors.Is(err, record.ErrNotFound) || err == nil && kind != "person" {
		return 0, web.NotFound()
	}
	return key, err
}

// account is the account of the person of the address.
func (c *call) account(tx *record.Tx) (account.Account, error) {
	person, err := c.person(tx)
	if err != nil {
		return account.Account{}, err
	}
	x, err := account.Of(tx.Tx, int64(person))
	if errors.Is(err, account.ErrNoAccount) {
		return x, web.NotFound()
	}
	return x, err
}

func idOf(e account.Entry) string {
	var id record.ID
	copy(id[:], e.PublicID)
	return id.String()
}

// taken lists the user names there are, as a question.
func taken(tx *store.Tx) (func(string) bool, map[string]bool, error) {
	names, err := account.UserNames(tx)
	return func(name string) bool { return names[name] }, names, err
}
