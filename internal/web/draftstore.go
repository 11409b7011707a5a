package web

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/store"
)

const (
	draftLasts = 24 * time.Hour
	chunkSize  = 1 << 20
)

// load fills d with the draft kept under id, if there is one that is this person's and of this form.
func (d *Draft) load(ctx context.Context, id string) error {
	return d.site.DB.Read(ctx, func(tx *store.Tx) error {
		var form, filled, result string
		var person int64
		var consumed, expires clock.Instant
		err := tx.Row("SELECT form, person, filled, result, consumed_at, expires_at FROM draft WHERE id = $1", id).
			Scan(&form, &person, &filled, &result, &consumed, &expires)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read draft: %w", err)
		}
		if form != d.Form || person != 0 && person != d.Person || expires < tx.At() {
			return nil
		}
		d.ID, d.Person = id, person
		if consumed > 0 {
			d.Earlier = result
			return nil
		}
		if err := json.Unmarshal([]byte(filled), &d.Values); err != nil {
			return fmt.Errorf("read draft: %w", err)
		}
		return d.loadFiles(tx)
	})
}

func (d *Draft) loadFiles(tx *store.Tx) error {
	return tx.Each(func(scan func(...any) error) error {
		var f DraftFile
		err := scan(&f.N, &f.Field, &f.Name, &f.Bytes)
		d.Files = append(d.Files, f)
		return err
	}, "SELECT n, field, name, bytes FROM draft_file WHERE draft = $1 ORDER BY n", d.ID)
}

// store writes the draft and the files that came with this request. A draft already sent stays as it is.
func (d *Draft) store(tx *store.Tx) error {
	filled, err := json.Marshal(d.keepable())
	if err != nil {
		return fmt.Errorf("keep draft: %w", err)
	}
	now := d.moment(tx)
	_, err = tx.Exec(`INSERT INTO draft(id, form, person, filled, result, created_at, consumed_at, expires_at) VALUES($1, $2, $3, $4, '', $5, 0, $6)
		ON CONFLICT(id) DO UPDATE SET filled = excluded.filled, expires_at = excluded.expires_at
		WHERE draft.consumed_at = 0 AND draft.person = excluded.person AND draft.form = excluded.form`,
		d.ID, d.Form, d.Person, string(filled), int64(now), int64(now.Add(draftLasts)))
	if err != nil {
		return fmt.Errorf("keep draft: %w", err)
	}
	if _, sent, err := d.consumed(tx); err != nil || sent {
		return err
	}
	return d.storeFiles(tx)
}

// moment is now; for a draft of nobody the end of the hour, because a precise time would narrow down who reported.
func (d *Draft) moment(tx *store.Tx) clock.Instant {
	if d.Person == 0 {
		return tx.At().HourFloor().Add(time.Hour)
	}
	return tx.At()
}

func (d *Draft) keepable() map[string][]string {
	kept := map[string][]string{}
	for name, values := range d.Values {
		if !slices.Contains(d.secret, name) {
			kept[name] = values
		}
	}
	return kept
}

func (d *Draft) storeFiles(tx *store.Tx) error {
	for _, n := range d.gone {
		if _, err := tx.Exec("DELETE FROM draft_file WHERE draft = $1 AND n = $2", d.ID, n); err != nil {
			return fmt.Errorf("take a file from a draft: %w", err)
		}
	}
	for _, f := range d.Files {
		if f.data == nil {
			continue
		}
		added, err := tx.Exec("INSERT INTO draft_file(draft, n, field, name, bytes) VALUES($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING", d.ID, f.N, f.Field, f.Name, f.Bytes)
		if err != nil {
			return fmt.Errorf("keep a file of a draft: %w", err)
		}
		if added == 0 {
			continue // saved before in this request
		}
		part := 0
		for chunk := range slices.Chunk(f.data, chunkSize) {
			if _, err := tx.Exec("INSERT INTO draft_chunk(draft, n, part, data) VALUES($1, $2, $3, $4)", d.ID, f.N, part, chunk); err != nil {
				return fmt.Errorf("keep a file of a draft: %w", err)
			}
			part++
		}
	}
	return nil
}

// Content is what a file holds.
func (d *Draft) Content(tx *store.Tx, f DraftFile) ([]byte, error) {
	if f.data != nil {
		return f.data, nil
	}
	chunks, err := store.All[[]byte](tx, "SELECT data FROM draft_chunk WHERE draft = $1 AND n = $2 ORDER BY part", d.ID, f.N)
	if err != nil {
		return nil, fmt.Errorf("read a file of a draft: %w", err)
	}
	return bytes.Join(chunks, nil), nil
}

// consumed tells whether the draft was sent, and what came of it. A draft of another person is refused.
func (d *Draft) consumed(tx *store.Tx) (result string, sent bool, err error) {
	var at, person int64
	err = tx.Row("SELECT person, result, consumed_at FROM draft WHERE id = $1", d.ID).Scan(&person, &result, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("read draft: %w", err)
	}
	if person != d.Person {
		return "", false, NotFound()
	}
	return result, at > 0, nil
}

// consume marks the draft as sent, remembers what came of it, and forgets what was typed.
func (d *Draft) consume(tx *store.Tx, result string) error {
	now := d.moment(tx)
	_, err := tx.Exec(`INSERT INTO draft(id, form, person, filled, result, created_at, consumed_at, expires_at) VALUES($1, $2, $3, '{}', $4, $5, $5, $6)
		ON CONFLICT(id) DO UPDATE SET filled = '{}', result = excluded.result, consumed_at = excluded.consumed_at, expires_at = excluded.expires_at`,
		d.ID, d.Form, d.Person, result, int64(now), int64(now.Add(draftLasts)))
	if err != nil {
		return fmt.Errorf("close draft: %w", err)
	}
	if _, err := tx.Exec("DELETE FROM draft_file WHERE draft = $1", d.ID); err != nil {
		return fmt.Errorf("close draft: %w", err)
	}
	return nil
}

// PruneDrafts deletes drafts older than a day; a recurring job calls it.
func PruneDrafts(tx *store.Tx) error {
	if _, err := tx.Exec("DELETE FROM draft WHERE expires_at < $1", int64(tx.At())); err != nil {
		return fmt.Errorf("prune drafts: %w", err)
	}
	return nil
}
