package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/store"
)

// Next is what becomes of a job after an attempt.
type Next struct {
	State State
	RunAt clock.Instant // of the next attempt, while State is Queued
}

// Record writes what an attempt led to, in the change that settles the job. It is not called when the lease was lost.
type Record func(tx *store.Tx, next Next) error

// Handler does one kind of job. Zero limits mean the standard ones.
type Handler struct {
	// Run does the I/O, outside any change, and returns what is to be recorded (may be nil) and what went wrong. It must
	// stop when ctx ends, which is before the lease does.
	Run      func(ctx context.Context, w Work) (Record, error)
	Attempts int                             // how often it is tried; standard 12
	Lasts    time.Duration                   // how long one attempt may take; standard 2 minutes
	Delay    func(attempt int) time.Duration // before the attempt after this one; standard Backoff(10 s, 1 h)
}

// Every is a job that comes back: once in each slot of time, counted from midnight UTC, however many processes run.
type Every struct {
	Kind  string
	Lasts time.Duration // length of the slot, at most a day
}

const (
	standardAttempts = 12
	standardLasts    = 2 * time.Minute
	// grace is how much longer than the attempt its lease is: a handler that was told to stop has stopped by then.
	grace = time.Minute
	poll  = time.Second
)

// Backoff doubles a first delay for each attempt, up to a cap.
func Backoff(first, most time.Duration) func(attempt int) time.Duration {
	return func(attempt int) time.Duration { return min(most, first<<min(max(attempt-1, 0), 20)) }
}

// Permanent wraps an error that trying again would not mend.
func Permanent(err error) error { return &permanentError{err} }

type permanentError struct{ err error }

func (e *permanentError) Error() string { return e.err.Error() }
func (e *permanentError) Unwrap() error { return e.err }

// Coded is an error with a short code, which is what is stored of it: the text may hold what does not belong in a table
// of operations.
type Coded interface{ Code() string }

func codeOf(err error) string {
	switch c, ok := errors.AsType[interface {
		error
		Coded
	}](err); {
	case err == nil:
		return ""
	case ok:
		return c.Code()
	case errors.Is(err, context.DeadlineExceeded):
		return "too_slow"
	}
	return "error"
}

// Runner does jobs.
type Runner struct {
	db       *store.DB
	clock    clock.Clock
	log      *slog.Logger
	handlers map[string]Handler
	kinds    []string
	every    []Every
	workers  int
	wake     chan struct{}
}

// pruneKind is the runner's own recurring job.
const pruneKind = "job.prune"

// New returns a runner with as many workers as given, at least one. Every recurring job must have a handler.
func New(db *store.DB, c clock.Clock, log *slog.Logger, workers int, handlers map[string]Handler, every ...Every) (*Runner, error) {
	r := &Runner{db: db, clock: c, log: log, handlers: maps.Clone(handlers), workers: max(1, workers), wake: make(chan struct{}, 1),
		every: append([]Every{{Kind: pruneKind, Lasts: 24 * time.Hour}}, every...)}
	if r.handlers == nil {
		r.handlers = map[string]Handler{}
	}
	r.handlers[pruneKind] = Handler{Run: func(context.Context, Work) (Record, error) {
		return func(tx *store.Tx, _ Next) error { return Prune(tx) }, nil
	}}
	for _, e := range r.every {
		if _, ok := r.handlers[e.Kind]; !ok || e.Lasts <= 0 || e.Lasts > 24*time.Hour {
			return nil, fmt.Errorf("job: the recurring job %s needs a handler and a slot of at most a day", e.Kind)
		}
	}
	r.kinds = slices.Sorted(maps.Keys(r.handlers))
	return r, nil
}

// Wake lets the loop look at once instead of within a second. It never blocks.
func (r *Runner) Wake() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Loop does jobs until ctx ends, and then waits for those under way.
func (r *Runner) Loop(ctx context.Context) {
	tick := time.NewTicker(poll)
	defer tick.Stop()
	var under sync.WaitGroup
	defer under.Wait()
	slots := make(chan struct{}, r.workers)
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-r.wake:
		}
		if err := r.queueRecurring(ctx); err != nil && ctx.Err() == nil {
			r.log.Error("recurring jobs not queued", "error", err)
		}
		r.start(ctx, slots, &under)
	}
}

// start gives every free worker something to do, for as long as there is something due. A slow job holds one worker,
// not the loop.
func (r *Runner) start(ctx context.Context, slots chan struct{}, under *sync.WaitGroup) {
	for {
		select {
		case slots <- struct{}{}:
		default:
			return
		}
		under.Go(func() {
			defer func() { <-slots }()
			for ctx.Err() == nil {
				if ran, err := r.runOne(ctx); err != nil || !ran {
					return
				}
			}
		})
		if len(slots) == cap(slots) {
			return
		}
		due, err := r.anyDue(ctx)
		if err != nil || !due {
			return
		}
	}
}

