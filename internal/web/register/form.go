package register

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// What a form carries beside the fields of the kind. A field may not have these names (record refuses the first two).
const (
	formVersion = "version"
	formReason  = "reason"
	formUnder   = "under"
	formKeep    = "keep." // before a field's name: which of two versions applies after a conflict
)

// sheet is one form: what it asks for, what was typed, and what stands behind.
type sheet struct {
	name     string // of the draft
	title    string
	action   string
	save     string // the words on the button
	back     string // where cancelling leads
	row      record.Row
	fields   []record.Info
	reason   reasoning
	draft    *web.Draft
	problems record.Invalid
	parent   record.Row // what the record will hang on; no envelope = nothing
}

// reasoning says whether a form asks why.
type reasoning int

const (
	unasked reasoning = iota
	welcome
	demanded
)

// askable reports whether a form may ask for a field: computed, hidden and imported values are never typed.
func askable(m record.Meta, f record.Info) bool {
	inherited := m.Under && slices.Contains([]string{"unit", "areas", "level", "ground"}, f.Name) && f.Envelope
	return !f.Derived && f.Shown() && f.Input != record.InputValues && !inherited && !(f.Envelope && slices.Contains(m.Unasked, f.Name))
}

// fieldsOf are what the form of a whole record asks for. A new record is not asked for what a later step asks for.
func (c *call) fieldsOf(fresh bool) []record.Info {
	var own, envelope []record.Info
	for _, f := range c.meta.Fields {
		switch {
		case !askable(c.meta, f) || fresh && !f.Need && c.askedByStep(f):
		case f.Envelope && f.Name != "title":
			envelope = append(envelope, f)
		default:
			own = append(own, f)
		}
	}
	return append(own, envelope...)
}

func (c *call) askedByStep(f record.Info) bool {
	return slices.ContainsFunc(c.meta.Steps, func(s record.StepMeta) bool { return slices.Contains(s.Fields, f.Name) })
}

// secrets are the fields whose text no draft keeps.
func secrets(fields []record.Info) []string {
	var names []string
	for _, f := range fields {
		if f.IsSecret() {
			names = append(names, f.Name)
		}
	}
	return names
}

// typed reads what was typed in the form.
func (c *call) typed(s *sheet) (err error) {
	s.draft, err = c.site.Draft(c.w, c.r, web.Form{Name: s.name, Secret: secrets(s.fields)})
	return err
}

// values are the texts a field holds now: what was typed, else what the record holds.
func (s *sheet) values(f record.Info) []string {
	if s.draft.Shown(f.Name) {
		return s.draft.Values[f.Name]
	}
	text := s.row.Text(f.Name)
	switch f.Input {
	case record.InputChoices, record.InputRefs:
		return strings.Fields(text)
	case record.InputFlag:
		if text == "yes" {
			return []string{"1"}
		}
		return nil
	}
	if f.Envelope && f.Name == "level" && text == "0" {
		return []string{strconv.Itoa(int(s.row.Meta().Level))} // what record gives a new record
	}
	return []string{text}
}

// answers are what was typed, by field, as record reads it. Only what the form asks for is taken; everything else is a
// problem, so that nothing is dropped without a word.
func (s *sheet) answers() (map[string]string, record.Invalid) {
	values := map[string]string{}
	var bad record.Invalid
	for name, typed := range s.draft.Values {
		f, ok := s.field(name)
		switch {
		case ok && s.draft.Get(formKeep+name) == keepNow:
		case ok:
			values[name] = joined(f, typed)
		case !s.carried(name):
			bad = append(bad, record.Problem{Field: name, Key: "problem.unknown_field"})
		}
	}
	slices.SortFunc(bad, func(a, b record.Problem) int { return strings.Compare(a.Field, b.Field) })
	return values, bad
}

func (s *sheet) field(name string) (record.Info, bool) {
	i := slices.IndexFunc(s.fields, func(f record.Info) bool { return f.Name == name })
	if i < 0 {
		return record.Info{}, false
	}
	return s.fields[i], true
}

// carried reports whether a name is one of the form's own.
func (s *sheet) carried(name string) bool {
	switch name {
	case formVersion, formUnder:
		return true
	case formReason:
		return s.reason != unasked
	}
	for _, f := range s.fields {
		if name == ui.QueryName(f.Name) || name == formKeep+f.Name {
			return true
		}
	}
	return false
}

