package register

import (
	"slices"
	"strconv"

	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// fieldOf is a field of a kind as a form asks for it.
func (c *call) fieldOf(tx *record.Tx, s *sheet, f record.Info) (ui.Field, error) {
	values := s.values(f)
	field := ui.Field{
		Name: f.Name, Label: c.field(f), Hint: c.help(f), Required: f.Need || f.Envelope && f.Name == "level",
		Problems: c.problemsAt(s, f.Name), Value: joined(f, values), Input: inputs[f.Input],
	}
	switch f.Input {
	case record.InputLine:
		field.MaxLength = record.MaxLine
	case record.InputArea:
		field.MaxLength, field.Rows = record.MaxText, 6
	case record.InputSecret:
		field.Hint = c.t("register.sealed.hint")
	case record.InputChoice:
		c.oneOf(&field, f)
	case record.InputChoices:
		field.Value, field.Values, field.Options = "", values, c.optionsOf(f, values)
	case record.InputRef, record.InputRefs:
		return field, c.reference(tx, s, f, &field, values)
	}
	return field, nil
}

// inputs are the controls of the look for the controls that record knows.
var inputs = map[record.Input]ui.Input{
	record.InputLine: ui.Line, record.InputArea: ui.Area, record.InputNumber: ui.Number, record.InputMoney: ui.Money,
	record.InputFlag: ui.Checkbox, record.InputDate: ui.Date, record.InputMoment: ui.DateTime, record.InputChoice: ui.Choice,
	record.InputChoices: ui.Checkboxes, record.InputRef: ui.Reference, record.InputRefs: ui.References, record.InputSecret: ui.Area,
}

// fewOptions is how many options stand as radio buttons; more of them are a list to drop down.
const fewOptions = 5

// oneOf makes the control of a single choice. What need not be chosen can be taken back: radio buttons alone could not.
func (c *call) oneOf(field *ui.Field, f record.Info) {
	field.Options = c.optionsOf(f, []string{field.Value})
	if field.Required && len(field.Options) <= fewOptions {
		return
	}
	field.Input = ui.Select
	if !field.Required || field.Value == "" {
		field.Options = slices.Insert(field.Options, 0, ui.Option{Value: "", Label: c.t("register.nothing_chosen")})
	}
}

// optionsOf are what may be chosen now, and what was chosen before it was retired.
func (c *call) optionsOf(f record.Info, held []string) []ui.Option {
	codes := slices.Clone(c.codes(f))
	for _, code := range held {
		known := f.Set != "" && !c.terms.Label(f.Set, code).IsZero()
		if code != "" && known && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	var all []ui.Option
	for _, code := range codes {
		all = append(all, ui.Option{Value: code, Label: c.option(f, code)})
	}
	return all
}

// reference makes the control of a reference: what is held, and what a search found.
func (c *call) reference(tx *record.Tx, s *sheet, f record.Info, field *ui.Field, values []string) error {
	held := parseKeys(joined(f, values))
	places, err := c.placesOf(tx, slices.Clone(held), false)
	if err != nil {
		return err
	}
	t := teller{c.wording, places}
	field.Search = &ui.ReferenceView{Query: s.draft.Get(ui.QueryName(f.Name))}
	for _, k := range held {
		one := ui.Option{Value: strconv.FormatInt(int64(k), 10), Label: t.title(k), Selected: true}
		if f.Input == record.InputRefs {
			field.Options = append(field.Options, one)
			continue
		}
		field.Search.Chosen = &one
	}
	if s.sought() != f.Name {
		if field.Search.Chosen != nil && !f.Need { // what need not be chosen can be taken back
			field.Search.Matches = []ui.Option{{Value: "", Label: c.t("register.nothing_chosen")}}
		}
		return nil
	}
	found, err := c.find(tx, f.Kinds, clean(field.Search.Query), mostFound+1)
	if err != nil {
		return err
	}
	field.Search.Searched, field.Search.More = true, len(found) > mostFound
	for _, one := range found[:min(len(found), mostFound)] {
		if !slices.Contains(held, one.Key) {
			field.Search.Matches = append(field.Search.Matches, ui.Option{Value: strconv.FormatInt(int64(one.Key), 10), Label: one.Title, Hint: one.Hint})
		}
	}
	return nil
}
