package incident_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/action"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
)

// workOf is what awaits the caller, however much it is.
func workOf(h *house, tx *record.Tx) ([]incident.Item, error) {
	load, err := h.desk.Work(tx, record.MaxPage)
	return load.Items, err
}

func TestMyWorkCountsWhatItDoesNotShow(t *testing.T) {
	each(t, func(h *house) {
		today := clock.Now(h.now).Date()
		h.write(as(h.manager), func(tx *record.Tx) error {
			for n := range 7 {
				a := action.Action{Envelope: record.Envelope{Title: "Byt lås", Unit: h.ward}, Responsible: h.porter, Due: today.AddDays(n - 5)}
				if n == 6 {
					a.Due = clock.Date{}
				}
				if err := action.Kind.Create(tx, &a); err != nil {
					return err
				}
			}
			return nil
		})
		h.read(as(h.porter), func(tx *record.Tx) error {
			load, err := h.desk.Work(tx, 2)
			if len(load.Items) != 2 || load.Items[0].When != incident.Late || load.Total() != 7 {
				h.Errorf("%d shown of %d: %+v", len(load.Items), load.Total(), load.Items)
			}
			if load.Counts[incident.Late] != 5 || load.Counts[incident.Today] != 1 || load.Counts[incident.Later] != 1 {
				h.Errorf("%v", load.Counts)
			}
			return err
		})
	})
}

func TestHowMuchAwaitsDoesNotChangeHowManyStatementsFindIt(t *testing.T) {
	each(t, func(h *house) {
		ran := func() int64 {
			before := h.book.DB.Statements()
			h.read(as(h.manager), func(tx *record.Tx) error { _, err := h.desk.Work(tx, 20); return err })
			return h.book.DB.Statements() - before
		}
		h.report(brokenLock(h))
		ran() // rights are read anew after a change of the organisation
		one := ran()
		for range 5 {
			h.report(brokenLock(h))
		}
		if six := ran(); six != one {
			h.Errorf("%d statements for one event, %d for six", one, six)
		}
	})
}

func TestWhatIsLeftOfAClosedCaseSaysSoAndComesLast(t *testing.T) {
	each(t, func(h *house) {
		closed := h.report(brokenLock(h))
		h.write(program, func(tx *record.Tx) error {
			_, err := tx.Exec("UPDATE record SET state = 'closed' WHERE rid = $1", int64(closed.Key))
			return err
		})
		open := h.report(brokenLock(h))
		h.read(as(h.manager), func(tx *record.Tx) error {
			items, err := workOf(h, tx)
			if err != nil || len(items) < 2 {
				h.Fatalf("%+v, %v", items, err)
			}
			last := items[len(items)-1]
			if items[0].On != open.ID || items[0].Over || last.On != closed.ID || !last.Over || last.Verb != "work.verb.finish" {
				h.Errorf("%+v", items)
			}
			return nil
		})
	})
}

func TestAPartOfAFunctionThatSeveralHoldIsTakenByOne(t *testing.T) {
	each(t, func(h *house) {
		var second record.Key
		h.write(program, func(tx *record.Tx) error {
			second = h.person(tx, "Elsa Enhet")
			return h.appoint(tx, "security_unit", second)
		})
		i := h.report(violence(h))
		offered := func(p record.Key) (items []incident.Item) {
			h.read(as(p), func(tx *record.Tx) (err error) {
				items, err = workOf(h, tx)
				return err
			})
			return items
		}
		mine := offered(second)
		if len(mine) != 1 || mine[0].Why != "work.why.offered" || len(offered(h.office)) != 1 || mine[0].Thing != i.Number.Text("H")+" Våld" {
			h.Fatalf("%+v", mine)
		}
		h.write(as(second), func(tx *record.Tx) error {
			_, err := incident.Parts.Take(tx, mine[0].Key, mine[0].Ver, "accept", nil)
			return err
		})
		if mine = offered(second); len(mine) != 1 || mine[0].Verb != "work.verb.handle" || len(offered(h.office)) != 0 {
			h.Errorf("%+v, the other %+v", mine, offered(h.office))
		}
	})
}

