package incident_test

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/action"
	"github.com/vardkas/vardkas/internal/alert"
	"github.com/vardkas/vardkas/internal/attachment"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/investigation"
	"github.com/vardkas/vardkas/internal/job"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/relation"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/store/storetest"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/talk"
	"github.com/vardkas/vardkas/internal/trail"
)

// house is a small region: a hospital with a clinic and a ward, and the functions that the profile routes to.
type house struct {
	*testing.T
	book *record.Book
	desk *incident.Desk
	now  *clock.Manual

	clinic, ward, site record.Key

	manager, above, deputy   record.Key // of the ward; of the clinic; deputy of the ward's
	coordinator, office      record.Key
	chief, chiefDeputy, duty record.Key
	director                 record.Key
	infosec, itSecurity, dso record.Key
	protectiveChief          record.Key
	nurse, porter            record.Key // employees
	elsewhere                record.Key // manager of another clinic
}

var program = record.Caller{Door: record.System}

var intake = record.Caller{Door: record.Intake}

func as(p record.Key) record.Caller { return record.Caller{Person: p} }

func profile(t testing.TB) *strategy.Profile {
	t.Helper()
	p, err := strategy.Embedded(known())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// known is what a profile may name of the program's.
func known() strategy.Known {
	k := strategy.Known{Classes: access.Classes()[1:]}
	for _, r := range access.Appointable() {
		k.AccessRoles = append(k.AccessRoles, string(r))
	}
	return k
}

func each(t *testing.T, f func(h *house)) { eachWith(t, profile, f) }

// eachWith is each with a profile of its own.
func eachWith(t *testing.T, profile func(testing.TB) *strategy.Profile, f func(h *house)) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		o.Ledger = trail.NewLedger()
		db := storetest.Open(t, o)
		err := db.Write(context.Background(), func(tx *store.Tx) error {
			_, err := trail.Append(tx, trail.Draft{Action: "found", Body: []byte("{}")})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		ring, err := record.NewKeyring(bytes.Repeat([]byte{7}, record.KeySize))
		if err != nil {
			t.Fatal(err)
		}
		reg := org.New(profile(t))
		h := &house{T: t, desk: incident.NewDesk("https://vardkas.example.se"), now: o.Clock.(*clock.Manual)}
		h.book = record.NewBook(db, reg.Terms(), ring, reg.Rights, org.Units, org.Sites, org.Places, org.Persons, org.Appointments,
			incident.Kind, incident.Parts, alert.Kind, action.Kind, talk.Messages, talk.Comments, attachment.Kind, relation.Kind,
			investigation.Causes, investigation.Costs, investigation.Lessons)
		if err := h.book.Verify(context.Background()); err != nil {
			t.Fatal(err)
		}
		h.write(program, h.settle)
		f(h)
	})
}

// settle makes the units, the persons and who holds what.
func (h *house) settle(tx *record.Tx) error {
	person := func(name string) record.Key {
		p := org.Person{Envelope: record.Envelope{Title: name, Level: 1}, Mail: mailOf(name)}
		h.must(org.Persons.Create(tx, &p))
		return p.Key
	}
	unit := func(name string, parent record.Key) record.Key {
		u := org.Unit{Envelope: record.Envelope{Title: name, Level: 1}, Parent: parent, Site: h.site}
		h.must(org.Units.Create(tx, &u))
		return u.Key
	}
	s := org.Site{Envelope: record.Envelope{Title: "Norra sjukhuset", Level: 1}, Code: "norra"}
	h.must(org.Sites.Create(tx, &s))
	h.site = s.Key
	h.clinic = unit("Psykiatri", 0)
	h.ward = unit("Avdelning 7", h.clinic)
	other := unit("Medicin", 0)
	appoint := func(role record.Code, p record.Key, change func(*org.Appointment)) record.Key {
		a := org.Appointment{Role: role, Person: p, From: tx.Today()}
		change(&a)
		h.must(org.Appoint(tx, &a))
		return a.Key
	}
	region := func(a *org.Appointment) { a.Region = true }
	at := func(u record.Key) func(*org.Appointment) {
		return func(a *org.Appointment) { a.Units = []record.Key{u} }
	}

	h.manager, h.above, h.deputy, h.elsewhere = person("Mona Chef"), person("Arne Ovan"), person("Dora Ersätter"), person("Eva Annan")
	post := appoint("manager", h.manager, at(h.ward))
	appoint("manager", h.deputy, func(a *org.Appointment) { a.DeputyFor = post })
	appoint("manager", h.above, at(h.clinic))
	appoint("manager", h.elsewhere, at(other))
	h.coordinator, h.office = person("Sam Ordnare"), person("Enok Enhet")
	appoint("security_coordinator", h.coordinator, func(a *org.Appointment) { a.Sites = []record.Key{h.site} })
	appoint("security_unit", h.office, region)
	h.chief, h.chiefDeputy, h.duty, h.director = person("Siv Säkerhet"), person("Stig Vice"), person("Tage Beredskap"), person("Rut Direktör")
	post = appoint("security_chief", h.chief, region)
	appoint("security_chief", h.chiefDeputy, func(a *org.Appointment) { a.DeputyFor = post })
	appoint("duty_officer", h.duty, region)
	appoint("director", h.director, region)
	h.infosec, h.itSecurity, h.dso = person("Ina Info"), person("Ivar It"), person("Disa Skydd")
	appoint("infosec_officer", h.infosec, region)
	appoint("it_security_officer", h.itSecurity, region)
	appoint("data_protection_officer", h.dso, region)
	h.protectiveChief = person("Petra Rikets")
	appoint("protective_security_chief", h.protectiveChief, region)
	h.nurse, h.porter = person("Karin Kanariefågel"), person("Pål Vaktmästare")
	return nil
}

