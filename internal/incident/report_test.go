package incident_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/file"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/job"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/trail"
)

func brokenLock(h *house) incident.Draft {
	return incident.Draft{Category: "unauthorised_access", Description: "Dörren till läkemedelsförrådet stod olåst hela natten.", Unit: h.ward, Hurt: incident.No}
}

func violence(h *house) incident.Draft {
	return incident.Draft{Category: "violence", Description: "En patient slog en medarbetare.", Unit: h.ward, Hurt: incident.Yes, Victim: "Vilma Utsatt", Person: h.nurse}
}

// problemOf says whether an answer names the field and the key.
func problemOf(err error, field, key string) bool {
	bad, _ := errors.AsType[record.Invalid](err)
	return slices.ContainsFunc(bad, func(p record.Problem) bool { return p.Field == field && p.Key == key })
}

func TestAReportIsNumberedRoutedAndTold(t *testing.T) {
	each(t, func(h *house) {
		i := h.report(brokenLock(h))
		if i.Number.Text("H") != "H-2026-1" || i.State != incident.Reported || i.Level != 2 || i.Class != "" || i.Areas[0] != "access" || i.CreatedBy != int64(record.Intake) {
			h.Errorf("%+v", i)
		}
		if i.Title != "Dörren till läkemedelsförrådet stod olåst hela natten." {
			h.Errorf("title %q", i.Title)
		}
		h.read(as(h.manager), func(tx *record.Tx) error {
			parts, err := incident.Parts.List(tx, record.Query{On: i.Key})
			if err != nil {
				return err
			}
			var who []record.Key
			for _, p := range parts.Records {
				who = append(who, p.Assignee)
			}
			slices.Sort(who)
			if !slices.Equal(who, []record.Key{h.manager, h.coordinator}) {
				h.Errorf("parts of %v", who)
			}
			letters, err := store.All[string](tx.Tx, "SELECT subject || ' ' || body FROM outbox WHERE about_rid = "+strconv.Itoa(int(i.Key)))
			if err != nil {
				return err
			}
			if len(letters) != 2 || !strings.Contains(letters[0], "H-2026-1") || !strings.Contains(letters[0], "\nhttps://vardkas.example.se/events/"+i.ID.String()+"\n") || strings.Contains(letters[0], "läkemedel") {
				h.Errorf("%q", letters)
			}
			return nil
		})
		if _, err := h.see(as(h.nurse), i.Key); !errors.Is(err, record.ErrNotFound) {
			h.Errorf("an employee reads it: %v", err)
		}
	})
}

func TestEveryCategoryCanBeReportedAndStartsAtItsLevel(t *testing.T) {
	each(t, func(h *house) {
		for _, c := range profile(h).Categories() {
			d := incident.Draft{Category: c.Code, Description: "Något hände.", Unit: h.ward}
			if c.ContactOnly {
				d.Description, d.Contact = "", "070-123 45 67"
			}
			i := h.report(d)
			if int(i.Level) != c.Level || i.Class != c.Class || len(i.CaseList) == 0 {
				h.Errorf("%s: level %d, class %q, case list %v", c.Code, i.Level, i.Class, i.CaseList)
			}
		}
	})
}

func TestTheSameFormSentManyTimesAtOnceIsOneReport(t *testing.T) {
	each(t, func(h *house) {
		d := brokenLock(h)
		d.Code = incident.NewCode()
		keys := make(chan record.Key, 5)
		for range cap(keys) {
			go func() {
				var key record.Key
				_ = h.book.Write(context.Background(), intake, func(tx *record.Tx) error {
					i, err := h.desk.Report(tx, d)
					if err == nil {
						key = i.Key
					}
					return err
				})
				keys <- key
			}()
		}
		first := <-keys
		for range cap(keys) - 1 {
			if key := <-keys; key != first || key == 0 {
				h.Errorf("it became %d and %d", first, key)
			}
		}
		h.read(program, func(tx *record.Tx) error {
			var letters int
			err := tx.Row("SELECT count(*) FROM outbox").Scan(&letters)
			if letters != 2 {
				h.Errorf("%d letters", letters)
			}
			return err
		})
		d.Description += " Och fönstret."
		err := h.try(intake, func(tx *record.Tx) error { _, err := h.desk.Report(tx, d); return err })
		if !problemOf(err, "code", "incident.problem.sent") {
			h.Errorf("a form changed since: %v", err)
		}
	})
}

