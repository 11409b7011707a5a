package story_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/action"
	"github.com/vardkas/vardkas/internal/alert"
	"github.com/vardkas/vardkas/internal/attachment"
	"github.com/vardkas/vardkas/internal/batch"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/file"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/relation"
	"github.com/vardkas/vardkas/internal/talk"
)

// cell is one sort of record as the rule of access tells them apart: its class, how the people of the roster stand to it,
// and its level.
type cell struct {
	class, standing string
	level           access.Level
}

// made is a record in a cell.
type made struct {
	cell
	kind   string
	key    record.Key
	id     string
	mark   string        // a word that stands in every text of it and nowhere else
	on     *made         // what it hangs on
	object access.Object // what the rule is asked about: by what the cell is, not by what the program says
	past   access.Object // what it was the day before

	version int // when everything was made
}

// ground is a region with a record in every cell.
type ground struct {
	*house
	all    []*made
	byMark map[string]*made
	byKind map[string][]*made
	byID   map[string]*made
	day    string // the day the records were made; it is the day after
}

// The standings of everybody of the roster to a record. Whoever is named, or whom it is about, is on the case list as well:
// the denial must win. What was raised or lowered was at the level next to it the day before. Offside lies in an area that
// is not its class's own; crossed in one of another class, with everybody on the case list. For records of the organisation: with no unit.
const (
	inWard     = "ward"
	inDental   = "dental"
	offside    = "offside"
	crossed    = "crossed"
	onCase     = "case"
	asAssignee = "assignee"
	asReporter = "reporter"
	asNamed    = "named"
	asSubject  = "subject"
	wasLower   = "raised"
	wasHigher  = "lowered"
	unitless   = "unitless"
)

func standings() []string {
	return []string{inWard, inDental, offside, crossed, onCase, asAssignee, asReporter, asNamed, asSubject, wasLower, wasHigher}
}

// categories have one category of each class.
func categories() map[string]string {
	return map[string]string{
		access.ClassNone: "unauthorised_access", access.ClassViolence: "violence", access.ClassInformation: "information_disclosure",
		access.ClassIT: "it_disruption", access.ClassPersonalData: "personal_data", access.ClassProtective: "protective_security",
	}
}

// areas have the area of each of those categories.
func areas() map[string]string {
	return map[string]string{
		access.ClassNone: "access", access.ClassViolence: "personal", access.ClassInformation: "info", access.ClassIT: "it",
		access.ClassPersonalData: "info", access.ClassProtective: "protective",
	}
}

// areaOf is the area that a cell lies in.
func (c cell) areaOf() string {
	switch {
	case c.standing == crossed && c.class == access.ClassNone:
		return "fire"
	case c.standing == crossed:
		return "it"
	case c.standing != offside:
		return areas()[c.class]
	case slices.Contains([]string{access.ClassNone, access.ClassViolence, access.ClassProtective}, c.class):
		return "info"
	}
	return "fire"
}

// before is the level the day before.
func (c cell) before() access.Level {
	switch c.standing {
	case wasLower:
		return c.level - 1
	case wasHigher:
		return c.level + 1
	}
	return c.level
}

// token is a word that only the events of a class hold.
func token(class string) string { return "klassord" + strings.ReplaceAll(class, "_", "") }

// fillsEveryCell makes an event for each class, standing and level, with one of every kind that hangs on events, and the
// organisation's own records; then a day goes by.
func (s *house) fillsEveryCell() *ground {
	s.Helper()
	g := &ground{house: s, byMark: map[string]*made{}, byKind: map[string][]*made{}, byID: map[string]*made{}, day: clock.Today(s.clock).String()}
	for _, class := range access.Classes() {
		s.does(record.Caller{Door: record.System}, func(tx *record.Tx) error {
			for _, standing := range standings() {
				for level := access.LevelOpen; level <= access.LevelCase; level++ {
					c := cell{class, standing, level}
					if !c.before().Valid() {
						continue
					}
					if err := g.makes(tx, c); err != nil {
						return fmt.Errorf("make %s %s %d: %w", class, standing, level, err)
					}
				}
			}
			return nil
		})
	}
	s.does(record.Caller{Door: record.System}, g.makesOrganisation)
	s.clock.Advance(24 * time.Hour)
	for _, m := range g.byKind["incident"] {
		if m.before() != m.level {
			s.does(record.Caller{Door: record.System}, func(tx *record.Tx) error {
				return g.changes(tx, m, func(i *incident.Incident) { i.Level = m.level })
			})
		}
	}
	now := g.versions()
	for _, m := range g.all {
		m.version = now[m.key]
	}
	return g
}

