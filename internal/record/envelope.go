package record

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
)

// Envelope is what every record has.
type Envelope struct {
	Key     Key    // row key, the number of the trail entry that created it
	ID      ID     // public id, in addresses and exports
	On      Key    // the record this one hangs on; 0 = none
	Number  Number // year and running number of its kind
	State   State
	Title   string
	Unit    Key    // the organisational unit it belongs to; 0 = the whole organisation
	Owner   Key    // the person who answers for it; 0 = none
	Areas   []Code // security areas, one or more (B4)
	Level   access.Level
	Ground  string // legal ground of the secrecy
	Dnr     string // number in the registry (diarienummer)
	Class   string // narrower sort within the kind; access rules know it
	Batch   Key    // the import batch it came in; 0 = none
	Version int    // optimistic lock; 0 = not saved

	CreatedAt, ChangedAt clock.Instant
	CreatedBy, ChangedBy int64 // actor pseudonyms

	sealedKey []byte // the record's own key, wrapped; nil until something is sealed
}

// Envelope returns e itself, so that a struct embedding it is a record.
func (e *Envelope) envelope() *Envelope { return e }

// Env returns the envelope of any record.
func (e *Envelope) Env() *Envelope { return e }

// Key is a row key. Other records refer to it; the outside sees the ID.
type Key int64

// Code is a code of the strategy profile, such as an area or a category.
type Code string

// State is a state of a life cycle, such as "received". Each kind declares its own.
type State string

// Withdrawn is the state of a record taken back, such as one of an import that was undone. It is in no list.
const Withdrawn State = "withdrawn"

// ID is the public identity: random for what comes in anonymously, else ordered by time (UUID v4 and v7).
type ID [16]byte

// ParseID reads an id as addresses write it.
func ParseID(text string) (ID, error) {
	u, err := uuid.Parse(text)
	if err != nil || len(text) != 36 {
		return ID{}, ErrNotFound // an address nobody gave out
	}
	return ID(u), nil
}

// String is the id as addresses write it.
func (id ID) String() string { return uuid.UUID(id).String() }

// IsZero reports whether the id is not set.
func (id ID) IsZero() bool { return id == ID{} }

func newID(coarse bool) (ID, error) {
	make := uuid.NewV7
	if coarse {
		make = uuid.NewRandom
	}
	u, err := make()
	return ID(u), err
}

// Number is the year and the running number a kind gives its records.
type Number struct{ Year, N int }

// Text is the number as people read it: H-2026-123.
func (n Number) Text(prefix string) string {
	if n.N == 0 {
		return ""
	}
	return fmt.Sprintf("%s-%d-%d", prefix, n.Year, n.N)
}

// ParseNumber reads a number such as h-2026-123. It reports false when the text is none.
func ParseNumber(text string) (prefix string, n Number, ok bool) {
	parts := strings.Split(strings.ToUpper(strings.TrimSpace(text)), "-")
	if len(parts) != 3 || parts[0] == "" {
		return "", Number{}, false
	}
	year, err1 := strconv.Atoi(parts[1])
	running, err2 := strconv.Atoi(parts[2])
	if err1 != nil || err2 != nil || year < 1900 || year > 9999 || running < 1 {
		return "", Number{}, false
	}
	return parts[0], Number{year, running}, true
}

// Amount is a whole number that may be not stated: not stated and zero differ.
type Amount struct {
	N     int64
	Known bool
}

// Of is a stated amount.
func Of(n int64) Amount { return Amount{n, true} }

// Or is the amount, or other when it is not stated.
func (a Amount) Or(other int64) int64 {
	if a.Known {
		return a.N
	}
	return other
}

// areaList is how areas are stored: as one text, each between blanks.
func areaList(areas []Code) any { return several(word[Code]()).store(areas) }
