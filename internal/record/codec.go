package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/search"
)

// codec is how a Go type V becomes text (forms, CSV), a column and JSON, and back.
type codec[V any] struct {
	column string // text, bigint or bytea
	text   func(V) string
	parse  func(string) (V, error) // the error is a key of the catalogue, as unreadable
	store  func(V) any
	load   func(any) (V, error)
	empty  func(V) bool
	json   func(V) any // a value encoding/json writes; nil for V itself
	unjson func(json.RawMessage) (V, error)
}

// unreadable is a parse error: a key of the catalogue.
type unreadable string

func (u unreadable) Error() string { return string(u) }

func loadText(v any) (string, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case []byte:
		return string(v), nil
	}
	return "", fmt.Errorf("a text column holds %T", v)
}

func loadInt(v any) (int64, error) {
	if n, ok := v.(int64); ok {
		return n, nil
	}
	return 0, fmt.Errorf("a number column holds %T", v)
}

func fromJSON[V any](raw json.RawMessage) (v V, err error) {
	err = json.Unmarshal(raw, &v)
	return v, err
}

// word is the codec of every string type.
func word[S ~string]() codec[S] {
	return codec[S]{
		column: "text",
		text:   func(s S) string { return string(s) },
		parse: func(s string) (S, error) {
			if !utf8.ValidString(s) {
				return "", unreadable("problem.not_text")
			}
			return S(search.Normalise(s)), nil
		},
		store:  func(s S) any { return string(s) },
		load:   func(v any) (S, error) { s, err := loadText(v); return S(s), err },
		empty:  func(s S) bool { return strings.TrimSpace(string(s)) == "" },
		unjson: fromJSON[S],
	}
}

// whole is the codec of Amount. Not stated is -1 in the column, so that no column that sorts is NULL.
func whole() codec[Amount] {
	return codec[Amount]{
		column: "bigint",
		text: func(a Amount) string {
			if !a.Known {
				return ""
			}
			return strconv.FormatInt(a.N, 10)
		},
		parse: func(s string) (Amount, error) { return parseAmount(s, 0) },
		store: func(a Amount) any { return a.Or(-1) },
		load: func(v any) (Amount, error) {
			n, err := loadInt(v)
			if n < 0 {
				return Amount{}, err
			}
			return Of(n), err
		},
		empty: func(a Amount) bool { return !a.Known },
		json: func(a Amount) any {
			if !a.Known {
				return nil
			}
			return a.N
		},
		unjson: func(raw json.RawMessage) (Amount, error) {
			n, err := fromJSON[*int64](raw)
			if n == nil {
				return Amount{}, err
			}
			return Of(*n), err
		},
	}
}

// money is whole with two decimals: the amount is in öre.
func money() codec[Amount] {
	c := whole()
	c.text = func(a Amount) string {
		if !a.Known {
			return ""
		}
		return fmt.Sprintf("%d,%02d", a.N/100, a.N%100)
	}
	c.parse = func(s string) (Amount, error) { return parseAmount(s, 2) }
	return c
}

var spaces = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "kr", "", "SEK", "")

// parseAmount reads a number without a sign, with thousands apart and a comma or point before at most decimals digits.
func parseAmount(s string, decimals int) (Amount, error) {
	s = spaces.Replace(strings.TrimSpace(s))
	if s == "" {
		return Amount{}, nil
	}
	head, tail, hasTail := strings.Cut(strings.ReplaceAll(s, ".", ","), ",")
	if hasTail && (decimals == 0 || len(tail) == 0 || len(tail) > decimals) {
		return Amount{}, unreadable("problem.not_whole")
	}
	for len(tail) < decimals {
		tail += "0"
	}
	n, err := strconv.ParseUint(head+tail, 10, 62)
	if err != nil || strings.HasPrefix(head, "+") {
		return Amount{}, unreadable("problem.not_a_number")
	}
	return Of(int64(n)), nil
}

func flag() codec[bool] {
	return codec[bool]{
		column: "smallint",
		text: func(b bool) string {
			if b {
				return "yes"
			}
			return "no"
		},
		parse: func(s string) (bool, error) {
			switch s {
			case "yes", "on", "1", "true", "ja":
				return true, nil
			case "", "no", "0", "false", "nej":
				return false, nil
			}
			return false, unreadable("problem.not_yes_or_no")
		},
		store: func(b bool) any {
			if b {
				return int64(1)
			}
			return int64(0)
		},
		load:   func(v any) (bool, error) { n, err := loadInt(v); return n != 0, err },
		empty:  func(b bool) bool { return !b },
		unjson: fromJSON[bool],
	}
}

func day() codec[clock.Date] {
	return codec[clock.Date]{
		column: "text",
		text:   clock.Date.String,
		parse: func(s string) (clock.Date, error) {
			if s = strings.TrimSpace(s); s == "" {
				return clock.Date{}, nil
			}
			d, err := clock.ParseDate(s)
			if err != nil {
				return d, unreadable("problem.not_a_date")
			}
			return d, nil
		},
		store: func(d clock.Date) any { return d.String() },
		load: func(v any) (clock.Date, error) {
			s, err := loadText(v)
			if s == "" || err != nil {
				return clock.Date{}, err
			}
			return clock.ParseDate(s)
		},
		empty:  clock.Date.IsZero,
		unjson: fromJSON[clock.Date],
	}
}

// momentLayout is how forms and CSV write a moment, in Europe/Stockholm.
const momentLayout = "2006-01-02T15:04"

