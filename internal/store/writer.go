package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"

	"github.com/vardkas/vardkas/internal/clock"
)

// maxGroup is how many changes share a COMMIT. PostgreSQL keeps at most 64 subtransactions in its fast cache.
const maxGroup = 64

// Ledger is what moves in step with the group: loaded and locked first, copied at every savepoint, saved before COMMIT.
type Ledger interface {
	// Begin loads the ledger inside tx and locks it against other processes.
	Begin(tx *Tx) error
	// Mark starts a change and returns what Reset needs to undo it.
	Mark() any
	// Reset takes the ledger back to a mark.
	Reset(mark any)
	// End saves the ledger.
	End(tx *Tx) error
}

// ErrClosed is the answer to a change handed in after Close.
var ErrClosed = errors.New("the database is closed")

// PanicError is a panic inside a change. Its savepoint was undone.
type PanicError struct {
	Value any
	Stack []byte
}

func (e *PanicError) Error() string { return fmt.Sprintf("panic in a change: %v", e.Value) }

type request struct {
	ctx  context.Context
	f    func(*Tx) error
	done chan error
}

type writer struct {
	db     *DB
	conn   *sql.Conn
	pinned *pinned
	ledger Ledger
	queue  chan request
	idle   chan struct{}
	count  counter

	mu     sync.RWMutex
	closed bool

	beforeCommit func() error // tests make a COMMIT fail here
}

func newWriter(ctx context.Context, db *DB, ledger Ledger) (*writer, error) {
	if ledger == nil {
		ledger = noLedger{}
	}
	w := &writer{db: db, ledger: ledger, queue: make(chan request, 4*maxGroup), idle: make(chan struct{})}
	if err := w.connect(ctx); err != nil {
		return nil, err
	}
	go w.run()
	return w, nil
}

func (w *writer) connect(ctx context.Context) error {
	conn, err := w.db.write.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect the writer: %w", err)
	}
	w.conn = conn
	w.pinned = &pinned{conn: conn, byText: map[string]*sql.Stmt{}, count: &w.count}
	return nil
}

func (w *writer) do(ctx context.Context, f func(*Tx) error) error {
	r := request{ctx: ctx, f: f, done: make(chan error, 1)}
	w.mu.RLock()
	if w.closed {
		w.mu.RUnlock()
		return ErrClosed
	}
	w.queue <- r
	w.mu.RUnlock()
	return <-r.done // not ctx.Done: what was handed in may be committed, and the caller must know
}

func (w *writer) close() {
	w.mu.Lock()
	if !w.closed {
		w.closed = true
		close(w.queue)
	}
	w.mu.Unlock()
	<-w.idle
	w.pinned.forget()
	_ = w.conn.Close() // nothing is open on it
}

func (w *writer) run() {
	defer close(w.idle)
	for r := range w.queue {
		w.settle(w.fill([]request{r}))
	}
}

// fill takes what is queued already, without waiting for more.
func (w *writer) fill(group []request) []request {
	for len(group) < maxGroup {
		select {
		case r, ok := <-w.queue:
			if !ok {
				return group
			}
			group = append(group, r)
		default:
			return group
		}
	}
	return group
}

// settle runs a group and answers it. When the shared transaction was lost every function runs again, alone: that finds
// the one that cannot be committed, and spares the others.
func (w *writer) settle(group []request) {
	answers, err := w.attempt(group)
	if err != nil && len(group) > 1 {
		for _, r := range group {
			w.settle([]request{r})
		}
		return
	}
	for i, r := range group {
		if err != nil {
			r.done <- err
		} else {
			r.done <- answers[i]
		}
	}
}

// attempt runs one transaction. It returns each function's own error, or an error when nothing was committed.
func (w *writer) attempt(group []request) (answers []error, err error) {
	// The group's context is nobody's request: a cancelled one would destroy everybody's work on either engine.
	ctx := context.Background()
	tx := &Tx{Engine: w.db.Engine, ctx: ctx, q: w.pinned, ledger: w.ledger, at: clock.At(w.db.clock.Now())}
	if err := w.begin(ctx); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			w.rollback(ctx)
		}
	}()
	if err := w.ledger.Begin(tx); err != nil {
		return nil, fmt.Errorf("lock the ledger: %w", err)
	}
	answers = make([]error, len(group))
	for i, r := range group {
		if answers[i], err = w.one(tx, r); err != nil {
			return nil, err
		}
	}
	if err := w.ledger.End(tx); err != nil {
		return nil, fmt.Errorf("save the ledger: %w", err)
	}
	if w.beforeCommit != nil {
		if err := w.beforeCommit(); err != nil {
			return nil, err
		}
	}
	if _, err := w.conn.ExecContext(ctx, "COMMIT"); err != nil {
		return nil, fmt.Errorf("commit: %w", err)
	}
	return answers, nil
}

func (w *writer) begin(ctx context.Context) error {
	text := "BEGIN IMMEDIATE"
	if w.db.Engine == Postgres {
		text = "BEGIN"
	}
	_, err := w.conn.ExecContext(ctx, text)
	if err == nil {
		return nil
	}
	// A connection that broke, or that holds a lost transaction, is replaced once.
	w.rollback(ctx)
	_ = w.conn.Close()
	if err := w.connect(ctx); err != nil {
		return err
	}
	if _, err := w.conn.ExecContext(ctx, text); err != nil {
		return fmt.Errorf("begin a change: %w", err)
	}
	return nil
}

// rollback is best effort: the transaction may be gone already, and begin replaces a connection that is stuck.
func (w *writer) rollback(ctx context.Context) { _, _ = w.conn.ExecContext(ctx, "ROLLBACK") }

// one runs a single function in its savepoint. The second error means that the transaction itself is lost.
func (w *writer) one(tx *Tx, r request) (answer, lost error) {
	if err := r.ctx.Err(); err != nil {
		return err, nil
	}
	mark := w.ledger.Mark()
	if _, err := tx.Exec("SAVEPOINT one"); err != nil {
		return nil, fmt.Errorf("savepoint: %w", err)
	}
	answer = guarded(tx, r.f)
	if answer != nil {
		w.ledger.Reset(mark)
		if _, err := tx.Exec("ROLLBACK TO SAVEPOINT one"); err != nil {
			return nil, errors.Join(answer, fmt.Errorf("undo: %w", err))
		}
	}
	if _, err := tx.Exec("RELEASE SAVEPOINT one"); err != nil {
		return nil, fmt.Errorf("release: %w", err)
	}
	return answer, nil
}

func guarded(tx *Tx, f func(*Tx) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &PanicError{v, debug.Stack()}
		}
	}()
	return f(tx)
}

// noLedger serves databases without a trail: tests of the store itself.
type noLedger struct{}

func (noLedger) Begin(*Tx) error { return nil }
func (noLedger) Mark() any       { return nil }
func (noLedger) Reset(any)       {}
func (noLedger) End(*Tx) error   { return nil }
