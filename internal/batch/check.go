package batch

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/record"
)

// Row is one row of a table in the words of this product.
type Row struct {
	Number   int               // as the spreadsheet numbers it
	Line     int               // line of the file
	Fields   map[string]string // field → text as a form gives it; a field without a value is absent
	Kept     map[string]string // named values of the source, kept as they are
	Identity string            // digest of what identifies the row at its source
}

// Problem is one thing wrong with one row. Key is a key of the catalogue, Args fill its places.
type Problem struct {
	Row   int
	Line  int
	Field string // of the kind; the caller knows the column behind it
	Key   string
	Args  []any
}

// Target is what the rows become.
type Target struct {
	Kind record.Any
	// By is the person who brings the rows in, and who must have the right to import each of them; 0 for a command on the
	// machine, which the system's own rights bound.
	By record.Key
	// Kept names the field that holds the source's named values; empty when the kind has none.
	Kept string
	// Own names fields that a row may fill though no form asks for them, because the kind sets them by rules of its own,
	// such as the category of an event. Their values go to Settle.
	Own []string
	// Settle sets what the kind decides by its own rules; nil for nothing. What a form could say is there already. It may
	// answer record.Invalid.
	Settle func(tx *record.Tx, r record.Row, own map[string]string) error
}

// Plan is a table that was checked and may be written.
type Plan struct {
	Rows  []Row // what is new
	Known int   // rows that have come in before
	Read  int   // rows of the table
}

// maxProblems bounds what one table can make us remember: a table with more has one cause.
const maxProblems = 1000

// Check holds every row against the rules of its kind and writes nothing. With any problem there is no plan.
func (im *Importer) Check(ctx context.Context, target Target, rows []Row) (Plan, []Problem, error) {
	plan, bad := Plan{Read: len(rows)}, twice(rows)
	err := im.book.Read(ctx, system, func(tx *record.Tx) error {
		before, err := known(tx, rows)
		if err != nil {
			return err
		}
		own, err := target.importer(tx)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if before[row.Identity] {
				plan.Known++
				continue
			}
			wrong, err := target.examine(tx, own, row)
			if err != nil {
				return err
			}
			plan.Rows, bad = append(plan.Rows, row), append(bad, wrong...)
			if len(bad) > maxProblems {
				bad = append(bad[:maxProblems], Problem{Key: "import.problem.more", Args: []any{maxProblems}})
				return nil
			}
		}
		return nil
	})
	if err != nil {
		return Plan{}, nil, fmt.Errorf("check the rows: %w", err)
	}
	if len(bad) > 0 {
		return Plan{}, bad, nil
	}
	return plan, nil, nil
}

// twice finds rows that their source gives one identity, or none.
func twice(rows []Row) (bad []Problem) {
	first := map[string]int{}
	for _, row := range rows {
		switch earlier, seen := first[row.Identity]; {
		case row.Identity == "":
			bad = append(bad, row.problem("", "import.problem.no_identity"))
		case seen:
			bad = append(bad, row.problem("", "import.problem.twice", earlier))
		default:
			first[row.Identity] = row.Number
		}
	}
	return bad
}

func (r Row) problem(field, key string, args ...any) Problem {
	return Problem{Row: r.Number, Line: r.Line, Field: field, Key: key, Args: args}
}

// examine says what is wrong with a row, without writing it.
func (t Target) examine(tx, own *record.Tx, row Row) ([]Problem, error) {
	r, err := t.build(tx, row)
	if err == nil {
		err = t.Kind.Examine(tx, r)
	}
	if err == nil {
		err = t.allowed(own, r)
	}
	return row.problems(err)
}

// importer is tx as the person who brings the rows in; nil when a command does.
func (t Target) importer(tx *record.Tx) (*record.Tx, error) {
	if t.By == 0 {
		return nil, nil
	}
	return tx.Book().With(tx.Tx, record.Caller{Person: t.By})
}

// allowed answers record.ErrForbidden for a record that the one who brings it in has no right to import. It is asked of a
// record that knows its class already.
func (t Target) allowed(own *record.Tx, r record.Row) error {
	if own == nil {
		return nil
	}
	may, err := t.Kind.Allows(own, access.Import, r)
	if err == nil && !may {
		err = record.ErrForbidden
	}
	return err
}

// problems splits what the rules say of a row from what went wrong with the program.
func (r Row) problems(err error) (bad []Problem, _ error) {
	var wrong record.Invalid
	switch {
	case errors.Is(err, record.ErrForbidden):
		return []Problem{r.problem("", "import.problem.forbidden")}, nil
	case !errors.As(err, &wrong):
		return nil, err
	}
	for _, p := range wrong {
		bad = append(bad, r.problem(p.Field, p.Key, p.Args...))
	}
	return bad, nil
}

// build makes an unsaved record of a row. It answers record.Invalid with everything that cannot be read.
func (t Target) build(tx *record.Tx, row Row) (record.Row, error) {
	r := t.Kind.Blank()
	values, own, bad := t.values(tx, row)
	if bad = append(bad, r.Fill(values)...); len(bad) > 0 {
		slices.SortFunc(bad, func(a, b record.Problem) int { return strings.Compare(a.Field, b.Field) })
		return r, bad
	}
	if t.Settle == nil {
		return r, nil
	}
	return r, t.Settle(tx, r, own)
}

// values are the texts of a row as a form would give them, and apart from them what only Settle may set.
func (t Target) values(tx *record.Tx, row Row) (values, own map[string]string, bad record.Invalid) {
	values, own = map[string]string{}, map[string]string{}
	meta := t.Kind.Meta()
	for name, text := range row.Fields {
		if slices.Contains(t.Own, name) {
			own[name] = text
			continue
		}
		info, ok := meta.Field(name)
		if !ok {
			values[name] = text // Fill says that there is no such field
			continue
		}
		value, wrong := read(tx, info, text)
		if wrong != "" {
			bad = append(bad, record.Problem{Field: name, Key: wrong, Args: []any{text}})
			continue
		}
		values[name] = value
	}
	if len(row.Kept) > 0 && t.Kept != "" {
		values[t.Kept] = keptText(row.Kept)
	}
	return values, own, bad
}
