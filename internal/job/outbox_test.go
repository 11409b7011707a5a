package job_test

import (
	"context"
	"errors"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/job"
	"github.com/vardkas/vardkas/internal/mail"
	"github.com/vardkas/vardkas/internal/mail/mailtest"
	"github.com/vardkas/vardkas/internal/store"
)

// postman hands letters to a real mail server, as the program does.
type postman struct{ *mail.Sender }

func (p postman) Deliver(ctx context.Context, l job.Letter) (job.Outcome, error) {
	outcome, err := p.Send(ctx, mail.Message{ID: l.MessageID, To: l.Address, Subject: l.Subject, Text: l.Text, At: l.CreatedAt.Time()})
	return job.Outcome(outcome), err
}

func withServer(b bench) (*mailtest.Server, *job.Runner) {
	b.t.Helper()
	server := mailtest.New(b.t)
	host, portText, err := net.SplitHostPort(server.Addr())
	if err != nil {
		b.t.Fatal(err)
	}
	port, err := strconv.Atoi(portText)
	if err != nil {
		b.t.Fatal(err)
	}
	sender, err := mail.New(mail.Config{Host: host, Port: port, TLS: mail.None, From: "Vårdkas <vardkas@region.example>", Helo: "vardkas.example"})
	if err != nil {
		b.t.Fatal(err)
	}
	return server, b.runner(2, map[string]job.Handler{job.LetterKind: job.NewOutbox(b.db, postman{sender}, nil).Handler()})
}

func (b bench) post() job.Letter {
	b.t.Helper()
	var l job.Letter
	b.write(func(tx *store.Tx) (err error) {
		l, err = job.Post(tx, job.Letter{Address: "eva@region.example", Subject: "Allvarlig händelse H-2026-1", Text: "Läs och bekräfta:\nhttps://vardkas.example/incidents/1\n", AboutRID: 5})
		return err
	})
	return l
}

func (b bench) letter() job.Letter {
	b.t.Helper()
	var all []job.Letter
	err := b.db.Read(b.t.Context(), func(tx *store.Tx) (err error) {
		all, err = job.Letters(tx, job.LetterFilter{AboutRID: 5}, 0, 10)
		return err
	})
	if err != nil || len(all) != 1 {
		b.t.Fatalf("%d letters, %v", len(all), err)
	}
	return all[0]
}

func TestALetterIsSentAndSaysSoOnlyAfterTheServerDid(t *testing.T) {
	each(t, func(b bench) {
		server, r := withServer(b)
		posted := b.post()
		b.run(r)
		l := b.letter()
		if l.State != job.Sent || l.SentAt == 0 || l.Attempts != 1 || l.NextAt != 0 {
			t.Errorf("it stands as %+v", l)
		}
		got := server.Received()
		if len(got) != 1 || got[0].To[0] != "eva@region.example" || got[0].Header("Subject") != posted.Subject || got[0].Text() != posted.Text {
			t.Errorf("received %+v", got)
		}
	})
}

func TestALetterPutOffIsTriedAgainUntilItArrives(t *testing.T) {
	each(t, func(b bench) {
		server, r := withServer(b)
		server.Script(mailtest.Answer(mailtest.Receiver, 451), mailtest.Drop(mailtest.Greeting), mailtest.Accept())
		b.post()
		b.run(r)
		if l := b.letter(); l.State != job.Waiting || l.LastError != "delayed" || l.NextAt.Sub(l.CreatedAt) != 15*time.Second {
			t.Errorf("after one refusal for now: %+v", l)
		}
		b.run(r)
		if server.Attempts() != 1 {
			t.Error("it did not wait")
		}
		b.clock.Advance(15 * time.Second)
		b.run(r)
		b.clock.Advance(30 * time.Second)
		b.run(r)
		if l := b.letter(); l.State != job.Sent || l.Attempts != 3 || len(server.Received()) != 1 {
			t.Errorf("in the end: %+v, received %d", l, len(server.Received()))
		}
	})
}