// joined is what was typed as record reads it: several are written apart by spaces.
func joined(f record.Info, typed []string) string {
	switch {
	case f.Input == record.InputChoices || f.Input == record.InputRefs:
		return strings.Join(typed, " ")
	case len(typed) == 0:
		return ""
	}
	return typed[0]
}

// sought is the reference field to search for: the one whose button was pressed, or one where a name was typed and
// nothing chosen.
func (s *sheet) sought() string {
	if s.draft.Search != "" {
		return s.draft.Search
	}
	for _, f := range s.fields {
		isRef := f.Input == record.InputRef || f.Input == record.InputRefs
		if isRef && s.draft.Posted && s.draft.Get(ui.QueryName(f.Name)) != "" && joined(f, s.values(f)) == "" {
			return f.Name
		}
	}
	return ""
}

// draw writes the page of a form.
func (c *call) draw(s *sheet) error {
	var form ui.Form
	err := c.read(func(tx *record.Tx) (err error) {
		form, err = c.formOf(tx, s)
		return err
	})
	if err != nil {
		return err
	}
	look := web.Look{Title: s.title, Width: ui.Reading, SwitchForm: form.ID}
	if s.row.Version > 0 {
		look.Crumbs = c.crumbs(s.row, true)
	}
	return c.site.Again(c.w, c.r, s.draft, look, ui.FormOf(c.ctx(), form))
}

func (c *call) formOf(tx *record.Tx, s *sheet) (ui.Form, error) {
	form := ui.Form{
		ID: "record-form", Action: s.action, Hidden: append(s.draft.Hidden(), c.hidden(s)...),
		Actions: ui.Actions{Primary: &ui.Button{Label: s.save}, Others: []ui.Button{{Label: c.t("ui.button.cancel"), Kind: ui.Quiet, Href: s.back}}},
	}
	var own, envelope []ui.Field
	for _, f := range s.fields {
		field, err := c.fieldOf(tx, s, f)
		switch {
		case err != nil:
			return form, err
		case f.Envelope && f.Name != "title":
			envelope = append(envelope, field)
		default:
			own = append(own, field)
		}
	}
	if len(own) > 0 {
		form.Groups = append(form.Groups, ui.Group{Fields: own})
	}
	if len(envelope) > 0 {
		form.Groups = append(form.Groups, ui.Group{Name: "envelope", Title: c.t("register.envelope"), Fields: envelope})
	}
	if s.reason != unasked {
		form.Groups = append(form.Groups, ui.Group{Fields: []ui.Field{c.reasonField(s)}})
	}
	form.Problems = append(form.Problems, c.elsewhere(s)...)
	return form, nil
}

func (c *call) hidden(s *sheet) []ui.Hidden {
	var all []ui.Hidden
	if s.row.Version > 0 {
		version := strconv.Itoa(s.row.Version)
		if s.draft.Shown(formVersion) {
			version = s.draft.Get(formVersion)
		}
		all = append(all, ui.Hidden{Name: formVersion, Value: version})
	}
	if s.parent.Envelope != nil {
		all = append(all, ui.Hidden{Name: formUnder, Value: s.parent.ID.String()})
	}
	return all
}

func (c *call) reasonField(s *sheet) ui.Field {
	return ui.Field{
		Name: formReason, Label: c.t("record.field.reason"), Hint: c.t("record.help.reason"), Input: ui.Area, Rows: 2, MaxLength: record.MaxLine,
		Value: s.draft.Get(formReason), Required: s.reason == demanded, Problems: c.problemsAt(s, formReason),
	}
}

func (c *call) problemsAt(s *sheet, name string) []string {
	var texts []string
	for _, p := range s.problems {
		if p.Field == name {
			texts = append(texts, c.problem(p))
		}
	}
	return texts
}

// elsewhere are the problems of what the form does not ask for: they stand on top of it.
func (c *call) elsewhere(s *sheet) []ui.Problem {
	var all []ui.Problem
	for _, p := range s.problems {
		if _, asked := s.field(p.Field); !asked && (p.Field != formReason || s.reason == unasked) {
			all = append(all, ui.Problem{Text: c.problemAt(p)})
		}
	}
	return all
}
