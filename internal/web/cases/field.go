package cases

import (
	"strconv"
	"strings"
	"time"

	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// inputs says which control asks for which kind of value.
func inputs(in record.Input) ui.Input {
	switch in {
	case record.InputArea:
		return ui.Area
	case record.InputNumber:
		return ui.Number
	case record.InputMoney:
		return ui.Money
	case record.InputFlag:
		return ui.Checkbox
	case record.InputDate:
		return ui.Date
	case record.InputMoment:
		return ui.DateTime
	case record.InputChoice:
		return ui.Choice
	case record.InputChoices:
		return ui.Checkboxes
	case record.InputRef:
		return ui.Reference
	}
	return ui.Line
}

// fieldLabel is the words of a field: the envelope's own, or the kind's.
func fieldLabel(c ui.Ctx, kind string, info record.Info) string {
	if info.Envelope {
		return c.T("record.field." + info.Name)
	}
	return c.T(kind + ".field." + info.Name)
}

// fieldHelp is the explanation of a field, if it has one.
func fieldHelp(c ui.Ctx, kind, name string) string {
	if key := kind + ".help." + name; words.Has(key) {
		return c.T(key)
	}
	return ""
}

// options is what may be chosen in a field: the profile's codes, or the closed set of the code.
func options(c ui.Ctx, profile *strategy.Profile, kind string, info record.Info) []ui.Option {
	var all []ui.Option
	if info.Set != "" {
		terms := profile.Terms()
		for _, code := range terms.Codes(info.Set) {
			term, _ := terms.Term(info.Set, code)
			all = append(all, ui.Option{Value: code, Label: c.Label(term.Label), Hint: c.Label(term.Help)})
		}
		return all
	}
	for _, code := range info.Options {
		all = append(all, ui.Option{Value: code, Label: c.T(choiceKey(kind, info.Name, code))})
	}
	return all
}

// fieldOf is the question for one field of a record, holding value as record writes it.
func fieldOf(c ui.Ctx, profile *strategy.Profile, kind string, info record.Info, value string) ui.Field {
	f := ui.Field{Name: info.Name, Label: fieldLabel(c, kind, info), Hint: fieldHelp(c, kind, info.Name), Input: inputs(info.Input), Required: info.Need, Value: value}
	switch info.Input {
	case record.InputChoice:
		f.Options = options(c, profile, kind, info)
	case record.InputChoices:
		f.Options, f.Values, f.Value = options(c, profile, kind, info), strings.Fields(value), ""
	case record.InputFlag:
		f.Value = map[string]string{"yes": "1", "true": "1", "1": "1"}[value]
	case record.InputMoment:
		f.Value = strings.Replace(value, " ", "T", 1)
	case record.InputArea:
		f.MaxLength = record.MaxText
	case record.InputLine:
		f.MaxLength = record.MaxLine
	}
	return f
}

// choiceKey is the key of a choice of the code's own. The level is every record's, worded once.
func choiceKey(kind, field, code string) string {
	if field == "level" {
		kind = "record"
	}
	return kind + "." + field + "." + code
}

// shown is a field's value as people read it.
func shown(c ui.Ctx, profile *strategy.Profile, kind string, info record.Info, value string) string {
	if value == "" {
		return ""
	}
	word := func(code string) string {
		if info.Set != "" {
			return c.Label(profile.Terms().Label(info.Set, code))
		}
		return c.T(choiceKey(kind, info.Name, code))
	}
	switch info.Input {
	case record.InputChoice:
		return word(value)
	case record.InputChoices:
		var all []string
		for code := range strings.FieldsSeq(value) {
			all = append(all, word(code))
		}
		return words.List(c.Lang, all)
	case record.InputMoment, record.InputDate:
		return dated(c, value)
	case record.InputFlag:
		return c.T("cases.flag." + strconv.FormatBool(value != "" && value != "0" && value != "false" && value != "no"))
	}
	return value
}

// dated is a day or a moment as running text tells it: the one way these pages word what a record holds of time.
func dated(c ui.Ctx, value string) string {
	if at, err := time.ParseInLocation("2006-01-02T15:04", strings.TrimSuffix(value, "b"), words.Zone()); err == nil {
		return words.DateTime(c.Lang, at)
	}
	if day, err := time.ParseInLocation(time.DateOnly, value, words.Zone()); err == nil {
		return words.ShortDate(c.Lang, day)
	}
	return value
}

// answer is an answer to one of the profile's questions as people read it.
func answer(c ui.Ctx, q strategy.Question, value string) string {
	for _, o := range q.Choices() {
		if o.Code == value {
			return c.Label(o.Label)
		}
	}
	if unit := c.Label(q.Unit); unit != "" && value != "" {
		return value + " " + unit
	}
	return value
}
