package relation

import (
	"github.com/vardkas/vardkas/internal/record"
)

// Join links two records that the caller may both read: what may not be read cannot be found out by linking to it.
func Join(tx *record.Tx, from, to record.ID, nature Nature) (*Link, error) {
	a, err := readable(tx, from)
	if err != nil {
		return nil, err
	}
	b, err := readable(tx, to)
	if err != nil {
		return nil, err
	}
	l := &Link{Envelope: record.Envelope{On: a.Key, Title: b.Number.Text(b.Meta().Prefix)}, Nature: nature, Target: b.Key}
	return l, Kind.Create(tx, l)
}

// readable gives a record of any kind that the caller may read, else record.ErrNotFound.
func readable(tx *record.Tx, id record.ID) (record.Row, error) {
	_, name, err := tx.Locate(id)
	if err != nil {
		return record.Row{}, err
	}
	kind, ok := tx.Book().Kind(name)
	if !ok {
		return record.Row{}, record.ErrNotFound
	}
	return kind.Fetch(tx, id)
}

// TakeBack withdraws a link that the caller made. Its history stays.
func TakeBack(tx *record.Tx, key record.Key, version int) error {
	_, err := Kind.Take(tx, key, version, "take_back", nil)
	return err
}
