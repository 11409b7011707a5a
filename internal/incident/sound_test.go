package incident_test

import (
	"bytes"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/vardkas/vardkas/internal/alert"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/profiles"
)

func TestAnAlertClimbsThroughTheNightUntilSomebodyAnswers(t *testing.T) {
	each(t, func(h *house) {
		h.now.Set(time.Date(2026, 11, 27, 22, 0, 0, 0, time.UTC)) // a Friday night
		i := h.report(incident.Draft{Category: "information_loss", Description: "En pärm är borta.", Unit: h.ward})
		a := mild(i)
		a.Consequences["information"], a.Severity = "serious", "serious"
		i = h.assess(as(h.infosec), i, a)
		who := func(line string) (all []record.Key) {
			for _, x := range h.alerts(i.Key) {
				if x.OnLine(line) && x.State == alert.Sent {
					all = append(all, x.Recipient)
				}
			}
			return all
		}
		const chief, infosec = "security_chief region", "infosec_officer region"
		if !slices.Equal(who(chief), []record.Key{h.chief}) || !slices.Equal(who(infosec), []record.Key{h.infosec}) {
			h.Fatalf("at once: %v and %v", who(chief), who(infosec))
		}
		h.write(as(h.infosec), func(tx *record.Tx) error {
			for _, x := range h.alerts(i.Key) {
				if x.Recipient == h.infosec {
					_, err := h.desk.Acknowledge(tx, x.Key, x.Version)
					return err
				}
			}
			return errors.New("no alert")
		})
		h.now.Advance(59 * time.Minute)
		if n := h.work(); n != 0 {
			h.Errorf("%d climbed too early", n)
		}
		h.now.Advance(time.Minute)
		h.work()
		if !slices.Equal(who(chief), []record.Key{h.chiefDeputy}) || len(who(infosec)) != 0 {
			h.Errorf("after an hour: %v and %v", who(chief), who(infosec))
		}
		h.now.Advance(time.Hour)
		h.work()
		if !slices.Equal(who(chief), []record.Key{h.duty}) {
			h.Errorf("after two hours: %v", who(chief))
		}
		if _, err := h.see(as(h.duty), i.Key); err != nil {
			h.Errorf("the duty officer reads nothing: %v", err)
		}
		h.now.Advance(2 * time.Hour)
		h.work()
		if !slices.Equal(who(chief), []record.Key{h.director}) {
			h.Errorf("after four hours: %v", who(chief))
		}
		all := h.alerts(i.Key)
		err := h.try(as(h.duty), func(tx *record.Tx) error {
			for _, x := range all {
				if x.Recipient == h.director {
					_, err := h.desk.Acknowledge(tx, x.Key, x.Version)
					return err
				}
			}
			return nil
		})
		if !problemOf(err, "recipient", "alert.problem.not_yours") {
			h.Errorf("acknowledged for somebody else: %v", err)
		}
		h.write(as(h.chief), func(tx *record.Tx) error { // late is better than never
			for _, x := range all {
				if x.Recipient == h.chief {
					_, err := h.desk.Acknowledge(tx, x.Key, x.Version)
					return err
				}
			}
			return errors.New("no alert")
		})
		for _, x := range h.alerts(i.Key) {
			if x.OnLine(chief) && x.State != alert.Acknowledged && x.State != alert.Settled {
				h.Errorf("%d still stands as %s", x.Recipient, x.State)
			}
		}
		h.now.Advance(48 * time.Hour)
		if n := h.work(); n != 0 {
			h.Errorf("%d jobs left", n)
		}
	})
}

func TestAVacantPostIsClimbedPastAtOnce(t *testing.T) {
	each(t, func(h *house) {
		i := h.report(incident.Draft{Category: "technical_supply", Description: "Strömmen är borta.", Unit: h.ward, Person: h.nurse})
		a := mild(i)
		a.Consequences["operations"], a.Severity = "extreme", "critical"
		i = h.assess(as(h.coordinator), i, a)
		var director bool
		for _, x := range h.alerts(i.Key) {
			director = director || x.Recipient == h.director && x.OnLine("management director")
		}
		if i.Management != incident.ToldByRule || !director {
			h.Errorf("management %s, alerted %v", i.Management, director)
		}
		h.now.Advance(15 * time.Minute) // the duty officer has no deputy
		h.work()
		if got := h.linesAwaiting(i.Key, "duty_officer region"); !slices.Equal(got, []record.Key{h.chief}) {
			h.Errorf("after a quarter of an hour without a deputy: %v", got)
		}
	})
}

func TestManagementAnswersInTheTimeOfTheProfileOrOthersAreReached(t *testing.T) {
	each(t, func(h *house) {
		within := profile(t).ManagementAlert()
		i := h.report(incident.Draft{Category: "technical_supply", Description: "Strömmen är borta.", Unit: h.ward, Person: h.nurse})
		a := mild(i)
		a.Consequences["operations"], a.Severity = "extreme", "critical"
		i = h.assess(as(h.coordinator), i, a)
		if got := h.linesAwaiting(i.Key, "management director"); !slices.Equal(got, []record.Key{h.director}) {
			h.Fatalf("at once: %v", got)
		}
		for _, x := range h.alerts(i.Key) {
			if x.OnLine("management director") && x.DueAt != clock.At(h.now.Now().Add(within.AcknowledgeWithin)) {
				h.Errorf("management answers before %v", x.DueAt)
			}
		}
		h.now.Advance(within.Escalation[0].After)
		h.work()
		if got := h.linesAwaiting(i.Key, "management director"); !slices.Equal(got, []record.Key{h.duty}) { // the director has no deputy here
			h.Errorf("when management is late: %v", got)
		}
	})
}

