package batch

import (
	"fmt"

	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
)

// lookUp bounds how many digests one statement asks for.
const lookUp = 500

// known tells which of the rows have come in before.
func known(tx *record.Tx, rows []Row) (map[string]bool, error) {
	found := map[string]bool{}
	for from := 0; from < len(rows); from += lookUp {
		var digests []string
		for _, r := range rows[from:min(from+lookUp, len(rows))] {
			digests = append(digests, r.Identity)
		}
		where, arg := tx.In("identity", 1, digests)
		here, err := store.All[string](tx.Tx, "SELECT identity FROM import_identity WHERE "+where, arg)
		if err != nil {
			return nil, fmt.Errorf("look for rows that came before: %w", err)
		}
		for _, digest := range here {
			found[digest] = true
		}
	}
	return found, nil
}

func remember(tx *record.Tx, identity string, rid record.Key) error {
	if _, err := tx.Exec("INSERT INTO import_identity(identity, rid) VALUES($1, $2)", identity, int64(rid)); err != nil {
		return fmt.Errorf("remember where record %d came from: %w", rid, err)
	}
	return nil
}

// forget lets the row of a record taken back come in again.
func forget(tx *record.Tx, rid record.Key) error {
	if _, err := tx.Exec("DELETE FROM import_identity WHERE rid = $1", int64(rid)); err != nil {
		return fmt.Errorf("forget where record %d came from: %w", rid, err)
	}
	return nil
}
