package register

import (
	"net/http"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/search"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// entry is one register in the index.
type entry struct {
	name, href, count string
}

// index lists the registers that hold something the reader may read, or that the reader may add to.
func (p *Pages) index(w http.ResponseWriter, r *http.Request) error {
	v := web.VisitOf(r)
	var all []entry
	err := p.book.Read(r.Context(), record.Caller{Person: record.Key(v.Person)}, func(tx *record.Tx) error {
		all = nil
		for _, k := range p.book.Kinds() {
			if k.Meta().Under {
				continue // found at what it hangs on
			}
			n, err := k.Count(tx, record.Query{})
			if err != nil {
				return err
			}
			if n > 0 || tx.Subject.May(access.Create, access.Object{Kind: k.Meta().Name, Level: access.LevelOpen}) {
				all = append(all, p.entry(v, k.Meta().Name, n))
			}
		}
		return nil
	})
	if err != nil {
		return Translate(err)
	}
	slices.SortFunc(all, func(a, b entry) int { return strings.Compare(search.SortKey(a.name), search.SortKey(b.name)) })
	var also []ui.Link
	if p.Also != nil {
		also = p.Also(v)
	}
	return p.site.Page(w, r, v.T("register.index"), indexPage(v.Ctx(), all, also))
}

func (p *Pages) entry(v *web.Visit, kind string, n int) entry {
	count := words.Number(v.Lang, int64(n))
	if n > record.CountCap {
		count = v.T("register.index.many", words.Number(v.Lang, int64(record.CountCap)))
	}
	return entry{capital(v.T(PluralKey(kind))), "/r/" + kind, count}
}
