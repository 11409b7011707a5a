package org

import (
	"fmt"
	"strings"

	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
)

// UnitsUnder lists the units and every unit below one of them, each once, nearest first.
func UnitsUnder(tx *record.Tx, units ...record.Key) ([]record.Key, error) {
	ids := make([]int64, len(units))
	for i, u := range units {
		ids[i] = int64(u)
	}
	where, arg := tx.In("ancestor", 1, ids)
	all, err := store.All[record.Key](tx.Tx, "SELECT descendant FROM unit_closure WHERE "+where+" GROUP BY descendant ORDER BY min(depth), descendant", arg)
	if err != nil {
		return nil, fmt.Errorf("read what lies under %d units: %w", len(units), err)
	}
	return all, nil
}

// PersonName is the person's name as shown; record.ErrNotFound when there is none.
func PersonName(tx *record.Tx, person record.Key) (string, error) { return tx.Title(person, "person") }

// SpotOf is the spot of a unit and a place or site. A place stands for its site; 0 = not known.
func SpotOf(tx *record.Tx, unit, placeOrSite record.Key) (Spot, error) {
	at := Spot{Unit: unit, Site: placeOrSite}
	if placeOrSite == 0 {
		return at, nil
	}
	sites, err := store.All[record.Key](tx.Tx, "SELECT site FROM place WHERE rid = $1", int64(placeOrSite))
	if err != nil {
		return at, fmt.Errorf("read the site of place %d: %w", placeOrSite, err)
	}
	if len(sites) > 0 {
		at.Site = sites[0]
	}
	return at, nil
}

// SiteCodes gives the codes of the spot's site and building, as the profile's rules name them: a building that shares a
// campus is a building of that campus's site. Without a site of its own the spot is where its unit works.
func SiteCodes(tx *record.Tx, at Spot) (site, building string, err error) {
	if at.Site == 0 {
		up, err := upwards(tx, at.Unit)
		if err != nil {
			return "", "", err
		}
		for _, u := range up {
			if at.Site == 0 {
				at.Site = u.site
			}
		}
	}
	err = tx.Each(func(scan func(...any) error) error { return scan(&site, &building) },
		"SELECT coalesce(c.code, s.code), s.code FROM site s LEFT JOIN site c ON c.rid = s.campus WHERE s.rid = $1", int64(at.Site))
	if err != nil {
		return "", "", fmt.Errorf("read site %d: %w", at.Site, err)
	}
	return site, building, nil
}

// Found is one thing to choose, with what tells it from others of the same name.
type Found struct {
	Key    record.Key
	ID     record.ID
	Title  string
	Detail string // the unit above, where the person works, the site of the place
}

// FindUnits finds open units by the beginnings of the words in their names and codes.
func FindUnits(tx *record.Tx, text string, limit int) ([]Found, error) {
	return find(tx, Units, text, limit, Open, func(u *Unit) record.Key { return u.Parent })
}

// FindPersons finds active persons by the beginnings of their names, mail addresses and codes.
func FindPersons(tx *record.Tx, text string, limit int) ([]Found, error) {
	return find(tx, Persons, text, limit, Active, func(p *Person) record.Key { return p.Unit })
}

// FindPlaces finds places in use by the beginnings of the words in their names and codes.
func FindPlaces(tx *record.Tx, text string, limit int) ([]Found, error) {
	return find(tx, Places, text, limit, Open, func(p *Place) record.Key { return p.Site })
}

// FindSites finds sites in use by the beginnings of the words in their names, addresses and codes.
func FindSites(tx *record.Tx, text string, limit int) ([]Found, error) {
	return find(tx, Sites, text, limit, Open, func(s *Site) record.Key { return s.Campus })
}

func find[T any](tx *record.Tx, kind *record.Kind[T], text string, limit int, state record.State, beside func(*T) record.Key) ([]Found, error) {
	page, err := kind.List(tx, record.Query{
		Search: beginnings(text), Limit: limit, Filters: []record.Filter{{Field: "state", Any: []string{string(state)}}},
	})
	if err != nil {
		return nil, err
	}
	keys := make([]record.Key, len(page.Records))
	for i, t := range page.Records {
		keys[i] = beside(t)
	}
	titles, err := tx.Titles(keys)
	if err != nil {
		return nil, err
	}
	all := make([]Found, len(page.Records))
	for i, t := range page.Records {
		e := kind.Env(t)
		all[i] = Found{e.Key, e.ID, e.Title, titles[keys[i]]}
	}
	return all, nil
}

// beginnings asks for every word of text by its beginning.
func beginnings(text string) string {
	words := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\r\n*\"”“„»«,;()", r) })
	for i, w := range words {
		words[i] = w + "*"
	}
	return strings.Join(words, " ")
}
