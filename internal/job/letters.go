package job

import (
	"fmt"
	"strings"
	"time"

	"github.com/vardkas/vardkas/internal/store"
)

// LetterFilter chooses letters. Empty fields choose all.
type LetterFilter struct {
	State    LetterState
	AboutRID int64
}

// Letters lists letters, newest first, limit of them with an id lower than before (0: from the newest).
func Letters(tx *store.Tx, f LetterFilter, before int64, limit int) ([]Letter, error) {
	where, args := []string{"1 = 1"}, []any{}
	add := func(condition string, arg any) {
		args = append(args, arg)
		where = append(where, fmt.Sprintf(condition, len(args)))
	}
	if f.State != "" {
		add("state = $%d", string(f.State))
	}
	if f.AboutRID != 0 {
		add("about_rid = $%d", f.AboutRID)
	}
	if before > 0 {
		add("id < $%d", before)
	}
	args = append(args, limit)
	return letters(tx, fmt.Sprintf("%s ORDER BY id DESC LIMIT $%d", strings.Join(where, " AND "), len(args)), args...)
}

func letters(tx *store.Tx, where string, args ...any) ([]Letter, error) {
	var all []Letter
	err := tx.Each(func(scan func(...any) error) error {
		var l Letter
		var coarse int
		err := scan(&l.ID, &l.MessageID, &l.Person, &l.Address, &l.Subject, &l.Text, &l.State, &l.Attempts, &l.Unclear, &l.NextAt, &l.AboutRID, &coarse, &l.CreatedAt, &l.SentAt, &l.LastError)
		l.Coarse = coarse == 1
		all = append(all, l)
		return err
	}, "SELECT id, message_id, to_person, address, subject, body, state, attempts, unclear, next_at, about_rid, coarse, created_at, sent_at, last_error FROM outbox WHERE "+where, args...)
	if err != nil {
		return nil, fmt.Errorf("list letters: %w", err)
	}
	return all, nil
}

// Again queues a letter that was refused or is unclear once more, because a person asks for it. It keeps its Message-ID.
func Again(tx *store.Tx, id int64) error {
	n, err := tx.Exec("UPDATE outbox SET state = CASE WHEN unclear > 0 THEN 'unknown' ELSE 'queued' END, unclear = CASE WHEN unclear > 0 THEN 1 ELSE 0 END, next_at = $1 WHERE id = $2 AND state IN ('refused', 'unknown') AND next_at = 0", int64(tx.At()), id)
	if err != nil {
		return fmt.Errorf("send a letter again: %w", err)
	}
	if n == 0 {
		return ErrLetter
	}
	_, err = Enqueue(tx, Job{Kind: LetterKind, Payload: letterPayload{id}})
	return err
}

// PruneLetters forgets what was sent long ago: letters are copies, the trail says what was decided.
func PruneLetters(tx *store.Tx, kept time.Duration) error {
	if _, err := tx.Exec("DELETE FROM outbox WHERE state = 'sent' AND sent_at < $1", int64(tx.At().Add(-kept))); err != nil {
		return fmt.Errorf("prune letters: %w", err)
	}
	return nil
}
