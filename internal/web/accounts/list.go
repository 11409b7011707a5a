package accounts

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/account"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// onPage is how many accounts a page lists.
const onPage = 50

// asked is what the address asks for: search, standing, order and page, counted from 1.
func (c *call) asked() (q account.Query, page int) {
	values := c.r.URL.Query()
	q.Search = values.Get("q")
	if standing := account.Standing(values.Get("standing")); slices.Contains(account.Standings(), standing) {
		q.Standing = standing
	}
	q.Order = account.ByPerson
	if order := account.Order(values.Get("order")); slices.Contains(account.Orders(), order) {
		q.Order, q.Desc = order, values.Get("desc") == "1"
	}
	page, err := strconv.Atoi(values.Get("page"))
	if err != nil || page < 1 {
		page = 1
	}
	return q, page
}

// with is the address of a page with what is asked for. Page 0 is left out.
func with(path string, q account.Query, page int) string {
	values := url.Values{}
	set := func(name, value string) {
		if value != "" {
			values.Set(name, value)
		}
	}
	set("q", q.Search)
	set("standing", string(q.Standing))
	if q.Order != account.ByPerson || q.Desc {
		set("order", string(q.Order))
	}
	if q.Desc {
		set("desc", "1")
	}
	if page > 1 {
		set("page", strconv.Itoa(page))
	}
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

// part is the lines of one page, and the pager that leads to the others.
func part[T any](c *call, all []T, page int, path string, q account.Query) ([]T, *ui.Pager) {
	from := min((page-1)*onPage, len(all))
	to := min(from+onPage, len(all))
	pager := &ui.Pager{}
	if from > 0 {
		pager.Previous = with(path, q, page-1)
	}
	if to < len(all) {
		pager.Next = with(path, q, page+1)
	}
	if from < to {
		pager.Note = c.t("accounts.lines", from+1, to, len(all))
	}
	return all[from:to], pager
}

func (c *call) list() error {
	q, page := c.asked()
	var all []account.Entry
	var missing int
	var subject access.Subject
	err := c.read(func(tx *record.Tx) (err error) {
		subject = tx.Subject
		if all, err = account.Entries(tx.Tx, q); err != nil {
			return err
		}
		missing, err = account.CountWithout(tx.Tx)
		return err
	})
	if err != nil {
		return err
	}
	shown, pager := part(c, all, page, "/accounts", q)
	register := ui.Register{Count: words.N(c.v.Lang, "accounts.count", len(all)), Table: c.table(q, shown), Pager: pager, Filters: c.filters(q)}
	if May(subject, access.Export) && len(all) > 0 {
		register.Exports = []ui.Link{{Label: "CSV", Href: with("/accounts/export.csv", q, 0)}}
	}
	actions := ui.Actions{Note: c.t("accounts.without.empty")}
	if missing > 0 {
		actions.Note = words.N(c.v.Lang, "accounts.without.count", missing)
	}
	if May(subject, access.Create) && missing > 0 {
		actions.Primary = &ui.Button{Label: c.t("accounts.without.title"), Href: "/accounts/without"}
	}
	return c.Site.PageOf(c.w, c.r, web.Look{Title: c.t("accounts.title"), Lead: c.t("accounts.lead"), Width: ui.Full}, listBody(c.ctx(), actions, register))
}

func (c *call) filters(q account.Query) *ui.FilterBar {
	standings := []ui.Option{{Label: c.t("accounts.standing.all")}}
	for _, s := range account.Standings() {
		standings = append(standings, ui.Option{Value: string(s), Label: c.standing(s)})
	}
	bar := &ui.FilterBar{Action: "/accounts", Filters: []ui.Filter{
		{Name: "q", Label: c.t("accounts.search"), Value: q.Search},
		{Name: "standing", Label: c.t("accounts.standing"), Value: string(q.Standing), Options: standings},
	}}
	if q.Search != "" || q.Standing != "" {
		bar.Reset = "/accounts"
	}
	return bar
}

func (c *call) standing(s account.Standing) string { return c.t("accounts.standing." + string(s)) }

func (c *call) badge(s account.Standing) *ui.Badge {
	marks := map[account.Standing]ui.Mark{account.Used: ui.Met, account.Unused: ui.AtRisk, account.Outdated: ui.Breached}
	mark, ok := marks[s]
	if !ok {
		mark = ui.Neutral
	}
	return &ui.Badge{Mark: mark, Word: c.standing(s)}
}

func (c *call) table(q account.Query, entries []account.Entry) ui.Table {
	t := ui.Table{Caption: c.t("accounts.title"), Empty: &ui.Empty{Title: c.t("accounts.empty"), Text: c.t("accounts.empty.teach")}}
	for _, o := range account.Orders() {
		t.Columns = append(t.Columns, c.column(q, o))
	}
	t.Columns = append(t.Columns, ui.Column{Label: c.t("accounts.standing")})
	for _, e := range entries {
		name := ui.Cell{Text: e.Name}
		if e.Left {
			name.Sub = c.t("accounts.left")
		}
		t.Rows = append(t.Rows, ui.Row{Href: "/accounts/" + idOf(e), Cells: []ui.Cell{
			name, {Text: e.Username}, {Text: e.Unit}, {Text: c.moment(e.SignedInAt), Muted: e.SignedInAt == 0},
			{Text: words.Date(e.CreatedAt.Local())}, {State: c.badge(e.At(c.v.Now()))},
		}})
	}
	return t
}

func (c *call) column(q account.Query, o account.Order) ui.Column {
	column := ui.Column{Label: c.t("accounts.order." + string(o))}
	other := account.Query{Search: q.Search, Standing: q.Standing, Order: o}
	if q.Order == o {
		column.Sorted = ui.Ascending
		other.Desc = !q.Desc
		if q.Desc {
			column.Sorted = ui.Descending
		}
	}
	if o == account.ByCreated {
		column.Phone = ui.PhoneOff
	}
	column.SortHref = with("/accounts", other, 0)
	return column
}

func (c *call) moment(at clock.Instant) string {
	if at == 0 {
		return c.t("accounts.never")
	}
	return words.DateTime(c.v.Lang, at.Local())
}
