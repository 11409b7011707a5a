package account

import (
	"context"
	"crypto/subtle"
	"fmt"
	"time"

	"github.com/vardkas/vardkas/internal/store"
)

// startCodeLasts is how long the one-time code of the first start may be used.
const startCodeLasts = 24 * time.Hour

// FirstStart returns a new one-time code while there is no account, to be printed once; it replaces an earlier one. When
// there is an account it returns ErrStarted.
func (a *Accounts) FirstStart(ctx context.Context) (code string, err error) {
	text := onceText()
	err = a.db.Write(ctx, func(tx *store.Tx) error {
		if err := notStarted(tx); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO first_start(one, code_hash, until) VALUES(1, $1, $2)
			ON CONFLICT(one) DO UPDATE SET code_hash = excluded.code_hash, until = excluded.until`, hashOf(text), int64(tx.At().Add(startCodeLasts)))
		if err != nil {
			return fmt.Errorf("keep the one-time code: %w", err)
		}
		return enter(tx, 0, "first_start_code", 0, nil)
	})
	if err != nil {
		return "", err
	}
	return inFours(text), nil
}

func notStarted(tx *store.Tx) error {
	var n int
	if err := tx.Row("SELECT count(*) FROM account").Scan(&n); err != nil {
		return fmt.Errorf("count accounts: %w", err)
	}
	if n > 0 {
		return ErrStarted
	}
	return nil
}

// Started reports whether there is an account.
func Started(tx *store.Tx) (bool, error) {
	switch err := notStarted(tx); err {
	case nil:
		return false, nil
	case ErrStarted:
		return true, nil
	default:
		return false, err
	}
}

// Founder is who starts an installation, and whom they name to appoint all others.
type Founder struct {
	Code     string // the one-time code of FirstStart
	Username string
	Password string
	Officers [2]string // user names of the two who appoint others
}

// Founded are the first three accounts, and what the two officers sign in with the first time: to be shown once.
type Founded struct {
	Founder  Account
	Officers [2]Account
	Once     [2]string
}

// CreateFirst makes the first accounts with the one-time code, which is then used up: the founder's, and those of the two
// who appoint all others, as nobody may appoint alone. persons makes the persons' records in the same change and returns their
// keys, the founder's first. Errors: ErrStarted, ErrStartCode, those of CheckPassword, ErrName, ErrTaken; OfficerError round
// the two last when an officer's name is meant.
func (a *Accounts) CreateFirst(ctx context.Context, f Founder, persons func(*store.Tx) ([3]int64, error)) (done Founded, err error) {
	if err := f.check(); err != nil {
		return done, err
	}
	hashed, err := a.Hash(ctx, f.Password, f.Username)
	if err != nil {
		return done, err
	}
	var once [2]Hashed
	for i := range once {
		if done.Once[i], once[i], err = a.Once(ctx); err != nil {
			return done, err
		}
	}
	err = a.db.Write(ctx, func(tx *store.Tx) error {
		if err := useStartCode(tx, f.Code); err != nil {
			return err
		}
		keys, err := persons(tx)
		if err != nil {
			return err
		}
		if done.Founder, err = a.Add(tx, keys[0], Newcomer{Username: f.Username, Person: keys[0], Password: hashed}); err != nil {
			return err
		}
		for i, name := range f.Officers {
			n := Newcomer{Username: name, Person: keys[i+1], Password: once[i], Once: true}
			if done.Officers[i], err = a.Add(tx, keys[0], n); err != nil {
				return OfficerError{i, err}
			}
		}
		return enter(tx, keys[0], "first_start", keys[0], map[string]any{"officers": keys[1:]})
	})
	return done, err
}

// OfficerError says which officer's user name is wrong, 0 or 1.
type OfficerError struct {
	Officer int
	Err     error
}

func (e OfficerError) Error() string { return e.Err.Error() }
func (e OfficerError) Unwrap() error { return e.Err }

func (f Founder) check() error {
	if err := checkName(FoldName(f.Username)); err != nil {
		return err
	}
	for i, name := range f.Officers {
		if err := checkName(FoldName(name)); err != nil {
			return OfficerError{i, err}
		}
	}
	return nil
}

func useStartCode(tx *store.Tx, code string) error {
	if err := notStarted(tx); err != nil {
		return err
	}
	kept, err := store.All[string](tx, "SELECT code_hash FROM first_start WHERE until > $1", int64(tx.At()))
	if err != nil {
		return fmt.Errorf("read the one-time code: %w", err)
	}
	if len(kept) == 0 || subtle.ConstantTimeCompare([]byte(kept[0]), []byte(hashOf(onceForm(code)))) != 1 {
		return ErrStartCode
	}
	if _, err := tx.Exec("DELETE FROM first_start"); err != nil {
		return fmt.Errorf("use up the one-time code: %w", err)
	}
	return nil
}
