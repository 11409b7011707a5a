package trail

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/vardkas/vardkas/internal/store"
)

// Report is the outcome of a verification.
type Report struct {
	Entries int64
	Erased  int64
	Root    tlog.Hash
	Signed  int
}

// Check recomputes everything the trail holds: the sequence, the tree, the stored nodes, every commitment and the heads
// signed so far. It returns Damage when something does not fit.
func Check(ctx context.Context, db *store.DB) error {
	_, err := Verify(ctx, db, Proof{})
	return err
}

// Proof is what a verification is held against: a verifier's key, and heads kept elsewhere.
type Proof struct {
	Verifier string   // the public key of the signer, in note format; empty checks no signature
	Heads    []string // signed heads saved outside the data directory
}

// Verify recomputes the trail and holds it against heads kept elsewhere. Memory use does not grow with the trail.
func Verify(ctx context.Context, db *store.DB, p Proof) (Report, error) {
	var r Report
	err := db.Read(ctx, func(tx *store.Tx) error {
		heads, err := gatherHeads(tx, p)
		if err != nil {
			return err
		}
		c := checker{tx: tx, heads: heads.bySize, damage: heads.damage}
		if err := c.walk(); err != nil {
			return err
		}
		if err := c.finish(); err != nil {
			return err
		}
		r = Report{Entries: c.tree.size, Erased: c.erased, Root: c.tree.root(), Signed: len(heads.bySize)}
		if len(c.damage) > 0 {
			return c.damage
		}
		return nil
	})
	return r, err
}

// VerifyTail holds the last n entries against their commitments and the stored head against the last one: what can be
// seen at once of a trail that takes minutes to verify whole. It answers Damage.
func VerifyTail(tx *store.Tx, n int64) error {
	head, err := Current(tx, "")
	if err != nil {
		return err
	}
	redacted, err := redactions(tx)
	if err != nil {
		return err
	}
	c := checker{tx: tx}
	c.tree.size = max(head.Size-n, 0)
	err = c.each(redacted, c.tree.size, func(Entry) error { c.tree.size++; return nil })
	if err != nil {
		return err
	}
	if c.tree.size != head.Size {
		c.found("trail.damage.head", number(head.Size), number(c.tree.size))
	}
	if len(c.damage) > 0 {
		return c.damage
	}
	return nil
}

type checker struct {
	tx     *store.Tx
	tree   tree
	heads  map[int64]tlog.Hash
	stored map[[2]int64]tlog.Hash // subtree hashes not yet met on the walk
	damage Damage
	erased int64
	lastAt int64
}

func (c *checker) found(key string, args ...any) {
	c.damage = append(c.damage, Finding{key, args})
}

func (c *checker) walk() error {
	redacted, err := redactions(c.tx)
	if err != nil {
		return err
	}
	if c.stored, err = c.nodes(); err != nil {
		return err
	}
	return c.each(redacted, 0, func(e Entry) error {
		if err := c.tree.add(e.leaf(), func(level int, n int64, h tlog.Hash) error {
			c.node(level, n, h)
			return nil
		}); err != nil {
			return err
		}
		if want, ok := c.heads[c.tree.size]; ok && want != c.tree.root() {
			c.found("trail.damage.changed_after_head", number(e.Seq), number(c.tree.size))
		}
		return nil
	})
}

// each goes through the entries from one on, checks header and body of each and hands it on.
func (c *checker) each(redacted map[int64][]byte, from int64, next func(Entry) error) error {
	return c.tx.Each(func(scan func(...any) error) error {
		var enc *int
		var salt, packed []byte
		e, err := scanEntry(scan, &enc, &salt, &packed)
		if err != nil {
			return err
		}
		c.header(e)
		c.body(e, enc, salt, packed, redacted)
		return next(e)
	}, "SELECT "+headerColumns+", b.enc, b.salt, b.body FROM trail t LEFT JOIN trail_body b ON b.seq = t.seq WHERE t.seq >= $1 ORDER BY t.seq", from)
}

func (c *checker) header(e Entry) {
	if e.Seq != c.tree.size {
		c.found("trail.damage.order", number(e.Seq), number(c.tree.size))
	}
	if !e.Coarse {
		if int64(e.At) < c.lastAt {
			c.found("trail.damage.time", number(e.Seq))
		}
		c.lastAt = int64(e.At)
	}
}

func (c *checker) body(e Entry, enc *int, salt, packed []byte, redacted map[int64][]byte) {
	if enc == nil {
		c.erased++
		if _, ok := redacted[e.Seq]; !ok {
			c.found("trail.damage.body_lost", number(e.Seq))
		}
		return
	}
	body, err := unpack(*enc, packed)
	if err != nil {
		c.found("trail.damage.body_unreadable", number(e.Seq), err.Error())
		return
	}
	got := commit(salt, body)
	want := e.Commitment[:]
	if other, ok := redacted[e.Seq]; ok {
		want = other
	}
	if string(got[:]) != string(want) {
		c.found("trail.damage.body", number(e.Seq))
	}
}

func (c *checker) nodes() (map[[2]int64]tlog.Hash, error) {
	nodes := map[[2]int64]tlog.Hash{}
	err := c.tx.Each(func(scan func(...any) error) error {
		var level, n int64
		var h []byte
		if err := scan(&level, &n, &h); err != nil {
			return err
		}
		var hash tlog.Hash // of another length it fits nothing
		if len(h) == len(hash) {
			copy(hash[:], h)
		}
		nodes[[2]int64{level, n}] = hash
		return nil
	}, "SELECT level, n, h FROM trail_node")
	return nodes, err
}

func (c *checker) node(level int, n int64, h tlog.Hash) {
	if level%nodeLevels != 0 {
		return
	}
	key := [2]int64{int64(level), n}
	if c.stored[key] != h {
		c.found("trail.damage.hash", number(n<<level), number((n+1)<<level-1))
	}
	delete(c.stored, key)
}

// finish compares the end of the walk with the stored head and with heads for sizes the trail never reached.
func (c *checker) finish() error {
	var size int64
	var edge []byte
	if err := c.tx.Row("SELECT size, frontier FROM trail_head WHERE one = 1").Scan(&size, &edge); err != nil {
		return fmt.Errorf("read the trail's head: %w", err)
	}
	var head tree
	if err := head.unmarshal(edge); err != nil {
		c.found("trail.damage.head_unreadable", err.Error())
	} else if head != c.tree || size != c.tree.size {
		c.found("trail.damage.head", number(size), number(c.tree.size))
	}
	for key := range c.stored {
		c.found("trail.damage.hash_of_nothing", number(key[0]), number(key[1]))
	}
	for size := range c.heads {
		if size > c.tree.size {
			c.found("trail.damage.cut", number(c.tree.size), number(size))
		}
	}
	return nil
}
