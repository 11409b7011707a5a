package record

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
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
	body, err := json.Marshal(map[string]any{"shown": s.keys})
	if err != nil {
		return fmt.Errorf("log a reading: %w", err)
	}
	err = b.DB.Write(ctx, func(tx *store.Tx) error {
		d := trail.Draft{Actor: c.Actor(), Action: "read", Kind: "page", Shape: 1, Body: body, Coarse: c.Coarse}
		if len(s.keys) == 1 {
			d.RID = int64(s.keys[0])
		}
		e, err := trail.Append(tx, d)
		if err != nil {
			return err
		}
		for _, k := range s.keys {
			if _, err := tx.Exec("INSERT INTO trail_shown(rid, seq) VALUES($1, $2) ON CONFLICT DO NOTHING", int64(k), e.Seq); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return errors.Join(ErrNotLogged, err)
	}
	return nil
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
