package trail

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/vardkas/vardkas/internal/store"
)

// Evidence shows to an outsider that one entry is part of a signed trail, without disclosing any other entry.
type Evidence struct {
	Head   string           `json:"head"`   // the signed head
	Entry  Entry            `json:"entry"`  // the header
	Salt   []byte           `json:"salt"`   // opens the commitment
	Body   []byte           `json:"body"`   // the exact bytes committed to
	Proof  tlog.RecordProof `json:"proof"`  // hashes from the leaf to the root
	Leaf   []byte           `json:"leaf"`   // the leaf's data as hashed
	Redact int64            `json:"redact"` // the entry that redacted the body; 0 = none
}

// Prove gathers the evidence for one entry under the newest signed head that covers it.
func Prove(tx *store.Tx, seq int64) (Evidence, error) {
	signed, err := LastSigned(tx)
	if err != nil {
		return Evidence{}, err
	}
	head, err := OpenHead(signed, "")
	if err != nil {
		return Evidence{}, err
	}
	e, err := Get(tx, seq)
	if err != nil {
		return Evidence{}, err
	}
	if seq >= head.Size {
		return Evidence{}, fmt.Errorf("entry %d is newer than the last signed head: %w", seq, ErrNoHead)
	}
	proof, err := tlog.ProveRecord(head.Size, seq, hashReader{tx})
	if err != nil {
		return Evidence{}, fmt.Errorf("prove entry %d: %w", seq, err)
	}
	ev := Evidence{Head: signed, Entry: e, Proof: proof, Leaf: e.canonical()}
	if ev.Body, ev.Redact, err = Body(tx, seq); err != nil {
		return Evidence{}, err
	}
	err = tx.Row("SELECT salt FROM trail_body WHERE seq = $1", seq).Scan(&ev.Salt)
	return ev, err
}

// Holds checks evidence offline, against the verifier key of the organisation.
func (ev Evidence) Holds(verifier string) error {
	head, err := OpenHead(ev.Head, verifier)
	if err != nil {
		return err
	}
	if string(ev.Entry.canonical()) != string(ev.Leaf) {
		return fmt.Errorf("the entry shown is not the leaf that was signed: %w", ErrBadHead)
	}
	if err := tlog.CheckRecord(ev.Proof, head.Size, head.Root, ev.Entry.Seq, tlog.RecordHash(ev.Leaf)); err != nil {
		return fmt.Errorf("entry %d: %w", ev.Entry.Seq, err)
	}
	if sum := commit(ev.Salt, ev.Body); ev.Redact == 0 && sum != ev.Entry.Commitment {
		return fmt.Errorf("entry %d: the body is not the one that was signed: %w", ev.Entry.Seq, ErrBadHead)
	}
	return nil
}

// hashReader gives tlog the hashes it asks for: stored ones where they are stored, the rest computed from headers.
type hashReader struct{ tx *store.Tx }

func (r hashReader) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	all := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		level, n := tlog.SplitStoredHashIndex(index)
		h, err := r.hash(level, n)
		if err != nil {
			return nil, err
		}
		all[i] = h
	}
	return all, nil
}

func (r hashReader) hash(level int, n int64) (tlog.Hash, error) {
	if level >= nodeLevels && level%nodeLevels == 0 {
		var h []byte
		err := r.tx.Row("SELECT h FROM trail_node WHERE level = $1 AND n = $2", level, n).Scan(&h)
		if err != nil {
			return tlog.Hash{}, fmt.Errorf("read node %d of level %d: %w", n, level, err)
		}
		if len(h) != tlog.HashSize {
			return tlog.Hash{}, fmt.Errorf("read node %d of level %d: %w", n, level, errEdge)
		}
		return tlog.Hash(h), nil
	}
	if level > nodeLevels {
		left, err := r.hash(level-1, 2*n)
		if err != nil {
			return tlog.Hash{}, err
		}
		right, err := r.hash(level-1, 2*n+1)
		return tlog.NodeHash(left, right), err
	}
	return r.fromHeaders(level, n)
}

// fromHeaders computes a small subtree from the headers of its leaves.
func (r hashReader) fromHeaders(level int, n int64) (tlog.Hash, error) {
	var t tree
	err := r.tx.Each(func(scan func(...any) error) error {
		e, err := scanEntry(scan)
		if err != nil {
			return err
		}
		return t.add(e.leaf(), func(int, int64, tlog.Hash) error { return nil })
	}, "SELECT "+headerColumns+" FROM trail t WHERE t.seq >= $1 AND t.seq < $2 ORDER BY t.seq", n<<level, (n+1)<<level)
	if err == nil && t.size != 1<<level {
		err = ErrNoEntry
	}
	return t.root(), err
}
