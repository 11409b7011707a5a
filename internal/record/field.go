package record

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
)

// Input is the control a form asks for a field with.
type Input string

// The controls.
const (
	InputLine    Input = "line"
	InputArea    Input = "area"
	InputNumber  Input = "number"
	InputMoney   Input = "money"
	InputFlag    Input = "flag"
	InputDate    Input = "date"
	InputMoment  Input = "moment"
	InputChoice  Input = "choice"
	InputChoices Input = "choices"
	InputRef     Input = "ref"
	InputRefs    Input = "refs"
	InputSecret  Input = "secret"
	InputValues  Input = "values"
	InputHidden  Input = "hidden" // kept for rules: in no form, list, export or history
)

// Limits of text, in characters.
const (
	MaxLine = 200
	MaxText = 20_000
)

// Info is what is known of a field without its type.
type Info struct {
	Name     string // column = JSON key = form name = label key
	Input    Input
	Options  []string // the closed set of a choice
	Set      string   // the profile's code list of a term
	Kinds    []string // the kinds a reference may point to
	Need     bool     // must be filled in
	Listed   bool     // shown in the list
	Filtered bool     // lists filter by it: it stands in the span
	Sought   bool     // part of the search text
	Derived  bool     // computed at each save, never asked for
	Envelope bool     // part of what every record has
	Low      int64    // inclusive range of a number
	High     int64
	Column   string // text, bigint, smallint or bytea
}

// Field declares one property of a kind: how it is stored, asked for, checked, listed and exported.
type Field[T any] struct {
	Info

	addr   func(*T) any
	text   func(*T) string
	parse  func(*T, string) error
	store  func(*T) any
	load   func(*T, any) error
	json   func(*T) any
	unjson func(*T, json.RawMessage) error
	empty  func(*T) bool
	keep   func(*Tx, *T) error // computes a derived value
	secret func(*T) *Secret
}

// Required marks a field that must be filled in.
func (f Field[T]) Required() Field[T] { f.Need = true; return f }

// InList shows the field as a column of the list.
func (f Field[T]) InList() Field[T] { f.Listed = true; return f }

// Filter lets lists filter and sort by the field. It must hold no free text.
func (f Field[T]) Filter() Field[T] { f.Filtered = true; return f }

// Search makes the field part of the search text.
func (f Field[T]) Search() Field[T] { f.Sought = true; return f }

// field ties a codec to a place in T. It is the only bridge from types to text, columns and JSON.
func field[T, V any](name string, in Input, at func(*T) *V, c codec[V]) Field[T] {
	asJSON := c.json
	if asJSON == nil {
		asJSON = func(v V) any { return v }
	}
	return Field[T]{
		Info:   Info{Name: name, Input: in, Column: c.column},
		addr:   func(t *T) any { return at(t) },
		text:   func(t *T) string { return c.text(*at(t)) },
		parse:  func(t *T, s string) error { return set(at(t), s, c.parse) },
		store:  func(t *T) any { return c.store(*at(t)) },
		load:   func(t *T, v any) error { return set(at(t), v, c.load) },
		json:   func(t *T) any { return asJSON(*at(t)) },
		unjson: func(t *T, raw json.RawMessage) error { return set(at(t), raw, c.unjson) },
		empty:  func(t *T) bool { return c.empty(*at(t)) },
	}
}

// set writes what read makes of in, and leaves the place alone when it cannot be read.
func set[I, V any](place *V, in I, read func(I) (V, error)) error {
	v, err := read(in)
	if err == nil {
		*place = v
	}
	return err
}

// Text is one line of at most MaxLine characters.
func Text[T any](name string, at func(*T) *string) Field[T] {
	return field(name, InputLine, at, word[string]())
}

// Long is text of several lines, at most MaxText characters.
func Long[T any](name string, at func(*T) *string) Field[T] {
	return field(name, InputArea, at, word[string]())
}

// Int is a whole number from low to high, or not stated. Low is never negative.
func Int[T any](name string, low, high int64, at func(*T) *Amount) Field[T] {
	f := field(name, InputNumber, at, whole())
	f.Low, f.High = low, high
	return f
}

// Money is an amount in öre, or not stated.
func Money[T any](name string, at func(*T) *Amount) Field[T] {
	f := field(name, InputMoney, at, money())
	f.High = 1e15
	return f
}

// Flag is yes or no.
func Flag[T any](name string, at func(*T) *bool) Field[T] {
	return field(name, InputFlag, at, flag())
}

// Date is a calendar day, or not set.
func Date[T any](name string, at func(*T) *clock.Date) Field[T] {
	return field(name, InputDate, at, day())
}

// Moment is an instant, or not set. Forms read it in Europe/Stockholm.
func Moment[T any](name string, at func(*T) *clock.Instant) Field[T] {
	return field(name, InputMoment, at, moment())
}

// Choice is one of a closed set of the code. E keeps its own Go type.
func Choice[T any, E ~string](name string, all []E, at func(*T) *E) Field[T] {
	f := field(name, InputChoice, at, word[E]())
	for _, e := range all {
		f.Options = append(f.Options, string(e))
	}
	return f
}

// Term is a code of the strategy profile's list named set.
func Term[T any](name, set string, at func(*T) *Code) Field[T] {
	f := field(name, InputChoice, at, word[Code]())
	f.Set = set
	return f
}

// Codes is several codes of the strategy profile's list named set.
func Codes[T any](name, set string, at func(*T) *[]Code) Field[T] {
	f := field(name, InputChoices, at, several(word[Code]()))
	f.Set = set
	return f
}