func mailOf(name string) string {
	return string(bytes.Map(func(r rune) rune {
		if r > 'z' || r == ' ' {
			return 'x'
		}
		return r
	}, []byte(name))) + "@exempel.se"
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) write(c record.Caller, f func(*record.Tx) error) {
	h.Helper()
	h.must(h.book.Write(context.Background(), c, f))
}

// try is a write that may be refused.
func (h *house) try(c record.Caller, f func(*record.Tx) error) error {
	h.Helper()
	return h.book.Write(context.Background(), c, f)
}

func (h *house) read(c record.Caller, f func(*record.Tx) error) {
	h.Helper()
	h.must(h.book.Read(context.Background(), c, f))
}

// person adds somebody to the house.
func (h *house) person(tx *record.Tx, name string) record.Key {
	p := org.Person{Envelope: record.Envelope{Title: name, Level: 1}}
	h.must(org.Persons.Create(tx, &p))
	return p.Key
}

// appoint gives somebody a role for the region.
func (h *house) appoint(tx *record.Tx, role record.Code, person record.Key) error {
	return org.Appoint(tx, &org.Appointment{Role: role, Person: person, From: tx.Today(), Region: true})
}

// report hands a draft in and gives the incident as it then stands.
func (h *house) report(d incident.Draft) *incident.Incident {
	h.Helper()
	if d.Code == "" {
		d.Code = incident.NewCode()
	}
	var i *incident.Incident
	h.write(record.Caller{Door: record.Intake, Coarse: d.Anonymous}, func(tx *record.Tx) (err error) {
		i, err = h.desk.Report(tx, d)
		return err
	})
	return i
}

// see is the incident as the person gets it, or an error.
func (h *house) see(c record.Caller, key record.Key) (i *incident.Incident, err error) {
	h.Helper()
	err = h.book.Read(context.Background(), c, func(tx *record.Tx) (err error) {
		i, err = incident.Kind.Get(tx, key)
		return err
	})
	return i, err
}

// truth is the incident as it is, whoever may read it.
func (h *house) truth(key record.Key) (i *incident.Incident) {
	h.Helper()
	h.read(program, func(tx *record.Tx) (err error) {
		i, err = incident.Kind.Reveal(tx, key)
		return err
	})
	return i
}

// alerts are the alerts on an incident.
func (h *house) alerts(key record.Key) (all []*alert.Alert) {
	h.Helper()
	h.read(program, func(tx *record.Tx) error {
		p, err := alert.Kind.List(tx, record.Query{On: key, Action: access.Update, Limit: 100})
		all = p.Records
		return err
	})
	return all
}

// work runs the jobs of alerts that are due, one after the other, as the runner does.
func (h *house) work() (ran int) {
	h.Helper()
	for {
		var w job.Work
		h.write(program, func(tx *record.Tx) error {
			w = job.Work{}
			return tx.Each(func(scan func(...any) error) error {
				var payload string
				err := scan(&w.ID, &payload)
				w.Payload = []byte(payload)
				return err
			}, "SELECT id, payload FROM job WHERE kind = $1 AND state = 'queued' AND run_at <= $2 ORDER BY run_at, id LIMIT 1", incident.ClimbKind, int64(tx.Now()))
		})
		if w.ID == 0 {
			return ran
		}
		ran++
		h.write(program, func(tx *record.Tx) error {
			if err := h.desk.Climb(tx, w); err != nil {
				return err
			}
			_, err := tx.Exec("UPDATE job SET state = 'done' WHERE id = $1", w.ID)
			return err
		})
	}
}

// parts are the parts of an incident, oldest first.
func (h *house) parts(on record.Key) (all []*incident.Part) {
	h.Helper()
	h.read(program, func(tx *record.Tx) error {
		p, err := incident.Parts.List(tx, record.Query{On: on, Action: access.Update, Limit: 100})
		all = p.Records
		slices.Reverse(all)
		return err
	})
	return all
}

// finishParts lets everyone with a part finish it with what the profile wants, but for one person's.
func (h *house) finishParts(on, but record.Key) {
	h.Helper()
	for _, p := range h.parts(on) {
		who := p.Assignee
		if who == 0 && len(p.Offered) > 0 {
			who = p.Offered[0]
		}
		if who == 0 {
			who = h.chief // nobody holds the function
		}
		if who == but || p.State == incident.PartDone {
			continue
		}
		h.write(as(who), func(tx *record.Tx) error {
			_, err := incident.Parts.Take(tx, p.Key, p.Version, "finish", func(p *incident.Part) error {
				p.Note, p.Reference, p.Contacted = "Klart.", "INC-1", tx.Now()
				return nil
			})
			return err
		})
	}
}

// why is a cause of an incident.
func why(i *incident.Incident, statement string, depth record.Code, explains record.Key) *investigation.Cause {
	return &investigation.Cause{Envelope: record.Envelope{On: i.Key, Title: statement}, Depth: depth, Kind: "access_rights", Explains: explains}
}