// versions are the versions of all records.
func (s *house) versions() map[record.Key]int {
	s.Helper()
	all := map[record.Key]int{}
	s.looks(func(tx *record.Tx) error {
		return tx.Each(func(scan func(...any) error) error {
			var key record.Key
			var version int
			err := scan(&key, &version)
			all[key] = version
			return err
		}, "SELECT rid, version FROM record")
	})
	return all
}

// adds notes a record that was made.
func (g *ground) adds(m *made, e *record.Envelope) *made {
	m.key, m.id = e.Key, e.ID.String()
	m.past = m.object
	m.past.Level = m.before()
	g.all, g.byKind[m.kind], g.byMark[m.mark], g.byID[m.id] = append(g.all, m), append(g.byKind[m.kind], m), m, m
	return m
}

// next is a mark that nothing has yet: the tests are wide, so it is of one width, and no word begins so.
func (g *ground) next() string { return fmt.Sprintf("zq%05dx", len(g.all)) }

func (g *ground) changes(tx *record.Tx, m *made, edit func(*incident.Incident)) error {
	now, err := incident.Kind.Reveal(tx, m.key)
	if err != nil {
		return err
	}
	_, err = incident.Kind.Change(tx, m.key, now.Version, func(i *incident.Incident) error { edit(i); return nil })
	return err
}

// makes an event as somebody could make it, hangs on it what can hang there, and then brings it into its cell: what
// hangs on it must follow.
func (g *ground) makes(tx *record.Tx, c cell) error {
	m := &made{cell: c, kind: "incident", mark: g.next()}
	i := incident.Incident{Envelope: record.Envelope{Title: "Händelse " + m.mark, Unit: g.ward.Key, Level: min(c.before(), access.LevelSecrecy)}, Category: record.Code(categories()[c.class])}
	if c.class != access.ClassProtective {
		i.Description = "Händelse med " + token(c.class) + " " + m.mark
	}
	i.Areas = []record.Code{record.Code(areas()[c.class])}
	if c.standing == inDental {
		i.Unit = g.dental.Key
	}
	if err := incident.Kind.Create(tx, &i); err != nil {
		return err
	}
	m.object = g.object(tx, m, int64(i.Unit))
	g.adds(m, &i.Envelope)
	if err := g.hangs(tx, m); err != nil {
		return err
	}
	return g.changes(tx, m, func(i *incident.Incident) {
		i.Level, i.Areas = c.before(), []record.Code{record.Code(c.areaOf())}
		for _, one := range roster() {
			key := g.people[one.who]
			switch c.standing {
			case onCase, crossed:
				i.CaseList = append(i.CaseList, key)
			case asAssignee:
				i.Assignees = append(i.Assignees, key)
			case asReporter:
				i.Reporters = append(i.Reporters, tx.Veil(key))
			case asNamed:
				i.CaseList, i.Named = append(i.CaseList, key), append(i.Named, tx.Veil(key))
			case asSubject:
				i.CaseList, i.Subjects = append(i.CaseList, key), append(i.Subjects, tx.Veil(key))
			}
		}
	})
}

// given is whom alerts, parts and actions of the cells are for: somebody without a role.
const given = "sjuksköterska"

// writer is who writes what people write in a cell.
func (c cell) writer() string {
	if c.class == access.ClassProtective {
		return "säkerhetsskyddschef"
	}
	return "säkerhetschef"
}

// hangs makes one record of every kind that hangs on an event.
func (g *ground) hangs(tx *record.Tx, on *made) error {
	as, err := g.Book.With(tx.Tx, record.Caller{Person: g.people[on.writer()]})
	if err != nil {
		return err
	}
	nurse := g.people[given]
	own := map[string]func(record.Envelope, string) (*record.Envelope, error){
		"part": func(e record.Envelope, _ string) (*record.Envelope, error) {
			p := incident.Part{Envelope: e, Role: "manager", Scope: "unit", Offered: []record.Key{nurse}}
			return &p.Envelope, incident.Parts.Create(tx, &p)
		},
		"alert": func(e record.Envelope, _ string) (*record.Envelope, error) {
			a := alert.Alert{Envelope: e, Recipient: nurse, Roles: []record.Code{"security_chief"}, Lines: "x"}
			return &a.Envelope, alert.Kind.Create(tx, &a)
		},
		"action": func(e record.Envelope, mark string) (*record.Envelope, error) {
			a := action.Action{Envelope: e, What: mark, Responsible: nurse}
			return &a.Envelope, action.Kind.Create(tx, &a)
		},
		"comment": func(e record.Envelope, mark string) (*record.Envelope, error) {
			n := talk.Comment{Envelope: e, Text: mark}
			return &n.Envelope, talk.Comments.Create(as, &n)
		},
		"message": func(e record.Envelope, mark string) (*record.Envelope, error) {
			n := talk.Message{Envelope: e, Side: talk.Reporter, Text: mark}
			return &n.Envelope, talk.Messages.Create(as, &n)
		},
		"link": func(e record.Envelope, _ string) (*record.Envelope, error) {
			l := relation.Link{Envelope: e, Nature: relation.Concerns, Target: g.ward.Key}
			return &l.Envelope, relation.Kind.Create(as, &l)
		},
		"file": func(e record.Envelope, mark string) (*record.Envelope, error) { return attaches(as, e, mark, true) },
	}
	for _, kind := range g.Book.Kinds() {
		meta := kind.Meta()
		if !meta.Under {
			continue
		}
		if err := g.hangsOne(tx, as, on, meta.Name, own[meta.Name]); err != nil {
			return fmt.Errorf("hang a %s on it: %w", meta.Name, err)
		}
	}
	return g.hangsOne(tx, as, on, "file", func(e record.Envelope, mark string) (*record.Envelope, error) { return attaches(as, e, mark, false) })
}

