package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/store/storetest"
	"github.com/vardkas/vardkas/internal/trail"
)

func TestOfSixtyFourChangesTogetherOneViolatesOnePanicsOneIsCancelledAndSixtyOneSucceed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		o.Ledger = trail.NewLedger()
		db := storetest.Open(t, o)
		write(t, db, func(tx *store.Tx) error {
			_, err := tx.Exec("CREATE TABLE seen(n bigint PRIMARY KEY)")
			return err
		})
		cancelled, cancel := context.WithCancel(context.Background())
		cancel()
		hold, held := make(chan bool), make(chan bool)
		go func() {
			_ = db.Write(context.Background(), func(*store.Tx) error { close(held); <-hold; return nil })
		}()
		<-held // the writer is busy: what follows is one group
		errs := make([]error, 64)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() {
				ctx := context.Background()
				if i == 2 {
					ctx = cancelled
				}
				errs[i] = db.Write(ctx, func(tx *store.Tx) error {
					if _, err := trail.Append(tx, trail.Draft{Action: "note", Body: []byte(fmt.Sprint(i))}); err != nil {
						return err
					}
					n := i
					if i == 0 {
						n = -1
					}
					if _, err := tx.Exec("INSERT INTO seen(n) VALUES($1)", n); err != nil {
						return err
					}
					switch i {
					case 0:
						_, err := tx.Exec("INSERT INTO seen(n) VALUES($1)", n)
						return err
					case 1:
						panic("a mistake in the program")
					}
					return nil
				})
			})
		}
		close(hold)
		wg.Wait()
		if !store.IsUnique(errs[0]) {
			t.Errorf("the violating change answered %v", errs[0])
		}
		if _, ok := errors.AsType[*store.PanicError](errs[1]); !ok {
			t.Errorf("the panicking change answered %v", errs[1])
		}
		if !errors.Is(errs[2], context.Canceled) {
			t.Errorf("the cancelled change answered %v", errs[2])
		}
		for i, err := range errs[3:] {
			if err != nil {
				t.Errorf("change %d: %v", i+3, err)
			}
		}
		read(t, db, func(tx *store.Tx) error {
			wantCount(t, tx, "SELECT count(*) FROM seen", 61)
			wantCount(t, tx, "SELECT count(*) FROM trail", 61)
			wantCount(t, tx, "SELECT max(seq) FROM trail", 60)
			return nil
		})
		if err := trail.Check(context.Background(), db); err != nil {
			t.Errorf("the trail does not verify: %v", err)
		}
	})
}

func TestAFunctionThatDestroysTheTransactionHurtsOnlyItself(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		o.Ledger = trail.NewLedger()
		db := storetest.Open(t, o)
		hold, held := make(chan bool), make(chan bool)
		go func() {
			_ = db.Write(context.Background(), func(*store.Tx) error { close(held); <-hold; return nil })
		}()
		<-held
		errs := make([]error, 8)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() {
				errs[i] = db.Write(context.Background(), func(tx *store.Tx) error {
					if i == 3 {
						_, err := tx.Exec("ROLLBACK") // what a full disk or a broken connection does
						return errors.Join(errors.New("lost"), err)
					}
					_, err := trail.Append(tx, trail.Draft{Action: "note", Body: []byte("x")})
					return err
				})
			})
		}
		close(hold)
		wg.Wait()
		for i, err := range errs {
			if (err != nil) != (i == 3) {
				t.Errorf("change %d: %v", i, err)
			}
		}
		read(t, db, func(tx *store.Tx) error {
			wantCount(t, tx, "SELECT count(*) FROM trail", 7)
			return nil
		})
	})
}

func TestAFailedCommitIsTriedAgainOneByOne(t *testing.T) {
	db := storetest.Open(t, store.Options{Source: storetest.SQLite(t).Source, Clock: storetest.SQLite(t).Clock, Ledger: trail.NewLedger()})
	fails := 1
	store.BeforeCommit(db, func() error {
		if fails--; fails == 0 {
			return errors.New("the disk said no")
		}
		return nil
	})
	err := db.Write(context.Background(), func(tx *store.Tx) error {
		_, err := trail.Append(tx, trail.Draft{Action: "note", Body: []byte("x")})
		return err
	})
	if err == nil {
		t.Error("a change alone in its group was acknowledged though its COMMIT failed")
	}
	read(t, db, func(tx *store.Tx) error {
		wantCount(t, tx, "SELECT count(*) FROM trail", 0)
		return nil
	})
}

func TestAReaderCannotWrite(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		db := storetest.Open(t, o)
		err := db.Read(context.Background(), func(tx *store.Tx) error {
			_, err := tx.Exec("DELETE FROM trail_node")
			return err
		})
		if err == nil {
			t.Error("a reader deleted rows")
		}
	})
}

func TestTheTrailRefusesUpdatesAndDeletions(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		o.Ledger = trail.NewLedger()
		db := storetest.Open(t, o)
		write(t, db, func(tx *store.Tx) error {
			_, err := trail.Append(tx, trail.Draft{Action: "note", Body: []byte("x")})
			return err
		})
		for _, q := range []string{"UPDATE trail SET actor = 7", "DELETE FROM trail", "UPDATE trail_body SET enc = 0"} {
			if err := db.Write(context.Background(), func(tx *store.Tx) error { _, err := tx.Exec(q); return err }); err == nil {
				t.Errorf("%s was allowed", q)
			}
		}
	})
}

func write(t *testing.T, db *store.DB, f func(*store.Tx) error) {
	t.Helper()
	if err := db.Write(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, db *store.DB, f func(*store.Tx) error) {
	t.Helper()
	if err := db.Read(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

func wantCount(t *testing.T, tx *store.Tx, q string, want int) {
	t.Helper()
	var n int
	if err := tx.Row(q).Scan(&n); err != nil {
		t.Fatal(err)
	}
	if n != want {
		t.Errorf("%s = %d, want %d", q, n, want)
	}
}
