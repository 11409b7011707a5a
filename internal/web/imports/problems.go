package imports

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/vardkas/vardkas/internal/exchange"
	"github.com/vardkas/vardkas/internal/exchange/intake"
	"github.com/vardkas/vardkas/internal/file"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/words"
)

func readerOf(text string) io.Reader { return strings.NewReader(text) }

// problems sends the whole table back with a column that says what is wrong with each row: whoever mends it there can hand
// it in as it is. The column is looked past when it comes again. Of a table that cannot be read at all only the problems go.
func (c *call) problems() error {
	if len(c.work.Outcome.Problems) == 0 {
		return web.NotFound()
	}
	_, s, err := c.current()
	if err != nil {
		return err
	}
	style := exchange.Swedish()
	if c.v.Lang == words.EN {
		style = exchange.English()
	}
	var out bytes.Buffer
	w := exchange.NewWriter(&out, style)
	if s.table == nil {
		err = c.listProblems(w)
	} else {
		err = c.markProblems(w, s.table)
	}
	if err := errors.Join(err, w.Close()); err != nil {
		return err
	}
	h := c.w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", file.Disposition(c.t("imports.problems_file", c.work.Name)+".csv"))
	h.Set("Cache-Control", file.CacheControl)
	_, _ = out.WriteTo(c.w) // a reader who left gets nothing more
	return nil
}

func (c *call) listProblems(w *exchange.Writer) error {
	var columns []exchange.Column
	for _, key := range []string{"import.column.row", "import.column.column", "import.column.what", "import.column.do"} {
		columns = append(columns, exchange.Column{Name: c.t(key)})
	}
	if err := w.Header(columns...); err != nil {
		return err
	}
	for _, p := range c.work.Outcome.Problems {
		if err := w.Row(exchange.Number(words.Number(c.v.Lang, int64(p.Row))), exchange.Text(p.Column), exchange.Text(p.What), exchange.Text(p.Do)); err != nil {
			return err
		}
	}
	return nil
}

func (c *call) markProblems(w *exchange.Writer, t *exchange.Table) error {
	wrong := map[int][]string{}
	for _, p := range c.work.Outcome.Problems {
		text := strings.TrimSpace(p.What + " " + p.Do)
		if p.Column != "" {
			text = p.Column + ": " + text
		}
		wrong[p.Row] = append(wrong[p.Row], text)
	}
	name, old := c.t(intake.ProblemColumn), -1 // a table that was mended once brings its column along
	columns := []exchange.Column{{Name: name}}
	for i, head := range t.Header {
		if head == name {
			old = i
			continue
		}
		columns = append(columns, exchange.Column{Name: head})
	}
	if err := w.Header(columns...); err != nil {
		return err
	}
	for _, row := range t.Rows {
		cells := []exchange.Cell{exchange.Text(strings.Join(wrong[row.Number], "\n"))}
		for i, cell := range row.Cells {
			if i != old {
				cells = append(cells, exchange.Text(cell))
			}
		}
		if err := w.Row(cells...); err != nil {
			return err
		}
	}
	return nil
}
