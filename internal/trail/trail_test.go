package trail_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"crypto/rand"

	"golang.org/x/mod/sumdb/note"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/store/storetest"
	"github.com/vardkas/vardkas/internal/trail"
	"github.com/vardkas/vardkas/internal/words"
)

func grow(t *testing.T, db *store.DB, n int) {
	t.Helper()
	for i := range n {
		err := db.Write(context.Background(), func(tx *store.Tx) error {
			_, err := trail.Append(tx, trail.Draft{Actor: 1, Action: "update", Kind: "note", RID: 1, Version: i + 1, Shape: 1, Body: fmt.Appendf(nil, `{"text":"version %d of the note"}`, i+1)})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func sign(t *testing.T, db *store.DB, signer note.Signer) (signed string) {
	t.Helper()
	err := db.Write(context.Background(), func(tx *store.Tx) (err error) {
		signed, _, err = trail.Sign(tx, "example.org/trail", signer)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func keys(t *testing.T) (note.Signer, string) {
	t.Helper()
	secret, public, err := note.GenerateKey(rand.Reader, "example.org/trail")
	if err != nil {
		t.Fatal(err)
	}
	s, err := note.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	return s, public
}

func TestATrailThatNobodyTouchedVerifies(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		o.Ledger = trail.NewLedger()
		db := storetest.Open(t, o)
		signer, public := keys(t)
		var saved []string
		for range 3 {
			grow(t, db, 0)
			saved = append(saved, sign(t, db, signer))
		}
		r, err := trail.Verify(context.Background(), db, trail.Proof{Verifier: public, Heads: saved})
		if err != nil || r.Entries != 0 {
			t.Fatalf("%+v, %v", r, err)
		}
		grow(t, db, 700)
		saved = append(saved, sign(t, db, signer))
		r, err = trail.Verify(context.Background(), db, trail.Proof{Verifier: public, Heads: saved})
		if err != nil || r.Entries != 700 {
			t.Fatalf("%+v, %v", r, err)
		}
	})
}

func TestOneEntryCanBeProvedWithoutShowingTheOthers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		o.Ledger = trail.NewLedger()
		db := storetest.Open(t, o)
		signer, public := keys(t)
		grow(t, db, 600)
		sign(t, db, signer)
		for _, seq := range []int64{0, 1, 255, 256, 511, 599} {
			var ev trail.Evidence
			err := db.Read(context.Background(), func(tx *store.Tx) (err error) { ev, err = trail.Prove(tx, seq); return err })
			if err != nil {
				t.Fatal(err)
			}
			if err := ev.Holds(public); err != nil {
				t.Errorf("entry %d: %v", seq, err)
			}
			ev.Body = []byte("something else")
			if ev.Holds(public) == nil {
				t.Errorf("entry %d: another body passed", seq)
			}
		}
	})
}

// drop takes away what stops ordinary changes, as somebody with the file in hand would.
func drop(t *testing.T, db *store.DB) {
	t.Helper()
	for _, q := range []string{"DROP TRIGGER trail_no_update", "DROP TRIGGER trail_no_delete", "DROP TRIGGER trail_body_no_update"} {
		tamper(t, db, q)
	}
}

func tamper(t *testing.T, db *store.DB, q string) {
	t.Helper()
	if err := db.Write(context.Background(), func(tx *store.Tx) error { _, err := tx.Exec(q); return err }); err != nil {
		t.Fatal(q, err)
	}
}

func TestEveryEditOfTheDatabaseIsFoundWithASavedHead(t *testing.T) {
	edits := []string{
		"UPDATE trail SET actor = 9 WHERE seq = 5", "UPDATE trail SET at = at - 1 WHERE seq = 5", "UPDATE trail SET at = at + 1 WHERE seq = 19",
		"UPDATE trail SET action = 'read' WHERE seq = 5", "UPDATE trail SET kind = 'x' WHERE seq = 5", "UPDATE trail SET rid = 4 WHERE seq = 5",
		"UPDATE trail SET version = 900 WHERE seq = 5", "UPDATE trail SET shape = 2 WHERE seq = 5", "UPDATE trail SET change = 2 WHERE seq = 5",
		"UPDATE trail SET cause = 2 WHERE seq = 5", "UPDATE trail SET coarse = 1 WHERE seq = 5", "UPDATE trail SET commitment = x'00' WHERE seq = 5",
		"UPDATE trail_body SET body = x'0102' WHERE seq = 5", "UPDATE trail_body SET salt = x'00' WHERE seq = 5", "UPDATE trail_body SET enc = 0 WHERE seq = 5",
		"DELETE FROM trail_body WHERE seq = 5", "DELETE FROM trail_body; DELETE FROM trail WHERE seq = 5", "DELETE FROM trail_body WHERE seq > 10; DELETE FROM trail WHERE seq > 10",
		"UPDATE trail_head SET size = 3", "UPDATE trail_head SET frontier = x'00'", "DELETE FROM trail_signed; DELETE FROM trail_body WHERE seq = 19; DELETE FROM trail WHERE seq = 19",
		"UPDATE trail_signed SET note = 'x'",
	}
	for _, q := range edits {
		t.Run(strings.ReplaceAll(q, "/", " "), func(t *testing.T) {
			o := storetest.SQLite(t)
			o.Ledger = trail.NewLedger()
			db := storetest.Open(t, o)
			signer, public := keys(t)
			grow(t, db, 20)
			head := sign(t, db, signer)
			drop(t, db)
			for one := range strings.SplitSeq(q, "; ") {
				tamper(t, db, one)
			}
			_, err := trail.Verify(context.Background(), db, trail.Proof{Verifier: public, Heads: []string{head}})
			damage, ok := errors.AsType[trail.Damage](err)
			if !ok {
				t.Fatalf("not found: %v", err)
			}
			for _, lang := range words.Langs() {
				if said := damage.In(lang); strings.Contains(said, "⟦") {
					t.Errorf("no words in %s: %s", lang, said)
				}
			}
		})
	}
}

func TestATrailRewrittenFromTheStartIsFoundByAHeadKeptElsewhere(t *testing.T) {
	signer, public := keys(t)
	var heads []string
	for i := range 2 {
		o := storetest.SQLite(t)
		o.Ledger = trail.NewLedger()
		db := storetest.Open(t, o)
		grow(t, db, 10+5*i)
		heads = append(heads, sign(t, db, signer))
		if i == 1 {
			if _, err := trail.Verify(context.Background(), db, trail.Proof{Verifier: public}); err != nil {
				t.Fatalf("by itself the rewritten trail fits: %v", err)
			}
			if _, err := trail.Verify(context.Background(), db, trail.Proof{Verifier: public, Heads: heads[:1]}); err == nil {
				t.Error("the rewriting was not found")
			}
		}
	}
}

func TestALawfulErasureLeavesATrailThatVerifies(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		o.Ledger = trail.NewLedger()
		db := storetest.Open(t, o)
		signer, public := keys(t)
		grow(t, db, 20)
		head := sign(t, db, signer)
		err := db.Write(context.Background(), func(tx *store.Tx) error {
			_, err := trail.Redact(tx, 1, "RS 2026/7", []trail.Redaction{{Seq: 3, Body: []byte(`{"text":"borttaget"}`)}, {Seq: 4}})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		r, err := trail.Verify(context.Background(), db, trail.Proof{Verifier: public, Heads: []string{head}})
		if err != nil || r.Erased != 1 {
			t.Fatalf("%+v, %v", r, err)
		}
		_ = db.Read(context.Background(), func(tx *store.Tx) error {
			v, err := trail.VersionAt(tx, 1, 3)
			if err != nil || string(v.Body) != `{"text":"borttaget"}` || v.RedactedBy != 20 {
				t.Errorf("the redacted version reads %q, by %d, %v", v.Body, v.RedactedBy, err)
			}
			if _, _, err := trail.Body(tx, 4); !errors.Is(err, trail.ErrErased) {
				t.Errorf("the erased body answered %v", err)
			}
			return nil
		})
	})
}

func TestAnErasureWithoutADecisionIsRefused(t *testing.T) {
	o := storetest.SQLite(t)
	o.Ledger = trail.NewLedger()
	db := storetest.Open(t, o)
	grow(t, db, 2)
	err := db.Write(context.Background(), func(tx *store.Tx) error {
		_, err := trail.Redact(tx, 1, "", []trail.Redaction{{Seq: 0}})
		return err
	})
	if !errors.Is(err, trail.ErrNoDecision) {
		t.Error(err)
	}
}

func TestAnAnonymousEntryShowsOnlyItsHour(t *testing.T) {
	o := storetest.SQLite(t)
	o.Ledger = trail.NewLedger()
	db := storetest.Open(t, o)
	err := db.Write(context.Background(), func(tx *store.Tx) error {
		e, err := trail.Append(tx, trail.Draft{Action: "create", Coarse: true, Body: []byte("x")})
		if e.At%3_600_000 != 0 {
			t.Errorf("the entry says %v", e.At.Time())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Read(context.Background(), func(tx *store.Tx) error {
		var at clock.Instant
		err := tx.Row("SELECT at FROM trail_head WHERE one = 1").Scan(&at)
		if at%3_600_000 != 0 {
			t.Errorf("the head says %v", at.Time())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
