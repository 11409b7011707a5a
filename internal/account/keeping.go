package account

import (
	"fmt"

	"github.com/vardkas/vardkas/internal/job"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/words"
)

// What those who keep the accounts may do with another person's is here. Each act is an entry, and the person gets a letter
// about it: who keeps accounts could otherwise sign in as anybody without it being noticed.

// GiveOnce gives a person a new one-time password, ends their sessions and lifts the lock of too many failures.
func (a *Accounts) GiveOnce(tx *store.Tx, actor, person int64, once Hashed) error {
	x, err := Of(tx, person)
	if err != nil {
		return err
	}
	if err := setPassword(tx, person, once, true); err != nil {
		return err
	}
	if _, err := revokeWhere(tx, tx.At(), "person = $2", person); err != nil {
		return err
	}
	if err := forgetFailures(tx, a.keyed("name", x.Username)); err != nil {
		return err
	}
	if err := enter(tx, actor, "password_given", person, nil); err != nil {
		return err
	}
	return tell(tx, person, "password")
}

// ResetTOTP takes away a second factor that was lost, and ends the sessions. Where it is demanded, the next sign-in enrols a
// new one.
func ResetTOTP(tx *store.Tx, actor, person int64) error {
	if err := RemoveTOTP(tx, actor, person); err != nil {
		return err
	}
	if _, err := revokeWhere(tx, tx.At(), "person = $2", person); err != nil {
		return err
	}
	return tell(tx, person, "factor")
}

// DemandTOTP says whether the account must have a second factor. Whoever has none enrols one at the next sign-in.
func DemandTOTP(tx *store.Tx, actor, person int64, demanded bool) error {
	n, err := tx.Exec("UPDATE account SET totp_demanded = $1 WHERE person = $2", bit(demanded), person)
	if err != nil {
		return fmt.Errorf("demand a second factor: %w", err)
	}
	if n == 0 {
		return ErrNoAccount
	}
	return enter(tx, actor, "totp_demanded", person, map[string]any{"demanded": demanded})
}

// tell writes to the person that somebody else changed how they sign in.
func tell(tx *store.Tx, person int64, about string) error {
	subject, text := words.Letter("account.letter." + about)
	if _, err := job.Post(tx, job.Letter{Person: person, Subject: subject, Text: text}); err != nil {
		return fmt.Errorf("tell of a changed account: %w", err)
	}
	return nil
}
