package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/store/storetest"
)

func TestOpeningWhatExistsMakesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		o.Existing = true
		if _, err := store.Open(context.Background(), o); !errors.Is(err, store.ErrAbsent) {
			t.Fatalf("an empty place opened with %v", err)
		}
		if _, err := os.Stat(o.Source); err == nil {
			t.Errorf("%s was made", o.Source)
		}
		o.Existing = false
		db, err := store.Open(context.Background(), o)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		o.Existing = true
		db, err = store.Open(context.Background(), o)
		if err != nil {
			t.Fatalf("what exists did not open: %v", err)
		}
		err = db.Write(context.Background(), func(tx *store.Tx) error {
			_, err := tx.Exec("DELETE FROM schema_version WHERE version_id = (SELECT MAX(version_id) FROM schema_version)")
			return err
		})
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Open(context.Background(), o); !errors.Is(err, store.ErrOlder) {
			t.Errorf("an older schema opened with %v", err)
		}
	})
}

func TestAFileThatIsNoDatabaseIsNotOpened(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vardkas.db")
	if err := os.WriteFile(path, []byte("a shopping list that somebody put here by mistake, long enough to be read as a header of something"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(context.Background(), store.Options{Source: path, Existing: true}); !errors.Is(err, store.ErrAbsent) {
		t.Errorf("it opened with %v", err)
	}
}
