package trail

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/store"
)

// tree is the right edge of the Merkle tree: the roots of its full subtrees, largest first. It is a value, so that a copy
// is a savepoint.
type tree struct {
	size int64
	edge [64]tlog.Hash // edge[l] is the root of the full subtree of 2^l leaves, when bit l of size is set
}

// add puts a leaf at the right and calls done for every subtree that became full, leaf included.
func (t *tree) add(leaf tlog.Hash, done func(level int, n int64, h tlog.Hash) error) error {
	h, level := leaf, 0
	for ; t.size>>level&1 == 1; level++ {
		h = tlog.NodeHash(t.edge[level], h)
		t.edge[level] = tlog.Hash{}
		if err := done(level+1, t.size>>(level+1), h); err != nil {
			return err
		}
	}
	t.edge[level] = h
	t.size++
	return nil
}

// root is the tree's hash as RFC 6962 has it.
func (t *tree) root() tlog.Hash {
	if t.size == 0 {
		h, _ := tlog.TreeHash(0, nil) // the empty tree reads nothing
		return h
	}
	level := bits.TrailingZeros64(uint64(t.size))
	h := t.edge[level]
	for level++; t.size>>level != 0; level++ {
		if t.size>>level&1 == 1 {
			h = tlog.NodeHash(t.edge[level], h)
		}
	}
	return h
}

func (t *tree) marshal() []byte {
	b := binary.BigEndian.AppendUint64(nil, uint64(t.size))
	for l := range t.edge {
		if t.size>>l&1 == 1 {
			b = append(b, t.edge[l][:]...)
		}
	}
	return b
}

var errEdge = errors.New("the trail's head is damaged")

func (t *tree) unmarshal(b []byte) error {
	*t = tree{}
	if len(b) == 0 {
		return nil
	}
	if len(b) < 8 {
		return errEdge
	}
	size := int64(binary.BigEndian.Uint64(b))
	b = b[8:]
	if size < 0 || len(b) != tlog.HashSize*bits.OnesCount64(uint64(size)) {
		return errEdge
	}
	for l := range t.edge {
		if size>>l&1 == 1 {
			b = b[copy(t.edge[l][:], b):]
		}
	}
	t.size = size
	return nil
}

// nodeLevels: only every 256th subtree hash is stored; the rest is computed from headers.
const nodeLevels = 8

// Ledger is the trail's head while a group of changes runs. It fulfils store.Ledger.
type Ledger struct {
	tree   tree
	saved  int64 // size when the group began
	at     clock.Instant
	change int64 // first entry of the request that runs; -1 before it
}

// NewLedger returns the ledger to open a database with.
func NewLedger() *Ledger { return &Ledger{change: -1} }

// Begin locks the head row first of all: sequence order is then commit order, also between processes.
func (l *Ledger) Begin(tx *store.Tx) error {
	q := "SELECT at, frontier FROM trail_head WHERE one = 1"
	if tx.Engine == store.Postgres {
		q += " FOR UPDATE"
	}
	var edge []byte
	if err := tx.Row(q).Scan(&l.at, &edge); err != nil {
		return fmt.Errorf("read the trail's head: %w", err)
	}
	if err := l.tree.unmarshal(edge); err != nil {
		return err
	}
	l.saved = l.tree.size
	if tx.At() < l.at {
		tx.SetAt(l.at) // time never goes back along the sequence
	}
	return nil
}

type mark struct {
	tree tree
	at   clock.Instant
}

// Mark starts a request's change.
func (l *Ledger) Mark() any {
	l.change = -1
	return mark{l.tree, l.at}
}

// Reset undoes a request's entries: the next one takes their numbers, so that there are no gaps.
func (l *Ledger) Reset(m any) { l.tree, l.at = m.(mark).tree, m.(mark).at }

// End saves the head when it has grown.
func (l *Ledger) End(tx *store.Tx) error {
	if l.tree.size == l.saved {
		return nil
	}
	_, err := tx.Exec("UPDATE trail_head SET size = $1, at = $2, frontier = $3 WHERE one = 1", l.tree.size, int64(l.at), l.tree.marshal())
	return err
}

func (l *Ledger) entry(tx *store.Tx, d Draft) Entry {
	e := Entry{
		Seq: l.tree.size, At: tx.At(), Coarse: d.Coarse, Cause: d.Cause, Actor: d.Actor, Action: d.Action,
		Kind: d.Kind, RID: d.RID, Version: d.Version, Shape: d.Shape,
	}
	if d.Coarse {
		e.At = e.At.HourFloor()
	} else {
		l.at = e.At
	}
	if l.change < 0 {
		l.change = e.Seq
	}
	e.Change = l.change
	return e
}

func (l *Ledger) add(tx *store.Tx, e Entry) error {
	return l.tree.add(e.leaf(), func(level int, n int64, h tlog.Hash) error {
		if level%nodeLevels != 0 {
			return nil
		}
		_, err := tx.Exec("INSERT INTO trail_node(level, n, h) VALUES($1, $2, $3)", level, n, h[:])
		return err
	})
}
