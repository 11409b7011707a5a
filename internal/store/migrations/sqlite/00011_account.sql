-- +goose Up
CREATE TABLE account(                      -- operational: a local way to sign in
  id INTEGER PRIMARY KEY,
  username TEXT NOT NULL UNIQUE,           -- folded
  person INTEGER NOT NULL UNIQUE,          -- record key
  password TEXT NOT NULL,                  -- PHC string, argon2id
  totp_secret BLOB NOT NULL,               -- sealed; empty = no second factor
  totp_pending BLOB NOT NULL,             -- sealed; one being enrolled, not yet in force
  totp_step INTEGER NOT NULL,              -- the last time step used: a code works once
  totp_demanded INTEGER NOT NULL,
  disabled INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  password_at INTEGER NOT NULL,
  once_until INTEGER NOT NULL,        -- a password for one sign-in, good until then; 0 = the person's own
  signed_in_at INTEGER NOT NULL       -- 0 = never
) STRICT;
CREATE TABLE session(                      -- operational
  id TEXT PRIMARY KEY,                     -- SHA-256 of the cookie's token, hex
  person INTEGER NOT NULL,
  stage TEXT NOT NULL,                     -- code: second factor to come; password: must choose one; enrol: must enrol a factor; full
  via TEXT NOT NULL,                       -- local, demo
  longer INTEGER NOT NULL,                 -- a longer working session was chosen
  agent TEXT NOT NULL,                     -- browser family and system, for the list of sessions
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  absolute_until INTEGER NOT NULL,
  stepped_up_at INTEGER NOT NULL,          -- 0 = never
  revoked_at INTEGER NOT NULL              -- 0 = not revoked
) STRICT;
CREATE INDEX session_person ON session(person, created_at);
CREATE INDEX session_until ON session(absolute_until);
CREATE TABLE sign_in_failure(              -- operational: failures by name and by address, known only as keyed hashes
  key TEXT PRIMARY KEY,
  failed INTEGER NOT NULL,
  locked_until INTEGER NOT NULL,
  last_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_in_failure_last ON sign_in_failure(last_at);
CREATE TABLE first_start(one INTEGER PRIMARY KEY CHECK(one = 1), code_hash TEXT NOT NULL, until INTEGER NOT NULL) STRICT;