func TestALetterRefusedForGoodIsNotTriedAgainUnlessAPersonAsks(t *testing.T) {
	each(t, func(b bench) {
		server, r := withServer(b)
		server.Script(mailtest.Answer(mailtest.Receiver, 550), mailtest.Accept())
		posted := b.post()
		b.run(r)
		b.clock.Advance(24 * time.Hour)
		b.run(r)
		if l := b.letter(); l.State != job.Refused || l.NextAt != 0 || server.Attempts() != 1 {
			t.Errorf("it stands as %+v after %d attempts", l, server.Attempts())
		}
		b.write(func(tx *store.Tx) error { return job.Again(tx, posted.ID) })
		b.run(r)
		if l := b.letter(); l.State != job.Sent || l.MessageID != posted.MessageID {
			t.Errorf("asked for again it stands as %+v", l)
		}
		if err := b.db.Write(t.Context(), func(tx *store.Tx) error { return job.Again(tx, posted.ID) }); !errors.Is(err, job.ErrLetter) {
			t.Errorf("a letter sent can be sent again: %v", err)
		}
	})
}

func TestALetterLostAfterItWasHandedOverIsUnknownAndKeepsItsMessageID(t *testing.T) {
	each(t, func(b bench) {
		server, r := withServer(b)
		server.Script(mailtest.TakeAndDrop(), mailtest.Answer(mailtest.Receiver, 451), mailtest.Accept())
		b.post()
		b.run(r)
		if l := b.letter(); l.State != job.Unclear || l.SentAt != 0 || l.NextAt == 0 {
			t.Errorf("it stands as %+v", l)
		}
		b.clock.Advance(time.Minute)
		b.run(r)
		if l := b.letter(); l.State != job.Unclear {
			t.Errorf("put off after that it is called %s, though it may have arrived", l.State)
		}
		b.clock.Advance(time.Minute)
		b.run(r)
		got := server.Received()
		if l := b.letter(); l.State != job.Sent || len(got) != 2 || got[0].Header("Message-Id") != got[1].Header("Message-Id") {
			t.Errorf("in the end %+v, received %d", l, len(got))
		}
	})
}

func TestALetterIsNotSentWithoutEndToAServerThatNeverAnswers(t *testing.T) {
	each(t, func(b bench) {
		server, r := withServer(b)
		for range 6 {
			server.Script(mailtest.TakeAndDrop())
		}
		b.post()
		for range 6 {
			b.run(r)
			b.clock.Advance(time.Hour)
		}
		if l := b.letter(); l.State != job.Unclear || l.NextAt != 0 || server.Attempts() != 3 {
			t.Errorf("it stands as %+v after %d attempts", l, server.Attempts())
		}
	})
}

func TestALetterWhoseProcessDiedWhileSendingIsUnknown(t *testing.T) {
	each(t, func(b bench) {
		taken, never := make(chan bool), make(chan bool)
		dying := b.runner(1, map[string]job.Handler{job.LetterKind: job.NewOutbox(b.db, stuck{taken, never}, nil).Handler()})
		b.post()
		var wg sync.WaitGroup
		wg.Go(func() { _, _ = dying.RunDue(context.Background()) })
		<-taken
		if l := b.letter(); l.State != job.Unclear || l.SentAt != 0 {
			t.Errorf("under way it stands as %+v", l)
		}
		b.clock.Advance(20 * time.Minute)
		server, r := withServer(b)
		b.run(r)
		if l := b.letter(); l.State != job.Sent || l.Unclear != 1 || server.Attempts() != 1 {
			t.Errorf("taken over it stands as %+v", l)
		}
		close(never)
		wg.Wait()
		if l := b.letter(); l.State != job.Sent {
			t.Errorf("the late answer made it %s", l.State)
		}
	})
}

// stuck is a mail server that does not answer before the process is gone.
type stuck struct{ taken, never chan bool }

func (p stuck) Deliver(context.Context, job.Letter) (job.Outcome, error) {
	p.taken <- true
	<-p.never
	return job.Delayed, errors.New("too late")
}

func TestTwoRunnersNeverDeliverOneLetterAtOnce(t *testing.T) {
	each(t, func(b bench) {
		server, first := withServer(b)
		reached, until := make(chan bool, 1), make(chan struct{})
		server.Script(mailtest.Hold(mailtest.End, func() { reached <- true }, until))
		b.post()
		var wg sync.WaitGroup
		wg.Go(func() { _, _ = first.RunDue(context.Background()) })
		<-reached
		other, second := withServer(b)
		b.run(second)
		if other.Attempts() != 0 {
			t.Error("the letter was delivered by two at once")
		}
		close(until)
		wg.Wait()
		if l := b.letter(); l.State != job.Sent || len(server.Received()) != 1 {
			t.Errorf("it stands as %+v", l)
		}
	})
}

