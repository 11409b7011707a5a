package record

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
)

// Spec is what a domain package says about its kind.
type Spec[T any] struct {
	Name   string // "incident": table, address and catalogue prefix
	Prefix string // "H": first part of the number
	Start  State  // state of a new record
	Fields []Field[T]
	Steps  []Step[T]
	Orders []Order // what lists may be sorted by, at most four; the first is the usual one

	Level   access.Level // of a new record that says none; 0 = internal
	Unasked []string     // fields of the envelope that mean nothing here: no form asks for them

	// Sums are kept ready beside the records, so that counting need not walk them: each names what it is divided by, of
	// state, unit, month (of created_at, in Europe/Stockholm) and the fields in the span. The first that has what a question
	// needs answers it, so coarse ones come first. None for kinds that are few.
	Sums [][]string

	Shape    int       // number of the body's shape now, from 1
	Upgrades []Upgrade // Upgrades[n-1] leads from shape n to n+1

	Check     func(*Tx, *T) []Problem         // rules across fields; nil if none
	Class     func(*T) string                 // narrower sort that access rules know; nil if none
	Relations func(*Tx, *T) []access.Relation // how persons stand to it; nil if none
	Under     *Under[T]                       // follows what it hangs on; nil for kinds that stand alone
	After     func(tx *Tx, old, t *T) error   // keeps what the domain derives in step, at every saved version; old is nil for a new record
}

// Under says how a kind hangs on other records: it follows their unit, areas, class, level and case list.
type Under[T any] struct {
	Reporter func(*T) bool // whether the reporter of what it hangs on sees it too; nil = never
}

func (u *Under[T]) shownToReporter(t *T) bool { return u.Reporter != nil && u.Reporter(t) }

// Step is one allowed move in a life cycle.
type Step[T any] struct {
	Name   string // "accept": button label key and API action
	From   []State
	To     State // empty = the state stays
	Needs  access.Action
	Fields []string                // what is asked for with the step
	Reason bool                    // a reason must be given
	Own    bool                    // only whoever reported takes it, as the reporter
	Guard  func(*Tx, *T) []Problem // what must hold first; nil if nothing
	Apply  func(*Tx, *T) error     // what the move sets; nil if nothing
	Then   func(*Tx, *T, *T) error // what follows once saved (old, new); nil if nothing
}

// Order is one way to sort a list, by a column of the span.
type Order struct {
	Name   string // label key
	Column string // created_at, state, unit or a filtered field
	Desc   bool
}

// Kind is a checked Spec bound to its struct type.
type Kind[T any] struct {
	Spec[T]

	env     func(*T) *Envelope
	fields  []Field[T] // those of the envelope first
	own     []Field[T] // with a column in the kind's own table
	span    []Field[T] // with a column in the span
	secrets []Field[T]
	values  []Field[T]
	summed  []Field[T] // the fields that some sum is divided by
	meta    Meta
	sql     statements
}

const maxOrders = 4

// Define checks spec and returns its kind. It panics on a faulty declaration, so that the first test that imports the
// package finds it.
func Define[T any, P interface {
	*T
	envelope() *Envelope
}](spec Spec[T]) *Kind[T] {
	k := &Kind[T]{Spec: spec, env: func(t *T) *Envelope { return P(t).envelope() }}
	if len(k.Orders) == 0 {
		k.Orders = []Order{{Name: "created", Column: "created_at", Desc: true}}
	}
	if k.Shape == 0 {
		k.Shape = 1
	}
	k.fields = append(envelopeFields(k.env), spec.Fields...)
	k.sortFields()
	if fault := k.fault(); fault != "" {
		panic(fmt.Sprintf("record: kind %s: %s", spec.Name, fault))
	}
	k.summed = k.fieldsOfSums()
	k.sql, k.meta = k.build(), k.describe()
	return k
}

func (k *Kind[T]) sortFields() {
	for _, f := range k.fields {
		if !f.Envelope {
			k.own = append(k.own, f)
			if f.Filtered || slices.ContainsFunc(k.Orders, func(o Order) bool { return o.Column == f.Name }) {
				k.span = append(k.span, f)
			}
		}
		if f.secret != nil {
			k.secrets = append(k.secrets, f)
		}
		if f.Input == InputValues {
			k.values = append(k.values, f)
		}
	}
}

