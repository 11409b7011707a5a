package trail

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/vardkas/vardkas/internal/store"
)

// ActionRedact is the action of an entry that replaces or erases bodies of earlier entries.
const ActionRedact = "redact"

// Redaction says what becomes of one earlier body. A nil Body erases it.
type Redaction struct {
	Seq  int64
	Body []byte
}

// redacted is how a redaction stands in the body of its entry: it binds the new body without holding it.
type redacted struct {
	Seq        int64  `json:"seq"`
	Commitment []byte `json:"commitment,omitempty"`
}

type redactionBody struct {
	Decision   string     `json:"decision"`
	Redactions []redacted `json:"redactions"`
}

// ErrNoDecision is the answer when bodies are to be erased without naming the disposal decision.
var ErrNoDecision = errors.New("an erasure names its disposal decision")

// Redact replaces or erases bodies by a disposal decision. The leaves stay as they were; the new entry commits to what
// stands there from now on.
func Redact(tx *store.Tx, actor int64, decision string, all []Redaction) (Entry, error) {
	if decision == "" {
		return Entry{}, ErrNoDecision
	}
	by, err := Next(tx)
	if err != nil {
		return Entry{}, err
	}
	body := redactionBody{Decision: decision}
	for _, r := range all {
		done, err := replace(tx, by, r)
		if err != nil {
			return Entry{}, fmt.Errorf("redact entry %d: %w", r.Seq, err)
		}
		body.Redactions = append(body.Redactions, done)
	}
	text, err := json.Marshal(body)
	if err != nil {
		return Entry{}, fmt.Errorf("redact: %w", err)
	}
	return Append(tx, Draft{Actor: actor, Action: ActionRedact, Kind: "trail", Shape: 1, Body: text})
}

func replace(tx *store.Tx, by int64, r Redaction) (redacted, error) {
	n, err := tx.Exec("DELETE FROM trail_body WHERE seq = $1", r.Seq)
	if err != nil {
		return redacted{}, err
	}
	if n == 0 && r.Body == nil {
		return redacted{}, ErrErased
	}
	if r.Body == nil {
		return redacted{Seq: r.Seq}, nil
	}
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // crypto/rand.Read never fails
	sum := commit(salt, r.Body)
	return redacted{r.Seq, sum[:]}, insertBody(tx, r.Seq, salt, r.Body, by)
}

// redactions returns the commitment that holds now for every redacted entry; nil bytes for an erased one.
func redactions(tx *store.Tx) (map[int64][]byte, error) {
	now := map[int64][]byte{}
	err := tx.Each(func(scan func(...any) error) error {
		var enc int
		var packed []byte
		if err := scan(&enc, &packed); err != nil {
			return err
		}
		body, err := unpack(enc, packed)
		if err != nil {
			return err
		}
		var b redactionBody
		if err := json.Unmarshal(body, &b); err != nil {
			return fmt.Errorf("read a redaction: %w", err)
		}
		for _, r := range b.Redactions {
			now[r.Seq] = r.Commitment
		}
		return nil
	}, "SELECT b.enc, b.body FROM trail t JOIN trail_body b ON b.seq = t.seq WHERE t.action = $1 ORDER BY t.seq", ActionRedact)
	return now, err
}
