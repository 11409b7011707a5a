package account

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/store"
)

// tolerance says how many failures lock, for how long at first, for how long at most, and when they are forgotten. Each
// failure after the first lock doubles it.
type tolerance struct {
	failures int
	first    time.Duration
	most     time.Duration
	forgets  time.Duration
}

// A whole hospital may share one address, so addresses are given more and locked for less.
var (
	ofName    = tolerance{failures: 5, first: time.Minute, most: time.Hour, forgets: 24 * time.Hour}
	ofAddress = tolerance{failures: 100, first: time.Minute, most: 15 * time.Minute, forgets: time.Hour}
)

func (t tolerance) lock(failed int) time.Duration {
	over := failed - t.failures
	if over < 0 {
		return 0
	}
	return min(t.most, t.first<<min(over, 10))
}

// lockedUntil is when the last of the locks on keys ends; 0 when none is in force.
func lockedUntil(tx *store.Tx, keys ...string) (clock.Instant, error) {
	condition, list := tx.In("key", 1, keys)
	var until clock.Instant
	err := tx.Row("SELECT COALESCE(MAX(locked_until), 0) FROM sign_in_failure WHERE "+condition, list).Scan(&until)
	if err != nil {
		return 0, fmt.Errorf("read counts of failures: %w", err)
	}
	if until <= tx.At() {
		return 0, nil
	}
	return until, nil
}

// countFailure adds one failure and returns when the lock it led to ends; 0 for none.
func countFailure(tx *store.Tx, key string, t tolerance) (clock.Instant, error) {
	var failed int
	var last clock.Instant
	err := tx.Row("SELECT failed, last_at FROM sign_in_failure WHERE key = $1", key).Scan(&failed, &last)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("read counts of failures: %w", err)
	}
	if tx.At() > last.Add(t.forgets) {
		failed = 0
	}
	failed++
	var until clock.Instant
	if lasts := t.lock(failed); lasts > 0 {
		until = tx.At().Add(lasts)
	}
	_, err = tx.Exec(`INSERT INTO sign_in_failure(key, failed, locked_until, last_at) VALUES($1, $2, $3, $4)
		ON CONFLICT(key) DO UPDATE SET failed = excluded.failed, locked_until = excluded.locked_until, last_at = excluded.last_at`,
		key, failed, int64(until), int64(tx.At()))
	if err != nil {
		return 0, fmt.Errorf("count a failure: %w", err)
	}
	return until, nil
}

func forgetFailures(tx *store.Tx, key string) error {
	if _, err := tx.Exec("DELETE FROM sign_in_failure WHERE key = $1", key); err != nil {
		return fmt.Errorf("forget failures: %w", err)
	}
	return nil
}
