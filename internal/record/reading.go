package record

import (
	"fmt"

	"github.com/vardkas/vardkas/internal/access"
)

// reading is what one snapshot has read already and would read again: how persons stand to records, and what records are
// called. It ends with the snapshot. A change has none: there everything is read as it is at that moment.
type reading struct {
	relations map[Key][]access.Relation
	given     []Key // handed out; their relations are read together when the first of them is asked for
	titles    map[Key]string
}

func newReading() *reading {
	return &reading{relations: map[Key][]access.Relation{}, titles: map[Key]string{}}
}

// give notes that a record has been handed out.
func (r *reading) give(key Key) {
	if r != nil {
		r.given = append(r.given, key)
	}
}

// relations is how persons stand to a saved record. On a snapshot they are read once, with those of everything else that
// has been handed out: a page asks what may be done with each of its rows.
func (tx *Tx) relations(key Key) ([]access.Relation, error) {
	r := tx.reading
	if r == nil {
		return relationsOf(tx, key)
	}
	if all, ok := r.relations[key]; ok {
		return all, nil
	}
	ids := []int64{int64(key)}
	r.relations[key] = nil
	for _, other := range r.given {
		if _, ok := r.relations[other]; !ok {
			ids = append(ids, int64(other))
			r.relations[other] = nil
		}
	}
	r.given = r.given[:0]
	where, arg := tx.In("rid", 1, ids)
	err := tx.Each(func(scan func(...any) error) error {
		var rid Key
		var one access.Relation
		if err := scan(&rid, &one.Name, &one.Who); err != nil {
			return err
		}
		r.relations[rid] = append(r.relations[rid], one)
		return nil
	}, "SELECT rid, relation, who FROM access_key WHERE "+where, arg)
	if err != nil {
		clear(r.relations) // half of them would be a wrong answer
		return nil, fmt.Errorf("read the relations of %d: %w", key, err)
	}
	return r.relations[key], nil
}

// Hanging is what hangs on one record, read kind by kind as it is asked for, each kind once.
type Hanging struct {
	tx   *Tx
	on   Key
	keys map[string][]int64 // by kind, newest first
	read map[string]any     // by kind: the records the caller may see
}

// Hanging finds what hangs on a record and how persons stand to it, in one statement. Whoever asks has read the record itself.
func (tx *Tx) Hanging(on Key) (*Hanging, error) {
	h := &Hanging{tx: tx, on: on, keys: map[string][]int64{}, read: map[string]any{}}
	last := Key(0)
	err := tx.Each(func(scan func(...any) error) error {
		var key Key
		var kind string
		var one access.Relation
		if err := scan(&key, &kind, &one.Name, &one.Who); err != nil {
			return err
		}
		if key != last {
			h.keys[kind] = append(h.keys[kind], int64(key))
			last = key
			if tx.reading != nil {
				tx.reading.relations[key] = nil
			}
		}
		if tx.reading != nil && one.Name != "" {
			tx.reading.relations[key] = append(tx.reading.relations[key], one)
		}
		return nil
	}, `SELECT r.rid, r.kind, coalesce(a.relation, ''), coalesce(a.who, 0) FROM record r LEFT JOIN access_key a ON a.rid = r.rid
		WHERE r.on_rid = $1 AND r.on_rid <> 0 AND r.state <> $2 ORDER BY r.rid DESC`, int64(on), string(Withdrawn))
	if err != nil {
		return nil, fmt.Errorf("read what hangs on %d: %w", on, err)
	}
	return h, nil
}

// Of returns what of the kind hangs on a record, newest first, at most MaxPage: what List gives with Query.On. Without any
// it runs no statement.
func (k *Kind[T]) Of(h *Hanging) ([]*T, error) {
	if known, ok := h.read[k.Name].([]*T); ok {
		return known, nil
	}
	keys := h.keys[k.Name]
	if len(keys) == 0 {
		return nil, nil
	}
	found, err := k.among(h.tx, keys[:min(len(keys), MaxPage)])
	if err != nil {
		return nil, err
	}
	h.read[k.Name] = found
	return found, nil
}

// among returns those of the keys, in their order, that a list shows the caller: what the rule of access lets pass one by
// one, without what belongs to an import that is not complete.
func (k *Kind[T]) among(tx *Tx, keys []int64) ([]*T, error) {
	byKey, err := k.loadAll(tx, keys)
	if err != nil {
		return nil, err
	}
	var all []*T
	for _, key := range keys {
		t, ok := byKey[Key(key)]
		if !ok {
			continue
		}
		fits, err := k.inList(tx, t)
		if err != nil {
			return nil, err
		}
		if fits {
			tx.show(k.env(t))
			all = append(all, t)
		}
	}
	return all, nil
}

// inList reports whether a list would show t to the caller.
func (k *Kind[T]) inList(tx *Tx, t *T) (bool, error) {
	if batch := k.env(t).Batch; batch != 0 {
		open, err := tx.openBatches()
		if err != nil {
			return false, err
		}
		for _, b := range open {
			if b == int64(batch) {
				return false, nil
			}
		}
	}
	return k.May(tx, access.List, t)
}
