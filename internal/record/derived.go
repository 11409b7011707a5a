package record

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/search"
	"github.com/vardkas/vardkas/internal/store"
)

// writeDerived keeps what is derived from a record in step with it: spans, access keys, sums, source values, search text.
func (k *Kind[T]) writeDerived(tx *Tx, old, t *T, seq int64) error {
	for _, step := range []func(*Tx, *T, *T, int64) error{k.writeSpan, k.writeKeys, k.writeValues, k.writeSearch} {
		if err := step(tx, old, t, seq); err != nil {
			return err
		}
	}
	return k.followers(tx, old, t)
}

// writeSpan closes the row that held until now and opens the next. A withdrawn record has no open row.
func (k *Kind[T]) writeSpan(tx *Tx, old, t *T, seq int64) error {
	e := k.env(t)
	if old != nil {
		if _, err := tx.Exec("UPDATE "+k.Name+"_span SET to_seq = $1 WHERE rid = $2 AND version = $3", seq, int64(e.Key), e.Version-1); err != nil {
			return err
		}
	}
	if e.State == Withdrawn {
		return nil
	}
	args := []any{
		int64(e.Key), e.Version, seq, int64(Current), string(e.State), int64(e.Unit), int64(e.Owner), int64(e.Level),
		e.Class, areaList(e.Areas), int64(e.On), int64(e.Batch), int64(e.CreatedAt),
	}
	for _, f := range k.span {
		args = append(args, f.store(t))
	}
	_, err := tx.Exec(k.sql.insertSpan, args...)
	return err
}

// writeKeys writes how persons stand to the record, and the sums, which are kept for each of them too. What hangs on another
// record takes that one's relations too.
func (k *Kind[T]) writeKeys(tx *Tx, old, t *T, _ int64) error {
	if k.Relations == nil && k.Under == nil {
		return k.writeSums(tx, counted[T]{of: old}, counted[T]{of: t})
	}
	key := k.env(t).Key
	var have []access.Relation
	want, err := k.relations(tx, t)
	if err != nil {
		return err
	}
	if old != nil {
		if have, err = relationsOf(tx, key); err != nil {
			return err
		}
	}
	if !sameRelations(have, want) {
		if err := rekey(tx, key, len(have) > 0, want); err != nil {
			return err
		}
	}
	return k.writeSums(tx, counted[T]{old, have}, counted[T]{t, want})
}

// rekey writes all keys of a record in one statement.
func rekey(tx *Tx, key Key, some bool, want []access.Relation) error {
	if some {
		if _, err := tx.Exec("DELETE FROM access_key WHERE rid = $1", int64(key)); err != nil {
			return err
		}
	}
	rows := make([][]any, len(want))
	for i, r := range want {
		rows[i] = []any{int64(key), string(r.Name), r.Who}
	}
	return tx.insert("access_key(rid, relation, who)", rows, "")
}

// mostRows bounds one statement: engines take some ten thousand values at most.
const mostRows = 100

// insert writes rows of one table, many in one statement. after follows the values.
func (tx *Tx) insert(into string, rows [][]any, after string) error {
	for some := range slices.Chunk(rows, mostRows) {
		var text strings.Builder
		text.WriteString("INSERT INTO " + into + " VALUES")
		args := make([]any, 0, len(some)*len(some[0]))
		for i, row := range some {
			if i > 0 {
				text.WriteString(",")
			}
			text.WriteString("(" + marks(len(args)+1, len(row)) + ")")
			args = append(args, row...)
		}
		if _, err := tx.Exec(text.String()+after, args...); err != nil {
			return err
		}
	}
	return nil
}

// relations is who stands how to t, without repetition.
func (k *Kind[T]) relations(tx *Tx, t *T) ([]access.Relation, error) {
	var all []access.Relation
	e := k.env(t)
	if k.Under != nil && e.On != 0 {
		above, err := relationsOf(tx, e.On)
		if err != nil {
			return nil, err
		}
		for _, r := range above {
			if r.Name == access.RelationCase || r.Name.Veiled() && (r.Name != access.RelationReporter || k.Under.shownToReporter(t)) {
				all = append(all, r)
			}
		}
	}
	if k.Relations != nil {
		all = append(all, k.Relations(tx, t)...)
	}
	slices.SortFunc(all, compareRelations)
	all = slices.Compact(all)
	return slices.DeleteFunc(all, func(r access.Relation) bool { return r.Who == 0 }), nil
}

func compareRelations(a, b access.Relation) int {
	if c := strings.Compare(string(a.Name), string(b.Name)); c != 0 {
		return c
	}
	switch {
	case a.Who < b.Who:
		return -1
	case a.Who > b.Who:
		return 1
	}
	return 0
}

func sameRelations(a, b []access.Relation) bool {
	slices.SortFunc(a, compareRelations)
	return slices.Equal(a, b)
}