// attaches keeps a file whose name and bytes hold a mark.
func attaches(as *record.Tx, e record.Envelope, mark string, byReporter bool) (*record.Envelope, error) {
	p, err := file.Prepare(mark+".pdf", []byte("%PDF-1.4\n1 0 obj\n<</"+mark+"/"+mark+">>\nendobj\ntrailer\n<<>>\n%%EOF\n"))
	if err != nil {
		return nil, err
	}
	f, err := attachment.Attach(as, e.On, p, byReporter)
	if err != nil {
		return nil, err
	}
	return &f.Envelope, nil
}

// handedIn is which of the two files of an event its reporter handed in.
const handedIn = 1

func (g *ground) hangsOne(tx, as *record.Tx, on *made, kind string, own func(record.Envelope, string) (*record.Envelope, error)) error {
	m := &made{cell: on.cell, kind: kind, mark: g.next(), on: on}
	if own == nil {
		own = func(e record.Envelope, mark string) (*record.Envelope, error) { return g.anyOf(tx, as, kind, e, mark) }
	}
	e, err := own(record.Envelope{On: on.key, Title: kind + " " + m.mark}, m.mark)
	if err != nil {
		return err
	}
	m.object = on.object
	m.object.Kind = kind
	m.object.Relations = nil
	nth := 1
	for _, other := range g.byKind[kind] {
		if other.on == on {
			nth++
		}
	}
	shown := kind == "message" || kind == "file" && nth == handedIn // to the reporter
	for _, r := range on.object.Relations {
		if r.Name == access.RelationCase || r.Name == access.RelationNamed || r.Name == access.RelationSubject || r.Name == access.RelationReporter && shown {
			m.object.Relations = append(m.object.Relations, r)
		}
	}
	nurse, author := int64(g.people[given]), int64(g.people[on.writer()])
	switch kind {
	case "part", "alert":
		m.object.Relations = append(m.object.Relations, access.Relation{Name: access.RelationAssignee, Who: nurse})
	case "action":
		m.object.Relations = append(m.object.Relations, access.Relation{Name: access.RelationAssignee, Who: nurse}, access.Relation{Name: access.RelationCase, Who: nurse})
	case "cause", "cost":
		m.object.Relations = append(m.object.Relations, assignees(on.object)...)
	case "lesson":
		m.object.Relations = append(m.object.Relations, access.Relation{Name: access.RelationAssignee, Who: nurse}, access.Relation{Name: access.RelationCase, Who: nurse})
		m.object.Relations = append(m.object.Relations, assignees(on.object)...)
	case "link":
		m.object.Relations = append(m.object.Relations, access.Relation{Name: access.RelationSelf, Who: author})
	}
	g.adds(m, e)
	return nil
}

// assignees are those who have been given a record.
func assignees(o access.Object) []access.Relation {
	return slices.DeleteFunc(slices.Clone(o.Relations), func(r access.Relation) bool { return r.Name != access.RelationAssignee })
}

