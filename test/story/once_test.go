package story_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/trail"
)

func (s *house) counts(query string, args ...any) (n int) {
	s.Helper()
	s.looks(func(tx *record.Tx) error { return tx.Row(query, args...).Scan(&n) })
	return n
}

func TestAFormSentFiveTimesAtOnceIsOneReportAndOneLetter(t *testing.T) {
	onBoth(t, func(s *house) {
		phone := s.anyone()
		phone.reviews(nil)
		form := phone.sending()
		numbers := make([]string, 5)
		var wg sync.WaitGroup
		for n := range numbers {
			finger := *phone // the same browser, a page of its own
			wg.Go(func() {
				finger.posts("/report/review", form)
				if finger.page.status == http.StatusOK {
					numbers[n] = finger.receipt().number
				}
			})
		}
		wg.Wait()
		s.works()
		for n, number := range numbers {
			if number != "H-2026-1" {
				s.Errorf("click %d led to %q", n, number)
			}
		}
		if n := s.counts("SELECT count(*) FROM incident"); n != 1 {
			s.Errorf("%d reports were made", n)
		}
		if n := s.written("avdelningschef", "väntar på dig"); n != 1 {
			s.Errorf("the manager got %d letters", n)
		}
	})
}

func TestARequestThatIsCutOffLeavesTheWholeReportOrNothing(t *testing.T) {
	onBoth(t, func(s *house) {
		const tries = 12
		for n := range tries {
			phone := s.anyone()
			phone.reviews(url.Values{"description": {fmt.Sprintf("Försök nummer %d", n)}})
			form := phone.sending()
			ctx, cancel := context.WithCancel(context.Background())
			timer := time.AfterFunc(time.Duration(n)*300*time.Microsecond, cancel)
			r, err := http.NewRequestWithContext(ctx, http.MethodPost, address+"/report/review", strings.NewReader(form.Encode()))
			s.must(err)
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if res, err := phone.client.Do(r); err == nil {
				s.must(res.Body.Close())
			}
			timer.Stop()
			cancel()
			phone.posts("/report/review", form) // and again by somebody who saw no answer
			phone.meets(http.StatusOK).receipt()
		}
		if n := s.counts("SELECT count(*) FROM incident"); n != tries {
			s.Errorf("%d forms made %d reports", tries, n)
		}
		if n := s.counts("SELECT count(*) FROM incident i WHERE NOT EXISTS (SELECT 1 FROM record r JOIN part p ON p.rid = r.rid WHERE r.on_rid = i.rid)"); n != 0 {
			s.Errorf("%d reports were saved without anybody to take them", n)
		}
		if n := s.counts("SELECT count(*) FROM incident i WHERE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.about_rid = i.rid)"); n != 0 {
			s.Errorf("%d reports were saved without a letter", n)
		}
		s.must(trail.Check(context.Background(), s.DB))
	})
}

func TestARightTakenAwayWhileThePageIsOpenStopsTheChange(t *testing.T) {
	onBoth(t, func(s *house) {
		got := s.anyone().reports(url.Values{"description": {"Fönstret stod på glänt"}})
		path := s.pageOf(got.number) + "/do/cause"
		v := s.as("verksamhetschef")
		form := v.opens(path).form(path, url.Values{"cause": {"Ingen stängde det"}})
		s.dismisses("verksamhetschef")
		v.posts(path, form)
		v.meets(http.StatusNotFound).seesNot("Fönstret stod på glänt")
		if i := s.numbered(got.number); i.Cause != "" || i.State != incident.Reported {
			s.Errorf("it was changed: %q %s", i.Cause, i.State)
		}
	})
}

