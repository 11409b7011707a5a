package trail

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/store"
)

// Entry is the header of one entry. It holds no free text: what cannot be erased must not need erasing.
type Entry struct {
	Seq        int64 // leaf number = commit order, no gaps
	At         clock.Instant
	Coarse     bool   // anonymous: At is the start of its hour
	Change     int64  // Seq of the first entry of the same request
	Cause      int64  // Seq of the entry that led here; 0 = none
	Actor      int64  // pseudonym number
	Action     string // create, update, a step's name, read, refused, sign_in …
	Kind       string
	RID        int64 // record key; 0 = none
	Version    int   // 0 = not a change of a record
	Shape      int   // how the body is built; bodies outlive code
	Commitment [sha256.Size]byte
}

// Draft is what a caller says of an entry. The trail adds the sequence, the time and the commitment.
type Draft struct {
	Actor   int64
	Action  string
	Kind    string
	RID     int64
	Version int
	Shape   int
	Cause   int64
	Coarse  bool
	Body    []byte // exact bytes: never marshalled again to be verified
}

const saltSize = 16

// ErrReadOnly is the answer to an append outside a change.
var ErrReadOnly = errors.New("the trail is written inside a change only")

// Next is the sequence number the next entry of tx will have. A new record takes it as its key.
func Next(tx *store.Tx) (int64, error) {
	h, ok := tx.Ledger().(*Ledger)
	if !ok {
		return 0, ErrReadOnly
	}
	return h.tree.size, nil
}

// Append writes one entry in tx. It becomes part of the tree when the group commits.
func Append(tx *store.Tx, d Draft) (Entry, error) {
	h, ok := tx.Ledger().(*Ledger)
	if !ok {
		return Entry{}, ErrReadOnly
	}
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // crypto/rand.Read never fails
	e := h.entry(tx, d)
	e.Commitment = commit(salt, d.Body)
	if err := insert(tx, e); err != nil {
		return Entry{}, fmt.Errorf("append entry %d: %w", e.Seq, err)
	}
	if err := insertBody(tx, e.Seq, salt, d.Body, 0); err != nil {
		return Entry{}, fmt.Errorf("append the body of entry %d: %w", e.Seq, err)
	}
	if err := h.add(tx, e); err != nil {
		return Entry{}, fmt.Errorf("add entry %d to the tree: %w", e.Seq, err)
	}
	return e, nil
}

func insert(tx *store.Tx, e Entry) error {
	_, err := tx.Exec(`INSERT INTO trail(seq, at, coarse, change, cause, actor, action, kind, rid, version, shape, commitment)
		VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		e.Seq, int64(e.At), bit(e.Coarse), e.Change, e.Cause, e.Actor, e.Action, e.Kind, e.RID, e.Version, e.Shape, e.Commitment[:])
	return err
}

func insertBody(tx *store.Tx, seq int64, salt, body []byte, redactedBy int64) error {
	enc, packed, err := pack(body)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO trail_body(seq, enc, salt, body, redacted_by) VALUES($1, $2, $3, $4, $5)`, seq, enc, salt, packed, redactedBy)
	return err
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func commit(salt, body []byte) (sum [sha256.Size]byte) {
	m := hmac.New(sha256.New, salt)
	m.Write(body)
	m.Sum(sum[:0])
	return sum
}

// canonical is the leaf's data: length-prefixed, so that no two entries share it.
func (e Entry) canonical() []byte {
	b := append(make([]byte, 0, 192), "vardkas entry 1\n"...)
	for _, n := range []int64{e.Seq, int64(e.At), int64(bit(e.Coarse)), e.Change, e.Cause, e.Actor, e.RID, int64(e.Version), int64(e.Shape)} {
		b = binary.BigEndian.AppendUint64(b, uint64(n))
	}
	for _, s := range []string{e.Action, e.Kind} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(s)))
		b = append(b, s...)
	}
	return append(b, e.Commitment[:]...)
}

func (e Entry) leaf() tlog.Hash { return tlog.RecordHash(e.canonical()) }

