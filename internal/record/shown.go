package record

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/trail"
)

// ErrNotLogged is the answer when a sensitive reading could not be written to the trail: then nothing is shown.
var ErrNotLogged = errors.New("the reading could not be logged")

// loggedFrom is the level from which every reading by a person is an entry.
const loggedFrom = access.LevelSecrecy

// show notes that a record has been handed to the caller. Read writes the note before anything is sent.
func (tx *Tx) show(e *Envelope) {
	tx.reading.give(e.Key)
	if e.Level >= loggedFrom && tx.seen != nil {
		tx.seen.keys = append(tx.seen.keys, e.Key)
	}
}

// seen gathers what one page shows.
type seen struct{ keys []Key }

// logReading writes one entry for one page view, with the ids shown.
func (b *Book) logReading(ctx context.Context, c Caller, s *seen) error {
	if len(s.keys) == 0 || c.Door == System {
		return nil
	}
	err := b.DB.Write(ctx, func(tx *store.Tx) error {
		own, others, err := b.byReporter(tx, c, s.keys)
		if err != nil {
			return err
		}
		// That a person read a report of their own would tell who made it: that reading is the intake's, by the hour.
		if err := enterReading(tx, Caller{Door: Intake, Coarse: true}, own); err != nil {
			return err
		}
		return enterReading(tx, c, others)
	})
	if err != nil {
		return errors.Join(ErrNotLogged, err)
	}
	return nil
}

// byReporter parts what the caller reported from the rest.
func (b *Book) byReporter(tx *store.Tx, c Caller, keys []Key) (own, others []Key, err error) {
	if c.Person == 0 {
		return nil, keys, nil
	}
	ids := make([]int64, len(keys))
	for i, k := range keys {
		ids[i] = int64(k)
	}
	where, arg := tx.In("rid", 3, ids)
	mine, err := store.All[Key](tx, "SELECT rid FROM access_key WHERE relation = $1 AND who = $2 AND "+where, string(access.RelationReporter), b.Ring.Veil(c.Person), arg)
	if err != nil {
		return nil, nil, err
	}
	for _, k := range keys {
		if slices.Contains(mine, k) {
			own = append(own, k)
		} else {
			others = append(others, k)
		}
	}
	return own, others, nil
}

// enterReading is one entry for what one page showed.
func enterReading(tx *store.Tx, c Caller, keys []Key) error {
	if len(keys) == 0 {
		return nil
	}
	body, err := json.Marshal(map[string]any{"shown": keys})
	if err != nil {
		return fmt.Errorf("log a reading: %w", err)
	}
	d := trail.Draft{Actor: c.Actor(), Action: "read", Kind: "page", Shape: 1, Body: body, Coarse: c.Coarse}
	if len(keys) == 1 {
		d.RID = int64(keys[0])
	}
	e, err := trail.Append(tx, d)
	if err != nil {
		return err
	}
	return enterShown(tx, e.Seq, keys)
}

// enterShown notes in one statement which records an entry is about.
func enterShown(tx *store.Tx, seq int64, keys []Key) error {
	ids := make([]int64, len(keys))
	for i, k := range keys {
		ids[i] = int64(k)
	}
	where, arg := tx.In("rid", 2, ids)
	_, err := tx.Exec("INSERT INTO trail_shown(rid, seq) SELECT rid, $1 FROM record WHERE "+where+" ON CONFLICT DO NOTHING", seq, arg)
	return err
}

// refusals counts what callers asked for and may not have: one entry an actor and minute, written off the request's path,
// so that forbidden and absent take the same time.
type refusals struct {
	mu    sync.Mutex
	since map[int64]clock.Instant
	count map[int64]map[string]int
}

func (tx *Tx) refused(kind string, _ Key) {
	r := &tx.book.refusals
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.count == nil {
		r.count, r.since = map[int64]map[string]int{}, map[int64]clock.Instant{}
	}
	actor := tx.Caller.Actor()
	if r.count[actor] == nil {
		r.count[actor], r.since[actor] = map[string]int{}, tx.Now()
	}
	r.count[actor][kind]++
}

// FlushRefusals writes the refusals of full minutes; all of them when now is zero. A job calls it every minute.
func (b *Book) FlushRefusals(ctx context.Context, now clock.Instant) error {
	for actor, kinds := range b.refusals.take(now) {
		body, err := json.Marshal(map[string]any{"refused": kinds})
		if err != nil {
			return fmt.Errorf("log refusals: %w", err)
		}
		err = b.DB.Write(ctx, func(tx *store.Tx) error {
			_, err := trail.Append(tx, trail.Draft{Actor: actor, Action: "refused", Kind: "page", Shape: 1, Body: body})
			return err
		})
		if err != nil {
			return fmt.Errorf("log refusals: %w", err)
		}
	}
	return nil
}

const minute = clock.Instant(60_000)

func (r *refusals) take(now clock.Instant) map[int64]map[string]int {
	r.mu.Lock()
	defer r.mu.Unlock()
	due := map[int64]map[string]int{}
	for actor, kinds := range r.count {
		if now == 0 || now-r.since[actor] >= minute {
			due[actor] = kinds
			delete(r.count, actor)
			delete(r.since, actor)
		}
	}
	return due
}
