package record

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/vardkas/vardkas/internal/trail"
)

// Differences holds every record and span of the kind against the trail, and reports what does not agree. Erased
// versions are left out: exactly those cannot be compared.
func (k *Kind[T]) Differences(tx *Tx, report func(trail.Finding)) error {
	var keys []Key
	err := tx.Each(func(scan func(...any) error) error {
		var key Key
		if err := scan(&key); err != nil {
			return err
		}
		keys = append(keys, key)
		return nil
	}, "SELECT rid FROM record WHERE kind = $1 ORDER BY rid", k.Name)
	if err != nil {
		return fmt.Errorf("read the records of %s: %w", k.Name, err)
	}
	should := sums{}
	for _, key := range keys {
		if err := k.compare(tx, key, should, report); err != nil {
			return err
		}
	}
	if err := k.compareSums(tx, should, report); err != nil {
		return err
	}
	return k.lost(tx, report)
}

// compareSums reports when the sums are not what the records, all placed in should, give.
func (k *Kind[T]) compareSums(tx *Tx, should sums, report func(trail.Finding)) error {
	if len(k.Sums) == 0 {
		return nil
	}
	columns := k.sumColumns()
	err := tx.Each(func(scan func(...any) error) error {
		n := 0
		cell, to := make([]any, len(columns)), []any{&n}
		for i := range cell {
			to = append(to, &cell[i])
		}
		if err := scan(to...); err != nil {
			return err
		}
		should.add(cell, -n)
		return nil
	}, "SELECT n, "+strings.Join(columns, ", ")+" FROM "+k.Name+"_sum")
	if err != nil {
		return fmt.Errorf("read the sums of %s: %w", k.Name, err)
	}
	if wrong, _ := should.rows(); len(wrong) > 0 {
		report(trail.Finding{Key: "record.damage.sums", Args: []any{k.Name, len(wrong)}})
	}
	return nil
}

// differs says what is wrong with a record: the kind by its name in the tables, where whoever mends it must look.
func (k *Kind[T]) differs(key string, rid Key, more ...any) trail.Finding {
	return trail.Finding{Key: key, Args: append([]any{k.Name, strconv.FormatInt(int64(rid), 10)}, more...)}
}

// lost reports records that the trail has and the tables have not.
func (k *Kind[T]) lost(tx *Tx, report func(trail.Finding)) error {
	return tx.Each(func(scan func(...any) error) error {
		var rid int64
		if err := scan(&rid); err != nil {
			return err
		}
		report(k.differs("record.damage.lost", Key(rid)))
		return nil
	}, "SELECT t.rid FROM trail t LEFT JOIN record r ON r.rid = t.rid WHERE t.kind = $1 AND t.version = 1 AND r.rid IS NULL", k.Name)
}

func (k *Kind[T]) compare(tx *Tx, key Key, should sums, report func(trail.Finding)) error {
	now, err := k.load(tx, key)
	if err != nil {
		return err
	}
	if len(k.Sums) > 0 {
		keys, err := relationsOf(tx, key)
		if err != nil {
			return err
		}
		k.place(should, counted[T]{now, keys}, 1)
	}
	all, err := trail.Versions(tx.Tx, int64(key))
	if err != nil {
		return err
	}
	if len(all) == 0 || all[len(all)-1].Version != k.env(now).Version {
		report(k.differs("record.damage.last", key))
		return nil
	}
	for i, v := range all {
		until := int64(Current)
		if i+1 < len(all) {
			until = all[i+1].Seq
		}
		if err := k.compareVersion(tx, now, v, until, report); err != nil {
			return err
		}
	}
	return nil
}

func (k *Kind[T]) compareVersion(tx *Tx, now *T, v trail.Version, until int64, report func(trail.Finding)) error {
	if v.Body == nil || v.RedactedBy != 0 {
		return nil
	}
	p, err := k.decode(v)
	if err != nil {
		return err
	}
	if v.Version == k.env(now).Version {
		want, err := k.body("", p.Record)
		if err != nil {
			return err
		}
		have, err := k.body("", now)
		if err != nil {
			return err
		}
		if !bytes.Equal(want, have) {
			report(k.differs("record.damage.version", Key(v.RID), strconv.Itoa(int(v.Version))))
		}
	}
	if k.env(p.Record).State == Withdrawn {
		return nil
	}
	var from, to int64
	var state string
	err = tx.Row("SELECT from_seq, to_seq, state FROM "+k.Name+"_span WHERE rid = $1 AND version = $2", v.RID, v.Version).Scan(&from, &to, &state)
	if err != nil || from != v.Seq || to != until || State(state) != k.env(p.Record).State {
		report(k.differs("record.damage.span", Key(v.RID), strconv.Itoa(int(v.Version))))
	}
	return nil
}
