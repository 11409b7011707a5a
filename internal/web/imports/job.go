package imports

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/vardkas/vardkas/internal/batch"
	"github.com/vardkas/vardkas/internal/exchange"
	"github.com/vardkas/vardkas/internal/exchange/intake"
	"github.com/vardkas/vardkas/internal/job"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/words"
)

// The kinds of job.
const (
	checkKind = "import.check"
	writeKind = "import.write"
	undoKind  = "import.undo"
)

// order is what a job is told.
type order struct {
	Work   string
	Person record.Key
	Lang   words.Lang
}

// jobLasts is how long one look or one import may take: a hundred thousand rows need minutes.
const jobLasts = time.Hour

// maxTold bounds the problems that a work remembers.
const maxTold = 1000

var (
	errNoMapping = errors.New("the table has no mapping that can be read")
	errStopped   = errors.New("somebody asked for the import to stop")
)

// Handlers are the jobs behind the pages, by kind. A look and an import are tried
// once: what was broken off is begun again by its person.
func (p *Pages) Handlers() map[string]job.Handler {
	on := func(stage batch.Stage, run func(context.Context, *batch.Work, words.Lang) error) job.Handler {
		return job.Handler{Lasts: jobLasts, Attempts: 1, Run: func(ctx context.Context, w job.Work) (job.Record, error) {
			return nil, p.carryOut(ctx, w, stage, run)
		}}
	}
	return map[string]job.Handler{
		checkKind: on(batch.StageChecking, p.check),
		writeKind: on(batch.StageWriting, p.bringIn),
		undoKind: {Lasts: jobLasts, Run: func(ctx context.Context, w job.Work) (job.Record, error) {
			var u undoing
			if err := w.Read(&u); err != nil {
				return nil, err
			}
			return nil, p.Importer.FinishUndo(ctx, u.Batch, u.Reason)
		}},
	}
}

// carryOut does what a job is told, if the work still stands where the job was queued. A fault leaves the work failed, never
// under way for ever.
func (p *Pages) carryOut(ctx context.Context, w job.Work, stage batch.Stage, run func(context.Context, *batch.Work, words.Lang) error) error {
	var o order
	if err := w.Read(&o); err != nil {
		return err
	}
	var work *batch.Work
	err := p.Book.DB.Read(ctx, func(tx *store.Tx) (err error) {
		work, err = batch.WorkOf(tx, o.Work, o.Person)
		return err
	})
	switch {
	case errors.Is(err, record.ErrNotFound):
		return nil // given up meanwhile
	case err != nil:
		return err
	case work.Stage != stage:
		return nil
	}
	if err := run(ctx, work, o.Lang); err != nil {
		work.Stage, work.Outcome.Reason = batch.StageFailed, "imports.reason.fault"
		return errors.Join(err, p.save(ctx, work))
	}
	return nil
}

// save writes how far a work has come, also when whoever asked has gone.
func (p *Pages) save(ctx context.Context, w *batch.Work) error {
	return p.Book.DB.Write(context.WithoutCancel(ctx), w.Save)
}

// looked is a table that was held against its mapping.
type looked struct {
	target  batch.Target
	mapping *exchange.Mapping
	table   []byte
	rows    []batch.Row
}

// look reads the table of a work in the words of its mapping. What is wrong stands in the outcome; then there are no rows.
func (p *Pages) look(ctx context.Context, w *batch.Work, lang words.Lang) (l looked, ok bool, err error) {
	var known bool
	if l.target, known = p.target(w); !known {
		return l, false, fmt.Errorf("look at an import: unknown kind %s", w.Kind)
	}
	err = p.Book.DB.Read(ctx, func(tx *store.Tx) (err error) { l.table, err = w.Table(tx); return err })
	if err != nil {
		return l, false, err
	}
	var bad []exchange.Problem
	if l.mapping, bad = intake.Mapping(l.target, []byte(w.Mapping)); len(bad) > 0 {
		return l, false, errNoMapping
	}
	if l.rows, bad, err = intake.Rows(l.mapping, l.table); err != nil {
		return l, false, err
	}
	if len(bad) > 0 {
		w.Stage, w.Outcome = batch.StageRefused, outcomeOf(intake.OfFile(lang, bad))
		return l, false, nil
	}
	return l, true, nil
}

func outcomeOf(bad []batch.Told) batch.Outcome {
	return batch.Outcome{Problems: bad[:min(len(bad), maxTold)]}
}

// check is the dry run: every row is held to the rules and nothing is written.
func (p *Pages) check(ctx context.Context, w *batch.Work, lang words.Lang) error {
	if _, _, err := p.plan(ctx, w, lang); err != nil {
		return err
	}
	return p.save(ctx, w)
}

// plan holds the rows of a work to the rules. The outcome says what came of it.
func (p *Pages) plan(ctx context.Context, w *batch.Work, lang words.Lang) (looked, batch.Plan, error) {
	l, ok, err := p.look(ctx, w, lang)
	if err != nil || !ok {
		return l, batch.Plan{}, err
	}
	plan, bad, err := p.Importer.Check(ctx, l.target, l.rows)
	if err != nil {
		return l, plan, err
	}
	if len(bad) > 0 {
		w.Stage, w.Outcome = batch.StageRefused, outcomeOf(intake.OfRows(lang, l.target, l.mapping, bad))
		w.Outcome.Read = len(l.rows)
		return l, plan, nil
	}
	w.Stage, w.Outcome = batch.StageChecked, batch.Outcome{Read: plan.Read, Fresh: len(plan.Rows), Known: plan.Known}
	return l, plan, nil
}

// bringIn checks once more and writes. Who stops it, or a row that is refused after all, leaves nothing behind.
func (p *Pages) bringIn(ctx context.Context, w *batch.Work, lang words.Lang) error {
	l, plan, err := p.plan(ctx, w, lang)
	if err != nil {
		return err
	}
	if len(plan.Rows) == 0 {
		return p.save(ctx, w)
	}
	w.Stage, w.Total = batch.StageWriting, len(plan.Rows)
	work, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	progress := func(done, total int) {
		err := p.Book.DB.Write(work, func(tx *store.Tx) error {
			stop, err := w.Advance(tx, done, total)
			if err == nil && stop && done < total {
				cancel(errStopped)
			}
			return err
		})
		if err != nil && work.Err() == nil {
			cancel(err)
		}
	}
	about := batch.About{Name: w.Name, Source: clipped(l.mapping.Source), File: digest(l.table), Mapping: digest([]byte(w.Mapping)), Labels: intake.Labels(l.mapping), Work: w}
	_, err = p.Importer.Run(work, l.target, plan, about, progress)
	if err == nil {
		return nil // the batch has settled the work
	}
	w.Batch, w.Done, w.Total, w.Stop = 0, 0, 0, false
	refused, isRefused := errors.AsType[batch.Refused](err)
	switch {
	case isRefused:
		w.Stage, w.Outcome = batch.StageRefused, outcomeOf(intake.OfRows(lang, l.target, l.mapping, refused))
	case errors.Is(err, batch.ErrBusy):
		w.Stage, w.Outcome.Reason = batch.StageChecked, "import.busy"
	case errors.Is(context.Cause(work), errStopped):
		w.Stage, w.Outcome.Reason = batch.StageStopped, "imports.reason.stopped"
	case ctx.Err() != nil:
		w.Stage, w.Outcome.Reason = batch.StageFailed, "imports.reason.broken_off"
	default:
		return err
	}
	return p.save(ctx, w)
}

func digest(b []byte) string { sum := sha256.Sum256(b); return hex.EncodeToString(sum[:]) }