// dismisses ends every appointment of a person as of yesterday.
func (s *house) dismisses(who string) {
	s.Helper()
	s.does(record.Caller{Door: record.System}, func(tx *record.Tx) error {
		var keys []record.Key
		err := tx.Each(func(scan func(...any) error) error {
			var key record.Key
			err := scan(&key)
			keys = append(keys, key)
			return err
		}, "SELECT rid FROM appointment WHERE person = $1", int64(s.people[who]))
		if err != nil {
			return err
		}
		for _, key := range keys {
			a, err := org.Appointments.Reveal(tx, key)
			if err != nil {
				return err
			}
			_, err = org.Appointments.Change(tx, key, a.Version, func(a *org.Appointment) error { a.To = tx.Today().AddDays(-1); return nil })
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func TestAForgedIDIsAnsweredLikeOneThatDoesNotExist(t *testing.T) {
	onBoth(t, func(s *house) {
		got := s.anyone().reports(nil)
		person := ""
		s.looks(func(tx *record.Tx) error {
			p, err := org.Persons.Reveal(tx, s.people["främling"])
			person = p.ID.String()
			return err
		})
		chief := s.as("säkerhetschef")
		real := s.numbered(got.number).ID.String()
		for _, forged := range []string{"0190aaaa-0000-7000-8000-000000000000", "1", "not-an-id", strings.ToUpper(real) + "0", person} {
			for _, path := range []string{"/events/%s", "/events/%s/do/assess", "/events/%s/sealed", "/r/incident/%s", "/r/incident/%s/history", "/r/part/%s", "/my/reports/%s", "/events/" + real + "/file/%s", "/r/file/%s/content"} {
				chief.gets(fmt.Sprintf(path, forged))
				chief.meets(http.StatusNotFound)
			}
			for _, path := range []string{"/events/%s/now/receive", "/events/%s/do/comment", "/events/%s/sealed", "/alerts/%s/acknowledge", "/events/" + real + "/part/%s/accept", "/events/" + real + "/action/%s/finish"} {
				chief.posts(fmt.Sprintf(path, forged), url.Values{"version": {"1"}, "text": {"x"}, "reason": {"x"}})
				chief.meets(http.StatusNotFound)
			}
		}
		if i := s.numbered(got.number); i.State != incident.Reported {
			s.Errorf("it was changed to %s", i.State)
		}
	})
}

// breaks makes every entry with the action fail, as a full or broken disk would.
func (s *house) breaks(action string) {
	s.Helper()
	s.must(s.DB.Write(context.Background(), func(tx *store.Tx) error {
		_, err := tx.Exec("CREATE TRIGGER broken_" + action + " BEFORE INSERT ON trail WHEN NEW.action = '" + action + "' BEGIN SELECT RAISE(ABORT, 'broken'); END")
		return err
	}))
}

func TestWhatIsSecretIsNotShownWhenTheReadingCannotBeLogged(t *testing.T) {
	s := newHouse(t)
	secret := "Journalutskrift i fel kuvert"
	got := s.anyone().reports(url.Values{"category": {"personal_data"}, "description": {secret}})
	event, id := s.pageOf(got.number), s.numbered(got.number).ID.String()
	officer := s.as("informationssäkerhetsansvarig")
	doors := []string{event, "/r/incident/" + id, "/r/incident/" + id + "/history", "/r/incident", "/r/incident?q=Journalutskrift", "/r/incident/export.csv", event + "/do/when"}
	before := s.counts("SELECT count(*) FROM trail WHERE action = 'read' AND actor = $1", int64(officer.key()))
	for _, path := range doors {
		officer.opens(path)
	}
	if n := s.counts("SELECT count(*) FROM trail WHERE action = 'read' AND actor = $1", int64(officer.key())) - before; n < len(doors) {
		t.Errorf("%d pages are %d entries", len(doors), n)
	}
	s.breaks("read")
	for _, path := range doors {
		officer.gets(path)
		officer.meets(http.StatusServiceUnavailable).seesNot(secret, got.number)
	}
	s.breaks("export")
	officer.gets("/r/incident/export.csv")
	officer.meets(http.StatusServiceUnavailable).seesNot(secret)
}

func TestRefusalsAreOneEntryAMinuteAndLookLikeAbsence(t *testing.T) {
	s := newHouse(t)
	got := s.anyone().reports(nil)
	id := s.numbered(got.number).ID.String()
	absentID := "0190aaaa-0000-7000-8000-000000000000"
	stranger := s.as("främling")
	for _, path := range []string{"/events/%s", "/r/incident/%s", "/r/incident/%s/history", "/events/%s/do/assess", "/my/reports/%s", "/r/incident/%s/edit"} {
		there, absent := stranger.gets(fmt.Sprintf(path, id)), stranger.gets(fmt.Sprintf(path, absentID))
		if there.status != 404 || absent.status != 404 || strings.ReplaceAll(string(there.body), id, absentID) != string(absent.body) {
			t.Errorf("%s tells forbidden (%d) from absent (%d)", path, there.status, absent.status)
		}
	}
	refused := func() int {
		return s.counts("SELECT count(*) FROM trail WHERE action = 'refused' AND actor = $1", int64(stranger.key()))
	}
	for range 20 {
		stranger.gets("/events/" + id)
	}
	if refused() != 0 {
		t.Error("a refusal was written on the way of its request")
	}
	s.passes(time.Minute)
	if n := refused(); n != 1 {
		t.Errorf("a minute's refusals are %d entries", n)
	}
	s.passes(time.Minute)
	if n := refused(); n != 1 {
		t.Errorf("nothing more was refused, and there are %d entries", n)
	}
}
