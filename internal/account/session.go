package account

import (
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/store"
)

// The limits of a session, by elapsed time. A longer working session is chosen at sign-in.
const (
	Idle           = 30 * time.Minute
	Absolute       = 10 * time.Hour
	LongerIdle     = 4 * time.Hour
	LongerAbsolute = 12 * time.Hour

	stepUpLasts   = 10 * time.Minute
	halfwayLasts  = 10 * time.Minute // between password and second factor
	seenAtMost    = time.Minute      // seen_at is written no oftener than this
	keepEnded     = 24 * time.Hour   // an ended session still owns what was typed in it
	tokenSize     = 32
	handleLetters = 16
)

// Stage is how far a sign-in has come.
type Stage string

// The stages of a session. Only Complete is signed in.
const (
	AwaitsCode      Stage = "code"
	AwaitsPassword  Stage = "password" // of the person's own, after one for one sign-in
	AwaitsEnrolment Stage = "enrol"
	Complete        Stage = "full"
)

// Via is the way a session was opened.
type Via string

// The ways to sign in.
const (
	ViaLocal Via = "local"
	ViaDemo  Via = "demo"
)

// Session is one browser of one person.
type Session struct {
	ID            string // hash of the token: of no use to whoever reads it
	Person        int64
	Stage         Stage
	Via           Via
	Longer        bool
	Agent         string
	CreatedAt     clock.Instant
	SeenAt        clock.Instant
	AbsoluteUntil clock.Instant
	SteppedUpAt   clock.Instant
	RevokedAt     clock.Instant
}

// Handle names a session on the page that lists them.
func (s Session) Handle() string { return s.ID[:handleLetters] }

// IdleLimit is how long the session lives without being used.
func (s Session) IdleLimit() time.Duration {
	switch {
	case s.Stage != Complete:
		return halfwayLasts
	case s.Longer:
		return LongerIdle
	}
	return Idle
}

// Ends is when the session ends if it is not used again.
func (s Session) Ends() clock.Instant { return min(s.SeenAt.Add(s.IdleLimit()), s.AbsoluteUntil) }

// Live reports whether the session may be used at a moment.
func (s Session) Live(at clock.Instant) bool { return s.RevokedAt == 0 && at < s.Ends() }

// SteppedUp reports whether the person proved who they are within the last ten minutes.
func (s Session) SteppedUp(at clock.Instant) bool {
	return s.SteppedUpAt > 0 && at < s.SteppedUpAt.Add(stepUpLasts)
}

// Opening is what is known when a session is opened.
type Opening struct {
	Person int64
	Via    Via
	Longer bool
	Agent  string // as AgentFamily returns it
	Stage  Stage
}

// Open starts a session inside the caller's change and returns it with the token for the cookie.
func Open(tx *store.Tx, o Opening) (Session, string, error) {
	raw := randomBytes(tokenSize)
	token := base64.RawURLEncoding.EncodeToString(raw)
	lasts := Absolute
	switch {
	case o.Stage != Complete:
		lasts = halfwayLasts
	case o.Longer:
		lasts = LongerAbsolute
	}
	s := Session{ID: hashOf(token), Person: o.Person, Stage: o.Stage, Via: o.Via, Longer: o.Longer, Agent: o.Agent,
		CreatedAt: tx.At(), SeenAt: tx.At(), AbsoluteUntil: tx.At().Add(lasts)}
	if s.Stage == Complete && s.Via != ViaDemo {
		s.SteppedUpAt = tx.At() // who just gave password and code has proved it
	}
	_, err := tx.Exec(`INSERT INTO session(id, person, stage, via, longer, agent, created_at, seen_at, absolute_until, stepped_up_at, revoked_at)
		VALUES($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, 0)`,
		s.ID, s.Person, string(s.Stage), string(s.Via), bit(s.Longer), s.Agent, int64(s.CreatedAt), int64(s.AbsoluteUntil), int64(s.SteppedUpAt))
	if err != nil {
		return Session{}, "", fmt.Errorf("open session: %w", err)
	}
	if s.Stage != Complete {
		return s, token, nil
	}
	if _, err := tx.Exec("UPDATE account SET signed_in_at = $1 WHERE person = $2", int64(tx.At()), s.Person); err != nil {
		return Session{}, "", fmt.Errorf("open session: %w", err)
	}
	return s, token, enter(tx, s.Person, "sign_in", s.Person, map[string]any{"via": s.Via, "agent": s.Agent, "longer": s.Longer})
}

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

const sessionColumns = "s.id, s.person, s.stage, s.via, s.longer, s.agent, s.created_at, s.seen_at, s.absolute_until, s.stepped_up_at, s.revoked_at"

