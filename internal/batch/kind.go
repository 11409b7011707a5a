package batch

import (
	"fmt"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/record"
)

// Batch is one table that was brought in. Its title is the name of the file.
type Batch struct {
	record.Envelope

	Source  string        // the origin's name, as the mapping gives it
	Target  string        // the kind of record its rows became
	Rows    record.Amount // rows of the table
	Added   record.Amount // rows that became records
	Known   record.Amount // rows that had come in before
	File    string        // SHA-256 of the table, in hex
	Mapping string        // SHA-256 of the mapping file, in hex

	// Labels are the words of the source's named values, as <name>.sv and <name>.en.
	Labels map[string]string
}

// The states of a batch.
const (
	Open     record.State = "open"
	Complete record.State = "complete"
	Undoing  record.State = "undoing"
	Undone   record.State = "undone"
)

// The steps of a batch.
const (
	stepComplete = "complete"
	stepUndo     = "undo"
	stepUndone   = "undone"
)

// Kind declares the import batch.
var Kind = record.Define(record.Spec[Batch]{
	Name: "import_batch", Prefix: "IMP", Start: Open, Check: check, After: keepOpen,
	Fields: []record.Field[Batch]{
		kept(record.Text("source", func(b *Batch) *string { return &b.Source })).InList().Search(),
		kept(record.Text("target", func(b *Batch) *string { return &b.Target })),
		kept(record.Int("rows_read", 0, maxRows, func(b *Batch) *record.Amount { return &b.Rows })),
		kept(record.Int("rows_added", 0, maxRows, func(b *Batch) *record.Amount { return &b.Added })).InList(),
		kept(record.Int("rows_known", 0, maxRows, func(b *Batch) *record.Amount { return &b.Known })).InList(),
		kept(record.Text("file_digest", func(b *Batch) *string { return &b.File })),
		kept(record.Text("mapping_digest", func(b *Batch) *string { return &b.Mapping })),
		kept(record.Values("labels", func(b *Batch) *map[string]string { return &b.Labels })),
	},
	Steps: []record.Step[Batch]{
		{Name: stepComplete, From: []record.State{Open}, To: Complete, Needs: access.Import, Guard: isWhole},
		{Name: stepUndo, From: []record.State{Open, Complete}, To: Undoing, Needs: access.Import, Reason: true, Guard: isUntouched},
		{Name: stepUndone, From: []record.State{Undoing}, To: Undone, Needs: access.Import, Guard: isEmpty},
	},
})

const maxRows = 10_000_000

// kept marks a field that only this package sets: no form asks for it.
func kept(f record.Field[Batch]) record.Field[Batch] {
	f.Derived = true
	return f
}

// check refuses a batch that no table stands behind, such as one from a form.
func check(_ *record.Tx, b *Batch) []record.Problem {
	if b.Target == "" || b.File == "" || b.Mapping == "" {
		return []record.Problem{{Field: "title", Key: "import.problem.no_table"}}
	}
	return nil
}

// keepOpen keeps the table of hidden batches in step with the state.
func keepOpen(tx *record.Tx, _, b *Batch) error {
	text := "DELETE FROM batch_open WHERE rid = $1"
	if b.State == Open || b.State == Undoing {
		text = "INSERT INTO batch_open(rid) VALUES($1) ON CONFLICT(rid) DO NOTHING"
	}
	if _, err := tx.Exec(text, int64(b.Key)); err != nil {
		return fmt.Errorf("hide or show import %d: %w", b.Key, err)
	}
	return nil
}

// isWhole lets a batch be complete only when every row that should be here is.
func isWhole(tx *record.Tx, b *Batch) []record.Problem {
	n, err := remaining(tx, b.Key)
	if err != nil || int64(n) != b.Added.N {
		return []record.Problem{{Field: "state", Key: "import.problem.not_whole", Args: []any{n, b.Added.N}}}
	}
	return nil
}

// isUntouched keeps a finished import from being undone under the hands of those who work with its records.
func isUntouched(tx *record.Tx, b *Batch) []record.Problem {
	if b.State == Open {
		return nil
	}
	var n int
	err := tx.Row(`SELECT count(*) FROM record r WHERE r.batch = $1 AND r.state <> $2 AND
		(r.version > 1 OR EXISTS (SELECT 1 FROM record h WHERE h.on_rid = r.rid AND h.on_rid <> 0))`, int64(b.Key), string(record.Withdrawn)).Scan(&n)
	if err != nil || n > 0 {
		return []record.Problem{{Field: "state", Key: "import.problem.touched", Args: []any{n}}}
	}
	return nil
}

func isEmpty(tx *record.Tx, b *Batch) []record.Problem {
	n, err := remaining(tx, b.Key)
	if err != nil || n > 0 {
		return []record.Problem{{Field: "state", Key: "import.problem.not_empty", Args: []any{n}}}
	}
	return nil
}

// remaining counts the records of a batch that have not been taken back.
func remaining(tx *record.Tx, batch record.Key) (n int, err error) {
	err = tx.Row("SELECT count(*) FROM record WHERE batch = $1 AND state <> $2", int64(batch), string(record.Withdrawn)).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count the records of import %d: %w", batch, err)
	}
	return n, nil
}
