package bench

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/vardkas/vardkas/internal/app"
	"github.com/vardkas/vardkas/internal/store"
)

// cached returns a copy of its own of a database with n events, in the folder dir. The first run on a machine makes it, the
// next ones take it from the system's temporary folder, until the generator or the tables change.
func cached(ctx context.Context, n int, dir string) (path string, r region, err error) {
	made, err := generatorHash()
	if err != nil {
		return "", r, err
	}
	folder := filepath.Join(os.TempDir(), "vardkas-bench", fmt.Sprintf("%s-%d", made, n))
	if _, err := os.Stat(folder); errors.Is(err, os.ErrNotExist) {
		if err := generate(ctx, n, folder); err != nil {
			return "", r, fmt.Errorf("make %d events: %w", n, err)
		}
	}
	b, err := os.ReadFile(filepath.Join(folder, "region.json"))
	if err != nil {
		return "", r, fmt.Errorf("read the cached region: %w", err)
	}
	if err := json.Unmarshal(b, &r); err != nil {
		return "", r, fmt.Errorf("read the cached region: %w", err)
	}
	path = filepath.Join(dir, "vardkas.db")
	return path, r, duplicate(filepath.Join(folder, "vardkas.db"), path)
}

// generate makes the database in a folder beside and moves it into place when it is whole.
func generate(ctx context.Context, n int, folder string) (err error) {
	if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil {
		return err
	}
	half, err := os.MkdirTemp(filepath.Dir(folder), "half-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(half)) }()
	h, err := openHouse(ctx, filepath.Join(half, "vardkas.db"), beginning)
	if err != nil {
		return err
	}
	r, err := tell(ctx, h, n)
	if err = errors.Join(err, h.db.Close()); err != nil {
		return err
	}
	if err := settle(ctx, filepath.Join(half, "vardkas.db")); err != nil {
		return err
	}
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(half, "region.json"), b, 0o644); err != nil {
		return err
	}
	return os.Rename(half, folder)
}

// settle brings everything from the log into the file, which is all that is copied.
func settle(ctx context.Context, path string) (err error) {
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var busy, log, moved int
	if err := db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &moved); err != nil {
		return fmt.Errorf("empty the log: %w", err)
	}
	if busy != 0 || log != moved {
		return fmt.Errorf("empty the log: %d of %d pages moved, busy %d", moved, log, busy)
	}
	return nil
}

// generatorHash changes when the made-up events or the tables they lie in do.
func generatorHash() (string, error) {
	h := sha256.New()
	files, err := filepath.Glob("../internal/store/migrations/sqlite/*.sql")
	if err != nil {
		return "", err
	}
	for _, path := range append(files, "region_test.go") {
		b, err := os.ReadFile(path)
		if err != nil {
			return "", fmt.Errorf("hash the generator: %w", err)
		}
		h.Write(b)
	}
	for _, k := range app.Kinds() {
		h.Write([]byte(k.Schema(store.SQLite)))
	}
	return hex.EncodeToString(h.Sum(nil)[:8]), nil
}

func duplicate(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
