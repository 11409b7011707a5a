package record

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/words"
)

// Terms is the part of the strategy profile that records need: code lists, their words and their order.
type Terms interface {
	// Valid reports whether code may be chosen from the list now.
	Valid(set, code string) bool
	// Label is the code's words; empty for a code nobody knows.
	Label(set, code string) words.Label
	// Order is the code's place in the list, from 0; retired codes come last.
	Order(set, code string) int
	// Codes lists what may be chosen now, in order.
	Codes(set string) []string
	// Version is the number of the profile in force.
	Version() int64
}

// Rights gives what a person may do at this moment. It is asked inside the transaction, so that a right taken away stops
// the next change.
type Rights func(tx *store.Tx, person int64) (access.Subject, error)

// Book is the organisation's records: the database, the kinds and what they stand on.
type Book struct {
	DB     *store.DB
	Terms  Terms
	Ring   *Keyring
	Rights Rights

	// Units tells how many units the organisation has, so that lists choose the right form of query; nil = unknown.
	Units func() int

	// Below lists units and all units below them, for lists of a whole part of the organisation; nil = no unit has any.
	Below func(tx *Tx, units ...Key) ([]Key, error)

	kinds    []Any
	refusals refusals
}

func (b *Book) units() int {
	if b.Units == nil {
		return 0
	}
	return b.Units()
}

// NewBook returns a book of the given kinds. Two kinds with one name or prefix are a fault of ours.
func NewBook(db *store.DB, terms Terms, ring *Keyring, rights Rights, kinds ...Any) *Book {
	names := map[string]bool{}
	for _, k := range kinds {
		if names[k.Meta().Name] || names[k.Meta().Prefix] {
			panic(fmt.Sprintf("record: two kinds are named %s or numbered %s", k.Meta().Name, k.Meta().Prefix))
		}
		names[k.Meta().Name], names[k.Meta().Prefix] = true, true
	}
	return &Book{DB: db, Terms: terms, Ring: ring, Rights: rights, kinds: kinds}
}

// Kinds lists every kind of the book.
func (b *Book) Kinds() []Any { return slices.Clone(b.kinds) }

// Kind finds a kind by its name.
func (b *Book) Kind(name string) (Any, bool) {
	i := slices.IndexFunc(b.kinds, func(k Any) bool { return k.Meta().Name == name })
	if i < 0 {
		return nil, false
	}
	return b.kinds[i], true
}

// Caller is who stands behind a piece of work.
type Caller struct {
	Person Key  // 0 with Door set
	Door   Door // the way in, when no person is known
	Coarse bool // anonymous: the trail keeps the hour only
}

// Door is a way in that is no person.
type Door int

// The doors, with their pseudonyms in the trail.
const (
	NoDoor Door = 0
	System Door = -1 // commands and jobs
	Intake Door = -2 // the report form: who reported stands only in a sealed field
)

// Actor is the caller's pseudonym in the trail.
func (c Caller) Actor() int64 {
	if c.Door != NoDoor {
		return int64(c.Door)
	}
	return int64(c.Person)
}

// Tx is one piece of work by one caller at one moment.
type Tx struct {
	*store.Tx
	Caller  Caller
	Subject access.Subject
	Reason  string // stands in the entries of this work
	Cause   int64  // the entry that led here; 0 = none

	book    *Book
	seen    *seen            // what is handed out, when reading
	reading *reading         // what is read already, when reading
	batches *[]int64         // imports that are not complete; nil until asked for
	below   map[string][]Key // by the units asked for
}

// Terms is the strategy profile in force.
func (tx *Tx) Terms() Terms { return tx.book.Terms }

// Book is the book tx works in.
func (tx *Tx) Book() *Book { return tx.book }

// Now is the moment of this work.
func (tx *Tx) Now() clock.Instant { return tx.At() }

// Today is the day of this work in Europe/Stockholm.
func (tx *Tx) Today() clock.Date { return tx.At().Date() }

// Veil hides a person behind a number that compares and does not tell.
func (tx *Tx) Veil(person Key) int64 {
	if person == 0 {
		return 0
	}
	return tx.book.Ring.Veil(person)
}

// Read runs f on one snapshot.
//
// A page that shows records of level 3 and up is logged before Read returns, so before anything can be sent; when that
// fails the answer is ErrNotLogged.
func (b *Book) Read(ctx context.Context, c Caller, f func(*Tx) error) error {
	shown := &seen{}
	err := b.DB.Read(ctx, b.bind(c, func(tx *Tx) error {
		tx.seen, tx.reading = shown, newReading()
		return f(tx)
	}))
	if err != nil {
		return err
	}
	return b.logReading(ctx, c, shown)
}

