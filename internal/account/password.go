package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// Passwords are measured in characters. There are no rules of composition (NIST SP 800-63B-4 §3.1.1.2, 2025-08): length
// and not being among the common ones is what helps.
const (
	MinPassword = 12
	MaxPassword = 256
)

// Cost is how much work argon2id puts into one password. It is stored with each hash, so it can be raised later.
type Cost struct {
	Time    uint32
	Memory  uint32 // KiB
	Threads uint8
}

// Standard is OWASP's second choice of equal strength (Password Storage Cheat Sheet, read 2026-11): 19 MiB, two passes.
func Standard() Cost { return Cost{Time: 2, Memory: 19 * 1024, Threads: 1} }

// Hashed is a password as it is stored: a PHC string.
type Hashed string

const (
	saltSize = 16
	sumSize  = 32
)

//go:embed common.txt
var commonList string

// hasher computes few hashes at a time: each takes 19 MiB.
type hasher struct {
	cost  Cost
	slots chan struct{}
	dummy Hashed // what an unknown name is compared with, so that it costs the same
}

func newHasher(cost Cost) hasher {
	h := hasher{cost: cost, slots: make(chan struct{}, max(2, runtime.GOMAXPROCS(0)))}
	h.dummy = h.sum("a password nobody has chosen", randomBytes(saltSize), cost)
	return h
}

// CheckPassword says what is wrong with a password somebody chooses, or nil.
func CheckPassword(password, username string) error {
	password = norm.NFC.String(password)
	switch n := utf8.RuneCountInString(password); {
	case n < MinPassword:
		return ErrWeak
	case n > MaxPassword:
		return ErrLong
	}
	if isCommon(password) || FoldName(password) == FoldName(username) {
		return ErrCommon
	}
	return nil
}

// isCommon knows the list, the list's words repeated or followed by figures, and one character over and over.
func isCommon(password string) bool {
	folded := FoldName(password)
	word := strings.TrimRight(folded, "0123456789!?.")
	if word == "" {
		word = folded
	}
	for common := range strings.FieldsSeq(commonList) {
		if common == folded || common == word || strings.ReplaceAll(folded, common, "") == "" || strings.ReplaceAll(word, common, "") == "" {
			return true
		}
	}
	return strings.Count(folded, string([]rune(folded)[0])) == utf8.RuneCountInString(folded)
}

// Hash makes a password ready to be stored, after checking it.
func (a *Accounts) Hash(ctx context.Context, password, username string) (Hashed, error) {
	if err := CheckPassword(password, username); err != nil {
		return "", err
	}
	if err := a.hash.take(ctx); err != nil {
		return "", err
	}
	defer a.hash.give()
	return a.hash.sum(password, randomBytes(saltSize), a.hash.cost), nil
}

func (h hasher) take(ctx context.Context) error {
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h hasher) give() { <-h.slots }

// matches compares in constant time. A password too long to have been stored is compared with the dummy all the same.
func (h hasher) matches(ctx context.Context, stored Hashed, password string) (bool, error) {
	if err := h.take(ctx); err != nil {
		return false, err
	}
	defer h.give()
	if len(password) > 4*MaxPassword {
		password, stored = "", h.dummy
	}
	cost, salt, sum, err := parsePHC(stored)
	if err != nil {
		return false, err
	}
	got := argon2.IDKey([]byte(norm.NFC.String(password)), salt, cost.Time, cost.Memory, cost.Threads, uint32(len(sum)))
	return subtle.ConstantTimeCompare(got, sum) == 1 && stored != h.dummy, nil
}

func (h hasher) sum(password string, salt []byte, c Cost) Hashed {
	sum := argon2.IDKey([]byte(norm.NFC.String(password)), salt, c.Time, c.Memory, c.Threads, sumSize)
	b64 := base64.RawStdEncoding.EncodeToString
	return Hashed(fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.Memory, c.Time, c.Threads, b64(salt), b64(sum)))
}

func parsePHC(stored Hashed) (c Cost, salt, sum []byte, err error) {
	fail := func(err error) (Cost, []byte, []byte, error) {
		return Cost{}, nil, nil, fmt.Errorf("read a stored password: %w", err)
	}
	parts := strings.Split(string(stored), "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return fail(fmt.Errorf("it is not an argon2id string"))
	}
	var version int
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return fail(fmt.Errorf("its argon2 version is unknown"))
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.Memory, &c.Time, &c.Threads); err != nil {
		return fail(err)
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return fail(err)
	}
	if sum, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil {
		return fail(err)
	}
	if c.Time == 0 || c.Threads == 0 || len(sum) < 16 {
		return fail(fmt.Errorf("its costs are nonsense"))
	}
	return c, salt, sum, nil
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // crypto/rand.Read never fails
	return b
}
