package record

import (
	"errors"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/trail"
)

// Any is a kind without its type: what the generic pages, the API, export and import, and the tests that go through every
// kind work with. Kind fulfils it.
type Any interface {
	// Meta says what the kind is made of.
	Meta() Meta
	// Blank returns a new unsaved record.
	Blank() Row
	// Fetch returns one record by its public id, or ErrNotFound.
	Fetch(tx *Tx, id ID) (Row, error)
	// FetchKey returns one record by its key, or ErrNotFound.
	FetchKey(tx *Tx, key Key) (Row, error)
	// Rows returns one page of a list.
	Rows(tx *Tx, q Query) (Page[Row], error)
	// Count counts a list up to CountCap+1.
	Count(tx *Tx, q Query) (int, error)
	// Stubs counts what the caller may know exists but not read.
	Stubs(tx *Tx, q Query) (int, error)
	// Put creates a record from texts, as a form or a CSV row gives them.
	Put(tx *Tx, r Row) error
	// Examine answers what Put would, without saving anything.
	Examine(tx *Tx, r Row) error
	// Edit changes a record from texts. Only the names present in values change.
	Edit(tx *Tx, key Key, version int, values map[string]string) (Row, error)
	// Move takes a step, with what it asks for.
	Move(tx *Tx, key Key, version int, step string, values map[string]string) (Row, error)
	// Past returns the history, oldest first.
	Past(tx *Tx, key Key) ([]PastRow, error)
	// Offered lists the steps the caller may take with a record now.
	Offered(tx *Tx, r Row) ([]StepMeta, error)
	// Allows reports whether the caller may do the action with a record.
	Allows(tx *Tx, a access.Action, r Row) (bool, error)
	// AsReporter reports whether the caller reads a record as its reporter and in no other way.
	AsReporter(tx *Tx, r Row) (bool, error)
	// Withdraw takes a record back.
	Withdraw(tx *Tx, key Key) error
	// Schema is the SQL that makes the kind's tables.
	Schema(e store.Engine) string
	// Differences holds every record and span of the kind against the trail and reports what differs.
	Differences(tx *Tx, report func(trail.Finding)) error

	follow(tx *Tx, key Key) error
	matches(tx *store.Tx) error
}

// Meta is what a kind is made of.
type Meta struct {
	Name   string
	Prefix string
	States []State
	Fields []Info
	Steps  []StepMeta
	Orders []Order
	Under  bool
	Shape  int

	Level   access.Level // of a new record that says none
	Unasked []string     // fields of the envelope that no form asks for
}

// Field finds a field by name.
func (m Meta) Field(name string) (Info, bool) {
	i := slices.IndexFunc(m.Fields, func(f Info) bool { return f.Name == name })
	if i < 0 {
		return Info{}, false
	}
	return m.Fields[i], true
}

// StepMeta is a step without its type.
type StepMeta struct {
	Name   string
	From   []State
	To     State
	Needs  access.Action
	Fields []string
	Reason bool
}

// Row is a record without its type.
type Row struct {
	*Envelope
	kind rowKind
	t    any
}

// rowKind is what a Row asks of its kind.
type rowKind interface {
	text(t any, name string) string
	fill(t any, values map[string]string) Invalid
	Meta() Meta
}

// Text is the value of a field as forms and exports write it.
func (r Row) Text(name string) string { return r.kind.text(r.t, name) }

// Fill sets fields from texts and reports what cannot be read. Nothing unreadable is written.
func (r Row) Fill(values map[string]string) Invalid { return r.kind.fill(r.t, values) }

// Meta says what the record's kind is made of.
func (r Row) Meta() Meta { return r.kind.Meta() }

// As returns the record as its type, for pages of one kind.
func As[T any](r Row) (*T, bool) { t, ok := r.t.(*T); return t, ok }

// PastRow is one version of a record without its type.
type PastRow struct {
	Past  Past[Row]
	Diffs []Diff
}

// Meta says what the kind is made of. What it holds is shared: to be read only.
func (k *Kind[T]) Meta() Meta { return k.meta }

func (k *Kind[T]) describe() Meta {
	m := Meta{Name: k.Name, Prefix: k.Prefix, States: k.States(), Orders: k.Orders, Under: k.Under != nil, Shape: k.Shape, Level: access.LevelInternal, Unasked: k.Unasked}
	if k.Level.Valid() {
		m.Level = k.Level
	}
	for _, f := range k.fields {
		m.Fields = append(m.Fields, f.Info)
	}
	for _, s := range k.Steps {
		m.Steps = append(m.Steps, s.meta())
	}
	return m
}

func (s Step[T]) meta() StepMeta { return StepMeta{s.Name, s.From, s.To, s.Needs, s.Fields, s.Reason} }

// RowOf is t without its type.
func (k *Kind[T]) RowOf(t *T) Row { return k.row(t) }

func (k *Kind[T]) row(t *T) Row { return Row{k.env(t), k, t} }

func (k *Kind[T]) text(t any, name string) string {
	for _, f := range k.fields {
		if f.Name == name {
			return f.text(t.(*T))
		}
	}
	return ""
}

