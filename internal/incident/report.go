package incident

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/attachment"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/search"
	"github.com/vardkas/vardkas/internal/strategy"
)

// Report hands in an event: the incident is created at its category's level, routed, and alerted when the profile says so,
// all in one change. Whoever tx belongs to, the actor is the intake. A form sent twice arrives once: its code is known, and
// the answer is the incident it made. It answers record.Invalid with every problem, by field of the form.
func (d *Desk) Report(tx *record.Tx, draft Draft) (*Incident, error) {
	p, ok := org.ProfileOf(tx)
	if !ok {
		return nil, errNoProfile
	}
	if bad := draft.problems(p); len(bad) > 0 {
		return nil, bad
	}
	draft.Anonymous = draft.Anonymous || draft.Person == 0 && draft.Contact == ""
	in := tx.As(record.Intake)
	in.Caller.Coarse = draft.Anonymous
	if again, err := sent(in, &draft); again != nil || err != nil {
		return again, err
	}
	i, err := d.draw(in, p, &draft)
	if err != nil {
		return nil, err
	}
	shares, err := d.route(in, p, i)
	if err != nil {
		return nil, err
	}
	for _, s := range shares {
		i.CaseList = with(i.CaseList, s.everyone()...)
		i.Assignees = with(i.Assignees, s.principals()...)
	}
	if err := Kind.Create(in, i); err != nil {
		return nil, err
	}
	if err := attach(in, i, &draft); err != nil {
		return nil, err
	}
	by := asRule(in, i)
	if err := d.handOut(by, i, shares); err != nil {
		return nil, err
	}
	return d.sound(by, p, i)
}

// sent finds the incident that a form with this code has made already; nil when there is none. The same form is the same
// answer; a form changed since then is refused, so that nothing written in it is lost in silence.
func sent(tx *record.Tx, draft *Draft) (*Incident, error) {
	_, veil := sealCode(tx.Book().Ring, draft.Code)
	var key record.Key
	err := tx.Each(func(scan func(...any) error) error { return scan(&key) },
		"SELECT a.rid FROM access_key a JOIN incident i ON i.rid = a.rid WHERE a.who = $1 AND a.relation = $2 ORDER BY a.rid DESC", veil, string(access.RelationReporter))
	if err != nil || key == 0 {
		return nil, err
	}
	i, err := Kind.Reveal(tx.As(record.System), key)
	if err != nil {
		return nil, err
	}
	if string(i.Category) != draft.Category || i.Description != search.Normalise(draft.Description) {
		return nil, record.Invalid{{Field: "code", Key: "incident.problem.sent"}}
	}
	return i, nil
}

// asRule is the program doing what the profile says because of an incident.
func asRule(tx *record.Tx, i *Incident) *record.Tx {
	by := tx.As(record.System)
	by.Cause, by.Reason, by.Caller.Coarse = int64(i.Key), "", tx.Caller.Coarse
	return by
}

// draw makes the incident of a draft.
func (d *Desk) draw(tx *record.Tx, p *strategy.Profile, draft *Draft) (*Incident, error) {
	c, _ := p.Category(draft.Category)
	i := &Incident{
		Envelope:    record.Envelope{Unit: draft.Unit, Level: draft.level(c), Class: c.Class},
		Description: search.Normalise(draft.Description), Category: record.Code(draft.Category), Subtype: record.Code(draft.Subtype),
		Happened: draft.Happened, Ongoing: draft.Ongoing, WhenNote: search.Normalise(draft.WhenNote),
		Place: draft.Place, PlaceKind: record.Code(draft.PlaceKind), PlaceText: search.Normalise(draft.PlaceText), Affected: codes(draft.Affected),
		Hurt: draft.Hurt, DoneAlready: search.Normalise(draft.DoneAlready), Facts: answeredOnly(draft.Answers),
		Channel: record.Code(draft.Channel), Source: record.Code(draft.Source), Origin: draft.Origin,
		Anonymous: draft.Anonymous, ManagerNamed: draft.ManagerNamed, ProtectedIdentity: draft.ProtectedIdentity,
		PersonalNumberDoubt: len(draft.personalNumbers()) > 0,
	}
	i.Areas = codes(c.Areas)
	i.LeastLevel = strconv.Itoa(int(i.Level))
	i.Title = titleOf(i, c)
	i.Happened = when(tx, i)
	if i.Level >= access.LevelSecrecy {
		i.Ground = c.Ground
	}
	return i, d.people(tx, i, draft)
}

