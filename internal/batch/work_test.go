package batch_test

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/vardkas/vardkas/internal/batch"
	"github.com/vardkas/vardkas/internal/record"
)

// begun is a work of the office whose table a job has in hand.
func (d *desk) begun() *batch.Work {
	d.Helper()
	w := &batch.Work{Person: office.Person, Kind: "incident", Name: "table.csv"}
	d.write(office, func(tx *record.Tx) error {
		err := w.Begin(tx.Tx, bytes.Repeat([]byte("x"), 3<<20))
		w.Stage = batch.StageWriting
		return errors.Join(err, w.Save(tx.Tx))
	})
	return w
}

func (d *desk) again(w *batch.Work) (now *batch.Work, size int) {
	d.Helper()
	d.read(func(tx *record.Tx) (err error) {
		if now, err = batch.WorkOf(tx.Tx, w.ID, w.Person); err != nil {
			return err
		}
		table, err := now.Table(tx.Tx)
		size = len(table)
		return err
	})
	return now, size
}

func TestATableInHandWhenTheProgramEndedIsFreedAndKept(t *testing.T) {
	each(t, func(d *desk) {
		w := d.begun()
		if _, err := d.im.Recover(context.Background(), false); err != nil {
			d.Fatal(err)
		}
		if now, _ := d.again(w); now.Stage != batch.StageWriting {
			d.Errorf("another process may have it in hand, but it is %s", now.Stage)
		}
		if _, err := d.im.Recover(context.Background(), true); err != nil {
			d.Fatal(err)
		}
		if now, size := d.again(w); now.Stage != batch.StageFailed || now.Outcome.Reason == "" || size != 3<<20 {
			d.Errorf("%+v with %d bytes", now, size)
		}
	})
}

func TestAnImportThatIsWholeSettlesItsWorkAndDiscardsTheFile(t *testing.T) {
	each(t, func(d *desk) {
		w := d.begun()
		from := about
		from.Work = w
		b, err := d.im.Run(d.Context(), incidents(), d.check(rowsOf(70)), from, nil)
		if err != nil {
			d.Fatal(err)
		}
		if now, size := d.again(w); now.Stage != batch.StageDone || now.Batch != b.Key || size != 0 {
			d.Errorf("%+v with %d bytes", now, size)
		}
	})
}
