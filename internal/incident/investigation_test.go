package incident_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/investigation"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
)

func TestACauseExplainsACauseOfTheSameEventAndNeverItself(t *testing.T) {
	each(t, func(h *house) {
		i, other := h.report(brokenLock(h)), h.report(brokenLock(h))
		first, second, elsewhere := why(i, "Dörren gick inte att låsa", "direct", 0), why(i, "Låset var inte lagat", "underlying", 0), why(other, "En annan dörr", "direct", 0)
		h.write(as(h.manager), func(tx *record.Tx) error {
			h.must(investigation.Causes.Create(tx, first))
			second.Explains = first.Key
			h.must(investigation.Causes.Create(tx, second))
			return investigation.Causes.Create(tx, elsewhere)
		})
		change := func(c *investigation.Cause, explains record.Key) error {
			return h.try(as(h.manager), func(tx *record.Tx) error {
				_, err := investigation.Causes.Change(tx, c.Key, c.Version, func(c *investigation.Cause) error { c.Explains = explains; return nil })
				return err
			})
		}
		if err := change(first, second.Key); !problemOf(err, "explains", "cause.problem.circle") {
			h.Errorf("a circle: %v", err)
		}
		if err := change(first, first.Key); !problemOf(err, "explains", "cause.problem.circle") {
			h.Errorf("itself: %v", err)
		}
		if err := change(second, elsewhere.Key); !problemOf(err, "explains", "cause.problem.elsewhere") {
			h.Errorf("another event's: %v", err)
		}
		dismiss := func(c *investigation.Cause) error {
			return h.try(as(h.manager), func(tx *record.Tx) error {
				tx.Reason = "Stämde inte."
				_, err := investigation.Causes.Take(tx, c.Key, c.Version, "dismiss", nil)
				return err
			})
		}
		if err := dismiss(first); !problemOf(err, "state", "cause.problem.explained") {
			h.Errorf("what another explains: %v", err)
		}
		h.must(dismiss(second))
		h.must(dismiss(first))
	})
}

func TestWhoeverHandlesAnEventAddsCausesAndAStrangerDoesNot(t *testing.T) {
	each(t, func(h *house) {
		i := h.report(brokenLock(h))
		add := func(p record.Key) error {
			return h.try(as(p), func(tx *record.Tx) error { return investigation.Causes.Create(tx, why(i, "Låset", "direct", 0)) })
		}
		for _, stranger := range []record.Key{h.nurse, h.porter, h.elsewhere, h.duty} {
			if err := add(stranger); !errors.Is(err, record.ErrForbidden) {
				h.Errorf("%d: %v", stranger, err)
			}
		}
		h.write(as(h.manager), func(tx *record.Tx) (err error) {
			i, err = h.desk.HandOver(tx, i.Key, i.Version, h.porter, "Vaktmästaren tar det.")
			return err
		})
		h.must(add(h.porter)) // an event handed over is handed over whole
	})
}

func TestALessonEndsWhereItWasUsedOrWithWhyNot(t *testing.T) {
	each(t, func(h *house) {
		i := h.report(brokenLock(h))
		l := &investigation.Lesson{Envelope: record.Envelope{On: i.Key, Title: "Prova låset varje månad"}}
		create := func() error {
			return h.try(as(h.manager), func(tx *record.Tx) error {
				fresh := *l
				err := investigation.Lessons.Create(tx, &fresh)
				*l = fresh
				return err
			})
		}
		if err := create(); !problemOf(err, "owner", "problem.required") || !problemOf(err, "due", "problem.required") {
			h.Errorf("nobody's, some time: %v", err)
		}
		l.Owner, l.Due = h.porter, clock.At(h.now.Now()).Date().AddDays(30)
		h.must(create())
		take := func(p record.Key, step, reason string, fill func(*investigation.Lesson) error) error {
			return h.try(as(p), func(tx *record.Tx) error {
				tx.Reason = reason
				now, err := investigation.Lessons.Take(tx, l.Key, l.Version, step, fill)
				if err == nil {
					l = now
				}
				return err
			})
		}
		if err := take(h.porter, "use", "", nil); !problemOf(err, "used_as", "problem.required") || !problemOf(err, "used_in", "lesson.problem.where") {
			h.Errorf("used in general: %v", err)
		}
		h.must(take(h.porter, "use", "", func(l *investigation.Lesson) error {
			l.UsedAs, l.UsedIn = "routine", "Rond på avdelning 7"
			return nil
		}))
		if l.State != investigation.Used || l.UsedOn.IsZero() {
			h.Errorf("%s on %s", l.State, l.UsedOn)
		}
		h.must(take(h.manager, "take_up", "Ronden görs inte.", nil))
		if err := take(h.manager, "set_aside", "", nil); !problemOf(err, "reason", "problem.required") {
			h.Errorf("set aside without a reason: %v", err)
		}
		h.must(take(h.manager, "set_aside", "Låset är bytt mot ett som larmar.", nil))
	})
}