func TestMyWorkOrdersWhatAwaitsByItsDay(t *testing.T) {
	each(t, func(h *house) {
		h.now.Set(time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)) // a Wednesday
		today := clock.Now(h.now).Date()
		h.write(as(h.manager), func(tx *record.Tx) error {
			for title, due := range map[string]clock.Date{"i går": today.AddDays(-1), "i dag": today, "på söndag": today.AddDays(4), "på måndag": today.AddDays(5), "när det går": {}} {
				a := action.Action{Envelope: record.Envelope{Title: title, Unit: h.ward}, Responsible: h.porter, Due: due}
				if err := action.Kind.Create(tx, &a); err != nil {
					return err
				}
			}
			return nil
		})
		h.read(as(h.porter), func(tx *record.Tx) error {
			items, err := workOf(h, tx)
			var got []string
			for _, i := range items {
				got = append(got, string(i.When)+" "+i.Thing)
			}
			want := []string{"late i går", "today i dag", "this_week på söndag", "later på måndag", "later när det går"}
			if !slices.Equal(got, want) {
				h.Errorf("%q", got)
			}
			return err
		})
		h.read(as(h.manager), func(tx *record.Tx) error {
			if others, err := workOf(h, tx); err != nil || len(others) != 0 {
				h.Errorf("somebody else's work: %+v, %v", others, err)
			}
			return nil
		})
	})
}

func TestMyWorkTellsWhenTheReporterAwaitsAnAnswer(t *testing.T) {
	each(t, func(h *house) {
		i := h.report(brokenLock(h))
		h.write(as(h.manager), func(tx *record.Tx) (err error) {
			i, err = h.desk.Receive(tx, i.Key, i.Version)
			return err
		})
		verbs := func() (all []string) {
			h.read(as(h.manager), func(tx *record.Tx) error {
				items, err := workOf(h, tx)
				for _, i := range items {
					all = append(all, strings.TrimPrefix(i.Verb, "work.verb."))
				}
				slices.Sort(all)
				return err
			})
			return all
		}
		before := verbs()
		h.write(intake, func(tx *record.Tx) error {
			own, _, err := incident.FollowAgain(tx, i.Key)
			if err != nil {
				return err
			}
			_, err = h.desk.Say(own, i.Key, "Hur går det?", false)
			return err
		})
		if asked := verbs(); !slices.Equal(before, []string{"accept", "assess"}) || !slices.Equal(asked, []string{"accept", "answer", "assess"}) {
			h.Errorf("before %v, asked %v", before, asked)
		}
		h.write(as(h.manager), func(tx *record.Tx) error { _, err := h.desk.Reply(tx, i.Key, "Bra."); return err })
		if answered := verbs(); !slices.Equal(answered, before) {
			h.Errorf("answered: %v", answered)
		}
	})
}

func TestFiguresCountStubsAndTellFewAsFew(t *testing.T) {
	each(t, func(h *house) {
		for range 6 {
			h.report(brokenLock(h))
		}
		for range 3 {
			h.report(violence(h))
		}
		from := clock.NewDate(2026, 11, 1)
		h.read(as(h.chief), func(tx *record.Tx) error {
			table, err := incident.Statistics(tx, from, clock.NewDate(2026, 12, 31))
			if err != nil {
				return err
			}
			if !slices.Equal(table.Months, []string{"2026-11", "2026-12"}) || len(table.Lines) != 2 {
				h.Fatalf("%+v", table)
			}
			for n, l := range table.Lines {
				cell := table.Figures.Cells[n][0].String()
				if l.Area == "personal" && cell != "<5" {
					h.Errorf("violence that the chief may not read is told as %s", cell)
				}
				if l.Area == "access" && cell == "0" {
					h.Errorf("the locks are told as %s", cell)
				}
			}
			return nil
		})
		h.read(as(h.coordinator), func(tx *record.Tx) error {
			table, err := incident.Statistics(tx, from, clock.NewDate(2026, 11, 30))
			if err != nil {
				return err
			}
			if table.Incidents.String() != "9" || table.Figures.Total.String() != "9" {
				h.Errorf("whoever may read them all sees %s and %s", table.Incidents, table.Figures.Total)
			}
			return nil
		})
	})
}

func TestAReportJustAfterMidnightOnNewYearsNightCountsInJanuary(t *testing.T) {
	each(t, func(h *house) {
		h.now.Set(time.Date(2026, 12, 31, 23, 30, 0, 0, time.UTC)) // half past midnight in Sweden
		h.report(brokenLock(h))
		h.read(as(h.coordinator), func(tx *record.Tx) error {
			year, err := incident.Statistics(tx, clock.NewDate(2027, 1, 1), clock.NewDate(2027, 12, 31))
			if err != nil {
				return err
			}
			if len(year.Lines) != 1 || year.Figures.Cells[0][0].String() != "1" || year.Incidents.String() != "1" {
				h.Errorf("January: %+v", year.Figures.Cells)
			}
			before, err := incident.Statistics(tx, clock.NewDate(2026, 1, 1), clock.NewDate(2026, 12, 31))
			if before.Incidents.String() != "0" {
				h.Errorf("the year before: %s", before.Incidents)
			}
			return err
		})
	})
}