// RunDue does everything that is due now, also what becomes due by doing it, and returns how many attempts were made.
// Tests and commands drive the runner by it.
func (r *Runner) RunDue(ctx context.Context) (int, error) {
	if err := r.queueRecurring(ctx); err != nil {
		return 0, err
	}
	var mu sync.Mutex
	var all error
	n := 0
	var group sync.WaitGroup
	for range r.workers {
		group.Go(func() {
			for {
				ran, err := r.runOne(ctx)
				mu.Lock()
				all = errors.Join(all, err)
				if ran {
					n++
				}
				mu.Unlock()
				if !ran || err != nil {
					return
				}
			}
		})
	}
	group.Wait()
	return n, all
}

func (r *Runner) anyDue(ctx context.Context) (found bool, err error) {
	err = r.db.Read(ctx, func(tx *store.Tx) error {
		found, err = isDue(tx, r.kinds, clock.Now(r.clock))
		return err
	})
	return found, err
}

// runOne claims one job and does it. An error is one of the database, not of the job.
func (r *Runner) runOne(ctx context.Context) (ran bool, err error) {
	if due, err := r.anyDue(ctx); err != nil || !due {
		return false, err
	}
	var w Work
	err = r.db.Write(ctx, func(tx *store.Tx) error {
		w, ran, err = claim(tx, r.kinds, clock.Now(r.clock), func(kind string) time.Duration { return r.lasts(kind) + grace })
		return err
	})
	if err != nil || !ran {
		return false, err
	}
	record, failure := r.attempt(ctx, w)
	if failure != nil {
		r.log.Warn("job failed", "kind", w.Kind, "id", w.ID, "attempt", w.Attempt, "error", failure)
	}
	return true, r.finish(ctx, w, record, failure)
}

func (r *Runner) lasts(kind string) time.Duration {
	if d := r.handlers[kind].Lasts; d > 0 {
		return d
	}
	return standardLasts
}

func (r *Runner) attempt(ctx context.Context, w Work) (record Record, err error) {
	ctx, cancel := context.WithTimeout(ctx, r.lasts(w.Kind))
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			record, err = nil, fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return r.handlers[w.Kind].Run(ctx, w)
}

// finish settles the attempt and records what it led to, in one change, also when the server is stopping. When recording
// fails the attempt counts as failed.
func (r *Runner) finish(ctx context.Context, w Work, record Record, failure error) error {
	ctx = context.WithoutCancel(ctx)
	err := r.db.Write(ctx, func(tx *store.Tx) error { return r.settleWith(tx, w, record, failure) })
	if err == nil || record == nil {
		return err
	}
	r.log.Error("job not recorded", "kind", w.Kind, "id", w.ID, "attempt", w.Attempt, "error", err)
	return r.db.Write(ctx, func(tx *store.Tx) error { return r.settleWith(tx, w, nil, errors.Join(failure, err)) })
}

func (r *Runner) settleWith(tx *store.Tx, w Work, record Record, failure error) error {
	mine, err := holds(tx, w)
	if err != nil || !mine {
		return err
	}
	next := r.next(w, failure, tx.At())
	if record != nil {
		if err := record(tx, next); err != nil {
			return err
		}
	}
	return settle(tx, w, next, codeOf(failure))
}

func (r *Runner) next(w Work, failure error, now clock.Instant) Next {
	h := r.handlers[w.Kind]
	attempts, delay := h.Attempts, h.Delay
	if attempts == 0 {
		attempts = standardAttempts
	}
	if delay == nil {
		delay = Backoff(10*time.Second, time.Hour)
	}
	_, permanent := errors.AsType[*permanentError](failure)
	switch {
	case failure == nil:
		return Next{State: Done, RunAt: now}
	case permanent || w.Attempt >= attempts:
		return Next{State: Failed, RunAt: now}
	}
	return Next{State: Queued, RunAt: now.Add(delay(w.Attempt))}
}

// queueRecurring queues each recurring job once in its slot. The key of the slot keeps others from queueing it too.
func (r *Runner) queueRecurring(ctx context.Context) error {
	now := clock.Now(r.clock)
	var missing []Job
	err := r.db.Read(ctx, func(tx *store.Tx) error {
		for _, e := range r.every {
			key := fmt.Sprintf("%s@%d", e.Kind, int64(now)/e.Lasts.Milliseconds())
			var n int
			if err := tx.Row("SELECT count(*) FROM job WHERE dedupe = $1", key).Scan(&n); err != nil {
				return err
			}
			if n == 0 {
				missing = append(missing, Job{Kind: e.Kind, Dedupe: key})
			}
		}
		return nil
	})
	if err != nil || len(missing) == 0 {
		return err
	}
	return r.db.Write(ctx, func(tx *store.Tx) error {
		for _, j := range missing {
			if _, err := Enqueue(tx, j); err != nil {
				return err
			}
		}
		return nil
	})
}