func TestTheSameCauseIsCountedByEventInTheUnitAndTheArea(t *testing.T) {
	each(t, func(h *house) {
		in := profile(h).Investigation()
		var last *incident.Incident
		for range 3 {
			last = h.report(brokenLock(h))
			h.write(as(h.manager), func(tx *record.Tx) error {
				h.must(investigation.Causes.Create(tx, why(last, "Behörigheten togs inte bort", "direct", 0)))
				return investigation.Causes.Create(tx, why(last, "Ingen följer upp", "underlying", 0))
			})
		}
		again := func(p record.Key) (all []investigation.Again) {
			h.read(as(p), func(tx *record.Tx) error {
				causes, err := investigation.Causes.List(tx, record.Query{On: last.Key})
				h.must(err)
				all, err = investigation.Recurring(tx, last.Env(), causes.Records, in)
				return err
			})
			return all
		}
		if got := again(h.manager); len(got) != 1 || got[0].Kind != "access_rights" || got[0].InUnit != 3 || got[0].InArea != 3 || got[0].Months != 24 {
			h.Errorf("the manager: %+v", got)
		}
		if got := again(h.elsewhere); len(got) != 0 {
			h.Errorf("a manager elsewhere: %+v", got)
		}
		h.read(as(h.chief), func(tx *record.Tx) error {
			got, _, err := investigation.Patterns(tx, in, "")
			if len(got) != 1 || got[0] != (investigation.Pattern{Kind: "access_rights", Unit: h.ward, Events: 3}) {
				h.Errorf("patterns %+v", got)
			}
			return err
		})
		h.now.Advance(3 * 366 * 24 * time.Hour)
		if got := again(h.manager); len(got) != 0 {
			h.Errorf("after three years: %+v", got)
		}
	})
}

func TestAnITPartIsNotFinishedWithoutReferenceAndTimeOfContact(t *testing.T) {
	each(t, func(h *house) {
		i := h.report(incident.Draft{Category: "it_intrusion", Description: "Filer har låsts.", Unit: h.ward})
		for _, p := range h.parts(i.Key) {
			if p.Role != "it_security_officer" {
				continue
			}
			finish := func(fill func(*incident.Part) error) error {
				return h.try(as(h.itSecurity), func(tx *record.Tx) error {
					_, err := incident.Parts.Take(tx, p.Key, p.Version, "finish", fill)
					return err
				})
			}
			if err := finish(nil); !problemOf(err, "reference", "part.problem.reference") || !problemOf(err, "contacted_at", "part.problem.contacted_at") {
				h.Errorf("without either: %v", err)
			}
			h.must(finish(func(p *incident.Part) error { p.Reference, p.Contacted = "INC-77", clock.At(h.now.Now()); return nil }))
			return
		}
		h.Error("no part of IT")
	})
}

