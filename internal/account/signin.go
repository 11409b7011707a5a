package account

import (
	"context"
	"errors"

	"github.com/vardkas/vardkas/internal/store"
)

// Attempt is what somebody gave to sign in.
type Attempt struct {
	Username string
	Password string
	Code     string // of the second factor; may come later, with Second
	Longer   bool   // a longer working session
	Address  string // where it comes from; kept only as a keyed hash
	Agent    string // as AgentFamily returns it
}

// SignIn opens a session and returns it with the token for the cookie. When a second factor is to follow, the session's
// Stage says so and it opens nothing yet; so when the password was for one sign-in. Errors: ErrWrong, ErrOnceOver,
// *LockedError.
func (a *Accounts) SignIn(ctx context.Context, try Attempt) (s Session, token string, err error) {
	p := proof{name: FoldName(try.Username), address: try.Address, password: try.Password, failed: "sign_in_failed"}
	err = a.prove(ctx, p, func(tx *store.Tx, x Account) (bool, error) {
		if x.OnceUntil > 0 && x.OnceUntil <= tx.At() {
			return false, ErrOnceOver
		}
		o := Opening{Person: x.Person, Via: ViaLocal, Longer: try.Longer, Agent: try.Agent, Stage: x.next()}
		if x.TOTP && try.Code == "" {
			o.Stage = AwaitsCode
		} else if x.TOTP {
			if ok, err := a.useCode(tx, x, try.Code); !ok {
				return false, err
			}
		}
		if o.Stage == Complete {
			if err := forgetFailures(tx, a.keyed("name", p.name)); err != nil {
				return false, err
			}
		}
		var err error
		s, token, err = Open(tx, o)
		return true, err
	})
	return s, token, err
}

// next is what is left to do when password and code have been given.
func (x Account) next() Stage {
	switch {
	case x.OnceUntil > 0:
		return AwaitsPassword
	case x.TOTPDemanded && !x.TOTP:
		return AwaitsEnrolment
	}
	return Complete
}

// Second completes a sign-in that awaits a code. It returns a new session with a token of its own; the halfway one ends.
func (a *Accounts) Second(ctx context.Context, half Session, code, address string) (s Session, token string, err error) {
	p := proof{session: half, stage: AwaitsCode, address: address, noPassword: true, failed: "sign_in_failed"}
	err = a.prove(ctx, p, func(tx *store.Tx, x Account) (bool, error) {
		if ok, err := a.useCode(tx, x, code); !ok {
			return false, err
		}
		if err := forgetFailures(tx, a.keyed("name", x.Username)); err != nil {
			return false, err
		}
		var err error
		s, token, err = a.proceed(tx, half, x.next())
		return true, err
	})
	return s, token, err
}

// proceed replaces a halfway session by one that has come further.
func (a *Accounts) proceed(tx *store.Tx, half Session, to Stage) (Session, string, error) {
	if _, err := revokeWhere(tx, tx.At(), "id = $2", half.ID); err != nil {
		return Session{}, "", err
	}
	return Open(tx, Opening{Person: half.Person, Via: half.Via, Longer: half.Longer, Agent: half.Agent, Stage: to})
}

// StepUp proves again who sits at a session; it is good for ten minutes. A session opened by the demo's buttons has
// nothing to prove it with, and needs nothing.
func (a *Accounts) StepUp(ctx context.Context, s Session, password, code, address string) error {
	if s.Via == ViaDemo {
		return a.db.Write(ctx, func(tx *store.Tx) error { return stepUp(tx, s) })
	}
	return a.prove(ctx, proof{session: s, stage: Complete, address: address, password: password, failed: "step_up_failed"}, func(tx *store.Tx, x Account) (bool, error) {
		if x.TOTP {
			if ok, err := a.useCode(tx, x, code); !ok {
				return false, err
			}
		}
		if err := forgetFailures(tx, a.keyed("name", x.Username)); err != nil {
			return false, err
		}
		return true, stepUp(tx, s)
	})
}

func stepUp(tx *store.Tx, s Session) error {
	n, err := tx.Exec("UPDATE session SET stepped_up_at = $1 WHERE id = $2 AND revoked_at = 0", int64(tx.At()), s.ID)
	if err != nil {
		return err
	}
	if n == 0 {
		return ErrNoSession
	}
	return enter(tx, s.Person, "step_up", s.Person, nil)
}