func relationsOf(tx *Tx, key Key) ([]access.Relation, error) {
	var all []access.Relation
	err := tx.Each(func(scan func(...any) error) error {
		var r access.Relation
		if err := scan(&r.Name, &r.Who); err != nil {
			return err
		}
		all = append(all, r)
		return nil
	}, "SELECT relation, who FROM access_key WHERE rid = $1", int64(key))
	if err != nil {
		return nil, fmt.Errorf("read the relations of %d: %w", key, err)
	}
	return all, nil
}

func (k *Kind[T]) writeValues(tx *Tx, old, t *T, _ int64) error {
	key := int64(k.env(t).Key)
	for _, f := range k.values {
		if old != nil {
			if f.text(old) == f.text(t) {
				continue
			}
			if _, err := tx.Exec("DELETE FROM record_value WHERE rid = $1", key); err != nil {
				return err
			}
		}
		m, err := values().parse(f.text(t))
		if err != nil {
			return err
		}
		var rows [][]any
		for name, value := range m {
			rows = append(rows, []any{key, name, value})
		}
		if err := tx.insert("record_value(rid, name, value)", rows, ""); err != nil {
			return err
		}
	}
	return nil
}

// writeSearch rewrites the search text only when it changed: it costs more than the trail.
func (k *Kind[T]) writeSearch(tx *Tx, old, t *T, _ int64) error {
	text := k.searchText(t)
	if old != nil && k.searchText(old) == text {
		return nil
	}
	key, stems := int64(k.env(t).Key), search.Index(text)
	if tx.Engine == store.Postgres {
		_, err := tx.Exec("INSERT INTO search(rid, ts) VALUES($1, to_tsvector('simple', $2)) ON CONFLICT (rid) DO UPDATE SET ts = excluded.ts", key, stems)
		return err
	}
	_, err := tx.Exec("INSERT OR REPLACE INTO search(rowid, text) VALUES($1, $2)", key, stems)
	return err
}

func (k *Kind[T]) searchText(t *T) string {
	e := k.env(t)
	if e.State == Withdrawn {
		return ""
	}
	parts := []string{e.Number.Text(k.Prefix)}
	for _, f := range k.fields {
		if f.Sought {
			parts = append(parts, f.text(t))
		}
	}
	return strings.Join(parts, "\n")
}

// inherit gives a record that hangs on another the unit, areas, level and class of that one.
func (k *Kind[T]) inherit(tx *Tx, e *Envelope) error {
	if k.Under == nil || e.On == 0 {
		return nil
	}
	var areas string
	err := tx.Row("SELECT unit, areas, secrecy, class, ground FROM record WHERE rid = $1", int64(e.On)).Scan(&e.Unit, &areas, &e.Level, &e.Class, &e.Ground)
	if err != nil {
		return fmt.Errorf("read what %s %d hangs on: %w", k.Name, e.Key, err)
	}
	e.Areas, err = several(word[Code]()).load(areas)
	return err
}

// followers takes what hangs on a record along when its unit, areas, level, class or case list changed.
func (k *Kind[T]) followers(tx *Tx, old, t *T) error {
	if old == nil {
		return nil
	}
	e, was := k.env(t), k.env(old)
	moved := e.Unit != was.Unit || e.Level != was.Level || e.Class != was.Class || !slices.Equal(e.Areas, was.Areas)
	if !moved && k.Relations == nil && k.Under == nil {
		return nil
	}
	type child struct {
		key  Key
		kind string
	}
	var all []child
	err := tx.Each(func(scan func(...any) error) error {
		var c child
		if err := scan(&c.key, &c.kind); err != nil {
			return err
		}
		all = append(all, c)
		return nil
	}, "SELECT rid, kind FROM record WHERE on_rid = $1 AND on_rid <> 0 AND state <> $2 ORDER BY rid", int64(e.Key), string(Withdrawn))
	if err != nil {
		return fmt.Errorf("read what hangs on %s %d: %w", k.Name, e.Key, err)
	}
	for _, c := range all {
		kind, ok := tx.book.Kind(c.kind)
		if !ok {
			return fmt.Errorf("record %d is of unknown kind %s", c.key, c.kind)
		}
		if err := kind.follow(tx, c.key); err != nil {
			return err
		}
	}
	return nil
}

// follow brings a record in line with what it hangs on.
func (k *Kind[T]) follow(tx *Tx, key Key) error {
	if k.Under == nil {
		return nil
	}
	t, err := k.load(tx, key)
	if err != nil {
		return err
	}
	old := new(T)
	*old = *t
	e := k.env(t)
	if err := k.inherit(tx, e); err != nil {
		return err
	}
	was := k.env(old)
	if e.Unit == was.Unit && e.Level == was.Level && e.Class == was.Class && slices.Equal(e.Areas, was.Areas) {
		if err := k.writeKeys(tx, old, t, 0); err != nil {
			return err
		}
		return k.followers(tx, old, t)
	}
	return k.write(tx, old, t, actionFollow)
}