// fill leaves derived fields and untouched secrets alone. Names nobody declared are problems: nothing is dropped silently.
func (k *Kind[T]) fill(t any, values map[string]string) Invalid {
	var bad Invalid
	for name := range values {
		if !slices.ContainsFunc(k.fields, func(f Field[T]) bool { return f.Name == name && !f.Derived && f.Shown() }) {
			bad = append(bad, Problem{Field: name, Key: "problem.unknown_field"})
		}
	}
	for _, f := range k.fields {
		s, ok := values[f.Name]
		if !ok || f.Derived || !f.Shown() || f.secret != nil && s == veiled {
			continue
		}
		if err := f.parse(t.(*T), s); err != nil {
			bad = append(bad, Problem{Field: f.Name, Key: err.Error()})
		}
	}
	slices.SortFunc(bad, func(a, b Problem) int { return strings.Compare(a.Field, b.Field) })
	return bad
}

// Blank returns a new unsaved record.
func (k *Kind[T]) Blank() Row { return k.row(new(T)) }

// Fetch returns one record by its public id.
func (k *Kind[T]) Fetch(tx *Tx, id ID) (Row, error) { return k.asRow(k.ByID(tx, id)) }

// FetchKey returns one record by its key.
func (k *Kind[T]) FetchKey(tx *Tx, key Key) (Row, error) { return k.asRow(k.Get(tx, key)) }

func (k *Kind[T]) asRow(t *T, err error) (Row, error) {
	if t == nil {
		return Row{}, err
	}
	return k.row(t), err
}

// Rows returns one page of a list.
func (k *Kind[T]) Rows(tx *Tx, q Query) (Page[Row], error) {
	p, err := k.List(tx, q)
	if err != nil {
		return Page[Row]{}, err
	}
	out := Page[Row]{Next: p.Next, Prev: p.Prev}
	for _, t := range p.Records {
		r := k.row(t)
		out.Records = append(out.Records, &r)
	}
	return out, nil
}

// Put creates a record that Blank gave and Fill filled.
func (k *Kind[T]) Put(tx *Tx, r Row) error {
	t, ok := r.t.(*T)
	if !ok {
		return errors.New("put: a record of another kind")
	}
	return k.Create(tx, t)
}

// Examine answers what Put would, without saving anything: Invalid with every problem, or ErrForbidden. The record is
// used up by it.
func (k *Kind[T]) Examine(tx *Tx, r Row) error {
	t, ok := r.t.(*T)
	if !ok {
		return errors.New("examine: a record of another kind")
	}
	return k.admit(tx, t)
}

// admit gives a new record what it starts with and checks everything about it.
func (k *Kind[T]) admit(tx *Tx, t *T) error {
	e := k.env(t)
	e.State, e.Version = k.Start, 0
	if err := k.inherit(tx, e); err != nil {
		return err
	}
	if !e.Level.Valid() {
		e.Level = k.meta.Level
	}
	if err := k.prepare(tx, nil, t); err != nil {
		return err
	}
	if o, err := k.object(tx, t); err != nil || !tx.Subject.May(access.Create, o) {
		return first(err, ErrForbidden)
	}
	return nil
}

// Edit changes a record from texts.
func (k *Kind[T]) Edit(tx *Tx, key Key, version int, values map[string]string) (Row, error) {
	return k.asRow(k.Change(tx, key, version, func(t *T) error { return k.fill(t, values).orNil() }))
}

// Move takes a step, with what it asks for and nothing else.
func (k *Kind[T]) Move(tx *Tx, key Key, version int, step string, values map[string]string) (Row, error) {
	s, ok := k.step(step)
	if !ok {
		return Row{}, ErrNotFound
	}
	for name := range values {
		if !slices.Contains(s.Fields, name) {
			return Row{}, Invalid{{Field: name, Key: "problem.unknown_field"}}
		}
	}
	return k.asRow(k.Take(tx, key, version, step, func(t *T) error { return k.fill(t, values).orNil() }))
}

// Past returns the history, oldest first, each version with what it changed.
func (k *Kind[T]) Past(tx *Tx, key Key) ([]PastRow, error) {
	all, err := k.History(tx, key)
	if err != nil {
		return nil, err
	}
	var rows []PastRow
	var before *T
	for _, p := range all {
		r := PastRow{Past: Past[Row]{Entry: p.Entry, Reason: p.Reason, Redacted: p.Redacted}}
		if p.Record != nil {
			row := k.row(p.Record)
			r.Past.Record, r.Diffs = &row, k.Diffs(before, p.Record)
			before = p.Record
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// Offered lists the steps the caller may take with a record now.
func (k *Kind[T]) Offered(tx *Tx, r Row) ([]StepMeta, error) {
	t, ok := r.t.(*T)
	if !ok {
		return nil, errors.New("steps: a record of another kind")
	}
	o, err := k.object(tx, t)
	if err != nil {
		return nil, err
	}
	var open []StepMeta
	for _, s := range k.Steps {
		if slices.Contains(s.From, r.State) && tx.Subject.May(s.Needs, o) && (!s.Own || tx.Subject.AsReporter(o)) {
			open = append(open, s.meta())
		}
	}
	return open, nil
}

// Allows reports whether the caller may do the action with a record.
func (k *Kind[T]) Allows(tx *Tx, a access.Action, r Row) (bool, error) {
	t, ok := r.t.(*T)
	if !ok {
		return false, errors.New("may: a record of another kind")
	}
	return k.May(tx, a, t)
}

// AsReporter reports whether the caller reads a record as its reporter and in no other way.
func (k *Kind[T]) AsReporter(tx *Tx, r Row) (bool, error) {
	t, ok := r.t.(*T)
	if !ok {
		return false, errors.New("as reporter: a record of another kind")
	}
	o, err := k.object(tx, t)
	return err == nil && tx.Subject.AsReporter(o), err
}
