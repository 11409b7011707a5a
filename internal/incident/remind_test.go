package incident_test

import (
	"strings"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/action"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/job"
	"github.com/vardkas/vardkas/internal/record"
)

// hours lets the clock go hour by hour, runs what the program runs every hour, and gives the letters that begin with one of
// the words, each with its person and the moment it was written.
func (h *house) hours(n int, subject string) (all []job.Letter) {
	h.Helper()
	seen := map[int64]bool{}
	look := func(tx *record.Tx) error {
		letters, err := job.Letters(tx.Tx, job.LetterFilter{}, 0, 100)
		for _, l := range letters {
			if !seen[l.ID] && strings.HasPrefix(l.Subject, subject) {
				all = append(all, l)
			}
			seen[l.ID] = true
		}
		return err
	}
	h.read(program, look)
	all = nil // those of before
	for range n {
		h.now.Advance(time.Hour)
		h.write(program, func(tx *record.Tx) error { return h.desk.TellDaily(tx) })
		h.postRound()
		h.read(program, look)
	}
	return all
}

// postRound runs the jobs that tell people, as the runner does.
func (h *house) postRound() {
	h.Helper()
	h.write(program, func(tx *record.Tx) error {
		var all []job.Work
		err := tx.Each(func(scan func(...any) error) error {
			var w job.Work
			var payload string
			err := scan(&w.ID, &w.Kind, &payload)
			w.Payload = []byte(payload)
			all = append(all, w)
			return err
		}, "SELECT id, kind, payload FROM job WHERE kind IN ($1, $2) AND state = 'queued' ORDER BY id", incident.ReminderKind, incident.DigestKind)
		if err != nil {
			return err
		}
		for _, w := range all {
			run := h.desk.Remind
			if w.Kind == incident.DigestKind {
				run = h.desk.Digest
			}
			if err := run(tx, w); err != nil {
				return err
			}
			if _, err := tx.Exec("UPDATE job SET state = 'done', finished_at = $1 WHERE id = $2", int64(tx.Now()), w.ID); err != nil {
				return err
			}
		}
		return job.Prune(tx.Tx)
	})
}

func TestTheDigestComesOnceAWeekAtTheProfilesTimeAlsoOverHolidaysAndSummerTime(t *testing.T) {
	each(t, func(h *house) {
		h.now.Set(time.Date(2027, 3, 21, 12, 0, 0, 0, time.UTC)) // a Sunday; summer time begins the 28th, Easter Monday is the 29th
		h.report(incident.Draft{Category: "unauthorised_access", Description: "Dörren stod öppen", Unit: h.ward})
		var days []string
		for _, l := range h.hours(24*21, "Det här väntar på dig") {
			if record.Key(l.Person) == h.manager {
				days = append(days, l.CreatedAt.Local().Format("2006-01-02 15"))
			}
			if strings.Contains(l.Text, "Dörren") || strings.Contains(l.Text, "H-2027") {
				t.Errorf("the digest tells what it is about: %s", l.Text)
			}
		}
		// The hour after the profile's half past seven: the Mondays, and the Tuesday after Easter Monday.
		if got := strings.Join(days, ", "); got != "2027-03-22 08, 2027-03-30 08, 2027-04-05 08" {
			t.Errorf("told %s", got)
		}
	})
}

func TestWhoTurnsTheDigestOffGetsNone(t *testing.T) {
	each(t, func(h *house) {
		h.now.Set(time.Date(2027, 3, 21, 12, 0, 0, 0, time.UTC))
		h.report(incident.Draft{Category: "unauthorised_access", Description: "Dörren stod öppen", Unit: h.ward})
		h.write(as(h.manager), func(tx *record.Tx) error { return incident.TurnDigest(tx, false) })
		others := 0
		for _, l := range h.hours(24, "Det här väntar på dig") {
			if record.Key(l.Person) == h.manager {
				t.Error("it came all the same")
			}
			others++
		}
		if others == 0 {
			t.Error("nobody else got one")
		}
		h.write(as(h.manager), func(tx *record.Tx) error { return incident.TurnDigest(tx, true) })
		if all := h.hours(24*7, "Det här väntar på dig"); len(all) == 0 {
			t.Error("it does not come back")
		}
	})
}

func TestWhoeverHasAnActionIsRemindedBeforeAndAfterItsDayUntilItIsDone(t *testing.T) {
	each(t, func(h *house) {
		h.now.Set(time.Date(2027, 1, 31, 12, 0, 0, 0, time.UTC)) // a Sunday
		var a *action.Action
		h.write(as(h.chief), func(tx *record.Tx) error {
			a = &action.Action{Envelope: record.Envelope{Title: "Byt låset"}, Responsible: h.porter, Due: clock.NewDate(2027, 2, 12)}
			return action.Kind.Create(tx, a)
		})
		days := func(all []job.Letter) (told []string) {
			for _, l := range all {
				if record.Key(l.Person) != h.porter || strings.Contains(l.Text, "låset") {
					t.Errorf("told %d: %s", l.Person, l.Text)
				}
				told = append(told, l.CreatedAt.Local().Format("01-02"))
			}
			return told
		}
		// 7, 1 and 0 days before Friday the 12th; the day after is a Saturday, so the Monday; 7 after.
		if got := strings.Join(days(h.hours(24*21, "Åtgärd")), " "); got != "02-05 02-11 02-12 02-15 02-19" {
			t.Errorf("told on %s", got)
		}
		h.write(as(h.porter), func(tx *record.Tx) error {
			_, err := action.Kind.Take(tx, a.Key, a.Version, "finish", nil)
			return err
		})
		if got := days(h.hours(24*10, "Åtgärd")); len(got) != 0 {
			t.Errorf("told of what is done on %v", got)
		}
	})
}
