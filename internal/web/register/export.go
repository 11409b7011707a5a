package register

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/exchange"
	"github.com/vardkas/vardkas/internal/file"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/trail"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/words"
)

// exportBatch is how many rows are read at a time.
const exportBatch = 500

// tableSink is a sort of file that a table is written as.
type tableSink interface {
	Header(columns ...exchange.Column) error
	Row(cells ...exchange.Cell) error
	Flush() error // lets go of what is written so far
	Close() error // writes the end
}

// tableWriter writes the table that is downloaded.
type tableWriter struct {
	c       *call
	columns []record.Info
	query   record.Query
	out     tableSink
	buffer  bytes.Buffer
	written map[record.Key]bool // a row that moves in the order while we read is not written twice
}

// exportCSV sends the list as a table that every program reads.
func (c *call) exportCSV() error {
	return c.export(".csv", "text/csv; charset=utf-8", func(w io.Writer) tableSink { return exchange.NewWriter(w, c.style()) })
}

// exportWorkbook sends the list as a workbook, in which days are dates and figures numbers.
func (c *call) exportWorkbook() error {
	return c.export(".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", func(w io.Writer) tableSink {
		return exchange.NewWorkbookWriter(w, c.caption())
	})
}

// export sends the list as a table. That it was taken is an entry before the first byte leaves; readings of what is secret
// are entries batch by batch, each before its rows leave.
func (c *call) export(ending, media string, sink func(io.Writer) tableSink) error {
	t := &tableWriter{c: c, written: map[record.Key]bool{}}
	if err := c.logExport(t); err != nil {
		if bad, ok := errors.AsType[record.Invalid](err); ok {
			return c.unprocessable(bad)
		}
		return err
	}
	t.out = sink(&t.buffer)
	columns := []exchange.Column{{Name: c.t("record.field.id")}}
	for _, f := range t.columns {
		columns = append(columns, exchange.Column{Name: c.head(f), As: typeOf(f)})
	}
	if err := t.out.Header(columns...); err != nil {
		return err
	}
	if err := t.next(); err != nil { // while an error can still be a page
		return err
	}
	h := c.w.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", file.Disposition(c.caption()+" "+c.v.Now().Date().String()+ending))
	h.Set("Cache-Control", file.CacheControl)
	return t.send()
}

// style is how the spreadsheets of the reader's language write tables.
func (w wording) style() exchange.Style {
	if w.lang == words.EN {
		return exchange.English()
	}
	return exchange.Swedish()
}

// logExport reads what is asked for and writes the entry.
func (c *call) logExport(t *tableWriter) error {
	err := c.write(func(tx *record.Tx) error {
		v, err := c.viewOf(tx)
		if err != nil {
			return err
		}
		t.query, t.columns = v.query, v.columns
		t.query.Action, t.query.Limit, t.query.After, t.query.Back = access.Export, exportBatch, "", false
		n, err := c.kind.Count(tx, t.query)
		if err != nil {
			return err
		}
		if n == 0 {
			return record.ErrNotFound // nothing to take away, or nothing this reader may
		}
		if err := c.v.StepUpThen(v.link("/r/" + c.meta.Name)); err != nil {
			return err
		}
		asked := map[string]string{}
		for _, name := range slices.Sorted(maps.Keys(v.asked)) {
			asked[name] = v.asked.Get(name)
		}
		body, err := json.Marshal(map[string]any{"kind": c.meta.Name, "filters": asked, "columns": v.columnNames(), "rows_up_to_cap": n})
		if err != nil {
			return fmt.Errorf("log an export: %w", err)
		}
		_, err = trail.Append(tx.Tx, trail.Draft{Actor: tx.Caller.Actor(), Action: "export", Kind: c.meta.Name, Shape: 1, Body: body})
		return err
	})
	if err == nil || isAnswer(err) {
		return err
	}
	return web.Unavailable(err)
}

// isAnswer tells an answer to the reader from a fault of ours.
func isAnswer(err error) bool {
	_, invalid := errors.AsType[record.Invalid](err)
	return invalid || errors.Is(err, web.ErrStepUp) || errors.Is(err, record.ErrNotFound) || errors.Is(err, record.ErrForbidden)
}

// next reads one batch into the buffer. A transaction may be repeated, so its rows are written when it is done.
func (t *tableWriter) next() error {
	var rows [][]exchange.Cell
	var keys []record.Key
	var after string
	err := t.c.read(func(tx *record.Tx) error {
		rows, keys = nil, nil
		page, err := t.c.kind.Rows(tx, t.query)
		if err != nil {
			return err
		}
		tell, err := t.c.tellerOf(tx, page.Records, t.columns)
		if err != nil {
			return err
		}
		for _, r := range page.Records {
			rows, keys = append(rows, t.cells(tell, *r)), append(keys, r.Key)
		}
		after = page.Next
		return nil
	})
	if err != nil {
		return err
	}
	for i, row := range rows {
		if t.written[keys[i]] {
			continue
		}
		t.written[keys[i]] = true
		if err := t.out.Row(row...); err != nil {
			return err
		}
	}
	t.query.After = after
	if after == "" {
		return t.out.Close()
	}
	return t.out.Flush()
}

func (t *tableWriter) cells(tell teller, r record.Row) []exchange.Cell {
	cells := []exchange.Cell{exchange.Text(r.ID.String())}
	for _, f := range t.columns {
		cells = append(cells, tell.exported(r, f))
	}
	return cells
}

// exported is a cell as a spreadsheet reads it: figures without thousands, everything else in words.
func (t teller) exported(r record.Row, f record.Info) exchange.Cell {
	switch f.Input {
	case record.InputNumber:
		return exchange.Number(r.Text(f.Name))
	case record.InputMoney:
		return exchange.Number(t.decimal(r.Text(f.Name)))
	case record.InputDate, record.InputMoment:
		return exchange.Moment(t.cell(r, f), r.Text(f.Name))
	}
	return exchange.Text(t.cell(r, f))
}

// typeOf is what the cells of a column hold, by which a workbook gives it its width.
func typeOf(f record.Info) exchange.Type {
	switch f.Input {
	case record.InputNumber, record.InputMoney:
		return exchange.TypeNumber
	case record.InputDate:
		return exchange.TypeDate
	case record.InputMoment:
		return exchange.TypeMoment
	case record.InputFlag:
		return exchange.TypeYesNo
	}
	return exchange.TypeText
}

// send writes batch after batch until there are no more.
func (t *tableWriter) send() error {
	for {
		if _, err := t.buffer.WriteTo(t.c.w); err != nil {
			return nil // the reader has left
		}
		if t.query.After == "" {
			return nil
		}
		if err := t.next(); err != nil {
			t.c.site.Log.Error("export broke off", "reference", t.c.v.Reference, "error", err)
			panic(http.ErrAbortHandler) // the reader sees a broken download, never half a table as a whole one
		}
	}
}
