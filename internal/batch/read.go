package batch

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
)

// read turns a text of a table into what a form would have given: a day alone is the start of that day, and a reference
// is written as the number or the name of what it points to. wrong is a key of the catalogue.
func read(tx *record.Tx, info record.Info, text string) (value, wrong string) {
	switch info.Input {
	case record.InputMoment:
		if len(text) == len("2006-01-02") {
			return text + "T00:00", ""
		}
	case record.InputRef:
		return find(tx, info.Kinds, text)
	case record.InputRefs:
		return findEach(tx, info.Kinds, text)
	}
	return text, ""
}

// findEach reads several references, with semicolons between them.
func findEach(tx *record.Tx, kinds []string, text string) (value, wrong string) {
	var keys []string
	for one := range strings.SplitSeq(text, ";") {
		key, wrong := find(tx, kinds, strings.TrimSpace(one))
		if wrong != "" {
			return "", wrong
		}
		keys = append(keys, key)
	}
	return strings.Join(keys, " "), ""
}

// find looks a record up by its number or by its whole title. What could be two is refused: nothing is guessed.
func find(tx *record.Tx, kinds []string, text string) (key, wrong string) {
	if text == "" {
		return "", ""
	}
	prefix, n, numbered := record.ParseNumber(text)
	var keys []int64
	for _, name := range kinds {
		kind, ok := tx.Book().Kind(name)
		if !ok {
			continue
		}
		where, args := "title = $3", []any{name, string(record.Withdrawn), text}
		if numbered && prefix == kind.Meta().Prefix {
			where, args = "number_year = $3 AND number = $4", []any{name, string(record.Withdrawn), n.Year, n.N}
		}
		found, err := store.All[int64](tx.Tx, "SELECT rid FROM record WHERE kind = $1 AND state <> $2 AND "+where+" LIMIT 2", args...)
		if err != nil {
			return "", "import.problem.unchecked"
		}
		keys = append(keys, found...)
	}
	switch len(keys) {
	case 0:
		return "", "import.problem.no_such"
	case 1:
		return strconv.FormatInt(keys[0], 10), ""
	}
	return "", "import.problem.several"
}

// keptText is named values as the record keeps them.
func keptText(kept map[string]string) string {
	b, err := json.Marshal(kept)
	if err != nil { // a map of strings always marshals
		panic(fmt.Sprintf("batch: marshal strings: %v", err))
	}
	return string(b)
}
