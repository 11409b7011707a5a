-- +goose Up
CREATE TABLE trail(                        -- insert only: the trigger below refuses the rest
  seq bigint PRIMARY KEY,                  -- 0, 1, 2 …: leaf index = commit order, no gaps
  at bigint NOT NULL,                      -- ms UTC; a coarse entry stores the start of its hour
  coarse smallint NOT NULL,
  change bigint NOT NULL,                  -- seq of the first entry of the same request
  cause bigint NOT NULL,                   -- seq of the entry that led here; 0 = none
  actor bigint NOT NULL,                   -- pseudonym; names stand in person
  action text NOT NULL,
  kind text NOT NULL,
  rid bigint NOT NULL,                     -- record key; 0 = none
  version integer NOT NULL,                -- 0 = not a change (read, refused, sign-in)
  shape integer NOT NULL,
  commitment bytea NOT NULL                -- HMAC-SHA256(salt, body)
);
CREATE UNIQUE INDEX trail_version ON trail(rid, version) WHERE version > 0;
CREATE INDEX trail_read ON trail(rid, seq) WHERE version = 0;
CREATE INDEX trail_at ON trail(at) WHERE coarse = 0;
CREATE TABLE trail_body(
  seq bigint PRIMARY KEY REFERENCES trail,
  enc smallint NOT NULL, salt bytea NOT NULL, body bytea NOT NULL,
  redacted_by bigint NOT NULL DEFAULT 0
);
CREATE TABLE trail_shown(rid bigint NOT NULL, seq bigint NOT NULL, PRIMARY KEY(rid, seq));
CREATE TABLE trail_head(one smallint PRIMARY KEY CHECK(one = 1), size bigint NOT NULL, at bigint NOT NULL, frontier bytea NOT NULL);
INSERT INTO trail_head(one, size, at, frontier) VALUES (1, 0, 0, ''::bytea);
CREATE TABLE trail_node(level smallint NOT NULL, n bigint NOT NULL, h bytea NOT NULL, PRIMARY KEY(level, n));
CREATE TABLE trail_signed(size bigint PRIMARY KEY, note text NOT NULL);
-- +goose StatementBegin
CREATE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$;
-- +goose StatementEnd
CREATE TRIGGER trail_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON trail FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse();
CREATE TRIGGER trail_body_kept BEFORE UPDATE OR TRUNCATE ON trail_body FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse();
