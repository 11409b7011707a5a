package register

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vardkas/vardkas/internal/record"
)

// place is what a reference points to, as far as the reader may know it.
type place struct {
	kind  string
	title string // empty: the reader may not know
	href  string // empty: the reader may not open it, or nobody asked
}

// openTitles are the kinds whose titles everybody may see: names of units, places, persons and roles.
var openTitles = []string{"unit", "site", "place", "person", "role"}

// keysIn lists what the reference fields of a record point to.
func keysIn(r record.Row, fields []record.Info) []record.Key {
	var keys []record.Key
	for _, f := range fields {
		if f.Input == record.InputRef || f.Input == record.InputRefs {
			keys = append(keys, parseKeys(r.Text(f.Name))...)
		}
	}
	return keys
}

// parseKeys reads keys written apart by spaces; what is no key is left out.
func parseKeys(text string) []record.Key {
	var keys []record.Key
	for part := range strings.FieldsSeq(text) {
		if n, err := strconv.ParseInt(part, 10, 64); err == nil && n > 0 {
			keys = append(keys, record.Key(n))
		}
	}
	return keys
}

// placesOf looks up what keys point to in one statement. Links are made for a record's own page only: a list has its
// links on its rows.
func (p *Pages) placesOf(tx *record.Tx, keys []record.Key, links bool) (map[record.Key]place, error) {
	found := map[record.Key]place{}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	if len(keys) == 0 {
		return found, nil
	}
	spots, err := locate(tx, keys)
	if err != nil {
		return nil, err
	}
	for _, s := range spots {
		one := place{kind: s.kind}
		open := slices.Contains(openTitles, s.kind)
		if open {
			one.title = s.title
		}
		if !open || links {
			ok, err := p.readable(tx, s)
			if err != nil {
				return nil, err
			}
			if ok {
				one.title, one.href = s.title, p.address(s.kind, s.id)
			}
		}
		found[s.key] = one
	}
	return found, nil
}

// spot is where a key leads, whoever asks.
type spot struct {
	key    record.Key
	kind   string
	id     record.ID
	title  string
	number record.Number
}

func locate(tx *record.Tx, keys []record.Key) ([]spot, error) {
	ids := make([]int64, len(keys))
	for i, k := range keys {
		ids[i] = int64(k)
	}
	where, arg := tx.In("rid", 1, ids)
	var all []spot
	err := tx.Each(func(scan func(...any) error) error {
		var s spot
		var id []byte
		if err := scan(&s.key, &s.kind, &id, &s.title, &s.number.Year, &s.number.N); err != nil {
			return err
		}
		copy(s.id[:], id)
		all = append(all, s)
		return nil
	}, "SELECT rid, kind, id, title, number_year, number FROM record WHERE "+where, arg)
	return all, err
}

// readable reports whether the reader may read what is there. It asks as a list does, by number: asking for the record
// itself would count a refusal that nobody caused.
func (p *Pages) readable(tx *record.Tx, s spot) (bool, error) {
	kind, ok := p.book.Kind(s.kind)
	if !ok {
		return false, nil
	}
	page, err := kind.Rows(tx, record.Query{Search: s.number.Text(kind.Meta().Prefix), Limit: 1})
	if err != nil {
		return false, err
	}
	return len(page.Records) == 1 && page.Records[0].Key == s.key, nil
}
