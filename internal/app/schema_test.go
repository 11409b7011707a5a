package app_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/app"
	"github.com/vardkas/vardkas/internal/store"
)

var update = flag.Bool("update", false, "write what the tests compare with")

// Until the first release one migration makes the tables of every kind; after it a change of a kind is a new migration.
func TestTheMigrationMakesTheTablesOfEveryKind(t *testing.T) {
	for _, e := range []store.Engine{store.SQLite, store.Postgres} {
		var b strings.Builder
		b.WriteString("-- +goose Up\n-- Written from the kinds: see CONTRIBUTING.md.\n")
		for _, k := range app.Kinds() {
			b.WriteString(k.Schema(e))
		}
		if len(app.Kinds()) == 0 {
			b.WriteString("SELECT 1;\n")
		}
		path := filepath.Join("..", "store", "migrations", string(e), "00020_kinds.sql")
		if *update {
			if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		have, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(have) != b.String() {
			t.Errorf("%s is not what the kinds need: run this test with -update", path)
		}
	}
}
