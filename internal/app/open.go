package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/trail"
	"github.com/vardkas/vardkas/internal/words"
)

// origin names the organisation's trail in its signed heads.
const origin = "vardkas/trail"

// Organisation is one organisation's opened records with what they stand on.
type Organisation struct {
	DB      *store.DB
	Book    *record.Book
	Profile *strategy.Profile
	Org     *org.Register
	Desk    *incident.Desk
	Clock   clock.Clock

	secrets secrets
	release func() error
}

// openOrganisation opens the data directory and the database that the settings name. readOnly takes no lock, so that it
// works beside a running server, and makes nothing: where there is no organisation it says so.
func openOrganisation(ctx context.Context, c Config, k clock.Clock, readOnly bool) (_ *Organisation, err error) {
	if err := words.Check(); err != nil {
		return nil, err
	}
	profile, err := loadProfile(c.Get("profile"))
	if err != nil {
		return nil, err
	}
	o := &Organisation{Profile: profile, Clock: k, release: func() error { return nil }}
	if !readOnly {
		if o.release, err = lockDir(c.Get("data")); err != nil {
			if errors.Is(err, errLocked) {
				err = fail(err, "app.failure.locked", c.place())
			}
			return nil, err
		}
	}
	o.DB, err = store.Open(ctx, store.Options{Source: c.source(), Schema: c.Get("schema"), Clock: k, Ledger: trail.NewLedger(), Existing: readOnly})
	if err != nil {
		return nil, errors.Join(unopened(c, err), o.release())
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, o.Close())
		}
	}()
	fresh, err := isEmpty(ctx, o.DB)
	if err != nil {
		return nil, err
	}
	if fresh && readOnly {
		return nil, unopened(c, store.ErrAbsent)
	}
	if o.secrets, err = readSecrets(c.keyFile(), origin, fresh && !readOnly); err != nil {
		return nil, err
	}
	ring, err := record.NewKeyring(o.secrets.key)
	if err != nil {
		return nil, err
	}
	o.Org = org.New(profile)
	o.Desk = incident.NewDesk(firstNonEmpty(strings.TrimRight(c.Get("public-url"), "/"), "http://"+c.Get("addr")))
	o.Book = record.NewBook(o.DB, o.Org.Terms(), ring, o.Org.Rights, Kinds()...)
	o.Book.Units, o.Book.Below = o.Org.UnitCount, org.UnitsUnder
	if fresh && !readOnly {
		if err := found(ctx, o.DB, profile); err != nil {
			return nil, err
		}
	}
	if err := o.Book.Verify(ctx); err != nil {
		return nil, fail(err, "app.failure.other_tables", c.place())
	}
	return o, nil
}

// organisationExists refuses where no organisation is: a command must not found one because its --data was mistyped.
func organisationExists(ctx context.Context, c Config) error {
	db, err := store.Open(ctx, store.Options{Source: c.source(), Schema: c.Get("schema"), Clock: clock.System(), Existing: true})
	if errors.Is(err, store.ErrOlder) { // the command may bring it up to date
		return nil
	}
	if err != nil {
		return unopened(c, err)
	}
	return db.Close()
}

// unopened says of a database that did not open where it was looked for and what to do.
func unopened(c Config, err error) error {
	switch {
	case errors.Is(err, store.ErrAbsent):
		return fail(err, "app.failure.no_organisation", c.place())
	case errors.Is(err, store.ErrNewer):
		return fail(err, "app.failure.newer", c.place(), version)
	case errors.Is(err, store.ErrOlder):
		return fail(err, "app.failure.older", c.place())
	}
	return err
}

// Close closes the database and lets others into the data directory.
func (o *Organisation) Close() error { return errors.Join(o.DB.Close(), o.release()) }

func loadProfile(dir string) (*strategy.Profile, error) {
	known := strategy.Known{Classes: access.Classes()[1:]}
	for _, r := range access.Appointable() {
		known.AccessRoles = append(known.AccessRoles, string(r))
	}
	if dir == "" {
		return strategy.Embedded(known)
	}
	return strategy.Load(os.DirFS(filepath.Dir(dir)), filepath.Base(dir), known)
}

func isEmpty(ctx context.Context, db *store.DB) (empty bool, err error) {
	err = db.Read(ctx, func(tx *store.Tx) error {
		head, err := trail.Current(tx, origin)
		empty = head.Size == 0
		return err
	})
	return empty, err
}

// found writes the first entry of a trail: number 0 is no record's key.
func found(ctx context.Context, db *store.DB, p *strategy.Profile) error {
	body, err := json.Marshal(map[string]any{"program": version, "schema": db.Schema(), "profile": p.Code(), "profile_version": p.Version()})
	if err != nil {
		return fmt.Errorf("found the trail: %w", err)
	}
	return db.Write(ctx, func(tx *store.Tx) error {
		_, err := trail.Append(tx, trail.Draft{Actor: int64(record.System), Action: "found", Kind: "trail", Shape: 1, Body: body})
		return err
	})
}
