package register

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/words"
)

// NameKey is what one record of a kind is called.
func NameKey(kind string) string { return kind + ".name" }

// PluralKey is what many records of a kind are called.
func PluralKey(kind string) string { return kind + ".plural" }

// EmptyKey says what the list of a kind will hold and who fills it.
func EmptyKey(kind string) string { return kind + ".empty" }

// FieldKey is the name of a field. A kind may name what every record has in its own word: the title of a person is a name.
func FieldKey(kind string, f record.Info) string {
	if f.Envelope && !words.Has(kind+".field."+f.Name) {
		return "record.field." + f.Name
	}
	return kind + ".field." + f.Name
}

// HelpKey is the hint at a field. A kind need not have one.
func HelpKey(kind string, f record.Info) string {
	if f.Envelope {
		return "record.help." + f.Name
	}
	return kind + ".help." + f.Name
}

// OptionKey is the name of one option of a closed choice.
func OptionKey(kind string, f record.Info, code string) string {
	if f.Envelope {
		return "record." + f.Name + "." + code
	}
	return kind + "." + f.Name + "." + code
}

// StateKey is the name of a state.
func StateKey(kind string, s record.State) string {
	if s == record.Withdrawn {
		return "record.state.withdrawn"
	}
	return kind + ".state." + string(s)
}

// StepKey is the verb on the button of a step.
func StepKey(kind, step string) string { return kind + ".step." + step }

// OrderKey is the name of a sorting: the kind's own if it has one, else the one all kinds share.
func OrderKey(kind, order string) string {
	if own := kind + ".order." + order; words.Has(own) || !words.Has("record.order."+order) {
		return own
	}
	return "record.order." + order
}

// Keys lists every key of the catalogue that a kind needs, for the test that goes through all kinds.
func Keys(m record.Meta) []string {
	keys := []string{NameKey(m.Name), PluralKey(m.Name), EmptyKey(m.Name)}
	for _, f := range m.Fields {
		if !f.Shown() {
			continue
		}
		keys = append(keys, FieldKey(m.Name, f))
		for _, code := range f.Options {
			keys = append(keys, OptionKey(m.Name, f, code))
		}
	}
	for _, s := range m.States {
		keys = append(keys, StateKey(m.Name, s))
	}
	for _, s := range m.Steps {
		keys = append(keys, StepKey(m.Name, s.Name))
	}
	for _, o := range m.Orders {
		keys = append(keys, OrderKey(m.Name, o.Name))
	}
	return keys
}

// wording words a kind in one language.
type wording struct {
	lang  words.Lang
	meta  record.Meta
	terms record.Terms
}

func (w wording) t(key string, args ...any) string { return words.T(w.lang, key, args...) }

func (w wording) name() string                { return w.t(NameKey(w.meta.Name)) }
func (w wording) plural() string              { return w.t(PluralKey(w.meta.Name)) }
func (w wording) caption() string             { return capital(w.plural()) }
func (w wording) field(f record.Info) string  { return w.t(FieldKey(w.meta.Name, f)) }
func (w wording) state(s record.State) string { return capital(w.t(StateKey(w.meta.Name, s))) }
func (w wording) step(name string) string     { return w.t(StepKey(w.meta.Name, name)) }
func (w wording) order(name string) string    { return w.t(OrderKey(w.meta.Name, name)) }

// help is the hint at a field, empty where there is none.
func (w wording) help(f record.Info) string {
	if key := HelpKey(w.meta.Name, f); words.Has(key) {
		return w.t(key)
	}
	return ""
}

// option is the word of a code, of the kind or of the profile; a code nobody words any more shows itself.
func (w wording) option(f record.Info, code string) string {
	if f.Set == "" {
		return w.t(OptionKey(w.meta.Name, f, code))
	}
	if label := w.terms.Label(f.Set, code); !label.IsZero() {
		return label.In(w.lang)
	}
	return code
}

// codes lists what may be chosen in a field, in order.
func (w wording) codes(f record.Info) []string {
	if f.Set == "" {
		return f.Options
	}
	return w.terms.Codes(f.Set)
}

// problem is a problem in words. Limits of money are kept in öre and said in kronor.
func (w wording) problem(p record.Problem) string {
	args := p.Args
	if f, ok := w.meta.Field(p.Field); ok && f.Input == record.InputMoney && p.Key == "problem.out_of_range" {
		args = []any{f.Low / 100, f.High / 100}
	}
	if p.Key == "problem.unknown_field" {
		args = []any{p.Field}
	}
	return w.t(p.Key, args...)
}

// number is a record's number as people write it.
func number(r record.Row) string { return r.Number.Text(r.Meta().Prefix) }

// heading is what a record is called at the top of its page.
func heading(r record.Row) string {
	return strings.TrimSpace(strings.Join([]string{number(r), r.Title}, " "))
}

// capital is words as a title or a badge begins with them; the catalogue writes them as they stand in running text.
func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}