// ChangePassword sets a new password and ends the person's other sessions. Errors: ErrWrong when the old one is,
// *LockedError, and those of CheckPassword.
func (a *Accounts) ChangePassword(ctx context.Context, s Session, old, chosen, address string) error {
	var name string
	err := a.db.Read(ctx, func(tx *store.Tx) error {
		x, err := Of(tx, s.Person)
		name = x.Username
		return err
	})
	if err != nil {
		return err
	}
	hashed, err := a.Hash(ctx, chosen, name)
	if err != nil {
		return err
	}
	return a.prove(ctx, proof{session: s, stage: Complete, address: address, password: old, failed: "step_up_failed"}, func(tx *store.Tx, x Account) (bool, error) {
		if err := setPassword(tx, s.Person, hashed, false); err != nil {
			return false, err
		}
		if _, err := RevokeOthers(tx, s.Person, s.Person, s.ID); err != nil {
			return false, err
		}
		return true, enter(tx, s.Person, "password_changed", s.Person, nil)
	})
}

// proof is what somebody gave to prove who they are: a name, or a session whose person it must be.
type proof struct {
	name       string // folded; from the account when there is a session
	session    Session
	stage      Stage // the session must be alive at this stage
	address    string
	password   string
	noPassword bool   // the code alone is asked for
	failed     string // action of the entry for a failure
}

// prove compares the password outside the writer, because that takes long, and then runs then inside a change. Whatever
// then says is wrong counts as a failure by name and by address, in that same change; guesses made at the same time are
// refused once enough of them have failed, also those that were right.
func (a *Accounts) prove(ctx context.Context, p proof, then func(*store.Tx, Account) (bool, error)) error {
	stored, err := a.stored(ctx, &p)
	if err != nil {
		return err
	}
	matches := p.noPassword
	if !p.noPassword {
		if matches, err = a.hash.matches(ctx, stored, p.password); err != nil {
			return err
		}
	}
	var answer error
	err = a.db.Write(ctx, func(tx *store.Tx) error {
		answer = nil // the change may be run again
		if until, err := lockedUntil(tx, a.keys(p)...); err != nil || until > 0 {
			if err == nil {
				answer = &LockedError{until}
			}
			return err
		}
		x, err := a.account(tx, p)
		if err != nil && !errors.Is(err, ErrNoAccount) {
			return err
		}
		if ok := matches && err == nil && !x.Disabled && (p.noPassword || Hashed(x.password) == stored); ok {
			if ok, err := then(tx, x); ok || err != nil {
				return err
			}
		}
		answer = ErrWrong
		return a.fail(tx, p, x)
	})
	if err != nil {
		return err
	}
	return answer
}

func (a *Accounts) keys(p proof) []string {
	return []string{a.keyed("name", p.name), a.keyed("address", p.address)}
}

// stored returns the password to compare with: the dummy's when there is no such account. A lock answers at once.
func (a *Accounts) stored(ctx context.Context, p *proof) (stored Hashed, err error) {
	err = a.db.Read(ctx, func(tx *store.Tx) error {
		x, err := a.account(tx, *p)
		switch {
		case err == nil:
			p.name, stored = x.Username, Hashed(x.password)
			if x.OnceUntil > 0 {
				p.password = onceForm(p.password)
			}
		case errors.Is(err, ErrNoAccount) && p.session.Person == 0:
			stored = a.hash.dummy
		default:
			return err
		}
		until, err := lockedUntil(tx, a.keys(*p)...)
		if err == nil && until > 0 {
			return &LockedError{until}
		}
		return err
	})
	return stored, err
}

func (a *Accounts) account(tx *store.Tx, p proof) (Account, error) {
	if p.session.Person == 0 {
		return accountWhere(tx, "username = $1", p.name)
	}
	s, err := sessionByID(tx, p.session.ID)
	if err != nil {
		return Account{}, err
	}
	if s.Stage != p.stage || !s.Live(tx.At()) {
		return Account{}, ErrNoSession
	}
	return Of(tx, s.Person)
}

// fail counts a failure and enters it, without what was typed.
func (a *Accounts) fail(tx *store.Tx, p proof, x Account) error {
	byName, err := countFailure(tx, a.keyed("name", p.name), ofName)
	if err != nil {
		return err
	}
	byAddress, err := countFailure(tx, a.keyed("address", p.address), ofAddress)
	if err != nil {
		return err
	}
	if err := enter(tx, x.Person, p.failed, x.Person, nil); err != nil {
		return err
	}
	if byName > 0 {
		if err := enter(tx, x.Person, "lock", x.Person, map[string]any{"what": "account", "until": byName}); err != nil {
			return err
		}
	}
	if byAddress > 0 {
		return enter(tx, 0, "lock", 0, map[string]any{"what": "address", "until": byAddress})
	}
	return nil
}
