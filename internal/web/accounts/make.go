package accounts

import (
	"errors"
	"slices"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/account"
	"github.com/vardkas/vardkas/internal/exchange"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// newcomer is a person who has no account, with the user name that is proposed.
type newcomer struct {
	account.Entry
	proposed string
}

// newcomers lists the persons without an account, each with a name that nobody has and no other of them gets.
func newcomers(tx *record.Tx, q account.Query) ([]newcomer, error) {
	entries, err := account.Without(tx.Tx, q)
	if err != nil {
		return nil, err
	}
	isTaken, names, err := taken(tx.Tx)
	all := make([]newcomer, len(entries))
	for i, e := range entries {
		all[i] = newcomer{e, account.ProposeName(e, isTaken)}
		names[all[i].proposed] = true
	}
	return all, err
}

// without lists who has no account, to make accounts for those that are ticked.
func (c *call) without() error { return c.showWithout(nil) }

func (c *call) showWithout(problems []ui.Problem) error {
	q, page := c.asked()
	q.Order, q.Desc = account.ByUnit, false
	var all []newcomer
	err := c.read(func(tx *record.Tx) (err error) {
		if !May(tx.Subject, access.Create) {
			return web.NotFound()
		}
		all, err = newcomers(tx, q)
		return err
	})
	if err != nil {
		return err
	}
	shown, pager := part(c, all, page, "/accounts/without", account.Query{Search: q.Search, Order: account.ByPerson})
	bar := ui.FilterBar{Action: "/accounts/without", Filters: []ui.Filter{{Name: "q", Label: c.t("accounts.search"), Value: q.Search}}}
	if q.Search != "" {
		bar.Reset = "/accounts/without"
	}
	look := web.Look{Title: c.t("accounts.without.title"), Lead: words.N(c.v.Lang, "accounts.without.count", len(all)), Width: ui.Working,
		Crumbs: []ui.Link{{Label: c.t("accounts.title"), Href: "/accounts"}}, Failed: len(problems) > 0}
	if look.Failed {
		look.Status = 422
	}
	return c.Site.PageOf(c.w, c.r, look, withoutBody(c.ctx(), bar, c.manyForm(shown, problems), pager, len(shown) > 0))
}

func (c *call) manyForm(shown []newcomer, problems []ui.Problem) ui.Form {
	field := ui.Field{Name: "person", Label: c.t("accounts.without.who"), Input: ui.Checkboxes, Required: true}
	for _, n := range shown {
		hint := n.proposed
		if n.Unit != "" {
			hint = n.Unit + " · " + n.proposed
		}
		field.Options = append(field.Options, ui.Option{Value: idOf(n.Entry), Label: n.Name, Hint: hint, Selected: true})
	}
	return ui.Form{Action: c.r.URL.RequestURI(), Hidden: []ui.Hidden{{Name: web.PageName, Value: c.r.URL.RequestURI()}}, Problems: problems,
		Groups: []ui.Group{{Fields: []ui.Field{field, c.demandField("")}}},
		Actions: ui.Actions{
			Primary: &ui.Button{Label: c.t("accounts.make.sheet")},
			Others:  []ui.Button{{Label: c.t("accounts.make.csv"), Name: "as", Value: "csv"}},
		}}
}

func (c *call) demandField(value string) ui.Field {
	return ui.Field{Name: "demand", Label: c.t("accounts.factor.demand"), Hint: c.t("accounts.factor.demand.hint"), Input: ui.Checkbox, Value: value}
}

// makeMany makes accounts for those ticked and shows their one-time passwords, this once.
func (c *call) makeMany() error {
	if err := c.v.StepUp(); err != nil { // before the hashes, which cost
		return err
	}
	if err := c.r.ParseForm(); err != nil {
		return err
	}
	chosen := c.r.PostForm["person"]
	if len(chosen) == 0 || len(chosen) > onPage {
		return c.showWithout([]ui.Problem{{Field: "person", Text: c.t("accounts.without.none", onPage)}})
	}
	once := make([]ready, len(chosen))
	for i := range once {
		var err error
		if once[i].shown, once[i].stored, err = c.Accounts.Once(c.r.Context()); err != nil {
			return err
		}
	}
	var all []handed
	err := c.write(access.Create, func(tx *record.Tx) (err error) {
		all, err = c.addMany(tx, chosen, once)
		return err
	})
	if err != nil {
		return err
	}
	if len(all) == 0 { // sent twice: the first sending made them
		return c.showWithout([]ui.Problem{{Text: c.t("accounts.without.already")}})
	}
	return c.handOver(all)
}

// ready is a one-time password made ready.
type ready struct {
	shown  string
	stored account.Hashed
}

func (c *call) addMany(tx *record.Tx, chosen []string, once []ready) ([]handed, error) {
	waiting, err := newcomers(tx, account.Query{Order: account.ByUnit})
	if err != nil {
		return nil, err
	}
	var all []handed
	for _, n := range waiting {
		if !slices.Contains(chosen, idOf(n.Entry)) {
			continue
		}
		r := once[len(all)]
		x, err := c.Accounts.Add(tx.Tx, c.v.Person, account.Newcomer{Username: n.proposed, Person: n.Person, Password: r.stored, Once: true, TOTPDemanded: c.r.PostFormValue("demand") == "1"})
		if err != nil {
			return nil, err
		}
		all = append(all, handed{n.Name, n.Unit, x.Username, r.shown})
	}
	return all, nil
}

func (c *call) downloadHanded(all []handed) error {
	rows := make([][]exchange.Cell, len(all))
	for i, h := range all {
		rows[i] = texts(h.Name, h.Unit, h.Username, h.Once)
	}
	header := []string{c.t("account.once.person"), c.t("accounts.order.unit"), c.t("account.username"), c.t("account.once")}
	return c.download(c.t("account.once.caption"), header, rows)
}

// newForm is the form of an account for one person.
func (c *call) newForm() error {
	d, err := c.Site.Draft(c.w, c.r, web.Form{Name: "account/" + c.r.PathValue("id")})
	if err != nil {
		return err
	}
	return c.showNew(d, nil)
}

func (c *call) showNew(d *web.Draft, problem error) error {
	var n newcomer
	err := c.read(func(tx *record.Tx) (err error) {
		if !May(tx.Subject, access.Create) {
			return web.NotFound()
		}
		n, err = c.newcomer(tx)
		return err
	})
	if err != nil {
		return err
	}
	name := ui.Field{Name: "username", Label: c.t("account.username"), Hint: c.t("accounts.username.hint"), Value: n.proposed, Required: true, MaxLength: 64, Autocomplete: "off"}
	if d.Shown("username") {
		name.Value = d.Get("username")
	}
	if problem != nil {
		name.Problems = []string{c.t(problem.Error())}
	}
	form := ui.Form{ID: "account", Action: c.r.URL.Path, Hidden: d.Hidden(), Groups: []ui.Group{{Fields: []ui.Field{name, c.demandField(d.Get("demand"))}}},
		Actions: ui.Actions{Primary: &ui.Button{Label: c.t("accounts.make.button")}}}
	look := web.Look{Title: c.t("accounts.new.title", n.Name), Width: ui.Reading, SwitchForm: "account", Crumbs: []ui.Link{{Label: c.t("accounts.title"), Href: "/accounts"}}}
	return c.Site.Again(c.w, c.r, d, look, ui.FormOf(c.ctx(), form))
}

// newcomer is the person of the address. Whoever has an account, or has left, gets none.
func (c *call) newcomer(tx *record.Tx) (newcomer, error) {
	person, err := c.person(tx)
	if err != nil {
		return newcomer{}, err
	}
	all, err := newcomers(tx, account.Query{})
	if err != nil {
		return newcomer{}, err
	}
	i := slices.IndexFunc(all, func(n newcomer) bool { return n.Person == int64(person) })
	if i < 0 {
		return newcomer{}, web.NotFound()
	}
	return all[i], nil
}

// make makes the account and shows its one-time password, this once.
func (c *call) make() error {
	d, err := c.Site.Draft(c.w, c.r, web.Form{Name: "account/" + c.r.PathValue("id")})
	if err != nil {
		return err
	}
	if d.Redraw {
		return c.showNew(d, nil)
	}
	var r ready
	if r.shown, r.stored, err = c.Accounts.Once(c.r.Context()); err != nil {
		return err
	}
	var one handed
	err = c.write(access.Create, func(tx *record.Tx) error {
		n, err := c.newcomer(tx)
		if err != nil {
			return err
		}
		x, err := c.Accounts.Add(tx.Tx, c.v.Person, account.Newcomer{Username: d.Get("username"), Person: n.Person, Password: r.stored, Once: true, TOTPDemanded: d.Get("demand") == "1"})
		one = handed{n.Name, n.Unit, x.Username, r.shown}
		return err
	})
	if errors.Is(err, account.ErrTaken) || errors.Is(err, account.ErrName) {
		return c.showNew(d, err)
	}
	if err != nil {
		return err
	}
	return c.handOver([]handed{one})
}
