package job

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/store"
)

// State is how far a job has come.
type State string

// The states of a job.
const (
	Queued  State = "queued"
	Running State = "running"
	Done    State = "done"
	Failed  State = "failed"
)

// Job is work to be done later.
type Job struct {
	Kind    string
	Payload any           // marshalled to JSON; nil for none
	RunAt   clock.Instant // not before; zero: as soon as possible
	Coarse  bool          // an anonymous report caused it: its times are kept by the hour; due now is due at once, later is later by the rest of the hour
	Dedupe  string        // a job with the same key is not queued again while the first is remembered (a week); empty: always queued
}

// Enqueue queues a job inside the caller's change and reports whether it was new.
func Enqueue(tx *store.Tx, j Job) (bool, error) {
	if j.Kind == "" {
		return false, errors.New("queue a job: it has no kind")
	}
	payload, err := json.Marshal(j.Payload)
	if err != nil {
		return false, fmt.Errorf("queue job %s: %w", j.Kind, err)
	}
	run, made := max(j.RunAt, tx.At()), tx.At()
	if j.Coarse {
		run, made = coarsely(run, made), made.HourFloor()
	}
	added, err := tx.Exec(`INSERT INTO job(kind, payload, run_at, lease_until, attempt, state, dedupe, coarse, created_at, finished_at, last_error)
		VALUES($1, $2, $3, 0, 0, 'queued', $4, $5, $6, 0, '') ON CONFLICT(dedupe) WHERE dedupe <> '' DO NOTHING`,
		j.Kind, string(payload), int64(run), j.Dedupe, bit(j.Coarse), int64(made))
	if err != nil {
		return false, fmt.Errorf("queue job %s: %w", j.Kind, err)
	}
	return added == 1, nil
}

// coarsely cuts a moment to the hour: what is due now to the hour's beginning, what is due later to the end of its hour.
func coarsely(due, now clock.Instant) clock.Instant {
	if cut := due.HourFloor(); due <= now || cut == due {
		return cut
	}
	return due.HourFloor().Add(time.Hour)
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Work is one attempt at a job, as a handler sees it.
type Work struct {
	ID      int64
	Kind    string
	Payload json.RawMessage
	Attempt int  // 1 for the first
	Coarse  bool // see Job
}

// Read unmarshals the payload.
func (w Work) Read(into any) error {
	if err := json.Unmarshal(w.Payload, into); err != nil {
		return Permanent(fmt.Errorf("read the payload of a job %s: %w", w.Kind, err))
	}
	return nil
}

const due = "(state = 'queued' AND run_at <= $2 OR state = 'running' AND lease_until <= $2)"

// isDue looks, without taking the writer, whether there is anything to claim.
func isDue(tx *store.Tx, kinds []string, now clock.Instant) (found bool, err error) {
	of, list := tx.In("kind", 1, kinds)
	var n int
	err = tx.Row("SELECT count(*) FROM (SELECT 1 FROM job WHERE state IN ('queued', 'running') AND "+of+" AND "+due+" LIMIT 1) AS one", list, int64(now)).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("look for due jobs: %w", err)
	}
	return n > 0, nil
}

// claim takes the job that has been due for longest. None is no error.
func claim(tx *store.Tx, kinds []string, now clock.Instant, lease func(kind string) time.Duration) (w Work, found bool, err error) {
	of, list := tx.In("kind", 1, kinds)
	lock := ""
	if tx.Engine == store.Postgres {
		lock = " FOR UPDATE SKIP LOCKED"
	}
	err = tx.Each(func(scan func(...any) error) error {
		var payload string
		found = true
		var coarse int
		err := scan(&w.ID, &w.Kind, &payload, &w.Attempt, &coarse)
		w.Payload, w.Coarse = json.RawMessage(payload), coarse == 1
		return err
	}, "SELECT id, kind, payload, attempt, coarse FROM job WHERE state IN ('queued', 'running') AND "+of+" AND "+due+" ORDER BY run_at, id LIMIT 1"+lock, list, int64(now))
	if err != nil || !found {
		return Work{}, false, err
	}
	w.Attempt++
	_, err = tx.Exec("UPDATE job SET state = 'running', attempt = $1, lease_until = $2 WHERE id = $3", w.Attempt, int64(now.Add(lease(w.Kind))), w.ID)
	return w, err == nil, err
}

// holds reports whether an attempt still has its lease: nobody claimed the job after it.
func holds(tx *store.Tx, w Work) (bool, error) {
	var n int
	err := tx.Row("SELECT count(*) FROM job WHERE id = $1 AND attempt = $2 AND state = 'running'", w.ID, w.Attempt).Scan(&n)
	return n == 1, err
}

// settle writes how an attempt ended.
func settle(tx *store.Tx, w Work, next Next, code string) error {
	finished := clock.Instant(0)
	if next.State == Done || next.State == Failed {
		finished = tx.At()
		if w.Coarse {
			finished, next.RunAt = finished.HourFloor(), next.RunAt.HourFloor()
		}
	}
	_, err := tx.Exec("UPDATE job SET state = $1, run_at = $2, lease_until = 0, finished_at = $3, last_error = $4 WHERE id = $5 AND attempt = $6",
		string(next.State), int64(next.RunAt), int64(finished), code, w.ID, w.Attempt)
	if err != nil {
		return fmt.Errorf("settle job %s: %w", w.Kind, err)
	}
	return nil
}

// remembered is how long finished jobs are kept, so that their keys hold others off and an operator can look.
const remembered = 7 * 24 * time.Hour

// Prune forgets jobs finished more than a week ago.
func Prune(tx *store.Tx) error {
	if _, err := tx.Exec("DELETE FROM job WHERE finished_at > 0 AND finished_at < $1", int64(tx.At().Add(-remembered))); err != nil {
		return fmt.Errorf("prune jobs: %w", err)
	}
	return nil
}

// Counts says how many jobs stand in each state and when the oldest one due was to run, for a page of operations.
type Counts struct {
	Queued, Running, Failed int
	OldestDue               clock.Instant // 0 = nothing is late
}

// Count counts the jobs.
func Count(tx *store.Tx) (c Counts, err error) {
	err = tx.Row(`SELECT COALESCE(SUM(CASE WHEN state = 'queued' THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN state = 'running' THEN 1 ELSE 0 END), 0),
		COALESCE(SUM(CASE WHEN state = 'failed' THEN 1 ELSE 0 END), 0), COALESCE(MIN(CASE WHEN state = 'queued' AND run_at <= $1 THEN run_at END), 0) FROM job`,
		int64(tx.At())).Scan(&c.Queued, &c.Running, &c.Failed, &c.OldestDue)
	if err != nil {
		return Counts{}, fmt.Errorf("count jobs: %w", err)
	}
	return c, nil
}
