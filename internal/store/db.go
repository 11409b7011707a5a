package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"runtime"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // the PostgreSQL driver, named "pgx"
	"modernc.org/sqlite"               // the SQLite driver, named "sqlite"

	"github.com/vardkas/vardkas/internal/clock"
)

// Engine names the database in use.
type Engine string

// The two engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// DB is one organisation's database.
type DB struct {
	Engine Engine

	read   *sql.DB
	write  *sql.DB
	clock  clock.Clock
	path   string // of the SQLite file
	schema int64
	writer *writer
	reader chan *pinned // idle reading connections; nil stands for one not opened yet
	reads  counter
}

// Options are the settings of a database.
type Options struct {
	// Source is a file path for SQLite or a postgres:// URL.
	Source string
	// Schema is the PostgreSQL schema of the organisation; empty means "public". SQLite has none.
	Schema string
	// Readers bounds the connections that read at once; 0 means twice the cores.
	Readers int
	// Clock tells the time of every change.
	Clock clock.Clock
	// Ledger is kept in step with every group of changes; nil for none.
	Ledger Ledger
	// Existing opens what is there and makes and migrates nothing: ErrAbsent where there is no database of ours, ErrOlder
	// where its schema is older than the program's.
	Existing bool
}

// Open opens the database and migrates it to the newest schema. A newer schema than the program knows is an error.
func Open(ctx context.Context, o Options) (*DB, error) {
	db := &DB{Engine: SQLite, clock: o.Clock}
	if strings.HasPrefix(o.Source, "postgres://") || strings.HasPrefix(o.Source, "postgresql://") {
		db.Engine = Postgres
	}
	if o.Readers == 0 {
		o.Readers = 2 * runtime.GOMAXPROCS(0)
	}
	var err error
	if db.Engine == Postgres {
		err = db.openPostgres(ctx, o)
	} else {
		err = db.openSQLite(o)
	}
	if err != nil {
		return nil, err
	}
	db.reader = make(chan *pinned, o.Readers)
	for range o.Readers {
		db.reader <- nil
	}
	bring := db.migrate
	if o.Existing {
		bring = db.asItIs
	}
	if err := bring(ctx); err != nil {
		return nil, errors.Join(err, db.closePools())
	}
	db.writer, err = newWriter(ctx, db, o.Ledger)
	if err != nil {
		return nil, errors.Join(err, db.closePools())
	}
	return db, nil
}

// Close lets the writer finish what is queued and closes every connection.
func (db *DB) Close() error {
	db.writer.close()
	return db.closePools()
}

func (db *DB) closePools() error {
	for range cap(db.reader) {
		if p := <-db.reader; p != nil {
			p.forget()         // a statement left open keeps SQLite from folding its log into the file
			_ = p.conn.Close() // the pool below closes it anyway
		}
	}
	return errors.Join(db.read.Close(), db.write.Close())
}

