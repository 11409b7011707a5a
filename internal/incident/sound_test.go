package incident_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/alert"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
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
				if x.Line == line && x.State == alert.Sent {
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
			if x.Line == chief && x.State != alert.Acknowledged && x.State != alert.Settled {
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
			director = director || x.Recipient == h.director && x.Line == "management"
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
		if got := h.linesAwaiting(i.Key, "management"); !slices.Equal(got, []record.Key{h.director}) {
			h.Fatalf("at once: %v", got)
		}
		for _, x := range h.alerts(i.Key) {
			if x.Line == "management" && x.DueAt != clock.At(h.now.Now().Add(within.AcknowledgeWithin)) {
				h.Errorf("management answers before %v", x.DueAt)
			}
		}
		h.now.Advance(within.Escalation[0].After)
		h.work()
		if got := h.linesAwaiting(i.Key, "management"); !slices.Equal(got, []record.Key{h.duty}) { // the director has no deputy here
			h.Errorf("when management is late: %v", got)
		}
	})
}

// linesAwaiting are the persons a line waits for now.
func (h *house) linesAwaiting(key record.Key, line string) (all []record.Key) {
	h.Helper()
	for _, x := range h.alerts(key) {
		if x.Line == line && x.State == alert.Sent {
			all = append(all, x.Recipient)
		}
	}
	return all
}
