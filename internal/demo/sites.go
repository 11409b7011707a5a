package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// addSite adds a site with its places and returns its code. A hospital's
// buildings share the campus of its first.
func (o *Organisation) addSite(name string, kind SiteKind, municipality, campus string) string {
	code := fmt.Sprintf("p%03d", len(o.Sites)+1)
	area := areaOf(municipality)
	if kind == SiteHospital {
		area = "sjukhus-" + strings.ToLower(municipality)
		if campus == "" {
			campus = code
		}
	}
	rng := seeded("site", len(o.Sites))
	o.Sites = append(o.Sites, Site{
		Code: code, Name: name, Kind: kind, Campus: campus, Municipality: municipality, Area: area,
		Address: fmt.Sprintf("%s %d, %s", streets[rng.IntN(len(streets))], 1+rng.IntN(60), municipality),
		Places:  placesOf(code, kind, rng),
	})
	o.sites[code] = len(o.Sites) - 1
	return code
}

var streets = []string{
	"Älvgatan", "Kvarngatan", "Storgatan", "Skolgatan", "Hamngatan", "Björkvägen", "Industrigatan", "Lasarettsvägen",
	"Järnvägsgatan", "Torggatan", "Bruksvägen", "Sjövägen",
}

type spot struct {
	name string
	kind PlaceKind
}

var commonSpots = []spot{{"Huvudentré", PlaceEntrance}, {"Reception", PlaceReception}, {"Korridor plan 1", PlaceCorridor}, {"Personalrum", PlaceStaffRoom}, {"Förråd", PlaceStore}, {"Parkering", PlaceParking}}

var spotsOf = map[SiteKind][]spot{
	SiteHospital: {{"Personalentré", PlaceEntrance}, {"Väntrum", PlaceWaiting}, {"Vårdsal", PlaceWard}, {"Undersökningsrum", PlaceExamining}, {"Trapphus 2", PlaceCorridor}, {"Expedition", PlaceOffice}, {"Läkemedelsrum", PlaceMeds}, {"Teknikrum källare", PlacePlant}, {"Omklädningsrum", PlaceChanging}, {"Avdelningskök", PlaceKitchen}, {"Kulvert", PlaceCulvert}, {"Lastkaj", PlaceDock}, {"Parkeringsgarage", PlaceGarage}, {"Cykelförråd", PlaceBikes}, {"Samlingssal", PlaceHall}, {"Korskopplingsrum", PlaceServer}},
	SiteHealth:   {{"Väntrum", PlaceWaiting}, {"Undersökningsrum 3", PlaceExamining}, {"Expedition", PlaceOffice}, {"Läkemedelsförråd", PlaceMeds}, {"Omklädningsrum", PlaceChanging}, {"Pentry", PlaceKitchen}, {"Personalentré", PlaceEntrance}},
	SiteDental:   {{"Väntrum", PlaceWaiting}, {"Behandlingsrum 2", PlaceExamining}, {"Kontor", PlaceOffice}, {"Sterilrum", PlaceMeds}, {"Omklädningsrum", PlaceChanging}, {"Kompressorrum", PlacePlant}},
	SiteSchool:   {{"Aula", PlaceHall}, {"Expedition", PlaceOffice}, {"Skolkök", PlaceKitchen}, {"Cykelställ", PlaceBikes}, {"Elcentral", PlacePlant}},
	SiteCulture:  {{"Foajé", PlaceHall}, {"Kontor", PlaceOffice}, {"Magasin", PlaceStore}, {"Fläktrum", PlacePlant}, {"Lastkaj", PlaceDock}},
	SiteOffice:   {{"Kontorslandskap plan 3", PlaceOffice}, {"Garage", PlaceGarage}, {"Sammanträdessal", PlaceHall}, {"Serverrum", PlaceServer}, {"Pentry", PlaceKitchen}, {"Cykelförråd", PlaceBikes}, {"Teknikrum", PlacePlant}},
	SiteDepot:    {{"Garage", PlaceGarage}, {"Lastkaj", PlaceDock}, {"Fordon", PlaceVehicle}, {"Kontor", PlaceOffice}, {"Teknikrum", PlacePlant}, {"Perrong och väntsal", PlaceHall}, {"Omklädningsrum", PlaceChanging}},
}

// placeTerms gives each kind of place its place-kind of the strategy profile.
var placeTerms = map[PlaceKind]string{
	PlaceEntrance: "entrance", PlaceReception: "reception", PlaceWaiting: "reception", PlaceWard: "patient_room",
	PlaceExamining: "treatment_room", PlaceCorridor: "corridor", PlaceOffice: "office", PlaceMeds: "medicine_store",
	PlaceStore: "store", PlaceServer: "technical_room", PlacePlant: "technical_room", PlaceStaffRoom: "staff_room",
	PlaceChanging: "staff_room", PlaceKitchen: "staff_room", PlaceCulvert: "corridor", PlaceDock: "outdoors",
	PlaceGarage: "store", PlaceParking: "outdoors", PlaceBikes: "outdoors", PlaceHall: "other", PlaceVehicle: "vehicle",
}

func placesOf(site string, kind SiteKind, rng *rand.Rand) []Place {
	spots := append(append([]spot{}, commonSpots...), spotsOf[kind]...)
	var places []Place
	for _, s := range spots {
		// Not every building has everything; the first six it always has.
		if len(places) >= len(commonSpots) && rng.IntN(8) == 0 {
			continue
		}
		places = append(places, Place{Code: fmt.Sprintf("%s-%02d", site, len(places)+1), Name: s.name, Kind: s.kind, Term: placeTerms[s.kind]})
	}
	return places
}

// addRemainingSites fills up with the buildings that house nobody in
// particular, until the plan's number is reached.
func (o *Organisation) addRemainingSites(p plan) {
	kinds := []struct {
		name string
		kind SiteKind
	}{{"Centralförråd", SiteDepot}, {"Fordonsgarage", SiteDepot}, {"Kontorshus", SiteOffice}, {"Panncentral", SiteDepot}, {"Resecentrum", SiteDepot}, {"Hjälpmedelslager", SiteDepot}, {"Arkivmagasin", SiteOffice}, {"Ungdomsmottagning", SiteHealth}}
	for i := 0; len(o.Sites) < p.sites; i++ {
		one, town := kinds[i%len(kinds)], o.Municipalities[(i/len(kinds)+i)%len(o.Municipalities)]
		name := fmt.Sprintf("%s %s", one.name, town)
		if o.hasSiteNamed(name) {
			name = fmt.Sprintf("%s %d", name, i)
		}
		o.addSite(name, one.kind, town, "")
	}
}

func (o *Organisation) hasSiteNamed(name string) bool {
	for _, s := range o.Sites {
		if s.Name == name {
			return true
		}
	}
	return false
}
