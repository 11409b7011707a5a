package job_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/job"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/store/storetest"
	"github.com/vardkas/vardkas/internal/trail"
)

type bench struct {
	t     *testing.T
	db    *store.DB
	clock *clock.Manual
}

func each(t *testing.T, f func(b bench)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, o store.Options) {
		o.Ledger = trail.NewLedger()
		f(bench{t, storetest.Open(t, o), o.Clock.(*clock.Manual)})
	})
}

func (b bench) write(f func(*store.Tx) error) {
	b.t.Helper()
	if err := b.db.Write(context.Background(), f); err != nil {
		b.t.Fatal(err)
	}
}

func (b bench) queue(j job.Job) (added bool) {
	b.t.Helper()
	b.write(func(tx *store.Tx) (err error) { added, err = job.Enqueue(tx, j); return err })
	return added
}

func (b bench) runner(workers int, handlers map[string]job.Handler, every ...job.Every) *job.Runner {
	b.t.Helper()
	r, err := job.New(b.db, b.clock, slog.New(slog.NewTextHandler(io.Discard, nil)), workers, handlers, every...)
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

func (b bench) run(r *job.Runner) {
	b.t.Helper()
	if _, err := r.RunDue(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

// state is how the only job of a kind stands.
func (b bench) state(kind string) (state, code string) {
	b.t.Helper()
	err := b.db.Read(b.t.Context(), func(tx *store.Tx) error {
		return tx.Row("SELECT state, last_error FROM job WHERE kind = $1", kind).Scan(&state, &code)
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return state, code
}

func just(f func(job.Work) error) job.Handler {
	return job.Handler{Run: func(_ context.Context, w job.Work) (job.Record, error) { return nil, f(w) }}
}

func TestAJobIsThereExactlyWhenItsChangeIs(t *testing.T) {
	each(t, func(b bench) {
		var got []string
		r := b.runner(1, map[string]job.Handler{"greet": just(func(w job.Work) error {
			var name string
			err := w.Read(&name)
			got = append(got, name)
			return err
		})})
		_ = b.db.Write(b.t.Context(), func(tx *store.Tx) error {
			_, err := job.Enqueue(tx, job.Job{Kind: "greet", Payload: "undone"})
			return errors.Join(err, errors.New("no"))
		})
		b.queue(job.Job{Kind: "greet", Payload: "Eva"})
		b.run(r)
		b.run(r)
		if len(got) != 1 || got[0] != "Eva" {
			t.Errorf("greeted %v", got)
		}
	})
}

func TestAJobWaitsForItsTime(t *testing.T) {
	each(t, func(b bench) {
		n := 0
		r := b.runner(1, map[string]job.Handler{"k": just(func(job.Work) error { n++; return nil })})
		b.queue(job.Job{Kind: "k", RunAt: clock.Now(b.clock).Add(time.Hour)})
		b.clock.Advance(time.Hour - time.Millisecond)
		b.run(r)
		if n != 0 {
			t.Error("it ran too early")
		}
		b.clock.Advance(time.Millisecond)
		b.run(r)
		if n != 1 {
			t.Error("it did not run in time")
		}
	})
}

func TestACoarseJobForLaterHasItsWholeTimeAndTheRestOfTheHour(t *testing.T) {
	each(t, func(b bench) {
		b.clock.Set(time.Date(2026, 11, 27, 10, 23, 45, 0, time.UTC))
		ran := 0
		r := b.runner(1, map[string]job.Handler{"later": just(func(job.Work) error { ran++; return nil })})
		b.queue(job.Job{Kind: "later", RunAt: clock.Now(b.clock).Add(15 * time.Minute), Coarse: true})
		b.clock.Advance(36 * time.Minute)
		b.run(r)
		if ran != 0 {
			t.Error("it ran before the hour was over")
		}
		b.clock.Advance(time.Minute)
		b.run(r)
		if ran != 1 {
			t.Errorf("it ran %d times", ran)
		}
	})
}

func TestAKeyQueuesAJobOnce(t *testing.T) {
	each(t, func(b bench) {
		r := b.runner(1, map[string]job.Handler{"k": just(func(job.Work) error { return nil })})
		if !b.queue(job.Job{Kind: "k", Dedupe: "a"}) || b.queue(job.Job{Kind: "k", Dedupe: "a"}) || !b.queue(job.Job{Kind: "k", Dedupe: "b"}) {
			t.Error("keys do not tell jobs apart")
		}
		b.run(r)
		if b.queue(job.Job{Kind: "k", Dedupe: "a"}) {
			t.Error("a finished job forgot its key")
		}
		b.clock.Advance(8 * 24 * time.Hour)
		b.run(r)
		if !b.queue(job.Job{Kind: "k", Dedupe: "a"}) {
			t.Error("a key is remembered for ever")
		}
	})
}

func TestAFailureIsTriedAgainWithGrowingDelayAndThenGivenUp(t *testing.T) {
	each(t, func(b bench) {
		var at []time.Duration
		start := b.clock.Now()
		r := b.runner(1, map[string]job.Handler{"k": {Attempts: 4, Delay: job.Backoff(time.Minute, 3*time.Minute), Run: func(context.Context, job.Work) (job.Record, error) {
			at = append(at, b.clock.Now().Sub(start))
			return nil, errors.New("no luck with Eva Öst")
		}}})
		b.queue(job.Job{Kind: "k"})
		for range 30 {
			b.run(r)
			b.clock.Advance(30 * time.Second)
		}
		if got := fmt.Sprint(at); got != "[0s 1m0s 3m0s 6m0s]" {
			t.Errorf("tried at %s", got)
		}
		if state, code := b.state("k"); state != "failed" || code != "error" {
			t.Errorf("it stands as %s with %q", state, code)
		}
	})
}

func TestAPermanentErrorAndAPanicDoNotTakeTheRunnerDown(t *testing.T) {
	each(t, func(b bench) {
		tries := 0
		r := b.runner(1, map[string]job.Handler{
			"hopeless": just(func(job.Work) error { return job.Permanent(errors.New("never")) }),
			"panics":   just(func(job.Work) error { tries++; panic("a mistake") }),
		})
		b.queue(job.Job{Kind: "hopeless"})
		b.queue(job.Job{Kind: "panics"})
		b.run(r)
		if state, _ := b.state("hopeless"); state != "failed" {
			t.Errorf("hopeless stands as %s", state)
		}
		if state, _ := b.state("panics"); state != "queued" || tries != 1 {
			t.Errorf("panics stands as %s after %d tries", state, tries)
		}
	})
}

func TestWhatAJobRecordsIsWrittenWithItsOutcomeOrNotAtAll(t *testing.T) {
	each(t, func(b bench) {
		fail := true
		r := b.runner(1, map[string]job.Handler{"k": {Run: func(context.Context, job.Work) (job.Record, error) {
			return func(tx *store.Tx, _ job.Next) error {
				if _, err := job.Enqueue(tx, job.Job{Kind: "recorded"}); err != nil {
					return err
				}
				if fail {
					return errors.New("cannot be recorded")
				}
				return nil
			}, nil
		}}})
		b.queue(job.Job{Kind: "k"})
		b.run(r)
		if state, _ := b.state("k"); state != "queued" {
			t.Errorf("it stands as %s though its outcome was not recorded", state)
		}
		fail = false
		b.clock.Advance(time.Minute)
		b.run(r)
		if state, _ := b.state("recorded"); state != "queued" {
			t.Error("nothing was recorded")
		}
	})
}

func TestALeaseThatRanOutIsTakenOverAndItsHolderRecordsNothing(t *testing.T) {
	each(t, func(b bench) {
		var records atomic.Int32
		held, release := make(chan bool), make(chan bool)
		stuck := b.runner(1, map[string]job.Handler{"k": {Run: func(context.Context, job.Work) (job.Record, error) {
			held <- true
			<-release
			return func(*store.Tx, job.Next) error { records.Add(100); return nil }, nil
		}}})
		next := b.runner(1, map[string]job.Handler{"k": {Run: func(_ context.Context, w job.Work) (job.Record, error) {
			if w.Attempt != 2 {
				t.Errorf("taken over as attempt %d", w.Attempt)
			}
			return func(*store.Tx, job.Next) error { records.Add(1); return nil }, nil
		}}})
		b.queue(job.Job{Kind: "k"})
		var wg sync.WaitGroup
		wg.Go(func() { _, _ = stuck.RunDue(context.Background()) })
		<-held
		b.run(next)
		if records.Load() != 0 {
			t.Error("a job under lease was taken")
		}
		b.clock.Advance(4 * time.Minute)
		b.run(next)
		close(release)
		wg.Wait()
		if records.Load() != 1 {
			t.Errorf("recorded %d", records.Load())
		}
		if state, _ := b.state("k"); state != "done" {
			t.Errorf("it stands as %s", state)
		}
	})
}

func TestSeveralProcessesDoEachJobOnce(t *testing.T) {
	each(t, func(b bench) {
		// On PostgreSQL every runner has a connection and a writer of its own, as another process has.
		const jobs = 60
		var mu sync.Mutex
		seen := map[int]int{}
		handlers := map[string]job.Handler{"k": just(func(w job.Work) error {
			var n int
			err := w.Read(&n)
			mu.Lock()
			seen[n]++
			mu.Unlock()
			return err
		})}
		b.write(func(tx *store.Tx) error {
			for n := range jobs {
				if _, err := job.Enqueue(tx, job.Job{Kind: "k", Payload: n}); err != nil {
					return err
				}
			}
			return nil
		})
		var wg sync.WaitGroup
		for range 3 {
			r := b.runner(2, handlers)
			wg.Go(func() {
				if _, err := r.RunDue(context.Background()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for n := range jobs {
			if seen[n] != 1 {
				t.Errorf("job %d was done %d times", n, seen[n])
			}
		}
	})
}

func TestARecurringJobRunsOnceInEachSlot(t *testing.T) {
	each(t, func(b bench) {
		var n atomic.Int32
		handlers := map[string]job.Handler{"tick": just(func(job.Work) error { n.Add(1); return nil })}
		every := job.Every{Kind: "tick", Lasts: 15 * time.Minute}
		first, second := b.runner(1, handlers, every), b.runner(1, handlers, every)
		for range 60 {
			b.run(first)
			b.run(second)
			b.clock.Advance(time.Minute)
		}
		if n.Load() != 4 {
			t.Errorf("it ran %d times in an hour", n.Load())
		}
	})
}

func TestARecurringJobNeedsAHandler(t *testing.T) {
	if _, err := job.New(nil, nil, nil, 1, nil, job.Every{Kind: "tick", Lasts: time.Hour}); err == nil {
		t.Error("it was accepted without")
	}
}

func TestTheLoopDoesWhatIsQueuedWhenWokenAndStopsWhenTold(t *testing.T) {
	each(t, func(b bench) {
		done := make(chan bool)
		r := b.runner(2, map[string]job.Handler{"k": just(func(job.Work) error { done <- true; return nil })})
		ctx, cancel := context.WithCancel(context.Background())
		stopped := make(chan bool)
		go func() { r.Loop(ctx); close(stopped) }()
		b.queue(job.Job{Kind: "k"})
		r.Wake()
		<-done
		cancel()
		<-stopped
	})
}

func TestDelaysGrowAndStayUnderTheirCap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := time.Duration(rapid.IntRange(1, 3600).Draw(t, "first")) * time.Second
		most := first * time.Duration(rapid.IntRange(1, 100).Draw(t, "times"))
		delay, before := job.Backoff(first, most), time.Duration(0)
		for attempt := 1; attempt < 100; attempt++ {
			d := delay(attempt)
			if d < before || d > most || d < first {
				t.Fatalf("attempt %d waits %s after %s", attempt, d, before)
			}
			before = d
		}
	})
}
