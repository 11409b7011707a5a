-- +goose Up
CREATE TABLE draft(                        -- operational: what was typed but not sent, kept for a day
  id text PRIMARY KEY,                     -- 128 random bits, hex
  form text NOT NULL,
  person bigint NOT NULL,                 -- 0 = whoever knows the id; its times are then cut to the hour
  filled text NOT NULL,                    -- JSON: name to values
  result text NOT NULL,                    -- what came of it; with consumed_at
  created_at bigint NOT NULL,
  consumed_at bigint NOT NULL,            -- 0 = not sent
  expires_at bigint NOT NULL
);
CREATE INDEX draft_expires ON draft(expires_at);
CREATE TABLE draft_file(
  draft text NOT NULL REFERENCES draft ON DELETE CASCADE,
  n bigint NOT NULL,
  field text NOT NULL,
  name text NOT NULL,
  bytes bigint NOT NULL,
  PRIMARY KEY(draft, n)
);
CREATE TABLE draft_chunk(
  draft text NOT NULL, n bigint NOT NULL, part bigint NOT NULL, data bytea NOT NULL,
  PRIMARY KEY(draft, n, part),
  FOREIGN KEY(draft, n) REFERENCES draft_file ON DELETE CASCADE
);