func TestAnEventIsNotClosedBeforeItsPartsAndSaysWhoIsWaitedFor(t *testing.T) {
	each(t, func(h *house) {
		i := h.report(brokenLock(h))
		a := mild(i)
		a.Facts = map[string]string{"sensitive_room": "no", "crime_suspected": "no", "personal_data_involved": "no"}
		i = h.assess(as(h.manager), i, a)
		shut := func() error {
			return h.try(as(h.manager), func(tx *record.Tx) error { _, err := h.desk.Close(tx, i.Key, i.Version, "Allt är gjort."); return err })
		}
		if err := shut(); !problemOf(err, "parts", "incident.missing.parts") {
			h.Errorf("closed beside the coordinator: %v", err)
		}
		h.read(as(h.manager), func(tx *record.Tx) error {
			hanging, err := tx.Hanging(i.Key)
			h.must(err)
			waits, err := incident.Waiting(tx, profile(h), hanging)
			if len(waits) != 1 || waits[0].Assignee != h.coordinator {
				h.Errorf("waits for %+v", waits)
			}
			return err
		})
		h.finishParts(i.Key, h.manager)
		h.must(shut())
		for _, p := range h.parts(i.Key) {
			if p.State != incident.PartDone {
				h.Errorf("the part of %s is %s after closing", p.Role, p.State)
			}
		}
	})
}

func TestThePoliceAreAnsweredForByWhomAndWhenOrWhyNot(t *testing.T) {
	each(t, func(h *house) {
		i := h.report(brokenLock(h))
		a := mild(i)
		a.Facts = map[string]string{"crime_suspected": "yes"}
		i = h.assess(as(h.manager), i, a)
		h.read(as(h.manager), func(tx *record.Tx) error {
			due, err := incident.PoliceDue(tx, i)
			if due != i.CreatedAt.Add(24*time.Hour) {
				h.Errorf("due %s after the report", time.Duration(due.Sub(i.CreatedAt)))
			}
			return err
		})
		say := func(r incident.PoliceReport) error {
			return h.try(as(h.manager), func(tx *record.Tx) error {
				now, err := h.desk.AnswerPolice(tx, i.Key, i.Version, r)
				if err == nil {
					i = now
				}
				return err
			})
		}
		now := clock.At(h.now.Now())
		for _, c := range []struct {
			said  incident.PoliceReport
			field string
		}{
			{incident.PoliceReport{}, "police"},
			{incident.PoliceReport{Decision: incident.PoliceReported, By: "chefen"}, "police_at"},
			{incident.PoliceReport{Decision: incident.PoliceReported, At: now}, "police_by"},
			{incident.PoliceReport{Decision: incident.PoliceReported, At: now.Add(time.Hour), By: "chefen"}, "police_at"},
			{incident.PoliceReport{Decision: incident.PoliceNotReported}, "police_note"},
		} {
			if err := say(c.said); err == nil || !strings.Contains(err.Error(), c.field) {
				h.Errorf("%+v: %v", c.said, err)
			}
		}
		h.must(say(incident.PoliceReport{Decision: incident.PoliceNotReported, Note: "Ingen vet om det är ett brott."}))
		decided := i.PoliceDecided
		h.now.Advance(time.Hour)
		h.must(say(incident.PoliceReport{Decision: incident.PoliceReported, At: clock.At(h.now.Now()), By: "chefen", Number: "5000-K123-26"}))
		if i.PoliceDecided != decided || decided == 0 || i.PoliceNote != "" {
			h.Errorf("first answered %s, note %q", i.PoliceDecided, i.PoliceNote)
		}
	})
}

func TestEveryFactThatClosingMayAskForIsKnownHere(t *testing.T) {
	each(t, func(h *house) {
		i := h.report(brokenLock(h))
		err := h.book.Read(context.Background(), as(h.manager), func(tx *record.Tx) error {
			missing, err := incident.Missing(tx, i)
			for _, m := range missing {
				if m.Field == "state" && m.Fact != strategy.ClosingAssessed {
					h.Errorf("%s is asked for and not known", m.Fact)
				}
			}
			return err
		})
		h.must(err)
	})
}
