package bench

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"path/filepath"
	"sync"
	"testing"

	_ "modernc.org/sqlite" // the limit speaks to the database itself
)

// limit is the same work as the product's, written by hand with as little as it needs: prepared statements, one
// connection, HTML by appending bytes. It knows no rights, no languages, no history: a floor, not a product.
type limit struct {
	dialect
	sql    *sql.Conn // reads the product's database
	own    *sql.Conn // writes its own, with the same settings
	one    sync.Mutex
	read   map[string]*sql.Stmt
	write  map[string]*sql.Stmt
	memory []line
}

// dialect is how the limit speaks to an engine.
type dialect struct {
	driver, source string // of the product's database
	own            string // source of the limit's own tables
	begin          string
	tables         string
	search         string // the newest that match, by their record keys
	words          string // what the search is given
}

const pragmas = "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)" +
	"&_pragma=cache_size(-20000)&_pragma=mmap_size(268435456)&_pragma=temp_store(2)"

func sqliteDialect(t testing.TB, path string) dialect {
	return dialect{
		driver: "sqlite", source: "file:" + path + pragmas, own: "file:" + filepath.Join(t.TempDir(), "limit.db") + pragmas, begin: "BEGIN IMMEDIATE",
		search: "SELECT rowid FROM search WHERE search MATCH $1 ORDER BY rowid DESC LIMIT 200", words: "dörr*",
		tables: `
	CREATE TABLE incident(rid INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, at INTEGER NOT NULL, unit INTEGER NOT NULL, category TEXT NOT NULL,
		title TEXT NOT NULL, description TEXT NOT NULL) STRICT;
	CREATE INDEX incident_at ON incident(at, rid);
	CREATE TABLE trail(seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, rid INTEGER NOT NULL, body BLOB NOT NULL, hash BLOB NOT NULL) STRICT;
	CREATE TABLE summary(month TEXT, area TEXT, severity TEXT, n INTEGER NOT NULL, PRIMARY KEY(month, area, severity)) STRICT, WITHOUT ROWID;`,
	}
}

func postgresDialect(url string) dialect {
	return dialect{
		driver: "pgx", source: url, own: url + "&search_path=the_limit", begin: "BEGIN",
		search: "SELECT rid FROM search WHERE ts @@ to_tsquery('simple', $1) ORDER BY rid DESC LIMIT 200", words: "dörr:*",
		tables: `
	CREATE SCHEMA the_limit;
	CREATE TABLE incident(rid bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, id bytea NOT NULL UNIQUE, at bigint NOT NULL, unit bigint NOT NULL,
		category text NOT NULL, title text NOT NULL, description text NOT NULL);
	CREATE INDEX incident_at ON incident(at, rid);
	CREATE TABLE trail(seq bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, at bigint NOT NULL, rid bigint NOT NULL, body bytea NOT NULL, hash bytea NOT NULL);
	CREATE TABLE summary(month text, area text, severity text, n bigint NOT NULL, PRIMARY KEY(month, area, severity));`,
	}
}

const listed = `SELECT r.number_year, r.number, r.id, r.title, r.state, k.category, k.severity, u.title, coalesce(o.title, ''), k.happened_at
	FROM record r JOIN incident k ON k.rid = r.rid JOIN record u ON u.rid = r.unit LEFT JOIN record o ON o.rid = r.owner `

var readings = map[string]string{
	"session": "SELECT person, absolute_until, seen_at FROM session WHERE id = $1",
	"list": listed + `WHERE r.rid IN (SELECT rid FROM incident_span WHERE to_seq = 1152921504606846976 AND secrecy <= 3
		ORDER BY created_at DESC, rid DESC LIMIT 50) ORDER BY r.created_at DESC, r.rid DESC`,
	"detail":  listed + "WHERE r.id = $1",
	"history": "SELECT at, actor, action FROM trail WHERE rid = $1 AND version > 0 ORDER BY version",
	"text":    "SELECT k.rid, k.description FROM record r JOIN incident k ON k.rid = r.rid WHERE r.id = $1",
}