func scanSession(scan func(...any) error) (s Session, err error) {
	var longer int
	err = scan(&s.ID, &s.Person, &s.Stage, &s.Via, &longer, &s.Agent, &s.CreatedAt, &s.SeenAt, &s.AbsoluteUntil, &s.SteppedUpAt, &s.RevokedAt)
	s.Longer = longer == 1
	return s, err
}

// Lookup finds the session of a cookie's token. A session that has ended comes with live false; an unknown token is
// ErrNoSession.
func Lookup(tx *store.Tx, token string) (s Session, live bool, err error) {
	s, err = sessionByID(tx, hashOf(token))
	return s, err == nil && s.Live(tx.At()), err
}

func sessionByID(tx *store.Tx, id string) (Session, error) {
	s, err := scanSession(tx.Row(`SELECT `+sessionColumns+` FROM session s WHERE s.id = $1
		AND NOT EXISTS (SELECT 1 FROM account a WHERE a.person = s.person AND a.disabled = 1)`, id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return Session{}, ErrNoSession
	}
	if err != nil {
		return Session{}, fmt.Errorf("read session: %w", err)
	}
	return s, nil
}

// Stale reports whether Touch is due: the moment a session was seen is written at most once a minute.
func (s Session) Stale(at clock.Instant) bool { return at >= s.SeenAt.Add(seenAtMost) }

// Touch says that the session is in use now. A session that has ended is not brought back.
func Touch(tx *store.Tx, s Session) error {
	now := tx.At()
	_, err := tx.Exec("UPDATE session SET seen_at = $1 WHERE id = $2 AND revoked_at = 0 AND seen_at < $1 AND seen_at > $3 AND absolute_until > $1",
		int64(now), s.ID, int64(now.Add(-s.IdleLimit())))
	if err != nil {
		return fmt.Errorf("touch session: %w", err)
	}
	return nil
}

// List returns a person's live sessions, newest first.
func List(tx *store.Tx, person int64) ([]Session, error) {
	var all []Session
	err := tx.Each(func(scan func(...any) error) error {
		s, err := scanSession(scan)
		if err == nil && s.Stage == Complete && s.Live(tx.At()) {
			all = append(all, s)
		}
		return err
	}, "SELECT "+sessionColumns+" FROM session s WHERE s.person = $1 AND s.revoked_at = 0 AND s.absolute_until > $2 ORDER BY s.created_at DESC, s.id", person, int64(tx.At()))
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	return all, nil
}

// SignOut ends a session.
func SignOut(tx *store.Tx, s Session) error {
	n, err := revokeWhere(tx, tx.At(), "id = $2", s.ID)
	if err != nil || n == 0 {
		return err
	}
	return enter(tx, s.Person, "sign_out", s.Person, nil)
}

// Revoke ends the session of a person with that handle, on the actor's wish; ErrNoSession when there is none.
func Revoke(tx *store.Tx, actor, person int64, handle string) error {
	if len(handle) != handleLetters {
		return ErrNoSession
	}
	n, err := revokeWhere(tx, tx.At(), "person = $2 AND substr(id, 1, 16) = $3", person, handle)
	if err != nil {
		return err
	}
	if n == 0 {
		return ErrNoSession
	}
	return enter(tx, actor, "revoke", person, map[string]any{"sessions": n})
}

// RevokeOthers ends every session of a person but one (empty: every one) and says how many.
func RevokeOthers(tx *store.Tx, actor, person int64, keep string) (int64, error) {
	n, err := revokeWhere(tx, tx.At(), "person = $2 AND id <> $3 AND absolute_until > $1", person, keep)
	if err != nil || n == 0 {
		return n, err
	}
	return n, enter(tx, actor, "revoke", person, map[string]any{"sessions": n})
}

func revokeWhere(tx *store.Tx, at clock.Instant, where string, args ...any) (int64, error) {
	n, err := tx.Exec("UPDATE session SET revoked_at = $1 WHERE revoked_at = 0 AND "+where, append([]any{int64(at)}, args...)...)
	if err != nil {
		return 0, fmt.Errorf("revoke sessions: %w", err)
	}
	return n, nil
}

// Prune deletes sessions that ended more than a day ago, and counts of failures nobody added to for a day.
func Prune(tx *store.Tx) error {
	limit := int64(tx.At().Add(-keepEnded))
	if _, err := tx.Exec("DELETE FROM session WHERE absolute_until < $1 OR revoked_at > 0 AND revoked_at < $1", limit); err != nil {
		return fmt.Errorf("prune sessions: %w", err)
	}
	if _, err := tx.Exec("DELETE FROM sign_in_failure WHERE last_at < $1 AND locked_until < $2", limit, int64(tx.At())); err != nil {
		return fmt.Errorf("prune counts of failures: %w", err)
	}
	return nil
}
