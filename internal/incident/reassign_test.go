package incident_test

import (
	"errors"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/action"
	"github.com/vardkas/vardkas/internal/alert"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
)

// leave lets a person leave their employment.
func (h *house) leave(person record.Key) {
	h.Helper()
	h.write(program, func(tx *record.Tx) error {
		p, err := org.Persons.Reveal(tx, person)
		if err != nil {
			return err
		}
		_, err = org.Persons.Take(tx, person, p.Version, "leave", nil)
		return err
	})
}

// held is what a person has, with who takes it.
func (h *house) held(person record.Key) (all []incident.Held) {
	h.Helper()
	h.read(program, func(tx *record.Tx) (err error) {
		all, err = h.desk.HeldBy(tx, person)
		return err
	})
	return all
}

// down runs what the program does every night.
func (h *house) down() (moved incident.Moved) {
	h.Helper()
	h.write(program, func(tx *record.Tx) (err error) {
		moved, err = h.desk.HandDown(tx)
		return err
	})
	return moved
}

func (h *house) partsOf(key record.Key) (all []*incident.Part) {
	h.Helper()
	h.read(program, func(tx *record.Tx) error {
		p, err := incident.Parts.List(tx, record.Query{On: key, Action: access.Update, Limit: 100})
		all = p.Records
		return err
	})
	return all
}

func TestWhatSomebodyHasIsShownWithWhoTakesItAndGoesInOneChange(t *testing.T) {
	each(t, func(h *house) {
		i := h.report(incident.Draft{Category: "unauthorised_access", Description: "Dörren stod öppen", Unit: h.ward})
		h.write(as(h.manager), func(tx *record.Tx) error {
			now, err := h.desk.Receive(tx, i.Key, h.version(i.Key))
			if err != nil {
				return err
			}
			return action.Kind.Create(tx, &action.Action{Envelope: record.Envelope{On: now.Key, Title: "Byt låset"}, Responsible: h.manager, Due: tx.Today().AddDays(7)})
		})
		all := h.held(h.manager)
		kinds := map[string]record.Key{}
		for _, one := range all {
			kinds[one.Kind] = one.Heir
		}
		if len(all) != 3 || kinds["incident"] != h.deputy || kinds["part"] != h.deputy || kinds["action"] != h.deputy {
			t.Fatalf("%d things: %v, the deputy is %d", len(all), kinds, h.deputy)
		}
		err := h.try(as(h.chief), func(tx *record.Tx) error { _, err := h.desk.Reassign(tx, h.manager, nil, " "); return err })
		if bad, ok := errors.AsType[record.Invalid](err); !ok || bad[0].Field != "reason" {
			t.Errorf("without a reason: %v", err)
		}
		h.write(as(h.chief), func(tx *record.Tx) error {
			for _, one := range all {
				if one.Kind == "action" {
					_, err := h.desk.Reassign(tx, h.manager, map[record.Key]record.Key{one.Key: h.porter}, "Mona slutar")
					return err
				}
			}
			return nil
		})
		if left := h.held(h.manager); len(left) != 0 {
			t.Errorf("left with Mona: %+v", left)
		}
		if now := h.truth(i.Key); now.Owner != h.deputy {
			t.Errorf("the case went to %d", now.Owner)
		}
		if got := h.held(h.porter); len(got) != 1 || got[0].Kind != "action" {
			t.Errorf("the porter has %+v", got)
		}
	})
}

func (h *house) version(key record.Key) int { return h.truth(key).Version }

func TestWhoMayNotMoveThingsMovesNothing(t *testing.T) {
	each(t, func(h *house) {
		h.report(incident.Draft{Category: "unauthorised_access", Description: "Dörren stod öppen", Unit: h.ward})
		h.write(as(h.elsewhere), func(tx *record.Tx) error {
			moved, err := h.desk.Reassign(tx, h.manager, nil, "Jag vill")
			if len(moved.To) != 0 {
				t.Errorf("moved %v", moved.To)
			}
			return err
		})
		if len(h.held(h.manager)) == 0 {
			t.Error("the part is gone")
		}
	})
}

func TestEveryNightWhatSomebodyWhoLeftHadGoesOn(t *testing.T) {
	each(t, func(h *house) {
		i := h.report(incident.Draft{Category: "unauthorised_access", Description: "Dörren stod öppen", Unit: h.ward})
		if moved := h.down(); len(moved.To) != 0 || len(moved.Left) != 0 {
			t.Errorf("nobody has left, and %+v moved", moved)
		}
		h.leave(h.manager)
		h.leave(h.deputy)
		if moved := h.down(); moved.To[h.coordinator] == 0 || len(moved.Left) != 0 { // the profile names the coordinator for a vacancy
			t.Errorf("moved %+v, the coordinator is %d", moved, h.coordinator)
		}
		for _, p := range h.partsOf(i.Key) {
			if p.Role == "manager" && p.Assignee != h.coordinator {
				t.Errorf("the manager's part is %d's", p.Assignee)
			}
		}
		h.read(program, func(tx *record.Tx) error {
			astray, err := incident.Astray(tx)
			if len(astray) != 0 {
				t.Errorf("astray: %+v", astray)
			}
			return err
		})
		if moved := h.down(); len(moved.To) != 0 {
			t.Errorf("moved again: %+v", moved)
		}
	})
}