// writings go to tables of the limit's own: what a report must leave behind at least, and a month's figures.
var writings = map[string]string{
	"incident": "INSERT INTO incident(id, at, unit, category, title, description) VALUES($1, $2, $3, $4, $5, $6) RETURNING rid",
	"trail":    "INSERT INTO trail(at, rid, body, hash) VALUES($1, $2, $3, $4)",
	"summary": `INSERT INTO summary(month, area, severity, n) VALUES($1, $2, $3, 1)
		ON CONFLICT(month, area, severity) DO UPDATE SET n = summary.n + 1`,
	"figures": "SELECT month, area, severity, n FROM summary ORDER BY month, area, severity",
}

func openLimit(t testing.TB, d dialect) *limit {
	t.Helper()
	l := &limit{dialect: d}
	l.sql, l.own = connect(t, d.driver, d.source), connect(t, d.driver, d.own)
	if _, err := l.own.ExecContext(context.Background(), d.tables); err != nil {
		t.Fatal(err)
	}
	texts := maps.Clone(readings)
	texts["search"] = listed + "WHERE r.rid IN (" + d.search + ") AND r.secrecy <= 3 ORDER BY r.rid DESC LIMIT 50"
	l.read, l.write = prepare(t, l.sql, texts), prepare(t, l.own, writings)
	l.fill(t)
	var err error
	if l.memory, err = l.lines(context.Background(), "list"); err != nil || len(l.memory) != 50 {
		t.Fatalf("the limit lists %d events: %v", len(l.memory), err)
	}
	return l
}

func connect(t testing.TB, driver, source string) *sql.Conn {
	t.Helper()
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(conn.Close(), db.Close()); err != nil {
			t.Error(err)
		}
	})
	return conn
}

func prepare(t testing.TB, conn *sql.Conn, texts map[string]string) map[string]*sql.Stmt {
	t.Helper()
	all := map[string]*sql.Stmt{}
	for name, text := range texts {
		stmt, err := conn.PrepareContext(context.Background(), text)
		if err != nil {
			t.Fatalf("prepare %s: %v", name, err)
		}
		all[name] = stmt
	}
	return all
}

