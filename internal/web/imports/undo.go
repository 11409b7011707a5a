package imports

import (
	"errors"
	"strings"

	"github.com/vardkas/vardkas/internal/batch"
	"github.com/vardkas/vardkas/internal/job"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
)

const fieldReason = "reason"

// undoing is what the job is told that takes the records of an import back.
type undoing struct {
	Batch  record.Key
	Reason string
}

// batchOf is the import the address names, if the reader may take it back.
func (c *call) batchOf(tx *record.Tx) (*batch.Batch, error) {
	id, err := record.ParseID(c.r.PathValue("batch"))
	if err != nil {
		return nil, err
	}
	return batch.Kind.ByID(tx, id)
}

func (c *call) undoForm() error {
	d, err := c.Site.Draft(c.w, c.r, web.Form{Name: "imports.undo"})
	if err != nil {
		return err
	}
	return c.drawUndo(d, "")
}

func (c *call) drawUndo(d *web.Draft, problem string) error {
	var b *batch.Batch
	err := c.Book.Read(c.r.Context(), c.caller(), func(tx *record.Tx) (err error) { b, err = c.batchOf(tx); return err })
	if err != nil {
		return err
	}
	number := b.Number.Text(batch.Kind.Prefix)
	reason := ui.Field{Name: fieldReason, Label: c.t("record.field.reason"), Hint: c.t("imports.help.undo", b.Added.N), Input: ui.Area, Rows: 2, MaxLength: record.MaxLine, Required: true, Value: d.Get(fieldReason)}
	if problem != "" {
		reason.Problems = []string{problem}
	}
	form := ui.Form{ID: "imports-undo", Action: "/imports/batch/" + b.ID.String() + "/undo", Hidden: d.Hidden(), Groups: []ui.Group{{Fields: []ui.Field{reason}}},
		Actions: ui.Actions{Primary: &ui.Button{Label: c.t("imports.do.undo_now"), Kind: ui.Danger}, Others: []ui.Button{{Label: c.t("ui.button.cancel"), Kind: ui.Quiet, Href: "/imports"}}}}
	look := web.Look{Title: c.t("imports.undo.title", number), Lead: b.Title, Width: ui.Reading, SwitchForm: form.ID, Crumbs: c.crumbs()}
	return c.Site.Again(c.w, c.r, d, look, ui.FormOf(c.ctx(), form))
}

// undo takes the step as the reader, by the rules of the batch, and lets a job take its records back.
func (c *call) undo() error {
	d, err := c.Site.Draft(c.w, c.r, web.Form{Name: "imports.undo"})
	if err != nil {
		return err
	}
	if d.Redraw {
		return c.Site.Redirect(c.w, c.r, d.Address())
	}
	reason := strings.TrimSpace(d.Get(fieldReason))
	if reason == "" {
		return c.drawUndo(d, c.t("problem.required"))
	}
	var number string
	err = c.Book.Write(c.r.Context(), c.caller(), func(tx *record.Tx) error {
		b, err := c.batchOf(tx)
		if err != nil {
			return err
		}
		tx.Reason, number = reason, b.Number.Text(batch.Kind.Prefix)
		if err := batch.BeginUndo(tx, b); err != nil {
			return err
		}
		_, err = job.Enqueue(tx.Tx, job.Job{Kind: undoKind, Payload: undoing{Batch: b.Key, Reason: reason}})
		return err
	})
	if errors.Is(err, batch.ErrBusy) {
		return c.drawUndo(d, c.t("import.busy"))
	}
	if bad, ok := errors.AsType[record.Invalid](err); ok {
		return c.drawUndo(d, c.t(bad[0].Key, bad[0].Args...))
	}
	if err != nil {
		return err
	}
	c.Site.Note(c.w, ui.Done, "imports.undoing", number)
	return c.Site.Redirect(c.w, c.r, "/imports")
}
