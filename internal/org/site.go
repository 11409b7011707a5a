package org

import (
	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/record"
)

// SiteKind is what sort of place a site is.
type SiteKind string

// SiteKinds lists the kinds of site.
func SiteKinds() []SiteKind {
	return []SiteKind{"hospital", "health_centre", "dental", "school", "culture", "office", "depot", "other"}
}

// Site is a building or a part of one, with its name as title. A hospital is several sites that share a campus.
type Site struct {
	record.Envelope
	Code         string // unique when stated
	Address      string
	Municipality string
	Kind         SiteKind
	Campus       record.Key // the main building of the same campus; 0 = itself
}

// Sites is the kind of record that sites are.
var Sites = record.Define(record.Spec[Site]{
	Name: "site", Prefix: "ANL", Start: Open, Check: checkSite, After: followSite,
	Level: access.LevelOpen, Unasked: unasked(),
	Fields: []record.Field[Site]{
		record.Text("code", func(s *Site) *string { return &s.Code }).InList().Search(),
		record.Text("address", func(s *Site) *string { return &s.Address }).InList().Search(),
		record.Text("municipality", func(s *Site) *string { return &s.Municipality }).InList().Search(),
		record.Choice("kind", SiteKinds(), func(s *Site) *SiteKind { return &s.Kind }).InList().Filter(),
		record.Ref("campus", func(s *Site) *record.Key { return &s.Campus }, "site").Filter(),
	},
	Steps: closing[Site](),
})

// Place is a room or a spot at a site, with its name as title.
type Place struct {
	record.Envelope
	Code string // unique when stated
	Site record.Key
	Kind record.Code
}

// Places is the kind of record that places are.
var Places = record.Define(record.Spec[Place]{
	Name: "place", Prefix: "PLA", Start: Open, Check: checkPlace,
	Level: access.LevelOpen, Unasked: unasked(),
	Fields: []record.Field[Place]{
		record.Text("code", func(p *Place) *string { return &p.Code }).Search(),
		record.Ref("site", func(p *Place) *record.Key { return &p.Site }, "site").Required().InList().Filter(),
		record.Term("kind", "place-kind", func(p *Place) *record.Code { return &p.Kind }).InList().Filter(),
	},
	Steps: closing[Place](),
})

// closing is the life of what is taken out of use and may come back.
func closing[T any]() []record.Step[T] {
	return []record.Step[T]{
		{Name: "close", From: []record.State{Open}, To: Closed, Needs: access.Administer},
		{Name: "reopen", From: []record.State{Closed}, To: Open, Needs: access.Administer},
	}
}

func checkSite(tx *record.Tx, s *Site) []record.Problem {
	return gather(open(s.Env()), alone(tx, "site", "code", s.Code, s.Key))
}

func checkPlace(tx *record.Tx, p *Place) []record.Problem {
	return gather(open(p.Env()), alone(tx, "place", "code", p.Code, p.Key))
}

func followSite(tx *record.Tx, _, _ *Site) error { return bump(tx) }
