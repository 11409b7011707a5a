package register

import (
	"errors"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// subject is one record as its page shows it.
type subject struct {
	row     record.Row
	teller  teller
	steps   []record.StepMeta
	mayEdit bool
	mayOpen bool
	reason  bool // opening asks for a reason first
	opened  map[string]string
	panels  []panel
	past    *moment         // an earlier state is shown
	above   place           // what the record hangs on
	part    templ.Component // of the kind's own; nil = none
}

// show is the page of one record.
func (c *call) show() error { return c.showWith(nil) }

// showWith is the page with what is sealed opened, which only a POST asks for.
func (c *call) showWith(opened map[string]string) error {
	var s subject
	err := c.read(func(tx *record.Tx) (err error) {
		s, err = c.subjectOf(tx, opened)
		return err
	})
	if bad, ok := errors.AsType[record.Invalid](err); ok {
		return c.unprocessable(bad)
	}
	if err != nil {
		return err
	}
	story, err := c.story(s)
	if err != nil {
		return err
	}
	look := web.Look{Title: heading(s.row), Crumbs: c.crumbs(s.row, false)}
	return c.site.PageOf(c.w, c.r, look, ui.Columns(c.ctx(), templ.Join(story...), templ.Join(c.aside(s)...)))
}

func (c *call) subjectOf(tx *record.Tx, opened map[string]string) (s subject, err error) {
	if s.row, err = c.fetch(tx); err != nil {
		return s, err
	}
	if asked := c.param(paramDay); asked != "" {
		return c.pastSubject(tx, s.row, asked)
	}
	s.opened = opened
	if !c.closed() {
		if s.steps, err = c.kind.Offered(tx, s.row); err != nil {
			return s, err
		}
		if s.mayEdit, err = c.kind.Allows(tx, access.Update, s.row); err != nil {
			return s, err
		}
	}
	if s.mayOpen, err = c.mayOpen(tx, s.row); err != nil {
		return s, err
	}
	if s.reason, err = c.needsReason(tx, s.row); err != nil {
		return s, err
	}
	if s.panels, err = c.panelsOf(tx, s.row); err != nil {
		return s, err
	}
	if part, ok := c.Parts[c.meta.Name]; ok {
		if s.part, err = part(tx, c.ctx(), s.row.Key); err != nil {
			return s, err
		}
	}
	return s, c.tell(tx, &s)
}

// tell looks up what the record points to.
func (c *call) tell(tx *record.Tx, s *subject) error {
	keys := keysIn(s.row, c.meta.Fields)
	for _, actor := range []int64{s.row.CreatedBy, s.row.ChangedBy, int64(s.row.On)} {
		if actor > 0 {
			keys = append(keys, record.Key(actor))
		}
	}
	places, err := c.placesOf(tx, keys, true)
	s.teller, s.above = teller{c.wording, places}, places[s.row.On]
	return err
}

// pastSubject is a record as it was when a day ended. Rights are today's, on both the past and the present state.
func (c *call) pastSubject(tx *record.Tx, now record.Row, asked string) (s subject, err error) {
	at, err := pastOf(tx, asked)
	if err != nil {
		return s, err
	}
	all, err := c.kind.Past(tx, now.Key)
	if err != nil {
		return s, err
	}
	all = slices.DeleteFunc(all, func(p record.PastRow) bool { return p.Past.Entry.Seq > at.seq || p.Past.Record == nil })
	if len(all) == 0 {
		return s, record.ErrNotFound
	}
	s.row, s.past = *all[len(all)-1].Past.Record, &at
	ok, err := c.kind.Allows(tx, access.Read, s.row)
	if err == nil && !ok {
		return s, record.ErrNotFound
	}
	if err != nil {
		return s, err
	}
	return s, c.tell(tx, &s)
}

// crumbs lead back: the list, and from a page under a record the record itself.
func (c *call) crumbs(r record.Row, under bool) []ui.Link {
	crumbs := []ui.Link{{Label: c.caption(), Href: "/r/" + c.meta.Name}}
	if under {
		crumbs = append(crumbs, ui.Link{Label: heading(r), Href: c.address(c.meta.Name, r.ID)})
	}
	return crumbs
}

// story is what the record says.
func (c *call) story(s subject) ([]templ.Component, error) {
	var parts []templ.Component
	if s.past != nil {
		parts = append(parts, ui.NoticeOf(c.ctx(), ui.Notice{
			Title: c.t("register.as_of", s.past.day.String()),
			Links: []ui.Link{{Label: c.t("register.now"), Href: c.href(s.row, "")}},
		}))
	}
	var facts []ui.Fact
	var texts []templ.Component
	var missing []string
	for _, f := range c.meta.Fields {
		if f.Envelope || !f.Shown() {
			continue
		}
		text := s.teller.of(s.row, f)
		if opened, ok := s.opened[f.Name]; ok && text != "" {
			text = opened
		}
		if f.Input == record.InputArea || f.IsSecret() && s.opened != nil {
			if text != "" {
				texts = append(texts, ui.Section(c.ctx(), c.field(f), written(text)))
			}
			continue
		}
		if text == "" {
			missing = append(missing, c.field(f))
			continue
		}
		facts = append(facts, c.fact(s, f, text))
	}
	if len(missing) > 0 { // said once, not line by line
		facts = append(facts, ui.Fact{Label: c.t("ui.field.nothing"), Text: strings.Join(missing, ", ")})
	}
	if len(facts) > 0 {
		parts = append(parts, ui.Section(c.ctx(), c.t("register.facts"), ui.FactsOf(c.ctx(), facts)))
	}
	parts = append(parts, texts...)
	if s.part != nil {
		parts = append(parts, s.part)
	}
	if s.mayOpen && s.opened == nil {
		parts = append(parts, ui.ActionsOf(c.ctx(), ui.Actions{Others: []ui.Button{c.openButton(s)}, Note: c.t("register.open.logged")}))
	}
	panels, err := c.panelParts(s)
	return append(parts, panels...), err
}

func (c *call) openButton(s subject) ui.Button {
	if s.reason {
		return ui.Button{Label: c.t("register.open"), Href: c.href(s.row, "/open")}
	}
	return ui.Button{Label: c.t("register.open"), Post: c.href(s.row, "/open")}
}

func (c *call) fact(s subject, f record.Info, text string) ui.Fact {
	fact := ui.Fact{Label: c.field(f), Text: text}
	switch f.Input {
	case record.InputRef:
		for _, k := range parseKeys(s.row.Text(f.Name)) {
			fact.Href = s.teller.places[k].href
		}
	case record.InputRefs:
		if links := c.links(s, f); len(links) > 0 {
			fact.Body = linkList(links)
		}
	case record.InputNumber:
		fact.Text = text
	}
	return fact
}

func (c *call) links(s subject, f record.Info) []ui.Link {
	var links []ui.Link
	for _, k := range parseKeys(s.row.Text(f.Name)) {
		links = append(links, ui.Link{Label: s.teller.title(k), Href: s.teller.places[k].href})
	}
	return links
}

// aside is where the record stands and what may be done with it.
func (c *call) aside(s subject) []templ.Component {
	parts := []templ.Component{state(c.ctx(), c.state(s.row.State))}
	if s.past == nil {
		parts = append(parts, ui.ActionsOf(c.ctx(), c.actions(s)))
	}
	parts = append(parts, ui.FactsOf(c.ctx(), c.envelope(s)), copies(c.ctx(), number(s.row), s.row.ID.String()))
	return append(parts, asOf(c.ctx(), c.href(s.row, ""), c.href(s.row, "/history"), s.dayShown()))
}

func (s subject) dayShown() string {
	if s.past == nil {
		return ""
	}
	return s.past.day.String()
}

// actions are the steps open to the reader, the first one before the others, and the edit.
func (c *call) actions(s subject) ui.Actions {
	var a ui.Actions
	for i, step := range s.steps {
		b := ui.Button{Label: c.step(step.Name), Href: c.href(s.row, "/step/"+step.Name)}
		if i == 0 {
			a.Primary = &b
			continue
		}
		a.Others = append(a.Others, b)
	}
	if s.mayEdit {
		a.Others = append(a.Others, ui.Button{Label: c.t("ui.button.change"), Href: c.href(s.row, "/edit")})
	}
	if len(s.steps) == 0 && !s.mayEdit {
		a.Note = c.t("register.nothing_to_do")
	}
	return a
}

// envelope is what every record has, in the order a reader asks for it.
func (c *call) envelope(s subject) []ui.Fact {
	var facts []ui.Fact
	if s.row.On != 0 {
		facts = append(facts, ui.Fact{Label: c.t("record.field.on"), Text: s.teller.title(s.row.On), Href: s.above.href})
	}
	for _, f := range c.meta.Fields {
		if !f.Envelope || f.Name == "title" {
			continue
		}
		text := s.teller.of(s.row, f)
		if text == "" && f.Name != "unit" && f.Name != "owner" {
			continue
		}
		facts = append(facts, c.fact(s, f, text))
	}
	return append(facts,
		ui.Fact{Label: c.t("record.field.created_at"), Text: c.signed(s, day(s.row.CreatedAt), s.row.CreatedBy)},
		ui.Fact{Label: c.t("record.field.changed_at"), Text: c.signed(s, day(s.row.ChangedAt), s.row.ChangedBy)},
		ui.Fact{Label: c.t("record.field.version"), Text: words.Number(c.lang, int64(s.row.Version))})
}

// signed is a day and who it was.
func (c *call) signed(s subject, day string, actor int64) string {
	return c.t("register.signed", day, s.teller.who(actor))
}
