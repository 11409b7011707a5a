package register

import (
	"slices"
	"strconv"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// What a person answers about a field that two have changed.
const (
	keepMine = "mine"
	keepNow  = "now"
)

// clash is a form whose record was changed by somebody else meanwhile.
type clash struct {
	now record.Row
	was record.Row // the version the form was made from; no envelope when the form did not say or it is erased
	t   teller
}

// conflict shows, for every field that differs, what was typed, what stands now and what stood before, and asks which
// applies. Nothing is saved and nothing typed is lost: the draft goes on from the version that stands now, with the fields
// its writer left alone as somebody else made them.
func (c *call) conflict(s *sheet, at *record.Conflict) error {
	var k clash
	err := c.read(func(tx *record.Tx) (err error) {
		if k.now, err = c.fetch(tx); err != nil {
			return err
		}
		if k.was, err = c.before(tx, at); err != nil {
			return err
		}
		keys := append(keysIn(k.now, c.meta.Fields), s.typedKeys()...)
		if k.was.Envelope != nil {
			keys = append(keys, keysIn(k.was, c.meta.Fields)...)
		}
		places, err := c.placesOf(tx, keys, false)
		k.t = teller{c.wording, places}
		return err
	})
	if err != nil {
		return err
	}
	body := conflictPage(c.ctx(), c.clashTable(s, k), c.clashForm(s, k))
	c.rebase(s, k)
	return web.Conflict(body)
}

// before is the version a form was made from, if the reader may read it: a form can say any version it likes.
func (c *call) before(tx *record.Tx, at *record.Conflict) (record.Row, error) {
	all, err := c.kind.Past(tx, at.Key)
	if err != nil {
		return record.Row{}, err
	}
	for _, p := range all {
		if p.Past.Record == nil || p.Past.Record.Version != at.Have {
			continue
		}
		if ok, err := c.kind.Allows(tx, access.Read, *p.Past.Record); err != nil || !ok {
			return record.Row{}, err
		}
		return *p.Past.Record, nil
	}
	return record.Row{}, nil
}

func (s *sheet) typedKeys() []record.Key {
	var keys []record.Key
	for _, f := range s.fields {
		if f.Input == record.InputRef || f.Input == record.InputRefs {
			keys = append(keys, parseKeys(joined(f, s.values(f)))...)
		}
	}
	return keys
}

// mine is what was typed in a field, in record's own writing where it can be read.
func (c *call) mine(s *sheet, f record.Info) string {
	typed := joined(f, s.values(f))
	r := c.kind.Blank()
	if f.IsSecret() || len(r.Fill(map[string]string{f.Name: typed})) > 0 {
		return typed
	}
	return r.Text(f.Name)
}

// text is what a version held, empty when there is none.
func text(r record.Row, f record.Info) string {
	if r.Envelope == nil {
		return ""
	}
	return r.Text(f.Name)
}

// touched reports whether the writer changed a field at all.
func (c *call) touched(s *sheet, k clash, f record.Info) bool {
	return s.draft.Shown(f.Name) && (k.was.Envelope == nil || c.mine(s, f) != text(k.was, f))
}

// differing are the fields of the form that would change what stands now.
func (c *call) differing(s *sheet, k clash) []record.Info {
	return slices.DeleteFunc(slices.Clone(s.fields), func(f record.Info) bool {
		return !s.draft.Shown(f.Name) || c.mine(s, f) == text(k.now, f)
	})
}

// clashTable shows the three side by side: also fields that only somebody else changed.
func (c *call) clashTable(s *sheet, k clash) ui.Table {
	t := ui.Table{Caption: c.t("record.conflict.table"), Columns: []ui.Column{
		{Label: c.t("register.history.field")}, {Label: c.t("record.conflict.mine")}, {Label: c.t("record.conflict.now")}, {Label: c.t("record.conflict.was")},
	}}
	row := func(name, mine, now, was string) {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: name}, {Text: c.orNothing(mine)}, {Text: c.orNothing(now)}, {Text: c.orNothing(was)}}})
	}
	for _, f := range c.meta.Fields {
		_, asked := s.field(f.Name)
		now, was := text(k.now, f), text(k.was, f)
		switch {
		case !f.Shown():
		case asked && s.draft.Shown(f.Name) && c.mine(s, f) != now:
			row(c.field(f), k.t.value(f, c.mine(s, f)), k.t.value(f, now), k.t.value(f, was))
		case now != was && k.was.Envelope != nil:
			row(c.field(f), c.t("record.conflict.untouched"), k.t.value(f, now), k.t.value(f, was))
		}
	}
	if k.was.Envelope != nil && k.now.State != k.was.State {
		row(c.t("record.field.state"), c.t("record.conflict.untouched"), c.state(k.now.State), c.state(k.was.State))
	}
	return t
}

// clashForm carries everything that was typed and asks which applies, field by field. What the writer did not touch is
// proposed as somebody else made it.
func (c *call) clashForm(s *sheet, k clash) ui.Form {
	form := ui.Form{
		Action: s.action, Hidden: append(s.draft.Hidden(), ui.Hidden{Name: formVersion, Value: strconv.Itoa(k.now.Version)}),
		Actions: ui.Actions{Primary: &ui.Button{Label: c.t("record.conflict.save")}, Others: []ui.Button{{Label: c.t("record.conflict.drop"), Kind: ui.Quiet, Href: s.back}}},
	}
	if s.reason != unasked {
		form.Hidden = append(form.Hidden, ui.Hidden{Name: formReason, Value: s.draft.Get(formReason)})
	}
	for _, f := range s.fields {
		if !s.draft.Shown(f.Name) {
			continue
		}
		form.Hidden = append(form.Hidden, ui.Hidden{Name: ui.ShownName, Value: f.Name})
		for _, v := range s.values(f) {
			form.Hidden = append(form.Hidden, ui.Hidden{Name: f.Name, Value: v})
		}
	}
	var fields []ui.Field
	for _, f := range c.differing(s, k) {
		choice := keepNow
		if c.touched(s, k, f) {
			choice = keepMine
		}
		fields = append(fields, ui.Field{
			Name: formKeep + f.Name, Label: c.t("record.conflict.which", c.field(f)), Input: ui.Choice, Value: choice, Required: true,
			Options: []ui.Option{
				{Value: keepMine, Label: c.t("record.conflict.keep_mine"), Hint: brief(c.orNothing(k.t.value(f, c.mine(s, f))))},
				{Value: keepNow, Label: c.t("record.conflict.keep_now"), Hint: brief(c.orNothing(k.t.value(f, text(k.now, f))))},
			},
		})
	}
	form.Groups = []ui.Group{{Fields: fields}}
	return form
}

// rebase lets the draft, which waits under a link, go on from what stands now.
func (c *call) rebase(s *sheet, k clash) {
	for _, f := range s.fields {
		if !s.draft.Shown(f.Name) || c.touched(s, k, f) {
			continue
		}
		fresh := &sheet{row: k.now, draft: &web.Draft{}}
		s.draft.Values[f.Name] = fresh.values(f)
	}
	s.draft.Values[formVersion] = []string{strconv.Itoa(k.now.Version)}
}

// brief is the beginning of a long text.
func brief(s string) string {
	const most = 120
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return string(runes[:most]) + "…"
}
