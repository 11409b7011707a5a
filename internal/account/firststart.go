package account

import (
	"context"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"strings"
	"time"

	"github.com/vardkas/vardkas/internal/store"
)

// startCodeLasts is how long the one-time code of the first start may be used.
const startCodeLasts = 24 * time.Hour

// crockford has no letters that are read as figures.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// FirstStart returns a new one-time code while there is no account, to be printed once; it replaces an earlier one. When
// there is an account it returns ErrStarted.
func (a *Accounts) FirstStart(ctx context.Context) (code string, err error) {
	text := crockford.EncodeToString(randomBytes(10))
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
	return text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:], nil
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

// CreateFirst makes the first account with the one-time code, which is then used up. person makes the person's record in
// the same change and returns its key. Errors: ErrStarted, ErrStartCode, those of CheckPassword, ErrName.
func (a *Accounts) CreateFirst(ctx context.Context, code, username, password string, person func(*store.Tx) (int64, error)) (x Account, err error) {
	if err := checkName(FoldName(username)); err != nil {
		return Account{}, err
	}
	hashed, err := a.Hash(ctx, password, username)
	if err != nil {
		return Account{}, err
	}
	err = a.db.Write(ctx, func(tx *store.Tx) error {
		if err := useStartCode(tx, code); err != nil {
			return err
		}
		key, err := person(tx)
		if err != nil {
			return err
		}
		x, err = a.Add(tx, key, Newcomer{Username: username, Person: key, Password: hashed})
		if err != nil {
			return err
		}
		return enter(tx, key, "first_start", key, nil)
	})
	return x, err
}

func useStartCode(tx *store.Tx, code string) error {
	if err := notStarted(tx); err != nil {
		return err
	}
	kept, err := store.All[string](tx, "SELECT code_hash FROM first_start WHERE until > $1", int64(tx.At()))
	if err != nil {
		return fmt.Errorf("read the one-time code: %w", err)
	}
	// As Crockford reads it: no hyphens, O is 0, I and L are 1.
	typed := strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(code))
	if len(kept) == 0 || subtle.ConstantTimeCompare([]byte(kept[0]), []byte(hashOf(typed))) != 1 {
		return ErrStartCode
	}
	if _, err := tx.Exec("DELETE FROM first_start"); err != nil {
		return fmt.Errorf("use up the one-time code: %w", err)
	}
	return nil
}
