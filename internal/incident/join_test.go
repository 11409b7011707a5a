package incident_test

import (
	"slices"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/alert"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/trail"
)

func (h *house) join(p record.Key, i, main *incident.Incident, reason string) (*incident.Incident, error) {
	h.Helper()
	var joined *incident.Incident
	err := h.try(as(p), func(tx *record.Tx) (err error) {
		joined, err = h.desk.Join(tx, i.Key, i.Version, main.Key, reason)
		return err
	})
	return joined, err
}

// told is what whoever has the code of a report is told of it.
func (h *house) told(i *incident.Incident, code string) (told *incident.Incident) {
	h.Helper()
	h.read(intake, func(tx *record.Tx) error {
		as, own, err := incident.Follow(tx, i.Number.Text("H"), code)
		if err != nil {
			return err
		}
		told, err = incident.AsTold(as, own)
		return err
	})
	return told
}

func TestAJoinedReportIsHandledInTheOtherAndItsReporterIsToldHowThatStands(t *testing.T) {
	each(t, func(h *house) {
		code := incident.NewCode()
		d := brokenLock(h)
		d.Code = code
		main, second := h.report(brokenLock(h)), h.report(d)
		if _, err := h.join(h.manager, second, main, " "); !problemOf(err, "reason", "problem.required") {
			h.Errorf("without a reason: %v", err)
		}
		joined, err := h.join(h.manager, second, main, "Samma dörr, samma kväll.")
		h.must(err)
		if joined.State != incident.Joined || joined.Main != main.Key {
			h.Errorf("%s in %d", joined.State, joined.Main)
		}
		for _, p := range h.parts(second.Key) {
			if p.State != incident.PartMoved {
				h.Errorf("the part of %s is %s", p.Role, p.State)
			}
		}
		main = h.assess(as(h.manager), h.truth(main.Key), mild(main))
		if told := h.told(second, code); told.State != incident.Assessed || told.Main != 0 {
			h.Errorf("told %s of %d", told.State, told.Main)
		}
		h.write(as(h.manager), func(tx *record.Tx) error {
			_, err := h.desk.Answer(tx, main.Key, main.Version, "Låset är bytt.")
			return err
		})
		if told := h.told(second, code); told.Feedback != "Låset är bytt." || told.FeedbackAt == 0 {
			h.Errorf("answered %q", told.Feedback)
		}
		if told := h.told(second, code); told.Severity != h.truth(second.Key).Severity {
			h.Error("the joined report tells the main one's severity")
		}
		h.read(as(h.manager), func(tx *record.Tx) error {
			all, err := incident.JoinedTo(tx, main.Key)
			if len(all) != 1 || all[0].Key != second.Key {
				h.Errorf("joined to it: %+v", all)
			}
			return err
		})
	})
}

func TestSeparatingPutsAReportBackWhereItWas(t *testing.T) {
	each(t, func(h *house) {
		main, second := h.report(brokenLock(h)), h.report(brokenLock(h))
		second = h.assess(as(h.manager), second, mild(second))
		joined, err := h.join(h.manager, second, main, "Samma dörr.")
		h.must(err)
		h.write(as(h.manager), func(tx *record.Tx) (err error) {
			second, err = h.desk.Separate(tx, joined.Key, joined.Version, "Det var en annan dörr.")
			return err
		})
		if second.State != incident.Assessed || second.Main != 0 {
			h.Errorf("%s in %d", second.State, second.Main)
		}
		for _, p := range h.parts(second.Key) {
			if p.State == incident.PartMoved {
				h.Errorf("the part of %s is still moved", p.Role)
			}
		}
		for _, kind := range h.book.Kinds() {
			h.read(program, func(tx *record.Tx) error {
				return kind.Differences(tx, func(f trail.Finding) { h.Errorf("the trail and the tables differ: %v", f) })
			})
		}
	})
}

