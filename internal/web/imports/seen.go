package imports

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/batch"
	"github.com/vardkas/vardkas/internal/exchange"
	"github.com/vardkas/vardkas/internal/exchange/intake"
	"github.com/vardkas/vardkas/internal/store"
)

// seen is what a look at a file showed.
type seen struct {
	sheets   []string
	table    *exchange.Table // nil when it cannot be read as the format says
	problems []batch.Told
	target   batch.Target
}

// header are the columns; none while the table cannot be read.
func (s seen) header() []string {
	if s.table == nil {
		return nil
	}
	return s.table.Header
}

// see reads the file of the work as a format says. Of several sheets the first is taken while none is chosen.
func (c *call) see(f *exchange.Format) (s seen, err error) {
	var raw []byte
	err = c.Book.DB.Read(c.r.Context(), func(tx *store.Tx) (err error) { raw, err = c.work.Table(tx); return err })
	if err != nil {
		return s, err
	}
	s.target, _ = c.target(c.work)
	sheets, bad := exchange.Sheets(raw)
	s.sheets = sheets
	if f.Sheet == "" && len(sheets) > 1 {
		f.Sheet = sheets[0]
	}
	if len(bad) == 0 {
		s.table, bad, err = exchange.Read(bytes.NewReader(raw), *f)
	}
	s.problems = intake.OfFile(c.v.Lang, bad)
	return s, err
}

// current is the mapping of the work, or the best guess when it has none.
func (c *call) current() (*exchange.Mapping, seen, error) {
	m, bad := exchange.LoadMapping(strings.NewReader(c.work.Mapping))
	if c.work.Mapping != "" && len(bad) == 0 {
		s, err := c.see(&m.Format)
		return m, s, err
	}
	m = &exchange.Mapping{}
	s, err := c.see(&m.Format)
	if err == nil && s.table != nil {
		c.guess(m, s)
	}
	return m, s, err
}

// columnsMark tells one header from another, so that answers about columns are not taken for those of another sheet.
func columnsMark(header []string) string {
	sum := sha256.Sum256([]byte(strings.Join(header, "\x00")))
	return hex.EncodeToString(sum[:8])
}

// examples are some different values of a column.
func (s seen) examples(column string, most int) (all []string) {
	for _, row := range s.table.Rows {
		cell, _ := row.Cell(column)
		if cell = short(cell); cell != "" && !slices.Contains(all, cell) {
			all = append(all, cell)
		}
		if len(all) == most {
			break
		}
	}
	return all
}

// mostWords is how many different words of a column one may be asked about.
const mostWords = 200

// words are the different words of a column, as they first stand in it; more says that there are too many to ask about.
func (s seen) words(column string) (all []string, more bool) {
	found := map[string]bool{}
	for _, row := range s.table.Rows {
		cell, _ := row.Cell(column)
		if cell == "" || found[cell] {
			continue
		}
		if len(all) == mostWords {
			return all, true
		}
		found[cell] = true
		all = append(all, cell)
	}
	return all, false
}

// short is a cell as an example: its first line, not much of it.
func short(cell string) string {
	const most = 40
	cell, _, _ = strings.Cut(cell, "\n")
	if runes := []rune(cell); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return cell
}
