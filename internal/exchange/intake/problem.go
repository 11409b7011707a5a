package intake

import (
	"strings"

	"github.com/vardkas/vardkas/internal/batch"
	"github.com/vardkas/vardkas/internal/exchange"
	"github.com/vardkas/vardkas/internal/words"
)

// OfFile words problems of a table or a mapping file. One that stands on a line and no row is told by its line.
func OfFile(lang words.Lang, bad []exchange.Problem) []batch.Told {
	all := make([]batch.Told, len(bad))
	for i, p := range bad {
		row := p.Row
		if row == 0 {
			row = p.Line
		}
		all[i] = worded(lang, row, p.Column, p.Key, p.Args)
	}
	return all
}

// OfRows words problems of rows by the columns of the source.
func OfRows(lang words.Lang, t batch.Target, m *exchange.Mapping, bad []batch.Problem) []batch.Told {
	all := make([]batch.Told, len(bad))
	for i, p := range bad {
		all[i] = worded(lang, p.Row, Column(t, m, p.Field), p.Key, p.Args)
	}
	return all
}

// worded parts a sentence of the catalogue: the first one says what is wrong, the rest what to do.
func worded(lang words.Lang, row int, column, key string, args []any) batch.Told {
	what, do, _ := strings.Cut(words.T(lang, key, args...), ". ")
	if do != "" {
		what += "."
	}
	return batch.Told{Row: row, Column: column, What: what, Do: do}
}
