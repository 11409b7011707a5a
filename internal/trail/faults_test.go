package trail_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/store/storetest"
	"github.com/vardkas/vardkas/internal/trail"
)

// grown is a trail of n entries, with its last head signed.
func grown(t *testing.T, n int) *store.DB {
	t.Helper()
	o := storetest.SQLite(t)
	o.Ledger = trail.NewLedger()
	db := storetest.Open(t, o)
	signer, _ := keys(t)
	grow(t, db, n)
	sign(t, db, signer)
	return db
}

func tail(t *testing.T, db *store.DB, n int64) error {
	t.Helper()
	return db.Read(context.Background(), func(tx *store.Tx) error { return trail.VerifyTail(tx, n) })
}

func TestTheTailIsHeldToItsCommitmentsAndToTheHead(t *testing.T) {
	db := grown(t, 30)
	for _, n := range []int64{0, 5, 30, 100} {
		if err := tail(t, db, n); err != nil {
			t.Errorf("the last %d of a trail that nobody touched: %v", n, err)
		}
	}
	drop(t, db)
	tamper(t, db, "UPDATE trail_body SET salt = x'00' WHERE seq = 20")
	if err := tail(t, db, 5); err != nil {
		t.Errorf("what lies before the tail is not read: %v", err)
	}
	damage, ok := errors.AsType[trail.Damage](tail(t, db, 15))
	if !ok || len(damage) != 1 || !strings.Contains(damage.Error(), "20") || !strings.Contains(damage.Error(), damage[0].String()) {
		t.Errorf("a changed body in the tail: %v", damage)
	}
	for _, q := range []string{"DELETE FROM trail_body WHERE seq = 29", "DELETE FROM trail WHERE seq = 29"} {
		tamper(t, db, q)
	}
	if _, ok := errors.AsType[trail.Damage](tail(t, db, 5)); !ok {
		t.Error("a tail cut off is not found")
	}
}

func TestHashesOfAnotherLengthAreDamage(t *testing.T) {
	for _, q := range []string{"UPDATE trail_node SET h = x'00'", "UPDATE trail_node SET h = CAST(h || x'00' AS BLOB)"} {
		db := grown(t, 300)
		tamper(t, db, q)
		if _, ok := errors.AsType[trail.Damage](trail.Check(context.Background(), db)); !ok {
			t.Errorf("%s is not found", q)
		}
		err := db.Read(context.Background(), func(tx *store.Tx) error { _, err := trail.Prove(tx, 290); return err })
		if err == nil {
			t.Errorf("after %s an entry is still proved", q)
		}
	}
}

// every use of the trail, by name.
func uses(t *testing.T, tx *store.Tx) map[string]error {
	t.Helper()
	signer, _ := keys(t)
	all := map[string]error{}
	_, all["current"] = trail.Current(tx, "x")
	_, all["last signed"] = trail.LastSigned(tx)
	_, all["get"] = trail.Get(tx, 3)
	_, _, all["body"] = trail.Body(tx, 3)
	_, all["versions"] = trail.Versions(tx, 1)
	_, all["version at"] = trail.VersionAt(tx, 1, 3)
	_, all["seq at"] = trail.SeqAt(tx, clock.Instant(1<<50))
	_, all["prove"] = trail.Prove(tx, 290)
	all["tail"] = trail.VerifyTail(tx, 5)
	_, _, all["sign"] = trail.Sign(tx, "x", signer)
	_, all["append"] = trail.Append(tx, trail.Draft{Actor: 1, Action: "update", Kind: "note", RID: 1, Version: 9999, Shape: 1, Body: []byte("{}")})
	_, all["redact"] = trail.Redact(tx, 1, "RS 2026/7", []trail.Redaction{{Seq: 3, Body: []byte("{}")}})
	return all
}

