package account

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/trail"
)

// KeySize is the length of the key that seals second-factor secrets and keys the counts of failures.
const KeySize = 32

// The answers of this package that a page words. Each is a key of the words catalogue.
var (
	ErrWrong        = errors.New("account.problem.wrong")         // name, password or code is wrong: which is not said
	ErrWeak         = errors.New("account.problem.short")         // shorter than MinPassword
	ErrLong         = errors.New("account.problem.long")          // longer than MaxPassword
	ErrCommon       = errors.New("account.problem.common")        // among the first that anyone tries
	ErrTaken        = errors.New("account.problem.taken")         // somebody has the user name
	ErrName         = errors.New("account.problem.name")          // a user name must be 2–64 letters without spaces
	ErrCode         = errors.New("account.problem.code")          // the code is not right now
	ErrStarted      = errors.New("account.problem.started")       // the first account exists
	ErrStartCode    = errors.New("account.problem.start_code")    // the one-time code is wrong or too old
	ErrNoSession    = errors.New("account.problem.no_session")    // the session has ended
	ErrNoAccount    = errors.New("account.problem.no_account")    // the person has no local account
	ErrTOTPDemanded = errors.New("account.problem.totp_demanded") // the second factor may not be taken away
	ErrOnceOver     = errors.New("account.problem.once_over")     // the one-time password is too old
	ErrSame         = errors.New("account.problem.same")          // the chosen password is the one-time password
)

// LockedError says that there were too many failures, by name or by address.
type LockedError struct{ Until clock.Instant }

func (e *LockedError) Error() string { return "account.problem.locked" }

// Accounts signs people in and keeps their sessions. It is safe for use by several goroutines.
type Accounts struct {
	db    *store.DB
	clock clock.Clock
	seal  sealer
	names []byte // keys the hashes under which failures are counted
	hash  hasher
}

// New returns the accounts of a database. The key is KeySize random bytes kept outside the database.
func New(db *store.DB, c clock.Clock, key []byte, cost Cost) (*Accounts, error) {
	if len(key) != KeySize {
		return nil, fmt.Errorf("account: the key is %d bytes, want %d", len(key), KeySize)
	}
	seal, err := newSealer(derive(key, "totp"))
	if err != nil {
		return nil, err
	}
	return &Accounts{db: db, clock: c, seal: seal, names: derive(key, "failures"), hash: newHasher(cost)}, nil
}

// Account is one local way to sign in.
type Account struct {
	ID           int64
	Username     string // folded
	Person       int64
	TOTP         bool // a second factor is enrolled
	TOTPDemanded bool
	Disabled     bool
	CreatedAt    clock.Instant
	PasswordAt   clock.Instant
	OnceUntil    clock.Instant // the password is for one sign-in and good until then; 0 = the person's own
	SignedInAt   clock.Instant // last; 0 = never

	password string
	secret   []byte
	pending  []byte
	step     int64
}

// Newcomer is what Add needs to know.
type Newcomer struct {
	Username     string
	Person       int64 // record key
	Password     Hashed
	Once         bool // the password is for one sign-in, after which the person chooses
	TOTPDemanded bool
}

// FoldName is the form in which user names are compared and stored. Bytes that are no text, and NUL, which no database takes,
// become marks that no name holds.
func FoldName(name string) string {
	name = strings.ReplaceAll(strings.ToValidUTF8(name, "\uFFFD"), "\x00", "\uFFFD")
	return cases.Fold().String(norm.NFC.String(strings.TrimSpace(name)))
}

func checkName(folded string) error {
	n := len([]rune(folded))
	if n < 2 || n > 64 || strings.ContainsFunc(folded, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return ErrName
	}
	return nil
}

// Add stores an account for a person inside the caller's change. The password comes hashed by Hash, which takes too long
// to be done inside a change.
func (a *Accounts) Add(tx *store.Tx, actor int64, n Newcomer) (Account, error) {
	name := FoldName(n.Username)
	if err := checkName(name); err != nil {
		return Account{}, err
	}
	added, err := tx.Exec(`INSERT INTO account(username, person, password, totp_secret, totp_pending, totp_step, totp_demanded, disabled, created_at, password_at, once_until, signed_in_at)
		VALUES($1, $2, $3, $4, $4, 0, $5, 0, $6, $6, $7, 0) ON CONFLICT DO NOTHING`, name, n.Person, string(n.Password), []byte{}, bit(n.TOTPDemanded), int64(tx.At()), onceUntil(tx, n.Once))
	if err != nil {
		return Account{}, fmt.Errorf("add account: %w", err)
	}
	if added == 0 {
		return Account{}, ErrTaken
	}
	if err := enter(tx, actor, "account_added", n.Person, nil); err != nil {
		return Account{}, err
	}
	return accountWhere(tx, "username = $1", name)
}

// Disable stops an account, or lets it in again, and ends its sessions.
func (a *Accounts) Disable(tx *store.Tx, actor, person int64, disabled bool) error {
	n, err := tx.Exec("UPDATE account SET disabled = $1 WHERE person = $2", bit(disabled), person)
	if err != nil {
		return fmt.Errorf("disable account: %w", err)
	}
	if n == 0 {
		return ErrNoAccount
	}
	if !disabled {
		return enter(tx, actor, "account_enabled", person, nil)
	}
	if _, err := revokeWhere(tx, tx.At(), "person = $2", person); err != nil {
		return err
	}
	return enter(tx, actor, "account_disabled", person, nil)
}

// Of returns a person's account, or ErrNoAccount.
func Of(tx *store.Tx, person int64) (Account, error) { return accountWhere(tx, "person = $1", person) }

// ByName returns the account with a user name, however it is typed, or ErrNoAccount.
func ByName(tx *store.Tx, username string) (Account, error) {
	return accountWhere(tx, "username = $1", FoldName(username))
}

const accountColumns = `a.id, a.username, a.person, a.password, a.totp_secret, a.totp_pending, a.totp_step, a.totp_demanded, a.disabled,
	a.created_at, a.password_at, a.once_until, a.signed_in_at`

// scanAccount reads accountColumns.
func scanAccount(scan func(...any) error) (x Account, err error) {
	var demanded, disabled int
	err = scan(&x.ID, &x.Username, &x.Person, &x.password, &x.secret, &x.pending, &x.step, &demanded, &disabled,
		&x.CreatedAt, &x.PasswordAt, &x.OnceUntil, &x.SignedInAt)
	x.TOTP, x.TOTPDemanded, x.Disabled = len(x.secret) > 0, demanded == 1, disabled == 1
	return x, err
}

func accountWhere(tx *store.Tx, where string, arg any) (Account, error) {
	x, err := scanAccount(tx.Row("SELECT "+accountColumns+" FROM account a WHERE "+where, arg).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return Account{}, ErrNoAccount
	}
	if err != nil {
		return Account{}, fmt.Errorf("read account: %w", err)
	}
	return x, nil
}

// enter writes one entry of kind "session". details hold no name, address or secret.
func enter(tx *store.Tx, actor int64, action string, person int64, details map[string]any) error {
	if details == nil {
		details = map[string]any{}
	}
	if person != 0 {
		details["person"] = person
	}
	body, err := json.Marshal(details)
	if err != nil {
		return fmt.Errorf("enter %s: %w", action, err)
	}
	if _, err := trail.Append(tx, trail.Draft{Actor: actor, Action: action, Kind: "session", Shape: 1, Body: body}); err != nil {
		return fmt.Errorf("enter %s: %w", action, err)
	}
	return nil
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
