package app

import (
	"context"
	"maps"
	"strconv"
	"time"

	"github.com/vardkas/vardkas/internal/account"
	"github.com/vardkas/vardkas/internal/batch"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/job"
	"github.com/vardkas/vardkas/internal/mail"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/web"
)

// jobWorkers is how many jobs run at once.
const jobWorkers = 2

// newJobs lists what the program does on its own.
func (s *server) newJobs(c Config) (*job.Runner, error) {
	handlers := map[string]job.Handler{
		"trail.head": {Run: func(ctx context.Context, _ job.Work) (job.Record, error) {
			_, err := s.signHead(ctx, c.Get("heads-to"))
			return nil, err
		}},
		"trail.refusals": {Run: func(ctx context.Context, _ job.Work) (job.Record, error) {
			return nil, s.Book.FlushRefusals(ctx, clock.Now(s.Clock))
		}},
		"tidy": {Run: func(context.Context, job.Work) (job.Record, error) { return tidy, nil }},
	}
	maps.Copy(handlers, s.deskHandlers())
	maps.Copy(handlers, s.imports.Handlers())
	if c.Get("mail-host") != "" {
		postman, err := newPostman(c)
		if err != nil {
			return nil, err
		}
		handlers[job.LetterKind] = job.NewOutbox(s.DB, postman, s.addressOf).Handler()
	}
	return job.New(s.DB, s.Clock, s.log, jobWorkers, handlers,
		job.Every{Kind: "trail.head", Lasts: time.Minute}, job.Every{Kind: "trail.refusals", Lasts: time.Minute}, job.Every{Kind: "tidy", Lasts: time.Hour},
		job.Every{Kind: dailyKind, Lasts: time.Hour})
}

// lettersKept is how long sent letters stay in the outbox for those who operate it.
const lettersKept = 90 * 24 * time.Hour

// tidy takes away what has had its time: drafts of a day, sessions that ended, letters long sent.
func tidy(tx *store.Tx, _ job.Next) error {
	for _, prune := range []func(*store.Tx) error{web.PruneDrafts, batch.PruneWorks, account.Prune, func(tx *store.Tx) error { return job.PruneLetters(tx, lettersKept) }} {
		if err := prune(tx); err != nil {
			return err
		}
	}
	return nil
}

// addressOf is where letters to a person go.
func (s *server) addressOf(tx *store.Tx, person int64) (string, error) {
	mails, err := store.All[string](tx, "SELECT mail FROM person WHERE rid = $1", person)
	if err != nil || len(mails) == 0 {
		return "", err
	}
	return mails[0], nil
}

// postman hands letters of the outbox to the mail server.
type postman struct{ sender *mail.Sender }

func newPostman(c Config) (postman, error) {
	port, err := strconv.Atoi(c.Get("mail-port"))
	if err != nil {
		return postman{}, fail(err, "app.failure.mail_port", c.Get("mail-port"))
	}
	sender, err := mail.New(mail.Config{
		Host: c.Get("mail-host"), Port: port, TLS: mail.TLSMode(c.Get("mail-tls")), User: c.Get("mail-user"),
		PasswordFile: c.Get("mail-password-file"), From: c.Get("mail-from"),
	})
	if err != nil {
		return postman{}, fail(err, "app.failure.mail", err.Error())
	}
	return postman{sender}, nil
}

// Deliver sends one letter. The Message-ID and the date are the letter's own, the same at every attempt.
func (p postman) Deliver(ctx context.Context, l job.Letter) (job.Outcome, error) {
	outcome, err := p.sender.Send(ctx, mail.Message{ID: l.MessageID, To: l.Address, Subject: l.Subject, Text: l.Text, At: l.CreatedAt.Time()})
	switch outcome {
	case mail.Accepted:
		return job.Accepted, nil
	case mail.Refused:
		return job.Rejected, err
	case mail.Delayed:
		return job.Delayed, err
	}
	return job.Lost, err
}