// Write runs f as one change: all of it is saved, or nothing. f must be repeatable and do no I/O of its own.
func (b *Book) Write(ctx context.Context, c Caller, f func(*Tx) error) error {
	return b.DB.Write(ctx, b.bind(c, f))
}

func (b *Book) bind(c Caller, f func(*Tx) error) func(*store.Tx) error {
	return func(st *store.Tx) error {
		tx, err := b.With(st, c)
		if err != nil {
			return err
		}
		return f(tx)
	}
}

// With makes a Tx of a transaction that somebody else opened.
func (b *Book) With(st *store.Tx, c Caller) (*Tx, error) {
	s, err := b.subject(st, c)
	if err != nil {
		return nil, err
	}
	return &Tx{Tx: st, Caller: c, Subject: s, book: b}, nil
}

func (b *Book) subject(st *store.Tx, c Caller) (access.Subject, error) {
	switch c.Door {
	case System:
		return access.Subject{Grants: []access.Grant{{Role: access.System, Region: true}}}, nil
	case Intake:
		return access.Subject{Grants: []access.Grant{{Role: access.Intake, Region: true}}}, nil
	}
	s, err := b.Rights(st, int64(c.Person))
	if err != nil {
		return s, fmt.Errorf("read the rights of the caller: %w", err)
	}
	s.Person, s.Veil = int64(c.Person), b.Ring.Veil(c.Person)
	return s, nil
}

// As returns tx acting through a door: what the program does by rule on behalf of a person's change.
func (tx *Tx) As(d Door) *Tx {
	other := *tx
	other.Caller.Door = d
	role := access.System
	if d == Intake {
		role = access.Intake
	}
	other.Subject = access.Subject{Grants: []access.Grant{{Role: role, Region: true}}}
	return &other
}

// Title is the title of any record of the given kinds (none = any kind), whoever asks: names of units, persons and
// codes. It answers ErrNotFound when there is none. Titles of secret kinds are not for it.
func (tx *Tx) Title(k Key, kinds ...string) (string, error) {
	var kind, title string
	err := tx.Row("SELECT kind, title FROM record WHERE rid = $1 AND state <> $2", int64(k), string(Withdrawn)).Scan(&kind, &title)
	if errors.Is(err, sql.ErrNoRows) {
		return "", ErrNotFound
	}
	if err != nil {
		return "", fmt.Errorf("read the title of %d: %w", k, err)
	}
	if len(kinds) > 0 && !slices.Contains(kinds, kind) {
		return "", ErrNotFound
	}
	return title, nil
}

// Titles is Title of many at once. What does not exist is left out.
func (tx *Tx) Titles(keys []Key) (map[Key]string, error) {
	all := make(map[Key]string, len(keys))
	known := map[Key]string{}
	if tx.reading != nil {
		known = tx.reading.titles
	}
	var ids []int64
	for _, k := range keys {
		if title, ok := known[k]; ok {
			all[k] = title
		} else {
			ids = append(ids, int64(k))
		}
	}
	if len(ids) == 0 {
		return all, nil
	}
	where, arg := tx.In("rid", 1, ids)
	err := tx.Each(func(scan func(...any) error) error {
		var k Key
		var title string
		if err := scan(&k, &title); err != nil {
			return err
		}
		all[k], known[k] = title, title
		return nil
	}, "SELECT rid, title FROM record WHERE "+where, arg)
	return all, err
}

// IDs are the public ids of records, without looking at rights. What does not exist is left out.
func (tx *Tx) IDs(keys []Key) (map[Key]ID, error) {
	ids := make([]int64, len(keys))
	for i, k := range keys {
		ids[i] = int64(k)
	}
	where, arg := tx.In("rid", 1, ids)
	all := map[Key]ID{}
	err := tx.Each(func(scan func(...any) error) error {
		var k Key
		var id []byte
		if err := scan(&k, &id); err != nil {
			return err
		}
		all[k] = ID(id)
		return nil
	}, "SELECT rid, id FROM record WHERE "+where, arg)
	return all, err
}

// Locate finds the key and kind of a public id, without looking at rights.
func (tx *Tx) Locate(id ID) (Key, string, error) {
	var k Key
	var kind string
	err := tx.Row("SELECT rid, kind FROM record WHERE id = $1", id[:]).Scan(&k, &kind)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, "", ErrNotFound
	}
	return k, kind, err
}