// Ref points to a record of one of the given kinds.
func Ref[T any](name string, at func(*T) *Key, kinds ...string) Field[T] {
	f := field(name, InputRef, at, key())
	f.Kinds = kinds
	return f
}

// Refs points to several records of one of the given kinds.
func Refs[T any](name string, at func(*T) *[]Key, kinds ...string) Field[T] {
	f := field(name, InputRefs, at, several(key()))
	f.Kinds = kinds
	return f
}

// Hidden is text kept for rules, such as the hash of a receipt's code.
func Hidden[T any](name string, at func(*T) *string) Field[T] {
	return field(name, InputHidden, at, word[string]())
}

// Veils are persons behind veils (Tx.Veil): they can be compared, not told.
func Veils[T any](name string, at func(*T) *[]int64) Field[T] {
	return field(name, InputHidden, at, several(number[int64]()))
}

// Values keeps named source values of an import: shown, filtered and counted by name and value.
func Values[T any](name string, at func(*T) *map[string]string) Field[T] {
	return field(name, InputValues, at, values())
}

// KeptCode is a code that the domain computes at each save: stored, so that lists can filter and sort by it.
func KeptCode[T any](name, set string, at func(*T) *Code, compute func(*Tx, *T) (Code, error)) Field[T] {
	f := Term(name, set, at)
	f.Derived = true
	f.keep = func(tx *Tx, t *T) (err error) { *at(t), err = compute(tx, t); return err }
	return f
}

// KeptAmount is a number that the domain computes at each save.
func KeptAmount[T any](name string, at func(*T) *Amount, compute func(*Tx, *T) (Amount, error)) Field[T] {
	f := field(name, InputNumber, at, whole())
	f.Derived, f.High = true, 1<<62
	f.keep = func(tx *Tx, t *T) (err error) { *at(t), err = compute(tx, t); return err }
	return f
}

// Sealed is text under the record's own key: never searched, sorted, listed, exported, mailed or sent.
func Sealed[T any](name string, at func(*T) *Secret) Field[T] {
	f := field(name, InputSecret, at, sealed())
	f.secret = at
	return f
}

// Shown reports whether people meet the field in forms, lists, exports and the history.
func (i Info) Shown() bool { return i.Input != InputHidden }

// IsSecret reports whether the field is sealed.
func (i Info) IsSecret() bool { return i.Input == InputSecret }

// check reports what the declaration itself says is wrong with t.
func (f Field[T]) check(tx *Tx, t *T) (Problem, bool) {
	if f.empty(t) {
		return Problem{Field: f.Name, Key: "problem.required"}, !f.Need || f.Derived
	}
	switch f.Input {
	case InputLine:
		return tooLong(f.Name, f.text(t), MaxLine)
	case InputArea:
		return tooLong(f.Name, f.text(t), MaxText)
	case InputNumber, InputMoney:
		return f.inRange(t)
	case InputChoice, InputChoices:
		return f.known(tx, t)
	case InputRef, InputRefs:
		return f.exists(tx, t)
	}
	return Problem{}, true
}

// stays reports whether t holds what old held already in a choice or a reference.
func (f Field[T]) stays(old, t *T) bool {
	switch f.Input {
	case InputChoice, InputChoices, InputRef, InputRefs:
		return old != nil && !f.empty(t) && f.text(old) == f.text(t)
	}
	return false
}

func tooLong(name, s string, limit int) (Problem, bool) {
	if n := utf8.RuneCountInString(s); n > limit {
		return Problem{name, "problem.too_long", []any{limit, n}}, false
	}
	return Problem{}, true
}

func (f Field[T]) inRange(t *T) (Problem, bool) {
	n, ok := f.store(t).(int64)
	if !ok || n < f.Low || n > f.High {
		return Problem{f.Name, "problem.out_of_range", []any{f.Low, f.High}}, false
	}
	return Problem{}, true
}

func (f Field[T]) known(tx *Tx, t *T) (Problem, bool) {
	for code := range strings.FieldsSeq(f.text(t)) {
		if f.Set == "" && !slices.Contains(f.Options, code) || f.Set != "" && !tx.Terms().Valid(f.Set, code) {
			return Problem{Field: f.Name, Key: "problem.not_an_option"}, false
		}
	}
	return Problem{}, true
}

func (f Field[T]) exists(tx *Tx, t *T) (Problem, bool) {
	for part := range strings.FieldsSeq(f.text(t)) {
		k, err := key().parse(part)
		if err != nil {
			return Problem{Field: f.Name, Key: "problem.not_a_reference"}, false
		}
		if _, err := tx.Title(k, f.Kinds...); errors.Is(err, ErrNotFound) {
			return Problem{Field: f.Name, Key: "problem.no_such_record"}, false
		}
	}
	return Problem{}, true
}

// envelopeFields are the properties every record has, declared like any other.
func envelopeFields[T any](env func(*T) *Envelope) []Field[T] {
	title := Text("title", func(t *T) *string { return &env(t).Title }).Required().InList().Search()
	fields := []Field[T]{
		title,
		Ref("unit", func(t *T) *Key { return &env(t).Unit }, "unit").InList().Filter(),
		Ref("owner", func(t *T) *Key { return &env(t).Owner }, "person").Filter(),
		Codes("areas", "area", func(t *T) *[]Code { return &env(t).Areas }),
		field("level", InputChoice, func(t *T) *access.Level { return &env(t).Level }, level()),
		Text("ground", func(t *T) *string { return &env(t).Ground }),
		Text("dnr", func(t *T) *string { return &env(t).Dnr }),
	}
	for i := range fields {
		fields[i].Envelope = true
	}
	fields[4].Options = []string{"1", "2", "3", "4"}
	return fields
}