func TestATableThatIsGoneIsAnErrorAndNeverAnEmptyAnswer(t *testing.T) {
	stop := errors.New("stop")
	for table, fails := range map[string][]string{
		"trail":        {"get", "versions", "version at", "seq at", "prove", "tail", "append", "redact"},
		"trail_body":   {"body", "versions", "version at", "prove", "tail", "append", "redact"},
		"trail_head":   {"current", "tail", "sign"},
		"trail_node":   {"prove"},
		"trail_signed": {"last signed", "prove", "sign"},
	} {
		gone := []string{table}
		if table == "trail" { // nothing hangs on nothing
			gone = []string{"trail_body", table}
		}
		db := grown(t, 300)
		err := db.Write(context.Background(), func(tx *store.Tx) error {
			for _, one := range gone {
				if _, err := tx.Exec("DROP TABLE " + one); err != nil {
					return err
				}
			}
			all := uses(t, tx)
			for _, name := range fails {
				if all[name] == nil {
					t.Errorf("without %s, %s says that all is well", table, name)
				}
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Errorf("%s: %v", table, err)
		}
		if err := db.Read(context.Background(), func(*store.Tx) error { return trail.Check(context.Background(), db) }); err != nil {
			t.Errorf("%s is back and the trail does not verify: %v", table, err)
		}
		for _, one := range gone {
			tamper(t, db, "DROP TABLE "+one)
		}
		if trail.Check(context.Background(), db) == nil {
			t.Errorf("without %s the trail verifies", table)
		}
	}
}

func TestTheTrailIsWrittenInsideAChangeOnly(t *testing.T) {
	db := grown(t, 2)
	_ = db.Read(context.Background(), func(tx *store.Tx) error {
		_, err1 := trail.Next(tx)
		_, err2 := trail.Append(tx, trail.Draft{})
		_, err3 := trail.Redact(tx, 1, "RS 2026/7", nil)
		for _, err := range []error{err1, err2, err3} {
			if !errors.Is(err, trail.ErrReadOnly) {
				t.Error(err)
			}
		}
		return nil
	})
}

func TestATextThatIsNoHeadIsRefused(t *testing.T) {
	const root = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
	for _, text := range []string{"", "x", "x\n\n", "x\n5\n\n", "x\nfive\n" + root + "\n\n", "x\n-1\n" + root + "\n\n", "x\n5\nAAAA\n\n", "x\n5\n!\n\n"} {
		if h, err := trail.OpenHead(text, ""); err == nil {
			t.Errorf("%q is read as %+v", text, h)
		}
	}
	if h, err := trail.OpenHead("x\n5\n"+root+"\n\n", ""); err != nil || h.Size != 5 {
		t.Errorf("%+v, %v", h, err)
	}
	_, public := keys(t)
	if _, err := trail.OpenHead("x\n5\n"+root+"\n\n", public); err == nil {
		t.Error("a head without a signature passes")
	}
	if _, err := trail.OpenHead("x\n5\n"+root+"\n\n", "no key"); err == nil {
		t.Error("a verifier that is no key passes")
	}
}

func TestWhatIsNotThereIsSaidToBe(t *testing.T) {
	db := grown(t, 5)
	if err := db.Write(context.Background(), func(tx *store.Tx) error { // after the last head
		_, err := trail.Append(tx, trail.Draft{Actor: 1, Action: "update", Kind: "note", RID: 2, Version: 1, Shape: 1, Body: []byte("{}")})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	_ = db.Read(context.Background(), func(tx *store.Tx) error {
		_, none := trail.Get(tx, 99)
		_, proof := trail.Prove(tx, 99)
		_, newer := trail.Prove(tx, 5)
		_, version := trail.VersionAt(tx, 77, 3)
		before, err := trail.SeqAt(tx, 0)
		if !errors.Is(none, trail.ErrNoEntry) || !errors.Is(proof, trail.ErrNoEntry) || !errors.Is(newer, trail.ErrNoHead) || !errors.Is(version, trail.ErrNoEntry) || err != nil || before != -1 {
			t.Errorf("%v, %v, %v, %v, %v %d", none, proof, newer, version, err, before)
		}
		return nil
	})
	o := storetest.SQLite(t)
	o.Ledger = trail.NewLedger()
	_ = storetest.Open(t, o).Read(context.Background(), func(tx *store.Tx) error {
		if _, err := trail.Prove(tx, 0); !errors.Is(err, trail.ErrNoHead) {
			t.Errorf("before the first head: %v", err)
		}
		return nil
	})
}

func TestABodyThatCannotBeUnpackedIsAnErrorAndDamage(t *testing.T) {
	for _, q := range []string{"UPDATE trail_body SET enc = 9 WHERE seq = 3", "UPDATE trail_body SET enc = 1, body = x'FF' WHERE seq = 3"} {
		db := grown(t, 5)
		drop(t, db)
		tamper(t, db, q)
		_ = db.Read(context.Background(), func(tx *store.Tx) error {
			_, _, body := trail.Body(tx, 3)
			_, versions := trail.Versions(tx, 1)
			if body == nil || versions == nil {
				t.Errorf("%s: %v, %v", q, body, versions)
			}
			return nil
		})
		if trail.Check(context.Background(), db) == nil {
			t.Errorf("%s is not found", q)
		}
	}
}
