package incident

import (
	"crypto/hmac"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"strings"

	"github.com/vardkas/vardkas/internal/record"
)

// crockford are the characters of a receipt's code: no I, L, O or U, so that it can be read aloud and written by hand.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// CodeLength is how many characters a receipt's code has: 80 bits.
const CodeLength = 16

// NewCode draws the code of a receipt. It is shown to the reporter and kept nowhere: the incident holds its keyed hash.
func NewCode() string {
	raw := make([]byte, CodeLength)
	_, _ = rand.Read(raw) // crypto/rand.Read never fails
	for n, b := range raw {
		raw[n] = crockford[b%32] // 256 is a multiple of 32: no character is likelier
	}
	return string(raw)
}

// CleanCode reads a code as people type it: any case, with spaces or hyphens, and with the letters that look like digits.
func CleanCode(typed string) string {
	return strings.NewReplacer(" ", "", "-", "", "I", "1", "L", "1", "O", "0").Replace(strings.ToUpper(typed))
}

func validCode(code string) bool {
	code = CleanCode(code)
	return len(code) == CodeLength && strings.Trim(code, crockford) == ""
}

// sealCode gives what is kept of a code: its keyed hash, and the veil by which its holder is the report's reporter.
func sealCode(ring *record.Keyring, code string) (hash string, veil int64) {
	sum := ring.Hash("receipt " + CleanCode(code))
	return hex.EncodeToString(sum), int64(binary.BigEndian.Uint64(ring.Hash("receipt veil "+CleanCode(code))) >> 1)
}

// Follow lets whoever has the number and code of a report in as its reporter: the transaction it returns reads that
// report, its messages and the reporter's own files, and nothing else. Wrong number and wrong code are ErrNotFound alike,
// after the same work. tx should come from the intake (record.Caller{Door: record.Intake, Coarse: true}), so that the trail
// does not tell who looked.
func Follow(tx *record.Tx, number, code string) (*record.Tx, *Incident, error) {
	hash, veil := sealCode(tx.Book().Ring, code)
	prefix, n, ok := record.ParseNumber(number)
	kept := strings.Repeat("0", len(hash))
	var key record.Key
	err := tx.Each(func(scan func(...any) error) error { return scan(&key, &kept) },
		"SELECT r.rid, i.receipt FROM record r JOIN incident i ON i.rid = r.rid WHERE r.kind = 'incident' AND r.number_year = $1 AND r.number = $2 AND i.receipt <> ''", n.Year, n.N)
	if err != nil {
		return nil, nil, err
	}
	if same := hmac.Equal([]byte(hash), []byte(kept)); !same || !ok || prefix != Kind.Prefix {
		return nil, nil, record.ErrNotFound
	}
	return follow(tx, key, veil)
}

// FollowAgain is Follow within a follow session, which knows the report it was opened for: the code is not asked twice.
func FollowAgain(tx *record.Tx, key record.Key) (*record.Tx, *Incident, error) {
	i, err := Kind.Reveal(tx.As(record.System), key)
	if err != nil {
		return nil, nil, err
	}
	if len(i.Reporters) == 0 || i.Receipt == "" {
		return nil, nil, record.ErrNotFound
	}
	return follow(tx, key, i.Reporters[0])
}

func follow(tx *record.Tx, key record.Key, veil int64) (*record.Tx, *Incident, error) {
	as := behind(tx, veil)
	i, err := Kind.Get(as, key)
	if err != nil {
		return nil, nil, err
	}
	as.Caller.Coarse = i.Anonymous
	return as, i, nil
}

// AsReporter is tx acting for a signed-in person as the reporter of what that person reported, under the pseudonym of the
// intake: neither reading nor writing tells the trail who it was. Open tx as record.Caller{Door: record.Intake}.
func AsReporter(tx *record.Tx, person record.Key) *record.Tx { return behind(tx, tx.Veil(person)) }

func behind(tx *record.Tx, veil int64) *record.Tx {
	as := tx.As(record.Intake)
	as.Subject.Veil = veil
	return as
}