const headerColumns = "t.seq, t.at, t.coarse, t.change, t.cause, t.actor, t.action, t.kind, t.rid, t.version, t.shape, t.commitment"

func scanEntry(scan func(...any) error, more ...any) (e Entry, err error) {
	var coarse int
	var sum []byte
	err = scan(append([]any{&e.Seq, &e.At, &coarse, &e.Change, &e.Cause, &e.Actor, &e.Action, &e.Kind, &e.RID, &e.Version, &e.Shape, &sum}, more...)...)
	e.Coarse = coarse == 1
	copy(e.Commitment[:], sum)
	return e, err
}

// ErrNoEntry is the answer when there is no such entry.
var ErrNoEntry = errors.New("no such entry")

// ErrErased is the answer when an entry's body is gone by a disposal decision.
var ErrErased = errors.New("the body of this entry has been erased")

// Get returns one header.
func Get(tx *store.Tx, seq int64) (Entry, error) {
	e, err := scanEntry(tx.Row("SELECT "+headerColumns+" FROM trail t WHERE t.seq = $1", seq).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return Entry{}, ErrNoEntry
	}
	return e, err
}

// Body returns the exact bytes of an entry's body, and the entry that redacted it (0 = none).
func Body(tx *store.Tx, seq int64) (body []byte, redactedBy int64, err error) {
	var enc int
	var packed []byte
	err = tx.Row("SELECT enc, body, redacted_by FROM trail_body WHERE seq = $1", seq).Scan(&enc, &packed, &redactedBy)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, 0, ErrErased
	}
	if err != nil {
		return nil, 0, fmt.Errorf("read the body of entry %d: %w", seq, err)
	}
	body, err = unpack(enc, packed)
	return body, redactedBy, err
}

// Version is one version of a record: its header and its body, nil when erased.
type Version struct {
	Entry
	Body       []byte
	RedactedBy int64
}

// Versions returns the versions of a record, oldest first.
func Versions(tx *store.Tx, rid int64) ([]Version, error) {
	return versions(tx, "t.rid = $1 AND t.version > 0 ORDER BY t.version", rid)
}

// VersionAt returns the version of a record that was current when the trail had reached seq.
func VersionAt(tx *store.Tx, rid, seq int64) (Version, error) {
	all, err := versions(tx, "t.rid = $1 AND t.seq <= $2 AND t.version > 0 ORDER BY t.version DESC LIMIT 1", rid, seq)
	if err != nil {
		return Version{}, err
	}
	if len(all) == 0 {
		return Version{}, ErrNoEntry
	}
	return all[0], nil
}

func versions(tx *store.Tx, where string, args ...any) ([]Version, error) {
	var all []Version
	err := tx.Each(func(scan func(...any) error) error {
		var v Version
		var enc, by sql.NullInt64
		var packed []byte
		e, err := scanEntry(scan, &enc, &packed, &by)
		if err != nil {
			return err
		}
		v.Entry, v.RedactedBy = e, by.Int64
		if enc.Valid {
			if v.Body, err = unpack(int(enc.Int64), packed); err != nil {
				return fmt.Errorf("entry %d: %w", e.Seq, err)
			}
		}
		all = append(all, v)
		return nil
	}, "SELECT "+headerColumns+", b.enc, b.body, b.redacted_by FROM trail t LEFT JOIN trail_body b ON b.seq = t.seq WHERE "+where, args...)
	return all, err
}

// SeqAt is how far the trail had come at a moment: the number of the last entry not later than it, or -1.
// Anonymous entries carry a coarse time and are counted with their neighbours.
func SeqAt(tx *store.Tx, at clock.Instant) (int64, error) {
	var seq int64
	err := tx.Row("SELECT seq FROM trail WHERE coarse = 0 AND at <= $1 ORDER BY at DESC, seq DESC LIMIT 1", int64(at)).Scan(&seq)
	if errors.Is(err, sql.ErrNoRows) {
		return -1, nil
	}
	return seq, err
}