// fill makes the figures of 12 months, 6 areas and 5 severities.
func (l *limit) fill(t testing.TB) {
	t.Helper()
	for month := range 12 {
		for area := range 6 {
			for severity := range 5 {
				_, err := l.write["summary"].Exec(fmt.Sprintf("2026-%02d", month+1), fmt.Sprintf("area%d", area), fmt.Sprintf("severity%d", severity))
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

func (l *limit) lines(ctx context.Context, statement string, args ...any) ([]line, error) {
	rows, err := l.read[statement].QueryContext(ctx, args...)
	if err != nil {
		return nil, err
	}
	all := make([]line, 0, 50)
	for rows.Next() {
		var x line
		if err := rows.Scan(&x.year, &x.number, &x.id, &x.title, &x.state, &x.category, &x.severity, &x.unit, &x.owner, &x.happened); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		all = append(all, x)
	}
	return all, errors.Join(rows.Err(), rows.Close())
}

// known looks the session up.
func (l *limit) known(r *http.Request) error {
	c, err := r.Cookie("vardkas")
	if err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(c.Value))
	var person, until, seen int64
	return l.read["session"].QueryRowContext(r.Context(), hex.EncodeToString(sum[:])).Scan(&person, &until, &seen)
}

// page answers with what f writes, for whoever is signed in.
func (l *limit) page(f func(r *http.Request, w *writer) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.one.Lock()
		defer l.one.Unlock()
		page := make(writer, 0, 16<<10)
		err := l.known(r)
		if err == nil {
			err = f(r, &page)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(page) // the reader is gone: nobody to tell
	})
}

func (l *limit) list() http.Handler {
	return l.page(func(r *http.Request, w *writer) error {
		all, err := l.lines(r.Context(), "list")
		w.list(all)
		return err
	})
}

func (l *limit) found() http.Handler {
	return l.page(func(r *http.Request, w *writer) error {
		all, err := l.lines(r.Context(), "search", l.words)
		w.list(all)
		return err
	})
}

// detail shows one event with its text and who did what when.
func (l *limit) detail(id []byte) http.Handler {
	return l.page(func(r *http.Request, w *writer) error {
		all, err := l.lines(r.Context(), "detail", id)
		if err != nil {
			return err
		}
		var rid int64
		var text string
		if err := l.read["text"].QueryRowContext(r.Context(), id).Scan(&rid, &text); err != nil {
			return err
		}
		w.head(all[0].title)
		w.raw("<p>")
		w.text(text)
		w.raw("</p><table>")
		w.line(&all[0])
		w.raw("</table><ol>")
		if err := l.history(r.Context(), w, rid); err != nil {
			return err
		}
		w.raw("</ol>")
		w.foot()
		return nil
	})
}

func (l *limit) history(ctx context.Context, w *writer, rid int64) error {
	rows, err := l.read["history"].QueryContext(ctx, rid)
	if err != nil {
		return err
	}
	for rows.Next() {
		var at, actor int
		var action string
		if err := rows.Scan(&at, &actor, &action); err != nil {
			return errors.Join(err, rows.Close())
		}
		w.raw("<li>")
		w.number(at)
		w.raw(" ")
		w.number(actor)
		w.raw(" ")
		w.text(action)
	}
	return errors.Join(rows.Err(), rows.Close())
}

// figures shows 360 sums that stand ready.
func (l *limit) figures() http.Handler {
	return l.page(func(r *http.Request, w *writer) error {
		rows, err := l.write["figures"].QueryContext(r.Context())
		if err != nil {
			return err
		}
		w.head("Statistik")
		w.raw("<table>")
		for rows.Next() {
			var month, area, severity string
			var n int
			if err := rows.Scan(&month, &area, &severity, &n); err != nil {
				return errors.Join(err, rows.Close())
			}
			w.raw("<tr><td>")
			w.text(month)
			w.raw("<td>")
			w.text(area)
			w.raw("<td>")
			w.text(severity)
			w.raw("<td>")
			w.number(n)
		}
		w.raw("</table>")
		w.foot()
		return errors.Join(rows.Err(), rows.Close())
	})
}

// create keeps one report for good: the event, an entry chained by hash, a figure, one COMMIT that waits for the disk.
func (l *limit) create() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.one.Lock()
		defer l.one.Unlock()
		number, err := l.keep(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		var page writer
		page.head("Tack")
		page.number(int(number))
		page.foot()
		_, _ = w.Write(page) // the reader is gone: nobody to tell
	})
}

func (l *limit) keep(r *http.Request) (rid int64, err error) {
	if err := r.ParseForm(); err != nil {
		return 0, err
	}
	ctx, text := context.Background(), r.PostForm.Get("description")
	id := make([]byte, 16)
	_, _ = rand.Read(id) // crypto/rand.Read never fails
	if _, err := l.own.ExecContext(ctx, l.begin); err != nil {
		return 0, err
	}
	at := today.UnixMilli()
	if err := l.write["incident"].QueryRowContext(ctx, id, at, 7, r.PostForm.Get("category"), text[:min(len(text), 80)], text).Scan(&rid); err != nil {
		return 0, err
	}
	body := []byte(r.PostForm.Encode())
	sum := sha256.Sum256(body)
	if _, err := l.write["trail"].ExecContext(ctx, at, rid, body, sum[:]); err != nil {
		return 0, err
	}
	if _, err := l.write["summary"].ExecContext(ctx, "2026-11", "area1", "severity1"); err != nil {
		return 0, err
	}
	_, err = l.own.ExecContext(ctx, "COMMIT")
	return rid, err
}

// fromMemory is a page of fifty events that needs no database.
func (l *limit) fromMemory() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		page := make(writer, 0, 16<<10)
		page.list(l.memory)
		_, _ = w.Write(page) // the reader is gone: nobody to tell
	})
}

// hello is the least that net/http does.
func hello() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("hello")) // the reader is gone: nobody to tell
	})
}
