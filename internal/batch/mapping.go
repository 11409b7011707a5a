package batch

import (
	"fmt"

	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
)

// SavedMapping is a mapping kept under a name for the next table from the same source.
type SavedMapping struct {
	Kind    string // what rows become
	Name    string
	Mapping string // as a mapping file
	Person  record.Key
}

// SaveMapping keeps a mapping. One of the same kind and name is replaced.
func SaveMapping(tx *store.Tx, m SavedMapping) error {
	_, err := tx.Exec(`INSERT INTO import_mapping(kind, name, mapping, person, saved_at) VALUES($1, $2, $3, $4, $5)
		ON CONFLICT(kind, name) DO UPDATE SET mapping = excluded.mapping, person = excluded.person, saved_at = excluded.saved_at`,
		m.Kind, m.Name, m.Mapping, int64(m.Person), int64(tx.At()))
	if err != nil {
		return fmt.Errorf("save a mapping: %w", err)
	}
	return nil
}

// SavedMappings lists the mappings of the kinds, by name.
func SavedMappings(tx *store.Tx, kinds []string) (all []SavedMapping, err error) {
	if len(kinds) == 0 {
		return nil, nil
	}
	where, arg := tx.In("kind", 1, kinds)
	err = tx.Each(func(scan func(...any) error) error {
		var m SavedMapping
		if err := scan(&m.Kind, &m.Name, &m.Mapping, &m.Person); err != nil {
			return err
		}
		all = append(all, m)
		return nil
	}, "SELECT kind, name, mapping, person FROM import_mapping WHERE "+where+" ORDER BY name, kind", arg)
	if err != nil {
		return nil, fmt.Errorf("read saved mappings: %w", err)
	}
	return all, nil
}

// ForgetMapping takes a saved mapping away.
func ForgetMapping(tx *store.Tx, kind, name string) error {
	if _, err := tx.Exec("DELETE FROM import_mapping WHERE kind = $1 AND name = $2", kind, name); err != nil {
		return fmt.Errorf("forget a mapping: %w", err)
	}
	return nil
}
