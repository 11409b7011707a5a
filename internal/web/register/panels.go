package register

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/file"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// The kinds that hang on every record.
const (
	kindComment = "comment"
	kindLink    = "link"
	kindFile    = "file"
)

// panel is what hangs on a record, of one kind.
type panel struct {
	kind   record.Any
	rows   []*record.Row
	teller teller
	mayAdd bool
}

// mostInPanel is how much of what hangs on a record its page shows; the list shows the rest.
const mostInPanel = 100

// panelsOf reads what hangs on a record, of the kinds that are in the book.
func (c *call) panelsOf(tx *record.Tx, on record.Row) ([]panel, error) {
	var all []panel
	for _, name := range []string{kindComment, kindLink, kindFile} {
		kind, ok := c.book.Kind(name)
		if !ok || !kind.Meta().Under || c.meta.Under {
			continue
		}
		p, err := c.panelOf(tx, kind, on)
		if err != nil {
			return nil, err
		}
		if len(p.rows) > 0 || p.mayAdd {
			all = append(all, p)
		}
	}
	return all, nil
}

func (c *call) panelOf(tx *record.Tx, kind record.Any, on record.Row) (p panel, err error) {
	page, err := kind.Rows(tx, record.Query{On: on.Key, Limit: mostInPanel})
	if err != nil {
		return p, err
	}
	p = panel{kind: kind, rows: page.Records}
	var keys []record.Key
	for _, r := range p.rows {
		keys = append(keys, keysIn(*r, kind.Meta().Fields)...)
		if r.CreatedBy > 0 {
			keys = append(keys, record.Key(r.CreatedBy))
		}
	}
	places, err := c.placesOf(tx, keys, true)
	if err != nil {
		return p, err
	}
	p.teller = teller{wording{c.lang, kind.Meta(), c.terms}, places}
	p.mayAdd, err = kind.Allows(tx, access.Create, blankUnder(kind, on))
	return p, err
}

// panelParts are the panels with what may be added to them.
func (c *call) panelParts(s subject) (parts []templ.Component, err error) {
	for _, p := range s.panels {
		body := []templ.Component{ui.TimelineOf(c.ctx(), c.entries(p))}
		if len(p.rows) == 0 {
			body = nil
		}
		if p.mayAdd {
			adder, err := c.adder(s.row, p)
			if err != nil {
				return nil, err
			}
			body = append(body, adder)
		}
		parts = append(parts, ui.Section(c.ctx(), p.teller.caption(), templ.Join(body...)))
	}
	return parts, nil
}

// entries are what hangs on a record, oldest first.
func (c *call) entries(p panel) []ui.Event {
	var events []ui.Event
	for _, r := range slices.Backward(p.rows) {
		e := ui.Event{When: r.CreatedAt.Time(), Title: r.Title, Who: p.teller.who(r.CreatedBy)}
		if p.kind.Meta().Name == kindComment {
			e.Title, e.Who = e.Who, "" // its title says only what it hangs on
		}
		var facts []ui.Fact
		for _, f := range p.kind.Meta().Fields {
			text := p.teller.of(*r, f)
			switch {
			case f.Envelope || !f.Shown() || text == "":
			case f.Input == record.InputArea:
				e.Text = strings.TrimSpace(e.Text + "\n" + text)
			default:
				facts = append(facts, c.factOf(p, *r, f, text))
			}
		}
		if p.kind.Meta().Name == kindFile && c.Files != nil {
			facts = append(facts, ui.Fact{Label: c.t("register.file"), Text: c.t("register.file.get"), Href: generic(kindFile, r.ID) + "/content"})
		}
		if len(facts) > 0 {
			e.Detail = ui.FactsOf(c.ctx(), facts)
		}
		events = append(events, e)
	}
	return events
}

func (c *call) factOf(p panel, r record.Row, f record.Info, text string) ui.Fact {
	fact := ui.Fact{Label: p.teller.field(f), Text: text}
	if keys := parseKeys(r.Text(f.Name)); f.Input == record.InputRef && len(keys) == 1 {
		fact.Href = p.teller.places[keys[0]].href
	}
	return fact
}

// adder is how something is added: a comment and a file in place, a link on a page of its own.
func (c *call) adder(on record.Row, p panel) (templ.Component, error) {
	name := p.kind.Meta().Name
	switch {
	case name == kindComment && commentField(p.kind.Meta()) != "":
		return c.inPlace(on, kindComment, c.commentForm)
	case name == kindFile && c.Files != nil:
		return c.inPlace(on, kindFile, c.fileForm)
	case name == kindFile:
		return templ.NopComponent, nil
	}
	return ui.ButtonOf(c.ctx(), ui.Button{Label: c.t("register.add", p.teller.name()), Href: "/r/" + name + "/new?" + formUnder + "=" + on.ID.String()}), nil
}

// inPlace is a form on the record's own page. Its draft keeps what was typed, and lets it be sent once however often the
// button is pressed. The page that a form has just been sent to, such as the one that opens what is sealed, has none.
func (c *call) inPlace(on record.Row, kind string, form func(record.Row, *web.Draft) ui.Form) (templ.Component, error) {
	if c.r.Method == http.MethodPost {
		return templ.NopComponent, nil
	}
	d, err := c.site.Draft(c.w, c.r, adding(kind, on.ID.String()))
	if err != nil {
		return nil, err
	}
	f := form(on, d)
	f.Hidden = d.Hidden()
	return ui.FormOf(c.ctx(), f), nil
}

// adding names the form that adds one of a kind to the record with an id.
func adding(kind, id string) web.Form { return web.Form{Name: kind + "/" + id} }

// commentField is the field a comment is written in: the first long one.
func commentField(m record.Meta) string {
	for _, f := range m.Fields {
		if f.Input == record.InputArea && !f.Envelope && askable(m, f) {
			return f.Name
		}
	}
	return ""
}

func (c *call) commentForm(on record.Row, d *web.Draft) ui.Form {
	field := ui.Field{Name: "comment", Value: d.Get("comment"), Label: c.t("register.comment"), Input: ui.Area, Rows: 3, Required: true, MaxLength: record.MaxText}
	return ui.Form{
		Action: c.href(on, "/comment"), Groups: []ui.Group{{Fields: []ui.Field{field}}},
		Actions: ui.Actions{Others: []ui.Button{{Label: c.t("register.comment.add")}}},
	}
}

func (c *call) fileForm(on record.Row, d *web.Draft) ui.Form {
	var accept []string
	for _, t := range file.Types() {
		for _, e := range t.Extensions {
			accept = append(accept, "."+strings.TrimPrefix(e, "."))
		}
	}
	field := ui.Field{Name: "file", Label: c.t("register.attach"), Hint: c.t("register.attach.hint"), Input: ui.File, Accept: strings.Join(accept, ","), Required: true, Files: d.KeptFiles("file")}
	return ui.Form{
		Action: c.href(on, "/attach"), Multipart: true, Groups: []ui.Group{{Fields: []ui.Field{field}}},
		Actions: ui.Actions{Others: []ui.Button{{Label: c.t("register.attach.add")}}},
	}
}
