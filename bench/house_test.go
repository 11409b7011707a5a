package bench

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/app"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/trail"
)

// today is when every measurement takes place; the events lie in the years before.
var today = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// key is the organisation's key in measurements.
var key = bytes.Repeat([]byte("k"), 32)

// house is an opened organisation, put together as the program does it.
type house struct {
	db      *store.DB
	book    *record.Book
	profile *strategy.Profile
	org     *org.Register
	desk    *incident.Desk
	clock   *clock.Manual
}

// openHouse opens the organisation with its clock at a moment. An empty database gets the first entry of its trail.
func openHouse(ctx context.Context, source string, at time.Time) (*house, error) {
	known := strategy.Known{Classes: access.Classes()[1:]}
	for _, r := range access.Appointable() {
		known.AccessRoles = append(known.AccessRoles, string(r))
	}
	h := &house{clock: clock.NewManual(at), desk: incident.NewDesk("https://vardkas.example.se")}
	var err error
	if h.profile, err = strategy.Embedded(known); err != nil {
		return nil, err
	}
	ring, err := record.NewKeyring(key)
	if err != nil {
		return nil, err
	}
	if h.db, err = store.Open(ctx, store.Options{Source: source, Clock: h.clock, Ledger: trail.NewLedger()}); err != nil {
		return nil, err
	}
	h.org = org.New(h.profile)
	h.book = record.NewBook(h.db, h.org.Terms(), ring, h.org.Rights, app.Kinds()...)
	h.book.Units = func() int { return 1 + divisions + clinics + wards }
	if err := h.found(ctx); err != nil {
		return nil, errors.Join(err, h.db.Close())
	}
	return h, nil
}

// found writes the first entry of an empty trail: number 0 is no record's key.
func (h *house) found(ctx context.Context) error {
	return h.db.Write(ctx, func(tx *store.Tx) error {
		if size, err := trail.Next(tx); err != nil || size > 0 {
			return err
		}
		_, err := trail.Append(tx, trail.Draft{Actor: int64(record.System), Action: "found", Kind: "trail", Shape: 1, Body: []byte("{}")})
		return err
	})
}

func openTestHouse(t testing.TB, source string) *house {
	t.Helper()
	h, err := openHouse(context.Background(), source, today)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.db.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}
