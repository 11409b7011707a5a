package batch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/words"
)

// groupSize is how many rows one change writes: few enough that others wait a moment only.
const groupSize = 64

// held is how long a batch stays with whoever writes it, counted from its last group. After it another process may take
// the batch for broken off.
const held = 2 * time.Minute

// ErrBusy is the answer while another import is being written or undone.
var ErrBusy = errors.New("another import is going on")

// ErrTaken is the answer when a batch was closed by somebody else while it was written.
var ErrTaken = errors.New("the import was closed by another process")

// Refused is the answer when a row that was checked is refused after all, because something changed meanwhile.
type Refused []Problem

func (r Refused) Error() string { return fmt.Sprintf("%d problems in the rows", len(r)) }

// system is who imports: it may create and take back, and read nothing.
var system = record.Caller{Door: record.System}

// Importer writes tables into the book.
type Importer struct {
	book *record.Book
	// tell lets those who answer for it know that a batch is complete or undone, in the change that makes it so.
	tell func(*record.Tx, *Batch) error
}

// New returns an importer. tell may be nil.
func New(book *record.Book, tell func(*record.Tx, *Batch) error) *Importer {
	if tell == nil {
		tell = func(*record.Tx, *Batch) error { return nil }
	}
	return &Importer{book, tell}
}

// About is where a table comes from.
type About struct {
	Name    string                 // of the file
	Source  string                 // the origin's name
	File    string                 // SHA-256 of the table, in hex
	Mapping string                 // SHA-256 of the mapping file, in hex
	Labels  map[string]words.Label // of the named values that the rows keep
	Work    *Work                  // behind it, when it comes by a page
}

// Run writes a plan. progress hears how far it has come, outside of any change; nil for nobody. With nothing new it
// writes nothing and returns no batch. When it is broken off, by ctx or by a fault, what was written is taken back; what
// even that leaves behind, Recover finds.
func (im *Importer) Run(ctx context.Context, target Target, plan Plan, about About, progress func(done, total int)) (*Batch, error) {
	if len(plan.Rows) == 0 {
		return nil, nil
	}
	if _, err := im.Recover(ctx, false); err != nil {
		return nil, err
	}
	b, err := im.open(ctx, target, plan, about)
	if err != nil {
		return nil, err
	}
	if err := im.groups(ctx, target, b.Key, plan.Rows, progress); err != nil {
		return nil, im.breakOff(ctx, b.Key, err)
	}
	whole, err := im.close(ctx, b.Key, stepComplete)
	if err != nil {
		return nil, im.breakOff(ctx, b.Key, err)
	}
	return whole, nil
}

func (im *Importer) groups(ctx context.Context, target Target, key record.Key, rows []Row, progress func(done, total int)) error {
	if progress == nil {
		progress = func(int, int) {}
	}
	for from := 0; from < len(rows); from += groupSize {
		progress(from, len(rows))
		if err := im.group(ctx, target, key, rows[from:min(from+groupSize, len(rows))]); err != nil {
			return err
		}
	}
	progress(len(rows), len(rows))
	return nil
}

// breakOff takes back what was written, also when the caller has gone, and answers why.
func (im *Importer) breakOff(ctx context.Context, key record.Key, why error) error {
	if errors.Is(why, ErrTaken) {
		return why
	}
	if _, err := im.undo(context.WithoutCancel(ctx), key, words.T(words.SV, "import.reason.broken_off")); err != nil {
		return errors.Join(why, fmt.Errorf("take back what was imported: %w", err))
	}
	return why
}

// open makes the batch. There is one open at a time: so no row can come in twice.
func (im *Importer) open(ctx context.Context, target Target, plan Plan, about About) (b *Batch, err error) {
	err = im.book.Write(ctx, system, func(tx *record.Tx) error {
		var n int
		if err := tx.Row("SELECT count(*) FROM batch_open").Scan(&n); err != nil {
			return fmt.Errorf("look for open imports: %w", err)
		}
		if n > 0 {
			return ErrBusy
		}
		b = &Batch{
			Source: about.Source, Target: target.Kind.Meta().Name, File: about.File, Mapping: about.Mapping,
			Rows: record.Of(int64(plan.Read)), Added: record.Of(int64(len(plan.Rows))), Known: record.Of(int64(plan.Known)),
		}
		b.Title, b.Labels, b.Owner = about.Name, labelled(about.Labels), target.By
		if err := Kind.Create(tx, b); err != nil {
			return err
		}
		if about.Work != nil {
			about.Work.Batch = b.Key
			if err := about.Work.Save(tx.Tx); err != nil {
				return err
			}
		}
		return hold(tx, b.Key)
	})
	if err != nil {
		return nil, fmt.Errorf("open the import: %w", err)
	}
	return b, nil
}

// group writes some rows as one change.
func (im *Importer) group(ctx context.Context, target Target, key record.Key, rows []Row) error {
	return im.book.Write(ctx, system, func(tx *record.Tx) error {
		if err := stillOpen(tx, key); err != nil {
			return err
		}
		own, err := target.importer(tx)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := target.write(tx, own, key, row); err != nil {
				return err
			}
		}
		return hold(tx, key)
	})
}

// write saves one row.
func (t Target) write(tx, own *record.Tx, key record.Key, row Row) error {
	r, err := t.build(tx, row)
	if err == nil {
		r.Batch = key
		err = t.Kind.Put(tx, r)
	}
	if err == nil {
		err = t.allowed(own, r)
	}
	bad, err := row.problems(err)
	if err != nil {
		return fmt.Errorf("write row %d: %w", row.Number, err)
	}
	if len(bad) > 0 {
		return Refused(bad)
	}
	return remember(tx, row.Identity, r.Key)
}

func stillOpen(tx *record.Tx, key record.Key) error {
	var n int
	if err := tx.Row("SELECT count(*) FROM record WHERE rid = $1 AND state = $2", int64(key), string(Open)).Scan(&n); err != nil {
		return fmt.Errorf("read import %d: %w", key, err)
	}
	if n == 0 {
		return ErrTaken
	}
	return nil
}

// hold keeps a batch with this process a while longer.
func hold(tx *record.Tx, key record.Key) error {
	if _, err := tx.Exec("UPDATE batch_open SET held_until = $1 WHERE rid = $2", int64(tx.Now().Add(held)), int64(key)); err != nil {
		return fmt.Errorf("hold import %d: %w", key, err)
	}
	return nil
}

// close takes the last step of a batch and tells who should know.
func (im *Importer) close(ctx context.Context, key record.Key, step string) (b *Batch, err error) {
	err = im.book.Write(ctx, system, func(tx *record.Tx) error {
		if b, err = Kind.Reveal(tx, key); err != nil {
			return err
		}
		if b, err = Kind.Take(tx, key, b.Version, step, nil); err != nil {
			return err
		}
		if err := settleWork(tx, b); err != nil {
			return err
		}
		return im.tell(tx, b)
	})
	if err != nil {
		return nil, fmt.Errorf("%s import %d: %w", step, key, err)
	}
	return b, nil
}
