package batch

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
)

// Stage is how far a table that comes in by a page has come.
type Stage string

// The stages of a work.
//
//	mapping ─▶ checking ─▶ checked ─▶ writing ─▶ done
//	   ▲          └─▶ refused            ├─▶ stopped   somebody asked for it
//	   └───────────────┴─────────────────┴─▶ failed    a fault of ours, or the program was shut down
const (
	StageMapping  Stage = "mapping"
	StageChecking Stage = "checking"
	StageChecked  Stage = "checked"
	StageRefused  Stage = "refused"
	StageWriting  Stage = "writing"
	StageDone     Stage = "done"
	StageStopped  Stage = "stopped"
	StageFailed   Stage = "failed"
)

// Busy reports whether a job has the work in hand.
func (s Stage) Busy() bool { return s == StageChecking || s == StageWriting }

// Work is one person's table on its way in. It is no record: what was brought in is the Batch.
type Work struct {
	ID      string
	Person  record.Key
	Kind    string // what the rows become
	Name    string // of the file
	Bytes   int64
	Mapping string // as a mapping file; empty before the first
	Stage   Stage
	Outcome Outcome // of the last look at the rows
	Done    int     // rows written
	Total   int     // rows to write
	Stop    bool    // somebody asked for it
	Batch   record.Key
	Created clock.Instant
	Changed clock.Instant
}

// Outcome is what a look at the rows gave.
type Outcome struct {
	Read     int    `json:"read"`  // rows of the table
	Fresh    int    `json:"fresh"` // rows that would become records
	Known    int    `json:"known"` // rows that came in before
	Problems []Told `json:"problems,omitempty"`
	Reason   string `json:"reason,omitempty"` // key of the catalogue: why it stopped or failed
}

// Told is one problem of a file in the words of the one who brings it in.
type Told struct {
	Row    int    `json:"row,omitempty"` // as the spreadsheet numbers it
	Column string `json:"column,omitempty"`
	What   string `json:"what"`
	Do     string `json:"do,omitempty"`
}

// workLasts is how long a table that nobody touches is kept. Long enough to mend a file over a weekend; what lies in it may
// be sensitive, so no longer.
const workLasts = 7 * 24 * time.Hour

// workChunk is how much of a file one row holds.
const workChunk = 1 << 20

// Begin keeps a table that was handed in. The work gets its id.
func (w *Work) Begin(tx *store.Tx, table []byte) error {
	var id [16]byte
	if _, err := rand.Read(id[:]); err != nil {
		return fmt.Errorf("begin an import: %w", err)
	}
	w.ID, w.Stage, w.Bytes, w.Created = hex.EncodeToString(id[:]), StageMapping, int64(len(table)), tx.At()
	_, err := tx.Exec(`INSERT INTO import_work(id, person, kind, name, bytes, mapping, state, outcome, done, total, stop, batch, created_at, changed_at, expires_at)
		VALUES($1, $2, $3, $4, $5, $6, $7, '{}', 0, 0, 0, 0, $8, $8, $9)`,
		w.ID, int64(w.Person), w.Kind, w.Name, w.Bytes, w.Mapping, string(w.Stage), int64(tx.At()), int64(tx.At().Add(workLasts)))
	if err != nil {
		return fmt.Errorf("begin an import: %w", err)
	}
	return w.keep(tx, table)
}

// Replace puts another table in the place of the first: the same one, mended.
func (w *Work) Replace(tx *store.Tx, name string, table []byte) error {
	if _, err := tx.Exec("DELETE FROM import_work_chunk WHERE work = $1", w.ID); err != nil {
		return fmt.Errorf("replace the table of an import: %w", err)
	}
	w.Name, w.Bytes, w.Stage = name, int64(len(table)), StageMapping
	if _, err := tx.Exec("UPDATE import_work SET name = $1, bytes = $2 WHERE id = $3", name, w.Bytes, w.ID); err != nil {
		return fmt.Errorf("replace the table of an import: %w", err)
	}
	if err := w.Save(tx); err != nil {
		return err
	}
	return w.keep(tx, table)
}

func (w *Work) keep(tx *store.Tx, table []byte) error {
	part := 0
	for chunk := range slices.Chunk(table, workChunk) {
		if _, err := tx.Exec("INSERT INTO import_work_chunk(work, part, data) VALUES($1, $2, $3)", w.ID, part, chunk); err != nil {
			return fmt.Errorf("keep the table of an import: %w", err)
		}
		part++
	}
	return nil
}