// sqliteDSN: WAL with FULL sync loses nothing acknowledged at a power cut; NORMAL does. Both secure_delete settings
// make an erasure real when it commits.
func sqliteDSN(path string, readOnly bool) string {
	v := url.Values{"_pragma": {
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
		"secure_delete(1)", "cache_size(-20000)", "mmap_size(268435456)", "temp_store(2)",
	}}
	if readOnly {
		v.Add("_pragma", "query_only(1)")
	} else {
		v.Set("_txlock", "immediate")
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + v.Encode()
}

func (db *DB) openSQLite(o Options) (err error) {
	db.path = o.Source
	if info, err := os.Stat(o.Source); o.Existing && (errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0) {
		return fmt.Errorf("open %s: %w", o.Source, ErrAbsent)
	}
	if db.write, err = sql.Open("sqlite", sqliteDSN(o.Source, false)); err != nil {
		return fmt.Errorf("open %s: %w", o.Source, err)
	}
	db.write.SetMaxOpenConns(1)
	if err = db.write.Ping(); isForeign(err) {
		err = fmt.Errorf("%w: %w", ErrAbsent, err)
	}
	if err != nil {
		return fmt.Errorf("open %s: %w", o.Source, errors.Join(err, db.write.Close()))
	}
	if db.read, err = sql.Open("sqlite", sqliteDSN(o.Source, true)); err != nil {
		return fmt.Errorf("open %s: %w", o.Source, err)
	}
	db.read.SetMaxOpenConns(o.Readers)
	db.read.SetMaxIdleConns(o.Readers)
	return nil
}

func (db *DB) openPostgres(ctx context.Context, o Options) (err error) {
	schema := o.Schema
	if schema == "" {
		schema = "public"
	}
	source, err := withSearchPath(o.Source, schema)
	if err != nil {
		return err
	}
	if db.write, err = sql.Open("pgx", source); err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	db.write.SetMaxOpenConns(2)
	if o.Existing {
		err = db.write.PingContext(ctx)
	} else {
		_, err = db.write.ExecContext(ctx, "CREATE SCHEMA IF NOT EXISTS "+quote(schema))
	}
	if err != nil {
		return fmt.Errorf("reach schema %s: %w", schema, errors.Join(err, db.write.Close()))
	}
	if db.read, err = sql.Open("pgx", source); err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	db.read.SetMaxOpenConns(o.Readers)
	db.read.SetMaxIdleConns(o.Readers)
	return nil
}

func withSearchPath(source, schema string) (string, error) {
	u, err := url.Parse(source)
	if err != nil {
		return "", errors.New("the database address cannot be read: it must look like postgres://user@host/name")
	}
	q := u.Query()
	q.Set("search_path", schema)
	q.Set("application_name", "vardkas")
	u.RawQuery = q.Encode()
	return u.String(), nil
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// Read runs f on one snapshot of the database. What f reads through tx belongs together.
func (db *DB) Read(ctx context.Context, f func(*Tx) error) error {
	p, err := db.borrow(ctx)
	if err != nil {
		return err
	}
	defer func() { db.reader <- p }()
	begin := "BEGIN"
	if db.Engine == Postgres {
		begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
	}
	if p, err = db.beginReading(ctx, p, begin); err != nil {
		return err
	}
	defer func() {
		// A request that was cancelled may have broken its connection: the next one gets a new one.
		if _, err := p.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK"); err != nil {
			_ = p.conn.Close()
			p = nil
		}
	}()
	return f(&Tx{Engine: db.Engine, ctx: ctx, q: p, at: clock.At(db.clock.Now())})
}

func (db *DB) borrow(ctx context.Context) (*pinned, error) {
	select {
	case p := <-db.reader:
		return p, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// beginReading starts a snapshot on p, or on a new connection when p is none or broken.
func (db *DB) beginReading(ctx context.Context, p *pinned, begin string) (*pinned, error) {
	if p != nil {
		if _, err := p.conn.ExecContext(ctx, begin); err == nil {
			return p, nil
		}
		_ = p.conn.Close() // broken: its error is no news
	}
	conn, err := db.read.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	p = &pinned{conn: conn, byText: map[string]*sql.Stmt{}, count: &db.reads}
	if _, err := conn.ExecContext(ctx, begin); err != nil {
		return nil, errors.Join(fmt.Errorf("begin reading: %w", err), conn.Close())
	}
	return p, nil
}

// Write runs f inside the next group of changes. f must be repeatable and do no I/O of its own: when the group's COMMIT
// fails every function is run again, alone. The error of f undoes f's work only. Write returns after COMMIT.
func (db *DB) Write(ctx context.Context, f func(*Tx) error) error {
	return db.writer.do(ctx, f)
}

// Path is the SQLite file; empty for PostgreSQL.
func (db *DB) Path() string { return db.path }

// Statements is how many SQL statements have been run since the database was opened; benchmarks count by it.
func (db *DB) Statements() int64 { return db.reads.Load() + db.writer.count.Load() }

// Collate registers the collation named sv on every SQLite connection opened after it.
// PostgreSQL sorts by stored keys as well, so nothing is needed there.
func Collate(name string, compare func(a, b string) int) error {
	return sqlite.RegisterCollationUtf8(name, compare)
}