// fault says what is wrong with the declaration, or nothing.
func (k *Kind[T]) fault() string {
	if len(k.Orders) > maxOrders {
		return "more than four orders"
	}
	if len(k.Upgrades) != k.Shape-1 {
		return fmt.Sprintf("shape %d needs %d upgrades", k.Shape, k.Shape-1)
	}
	zero := new(T)
	places, names := map[any]string{}, map[string]bool{"id": true, "number": true, "state": true, "version": true, "reason": true}
	for _, f := range k.fields {
		if other, ok := places[f.addr(zero)]; ok {
			return fmt.Sprintf("fields %s and %s share one Go field", other, f.Name)
		}
		if names[f.Name] {
			return fmt.Sprintf("field %s is declared twice or reserved", f.Name)
		}
		if f.Filtered && (f.Input == InputArea || f.Input == InputLine || f.IsSecret()) && !f.Envelope {
			return fmt.Sprintf("field %s holds free text or a secret and cannot be filtered by", f.Name)
		}
		places[f.addr(zero)], names[f.Name] = f.Name, true
	}
	if fault := k.sumFault(); fault != "" {
		return fault
	}
	return k.stepFault()
}

func (k *Kind[T]) stepFault() string {
	states := k.States()
	for _, s := range k.Steps {
		for _, from := range s.From {
			if !slices.Contains(states, from) {
				return fmt.Sprintf("step %s leaves unreachable state %s", s.Name, from)
			}
		}
		for _, name := range s.Fields {
			if !slices.ContainsFunc(k.fields, func(f Field[T]) bool { return f.Name == name }) {
				return fmt.Sprintf("step %s asks for unknown field %s", s.Name, name)
			}
		}
	}
	return ""
}

// States lists the states of the life cycle, the first one first.
func (k *Kind[T]) States() []State {
	states := []State{k.Start}
	for _, s := range k.Steps {
		if s.To != "" && !slices.Contains(states, s.To) {
			states = append(states, s.To)
		}
	}
	return states
}

// Env returns the envelope of t.
func (k *Kind[T]) Env(t *T) *Envelope { return k.env(t) }

func (k *Kind[T]) step(name string) (Step[T], bool) {
	i := slices.IndexFunc(k.Steps, func(s Step[T]) bool { return s.Name == name })
	if i < 0 {
		return Step[T]{}, false
	}
	return k.Steps[i], true
}

// statements are the few SQL texts built for a kind. Column names come from declarations, never from input.
type statements struct {
	columns                    string // what load reads, in order
	from                       string // SELECT of them, up to WHERE
	insert, update, insertSpan string
	sums, sumsAfter            string // around the values of what is added to sums
}

const envelopeColumns = "r.rid, r.id, r.on_rid, r.number_year, r.number, r.state, r.title, r.unit, r.owner, r.areas, r.secrecy, r.ground, r.dnr, r.class, r.batch, r.version, r.created_at, r.created_by, r.changed_at, r.changed_by, r.sealed_key"

func (k *Kind[T]) build() statements {
	var cols, names, sets []string
	for i, f := range k.own {
		cols = append(cols, "k."+f.Name)
		names = append(names, f.Name)
		sets = append(sets, fmt.Sprintf("%s = $%d", f.Name, i+2))
	}
	s := statements{columns: strings.Join(append([]string{envelopeColumns}, cols...), ", ")}
	s.insert = "INSERT INTO " + k.Name + "(" + strings.Join(append([]string{"rid"}, names...), ", ") + ") VALUES(" + marks(1, len(names)+1) + ")"
	if len(sets) > 0 {
		s.update = "UPDATE " + k.Name + " SET " + strings.Join(sets, ", ") + " WHERE rid = $1"
	}
	span := slices.Clone(spanColumns)
	for _, f := range k.span {
		span = append(span, f.Name)
	}
	s.insertSpan = "INSERT INTO " + k.Name + "_span(" + strings.Join(span, ", ") + ") VALUES(" + marks(1, len(span)) + ")"
	s.from = "SELECT " + s.columns + " FROM record r JOIN " + k.Name + " k ON k.rid = r.rid"
	s.sums, s.sumsAfter = k.buildSums()
	return s
}

// spanColumns stand in every span: what lists filter, sort and count on, never free text.
var spanColumns = []string{"rid", "version", "from_seq", "to_seq", "state", "unit", "owner", "secrecy", "class", "areas", "on_rid", "batch", "created_at"}

// Current is to_seq of a span row that still holds.
const Current = 1 << 60

func marks(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", from+i)
	}
	return b.String()
}