// Table is the file as it was handed in; nil when it has been discarded.
func (w *Work) Table(tx *store.Tx) ([]byte, error) {
	chunks, err := store.All[[]byte](tx, "SELECT data FROM import_work_chunk WHERE work = $1 ORDER BY part", w.ID)
	if err != nil {
		return nil, fmt.Errorf("read the table of an import: %w", err)
	}
	return bytes.Join(chunks, nil), nil
}

// Save writes how far the work has come. Of one that is done the file is discarded: what was wanted of it are records now,
// and its digest says which file it was.
func (w *Work) Save(tx *store.Tx) error {
	outcome, err := json.Marshal(w.Outcome)
	if err != nil {
		return fmt.Errorf("save an import: %w", err)
	}
	stop := 0
	if w.Stop {
		stop = 1
	}
	w.Changed = tx.At()
	_, err = tx.Exec(`UPDATE import_work SET mapping = $1, state = $2, outcome = $3, done = $4, total = $5, stop = $6, batch = $7, changed_at = $8, expires_at = $9 WHERE id = $10`,
		w.Mapping, string(w.Stage), string(outcome), w.Done, w.Total, stop, int64(w.Batch), int64(tx.At()), int64(tx.At().Add(workLasts)), w.ID)
	if err != nil {
		return fmt.Errorf("save an import: %w", err)
	}
	if w.Stage == StageDone {
		_, err = tx.Exec("DELETE FROM import_work_chunk WHERE work = $1", w.ID)
	}
	if err != nil {
		return fmt.Errorf("discard the table of an import: %w", err)
	}
	return nil
}

// Discard forgets a work and its file.
func (w *Work) Discard(tx *store.Tx) error {
	if _, err := tx.Exec("DELETE FROM import_work WHERE id = $1", w.ID); err != nil {
		return fmt.Errorf("discard an import: %w", err)
	}
	return nil
}

// Advance notes how many rows are written and reports whether somebody asked to stop.
func (w *Work) Advance(tx *store.Tx, done, total int) (stop bool, err error) {
	if _, err := tx.Exec("UPDATE import_work SET done = $1, total = $2, changed_at = $3 WHERE id = $4", done, total, int64(tx.At()), w.ID); err != nil {
		return false, fmt.Errorf("note how far an import has come: %w", err)
	}
	var asked int
	if err := tx.Row("SELECT stop FROM import_work WHERE id = $1", w.ID).Scan(&asked); err != nil {
		return false, fmt.Errorf("look whether an import is to stop: %w", err)
	}
	return asked == 1, nil
}

// AskToStop lets the job that writes stop after the group it has in hand.
func (w *Work) AskToStop(tx *store.Tx) error {
	if _, err := tx.Exec("UPDATE import_work SET stop = 1 WHERE id = $1 AND state = $2", w.ID, string(StageWriting)); err != nil {
		return fmt.Errorf("ask an import to stop: %w", err)
	}
	return nil
}

const workColumns = "id, person, kind, name, bytes, mapping, state, outcome, done, total, stop, batch, created_at, changed_at"

// WorkOf finds a work of a person. It answers record.ErrNotFound for what is absent and for what is another's.
func WorkOf(tx *store.Tx, id string, person record.Key) (*Work, error) {
	all, err := works(tx, "id = $1 AND person = $2 AND expires_at >= $3", id, int64(person), int64(tx.At()))
	if err == nil && len(all) == 0 {
		err = record.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// WorksOf lists what a person is bringing in, the latest first.
func WorksOf(tx *store.Tx, person record.Key) ([]*Work, error) {
	return works(tx, "person = $1 AND expires_at >= $2 ORDER BY changed_at DESC, id", int64(person), int64(tx.At()))
}

func works(tx *store.Tx, where string, args ...any) (all []*Work, err error) {
	err = tx.Each(func(scan func(...any) error) error {
		var w Work
		var outcome string
		var stop int
		err := scan(&w.ID, &w.Person, &w.Kind, &w.Name, &w.Bytes, &w.Mapping, &w.Stage, &outcome, &w.Done, &w.Total, &stop, &w.Batch, &w.Created, &w.Changed)
		if err != nil {
			return err
		}
		w.Stop = stop == 1
		all = append(all, &w)
		return json.Unmarshal([]byte(outcome), &w.Outcome)
	}, "SELECT "+workColumns+" FROM import_work WHERE "+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read imports under way: %w", err)
	}
	return all, nil
}

// PruneWorks forgets what nobody has touched for a week; a recurring job calls it.
func PruneWorks(tx *store.Tx) error {
	if _, err := tx.Exec("DELETE FROM import_work WHERE expires_at < $1", int64(tx.At())); err != nil {
		return fmt.Errorf("prune imports: %w", err)
	}
	return nil
}
