package trail

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/vardkas/vardkas/internal/store"
)

// Head is the state of the whole trail in one line: how many entries, and the hash that binds them all.
type Head struct {
	Origin string // which organisation's trail
	Size   int64
	Root   tlog.Hash
}

// Text is the head in checkpoint form (C2SP tlog-checkpoint): three lines.
func (h Head) Text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", h.Origin, h.Size, base64.StdEncoding.EncodeToString(h.Root[:]))
}

// ErrBadHead is the answer when a text is not a head.
var ErrBadHead = errors.New("this is not a signed head of a trail")

func parseHead(text string) (Head, error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 {
		return Head{}, ErrBadHead
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 {
		return Head{}, ErrBadHead
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return Head{}, ErrBadHead
	}
	return Head{lines[0], size, tlog.Hash(root)}, nil
}

// Current returns the unsigned head of the trail.
func Current(tx *store.Tx, origin string) (Head, error) {
	var edge []byte
	if err := tx.Row("SELECT frontier FROM trail_head WHERE one = 1").Scan(&edge); err != nil {
		return Head{}, fmt.Errorf("read the trail's head: %w", err)
	}
	var t tree
	if err := t.unmarshal(edge); err != nil {
		return Head{}, err
	}
	return Head{origin, t.size, t.root()}, nil
}

// Sign signs the current head and keeps it. When the trail has not grown since the last one it returns that.
func Sign(tx *store.Tx, origin string, signer note.Signer) (signed string, grown bool, err error) {
	head, err := Current(tx, origin)
	if err != nil {
		return "", false, err
	}
	kept, err := store.All[string](tx, "SELECT note FROM trail_signed WHERE size = $1", head.Size)
	if err != nil {
		return "", false, fmt.Errorf("read signed heads: %w", err)
	}
	if len(kept) > 0 {
		return kept[0], false, nil
	}
	text, err := note.Sign(&note.Note{Text: head.Text()}, signer)
	if err != nil {
		return "", false, fmt.Errorf("sign the head: %w", err)
	}
	_, err = tx.Exec("INSERT INTO trail_signed(size, note) VALUES($1, $2)", head.Size, string(text))
	return string(text), true, err
}

// LastSigned returns the newest signed head, or ErrNoHead.
func LastSigned(tx *store.Tx) (string, error) {
	all, err := store.All[string](tx, "SELECT note FROM trail_signed ORDER BY size DESC LIMIT 1")
	if err != nil {
		return "", fmt.Errorf("read signed heads: %w", err)
	}
	if len(all) == 0 {
		return "", ErrNoHead
	}
	return all[0], nil
}

// ErrNoHead is the answer before the first head was signed.
var ErrNoHead = errors.New("no head of the trail has been signed yet")

// OpenHead checks a signed head against a verifier key and returns what it says. An empty key reads it unchecked.
func OpenHead(signed, verifier string) (Head, error) {
	if verifier == "" {
		text, _, ok := strings.Cut(signed, "\n\n")
		if !ok {
			return Head{}, ErrBadHead
		}
		return parseHead(text + "\n")
	}
	v, err := note.NewVerifier(verifier)
	if err != nil {
		return Head{}, fmt.Errorf("read the verifier key: %w", err)
	}
	n, err := note.Open([]byte(signed), note.VerifierList(v))
	if err != nil {
		return Head{}, fmt.Errorf("check the signature of a head: %w", err)
	}
	return parseHead(n.Text)
}

type heads struct {
	bySize map[int64]tlog.Hash
	damage Damage
}

// gatherHeads reads the heads kept here and those kept elsewhere. Two different heads of one size are damage by themselves.
func gatherHeads(tx *store.Tx, p Proof) (heads, error) {
	own, err := store.All[string](tx, "SELECT note FROM trail_signed ORDER BY size")
	if err != nil {
		return heads{}, fmt.Errorf("read signed heads: %w", err)
	}
	all := heads{bySize: map[int64]tlog.Hash{}}
	for _, signed := range append(own, p.Heads...) {
		h, err := OpenHead(signed, p.Verifier)
		if err != nil {
			all.damage = append(all.damage, Finding{"trail.damage.signature", []any{err.Error()}})
			continue
		}
		if other, ok := all.bySize[h.Size]; ok && other != h.Root {
			all.damage = append(all.damage, Finding{"trail.damage.two_heads", []any{number(h.Size)}})
			continue
		}
		all.bySize[h.Size] = h.Root
	}
	return all, nil
}