func TestWhoIsConcernedByOneReportIsConcernedByTheEvent(t *testing.T) {
	each(t, func(h *house) {
		main := h.report(brokenLock(h))
		if _, err := h.see(as(h.manager), main.Key); err != nil {
			h.Fatal(err)
		}
		d := brokenLock(h)
		d.ManagerNamed = true
		second := h.report(d)
		_, err := h.join(h.chief, second, main, "Samma dörr.")
		h.must(err)
		if _, err := h.see(as(h.manager), main.Key); err == nil {
			h.Error("the manager whom the second report names still reads the event")
		}
	})
}

func TestTheAlertsOfAJoinedReportClimbNoMore(t *testing.T) {
	each(t, func(h *house) {
		main, second := h.report(violence(h)), h.report(violence(h))
		second = h.assess(as(h.coordinator), second, grave(second))
		if len(h.alerts(second.Key)) == 0 {
			h.Fatal("nobody was alerted")
		}
		_, err := h.join(h.coordinator, second, main, "Samma händelse.")
		h.must(err)
		for _, a := range h.alerts(second.Key) {
			if a.State == alert.Sent || a.State == alert.Climbed {
				h.Errorf("an alert to %d is %s", a.Recipient, a.State)
			}
		}
		before := len(h.alerts(second.Key))
		h.now.Advance(48 * time.Hour)
		h.work()
		if after := len(h.alerts(second.Key)); after != before {
			h.Errorf("%d alerts became %d", before, after)
		}
	})
}

func TestNotEverythingCanBeJoined(t *testing.T) {
	each(t, func(h *house) {
		main, second, third := h.report(brokenLock(h)), h.report(brokenLock(h)), h.report(brokenLock(h))
		if _, err := h.join(h.manager, main, main, "Samma."); !problemOf(err, "main", "incident.problem.main_itself") {
			h.Errorf("itself: %v", err)
		}
		secret := h.report(incident.Draft{Category: "protective_security", Contact: "070-1740605", Unit: h.ward})
		if _, err := h.join(h.manager, second, secret, "Samma."); !problemOf(err, "main", "problem.no_such_record") {
			h.Errorf("what one may not know of: %v", err)
		}
		if _, err := h.join(h.elsewhere, second, main, "Samma."); err == nil {
			h.Error("a manager elsewhere joined two reports")
		}
		_, err := h.join(h.manager, second, main, "Samma dörr.")
		h.must(err)
		if _, err := h.join(h.manager, third, second, "Samma."); !problemOf(err, "main", "incident.problem.main_joined") {
			h.Errorf("to one that is joined: %v", err)
		}
		_, err = h.join(h.manager, h.truth(main.Key), third, "Samma dörr.")
		h.must(err)
		if got := h.truth(second.Key).Main; got != third.Key {
			h.Errorf("what was joined to it is handled in %d", got)
		}
	})
}

func TestSplittingMakesAnEventThatPointsBackAndIsRoutedByItsOwnCategory(t *testing.T) {
	each(t, func(h *house) {
		code := incident.NewCode()
		d := brokenLock(h)
		d.Code = code
		first := h.report(d)
		split := func(p record.Key, piece incident.Piece) (i *incident.Incident, err error) {
			err = h.try(as(p), func(tx *record.Tx) (err error) {
				i, err = h.desk.Split(tx, first.Key, first.Version, piece)
				return err
			})
			return i, err
		}
		if _, err := split(h.nurse, incident.Piece{Category: "personal_data", Description: "En pärm låg framme.", Reason: "Två saker."}); err == nil {
			h.Error("somebody who does not handle it split it")
		}
		if _, err := split(h.manager, incident.Piece{Category: "personal_data", Description: "En pärm låg framme."}); !problemOf(err, "reason", "problem.required") {
			h.Errorf("without a reason: %v", err)
		}
		i, err := split(h.manager, incident.Piece{Category: "personal_data", Description: "En pärm låg framme.", Reason: "Två saker."})
		h.must(err)
		if i.SplitFrom != first.Key || i.Unit != first.Unit || i.Level < 3 || i.Class != "personal_data" || i.State != incident.Reported {
			h.Errorf("%+v", i)
		}
		if !slices.ContainsFunc(h.parts(i.Key), func(p *incident.Part) bool { return p.Role == "data_protection_officer" && p.Assignee == h.dso }) {
			h.Error("the data protection officer has no part of it")
		}
		if told := h.told(i, code); told.Description != "En pärm låg framme." {
			h.Errorf("its reporter reads %q", told.Description)
		}
		h.read(as(h.manager), func(tx *record.Tx) error {
			all, err := incident.SplitOff(tx, first.Key)
			if len(all) != 1 || all[0].Key != i.Key {
				h.Errorf("split off: %+v", all)
			}
			return err
		})
		again := h.report(d) // the form sent once more
		if again.Key != first.Key {
			h.Errorf("the same form made %d, not %d", again.Key, first.Key)
		}
	})
}

