-- +goose Up
CREATE TABLE draft(                        -- operational: what was typed but not sent, kept for a day
  id TEXT PRIMARY KEY,                     -- 128 random bits, hex
  form TEXT NOT NULL,
  person INTEGER NOT NULL,                 -- 0 = whoever knows the id; its times are then cut to the hour
  filled TEXT NOT NULL,                    -- JSON: name to values
  result TEXT NOT NULL,                    -- what came of it; with consumed_at
  created_at INTEGER NOT NULL,
  consumed_at INTEGER NOT NULL,            -- 0 = not sent
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX draft_expires ON draft(expires_at);
CREATE TABLE draft_file(
  draft TEXT NOT NULL REFERENCES draft ON DELETE CASCADE,
  n INTEGER NOT NULL,
  field TEXT NOT NULL,
  name TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY(draft, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE draft_chunk(
  draft TEXT NOT NULL, n INTEGER NOT NULL, part INTEGER NOT NULL, data BLOB NOT NULL,
  PRIMARY KEY(draft, n, part),
  FOREIGN KEY(draft, n) REFERENCES draft_file ON DELETE CASCADE
) STRICT;
