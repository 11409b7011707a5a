package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/vardkas/vardkas/internal/batch"
	"github.com/vardkas/vardkas/internal/exchange"
	"github.com/vardkas/vardkas/internal/exchange/intake"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/words"
)

// importRequest is what a command asks for: of the process itself, or through the socket of a running server. The files
// go as bytes: the server may not be allowed to read where they lie.
type importRequest struct {
	Lang        words.Lang
	Kind        string
	File        string // name of the table, without folders
	MappingFile string // name of the mapping file, without folders
	Table       []byte
	Mapping     []byte
	DryRun      bool
	Undo        string // number of a batch to be undone; then nothing above but Lang counts
}

// importEvent is what is said on the way: how far it has come, what is wrong, or how it ended.
type importEvent struct {
	Done     int          `json:"done,omitempty"`
	Total    int          `json:"total,omitempty"`
	File     string       `json:"file,omitempty"` // that the problems are in
	Problems []batch.Told `json:"problems,omitempty"`
	Said     string       `json:"said,omitempty"`   // it went well
	Failed   string       `json:"failed,omitempty"` // it did not
}

// importTable does what a request asks for and says how it goes. What the asker can mend is said; the error is for
// everything else.
func (o *Organisation) importTable(ctx context.Context, q importRequest, say func(importEvent)) error {
	w := importWork{o: o, q: q, say: say, im: o.importer()}
	err := w.do(ctx)
	key, args := importFailure(err, q)
	if key == "" {
		return err
	}
	say(importEvent{Failed: words.T(q.Lang, key, args...)})
	return nil
}

// importFailure is the sentence for what the asker can do something about.
func importFailure(err error, q importRequest) (key string, args []any) {
	invalid, isInvalid := errors.AsType[record.Invalid](err)
	switch {
	case errors.Is(err, batch.ErrBusy):
		return "import.busy", nil
	case q.Undo != "" && errors.Is(err, record.ErrNotFound):
		return "import.no_such_import", []any{q.Undo}
	case q.Undo != "" && isInvalid:
		return invalid[0].Key, invalid[0].Args
	}
	return "", nil
}

// importer writes batches and lets the security chief know.
func (o *Organisation) importer() *batch.Importer { return batch.New(o.Book, o.tellOfImport) }

// recover ends what an earlier process left behind. SQLite has one process; with PostgreSQL another may be at work.
func (o *Organisation) recover(ctx context.Context) error {
	_, err := o.importer().Recover(ctx, o.DB.Engine == store.SQLite)
	return err
}

type importWork struct {
	o       *Organisation
	q       importRequest
	say     func(importEvent)
	im      *batch.Importer
	mapping *exchange.Mapping
	target  batch.Target
}

func (w *importWork) do(ctx context.Context) error {
	if w.q.Undo != "" {
		return w.undo(ctx)
	}
	kind, ok := w.o.Book.Kind(w.q.Kind)
	if !ok || !importable(kind) {
		w.fail("import.unknown_kind", w.q.Kind, strings.Join(w.o.importable(), ", "))
		return nil
	}
	w.target = w.o.importTarget(kind)
	if !w.readMapping() {
		return nil
	}
	rows, ok, err := w.readTable()
	if err != nil || !ok {
		return err
	}
	plan, bad, err := w.im.Check(ctx, w.target, rows)
	if err != nil {
		return err
	}
	switch {
	case len(bad) > 0:
		w.refuse(w.q.File, intake.OfRows(w.q.Lang, w.target, w.mapping, bad))
	case w.q.DryRun:
		w.end("import.would", plan.Read, len(plan.Rows), plan.Known)
	case len(plan.Rows) == 0:
		w.end("import.nothing_new", plan.Read)
	default:
		return w.run(ctx, plan)
	}
	return nil
}

func (w *importWork) run(ctx context.Context, plan batch.Plan) error {
	about := batch.About{Name: clipped(w.q.File), Source: clipped(w.mapping.Source), File: digest(w.q.Table), Mapping: digest(w.q.Mapping), Labels: intake.Labels(w.mapping)}
	b, err := w.im.Run(ctx, w.target, plan, about, func(done, total int) { w.say(importEvent{Done: done, Total: total}) })
	if refused, ok := errors.AsType[batch.Refused](err); ok {
		w.refuse(w.q.File, intake.OfRows(w.q.Lang, w.target, w.mapping, refused))
		return nil
	}
	if err != nil {
		return err
	}
	return w.endTold(ctx, "import.done", b.Number.Text(batch.Kind.Prefix), b.Added.N, b.Known.N)
}

func (w *importWork) undo(ctx context.Context) error {
	prefix, n, ok := record.ParseNumber(w.q.Undo)
	if !ok || prefix != batch.Kind.Prefix {
		w.fail("import.bad_number", w.q.Undo, record.Number{Year: w.o.Clock.Now().Year(), N: 1}.Text(batch.Kind.Prefix))
		return nil
	}
	b, err := w.im.Undo(ctx, n, words.T(words.SV, "import.reason.command"))
	if err != nil {
		return err
	}
	return w.endTold(ctx, "import.undone", b.Number.Text(batch.Kind.Prefix), b.Added.N)
}

func (w *importWork) end(key string, args ...any) {
	w.say(importEvent{Said: words.T(w.q.Lang, key, args...)})
}

// endTold also says who gets a letter.
func (w *importWork) endTold(ctx context.Context, key string, args ...any) error {
	var chiefs []record.Key
	err := w.o.Book.Read(ctx, record.Caller{Door: record.System}, func(tx *record.Tx) (err error) { chiefs, err = w.o.chiefs(tx); return err })
	if err != nil {
		return err
	}
	told := words.T(w.q.Lang, "import.told_nobody")
	if len(chiefs) > 0 {
		told = words.N(w.q.Lang, "import.told", len(chiefs))
	}
	w.say(importEvent{Said: words.T(w.q.Lang, key, args...) + " " + told})
	return nil
}

func (w *importWork) fail(key string, args ...any) {
	w.say(importEvent{Failed: words.T(w.q.Lang, key, args...)})
}

func (w *importWork) refuse(file string, bad []batch.Told) {
	w.say(importEvent{File: file, Problems: bad, Failed: words.N(w.q.Lang, "import.refused", len(bad))})
}

// readMapping reads the mapping file and holds it against the kind.
func (w *importWork) readMapping() bool {
	var bad []exchange.Problem
	if w.mapping, bad = intake.Mapping(w.target, w.q.Mapping); len(bad) > 0 {
		w.refuse(w.q.MappingFile, intake.OfFile(w.q.Lang, bad))
		return false
	}
	return true
}

// readTable reads the table in the words of the mapping.
func (w *importWork) readTable() ([]batch.Row, bool, error) {
	rows, bad, err := intake.Rows(w.mapping, w.q.Table)
	if len(bad) > 0 {
		w.refuse(w.q.File, intake.OfFile(w.q.Lang, bad))
	}
	return rows, err == nil && len(bad) == 0, err
}

func digest(b []byte) string { sum := sha256.Sum256(b); return hex.EncodeToString(sum[:]) }

// clipped keeps a name to a line of a record.
func clipped(s string) string {
	s = strings.ToValidUTF8(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, s), "")
	if utf8.RuneCountInString(s) > record.MaxLine {
		s = string([]rune(s)[:record.MaxLine-1]) + "…"
	}
	return s
}
