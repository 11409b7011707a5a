// Package storetest runs a test on both engines: a SQLite file of its own and a PostgreSQL schema of its own.
package storetest

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/pgtest"
	"github.com/vardkas/vardkas/internal/store"
)

// Start is when the clock of a test database stands at first: a Sunday before an ordinary week.
var Start = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// Each runs f as a subtest on each engine. open gives the options of a new empty database, without a ledger.
func Each(t *testing.T, f func(t *testing.T, o store.Options)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { f(t, Postgres(t)) })
}

// SQLite returns the options of a new SQLite file.
func SQLite(t testing.TB) store.Options {
	return store.Options{Source: filepath.Join(t.TempDir(), "vardkas.db"), Clock: clock.NewManual(Start)}
}

// Postgres returns the options of a new PostgreSQL database.
func Postgres(t testing.TB) store.Options {
	return store.Options{Source: pgtest.URL(t), Clock: clock.NewManual(Start)}
}

// Open opens a database and closes it when the test ends.
func Open(t testing.TB, o store.Options) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}
