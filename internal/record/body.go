package record

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/trail"
)

// Upgrade leads from one shape of a body to the next. Old bodies are never rewritten: they are read through upgrades.
type Upgrade func(fields map[string]json.RawMessage) error

// envelopeJSON is the part of the envelope that is no field of a form.
type envelopeJSON struct {
	ID        string        `json:"id"`
	Year      int           `json:"number_year"`
	N         int           `json:"number"`
	State     State         `json:"state"`
	On        Key           `json:"on,omitempty"`
	Class     string        `json:"class,omitempty"`
	Batch     Key           `json:"batch,omitempty"`
	CreatedAt clock.Instant `json:"created_at"`
	CreatedBy int64         `json:"created_by"`
	ChangedAt clock.Instant `json:"changed_at"`
	ChangedBy int64         `json:"changed_by"`
	Key       []byte        `json:"key,omitempty"` // the record's own key, wrapped
}

// body is the exact bytes an entry commits to: the reason and the whole record.
func (k *Kind[T]) body(reason string, t *T) ([]byte, error) {
	e := k.env(t)
	head, err := json.Marshal(envelopeJSON{
		e.ID.String(), e.Number.Year, e.Number.N, e.State, e.On, e.Class, e.Batch, e.CreatedAt, e.CreatedBy, e.ChangedAt, e.ChangedBy, e.sealedKey,
	})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	why, err := json.Marshal(reason)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(&b, `{"reason":%s,"record":%s`, why, head[:len(head)-1])
	for _, f := range k.fields {
		v, err := json.Marshal(f.json(t))
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", f.Name, err)
		}
		fmt.Fprintf(&b, `,%q:%s`, f.Name, v)
	}
	b.WriteString("}}")
	return b.Bytes(), nil
}

// Past is one version of a record as the trail keeps it.
type Past[T any] struct {
	Record   *T // nil when erased
	Entry    trail.Entry
	Reason   string
	Redacted bool // a disposal decision changed what is shown
}

// decode reads a version, through the upgrades its shape needs.
func (k *Kind[T]) decode(v trail.Version) (Past[T], error) {
	p := Past[T]{Entry: v.Entry, Redacted: v.RedactedBy != 0 || v.Body == nil}
	if v.Body == nil {
		return p, nil
	}
	var body struct {
		Reason string                     `json:"reason"`
		Record map[string]json.RawMessage `json:"record"`
	}
	if err := json.Unmarshal(v.Body, &body); err != nil {
		return p, fmt.Errorf("read entry %d: %w", v.Seq, err)
	}
	for shape := v.Shape; shape < k.Shape; shape++ {
		if err := k.Upgrades[shape-1](body.Record); err != nil {
			return p, fmt.Errorf("upgrade entry %d from shape %d: %w", v.Seq, shape, err)
		}
	}
	p.Reason = body.Reason
	var err error
	p.Record, err = k.fromBody(v, body.Record)
	return p, err
}

func (k *Kind[T]) fromBody(v trail.Version, fields map[string]json.RawMessage) (*T, error) {
	t := new(T)
	for _, f := range k.fields {
		raw, ok := fields[f.Name]
		if !ok {
			continue // a field younger than the body
		}
		if err := f.unjson(t, raw); err != nil {
			return nil, fmt.Errorf("read %s of entry %d: %w", f.Name, v.Seq, err)
		}
	}
	var h envelopeJSON
	all, err := json.Marshal(fields)
	if err == nil {
		err = json.Unmarshal(all, &h)
	}
	if err != nil {
		return nil, fmt.Errorf("read the envelope of entry %d: %w", v.Seq, err)
	}
	e := k.env(t)
	if e.ID, err = ParseID(h.ID); err != nil {
		return nil, fmt.Errorf("read the id of entry %d: %w", v.Seq, err)
	}
	e.Key, e.Version, e.Number = Key(v.RID), v.Version, Number{h.Year, h.N}
	e.State, e.On, e.Class, e.Batch = h.State, h.On, h.Class, h.Batch
	e.CreatedAt, e.CreatedBy, e.ChangedAt, e.ChangedBy = h.CreatedAt, h.CreatedBy, h.ChangedAt, h.ChangedBy
	e.sealedKey = h.Key
	return t, nil
}

// History returns every version of a record, oldest first, for whoever may read it.
func (k *Kind[T]) History(tx *Tx, key Key) ([]Past[T], error) {
	t, err := k.Get(tx, key)
	if err != nil {
		return nil, err
	}
	return k.HistoryOf(tx, t)
}

// HistoryOf is History of a record that the caller has already.
func (k *Kind[T]) HistoryOf(tx *Tx, t *T) ([]Past[T], error) {
	key := k.env(t).Key
	if ok, err := k.May(tx, access.Read, t); err != nil || !ok {
		return nil, first(err, ErrNotFound)
	}
	all, err := trail.Versions(tx.Tx, int64(key))
	if err != nil {
		return nil, fmt.Errorf("read the history of %s %d: %w", k.Name, key, err)
	}
	past := make([]Past[T], len(all))
	for i, v := range all {
		if past[i], err = k.decode(v); err != nil {
			return nil, err
		}
	}
	return past, nil
}

// AsOf returns a record as it was when the trail had reached seq. Rights are today's; a record that was secret then and is
// open now, or the other way round, needs both.
func (k *Kind[T]) AsOf(tx *Tx, key Key, seq int64) (Past[T], error) {
	if _, err := k.Get(tx, key); err != nil {
		return Past[T]{}, err
	}
	v, err := trail.VersionAt(tx.Tx, int64(key), seq)
	if err != nil {
		return Past[T]{}, ErrNotFound
	}
	p, err := k.decode(v)
	if err != nil || p.Record == nil {
		return p, err
	}
	o, err := k.object(tx, p.Record)
	if err != nil {
		return Past[T]{}, err
	}
	if !tx.Subject.May(access.Read, o) {
		return Past[T]{}, ErrNotFound
	}
	return p, nil
}

// Diff is one field that differs between two versions, in words of the form.
type Diff struct {
	Field    Info
	From, To string
}

// Diffs lists what changed from one version to the next; from may be nil for a new record. What is sealed shows that it
// changed, not how.
func (k *Kind[T]) Diffs(from, to *T) []Diff {
	var all []Diff
	if from == nil {
		from = new(T)
	}
	for _, f := range k.fields {
		if !f.Shown() {
			continue
		}
		a, b := f.text(from), f.text(to)
		if f.secret != nil && !bytes.Equal(f.secret(from).box, f.secret(to).box) || a != b {
			all = append(all, Diff{f.Info, a, b})
		}
	}
	return all
}