// people seals who reported and who it is about, and veils those who must not see the handling.
func (d *Desk) people(tx *record.Tx, i *Incident, draft *Draft) error {
	hash, veil := sealCode(tx.Book().Ring, draft.Code)
	i.Receipt, i.Reporters = hash, []int64{veil}
	i.Contact, i.Victim = record.Seal(strings.TrimSpace(draft.Contact)), record.Seal(strings.TrimSpace(draft.Victim))
	if !draft.Anonymous && draft.Person != 0 {
		name, err := tx.Title(draft.Person, "person")
		if err != nil {
			return fmt.Errorf("name the reporter: %w", err)
		}
		i.Reporter, i.ReporterKey = record.Seal(name), record.Seal(strconv.FormatInt(int64(draft.Person), 10))
		i.Reporters = append(i.Reporters, tx.Veil(draft.Person))
	}
	for _, person := range draft.Subjects {
		i.Subjects = veils(i.Subjects, tx.Veil(person))
	}
	for _, person := range draft.Named {
		i.Named = veils(i.Named, tx.Veil(person))
	}
	return d.nameManager(tx, i)
}

// nameManager veils whoever manages the unit, for a report that names the manager without saying who it is. Principal and
// deputy count as one.
func (d *Desk) nameManager(tx *record.Tx, i *Incident) error {
	p, ok := org.ProfileOf(tx)
	if !ok || !i.ManagerNamed || i.Unit == 0 {
		return nil
	}
	for _, role := range granting(p, access.Manager) {
		holders, err := org.Holders(tx, role.Code, strategy.ScopeUnit, org.Spot{Unit: i.Unit})
		if err != nil {
			return fmt.Errorf("find the manager a report names: %w", err)
		}
		for _, h := range holders {
			i.Named = veils(i.Named, tx.Veil(h.Person))
		}
	}
	return nil
}

// veils is all and the veils that are not in it.
func veils(all []int64, more ...int64) []int64 {
	all = slices.Clone(all)
	for _, v := range more {
		if !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	return all
}

// granting lists the profile's roles that give an access role.
func granting(p *strategy.Profile, role access.Role) []strategy.Role {
	return slices.DeleteFunc(p.Roles(), func(r strategy.Role) bool { return !slices.Contains(r.Grants, string(role)) })
}

// titleLength keeps the title of a report to what fits a line of a list.
const titleLength = 80

// titleOf is the beginning of what was written. What starts under secrecy is called by its category: titles are shown in
// more places than records.
func titleOf(i *Incident, c strategy.Category) string {
	if i.Level >= access.LevelSecrecy || strings.TrimSpace(i.Description) == "" {
		return c.Label.SV
	}
	text := []rune(strings.Join(strings.Fields(i.Description), " "))
	if len(text) <= titleLength {
		return string(text)
	}
	short := string(text[:titleLength])
	if cut := strings.LastIndex(short, " "); cut > titleLength/2 {
		short = short[:cut]
	}
	return short + " …"
}

// when is the moment it happened: what was stated, or now when it is going on. An anonymous one is kept by the hour.
func when(tx *record.Tx, i *Incident) (at clock.Instant) {
	at = i.Happened
	if at == 0 && i.Ongoing {
		at = tx.Now()
	}
	if i.Anonymous && at != 0 {
		at = at.HourFloor()
	}
	return at
}

func attach(tx *record.Tx, i *Incident, draft *Draft) error {
	as := behind(tx, i.Reporters[0])
	for _, f := range draft.Files {
		if _, err := attachment.Attach(as, i.Key, f, true); err != nil {
			return err
		}
	}
	return nil
}

func codes(all []string) []record.Code {
	var out []record.Code
	for _, one := range all {
		if one != "" {
			out = append(out, record.Code(one))
		}
	}
	return out
}

// answeredOnly leaves out questions that were not answered.
func answeredOnly(all map[string]string) map[string]string {
	kept := maps.Clone(all)
	maps.DeleteFunc(kept, func(_, answer string) bool { return answer == "" })
	return kept
}
