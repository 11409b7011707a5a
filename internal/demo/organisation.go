package demo

import "github.com/vardkas/vardkas/internal/clock"

// Size says how big a region is made.
type Size string

// The sizes. Figures are planning assumptions, not any region's own.
const (
	Small  Size = "s" // 250 units, 4,000 persons, 450 events a year
	Medium Size = "m" // 600 units, 8,600 persons, 1,000 events a year
)

// Organisation is the whole made-up region. All codes are stable strings that
// a loader maps to records of its own. Lists are in an order in which what is
// referred to comes before what refers to it, within a list.
type Organisation struct {
	Name           string // as shown: "Region Exempel"
	Size           Size
	HSAPrefix      string // fictional organisation part of every HSA identity
	Municipalities []string
	Sites          []Site
	Units          []Unit // parents before children; the first is the root
	Persons        []Person
	Areas          []CoordinatorArea
	Appointments   []Appointment

	units   map[string]int
	sites   map[string]int
	persons map[string]int
	holders map[string][]int // role → indexes of Appointments
	staff   map[string][]string
	pools   map[UnitKind][]string
}

// UnitKind is what a unit does; stories choose their units by it.
type UnitKind string

// The kinds of unit.
const (
	KindDivision    UnitKind = "division"     // an upper node of the tree
	KindClinic      UnitKind = "clinic"       // a hospital department's own office
	KindWard        UnitKind = "ward"         // beds
	KindOutpatient  UnitKind = "outpatient"   // hospital reception
	KindEmergency   UnitKind = "emergency"    // open day and night
	KindPsychWard   UnitKind = "psych_ward"   // open day and night
	KindPsychClinic UnitKind = "psych_clinic" // psychiatric reception
	KindAmbulance   UnitKind = "ambulance"    // open day and night
	KindLab         UnitKind = "lab"
	KindHealth      UnitKind = "health_centre"
	KindDental      UnitKind = "dental"
	KindRehab       UnitKind = "rehab"
	KindTransit     UnitKind = "transit" // public transport
	KindCulture     UnitKind = "culture"
	KindSchool      UnitKind = "school" // folk high school
	KindService     UnitKind = "service"
	KindProperty    UnitKind = "property"
	KindIT          UnitKind = "it"
	KindOffice      UnitKind = "office" // administration
)

// Unit is one node of the organisation's tree, one to six levels deep.
type Unit struct {
	Code         string // "e0042"
	HSAID        string
	Name         string // unique within the organisation
	Kind         UnitKind
	Parent       string // unit code, empty for the root
	Level        int    // 1 for the root
	Site         string // site code: where it mainly works
	Municipality string
	Manager      string // person code
	AllHours     bool   // works day and night
	RaisedRisk   bool   // raised risk of violence (B45)
	Area         string // coordinator area code (B26)
}

// SiteKind is what sort of place a site is.
type SiteKind string

// The kinds of site.
const (
	SiteHospital SiteKind = "hospital"
	SiteHealth   SiteKind = "health_centre"
	SiteDental   SiteKind = "dental"
	SiteSchool   SiteKind = "school"
	SiteCulture  SiteKind = "culture"
	SiteOffice   SiteKind = "office"
	SiteDepot    SiteKind = "depot" // stores, workshops, stations, ambulance
)

// Site is a building or a part of one. A hospital is several sites (one a
// building) that share a campus.
type Site struct {
	Code         string // "p001"
	Name         string
	Kind         SiteKind
	Campus       string // code of the hospital's main building, empty elsewhere
	Municipality string
	Address      string // fictional street
	Area         string // coordinator area code
	Places       []Place
}

// PlaceKind is what sort of room or spot a place is.
type PlaceKind string

// The kinds of place.
const (
	PlaceEntrance  PlaceKind = "entrance"
	PlaceReception PlaceKind = "reception"
	PlaceWaiting   PlaceKind = "waiting_room"
	PlaceWard      PlaceKind = "ward"
	PlaceExamining PlaceKind = "examination_room"
	PlaceCorridor  PlaceKind = "corridor"
	PlaceOffice    PlaceKind = "office"
	PlaceMeds      PlaceKind = "medicine_room"
	PlaceStore     PlaceKind = "store"
	PlaceServer    PlaceKind = "server_room"
	PlacePlant     PlaceKind = "plant_room"
	PlaceStaffRoom PlaceKind = "staff_room"
	PlaceChanging  PlaceKind = "changing_room"
	PlaceKitchen   PlaceKind = "kitchen"
	PlaceCulvert   PlaceKind = "culvert"
	PlaceDock      PlaceKind = "loading_dock"
	PlaceGarage    PlaceKind = "garage"
	PlaceParking   PlaceKind = "parking"
	PlaceBikes     PlaceKind = "bicycle_store"
	PlaceHall      PlaceKind = "hall"
	PlaceVehicle   PlaceKind = "vehicle"
)

// Place is a spot within a site.
type Place struct {
	Code string // "p001-02"
	Name string
	Kind PlaceKind
	Term string // place-kind of the strategy profile
}

// Person is an employee or another holder of a role. Names are drawn at random
// from name statistics.
type Person struct {
	Code   string // "m00042"
	Given  string
	Family string
	HSAID  string
	Mail   string // always at example.org
	Title  string // occupation, Swedish
	Unit   string // unit code
}

// Name is given name and surname.
func (p Person) Name() string { return p.Given + " " + p.Family }

// CoordinatorArea is the geographic area of one security coordinator. Every
// unit and every site lies in exactly one (B26).
type CoordinatorArea struct {
	Code  string // "karlstad-sjukhus"
	Name  string
	Sites []string // site codes
	Units []string // unit codes
}

// ScopeKind says what the scope of an appointment is a list of.
type ScopeKind string

// The kinds of scope.
const (
	ScopeRegion ScopeKind = "region" // no codes
	ScopeArea   ScopeKind = "area"   // one coordinator area code
	ScopeUnit   ScopeKind = "unit"   // unit codes, each with what lies below it
)

// Appointment is a role held by a person for a scope from a date on.
type Appointment struct {
	Role     string // role code of the strategy profile
	Person   string
	Kind     ScopeKind
	Scope    []string
	From     clock.Date
	To       clock.Date // not set: until further notice
	Deputy   string     // person code, empty where there is none
	Decision string     // who decided and when, Swedish
}
