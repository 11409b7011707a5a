package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/sqlite/*.sql migrations/postgres/*.sql
var migrations embed.FS

// ErrNewer is the answer of Open when the database was made by a newer program.
var ErrNewer = errors.New("the database is newer than the program: install the newer version")

// ErrOlder is the answer of Open with Existing when the database was made by an older program and must be migrated first.
var ErrOlder = errors.New("the database is older than the program: start the server once, which brings it up to date")

// ErrAbsent is the answer of Open with Existing when there is no database of ours.
var ErrAbsent = errors.New("there is no database of vardkas")

// asItIs holds the schema against the program's and changes nothing.
func (db *DB) asItIs(ctx context.Context) error {
	var have int64
	err := db.write.QueryRowContext(ctx, "SELECT COALESCE(MAX(version_id), 0) FROM schema_version").Scan(&have)
	if isNoTable(err) {
		return ErrAbsent
	}
	if err != nil {
		return fmt.Errorf("read the schema's version: %w", err)
	}
	p, err := db.provider()
	if err != nil {
		return err
	}
	all := p.ListSources()
	switch db.schema = all[len(all)-1].Version; {
	case have > db.schema:
		return ErrNewer
	case have < db.schema:
		return ErrOlder
	}
	return nil
}

func (db *DB) migrate(ctx context.Context) error {
	p, err := db.provider()
	if err != nil {
		return err
	}
	have, want, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the schema's version: %w", err)
	}
	if have > want {
		return ErrNewer
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("bring the schema from %d to %d: %w", have, want, err)
	}
	db.schema = want
	return nil
}

func (db *DB) provider() (*goose.Provider, error) {
	dialect, dir := goose.DialectSQLite3, "migrations/sqlite"
	if db.Engine == Postgres {
		dialect, dir = goose.DialectPostgres, "migrations/postgres"
	}
	files, err := fs.Sub(migrations, dir)
	if err != nil {
		return nil, fmt.Errorf("open migrations: %w", err)
	}
	p, err := goose.NewProvider(dialect, db.write, files, goose.WithTableName("schema_version"))
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return p, nil
}

// Schema is the number of the newest migration applied.
func (db *DB) Schema() int64 { return db.schema }
