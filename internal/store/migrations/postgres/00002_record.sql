-- +goose Up
-- Recorded: written by package record only.
CREATE TABLE record(
  rid bigint PRIMARY KEY,                  -- = seq of the creating entry
  id bytea NOT NULL UNIQUE,
  kind text NOT NULL, on_rid bigint NOT NULL, number_year smallint NOT NULL, number integer NOT NULL,
  state text NOT NULL, title text NOT NULL, unit bigint NOT NULL, owner bigint NOT NULL, areas text NOT NULL,
  secrecy smallint NOT NULL, ground text NOT NULL, dnr text NOT NULL, class text NOT NULL, batch bigint NOT NULL,
  version integer NOT NULL, seq bigint NOT NULL,
  created_at bigint NOT NULL, created_by bigint NOT NULL, changed_at bigint NOT NULL, changed_by bigint NOT NULL,
  sealed_key bytea NOT NULL,
  UNIQUE(kind, number_year, number)
);
CREATE INDEX record_on ON record(on_rid, kind) WHERE on_rid <> 0;
CREATE INDEX record_batch ON record(batch) WHERE batch <> 0;
-- Derived: rebuilt from the above.
CREATE TABLE record_value(rid bigint NOT NULL, name text NOT NULL, value text NOT NULL, PRIMARY KEY(rid, name));
CREATE INDEX record_value_find ON record_value(name, value, rid);
CREATE TABLE access_key(rid bigint NOT NULL, relation text NOT NULL, who bigint NOT NULL, PRIMARY KEY(rid, relation, who));
CREATE INDEX access_key_who ON access_key(who, relation, rid);
CREATE TABLE batch_open(rid bigint PRIMARY KEY);
CREATE TABLE search(rid bigint PRIMARY KEY, ts tsvector NOT NULL);
CREATE INDEX search_ts ON search USING gin(ts);
