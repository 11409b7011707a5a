package batch

import (
	"context"
	"fmt"
	"time"

	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/words"
)

// Recover finishes or undoes what was broken off: a batch whose rows are all here becomes complete, any other is undone.
// alone says that no other process works with the records, so that whatever is open was left behind; else only batches
// that nobody holds any longer are taken. It returns the batches as they stand now.
func (im *Importer) Recover(ctx context.Context, alone bool) ([]*Batch, error) {
	var left []int64
	err := im.book.Read(ctx, system, func(tx *record.Tx) (err error) {
		text := "SELECT rid FROM batch_open WHERE held_until < $1 ORDER BY rid"
		until := int64(tx.Now())
		if alone {
			until = 1 << 62
		}
		left, err = store.All[int64](tx.Tx, text, until)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look for imports left behind: %w", err)
	}
	var all []*Batch
	for _, rid := range left {
		b, err := im.settle(ctx, record.Key(rid))
		if err != nil {
			return all, err
		}
		all = append(all, b)
	}
	return all, im.release(ctx, alone)
}

// unheard is how long a job that has a table in hand may be silent before it counts as ended with its process.
const unheard = time.Hour

// release frees the tables that a process which ended had in hand.
func (im *Importer) release(ctx context.Context, alone bool) error {
	var left []*Work
	until := int64(1 << 62)
	err := im.book.Read(ctx, system, func(tx *record.Tx) (err error) {
		if !alone {
			until = int64(tx.Now().Add(-unheard))
		}
		left, err = works(tx.Tx, workInHand, string(StageChecking), string(StageWriting), until)
		return err
	})
	if err != nil || len(left) == 0 {
		return err
	}
	return im.book.Write(ctx, system, func(tx *record.Tx) error { return releaseWorks(tx.Tx, until) })
}

// settle ends a batch that was left behind.
func (im *Importer) settle(ctx context.Context, key record.Key) (*Batch, error) {
	var whole bool
	err := im.book.Read(ctx, system, func(tx *record.Tx) error {
		b, err := Kind.Reveal(tx, key)
		if err != nil {
			return err
		}
		whole = b.State == Open && len(isWhole(tx, b)) == 0
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read import %d: %w", key, err)
	}
	if whole {
		return im.close(ctx, key, stepComplete)
	}
	return im.undo(ctx, key, words.T(words.SV, "import.reason.left_behind"))
}

// Undo takes a whole batch back. reason says why and stands in every entry. It answers record.Invalid when somebody has
// worked with one of its records, and ErrBusy while an import is going on.
func (im *Importer) Undo(ctx context.Context, n record.Number, reason string) (*Batch, error) {
	if _, err := im.Recover(ctx, false); err != nil {
		return nil, err
	}
	var found []int64
	err := im.book.Read(ctx, system, func(tx *record.Tx) (err error) {
		found, err = store.All[int64](tx.Tx, `SELECT rid FROM record
			WHERE kind = $1 AND number_year = $2 AND number = $3 AND state <> $4`, Kind.Name, n.Year, n.N, string(record.Withdrawn))
		if err == nil && len(found) == 1 {
			err = free(tx)
		}
		return err
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("find the import: %w", err)
	case len(found) != 1:
		return nil, record.ErrNotFound
	}
	return im.undo(ctx, record.Key(found[0]), reason)
}

// BeginUndo hides an import and lets nobody else take it, as the caller, with the reason of tx. FinishUndo takes its records
// back. It answers record.Invalid when somebody has worked with one of them, and ErrBusy while an import is going on.
func BeginUndo(tx *record.Tx, b *Batch) error {
	if err := free(tx); err != nil {
		return err
	}
	if _, err := Kind.Take(tx, b.Key, b.Version, stepUndo, nil); err != nil {
		return err
	}
	return hold(tx, b.Key)
}

// FinishUndo takes the records of an import back that BeginUndo has hidden.
func (im *Importer) FinishUndo(ctx context.Context, key record.Key, reason string) error {
	var state record.State
	err := im.book.Read(ctx, system, func(tx *record.Tx) error {
		b, err := Kind.Reveal(tx, key)
		if err == nil {
			state = b.State
		}
		return err
	})
	if err != nil || state != Undoing {
		return err
	}
	_, err = im.undo(ctx, key, reason)
	return err
}

// free answers ErrBusy while somebody writes or undoes a batch.
func free(tx *record.Tx) error {
	var n int
	if err := tx.Row("SELECT count(*) FROM batch_open").Scan(&n); err != nil {
		return fmt.Errorf("look for open imports: %w", err)
	}
	if n > 0 {
		return ErrBusy
	}
	return nil
}

// undo hides a batch at once and then takes its records back in groups.
func (im *Importer) undo(ctx context.Context, key record.Key, reason string) (*Batch, error) {
	err := im.book.Write(ctx, system, func(tx *record.Tx) error {
		tx.Reason = reason
		b, err := Kind.Reveal(tx, key)
		if err == nil && b.State != Undoing {
			_, err = Kind.Take(tx, key, b.Version, stepUndo, nil)
		}
		if err != nil {
			return err
		}
		return hold(tx, key)
	})
	if err != nil {
		return nil, fmt.Errorf("undo import %d: %w", key, err)
	}
	for more := true; more; {
		if more, err = im.takeBack(ctx, key, reason); err != nil {
			return nil, err
		}
	}
	return im.close(ctx, key, stepUndone)
}

// takeBack withdraws some records of a batch and reports whether there may be more.
func (im *Importer) takeBack(ctx context.Context, key record.Key, reason string) (more bool, err error) {
	err = im.book.Write(ctx, system, func(tx *record.Tx) error {
		tx.Reason = reason
		b, err := Kind.Reveal(tx, key)
		if err != nil {
			return err
		}
		kind, ok := tx.Book().Kind(b.Target)
		if !ok {
			return fmt.Errorf("import %d is of unknown kind %s", key, b.Target)
		}
		rids, err := store.All[int64](tx.Tx, fmt.Sprintf("SELECT rid FROM record WHERE batch = $1 AND state <> $2 ORDER BY rid LIMIT %d", groupSize), int64(key), string(record.Withdrawn))
		if err != nil {
			return err
		}
		more = len(rids) == groupSize
		for _, rid := range rids {
			if err := kind.Withdraw(tx, record.Key(rid)); err != nil {
				return err
			}
			if err := forget(tx, record.Key(rid)); err != nil {
				return err
			}
		}
		return hold(tx, key)
	})
	if err != nil {
		return false, fmt.Errorf("take back import %d: %w", key, err)
	}
	return more, nil
}
