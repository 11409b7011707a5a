-- +goose Up
-- Operational: until when whoever writes or undoes an import has it, ms UTC. After that it was left behind.
ALTER TABLE batch_open ADD COLUMN held_until bigint NOT NULL DEFAULT 0;
-- Operational: which rows of other systems are here, by the digest of what identifies them there. Kept so that a row
-- counts once; gone with its record.
CREATE TABLE import_identity(identity text PRIMARY KEY, rid bigint NOT NULL);
CREATE INDEX import_identity_rid ON import_identity(rid);
-- Operational: a table on its way in by a page, until it is read in or given up. Its file goes when it is read in, the row a
-- week after anybody last touched it.
CREATE TABLE import_work(
  id text PRIMARY KEY,                      -- 128 random bits, hex
  person bigint NOT NULL,                  -- who brings it in
  kind text NOT NULL,                       -- what its rows become
  name text NOT NULL,                       -- of the file
  bytes bigint NOT NULL,
  mapping text NOT NULL,                    -- as a mapping file; empty before the first
  state text NOT NULL,
  outcome text NOT NULL,                    -- JSON: counts and problems of the last look at the rows
  done bigint NOT NULL, total bigint NOT NULL,
  stop bigint NOT NULL,                    -- 1 = somebody asked for it
  batch bigint NOT NULL,                   -- 0 = nothing written
  created_at bigint NOT NULL, changed_at bigint NOT NULL, expires_at bigint NOT NULL
);
CREATE INDEX import_work_person ON import_work(person);
CREATE INDEX import_work_expires ON import_work(expires_at);
CREATE TABLE import_work_chunk(
  work text NOT NULL REFERENCES import_work ON DELETE CASCADE, part bigint NOT NULL, data bytea NOT NULL,
  PRIMARY KEY(work, part)
);
-- Operational: mappings that were saved under a name, for the next table from the same source.
CREATE TABLE import_mapping(
  kind text NOT NULL, name text NOT NULL, mapping text NOT NULL, person bigint NOT NULL, saved_at bigint NOT NULL,
  PRIMARY KEY(kind, name)
);
