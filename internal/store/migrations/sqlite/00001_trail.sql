-- +goose Up
CREATE TABLE trail(                        -- insert only: the triggers below refuse the rest
  seq INTEGER PRIMARY KEY,                 -- 0, 1, 2 …: leaf index = commit order, no gaps
  at INTEGER NOT NULL,                     -- ms UTC; a coarse entry stores the start of its hour
  coarse INTEGER NOT NULL,
  change INTEGER NOT NULL,                 -- seq of the first entry of the same request
  cause INTEGER NOT NULL,                  -- seq of the entry that led here; 0 = none
  actor INTEGER NOT NULL,                  -- pseudonym; names stand in person
  action TEXT NOT NULL,
  kind TEXT NOT NULL,
  rid INTEGER NOT NULL,                    -- record key; 0 = none
  version INTEGER NOT NULL,                -- 0 = not a change (read, refused, sign-in)
  shape INTEGER NOT NULL,
  commitment BLOB NOT NULL                 -- HMAC-SHA256(salt, body)
) STRICT;
CREATE UNIQUE INDEX trail_version ON trail(rid, version) WHERE version > 0;
CREATE INDEX trail_read ON trail(rid, seq) WHERE version = 0;
CREATE INDEX trail_at ON trail(at) WHERE coarse = 0;
CREATE TABLE trail_body(
  seq INTEGER PRIMARY KEY REFERENCES trail,
  enc INTEGER NOT NULL, salt BLOB NOT NULL, body BLOB NOT NULL,
  redacted_by INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE trail_shown(rid INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY(rid, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE trail_head(one INTEGER PRIMARY KEY CHECK(one = 1), size INTEGER NOT NULL, at INTEGER NOT NULL, frontier BLOB NOT NULL) STRICT;
INSERT INTO trail_head(one, size, at, frontier) VALUES (1, 0, 0, x'');
CREATE TABLE trail_node(level INTEGER NOT NULL, n INTEGER NOT NULL, h BLOB NOT NULL, PRIMARY KEY(level, n)) STRICT, WITHOUT ROWID;
CREATE TABLE trail_signed(size INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT;
-- +goose StatementBegin
CREATE TRIGGER trail_no_update BEFORE UPDATE ON trail BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER trail_no_delete BEFORE DELETE ON trail BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER trail_body_no_update BEFORE UPDATE ON trail_body BEGIN SELECT RAISE(ABORT, 'a body is replaced, never changed'); END;
-- +goose StatementEnd
