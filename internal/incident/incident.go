package incident

import (
	"slices"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
)

// Incident is one event, from report to closed case.
type Incident struct {
	record.Envelope

	// What was reported.
	Description string
	Category    record.Code
	Subtype     record.Code
	Happened    clock.Instant
	Ongoing     bool
	WhenNote    string // when, in the reporter's words
	Place       record.Key
	PlaceKind   record.Code
	PlaceText   string
	Affected    []record.Code
	Hurt        Answer
	DoneAlready string
	Channel     record.Code
	Source      record.Code
	Origin      string            // number in the system it came from
	Facts       map[string]string // answers by question of the profile, and what an import keeps

	// Who reported, and whom it is about. Veils compare and do not tell.
	Reporter    record.Secret // name
	ReporterKey record.Secret // record key of the person
	Contact     record.Secret
	Victim      record.Secret
	Anonymous   bool
	Reporters   []int64 // veils; the first is the receipt's
	Subjects    []int64
	Named       []int64
	Receipt     string // keyed hash of the code, in hex

	ManagerNamed        bool // it concerns the manager of the unit: routed past that person
	ProtectedIdentity   bool
	PersonalNumberDoubt bool // a spotted personal number was said to be none

	// The assessment.
	Severity       record.Code
	SeverityRank   record.Amount // from 0, for sorting
	Scale          string        // scale and version it was judged by
	Consequences   [7]record.Code
	SeverityReason string // why it differs from what the consequences give
	Police         Police
	PoliceAt       clock.Instant // when they were told
	PoliceBy       string        // who told them
	PoliceNumber   string        // theirs
	PoliceNote     string        // why they were not told
	PoliceDecided  clock.Instant // when it was first said
	CauseKind      record.Code
	Cause          string // the conclusion of the analysis, in short; the causes themselves hang on the incident
	LeastLevel     string // the level below which only an assessment may bring it

	// The handling.
	Received   clock.Instant
	Assessed   clock.Instant
	Contacted  clock.Instant // when the reporter was reached
	Feedback   string        // the answer to the reporter
	FeedbackAt clock.Instant
	Management Management
	ToldReason string // why management was, or was not, told
	Closing    string // why what a rule asks for is not there
	Closed     clock.Instant

	Main      record.Key // the incident it was joined to, as another report of the same event; 0 = it stands by itself
	SplitFrom record.Key // the incident it was split from; 0 = none

	// What the reporter says of the outcome.
	Helped      Helped
	ReopenAsked clock.Instant // since when whoever reported asks that it be opened again; answered = 0

	CaseList  []record.Key // who reads it at level 4
	Assignees []record.Key // who has it or a part of it
}

// The states.
const (
	Reported record.State = "reported"
	Received record.State = "received"
	Assessed record.State = "assessed"
	Handled  record.State = "handled"
	Closed   record.State = "closed"
	Joined   record.State = "joined" // handled in another incident
)

// Answer is yes, no or not known; empty when nobody has been asked.
type Answer string

// The answers.
const (
	Yes     Answer = strategy.AnswerYes
	No      Answer = strategy.AnswerNo
	Unknown Answer = strategy.AnswerUnknown
)

// Police says what was decided about reporting to the police.
type Police string

// The decisions; empty while none is made.
const (
	PoliceReported    Police = "reported"
	PoliceNotReported Police = "not_reported"
)

// Management says how management was told, or that it was decided not to tell.
type Management string

// The ways; empty while none is decided or called for.
const (
	ToldByRule     Management = "by_rule"
	ToldByDecision Management = "told"
	NotTold        Management = "not_told"
)

// Aspects are the codes of what can be harmed, in the order of Incident.Consequences: life, health and privacy first (B5).
func Aspects() []string {
	return []string{"life_and_health", "privacy", "property_and_economy", "environment", "information", "operations", "trust"}
}

