package accounts

import (
	"errors"
	"net/http"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/account"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// act is something done to an account at the press of a button.
type act struct {
	needs access.Action
	done  string // key of what the next page says
	do    func(tx *record.Tx, actor, person int64) error
}

// acts lists the acts by the end of their address.
func (p *Pages) acts() map[string]act {
	disable := func(disabled bool) func(tx *record.Tx, actor, person int64) error {
		return func(tx *record.Tx, actor, person int64) error {
			return p.Accounts.Disable(tx.Tx, actor, person, disabled)
		}
	}
	return map[string]act{
		"close": {access.Close, "accounts.closed", disable(true)},
		"open":  {access.Close, "accounts.opened", disable(false)},
		"factor/reset": {access.Update, "accounts.factor.reset.done", func(tx *record.Tx, actor, person int64) error {
			return account.ResetTOTP(tx.Tx, actor, person)
		}},
		"factor/demand": {access.Update, "accounts.factor.demanded", func(tx *record.Tx, actor, person int64) error {
			return account.DemandTOTP(tx.Tx, actor, person, true)
		}},
		"factor/waive": {access.Update, "accounts.factor.waived", func(tx *record.Tx, actor, person int64) error {
			return account.DemandTOTP(tx.Tx, actor, person, false)
		}},
	}
}

func (c *call) act(a act) error {
	err := c.write(a.needs, func(tx *record.Tx) error {
		x, err := c.others(tx)
		if err != nil {
			return err
		}
		return a.do(tx, c.v.Person, x.Person)
	})
	if err != nil {
		return err
	}
	return c.back(a.done)
}

// others is the account of the address when it is somebody else's: one's own is kept under "my account", so that nobody shuts
// themselves out or waives what is demanded of them.
func (c *call) others(tx *record.Tx) (account.Account, error) {
	x, err := c.account(tx)
	if err == nil && x.Person == c.v.Person {
		err = web.Unprocessable(ui.Problem{Text: c.t("accounts.own")})
	}
	return x, err
}

func (c *call) back(note string) error {
	c.Site.Note(c.w, ui.Done, note)
	return c.Site.Redirect(c.w, c.r, "/accounts/"+c.r.PathValue("id"))
}

func (c *call) endSession() error {
	return c.endThen(func(tx *record.Tx, person int64) error {
		err := account.Revoke(tx.Tx, c.v.Person, person, c.r.PostFormValue("session"))
		if errors.Is(err, account.ErrNoSession) {
			return nil // it has ended already, which was the wish
		}
		return err
	}, "account.session.ended")
}

func (c *call) endSessions() error {
	return c.endThen(func(tx *record.Tx, person int64) error {
		_, err := account.RevokeOthers(tx.Tx, c.v.Person, person, "")
		return err
	}, "accounts.sessions.ended")
}

func (c *call) endThen(end func(tx *record.Tx, person int64) error, note string) error {
	err := c.write(access.List, func(tx *record.Tx) error {
		if !mayEndSessions(tx.Subject) {
			return web.Forbidden()
		}
		x, err := c.others(tx)
		if err != nil {
			return err
		}
		return end(tx, x.Person)
	})
	if err != nil {
		return err
	}
	return c.back(note)
}

// givePassword shows a new one-time password: in the answer itself, since neither an address nor a cookie may hold it.
func (c *call) givePassword() error {
	shown, stored, err := c.Accounts.Once(c.r.Context())
	if err != nil {
		return err
	}
	var one handed
	err = c.write(access.Update, func(tx *record.Tx) error {
		x, err := c.others(tx)
		if err != nil {
			return err
		}
		one = handed{Username: x.Username, Once: shown}
		if one.Name, err = tx.Title(record.Key(x.Person), "person"); err != nil {
			return err
		}
		return c.Accounts.GiveOnce(tx.Tx, c.v.Person, x.Person, stored)
	})
	if err != nil {
		return err
	}
	return c.handOver([]handed{one})
}

// shownAccount is one account as its page shows it.
type shownAccount struct {
	facts    []ui.Fact
	actions  ui.Actions
	sessions []shownSession
	endAll   *ui.Button
}

type shownSession struct {
	text string
	end  *ui.Button
}

func (c *call) show() error {
	var s shownAccount
	var name string
	err := c.read(func(tx *record.Tx) error {
		x, err := c.account(tx)
		if err != nil {
			return err
		}
		if name, err = tx.Title(record.Key(x.Person), "person"); err != nil {
			return err
		}
		s.facts, s.actions = c.facts(x, name), c.actions(tx.Subject, x)
		return c.sessions(tx, x, &s)
	})
	if err != nil {
		return err
	}
	look := web.Look{Title: name, Crumbs: []ui.Link{{Label: c.t("accounts.title"), Href: "/accounts"}}}
	return c.Site.PageOf(c.w, c.r, look, ui.Columns(c.ctx(), accountBody(c.ctx(), s), ui.ActionsOf(c.ctx(), s.actions)))
}

func (c *call) facts(x account.Account, name string) []ui.Fact {
	facts := []ui.Fact{
		{Label: c.t("account.once.person"), Text: name, Href: "/r/person/" + c.r.PathValue("id")},
		{Label: c.t("account.username"), Text: x.Username},
		{Label: c.t("accounts.standing"), State: c.badge(x.At(c.v.Now()))},
		{Label: c.t("accounts.order.signed_in"), Text: c.moment(x.SignedInAt)},
		{Label: c.t("accounts.order.created"), Text: c.moment(x.CreatedAt)},
		{Label: c.t("accounts.password_at"), Text: c.moment(x.PasswordAt)},
	}
	if x.OnceUntil != 0 {
		facts = append(facts, ui.Fact{Label: c.t("accounts.once_until"), Text: c.moment(x.OnceUntil)})
	}
	factor := "accounts.factor.none"
	switch {
	case x.TOTP && x.TOTPDemanded:
		factor = "accounts.factor.on_demanded"
	case x.TOTP:
		factor = "accounts.factor.on"
	case x.TOTPDemanded:
		factor = "accounts.factor.awaited"
	}
	return append(facts, ui.Fact{Label: c.t("account.factor.heading"), Text: c.t(factor)})
}

// here says which page a button stands on: whoever is asked to prove who they are comes back to it.
func (c *call) here() []ui.Hidden { return []ui.Hidden{{Name: web.PageName, Value: c.r.URL.Path}} }

// actions are what the reader may do to another person's account.
func (c *call) actions(s access.Subject, x account.Account) ui.Actions {
	if x.Person == c.v.Person {
		return ui.Actions{Note: c.t("accounts.own"), Others: []ui.Button{{Label: c.t("account.title"), Href: "/account"}}}
	}
	var a ui.Actions
	add := func(action access.Action, when bool, label, path string, kind ui.ButtonKind) {
		if when && May(s, action) {
			a.Others = append(a.Others, ui.Button{Label: c.t(label), Kind: kind, Post: c.r.URL.Path + path, Hidden: c.here()})
		}
	}
	add(access.Update, !x.Disabled, "accounts.give_password", "/password", "")
	add(access.Update, x.TOTP, "accounts.factor.reset", "/factor/reset", "")
	add(access.Update, !x.TOTPDemanded, "accounts.factor.demand", "/factor/demand", "")
	add(access.Update, x.TOTPDemanded, "accounts.factor.waive", "/factor/waive", "")
	add(access.Close, !x.Disabled, "accounts.close", "/close", ui.Danger)
	add(access.Close, x.Disabled, "accounts.open", "/open", "")
	if len(a.Others) == 0 {
		a.Note = c.t("register.nothing_to_do")
	}
	return a
}

func (c *call) sessions(tx *record.Tx, x account.Account, s *shownAccount) error {
	all, err := account.List(tx.Tx, x.Person)
	if err != nil {
		return err
	}
	may := mayEndSessions(tx.Subject) && x.Person != c.v.Person
	for _, one := range all {
		agent := one.Agent
		if agent == "" {
			agent = c.t("account.session.unknown")
		}
		line := shownSession{text: c.t("account.session.line", agent, words.DateTime(c.v.Lang, one.CreatedAt.Time()), words.DateTime(c.v.Lang, one.SeenAt.Time()))}
		if may {
			line.end = &ui.Button{Label: c.t("account.session.end"), Note: line.text, Post: c.r.URL.Path + "/sessions/end", Hidden: append(c.here(), ui.Hidden{Name: "session", Value: one.Handle()})}
		}
		s.sessions = append(s.sessions, line)
	}
	if may && len(all) > 0 {
		s.endAll = &ui.Button{Label: c.t("accounts.sessions.end_all"), Post: c.r.URL.Path + "/sessions/end-all", Hidden: c.here()}
	}
	return nil
}

// handed is one person's way in, to be handed over.
type handed struct{ Name, Unit, Username, Once string }

// handOver shows one-time passwords this once, as a sheet to print and cut, or as a table to download.
func (c *call) handOver(all []handed) error {
	if c.r.PostFormValue("as") == "csv" {
		return c.downloadHanded(all)
	}
	t := ui.Table{Caption: c.t("account.once.caption"), Columns: []ui.Column{
		{Label: c.t("account.once.person")}, {Label: c.t("accounts.order.unit")}, {Label: c.t("account.username")}, {Label: c.t("account.once")},
	}}
	for _, h := range all {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: h.Name}, {Text: h.Unit}, {Text: h.Username}, {Text: h.Once}}})
	}
	look := web.Look{Status: http.StatusOK, Title: c.t("account.once.caption"), Lead: c.t("accounts.once.lead"), Width: ui.Working}
	return c.Site.PageOf(c.w, c.r, look, handedBody(c.ctx(), t))
}