func TestAServerThatAnswersTwiceOrTooEarlyGetsOneHonestState(t *testing.T) {
	each(t, func(b bench) {
		server, r := withServer(b)
		server.Script(mailtest.Twice(mailtest.Receiver))
		b.post()
		for range 4 {
			b.run(r)
			b.clock.Advance(time.Hour)
		}
		if l := b.letter(); l.State == job.Sent && len(server.Received()) == 0 {
			t.Errorf("it is called sent though nothing was received: %+v", l)
		}
	})
}

func TestALetterFollowsItsPersonsAddress(t *testing.T) {
	each(t, func(b bench) {
		var to []string
		box := job.NewOutbox(b.db, listed{&to}, func(_ *store.Tx, person int64) (string, error) {
			return map[int64]string{7: "new@region.example", 8: "a@x.example\r\nBcc: b@x.example"}[person], nil
		})
		r := b.runner(1, map[string]job.Handler{job.LetterKind: box.Handler()})
		b.write(func(tx *store.Tx) error {
			for _, person := range []int64{7, 8} {
				if _, err := job.Post(tx, job.Letter{Person: person, Subject: "H-2026-1", Text: "Läs."}); err != nil {
					return err
				}
			}
			return nil
		})
		b.run(r)
		if strings.Join(to, " ") != "new@region.example" {
			t.Errorf("sent to %q", to)
		}
	})
}

type listed struct{ to *[]string }

func (p listed) Deliver(_ context.Context, l job.Letter) (job.Outcome, error) {
	*p.to = append(*p.to, l.Address)
	return job.Accepted, nil
}

func TestALetterCannotCarryAnotherHeaderOrReceiver(t *testing.T) {
	each(t, func(b bench) {
		good := job.Letter{Address: "eva@region.example", Subject: "H-2026-1", Text: "Läs."}
		for name, spoil := range map[string]func(*job.Letter){
			"a line break in the address":   func(l *job.Letter) { l.Address = "eva@region.example\r\nBcc: x@y.example" },
			"two addresses":                 func(l *job.Letter) { l.Address = "eva@region.example, x@y.example" },
			"a name in the address":         func(l *job.Letter) { l.Address = "Eva <eva@region.example>" },
			"a line break in the subject":   func(l *job.Letter) { l.Subject = "H\nBcc: x@y.example" },
			"a carriage return":             func(l *job.Letter) { l.Subject = "H\rX: y" },
			"a line separator":              func(l *job.Letter) { l.Subject = "H\u2028X" },
			"no subject":                    func(l *job.Letter) { l.Subject = "" },
			"a NUL in the text":             func(l *job.Letter) { l.Text = "a\x00b" },
			"a carriage return in the text": func(l *job.Letter) { l.Text = "a\r\n.\r\nb" },
			"nobody":                        func(l *job.Letter) { l.Address = "" },
			"a person and an address":       func(l *job.Letter) { l.Person = 7 },
		} {
			l := good
			spoil(&l)
			err := b.db.Write(t.Context(), func(tx *store.Tx) error { _, err := job.Post(tx, l); return err })
			if !errors.Is(err, job.ErrLetter) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestACoarseLetterLeavesAtOnceAndKeepsTheHourAlone(t *testing.T) {
	each(t, func(b bench) {
		b.clock.Set(time.Date(2026, 11, 27, 10, 23, 45, 678_000_000, time.UTC))
		_, r := withServer(b)
		b.write(func(tx *store.Tx) error {
			l, err := job.Post(tx, job.Letter{Address: "chef@region.example", Subject: "Ny händelse", Text: "Läs den.", AboutRID: 5, Coarse: true})
			if l.CreatedAt != l.CreatedAt.HourFloor() || l.NextAt != l.NextAt.HourFloor() {
				t.Errorf("posted %s, next %s", l.CreatedAt, l.NextAt)
			}
			return err
		})
		b.run(r)
		l := b.letter()
		if l.State != job.Sent || l.SentAt == 0 || l.SentAt != l.SentAt.HourFloor() {
			t.Errorf("%s at %s", l.State, l.SentAt)
		}
		for _, column := range []string{"run_at", "lease_until", "created_at", "finished_at"} {
			var at clock.Instant
			err := b.db.Read(t.Context(), func(tx *store.Tx) error {
				return tx.Row("SELECT "+column+" FROM job WHERE kind = $1", job.LetterKind).Scan(&at)
			})
			if err != nil || at != at.HourFloor() {
				t.Errorf("%s of the job is %s, %v", column, at, err)
			}
		}
	})
}