// Kind declares the incident. What decides who may read it and who is told (category, severity, consequences) is kept: it
// changes through the Desk alone, which routes and alerts in the same change.
var Kind = record.Define(record.Spec[Incident]{
	Name: "incident", Prefix: "H", Start: Reported, Check: check,
	Fields: slices.Concat(reported(), people(), assessment(), consequences(), handling()),
	Orders: []record.Order{
		{Name: "created", Column: "created_at", Desc: true},
		{Name: "happened", Column: "happened_at", Desc: true},
		{Name: "severity", Column: "severity_rank", Desc: true},
		{Name: "owner", Column: "owner"},
	},
	Sums:      [][]string{{"state", "category", "severity"}, {"month", "severity", "state"}, {"unit", "state"}},
	Steps:     steps(),
	Relations: relations,
})

func reported() []record.Field[Incident] {
	return []record.Field[Incident]{
		record.Long("description", func(i *Incident) *string { return &i.Description }).Search(),
		kept(record.Term("category", strategy.SetCategory, func(i *Incident) *record.Code { return &i.Category }).InList().Filter()),
		record.Term("subtype", strategy.SetSubtype, func(i *Incident) *record.Code { return &i.Subtype }).Filter(),
		record.Moment("happened_at", func(i *Incident) *clock.Instant { return &i.Happened }).InList().Filter(),
		record.Flag("ongoing", func(i *Incident) *bool { return &i.Ongoing }).Filter(),
		record.Text("when_note", func(i *Incident) *string { return &i.WhenNote }),
		record.Ref("place", func(i *Incident) *record.Key { return &i.Place }, "place", "site").Filter(),
		record.Term("place_kind", strategy.SetPlaceKind, func(i *Incident) *record.Code { return &i.PlaceKind }).Filter(),
		record.Text("place_text", func(i *Incident) *string { return &i.PlaceText }).Search(),
		record.Codes("affected", strategy.SetAffected, func(i *Incident) *[]record.Code { return &i.Affected }).Filter(),
		record.Choice("hurt", answers(), func(i *Incident) *Answer { return &i.Hurt }).Filter(),
		record.Long("done_already", func(i *Incident) *string { return &i.DoneAlready }).Search(),
		record.Term("channel", strategy.SetChannel, func(i *Incident) *record.Code { return &i.Channel }).Filter(),
		record.Term("source", strategy.SetSource, func(i *Incident) *record.Code { return &i.Source }).Filter(),
		record.Text("origin", func(i *Incident) *string { return &i.Origin }),
		record.Values("facts", func(i *Incident) *map[string]string { return &i.Facts }),
	}
}

func people() []record.Field[Incident] {
	return []record.Field[Incident]{
		kept(record.Sealed("reporter", func(i *Incident) *record.Secret { return &i.Reporter })),
		kept(record.Sealed("reporter_key", func(i *Incident) *record.Secret { return &i.ReporterKey })),
		record.Sealed("contact", func(i *Incident) *record.Secret { return &i.Contact }),
		record.Sealed("victim", func(i *Incident) *record.Secret { return &i.Victim }),
		kept(record.Flag("anonymous", func(i *Incident) *bool { return &i.Anonymous }).Filter()),
		record.Veils("reporters", func(i *Incident) *[]int64 { return &i.Reporters }),
		record.Veils("subjects", func(i *Incident) *[]int64 { return &i.Subjects }),
		record.Veils("named", func(i *Incident) *[]int64 { return &i.Named }),
		record.Hidden("receipt", func(i *Incident) *string { return &i.Receipt }),
		kept(record.Flag("manager_named", func(i *Incident) *bool { return &i.ManagerNamed })),
		record.Flag("protected_identity", func(i *Incident) *bool { return &i.ProtectedIdentity }),
		kept(record.Flag("personal_number_doubt", func(i *Incident) *bool { return &i.PersonalNumberDoubt }).Filter()),
	}
}