func TestACodeIsReadAsPeopleTypeIt(t *testing.T) {
	for range 200 {
		code := incident.NewCode()
		typed := strings.NewReplacer("0", "o", "1", "l").Replace(strings.ToLower(code[:4] + " " + code[4:10] + "-" + code[10:]))
		if len(code) != incident.CodeLength || incident.CleanCode(typed) != code {
			t.Errorf("%s typed as %s is read as %s", code, typed, incident.CleanCode(typed))
		}
	}
}

func TestASpottedPersonalNumberStopsTheReportUntilItIsSaidToBeNone(t *testing.T) {
	each(t, func(h *house) {
		d := brokenLock(h)
		d.Code, d.Description = incident.NewCode(), "Han heter något med 811228-9874."
		err := h.try(intake, func(tx *record.Tx) error { _, err := h.desk.Report(tx, d); return err })
		if !problemOf(err, "description", "incident.problem.personal_number") {
			h.Errorf("it was let through: %v", err)
		}
		d.NoPersonalNumber = true
		i := h.report(d)
		if i.Level != access.LevelSecrecy || !i.PersonalNumberDoubt {
			h.Errorf("level %d, flag %v", i.Level, i.PersonalNumberDoubt)
		}
		if strings.Contains(i.Title, "8112") {
			h.Errorf("the title tells it: %q", i.Title)
		}
	})
}

func TestNationalSecurityHoldsAContactAndNothingElse(t *testing.T) {
	each(t, func(h *house) {
		d := incident.Draft{Code: incident.NewCode(), Category: "protective_security", Description: "Jag såg …", Unit: h.ward, Contact: "070-123 45 67"}
		err := h.try(intake, func(tx *record.Tx) error { _, err := h.desk.Report(tx, d); return err })
		if !problemOf(err, "description", "incident.problem.write_nothing") {
			h.Errorf("%v", err)
		}
		d.Description, d.Contact = "", ""
		err = h.try(intake, func(tx *record.Tx) error { _, err := h.desk.Report(tx, d); return err })
		if !problemOf(err, "contact", "incident.problem.contact_needed") {
			h.Errorf("%v", err)
		}
		d.Contact = "070-123 45 67"
		i := h.report(d)
		if _, err := h.see(as(h.protectiveChief), i.Key); err != nil {
			h.Errorf("its chief: %v", err)
		}
		for _, p := range []record.Key{h.chief, h.manager, h.office, h.duty, h.director} {
			if _, err := h.see(as(p), i.Key); !errors.Is(err, record.ErrNotFound) {
				h.Errorf("%d reads it: %v", p, err)
			}
		}
		if a := h.alerts(i.Key); len(a) != 1 || a[0].Recipient != h.protectiveChief {
			h.Errorf("alerts: %+v", a)
		}
	})
}

