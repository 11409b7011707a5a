package register

import (
	"strings"

	"github.com/vardkas/vardkas/internal/record"
)

// mostFound is how many matches a reference field shows.
const mostFound = 10

// find searches every kind that a reference may point to.
func (p *Pages) find(tx *record.Tx, kinds []string, text string, limit int) ([]Found, error) {
	if text = strings.TrimSpace(text); text == "" {
		return nil, nil
	}
	if len(kinds) == 0 {
		for _, k := range p.book.Kinds() {
			kinds = append(kinds, k.Meta().Name)
		}
	}
	var all []Found
	for _, name := range kinds {
		if len(all) >= limit {
			break
		}
		some, err := p.findOf(tx, name, text, limit-len(all))
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

func (p *Pages) findOf(tx *record.Tx, name, text string, limit int) ([]Found, error) {
	if search, ok := p.Find[name]; ok {
		return search(tx, text, limit)
	}
	kind, ok := p.book.Kind(name)
	if !ok {
		return nil, nil
	}
	return inList(tx, kind, text, limit)
}

// inList searches as the list of a kind does, taking the last word for the start of one.
func inList(tx *record.Tx, kind record.Any, text string, limit int) ([]Found, error) {
	if _, _, isNumber := record.ParseNumber(text); !isNumber && !strings.HasSuffix(text, "*") {
		text += "*"
	}
	page, err := kind.Rows(tx, record.Query{Search: text, Limit: limit})
	if err != nil {
		return nil, err
	}
	var found []Found
	for _, r := range page.Records {
		found = append(found, Found{Key: r.Key, Title: r.Title, Hint: number(*r)})
	}
	return found, nil
}