func assessment() []record.Field[Incident] {
	return []record.Field[Incident]{
		kept(record.Term("severity", strategy.SetSeverity, func(i *Incident) *record.Code { return &i.Severity }).InList().Filter()),
		record.KeptAmount("severity_rank", func(i *Incident) *record.Amount { return &i.SeverityRank }, rank).Filter(),
		kept(record.Text("scale", func(i *Incident) *string { return &i.Scale })),
		kept(record.Long("severity_reason", func(i *Incident) *string { return &i.SeverityReason })),
		record.Choice("police", []Police{PoliceReported, PoliceNotReported}, func(i *Incident) *Police { return &i.Police }).Filter(),
		record.Moment("police_at", func(i *Incident) *clock.Instant { return &i.PoliceAt }),
		record.Text("police_by", func(i *Incident) *string { return &i.PoliceBy }),
		record.Text("police_number", func(i *Incident) *string { return &i.PoliceNumber }),
		record.Text("police_note", func(i *Incident) *string { return &i.PoliceNote }),
		kept(record.Moment("police_decided_at", func(i *Incident) *clock.Instant { return &i.PoliceDecided }).Filter()),
		record.Term("cause_kind", strategy.SetCauseKind, func(i *Incident) *record.Code { return &i.CauseKind }).Filter(),
		record.Long("cause", func(i *Incident) *string { return &i.Cause }).Search(),
		record.Hidden("least_level", func(i *Incident) *string { return &i.LeastLevel }),
	}
}

func consequences() []record.Field[Incident] {
	var all []record.Field[Incident]
	for n, aspect := range Aspects() {
		all = append(all, kept(record.Term("consequence_"+aspect, strategy.SetConsequenceLevel, func(i *Incident) *record.Code { return &i.Consequences[n] }).Filter()))
	}
	return all
}

func handling() []record.Field[Incident] {
	return []record.Field[Incident]{
		kept(record.Moment("received_at", func(i *Incident) *clock.Instant { return &i.Received }).Filter()),
		kept(record.Moment("assessed_at", func(i *Incident) *clock.Instant { return &i.Assessed }).Filter()),
		record.Moment("contacted_at", func(i *Incident) *clock.Instant { return &i.Contacted }),
		record.Long("feedback", func(i *Incident) *string { return &i.Feedback }),
		kept(record.Moment("feedback_at", func(i *Incident) *clock.Instant { return &i.FeedbackAt }).Filter()),
		kept(record.Choice("management", []Management{ToldByRule, ToldByDecision, NotTold}, func(i *Incident) *Management { return &i.Management }).Filter()),
		kept(record.Long("management_reason", func(i *Incident) *string { return &i.ToldReason })),
		record.Long("closing_note", func(i *Incident) *string { return &i.Closing }),
		kept(record.Moment("closed_at", func(i *Incident) *clock.Instant { return &i.Closed }).Filter()),
		kept(record.Ref("main", func(i *Incident) *record.Key { return &i.Main }, "incident").Filter()),
		kept(record.Ref("split_from", func(i *Incident) *record.Key { return &i.SplitFrom }, "incident").Filter()),
		kept(record.Choice("helped", opinions(), func(i *Incident) *Helped { return &i.Helped }).Filter()),
		kept(record.Moment("reopen_asked_at", func(i *Incident) *clock.Instant { return &i.ReopenAsked }).Filter()),
		kept(record.Refs("case_list", func(i *Incident) *[]record.Key { return &i.CaseList }, "person")),
		kept(record.Refs("assignees", func(i *Incident) *[]record.Key { return &i.Assignees }, "person")),
	}
}

func answers() []Answer { return []Answer{Yes, No, Unknown} }

// relations is how persons stand to an incident: who reported, whom it is about or names, who has it, who is on its list.
func relations(_ *record.Tx, i *Incident) []access.Relation {
	var all []access.Relation
	veiled := func(name access.RelationName, veils []int64) {
		for _, v := range veils {
			all = append(all, access.Relation{Name: name, Who: v})
		}
	}
	veiled(access.RelationReporter, i.Reporters)
	veiled(access.RelationSubject, i.Subjects)
	veiled(access.RelationNamed, i.Named)
	for _, person := range i.CaseList {
		all = append(all, access.Relation{Name: access.RelationCase, Who: int64(person)})
	}
	for _, person := range append(slices.Clone(i.Assignees), i.Owner) {
		all = append(all, access.Relation{Name: access.RelationAssignee, Who: int64(person)})
	}
	return all
}
