package incident

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/search"
)

// Piece is what of a report becomes an incident of its own.
type Piece struct {
	Category    record.Code
	Description string // that part of what was reported
	Reason      string
}

// Split makes an incident of a part of a report that told of several (B11). The new one is routed and alerted like a report
// of its own, by its own category; it keeps who must not see it, and its reporter follows it with the code of the first. The
// two point to each other. It is taken back by joining it to the one it came from.
func (d *Desk) Split(tx *record.Tx, key record.Key, version int, piece Piece) (*Incident, error) {
	p, ok := org.ProfileOf(tx)
	if !ok {
		return nil, errNoProfile
	}
	c, ok := p.Category(string(piece.Category))
	if !ok {
		return nil, record.Invalid{{Field: "category", Key: "problem.required"}}
	}
	from, err := take(tx, key, version, StepSplit, piece.Reason, func(*record.Tx, *Incident) error { return nil })
	if err != nil {
		return from, err
	}
	i := from.piece(search.Normalise(strings.TrimSpace(piece.Description)))
	i.Category, i.Class, i.Areas, i.Level = piece.Category, c.Class, codes(c.Areas), max(from.Level, access.Level(c.Level))
	i.LeastLevel = strconv.Itoa(int(i.Level))
	if i.Level >= access.LevelSecrecy {
		i.Ground = c.Ground
	}
	i.Title = titleOf(i, c)
	shares, err := d.route(tx, p, i)
	if err != nil {
		return nil, err
	}
	for _, s := range shares {
		i.CaseList, i.Assignees = with(i.CaseList, s.everyone()...), with(i.Assignees, s.principals()...)
	}
	i.CaseList = with(i.CaseList, tx.Caller.Person)
	step := *tx
	step.Reason, step.Cause = strings.TrimSpace(piece.Reason), int64(from.Key)
	if err := Kind.Create(&step, i); err != nil {
		return nil, err
	}
	by := asRule(tx, i)
	if err := d.handOut(by, i, shares); err != nil {
		return nil, err
	}
	return d.sound(by, p, i)
}

// piece is what a part of a report has in common with the whole: where and when, who reported, and who must not see it.
// What is sealed stays sealed in the first.
func (i *Incident) piece(description string) *Incident {
	return &Incident{
		Envelope: record.Envelope{Unit: i.Unit}, Description: description, SplitFrom: i.Key,
		Happened: i.Happened, Ongoing: i.Ongoing, WhenNote: i.WhenNote, Place: i.Place, PlaceKind: i.PlaceKind, PlaceText: i.PlaceText,
		Affected: slices.Clone(i.Affected), Channel: i.Channel, Source: i.Source, Anonymous: i.Anonymous,
		Reporters: slices.Clone(i.Reporters), Receipt: i.Receipt, Subjects: slices.Clone(i.Subjects), Named: slices.Clone(i.Named),
		ManagerNamed: i.ManagerNamed, ProtectedIdentity: i.ProtectedIdentity, PersonalNumberDoubt: i.PersonalNumberDoubt,
	}
}

// SplitOff lists what was split from an incident and that the caller may read.
func SplitOff(tx *record.Tx, from record.Key) ([]*Incident, error) {
	return pointing(tx, "split_from", from, access.List)
}