func TestForgedReferencesAndCodesAreRefused(t *testing.T) {
	each(t, func(h *house) {
		for name, one := range map[string]struct {
			change func(*incident.Draft)
			field  string
		}{
			"a unit that is a person": {func(d *incident.Draft) { d.Unit = h.nurse }, "unit"},
			"no such unit":            {func(d *incident.Draft) { d.Unit = 987654 }, "unit"},
			"no such place":           {func(d *incident.Draft) { d.Place = 987654 }, "place"},
			"a category of nobody":    {func(d *incident.Draft) { d.Category = "hacked" }, "category"},
			"an answer that is none":  {func(d *incident.Draft) { d.Answers = map[string]string{"sensitive_room": "'; DROP"} }, "answers.sensitive_room"},
			"a question nobody asked": {func(d *incident.Draft) { d.Answers = map[string]string{"admin": "yes"} }, "answers.admin"},
			"no code":                 {func(d *incident.Draft) { d.Code = "" }, "code"},
			"a short code":            {func(d *incident.Draft) { d.Code = "ABC" }, "code"},
			"nothing said":            {func(d *incident.Draft) { d.Description = " \n" }, "description"},
		} {
			d := brokenLock(h)
			d.Code = incident.NewCode()
			one.change(&d)
			err := h.try(intake, func(tx *record.Tx) error { _, err := h.desk.Report(tx, d); return err })
			bad, _ := errors.AsType[record.Invalid](err)
			if !slices.ContainsFunc(bad, func(p record.Problem) bool { return p.Field == one.field }) {
				h.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestTheReceiptOpensItsReportAndNoOther(t *testing.T) {
	each(t, func(h *house) {
		d := violence(h)
		d.Code, d.Person, d.Anonymous = incident.NewCode(), 0, true
		i, other := h.report(d), h.report(brokenLock(h))
		number := i.Number.Text("H")
		follow := func(number, code string) (err error) {
			h.read(record.Caller{Door: record.Intake, Coarse: true}, func(tx *record.Tx) error {
				var seen *incident.Incident
				var own *record.Tx
				if own, seen, err = incident.Follow(tx, number, code); err != nil {
					return nil
				}
				if seen.Key != i.Key {
					h.Errorf("it opened %d", seen.Key)
				}
				if text, open := seen.Victim.Text(); open {
					h.Errorf("it opened the sealed %q", text)
				}
				if _, err := incident.Kind.Get(own, other.Key); !errors.Is(err, record.ErrNotFound) {
					h.Errorf("another report: %v", err)
				}
				o, err := incident.Kind.Object(own, seen)
				if err != nil || !own.Subject.AsReporter(o) {
					h.Errorf("it is read as more than its reporter: %v", err)
				}
				parts, err := incident.Parts.List(own, record.Query{On: i.Key})
				if len(parts.Records) != 0 || err != nil {
					h.Errorf("the reporter sees the parts: %v", err)
				}
				return nil
			})
			return err
		}
		if err := follow(strings.ToLower(number), strings.ToLower(d.Code[:8]+"-"+d.Code[8:])); err != nil {
			h.Errorf("the right code: %v", err)
		}
		for _, one := range [][2]string{{number, incident.NewCode()}, {number, ""}, {other.Number.Text("H"), d.Code}, {"H-2026-999", d.Code}, {"D-2026-1", d.Code}, {"", ""}, {"x", d.Code}} {
			if err := follow(one[0], one[1]); !errors.Is(err, record.ErrNotFound) {
				h.Errorf("%v: %v", one, err)
			}
		}
	})
}

func TestTheReporterAndTheHandlerTalk(t *testing.T) {
	each(t, func(h *house) {
		d := brokenLock(h)
		d.Code, d.Anonymous = incident.NewCode(), true
		i := h.report(d)
		h.write(as(h.manager), func(tx *record.Tx) error {
			_, err := h.desk.Reply(tx, i.Key, "Vilken dörr var det?")
			if err == nil {
				_, err = h.desk.Note(tx, i.Key, "Kan vara samma som i våras.")
			}
			return err
		})
		h.write(record.Caller{Door: record.Intake, Coarse: true}, func(tx *record.Tx) error {
			own, _, err := incident.FollowAgain(tx, i.Key)
			if err != nil {
				return err
			}
			if _, err := h.desk.Say(own, i.Key, "Hans nummer är 811228-9874", false); !problemOf(err, "text", "incident.problem.personal_number") {
				h.Errorf("a personal number: %v", err)
			}
			_, err = h.desk.Say(own, i.Key, "Den inre.", false)
			return err
		})
		h.read(as(h.manager), func(tx *record.Tx) error {
			all, err := h.desk.Timeline(tx, i.Key)
			if got := told(all); got != "incident incident part part message comment message" && got != "incident part part message comment message" {
				h.Errorf("the handler reads %s", got)
			}
			if last := all[len(all)-1]; last.Text != "Den inre." || last.Door != record.Intake || last.Who != "" {
				h.Errorf("%+v", last)
			}
			return err
		})
		h.read(intake, func(tx *record.Tx) error {
			own, _, err := incident.FollowAgain(tx, i.Key)
			if err != nil {
				return err
			}
			all, err := h.desk.Timeline(own, i.Key)
			if got := told(all); got != "incident message message" {
				h.Errorf("the reporter reads %s", got)
			}
			for _, m := range all {
				if m.Who != "" || m.Person != 0 || len(m.Diffs) > 0 {
					h.Errorf("the reporter is told who: %+v", m)
				}
			}
			return err
		})
	})
}

func told(all []incident.Moment) string {
	var kinds []string
	for _, m := range all {
		kinds = append(kinds, m.Kind)
	}
	return strings.Join(kinds, " ")
}

func TestAnAnonymousReportLeavesNoTraceOfWho(t *testing.T) {
	each(t, func(h *house) {
		h.now.Advance(17*time.Minute + 23*time.Second)
		d := violence(h)
		d.Anonymous, d.Ongoing, d.Files = true, true, []file.Prepared{textFile(h)}
		traces := []string{"Kanariefågel", mailOf("Karin Kanariefågel")}
		before := map[string]int{}
		for _, trace := range traces {
			before[trace] = everywhere(h, trace)
		}
		if before[traces[0]] == 0 {
			h.Error("the search finds nothing at all")
		}
		i := h.report(d)
		for _, trace := range traces {
			if n := everywhere(h, trace); n != before[trace] {
				h.Errorf("%q stands in %d more cells than before", trace, n-before[trace])
			}
		}
		if !i.Reporter.IsEmpty() || !i.ReporterKey.IsEmpty() || len(i.Reporters) != 1 {
			h.Errorf("the record knows: %+v", i.Reporters)
		}
		if i.ID[6]>>4 != 4 || i.CreatedAt != i.CreatedAt.HourFloor() || i.ChangedAt != i.ChangedAt.HourFloor() || i.Happened != i.Happened.HourFloor() {
			h.Errorf("id %s, times %s %s %s", i.ID, i.CreatedAt, i.ChangedAt, i.Happened)
		}
		h.read(program, func(tx *record.Tx) error {
			veil := tx.Veil(h.nurse)
			for _, query := range []string{
				"SELECT count(*) FROM access_key WHERE who = $1 OR who = $2", "SELECT count(*) FROM trail WHERE seq >= $3 AND (actor = $1 OR actor = $2)",
				"SELECT count(*) FROM outbox WHERE to_person = $1 OR to_person = $2",
			} {
				var n int
				args := []any{veil, int64(h.nurse)}
				if strings.Contains(query, "$3") {
					args = append(args, int64(i.Key))
				}
				if err := tx.Row(query, args...).Scan(&n); err != nil {
					return err
				}
				if n != 0 {
					h.Errorf("%d rows: %s", n, query)
				}
			}
			entries, err := store.All[int64](tx.Tx, "SELECT at FROM trail WHERE seq >= "+strconv.Itoa(int(i.Key)))
			for _, at := range entries {
				if at%3_600_000 != 0 {
					h.Errorf("an entry's time is finer than the hour: %d", at)
				}
			}
			return err
		})
		text := strings.Join(dump(h, i.Key), "\n")
		for _, trace := range []string{"Kanariefågel", "Kanarie", mailOf("Karin Kanariefågel"), `"` + strconv.Itoa(int(h.nurse)) + `"`} {
			if strings.Contains(text, trace) {
				h.Errorf("%q stands in what the report wrote", trace)
			}
		}
	})
}

func TestNoTimeInTheDatabaseTellsTheMinuteOfAnAnonymousReport(t *testing.T) {
	each(t, func(h *house) {
		h.now.Set(time.Date(2026, 12, 1, 10, 23, 45, 678_000_000, time.UTC))
		base := clock.Now(h.now).HourFloor()
		d := violence(h)
		d.Anonymous, d.Ongoing = true, true
		fine := func() (all []string) {
			for _, at := range moments(h, base, base.Add(48*time.Hour)) {
				if at.at != at.at.HourFloor() {
					all = append(all, at.column)
				}
			}
			return all
		}
		i := h.report(d)
		if all := moments(h, base, base.Add(time.Hour)); len(all) < 10 {
			h.Errorf("only %d times were found", len(all))
		}
		if all := fine(); len(all) > 0 {
			h.Errorf("finer than the hour: %v", all)
		}
		letters := job.NewOutbox(h.book.DB, postman{}, func(*store.Tx, int64) (string, error) { return "chef@exempel.se", nil })
		runner, err := job.New(h.book.DB, h.now, slog.New(slog.DiscardHandler), 1, map[string]job.Handler{job.LetterKind: letters.Handler()})
		h.must(err)
		if n, err := runner.RunDue(t.Context()); err != nil || n < 2 {
			h.Errorf("%d jobs ran: %v", n, err)
		}
		for _, column := range fine() {
			if !strings.HasPrefix(column, "job.") { // the runner's own job of the day, not caused by the report
				h.Errorf("finer than the hour once the letters are sent: %s", column)
			}
		}
		h.read(program, func(tx *record.Tx) error {
			var waiting, exact int
			if err := tx.Row("SELECT count(*) FROM outbox WHERE state <> 'sent' AND about_rid = $1", int64(i.Key)).Scan(&waiting); err != nil {
				return err
			}
			err := tx.Row("SELECT count(*) FROM job WHERE kind = $1 AND (coarse = 0 OR finished_at = 0)", job.LetterKind).Scan(&exact)
			if waiting+exact != 0 {
				h.Errorf("%d letters wait, %d jobs are not coarse", waiting, exact)
			}
			return err
		})
	})
}

// postman is a receiving server that takes everything.
type postman struct{}

func (postman) Deliver(context.Context, job.Letter) (job.Outcome, error) { return job.Accepted, nil }

type moment struct {
	column string
	at     clock.Instant
}

// moments are the times from one moment to another in every column of every table.
func moments(h *house, from, to clock.Instant) (all []moment) {
	h.Helper()
	h.read(program, func(tx *record.Tx) error {
		query := "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() AND data_type = 'bigint'"
		if tx.Engine == store.SQLite {
			query = "SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' AND c.type = 'INTEGER'"
		}
		var columns [][2]string
		err := tx.Each(func(scan func(...any) error) error {
			var c [2]string
			err := scan(&c[0], &c[1])
			columns = append(columns, c)
			return err
		}, query)
		for _, c := range columns {
			if err != nil {
				return err
			}
			var found []clock.Instant
			found, err = store.All[clock.Instant](tx.Tx, fmt.Sprintf("SELECT %[1]s FROM %[2]s WHERE %[1]s >= $1 AND %[1]s < $2", c[1], c[0]), int64(from), int64(to))
			for _, at := range found {
				all = append(all, moment{c[0] + "." + c[1], at})
			}
		}
		return err
	})
	return all
}

func TestWhoReportedStandsInSealedFieldsOnly(t *testing.T) {
	each(t, func(h *house) {
		i := h.report(violence(h))
		if text := strings.Join(dump(h, i.Key), "\n"); strings.Contains(text, "Kanariefågel") || strings.Contains(text, "Vilma") {
			h.Error("a sealed name stands open in the trail")
		}
		if name, open := h.truth(i.Key).Reporter.Text(); !open || name != "Karin Kanariefågel" {
			h.Errorf("the sealed field holds %q", name)
		}
		h.read(program, func(tx *record.Tx) error {
			var n int
			err := tx.Row("SELECT count(*) FROM trail WHERE seq >= $1 AND actor = $2", int64(i.Key), int64(h.nurse)).Scan(&n)
			if n != 0 {
				h.Errorf("%d entries name the reporter as actor", n)
			}
			return err
		})
		h.read(intake, func(tx *record.Tx) error {
			mine, err := incident.Kind.List(incident.AsReporter(tx, h.nurse), record.Query{})
			if err != nil || len(mine.Records) != 1 {
				h.Errorf("my reports: %d, %v", len(mine.Records), err)
			}
			none, err := incident.Kind.List(incident.AsReporter(tx, h.porter), record.Query{})
			if err != nil || len(none.Records) != 0 {
				h.Errorf("somebody else's: %d, %v", len(none.Records), err)
			}
			return nil
		})
	})
}

func textFile(h *house) file.Prepared {
	h.Helper()
	p, err := file.Prepare("anteckning.txt", bytes.Repeat([]byte("en rad text\n"), 120_000))
	h.must(err)
	return p
}

// dump is every body the trail has written since the report.
func dump(h *house, from record.Key) (all []string) {
	h.Helper()
	h.read(program, func(tx *record.Tx) error {
		rids, err := store.All[int64](tx.Tx, "SELECT DISTINCT rid FROM trail WHERE rid > 0 AND seq >= "+strconv.Itoa(int(from)))
		if err != nil {
			return err
		}
		for _, rid := range rids {
			versions, err := trail.Versions(tx.Tx, rid)
			if err != nil {
				return err
			}
			for _, v := range versions {
				if v.Seq >= int64(from) {
					all = append(all, string(v.Body))
				}
			}
		}
		letters, err := store.All[string](tx.Tx, "SELECT subject || body || address FROM outbox")
		all = append(all, letters...)
		jobs, err2 := store.All[string](tx.Tx, "SELECT payload FROM job")
		all = append(all, jobs...)
		return errors.Join(err, err2)
	})
	return all
}

// everywhere counts a text in every column of every table.
func everywhere(h *house, text string) (n int) {
	h.Helper()
	h.read(program, func(tx *record.Tx) error {
		query := "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
		if tx.Engine == store.SQLite {
			query = "SELECT name FROM sqlite_master WHERE type = 'table'"
		}
		tables, err := store.All[string](tx.Tx, query)
		if err != nil {
			return err
		}
		if len(tables) < 20 {
			h.Errorf("only %d tables were looked through", len(tables))
		}
		for _, table := range tables {
			rows, err := tx.Rows("SELECT * FROM " + table)
			if err != nil {
				return err
			}
			columns, err := rows.Columns()
			if err != nil {
				return err
			}
			for rows.Next() {
				cells := make([]any, len(columns))
				for i := range cells {
					cells[i] = new(any)
				}
				if err := rows.Scan(cells...); err != nil {
					return err
				}
				for _, c := range cells {
					v := *c.(*any)
					if b, ok := v.([]byte); ok {
						v = string(b)
					}
					n += strings.Count(fmt.Sprint(v), text)
				}
			}
			if err := errors.Join(rows.Err(), rows.Close()); err != nil {
				return err
			}
		}
		return nil
	})
	return n
}
