package register

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/words"
)

// teller says what a field holds in the reader's words.
type teller struct {
	wording
	places map[record.Key]place
}

// of is what a field of a record holds.
func (t teller) of(r record.Row, f record.Info) string { return t.value(f, r.Text(f.Name)) }

// value is a field's text, as record writes it, in words; empty when there is nothing.
func (t teller) value(f record.Info, text string) string {
	if text == "" {
		return ""
	}
	switch f.Input {
	case record.InputFlag:
		return t.t("record.value." + text)
	case record.InputNumber:
		return t.figure(text)
	case record.InputMoney:
		return t.money(text)
	case record.InputMoment:
		return strings.Replace(text, "T", " ", 1)
	case record.InputChoice, record.InputChoices:
		return t.options(f, text)
	case record.InputRef, record.InputRefs:
		return t.titles(text)
	case record.InputValues:
		return pairs(text)
	}
	return text
}

func (t teller) figure(text string) string {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return text
	}
	return words.Number(t.lang, n)
}

// money writes "1234,50" with the thousands and the decimal sign of the language; whole kronor without öre.
func (t teller) money(text string) string {
	kronor, ore, _ := strings.Cut(text, ",")
	n, err := strconv.ParseInt(kronor, 10, 64)
	if err != nil {
		return text
	}
	whole := words.Number(t.lang, n)
	if ore == "00" {
		return t.t("record.value.money", whole)
	}
	sign := ","
	if t.lang == words.EN {
		sign = "."
	}
	return t.t("record.value.money", whole+sign+ore)
}

func (t teller) options(f record.Info, text string) string {
	if f.Name == "level" && f.Envelope && text == "0" {
		return ""
	}
	var labels []string
	for code := range strings.FieldsSeq(text) {
		labels = append(labels, t.option(f, code))
	}
	return strings.Join(labels, ", ")
}

func (t teller) titles(text string) string {
	var titles []string
	for _, k := range parseKeys(text) {
		titles = append(titles, t.title(k))
	}
	return strings.Join(titles, ", ")
}

// title is the title of what a reference points to, or words that say the reader may not know it.
func (t teller) title(k record.Key) string {
	if at := t.places[k]; at.title != "" {
		return at.title
	}
	return t.t("record.value.hidden")
}

// who is an actor of the trail: a person by name, a door by what it is.
func (t teller) who(actor int64) string {
	switch record.Door(actor) {
	case record.System:
		return t.t("record.actor.system")
	case record.Intake:
		return t.t("record.actor.intake")
	case record.NoDoor:
		return t.t("record.actor.nobody")
	}
	if at := t.places[record.Key(actor)]; at.title != "" {
		return at.title
	}
	return t.t("record.actor.unknown")
}

// pairs writes named source values as "name: value; name: value".
func pairs(text string) string {
	var named map[string]string
	if json.Unmarshal([]byte(text), &named) != nil {
		return text
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(named)) {
		out = append(out, name+": "+named[name])
	}
	return strings.Join(out, "; ")
}

// decimal is an amount with the decimal sign of the language and nothing else.
func (t teller) decimal(text string) string {
	if t.lang == words.EN {
		return strings.Replace(text, ",", ".", 1)
	}
	return text
}
