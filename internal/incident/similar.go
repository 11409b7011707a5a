package incident

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
)

// Alike is the events like one, as far as the caller may know of them.
type Alike struct {
	Months   int         // how far back it looked
	Category Many        // of the same category, anywhere
	Place    Many        // in the same place, or in the same unit when no place is told
	Near     []*Incident // of the same category in the same unit or place, the latest first, at most mostNear
}

// Many is a count that stops at record.CountCap+1.
type Many struct {
	Read  int // what the caller may read
	Known int // what the caller may only count
}

// All is both.
func (m Many) All() int { return m.Read + m.Known }

const mostNear = 5

// Similar looks for events of the same category or place within the profile's months (B11). What the caller may not read
// is counted where it may be counted, and not told of otherwise.
func Similar(tx *record.Tx, i *Incident) (Alike, error) {
	p, ok := org.ProfileOf(tx)
	if !ok {
		return Alike{}, errNoProfile
	}
	a := Alike{Months: p.Investigation().SimilarMonths}
	lately := during(tx.Today().AddMonths(-a.Months).Start(), tx.Now())
	category := record.Filter{Field: "category", Any: []string{string(i.Category)}}
	var err error
	if a.Category, err = many(tx, i, lately, category); err != nil {
		return a, err
	}
	for n, where := range i.where() {
		if n == 0 {
			if a.Place, err = many(tx, i, lately, where); err != nil {
				return a, err
			}
		}
		near, err := others(tx, i, mostNear, lately, category, where)
		if err != nil {
			return a, err
		}
		a.Near = append(a.Near, near...)
	}
	a.Near = latest(a.Near, mostNear)
	return a, nil
}

// Duplicates lists reports that may be of the same event: same category, same unit or place, within the profile's hours of
// each other, and not joined or closed. Both the one before and the one after are offered.
func Duplicates(tx *record.Tx, i *Incident) ([]*Incident, error) {
	p, ok := org.ProfileOf(tx)
	if !ok {
		return nil, errNoProfile
	}
	if i.State == Joined || i.State == Closed {
		return nil, nil
	}
	within := p.Investigation().Duplicates
	close := during(i.CreatedAt.Add(-within), i.CreatedAt.Add(within))
	category := record.Filter{Field: "category", Any: []string{string(i.Category)}}
	open := record.Filter{Field: "state", Any: []string{string(Joined), string(Closed)}, Not: true}
	var all []*Incident
	for _, where := range i.where() {
		found, err := others(tx, i, mostNear, close, category, open, where)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return latest(all, mostNear), nil
}

// where is how to find what happened in the same place: the place that is told, then the unit.
func (i *Incident) where() (all []record.Filter) {
	for _, one := range []struct {
		field string
		key   record.Key
	}{{"place", i.Place}, {"unit", i.Unit}} {
		if one.key != 0 {
			all = append(all, record.Filter{Field: one.field, Any: []string{strconv.FormatInt(int64(one.key), 10)}})
		}
	}
	return all
}

func during(from, to clock.Instant) record.Filter {
	return record.Filter{Field: "created_at", Ranged: true, From: int64(from), To: int64(to)}
}

// many counts the others that fulfil the filters. The incident itself fulfils them too, and is taken off.
func many(tx *record.Tx, i *Incident, filters ...record.Filter) (m Many, err error) {
	q := record.Query{Filters: append(filters, single())}
	if m.Read, err = Kind.Count(tx, q); err == nil {
		m.Known, err = Kind.Stubs(tx, q)
	}
	if err != nil {
		return m, fmt.Errorf("count events like %d: %w", i.Key, err)
	}
	if i.State != Joined && int64(i.CreatedAt) >= filters[0].From && m.Read <= record.CountCap {
		m.Read = max(0, m.Read-1)
	}
	return m, nil
}

// single leaves out what was joined to another report: it is the same event.
func single() record.Filter {
	return record.Filter{Field: "state", Any: []string{string(Joined)}, Not: true}
}

func others(tx *record.Tx, i *Incident, most int, filters ...record.Filter) ([]*Incident, error) {
	all, err := Kind.List(tx, record.Query{Filters: append(filters, single()), Order: "created", Limit: most + 1})
	if err != nil {
		return nil, fmt.Errorf("list events like %d: %w", i.Key, err)
	}
	return slices.DeleteFunc(all.Records, func(o *Incident) bool { return o.Key == i.Key || o.Main == i.Key }), nil
}

// latest is the newest of them, each once.
func latest(all []*Incident, most int) []*Incident {
	slices.SortFunc(all, func(a, b *Incident) int { return cmp.Compare(b.Key, a.Key) })
	all = slices.CompactFunc(all, func(a, b *Incident) bool { return a.Key == b.Key })
	return all[:min(len(all), most)]
}