// linesAwaiting are the persons a line waits for now.
func (h *house) linesAwaiting(key record.Key, line string) (all []record.Key) {
	h.Helper()
	for _, x := range h.alerts(key) {
		if x.OnLine(line) && x.State == alert.Sent {
			all = append(all, x.Recipient)
		}
	}
	return all
}

func TestWhoeverIsAlertedInSeveralFunctionsGetsOneAlertThatNamesThemAll(t *testing.T) {
	each(t, func(h *house) {
		h.write(program, func(tx *record.Tx) error { // the security chief answers for information security too, while its officer is away
			return org.Appoint(tx, &org.Appointment{Role: "infosec_officer", Person: h.chief, Region: true, From: tx.Today()})
		})
		i := h.report(incident.Draft{Category: "information_loss", Description: "En pärm är borta.", Unit: h.ward})
		a := mild(i)
		a.Consequences["information"], a.Severity = "serious", "serious"
		i = h.assess(as(h.infosec), i, a)
		var mine []*alert.Alert
		for _, x := range h.alerts(i.Key) {
			if x.Recipient == h.chief {
				mine = append(mine, x)
			}
		}
		const chief, infosec = "security_chief region", "infosec_officer region"
		if len(mine) != 1 || !mine[0].OnLine(chief) || !mine[0].OnLine(infosec) || len(mine[0].Roles) != 2 {
			h.Fatalf("the chief has %+v", mine)
		}
		var letters int
		h.read(program, func(tx *record.Tx) error {
			return tx.Row("SELECT COUNT(*) FROM outbox WHERE to_person = $1 AND subject LIKE 'Bekräfta nu%'", int64(h.chief)).Scan(&letters)
		})
		if letters != 1 {
			h.Errorf("%d letters", letters)
		}
		h.write(as(h.chief), func(tx *record.Tx) error {
			_, err := h.desk.Acknowledge(tx, mine[0].Key, mine[0].Version)
			return err
		})
		if got := append(h.linesAwaiting(i.Key, chief), h.linesAwaiting(i.Key, infosec)...); len(got) != 0 {
			h.Errorf("one answer left %v waiting", got)
		}
		h.now.Advance(24 * time.Hour)
		h.work()
		if got := append(h.linesAwaiting(i.Key, chief), h.linesAwaiting(i.Key, infosec)...); len(got) != 0 {
			h.Errorf("an answered alert reached %v", got)
		}
	})
}

func TestAnAnswerInOneFunctionLeavesTheOtherOneOfSomebodyElseWaiting(t *testing.T) {
	each(t, func(h *house) {
		h.write(program, func(tx *record.Tx) error {
			return org.Appoint(tx, &org.Appointment{Role: "infosec_officer", Person: h.chief, Region: true, From: tx.Today()})
		})
		i := h.report(incident.Draft{Category: "information_loss", Description: "En pärm är borta.", Unit: h.ward})
		a := mild(i)
		a.Consequences["information"], a.Severity = "serious", "serious"
		i = h.assess(as(h.infosec), i, a)
		h.write(as(h.infosec), func(tx *record.Tx) error {
			for _, x := range h.alerts(i.Key) {
				if x.Recipient == h.infosec {
					_, err := h.desk.Acknowledge(tx, x.Key, x.Version)
					return err
				}
			}
			return errors.New("no alert")
		})
		if got := h.linesAwaiting(i.Key, "security_chief region"); !slices.Equal(got, []record.Key{h.chief}) {
			h.Errorf("the chief's line waits for %v", got)
		}
	})
}

func TestEveryRoleOfManagementAnswersAndClimbsOnItsOwn(t *testing.T) {
	eachWith(t, twoDirectors, func(h *house) {
		second := record.Key(0)
		h.write(program, func(tx *record.Tx) error {
			p := org.Person{Envelope: record.Envelope{Title: "Disa Direktör", Level: 1}}
			if err := org.Persons.Create(tx, &p); err != nil {
				return err
			}
			second = p.Key
			return org.Appoint(tx, &org.Appointment{Role: "health_director", Person: second, Region: true, From: tx.Today()})
		})
		i := h.report(incident.Draft{Category: "technical_supply", Description: "Strömmen är borta.", Unit: h.ward, Person: h.nurse})
		a := mild(i)
		a.Consequences["operations"], a.Severity = "extreme", "critical"
		i = h.assess(as(h.coordinator), i, a)
		first, other := "management director", "management health_director"
		if !slices.Equal(h.linesAwaiting(i.Key, first), []record.Key{h.director}) || !slices.Equal(h.linesAwaiting(i.Key, other), []record.Key{second}) {
			h.Fatalf("at once: %v and %v", h.linesAwaiting(i.Key, first), h.linesAwaiting(i.Key, other))
		}
		h.now.Advance(profile(t).ManagementAlert().Escalation[0].After)
		h.work()
		for _, line := range []string{first, other} { // neither has a deputy here
			if got := h.linesAwaiting(i.Key, line); !slices.Equal(got, []record.Key{h.duty}) {
				h.Errorf("%s waits for %v", line, got)
			}
		}
	})
}

// twoDirectors is the profile of a region whose management is two posts.
func twoDirectors(t testing.TB) *strategy.Profile {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(profiles.Files, "varmland", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(profiles.Files, name)
		if strings.HasSuffix(name, "/roles.yaml") {
			b = bytes.Replace(b, []byte("  - {code: director,"), []byte("  - {code: health_director, label: {sv: Hälso- och sjukvårdsdirektör, en: Health director}, scope: region, count: exactly_one, deputy: not_stated, grants: [director], own: true}\n  - {code: director,"), 1)
		}
		files[name] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	p, err := strategy.Load(files, "varmland", known())
	if err != nil {
		t.Fatal(err)
	}
	return p
}