func moment() codec[clock.Instant] {
	return codec[clock.Instant]{
		column: "bigint",
		text: func(i clock.Instant) string {
			if i == 0 {
				return ""
			}
			return i.Time().In(clock.Stockholm()).Format(momentLayout)
		},
		parse: parseMoment,
		store: func(i clock.Instant) any { return int64(i) },
		load:  func(v any) (clock.Instant, error) { n, err := loadInt(v); return clock.Instant(n), err },
		empty: func(i clock.Instant) bool { return i == 0 },
		json: func(i clock.Instant) any {
			if i == 0 {
				return nil
			}
			return i
		},
		unjson: func(raw json.RawMessage) (clock.Instant, error) {
			i, err := fromJSON[*clock.Instant](raw)
			if i == nil {
				return 0, err
			}
			return *i, err
		},
	}
}

// parseMoment reads a moment in Europe/Stockholm. An hour that does not exist is refused; of a double hour the first is
// meant unless the text ends with "b".
func parseMoment(s string) (clock.Instant, error) {
	s = strings.TrimSpace(strings.Replace(s, " ", "T", 1))
	if s == "" {
		return 0, nil
	}
	s, second := strings.CutSuffix(s, "b")
	dayText, hour, ok := strings.Cut(s, "T")
	if !ok || len(hour) < 5 {
		return 0, unreadable("problem.not_a_moment")
	}
	at, both, err := clock.ParseLocal(dayText, hour[:5])
	switch {
	case len(both) == 2 && second:
		return both[1], nil
	case len(both) == 2:
		return both[0], nil
	case errors.Is(err, clock.ErrNoSuchHour):
		return 0, unreadable("problem.no_such_hour")
	case err != nil:
		return 0, unreadable("problem.not_a_moment")
	}
	return at, nil
}

func key() codec[Key] { return number[Key]() }

// number is the codec of every whole number that is not negative, where 0 means none.
func number[N ~int64]() codec[N] {
	return codec[N]{
		column: "bigint",
		text: func(k N) string {
			if k == 0 {
				return ""
			}
			return strconv.FormatInt(int64(k), 10)
		},
		parse: func(s string) (N, error) {
			if s == "" {
				return 0, nil
			}
			n, err := strconv.ParseInt(s, 10, 64)
			if err != nil || n < 0 {
				return 0, unreadable("problem.not_a_reference")
			}
			return N(n), nil
		},
		store:  func(k N) any { return int64(k) },
		load:   func(v any) (N, error) { n, err := loadInt(v); return N(n), err },
		empty:  func(k N) bool { return k == 0 },
		unjson: fromJSON[N],
	}
}

func level() codec[access.Level] {
	return codec[access.Level]{
		column: "smallint",
		text:   func(l access.Level) string { return strconv.Itoa(int(l)) },
		parse: func(s string) (access.Level, error) {
			n, err := strconv.Atoi(s)
			if l := access.Level(n); err == nil && l.Valid() {
				return l, nil
			}
			return 0, unreadable("problem.not_an_option")
		},
		store:  func(l access.Level) any { return int64(l) },
		load:   func(v any) (access.Level, error) { n, err := loadInt(v); return access.Level(n), err },
		empty:  func(l access.Level) bool { return l == 0 },
		unjson: fromJSON[access.Level],
	}
}

// several is the codec of a list of V, written apart by spaces; the column holds " a b " so that one can be found in it.
func several[V comparable](one codec[V]) codec[[]V] {
	text := func(all []V) string {
		texts := make([]string, len(all))
		for i, v := range all {
			texts[i] = one.text(v)
		}
		return strings.Join(texts, " ")
	}
	parse := func(s string) ([]V, error) {
		var all []V
		for part := range strings.FieldsSeq(s) {
			v, err := one.parse(part)
			if err != nil {
				return nil, err
			}
			if !slices.Contains(all, v) {
				all = append(all, v)
			}
		}
		return all, nil
	}
	return codec[[]V]{
		column: "text", text: text, parse: parse,
		store: func(all []V) any {
			if len(all) == 0 {
				return ""
			}
			return " " + text(all) + " "
		},
		load:  func(v any) ([]V, error) { s, err := loadText(v); all, bad := parse(s); return all, first(err, bad) },
		empty: func(all []V) bool { return len(all) == 0 },
		json: func(all []V) any {
			if all == nil {
				return []V{}
			}
			return all
		},
		unjson: func(raw json.RawMessage) ([]V, error) { all, err := fromJSON[[]V](raw); return slices.Clip(all), err },
	}
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// values is the codec of named source values: what an import keeps of columns that have no field here.
func values() codec[map[string]string] {
	text := func(m map[string]string) string {
		if len(m) == 0 {
			return ""
		}
		b, err := json.Marshal(m) // keys come sorted
		if err != nil {
			panic(fmt.Sprintf("record: marshal strings: %v", err))
		}
		return string(b)
	}
	parse := func(s string) (m map[string]string, err error) {
		if s == "" {
			return nil, nil
		}
		if json.Unmarshal([]byte(s), &m) != nil {
			return nil, unreadable("problem.not_values")
		}
		return m, nil
	}
	return codec[map[string]string]{
		column: "text", text: text, parse: parse,
		store: func(m map[string]string) any { return text(m) },
		load: func(v any) (map[string]string, error) {
			s, err := loadText(v)
			m, bad := parse(s)
			return m, first(err, bad)
		},
		empty:  func(m map[string]string) bool { return len(m) == 0 },
		unjson: fromJSON[map[string]string],
	}
}
