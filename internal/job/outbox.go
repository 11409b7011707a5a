package job

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/store"
)

// LetterState is what is known of a letter.
type LetterState string

// The states of a letter. Waiting letters are tried again; an unclear one may have arrived.
const (
	Waiting LetterState = "queued"
	Sent    LetterState = "sent"
	Refused LetterState = "refused"
	Unclear LetterState = "unknown"
)

// Letter is one message. Subject and text hold no content of records: a number, a link and what to do.
type Letter struct {
	ID        int64
	MessageID string // the left half; the same at every attempt
	Person    int64  // record key of the receiver; its address is looked up when the letter is sent
	Address   string // in place of Person
	Subject   string
	Text      string
	AboutRID  int64 // the record it points at; 0 = none
	Coarse    bool  // it comes from an anonymous report: its times are kept by the hour; it leaves at once all the same

	State     LetterState
	Attempts  int
	Unclear   int           // attempts that may have been delivered
	NextAt    clock.Instant // 0 = no further attempt
	CreatedAt clock.Instant
	SentAt    clock.Instant
	LastError string // a code
}

// Outcome is what the receiving server made of a letter.
type Outcome string

// The outcomes. Lost means that the connection broke after the text was handed over.
const (
	Accepted Outcome = "accepted"
	Rejected Outcome = "refused" // for good
	Delayed  Outcome = "delayed" // for now, or the server could not be reached
	Lost     Outcome = "unknown"
)

// Postman hands a letter, with its address filled in, to the receiving server. The error explains every outcome but
// Accepted; it is logged, never stored.
type Postman interface {
	Deliver(ctx context.Context, l Letter) (Outcome, error)
}

// LetterKind is the kind of job that sends letters.
const LetterKind = "outbox.letter"

const (
	maxSubject = 200
	maxText    = 20_000
	// maxUnclear bounds how often a letter is sent again that may have arrived: most receivers know it by its
	// Message-ID, but not all.
	maxUnclear = 3
	// letterAttempts at most a quarter of an hour apart are about four days.
	letterAttempts = 400
	// letterLasts leaves a receiving server the ten minutes it may take to answer (RFC 5321 §4.5.3.2.6).
	letterLasts = 12 * time.Minute
)

// ErrLetter is the answer to a letter that cannot be sent as it is.
var ErrLetter = errors.New("the letter cannot be sent as it is")

// Post queues a letter inside the caller's change and gives it its Message-ID.
func Post(tx *store.Tx, l Letter) (Letter, error) {
	if err := l.check(); err != nil {
		return Letter{}, err
	}
	id := make([]byte, 16)
	_, _ = rand.Read(id) // crypto/rand.Read never fails
	l.MessageID = hex.EncodeToString(id)
	l.State, l.CreatedAt, l.NextAt = Waiting, tx.At(), tx.At()
	if l.Coarse {
		l.CreatedAt, l.NextAt = l.CreatedAt.HourFloor(), l.NextAt.HourFloor()
	}
	err := tx.Row(`INSERT INTO outbox(message_id, to_person, address, subject, body, state, attempts, unclear, next_at, about_rid, coarse, created_at, sent_at, last_error)
		VALUES($1, $2, $3, $4, $5, $6, 0, 0, $7, $8, $9, $7, 0, '') RETURNING id`,
		l.MessageID, l.Person, l.Address, l.Subject, l.Text, string(l.State), int64(l.CreatedAt), l.AboutRID, bit(l.Coarse)).Scan(&l.ID)
	if err != nil {
		return Letter{}, fmt.Errorf("post a letter: %w", err)
	}
	if _, err := Enqueue(tx, Job{Kind: LetterKind, Payload: letterPayload{l.ID}, Coarse: l.Coarse, Dedupe: fmt.Sprintf("letter:%d", l.ID)}); err != nil {
		return Letter{}, err
	}
	return l, nil
}

type letterPayload struct {
	Letter int64 `json:"letter"`
}

// check refuses what could become another header or another receiver.
func (l Letter) check() error {
	switch {
	case (l.Person == 0) == (l.Address == ""):
		return fmt.Errorf("%w: it needs either a person or an address", ErrLetter)
	case l.Address != "" && !isAddress(l.Address):
		return fmt.Errorf("%w: its address is not one address", ErrLetter)
	case l.Subject == "" || len(l.Subject) > maxSubject || strings.ContainsFunc(l.Subject, isControl):
		return fmt.Errorf("%w: its subject is empty, too long or holds control characters", ErrLetter)
	case l.Text == "" || len(l.Text) > maxText || strings.ContainsFunc(l.Text, func(r rune) bool { return isControl(r) && r != '\n' && r != '\t' }):
		return fmt.Errorf("%w: its text is empty, too long or holds control characters", ErrLetter)
	}
	return nil
}

func isControl(r rune) bool {
	return r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == '\u2028' || r == '\u2029'
}

// isAddress accepts one bare address: no name, no list, no line break.
func isAddress(text string) bool {
	a, err := mail.ParseAddress(text)
	return err == nil && a.Address == text && a.Name == "" && !strings.ContainsFunc(text, isControl)
}