// anyOf makes a record of a kind that nothing is known of here, from what it says of itself.
func (g *ground) anyOf(tx, as *record.Tx, kind string, e record.Envelope, mark string) (*record.Envelope, error) {
	k, _ := g.Book.Kind(kind)
	values := map[string]string{}
	for _, f := range k.Meta().Fields {
		switch {
		case f.Envelope || f.Derived || !f.Shown() || f.IsSecret():
		case f.Input == record.InputArea || f.Input == record.InputLine:
			values[f.Name] = mark
		case !f.Need:
		case f.Set != "":
			values[f.Name] = g.Book.Terms.Codes(f.Set)[0]
		case len(f.Options) > 0:
			values[f.Name] = f.Options[0]
		case f.Input == record.InputDate:
			values[f.Name] = tx.Today().String()
		case f.Input == record.InputNumber || f.Input == record.InputMoney:
			values[f.Name] = "1"
		}
	}
	var err error
	for _, by := range []*record.Tx{tx, as} {
		r := k.Blank()
		r.On, r.Title, r.Owner = e.On, e.Title, g.people[given]
		if bad := r.Fill(values); len(bad) > 0 {
			return nil, bad
		}
		if err = k.Put(by, r); !errors.Is(err, record.ErrForbidden) {
			return r.Envelope, err
		}
	}
	return nil, err
}

// object writes down what the rule should be asked about an event.
func (g *ground) object(tx *record.Tx, m *made, unit int64) access.Object {
	o := access.Object{Kind: m.kind, Class: m.class, Areas: []string{m.areaOf()}, Unit: unit, Level: m.level}
	relate := func(name access.RelationName, who int64) {
		o.Relations = append(o.Relations, access.Relation{Name: name, Who: who})
	}
	for _, one := range roster() {
		key := g.people[one.who]
		switch m.standing {
		case onCase, crossed:
			relate(access.RelationCase, int64(key))
		case asAssignee: // what hangs on it follows the case list, which whoever is given an event is put on
			relate(access.RelationAssignee, int64(key))
		case asReporter:
			relate(access.RelationReporter, tx.Veil(key))
		case asNamed:
			relate(access.RelationCase, int64(key))
			relate(access.RelationNamed, tx.Veil(key))
		case asSubject:
			relate(access.RelationCase, int64(key))
			relate(access.RelationSubject, tx.Veil(key))
		}
	}
	return o
}

// makesOrganisation makes the records that hang on nothing. The directory is open, so that its records have one level.
func (g *ground) makesOrganisation(tx *record.Tx) error {
	for standing, unit := range map[string]record.Key{inWard: g.ward.Key, inDental: g.dental.Key, unitless: 0} {
		put := func(kind string, level access.Level, create func(record.Envelope) (*record.Envelope, error)) (*made, error) {
			m := &made{cell: cell{access.ClassNone, standing, level}, kind: kind, mark: g.next()}
			e, err := create(record.Envelope{Title: kind + " " + m.mark, Unit: unit, Level: level})
			if err != nil {
				return nil, fmt.Errorf("make a %s: %w", kind, err)
			}
			m.object = access.Object{Kind: kind, Level: level, Unit: int64(e.Unit)}
			return g.adds(m, e), nil
		}
		site, err := put("site", access.LevelOpen, func(e record.Envelope) (*record.Envelope, error) {
			s := org.Site{Envelope: e, Kind: "hospital"}
			return &s.Envelope, org.Sites.Create(tx, &s)
		})
		if err != nil {
			return err
		}
		who, err := put("person", access.LevelOpen, func(e record.Envelope) (*record.Envelope, error) {
			p := org.Person{Envelope: e}
			return &p.Envelope, org.Persons.Create(tx, &p)
		})
		if err != nil {
			return err
		}
		_, err1 := put("place", access.LevelOpen, func(e record.Envelope) (*record.Envelope, error) {
			p := org.Place{Envelope: e, Site: site.key}
			return &p.Envelope, org.Places.Create(tx, &p)
		})
		_, err2 := put("unit", access.LevelOpen, func(e record.Envelope) (*record.Envelope, error) {
			u := org.Unit{Envelope: e, Parent: g.region.Key}
			return &u.Envelope, org.Units.Create(tx, &u)
		})
		_, err3 := put("appointment", access.LevelOpen, func(e record.Envelope) (*record.Envelope, error) {
			a := org.Appointment{Envelope: e, Role: "manager", Person: who.key, Units: []record.Key{g.dental.Key}, From: tx.Today()}
			return &a.Envelope, org.Appoint(tx, &a)
		})
		for level := access.LevelOpen; level <= access.LevelCase; level++ {
			_, err := put("import_batch", level, func(e record.Envelope) (*record.Envelope, error) {
				b := batch.Batch{Envelope: e, Source: "källan", Target: "incident", File: strings.Repeat("0", 64), Mapping: strings.Repeat("1", 64)}
				return &b.Envelope, batch.Kind.Create(tx, &b)
			})
			err3 = errors.Join(err3, err)
		}
		if err := errors.Join(err1, err2, err3); err != nil {
			return err
		}
	}
	return nil
}
