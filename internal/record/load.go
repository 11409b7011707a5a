package record

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/vardkas/vardkas/internal/access"
)

// load reads one record, whoever asks.
func (k *Kind[T]) load(tx *Tx, key Key) (*T, error) { return k.one(tx, "r.rid", int64(key)) }

// one reads the record whose column holds value, whoever asks.
func (k *Kind[T]) one(tx *Tx, column string, value any) (*T, error) {
	t, err := k.scan(tx.Row(k.sql.from+" WHERE "+column+" = $1", value).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read %s %v: %w", k.Name, value, err)
	}
	return t, nil
}

// loadAll reads many records in one statement, whoever asks. What does not exist is left out.
func (k *Kind[T]) loadAll(tx *Tx, keys []int64) (map[Key]*T, error) {
	where, arg := tx.In("r.rid", 1, keys)
	all := make(map[Key]*T, len(keys))
	err := tx.Each(func(scan func(...any) error) error {
		t, err := k.scan(scan)
		if err != nil {
			return err
		}
		all[k.env(t).Key] = t
		return nil
	}, k.sql.from+" WHERE "+where, arg)
	if err != nil {
		return nil, fmt.Errorf("read many %s: %w", k.Name, err)
	}
	return all, nil
}

func (k *Kind[T]) scan(scan func(...any) error) (*T, error) {
	t := new(T)
	e := k.env(t)
	var id []byte
	var areas string
	raw := make([]any, len(k.own))
	dest := []any{
		&e.Key, &id, &e.On, &e.Number.Year, &e.Number.N, &e.State, &e.Title, &e.Unit, &e.Owner, &areas, &e.Level, &e.Ground, &e.Dnr, &e.Class,
		&e.Batch, &e.Version, &e.CreatedAt, &e.CreatedBy, &e.ChangedAt, &e.ChangedBy, &e.sealedKey,
	}
	for i := range raw {
		dest = append(dest, &raw[i])
	}
	if err := scan(dest...); err != nil {
		return nil, err
	}
	copy(e.ID[:], id)
	var err error
	if e.Areas, err = several(word[Code]()).load(areas); err != nil {
		return nil, err
	}
	for i, f := range k.own {
		if err := f.load(t, raw[i]); err != nil {
			return nil, fmt.Errorf("column %s: %w", f.Name, err)
		}
	}
	return t, nil
}

// object is what the rule of access needs to know of t.
func (k *Kind[T]) object(tx *Tx, t *T) (access.Object, error) {
	e := k.env(t)
	o := access.Object{Kind: k.Name, Class: e.Class, Unit: int64(e.Unit), Level: e.Level, RID: int64(e.Key)}
	for _, a := range e.Areas {
		o.Areas = append(o.Areas, string(a))
	}
	if k.Relations == nil && k.Under == nil {
		return o, nil
	}
	var err error
	if e.Version == 0 {
		o.Relations, err = k.relations(tx, t)
	} else {
		o.Relations, err = tx.relations(e.Key)
	}
	return o, err
}

// Object is what the rule of access needs to know of t, for pages that offer what the reader may do.
func (k *Kind[T]) Object(tx *Tx, t *T) (access.Object, error) { return k.object(tx, t) }

// May reports whether the caller may do the action with t.
func (k *Kind[T]) May(tx *Tx, a access.Action, t *T) (bool, error) {
	o, err := k.object(tx, t)
	return err == nil && tx.Subject.May(a, o), err
}

// Get returns one record, or ErrNotFound also when the caller may not read it. Its secrets stay sealed.
func (k *Kind[T]) Get(tx *Tx, key Key) (*T, error) {
	t, err := k.load(tx, key)
	if err != nil {
		return nil, err
	}
	return k.given(tx, t)
}

// given hands t to the caller, if the caller may read it.
func (k *Kind[T]) given(tx *Tx, t *T) (*T, error) {
	ok, err := k.May(tx, access.Read, t)
	if err != nil {
		return nil, err
	}
	if !ok {
		tx.refused(k.Name, k.env(t).Key)
		return nil, ErrNotFound
	}
	tx.show(k.env(t))
	return t, nil
}

// ByID is Get by the public id.
func (k *Kind[T]) ByID(tx *Tx, id ID) (*T, error) {
	t, err := k.one(tx, "r.id", id[:])
	if err != nil {
		return nil, err
	}
	return k.given(tx, t)
}

// Open is Get with the secrets opened, for whoever may read what is sealed; for others it is Get.
func (k *Kind[T]) Open(tx *Tx, key Key) (*T, error) {
	t, err := k.Get(tx, key)
	if err != nil {
		return nil, err
	}
	ok, err := k.May(tx, access.ReadSealed, t)
	if err != nil || !ok {
		return t, err
	}
	return t, k.unseal(tx.book.Ring, t)
}

// Reveal is load with the secrets opened, for the program itself: rules and jobs that need the person behind a record.
// Callers other than a door of the program get what Open gives.
func (k *Kind[T]) Reveal(tx *Tx, key Key) (*T, error) {
	if tx.Caller.Door == NoDoor {
		return k.Open(tx, key)
	}
	t, err := k.load(tx, key)
	if err != nil {
		return nil, err
	}
	return t, k.unseal(tx.book.Ring, t)
}