// Outbox sends letters.
type Outbox struct {
	db      *store.DB
	postman Postman
	// addressOf looks up a person's address when the letter leaves, so that it follows a changed one.
	addressOf func(*store.Tx, int64) (string, error)
}

// NewOutbox returns an outbox. addressOf may be nil when every letter has an address.
func NewOutbox(db *store.DB, p Postman, addressOf func(*store.Tx, int64) (string, error)) *Outbox {
	return &Outbox{db: db, postman: p, addressOf: addressOf}
}

// Handler sends one letter; register it for LetterKind. The lease of its job keeps a letter from being delivered twice
// at the same time.
func (o *Outbox) Handler() Handler {
	return Handler{Run: o.send, Attempts: letterAttempts, Lasts: letterLasts, Delay: Backoff(15*time.Second, 15*time.Minute)}
}

// send makes one attempt. Before the text leaves, the letter is marked unclear: if the process dies now, that is the
// truth.
func (o *Outbox) send(ctx context.Context, w Work) (Record, error) {
	var p letterPayload
	if err := w.Read(&p); err != nil {
		return nil, err
	}
	var l Letter
	err := o.db.Write(ctx, func(tx *store.Tx) (err error) {
		l, err = o.begin(tx, w, p.Letter)
		return err
	})
	if err != nil || l.ID == 0 {
		return nil, err
	}
	if l.Unclear >= maxUnclear {
		return o.record(l, Lost), Permanent(&letterError{Lost, errors.New("it has been sent often enough")})
	}
	if !isAddress(l.Address) {
		return o.record(l, Rejected), Permanent(&letterError{Rejected, ErrLetter})
	}
	outcome, failure := o.postman.Deliver(ctx, l)
	switch outcome {
	case Accepted:
		return o.record(l, Accepted), nil
	case Rejected:
		return o.record(l, Rejected), Permanent(&letterError{Rejected, failure})
	case Delayed:
		return o.record(l, Delayed), &letterError{Delayed, failure}
	default: // Lost, and whatever a postman may say that is not known here
		failure = &letterError{Lost, failure}
		if l.Unclear+1 >= maxUnclear {
			failure = Permanent(failure)
		}
		return o.record(l, Lost), failure
	}
}

// letterError carries an outcome as the code that is stored.
type letterError struct {
	outcome Outcome
	err     error
}

func (e *letterError) Error() string { return fmt.Sprintf("letter %s: %v", e.outcome, e.err) }
func (e *letterError) Unwrap() error { return e.err }

// Code is the outcome.
func (e *letterError) Code() string { return string(e.outcome) }

const inProgress = "in_progress"

// begin notes that an attempt is made. It returns no letter when there is nothing left to send, or when somebody else
// holds the job by now.
func (o *Outbox) begin(tx *store.Tx, w Work, id int64) (Letter, error) {
	mine, err := holds(tx, w)
	if err != nil || !mine {
		return Letter{}, err
	}
	all, err := letters(tx, "id = $1", id)
	if err != nil || len(all) == 0 || all[0].State == Sent || all[0].State == Refused {
		return Letter{}, err
	}
	l := all[0]
	if l.LastError == inProgress {
		l.Unclear++ // the attempt before never came back
	}
	if l.Person != 0 && o.addressOf != nil {
		if l.Address, err = o.addressOf(tx, l.Person); err != nil {
			return Letter{}, fmt.Errorf("look up where a letter goes: %w", err)
		}
	}
	l.Attempts++
	_, err = tx.Exec("UPDATE outbox SET state = $1, attempts = $2, unclear = $3, last_error = $4 WHERE id = $5", string(Unclear), l.Attempts, l.Unclear, inProgress, l.ID)
	if err != nil {
		return Letter{}, fmt.Errorf("begin to send a letter: %w", err)
	}
	return l, nil
}

// record writes what is known now. A letter that may have arrived once stays unclear until it is accepted.
func (o *Outbox) record(l Letter, outcome Outcome) Record {
	return func(tx *store.Tx, next Next) error {
		state, sent, unclear := Waiting, clock.Instant(0), l.Unclear
		switch outcome {
		case Accepted:
			state, sent = Sent, tx.At()
			if l.Coarse {
				sent = sent.HourFloor()
			}
		case Rejected:
			state = Refused
		case Lost:
			unclear++
		}
		if unclear > 0 && state != Sent {
			state = Unclear
		}
		again := clock.Instant(0)
		if next.State == Queued {
			again = next.RunAt
		} else if state == Waiting {
			state = Refused // four days of trying
		}
		code := string(outcome)
		if outcome == Accepted {
			code = ""
		}
		_, err := tx.Exec("UPDATE outbox SET state = $1, unclear = $2, next_at = $3, sent_at = $4, last_error = $5 WHERE id = $6",
			string(state), unclear, int64(again), int64(sent), code, l.ID)
		if err != nil {
			return fmt.Errorf("record what became of a letter: %w", err)
		}
		return nil
	}
}
