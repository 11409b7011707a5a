package search_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/vardkas/vardkas/internal/pgtest"
	"github.com/vardkas/vardkas/internal/search"
	_ "modernc.org/sqlite"
	"pgregory.net/rapid"
)

// engine stores an index as the product does and answers a query.
type engine interface {
	put(t testing.TB, index string)
	matches(query search.Query) (bool, error)
}

type sqliteEngine struct{ db *sql.DB }

func newSQLite(t testing.TB) sqliteEngine {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "search.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	for _, statement := range []string{
		`PRAGMA journal_mode = MEMORY`, `PRAGMA synchronous = OFF`,
		`CREATE VIRTUAL TABLE s USING fts5(stems, tokenize = 'unicode61 remove_diacritics 0')`,
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	return sqliteEngine{db}
}

func (e sqliteEngine) put(t testing.TB, index string) {
	t.Helper()
	if _, err := e.db.Exec(`INSERT OR REPLACE INTO s(rowid, stems) VALUES(1, ?)`, index); err != nil {
		t.Fatal(err)
	}
}

func (e sqliteEngine) matches(query search.Query) (found bool, err error) {
	err = e.db.QueryRow(`SELECT EXISTS(SELECT 1 FROM s WHERE s MATCH ?)`, query.SQLite()).Scan(&found)
	return found, err
}

type postgresEngine struct{ conn *pgx.Conn }

func newPostgres(t testing.TB) postgresEngine {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, pgtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(ctx) })
	if _, err := conn.Exec(ctx, `CREATE TABLE s(id int PRIMARY KEY, stems tsvector NOT NULL)`); err != nil {
		t.Fatal(err)
	}
	return postgresEngine{conn}
}

func (e postgresEngine) put(t testing.TB, index string) {
	t.Helper()
	_, err := e.conn.Exec(context.Background(), `INSERT INTO s VALUES(1, to_tsvector('simple', $1))
		ON CONFLICT(id) DO UPDATE SET stems = excluded.stems`, index)
	if err != nil {
		t.Fatal(err)
	}
}

func (e postgresEngine) matches(query search.Query) (found bool, err error) {
	err = e.conn.QueryRow(context.Background(), `SELECT EXISTS(SELECT 1 FROM s WHERE stems @@ to_tsquery('simple', $1))`, query.Postgres()).Scan(&found)
	return found, err
}

func TestBothEnginesFindTheSameDocuments(t *testing.T) {
	for name, e := range map[string]engine{"SQLite": newSQLite(t), "PostgreSQL": newPostgres(t)} {
		for i, document := range documents {
			e.put(t, search.Index(document))
			for input, want := range questions {
				got, err := e.matches(search.Parse(input))
				if err != nil || got != contains(want, i) {
					t.Errorf("%s: %q in %q: %v, %v", name, input, document, got, err)
				}
			}
		}
	}
}

// Any text, asked anything: neither engine fails, and both answer as Matches.
func TestNoTextOrQuestionDividesTheEngines(t *testing.T) {
	sqlite, postgres := newSQLite(t), newPostgres(t)
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{"å", "Ä", "hot", "hotet", "mot", "1e5", "-7", "3.14", "2026", "H-2026-1", ".", ":", "s", `"`, "*", "'", "(", ")", "&", "|", "!", "NEAR", "OR", "/", "@", "<b>", "\x00", "ﬁ", "½", "火", "\u0301"}),
		rapid.StringN(0, 6, -1),
	)
	joined := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(piece, 0, 8).Draw(t, "pieces"), rapid.SampledFrom([]string{"", " "}).Draw(t, "glue"))
	})
	rapid.Check(t, func(rt *rapid.T) {
		text, input := joined.Draw(rt, "text"), joined.Draw(rt, "question")
		if rapid.Bool().Draw(rt, "ask for a part of the text") {
			from := rapid.IntRange(0, len(text)).Draw(rt, "from")
			input = text[from:rapid.IntRange(from, len(text)).Draw(rt, "to")] + rapid.SampledFrom([]string{"", "*"}).Draw(rt, "end")
		}
		query, index := search.Parse(input), search.Index(text)
		if query.Empty() {
			return
		}
		for name, e := range map[string]engine{"SQLite": sqlite, "PostgreSQL": postgres} {
			e.put(t, index)
			got, err := e.matches(query)
			if err != nil || got != query.Matches(index) {
				rt.Fatalf("%s: %q (%s | %s) in %q (%s): %v, %v, want %v",
					name, input, query.SQLite(), query.Postgres(), text, index, got, err, !got)
			}
		}
	})
}

func FuzzNoInputIsASyntaxErrorToSQLite(f *testing.F) {
	e := newSQLite(f)
	for input := range questions {
		f.Add(input, documents[0])
	}
	f.Add(`"a" OR NEAR(b c, 2) NOT {x} : ^d* + -e`, `a"b*c(d)`)
	f.Fuzz(func(t *testing.T, input, text string) {
		query, index := search.Parse(input), search.Index(text)
		e.put(t, index)
		if query.Empty() {
			return
		}
		got, err := e.matches(query)
		if err != nil {
			t.Fatalf("%q became %s: %v", input, query.SQLite(), err)
		}
		if got != query.Matches(index) {
			t.Fatalf("%q (%s) in %q: SQLite says %v", input, query.SQLite(), index, got)
		}
	})
}

// PostgreSQL runs as another process, which a fuzzing worker cannot share; here
// its syntax is held by a grammar, and on the server by the test above.
func FuzzNoInputIsASyntaxErrorToPostgres(f *testing.F) {
	f.Add(`'a' & b | !c:* <-> (d)`)
	f.Add(`\' " «x»* „y`)
	f.Fuzz(func(t *testing.T, input string) {
		query := search.Parse(input)
		if query.Empty() != (query.Postgres() == "") {
			t.Fatalf("%q became %q", input, query.Postgres())
		}
		if !query.Empty() && !tsquery.MatchString(query.Postgres()) {
			t.Fatalf("%q became %s", input, query.Postgres())
		}
	})
}