func TestReportsOfTheSameEveningInTheSameUnitAreOfferedAsTheSame(t *testing.T) {
	each(t, func(h *house) {
		first := h.report(brokenLock(h))
		h.now.Advance(3 * time.Hour)
		second := h.report(brokenLock(h))
		h.now.Advance(30 * time.Hour)
		late := h.report(brokenLock(h))
		offered := func(p record.Key, i *incident.Incident) (keys []record.Key) {
			h.read(as(p), func(tx *record.Tx) error {
				all, err := incident.Duplicates(tx, i)
				for _, one := range all {
					keys = append(keys, one.Key)
				}
				return err
			})
			return keys
		}
		if got := offered(h.manager, second); !slices.Equal(got, []record.Key{first.Key}) {
			h.Errorf("offered %v", got)
		}
		if got := offered(h.manager, late); len(got) != 0 {
			h.Errorf("a day later: %v", got)
		}
		if got := offered(h.elsewhere, second); len(got) != 0 {
			h.Errorf("to a manager elsewhere: %v", got)
		}
	})
}

func TestSimilarEventsAreCountedAndToldAsTheReaderMayKnowThem(t *testing.T) {
	each(t, func(h *house) {
		for range 3 {
			h.report(brokenLock(h))
		}
		joined, err := h.join(h.manager, h.report(brokenLock(h)), h.report(brokenLock(h)), "Samma dörr.")
		h.must(err)
		last := h.report(brokenLock(h))
		alike := func(p record.Key) (a incident.Alike) {
			h.read(as(p), func(tx *record.Tx) (err error) { a, err = incident.Similar(tx, last); return err })
			return a
		}
		a := alike(h.manager)
		if a.Category.All() != 4 || a.Place.All() != 4 || len(a.Near) != 4 || a.Months != 24 {
			h.Errorf("%+v", a)
		}
		if slices.ContainsFunc(a.Near, func(i *incident.Incident) bool { return i.Key == joined.Key || i.Key == last.Key }) {
			h.Error("what is joined, or the event itself, stands among the similar")
		}
		if a := alike(h.elsewhere); a.Category.Read != 0 || len(a.Near) != 0 {
			h.Errorf("to a manager elsewhere: %+v", a)
		}
	})
}

func TestReportsOfOneEventAreCountedOnce(t *testing.T) {
	each(t, func(h *house) {
		main, second := h.report(brokenLock(h)), h.report(brokenLock(h))
		count := func() (n int) {
			today := clock.At(h.now.Now()).Date()
			h.read(as(h.chief), func(tx *record.Tx) error {
				table, err := incident.Statistics(tx, today.AddDays(-1), today)
				n = table.Incidents.N
				return err
			})
			return n
		}
		if n := count(); n != 2 {
			h.Errorf("%d before", n)
		}
		_, err := h.join(h.manager, second, main, "Samma dörr.")
		h.must(err)
		if n := count(); n != 1 {
			h.Errorf("%d after", n)
		}
	})
}
