-- +goose Up
-- Recorded: written by package record only.
CREATE TABLE record(
  rid INTEGER PRIMARY KEY,                 -- = seq of the creating entry
  id BLOB NOT NULL UNIQUE,
  kind TEXT NOT NULL, on_rid INTEGER NOT NULL, number_year INTEGER NOT NULL, number INTEGER NOT NULL,
  state TEXT NOT NULL, title TEXT NOT NULL, unit INTEGER NOT NULL, owner INTEGER NOT NULL, areas TEXT NOT NULL,
  secrecy INTEGER NOT NULL, ground TEXT NOT NULL, dnr TEXT NOT NULL, class TEXT NOT NULL, batch INTEGER NOT NULL,
  version INTEGER NOT NULL, seq INTEGER NOT NULL,
  created_at INTEGER NOT NULL, created_by INTEGER NOT NULL, changed_at INTEGER NOT NULL, changed_by INTEGER NOT NULL,
  sealed_key BLOB NOT NULL,
  UNIQUE(kind, number_year, number)
) STRICT;
CREATE INDEX record_on ON record(on_rid, kind) WHERE on_rid <> 0;
CREATE INDEX record_batch ON record(batch) WHERE batch <> 0;
-- Derived: rebuilt from the above.
CREATE TABLE record_value(rid INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY(rid, name)) STRICT, WITHOUT ROWID;
CREATE INDEX record_value_find ON record_value(name, value, rid);
CREATE TABLE access_key(rid INTEGER NOT NULL, relation TEXT NOT NULL, who INTEGER NOT NULL, PRIMARY KEY(rid, relation, who)) STRICT, WITHOUT ROWID;
CREATE INDEX access_key_who ON access_key(who, relation, rid);
CREATE TABLE batch_open(rid INTEGER PRIMARY KEY) STRICT;
CREATE VIRTUAL TABLE search USING fts5(text, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0");
INSERT INTO search(search, rank) VALUES('secure-delete', 1);
