package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/exchange/directory"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/words"
)

// isDirectory reports whether the words of import ask for the organisation's own units or persons.
func isDirectory(args []string) bool {
	return len(args) > 0 && slices.Contains([]string{directory.Units, directory.Persons}, args[0])
}

// directoryRequest is what the command asks for, here or of a server that runs in the data directory.
type directoryRequest struct {
	directory.Request
	Lang   words.Lang
	DryRun bool
}

// directoryAnswer is how it went, in the words of the one who asked.
type directoryAnswer struct {
	Lines  []string
	Failed string
}

// runImportDirectory takes in a file of units or persons, or says what doing so would change.
func runImportDirectory(ctx context.Context, args, env []string, out Stdio) error {
	lang := langOf(env)
	q := directoryRequest{Lang: lang}
	var format string
	c, err := readConfig("import", args, env, func(f *flag.FlagSet) {
		f.BoolVar(&q.DryRun, "dry-run", false, "")
		f.BoolVar(&q.CloseMissing, "close-missing", false, "")
		f.StringVar(&format, "format", "", "")
		f.StringVar(&q.Top, "top", "", "")
	})
	if err != nil {
		return err
	}
	if len(c.rest) != 2 || format != "" && (format != "directory" || c.rest[0] != directory.Units) || q.Top != "" && format == "" {
		return usageError{words.T(lang, "directory.usage")}
	}
	q.Kind, q.Name, q.Tree = c.rest[0], filepath.Base(c.rest[1]), format == "directory"
	if q.Table, err = readForImport(c.rest[1], lang); err != nil {
		return err
	}
	var answer directoryAnswer
	err = hereOrThere(ctx, c, lang, "/directory", q, &answer, func(o *Organisation) (err error) {
		answer, err = o.takeIn(ctx, q)
		return err
	})
	if err != nil {
		return err
	}
	return answer.tell(out.Out)
}

func (a directoryAnswer) tell(out io.Writer) error {
	for _, line := range a.Lines {
		if _, err := fmt.Fprintln(out, oneLine(line)); err != nil {
			return err
		}
	}
	if a.Failed != "" {
		return errors.New(a.Failed)
	}
	return nil
}

// hereOrThere does the work in this process, or asks the server that runs in the data directory for it.
func hereOrThere(ctx context.Context, c Config, lang words.Lang, path string, q, answer any, here func(*Organisation) error) error {
	if err := organisationExists(ctx, c); err != nil {
		return err
	}
	o, err := openOrganisation(ctx, c, clock.System(), false)
	if errors.Is(err, errLocked) {
		return askServer(ctx, c.Get("data"), lang, path, q, answer)
	}
	if err != nil {
		return err
	}
	return errors.Join(here(o), o.Close())
}

// takeIn previews the file and, unless that is all that is asked for, takes it in.
func (o *Organisation) takeIn(ctx context.Context, q directoryRequest) (a directoryAnswer, err error) {
	program := record.Caller{Door: record.System}
	p, err := directory.Read(ctx, o.Book, program, q.Request)
	if err != nil {
		return a, err
	}
	a.Lines = previewLines(q.Lang, q.Kind, p)
	if len(p.Problems) > 0 {
		a.Failed = words.N(q.Lang, "directory.problems", len(p.Problems))
		return a, nil
	}
	if q.DryRun {
		a.Lines = append(a.Lines, words.T(q.Lang, "directory.would"))
		return a, nil
	}
	err = p.Apply(ctx, o.Book, program, words.T(words.SV, "directory.reason", clipped(q.Name)))
	if _, ok := errors.AsType[*record.Conflict](err); ok {
		a.Failed = words.T(q.Lang, "directory.conflict")
		return a, nil
	}
	if err == nil {
		a.Lines = append(a.Lines, words.T(q.Lang, "directory.done"))
	}
	return a, err
}

// previewLines are the preview for a terminal: what changes line by line, then the counts; or what is to be mended.
func previewLines(lang words.Lang, kind string, p directory.Preview) (all []string) {
	at := func(b org.RowProblem) string {
		return fmt.Sprintf("%s %d, %s: %s", words.T(lang, "import.column.row"), b.Row, b.Column, words.T(lang, b.Key, b.Args...))
	}
	if len(p.Unread) > 0 {
		all = append(all, words.T(lang, "directory.unread", strings.Join(p.Unread, ", ")))
	}
	for _, b := range append(slices.Clone(p.Notes), p.Problems...) {
		all = append(all, at(b))
	}
	if len(p.Problems) > 0 {
		return all
	}
	for _, c := range p.Changes {
		if c.Effect != org.EffectUnchanged {
			all = append(all, words.T(lang, "directory.effect."+string(c.Effect))+": "+c.Title+directory.Changes(lang, kind, c))
		}
	}
	return append(all, directory.Counts(lang, p.Plan))
}
