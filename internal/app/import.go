package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/vardkas/vardkas/internal/batch"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/exchange"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/words"
)

// runImport brings in a table, or undoes an import. While a server runs in the data directory it does the work.
func runImport(ctx context.Context, args, env []string, out Stdio) error {
	if isDirectory(args) {
		return runImportDirectory(ctx, args, env, out)
	}
	lang := langOf(env)
	var mapping, kind string
	var dryRun bool
	c, err := readConfig("import", args, env, func(f *flag.FlagSet) {
		f.StringVar(&mapping, "mapping", "", "")
		f.StringVar(&kind, "kind", "", "")
		f.BoolVar(&dryRun, "dry-run", false, "")
	})
	if err != nil {
		return err
	}
	q, err := askImport(c.rest, mapping, kind, lang)
	if err != nil {
		return err
	}
	q.DryRun = dryRun
	h := &hearing{out: out, lang: lang, clock: clock.System()}
	if err := importHereOrThere(ctx, c, q, h.hear); err != nil {
		return err
	}
	return h.end()
}

// askImport understands the words of the command line and reads the files they name.
func askImport(rest []string, mapping, kind string, lang words.Lang) (importRequest, error) {
	usage := usageError{words.T(lang, "import.usage")}
	q := importRequest{Lang: lang, Kind: kind}
	switch {
	case len(rest) == 2 && rest[0] == "undo" && mapping == "" && kind == "":
		q.Undo = rest[1]
		return q, nil
	case len(rest) == 2 && rest[0] == "incidents" && (kind == "" || kind == incident.Kind.Name):
		q.Kind, rest = incident.Kind.Name, rest[1:]
	}
	if len(rest) != 1 || q.Kind == "" || mapping == "" {
		return q, usage
	}
	q.File, q.MappingFile = filepath.Base(rest[0]), filepath.Base(mapping)
	var err error
	if q.Table, err = readForImport(rest[0], lang); err != nil {
		return q, err
	}
	q.Mapping, err = readForImport(mapping, lang)
	return q, err
}

// readForImport reads a whole file. What is larger than any table may be is not read at all.
func readForImport(path string, lang words.Lang) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, usageError{words.T(lang, "import.unreadable", path, err.Error())}
	}
	most := exchange.DefaultLimits().File
	b, err := io.ReadAll(io.LimitReader(f, most+1))
	err = errors.Join(err, f.Close())
	switch {
	case err != nil:
		return nil, usageError{words.T(lang, "import.unreadable", path, err.Error())}
	case int64(len(b)) > most:
		return nil, errors.New(words.T(lang, "import.too_large", most>>20))
	}
	return b, nil
}

// importHereOrThere does the work in this process, or asks the server that runs in the data directory.
func importHereOrThere(ctx context.Context, c Config, q importRequest, say func(importEvent)) error {
	if err := organisationExists(ctx, c); err != nil {
		return err
	}
	o, err := openOrganisation(ctx, c, clock.System(), false)
	if errors.Is(err, errLocked) {
		return importThere(ctx, c.Get("data"), q, say)
	}
	if err != nil {
		return err
	}
	if o.DB.Engine == store.SQLite { // alone: the lock is ours
		err = o.recover(ctx)
	}
	if err == nil {
		err = o.importTable(ctx, q, say)
	}
	return errors.Join(err, o.Close())
}

// hearing tells the terminal how an import goes: progress on stderr, a line each second at most, the rest on stdout.
type hearing struct {
	out    Stdio
	lang   words.Lang
	clock  clock.Clock
	told   time.Time
	failed string
	broken error
}

func (h *hearing) hear(e importEvent) {
	switch {
	case e.Total > 0:
		if now := h.clock.Now(); e.Done == e.Total || now.Sub(h.told) >= time.Second {
			h.told = now
			_, _ = fmt.Fprintln(h.out.Err, words.T(h.lang, "import.progress", e.Done, e.Total)) // a terminal that is gone stops nothing
		}
	case e.Said != "":
		_, err := fmt.Fprintln(h.out.Out, e.Said)
		h.broken = errors.Join(h.broken, err)
	default:
		h.failed = e.Failed
		h.broken = errors.Join(h.broken, h.table(e.File, e.Problems))
	}
}

// end is the outcome: problems end the command with 1.
func (h *hearing) end() error {
	if h.failed != "" {
		return errors.Join(errors.New(h.failed), h.broken)
	}
	return h.broken
}

// table shows problems by row and column.
func (h *hearing) table(file string, bad []batch.Told) error {
	if len(bad) == 0 {
		return nil
	}
	if _, err := fmt.Fprintf(h.out.Out, "%s\n", file); err != nil {
		return err
	}
	w := tabwriter.NewWriter(h.out.Out, 0, 8, 2, ' ', 0)
	line := func(cells ...string) {
		for i, cell := range cells {
			cells[i] = oneLine(cell)
		}
		_, _ = fmt.Fprintln(w, strings.Join(cells, "\t")) // Flush answers for all of it
	}
	line(words.T(h.lang, "import.column.row"), words.T(h.lang, "import.column.column"), words.T(h.lang, "import.column.what"), words.T(h.lang, "import.column.do"))
	for _, p := range bad {
		row := ""
		if p.Row > 0 {
			row = fmt.Sprint(p.Row)
		}
		line(row, p.Column, p.What, p.Do)
	}
	return w.Flush()
}

// oneLine keeps text of a file from steering the terminal or the table.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
}
