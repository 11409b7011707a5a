package record

import (
	"context"
	"fmt"
	"strings"

	"github.com/vardkas/vardkas/internal/store"
)

// Schema is the SQL that makes the kind's table and span, to be put into a migration. A test holds the migrated tables
// against it, so that a field without a column is found.
func (k *Kind[T]) Schema(e store.Engine) string {
	var b strings.Builder
	types, key, strict, span := postgresTypes, "bigint PRIMARY KEY REFERENCES record", "", ""
	if e == store.SQLite {
		types, key, strict, span = sqliteTypes, "INTEGER PRIMARY KEY REFERENCES record", " STRICT", " STRICT, WITHOUT ROWID"
	}
	fmt.Fprintf(&b, "CREATE TABLE %s(\n  rid %s", k.Name, key)
	for _, f := range k.own {
		fmt.Fprintf(&b, ",\n  %s %s NOT NULL", f.Name, types[f.Column])
	}
	fmt.Fprintf(&b, "\n)%s;\n", strict)
	fmt.Fprintf(&b, "CREATE TABLE %s_span(\n  ", k.Name)
	for _, c := range spanColumns {
		kind := "bigint"
		if c == "state" || c == "class" || c == "areas" {
			kind = "text"
		}
		fmt.Fprintf(&b, "%s %s NOT NULL, ", c, types[kind])
	}
	for _, f := range k.span {
		fmt.Fprintf(&b, "\n  %s %s NOT NULL,", f.Name, types[f.Column])
	}
	fmt.Fprintf(&b, "\n  PRIMARY KEY(rid, version)\n)%s;\n", span)
	fmt.Fprintf(&b, "CREATE INDEX %[1]s_span_new ON %[1]s_span(created_at, rid, from_seq, to_seq, unit, secrecy);\n", k.Name)
	fmt.Fprintf(&b, "CREATE INDEX %[1]s_span_unit ON %[1]s_span(unit, created_at, rid, from_seq, to_seq, secrecy);\n", k.Name)
	fmt.Fprintf(&b, "CREATE INDEX %[1]s_span_now ON %[1]s_span(created_at, rid, unit, secrecy) WHERE to_seq = %[2]d;\n", k.Name, int64(Current))
	for _, o := range k.Orders {
		if o.Column != "created_at" {
			fmt.Fprintf(&b, "CREATE INDEX %[1]s_span_by_%[2]s ON %[1]s_span(%[3]s, rid, unit, secrecy) WHERE to_seq = %[4]d;\n", k.Name, o.Name, o.Column, int64(Current))
		}
	}
	if k.Under != nil {
		fmt.Fprintf(&b, "CREATE INDEX %[1]s_span_on ON %[1]s_span(on_rid, created_at, rid) WHERE to_seq = %[2]d;\n", k.Name, int64(Current))
	}
	b.WriteString(k.sumSchema(types, span))
	return b.String()
}

var (
	postgresTypes = map[string]string{"text": "text", "bigint": "bigint", "smallint": "smallint", "bytea": "bytea"}
	sqliteTypes   = map[string]string{"text": "TEXT", "bigint": "INTEGER", "smallint": "INTEGER", "bytea": "BLOB"}
)

// Verify reports whether every kind's tables have the columns it declares. The program calls it before it listens.
func (b *Book) Verify(ctx context.Context) error {
	return b.DB.Read(ctx, func(tx *store.Tx) error {
		for _, k := range b.kinds {
			if err := k.matches(tx); err != nil {
				return err
			}
		}
		return nil
	})
}

func (k *Kind[T]) matches(tx *store.Tx) error {
	own, span := []string{"rid"}, append([]string{}, spanColumns...)
	for _, f := range k.own {
		own = append(own, f.Name)
	}
	for _, f := range k.span {
		span = append(span, f.Name)
	}
	tables := map[string][]string{k.Name: own, k.Name + "_span": span}
	if len(k.Sums) > 0 {
		tables[k.Name+"_sum"] = append(k.sumColumns(), "n")
	}
	for table, columns := range tables {
		rows, err := tx.Rows("SELECT " + strings.Join(columns, ", ") + " FROM " + table + " WHERE 1 = 0")
		if err != nil {
			return fmt.Errorf("kind %s does not match its table %s: %w", k.Name, table, err)
		}
		if err := rows.Close(); err != nil {
			return fmt.Errorf("kind %s: %w", k.Name, err)
		}
	}
	return nil
}
