package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/vardkas/vardkas/internal/clock"
)

type counter = atomic.Int64

// maxStatements bounds the statements kept on a connection.
const maxStatements = 400

// Tx is one unit of work on one connection. It is not for use by several goroutines.
type Tx struct {
	Engine Engine

	ctx    context.Context
	q      *pinned
	at     clock.Instant
	ledger Ledger
	inEach bool // a query's rows are being read: the connection is taken
}

// ErrNested is the answer to a statement run inside Each: one connection reads one result at a time.
var ErrNested = errors.New("a statement was run while the rows of another were being read")

// At is the moment of this unit of work: for changes never earlier than the change before.
func (t *Tx) At() clock.Instant { return t.at }

// SetAt moves the moment of a group; only the ledger does, so that time follows the sequence.
func (t *Tx) SetAt(at clock.Instant) { t.at = at }

// Ledger is what the writer keeps in step with this transaction; nil when only reading.
func (t *Tx) Ledger() Ledger { return t.ledger }

// Writing reports whether t may change anything.
func (t *Tx) Writing() bool { return t.ledger != nil }

// Exec runs a statement and returns how many rows it touched.
func (t *Tx) Exec(text string, args ...any) (int64, error) {
	if t.inEach {
		return 0, ErrNested
	}
	res, err := t.q.exec(t.ctx, text, args)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// Row runs a query that gives at most one row.
func (t *Tx) Row(text string, args ...any) *sql.Row {
	ctx := t.ctx
	if t.inEach { // a row carries no error of ours: a cancelled context makes it fail instead of wait for ever
		nested, cancel := context.WithCancelCause(ctx)
		cancel(ErrNested)
		ctx = nested
	}
	return t.q.row(ctx, text, args)
}

// Rows runs a query. The caller closes the rows and looks at rows.Err, or uses Each.
func (t *Tx) Rows(text string, args ...any) (*sql.Rows, error) {
	if t.inEach {
		return nil, ErrNested
	}
	return t.q.query(t.ctx, text, args)
}

// Each runs a query and calls f for every row. f runs no statement: what it needs for that it gathers first.
func (t *Tx) Each(f func(scan func(...any) error) error, text string, args ...any) error {
	rows, err := t.Rows(text, args...)
	if err != nil {
		return err
	}
	t.inEach = true
	defer func() {
		t.inEach = false
		_ = rows.Close() // rows.Err below tells what went wrong
	}()
	for rows.Next() {
		if err := f(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Try runs f in a savepoint of its own: when f fails its work is undone and the rest of the change goes on.
func (t *Tx) Try(f func() error) error {
	if t.ledger == nil {
		return ErrReadOnly
	}
	mark := t.ledger.Mark()
	if _, err := t.Exec("SAVEPOINT part"); err != nil {
		return err
	}
	failure := f()
	if failure != nil {
		t.ledger.Reset(mark)
		if _, err := t.Exec("ROLLBACK TO SAVEPOINT part"); err != nil {
			return errors.Join(failure, err)
		}
	}
	_, err := t.Exec("RELEASE SAVEPOINT part")
	return errors.Join(failure, err)
}

// ErrReadOnly is the answer to writing on a snapshot.
var ErrReadOnly = errors.New("this is a reading")

// All runs a query of one column and returns its values.
func All[V any](t *Tx, text string, args ...any) ([]V, error) {
	var all []V
	err := t.Each(func(scan func(...any) error) error {
		var v V
		if err := scan(&v); err != nil {
			return err
		}
		all = append(all, v)
		return nil
	}, text, args...)
	return all, err
}

// In returns the condition «column is one of ids» with placeholder n, and its argument, in the words of the engine.
func (t *Tx) In(column string, n int, ids any) (string, any) {
	if t.Engine == Postgres {
		return fmt.Sprintf("%s = ANY($%d)", column, n), ids
	}
	b, err := json.Marshal(ids)
	if err != nil { // a list of numbers or strings always marshals
		panic(fmt.Sprintf("store: list of ids: %v", err))
	}
	return fmt.Sprintf("%s IN (SELECT value FROM json_each($%d))", column, n), string(b)
}

// pinned is one connection with the statements prepared on it. It forgets them all when there are too many:
// list queries have as many texts as there are combinations of filters in use.
type pinned struct {
	conn   *sql.Conn
	byText map[string]*sql.Stmt
	count  *counter
}

func (p *pinned) stmt(ctx context.Context, text string) (*sql.Stmt, error) {
	p.count.Add(1)
	if st, ok := p.byText[text]; ok {
		return st, nil
	}
	if len(p.byText) >= maxStatements {
		p.forget()
	}
	// Prepared outside the caller's context: the statement outlives the request.
	st, err := p.conn.PrepareContext(context.WithoutCancel(ctx), text)
	if err != nil {
		return nil, err
	}
	p.byText[text] = st
	return st, nil
}

func (p *pinned) forget() {
	for _, st := range p.byText {
		_ = st.Close() // the connection goes on without it
	}
	clear(p.byText)
}

func (p *pinned) exec(ctx context.Context, text string, args []any) (sql.Result, error) {
	st, err := p.stmt(ctx, text)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(ctx, args...)
}

func (p *pinned) query(ctx context.Context, text string, args []any) (*sql.Rows, error) {
	st, err := p.stmt(ctx, text)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}

func (p *pinned) row(ctx context.Context, text string, args []any) *sql.Row {
	st, err := p.stmt(ctx, text)
	if err != nil {
		return p.conn.QueryRowContext(ctx, text, args...) // gives the same error at Scan
	}
	return st.QueryRowContext(ctx, args...)
}
