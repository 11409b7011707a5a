-- +goose Up
-- Operational: until when whoever writes or undoes an import has it, ms UTC. After that it was left behind.
ALTER TABLE batch_open ADD COLUMN held_until INTEGER NOT NULL DEFAULT 0;
-- Operational: which rows of other systems are here, by the digest of what identifies them there. Kept so that a row
-- counts once; gone with its record.
CREATE TABLE import_identity(identity TEXT PRIMARY KEY, rid INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX import_identity_rid ON import_identity(rid);
-- Operational: a table on its way in by a page, until it is read in or given up. Its file goes when it is read in, the row a
-- week after anybody last touched it.
CREATE TABLE import_work(
  id TEXT PRIMARY KEY,                      -- 128 random bits, hex
  person INTEGER NOT NULL,                  -- who brings it in
  kind TEXT NOT NULL,                       -- what its rows become
  name TEXT NOT NULL,                       -- of the file
  bytes INTEGER NOT NULL,
  mapping TEXT NOT NULL,                    -- as a mapping file; empty before the first
  state TEXT NOT NULL,
  outcome TEXT NOT NULL,                    -- JSON: counts and problems of the last look at the rows
  done INTEGER NOT NULL, total INTEGER NOT NULL,
  stop INTEGER NOT NULL,                    -- 1 = somebody asked for it
  batch INTEGER NOT NULL,                   -- 0 = nothing written
  created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX import_work_person ON import_work(person);
CREATE INDEX import_work_expires ON import_work(expires_at);
CREATE TABLE import_work_chunk(
  work TEXT NOT NULL REFERENCES import_work ON DELETE CASCADE, part INTEGER NOT NULL, data BLOB NOT NULL,
  PRIMARY KEY(work, part)
) STRICT;
-- Operational: mappings that were saved under a name, for the next table from the same source.
CREATE TABLE import_mapping(
  kind TEXT NOT NULL, name TEXT NOT NULL, mapping TEXT NOT NULL, person INTEGER NOT NULL, saved_at INTEGER NOT NULL,
  PRIMARY KEY(kind, name)
) STRICT;