func TestAPartFollowsItsPostToTheNewManager(t *testing.T) {
	each(t, func(h *house) {
		i := h.report(incident.Draft{Category: "unauthorised_access", Description: "Dörren stod öppen", Unit: h.ward})
		var fresh record.Key
		h.write(program, func(tx *record.Tx) error {
			fresh = h.person(tx, "Nya Chefen")
			p, err := org.Appointments.List(tx, record.Query{Action: access.Update, Limit: 100})
			for _, a := range p.Records {
				if err == nil && a.Person == h.manager && a.Role == "manager" {
					_, err = org.Appointments.Change(tx, a.Key, a.Version, func(a *org.Appointment) error { a.To = tx.Today(); return nil })
				}
			}
			if err != nil {
				return err
			}
			return org.Appoint(tx, &org.Appointment{Role: "manager", Person: fresh, From: tx.Today(), Units: []record.Key{h.ward}})
		})
		h.now.Advance(24 * time.Hour)
		if moved := h.down(); moved.To[fresh] != 1 {
			t.Errorf("moved %+v, the new manager is %d", moved, fresh)
		}
		for _, p := range h.partsOf(i.Key) {
			if p.Role == "manager" && p.Assignee != fresh {
				t.Errorf("the part is %d's", p.Assignee)
			}
		}
	})
}

// Whoever the event is about, is named in it or reported it takes nothing over, however the thing would come to them.
func TestNothingGoesToWhomItIsAboutNamedOrReportedBy(t *testing.T) {
	each(t, func(h *house) {
		for name, draft := range map[string]incident.Draft{
			"about":    {Subjects: []record.Key{h.deputy}},
			"named":    {Named: []record.Key{h.deputy}},
			"reporter": {Person: h.deputy},
		} {
			draft.Category, draft.Description, draft.Unit = "unauthorised_access", "Dörren stod öppen", h.ward
			i := h.report(draft)
			h.write(as(h.manager), func(tx *record.Tx) error {
				if _, err := h.desk.Receive(tx, i.Key, h.version(i.Key)); err != nil {
					return err
				}
				return action.Kind.Create(tx, &action.Action{Envelope: record.Envelope{On: i.Key, Title: "Byt låset"}, Responsible: h.manager, Due: tx.Today().AddDays(7)})
			})
			for _, one := range h.held(h.manager) {
				if one.On == i.Key && one.Heir != h.above && one.Heir != h.coordinator {
					t.Errorf("%s: a %s goes to %d, want the manager above or the coordinator", name, one.Kind, one.Heir)
				}
			}
		}
		h.leave(h.manager)
		h.down()
		for _, one := range h.held(h.deputy) {
			t.Errorf("the deputy got a %s of an event about, naming or by the deputy", one.Kind)
		}
	})
}

func TestAnAlertOfSomebodyWhoLeftGoesToTheDeputy(t *testing.T) {
	each(t, func(h *house) {
		i := h.serious()
		h.leave(h.chief)
		h.down()
		for _, a := range h.alerts(i.Key) {
			if a.Recipient == h.chief && a.State == alert.Sent {
				t.Errorf("an alert still awaits whoever left: %+v", a)
			}
		}
	})
}

func TestNationalSecurityGoesToNobodyRatherThanUpwards(t *testing.T) {
	each(t, func(h *house) {
		i := h.report(incident.Draft{Category: "protective_security", Contact: "070-123 45 67"})
		h.leave(h.protectiveChief)
		moved := h.down()
		if len(moved.To) != 0 || len(moved.Left) == 0 {
			t.Errorf("moved %+v", moved)
		}
		h.read(program, func(tx *record.Tx) error {
			astray, err := incident.Astray(tx)
			if len(astray) == 0 || astray[0].On != i.Key {
				t.Errorf("astray: %+v", astray)
			}
			return err
		})
	})
}

// serious is an event that alerts the security chief.
func (h *house) serious() *incident.Incident {
	h.Helper()
	i := h.report(incident.Draft{Category: "unauthorised_access", Description: "Dörren stod öppen", Unit: h.ward})
	h.write(as(h.manager), func(tx *record.Tx) error {
		now, err := incident.Kind.Get(tx, i.Key)
		if err != nil {
			return err
		}
		a := incident.AssessmentOf(now)
		a.Consequences, a.Severity, a.SeverityReason = map[string]record.Code{"life_and_health": "serious"}, "serious", "Någon kunde ha dött"
		i, err = h.desk.Assess(tx, i.Key, now.Version, a)
		return err
	})
	return i
}
