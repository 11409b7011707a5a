package account

import (
	"context"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/vardkas/vardkas/internal/store"
)

// OnceLasts is how long a one-time password may be used: a holiday, and then some.
const OnceLasts = 30 * 24 * time.Hour

// crockford has no letters that are read as figures.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// onceText is 80 random bits in letters and figures that are not taken for each other.
func onceText() string { return crockford.EncodeToString(randomBytes(10)) }

func inFours(text string) string {
	return text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:]
}

// onceForm is what was meant by a typed code, as Crockford reads it: no hyphens, O is 0, I and L are 1.
func onceForm(typed string) string {
	return strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(typed))
}

// Once makes a password for one sign-in: shown once to whoever hands it over, and stored as the hash. The hash costs as much
// as that of any password, so that the time of an answer does not tell who has never signed in.
func (a *Accounts) Once(ctx context.Context) (shown string, stored Hashed, err error) {
	text := onceText()
	if err := a.hash.take(ctx); err != nil {
		return "", "", err
	}
	defer a.hash.give()
	return inFours(text), a.hash.sum(text, randomBytes(saltSize), a.hash.cost), nil
}

func onceUntil(tx *store.Tx, once bool) int64 {
	if !once {
		return 0
	}
	return int64(tx.At().Add(OnceLasts))
}

// setPassword stores a password: the person's own, or one for one sign-in.
func setPassword(tx *store.Tx, person int64, stored Hashed, once bool) error {
	n, err := tx.Exec("UPDATE account SET password = $1, password_at = $2, once_until = $3 WHERE person = $4", string(stored), int64(tx.At()), onceUntil(tx, once), person)
	if err != nil {
		return fmt.Errorf("set password: %w", err)
	}
	if n == 0 {
		return ErrNoAccount
	}
	return nil
}

// ChooseOwn ends the first sign-in: the person chooses a password of their own in place of the one-time one. It returns a
// session that has come further, with its token; its Stage says whether a second factor is to be enrolled too. Errors:
// ErrNoSession, ErrSame, those of CheckPassword.
func (a *Accounts) ChooseOwn(ctx context.Context, half Session, chosen string) (s Session, token string, err error) {
	var x Account
	err = a.db.Read(ctx, func(tx *store.Tx) error {
		x, err = a.account(tx, proof{session: half, stage: AwaitsPassword})
		return err
	})
	if errors.Is(err, ErrNoAccount) {
		err = ErrNoSession
	}
	if err != nil {
		return s, "", err
	}
	hashed, err := a.Hash(ctx, chosen, x.Username)
	if err != nil {
		return s, "", err
	}
	same, err := a.hash.matches(ctx, Hashed(x.password), onceForm(chosen))
	if err == nil && same {
		err = ErrSame
	}
	if err != nil {
		return s, "", err
	}
	err = a.db.Write(ctx, func(tx *store.Tx) error {
		now, err := a.account(tx, proof{session: half, stage: AwaitsPassword})
		if err == nil && now.password != x.password { // a new one was given meanwhile
			err = ErrNoSession
		}
		if err != nil {
			return err
		}
		if err := setPassword(tx, x.Person, hashed, false); err != nil {
			return err
		}
		if err := enter(tx, x.Person, "password_chosen", x.Person, nil); err != nil {
			return err
		}
		if err := forgetFailures(tx, a.keyed("name", x.Username)); err != nil {
			return err
		}
		now.OnceUntil = 0
		s, token, err = a.proceed(tx, half, now.next())
		return err
	})
	return s, token, err
}
