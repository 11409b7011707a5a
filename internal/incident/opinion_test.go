package incident_test

import (
	"testing"

	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
)

// shutCase is an event that the manager has answered and closed.
func (h *house) shutCase(d incident.Draft) *incident.Incident {
	h.Helper()
	i := h.report(d)
	h.write(as(h.manager), func(tx *record.Tx) (err error) {
		i, err = h.desk.Receive(tx, i.Key, i.Version)
		return err
	})
	a := mild(i)
	a.Facts = map[string]string{"sensitive_room": "yes", "crime_suspected": "no", "personal_data_involved": "no"}
	i = h.assess(as(h.manager), i, a)
	h.finishParts(i.Key, 0)
	h.write(as(h.manager), func(tx *record.Tx) (err error) {
		if i, err = h.desk.Answer(tx, i.Key, i.Version, "Låset byts."); err != nil {
			return err
		}
		i, err = h.desk.Close(tx, i.Key, i.Version, "Ingen åtgärd behövs.")
		return err
	})
	return i
}

func TestTheReporterSaysWhetherItHelpedAndAsksForReopening(t *testing.T) {
	each(t, func(h *house) {
		d := brokenLock(h)
		d.Anonymous, d.Code = true, incident.NewCode()
		i := h.shutCase(d)
		opine := func(o incident.Opinion) error {
			return h.try(record.Caller{Door: record.Intake, Coarse: true}, func(tx *record.Tx) error {
				own, i, err := incident.Follow(tx, i.Number.Text("H"), d.Code)
				if err != nil {
					return err
				}
				return h.desk.Opine(own, i.Key, o)
			})
		}
		if err := opine(incident.Opinion{Reopen: true, Words: " "}); !problemOf(err, "text", "incident.problem.reopen_words") {
			h.Errorf("asked for reopening without words: %v", err)
		}
		h.must(opine(incident.Opinion{Helped: incident.HelpedPartly, Reopen: true, Words: "Det hände igen i natt."}))
		got := h.truth(i.Key)
		if got.Helped != incident.HelpedPartly || got.ReopenAsked == 0 || got.ChangedBy != int64(record.Intake) || got.ReopenAsked != got.ReopenAsked.HourFloor() {
			h.Errorf("said %q, asked at %d by %d", got.Helped, got.ReopenAsked, got.ChangedBy)
		}
		verbs := func() (all []string) {
			h.read(as(h.manager), func(tx *record.Tx) error {
				load, err := h.desk.Work(tx, 10)
				for _, item := range load.Items {
					all = append(all, item.Verb)
				}
				return err
			})
			return all
		}
		if got := verbs(); len(got) == 0 || got[0] != "work.verb.reopen" {
			h.Errorf("the handler's work: %v", got)
		}
		h.write(as(h.manager), func(tx *record.Tx) error {
			_, err := h.desk.Answer(tx, got.Key, got.Version, "Vi har bytt igen.")
			return err
		})
		for _, verb := range verbs() {
			if verb == "work.verb.reopen" {
				h.Error("an answered wish still waits")
			}
		}
	})
}

func TestNobodyButTheReporterSaysWhetherItHelped(t *testing.T) {
	each(t, func(h *house) {
		d := brokenLock(h)
		d.Person = h.nurse
		i := h.shutCase(d)
		for _, step := range []string{incident.StepOpinion, incident.StepAskReopen} {
			err := h.try(as(h.manager), func(tx *record.Tx) error {
				_, err := incident.Kind.Take(tx, i.Key, i.Version, step, nil)
				return err
			})
			if !problemOf(err, "state", "problem.step_not_open") {
				h.Errorf("a handler took %s: %v", step, err)
			}
		}
		h.write(intake, func(tx *record.Tx) error {
			return h.desk.Opine(incident.AsReporter(tx, h.nurse), i.Key, incident.Opinion{Helped: incident.HelpedNo})
		})
		now := h.truth(i.Key)
		h.write(as(h.manager), func(tx *record.Tx) (err error) {
			now, err = h.desk.Reopen(tx, now.Key, now.Version, "Anmälaren är inte nöjd.")
			return err
		})
		if now.Helped != "" {
			h.Errorf("after reopening the outcome is still judged: %q", now.Helped)
		}
		err := h.try(intake, func(tx *record.Tx) error {
			return h.desk.Opine(incident.AsReporter(tx, h.nurse), i.Key, incident.Opinion{Helped: incident.HelpedYes})
		})
		if !problemOf(err, "state", "problem.step_not_open") {
			h.Errorf("an open case was judged: %v", err)
		}
	})
}

func TestOpinionsAreCountedByUnitAndTheLatestAnswerIsFound(t *testing.T) {
	each(t, func(h *house) {
		d := brokenLock(h)
		d.Person = h.nurse
		var all []*incident.Incident
		for n := range 5 {
			i := h.shutCase(d)
			all = append(all, i)
			said := incident.HelpedYes
			if n == 4 {
				said = incident.HelpedNo
			}
			h.write(intake, func(tx *record.Tx) error {
				return h.desk.Opine(incident.AsReporter(tx, h.nurse), i.Key, incident.Opinion{Helped: said})
			})
		}
		count := func(who record.Key) (o incident.Opinions) {
			h.read(as(who), func(tx *record.Tx) (err error) {
				o, err = incident.OpinionsByUnit(tx, tx.Today().AddDays(-1), tx.Today())
				return err
			})
			return o
		}
		mine := count(h.manager)
		if len(mine.Units) != 1 || mine.Units[0] != h.ward || mine.Figures.Rows[0].N != 5 || mine.Figures.Cells[0][0].N != 4 || mine.Figures.Cells[0][2].N != 1 {
			h.Errorf("the manager is told %+v", mine)
		}
		if others := count(h.elsewhere); len(others.Units) != 0 {
			h.Errorf("the manager of another clinic is told %+v", others)
		}
		h.write(as(h.manager), func(tx *record.Tx) error {
			_, err := h.desk.Reply(tx, all[0].Key, "Nu är låset på plats.")
			return err
		})
		h.read(intake, func(tx *record.Tx) error {
			answers, err := incident.LatestAnswers(incident.AsReporter(tx, h.nurse), all)
			if answers[all[0].Key] != "Nu är låset på plats." || answers[all[1].Key] != "Låset byts." {
				h.Errorf("the latest answers: %v", answers)
			}
			return err
		})
	})
}
