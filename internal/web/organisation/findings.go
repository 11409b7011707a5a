package organisation

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// onPage is how many findings a page lists.
const onPage = 50

// findings lists what is missing or doubled, with what to do about each.
func (c *call) findings() error {
	role, page := c.r.URL.Query().Get("role"), 1
	if n, err := strconv.Atoi(c.r.URL.Query().Get("page")); err == nil && n > 0 {
		page = n
	}
	var all, shown []org.Finding
	var places map[record.Key]link
	err := c.Book.Read(c.r.Context(), c.caller(), func(tx *record.Tx) (err error) {
		if all, err = org.Findings(tx); err != nil {
			return err
		}
		if role != "" {
			all = slices.DeleteFunc(all, func(f org.Finding) bool { return f.Role != role })
		}
		from := min((page-1)*onPage, len(all))
		shown = all[from:min(from+onPage, len(all))]
		places, err = placesOf(tx, shown)
		return err
	})
	if err != nil {
		return err
	}
	at := func(page int) string {
		return "/findings?" + url.Values{"role": {role}, "page": {strconv.Itoa(page)}}.Encode()
	}
	r := ui.Register{Count: words.N(c.v.Lang, "finding.count", len(all)), Table: c.findingTable(shown, places), Filters: c.roleFilter(role), Pager: &ui.Pager{}}
	if page > 1 {
		r.Pager.Previous = at(page - 1)
	}
	if page*onPage < len(all) {
		r.Pager.Next = at(page + 1)
	}
	look := web.Look{Title: c.t("finding.title"), Lead: c.t("finding.lead"), Width: ui.Working}
	var add *ui.Button
	if MayMend(c.v.Subject) {
		add = &ui.Button{Label: c.t("finding.appoint"), Href: "/r/appointment/new"}
	}
	return c.Site.PageOf(c.w, c.r, look, findingsBody(c.ctx(), add, r))
}

// MayMend reports whether the subject may appoint, which is what mends most findings.
func MayMend(s access.Subject) bool {
	return s.May(access.Create, access.Object{Kind: "appointment", Level: access.LevelOpen})
}

func (c *call) roleFilter(role string) *ui.FilterBar {
	options := []ui.Option{{Label: c.t("finding.role.all")}}
	for _, r := range c.Profile.Roles() {
		if r.Scope == strategy.ScopeRegion || r.Scope == strategy.ScopeUnit || r.Scope == strategy.ScopeSite {
			options = append(options, ui.Option{Value: r.Code, Label: c.role(r.Code)})
		}
	}
	bar := &ui.FilterBar{Action: "/findings", Filters: []ui.Filter{{Name: "role", Label: c.t("finding.role"), Value: role, Options: options}}}
	if role != "" {
		bar.Reset = "/findings"
	}
	return bar
}

func (c *call) role(code string) string {
	return c.ctx().Label(c.Profile.Terms().Label(strategy.SetRole, code))
}

func (c *call) findingTable(all []org.Finding, places map[record.Key]link) ui.Table {
	t := ui.Table{Caption: c.t("finding.title"), Empty: &ui.Empty{Title: c.t("finding.none")}, Columns: []ui.Column{
		{Label: c.t("finding.role")}, {Label: c.t("finding.where")}, {Label: c.t("finding.what"), Phone: ui.PhoneFirst},
	}}
	for _, f := range all {
		where := ui.Cell{Text: c.t("finding.region")}
		if f.Unit+f.Site != 0 {
			place := places[f.Unit+f.Site] // one of them is 0
			where = ui.Cell{Text: place.title, Href: place.href}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: c.role(f.Role)}, where, {Text: c.t(f.Key)}}})
	}
	return t
}

// link is a unit or a site and where it is shown.
type link struct{ title, href string }

func placesOf(tx *record.Tx, all []org.Finding) (map[record.Key]link, error) {
	places := map[record.Key]link{}
	for _, f := range all {
		if _, known := places[f.Unit+f.Site]; known || f.Unit+f.Site == 0 {
			continue
		}
		var place link
		var err error
		if f.Site != 0 {
			place, err = placeOf(tx, org.Sites, f.Site)
		} else {
			place, err = placeOf(tx, org.Units, f.Unit)
		}
		if err != nil {
			return nil, err
		}
		places[f.Unit+f.Site] = place
	}
	return places, nil
}

// placeOf is a unit or a site. Both are open to everybody in the organisation.
func placeOf[T any](tx *record.Tx, kind *record.Kind[T], key record.Key) (link, error) {
	t, err := kind.Reveal(tx.As(record.System), key)
	if err != nil {
		return link{}, err
	}
	e := kind.Env(t)
	return link{e.Title, "/r/" + kind.Name + "/" + e.ID.String()}, nil
}
