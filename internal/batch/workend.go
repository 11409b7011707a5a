package batch

import (
	"fmt"

	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
)

// settleWork brings the work behind a batch, if there is one, to where the batch has come: so that its person finds the
// truth on the page, also after the program was killed in the middle.
func settleWork(tx *record.Tx, b *Batch) error {
	stage := StageDone
	switch b.State {
	case Open, Undoing:
		return nil
	case Undone:
		stage = StageFailed
	}
	left, err := works(tx.Tx, "batch = $1 AND state = $2", int64(b.Key), string(StageWriting))
	if err != nil {
		return err
	}
	for _, w := range left {
		w.Stage = stage
		if stage == StageDone {
			w.Done = w.Total
		} else {
			w.Batch, w.Done, w.Outcome.Reason = 0, 0, "imports.reason.broken_off"
		}
		if err := w.Save(tx.Tx); err != nil {
			return err
		}
	}
	return nil
}

// workInHand finds works that a job has in hand and of which nothing was heard since a moment.
const workInHand = "state IN ($1, $2) AND changed_at < $3"

// releaseWorks frees what a job had in hand when the process that did it ended: nothing of it is written, or settleWork
// has seen to it. until is the moment before which nothing was heard of it.
func releaseWorks(tx *store.Tx, until int64) error {
	left, err := works(tx, workInHand, string(StageChecking), string(StageWriting), until)
	if err != nil {
		return err
	}
	for _, w := range left {
		w.Stage, w.Outcome.Reason = StageFailed, "imports.reason.broken_off"
		if err := w.Save(tx); err != nil {
			return fmt.Errorf("free an import left behind: %w", err)
		}
	}
	return nil
}
