-- +goose Up
CREATE TABLE job(                          -- operational: work to be done once, outside the request that asked for it
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,                   -- JSON
  run_at INTEGER NOT NULL,                 -- ms UTC; not before
  lease_until INTEGER NOT NULL,            -- while running: whoever holds it has until then; 0 = nobody
  attempt INTEGER NOT NULL,                -- how many times it was started
  state TEXT NOT NULL,                     -- queued, running, done, failed
  dedupe TEXT NOT NULL,                    -- '' = may stand any number of times
  coarse INTEGER NOT NULL,                 -- 1 = its times are kept by the hour: an anonymous report caused it
  created_at INTEGER NOT NULL,
  finished_at INTEGER NOT NULL,            -- 0 = not yet
  last_error TEXT NOT NULL                 -- a code, never a text
) STRICT;
CREATE INDEX job_due ON job(state, run_at) WHERE state IN ('queued', 'running');
CREATE INDEX job_finished ON job(finished_at) WHERE finished_at > 0;
CREATE UNIQUE INDEX job_dedupe ON job(dedupe) WHERE dedupe <> '';
CREATE TABLE outbox(                       -- operational: letters, written in the change that caused them
  id INTEGER PRIMARY KEY,
  message_id TEXT NOT NULL UNIQUE,         -- the same at every attempt
  to_person INTEGER NOT NULL,              -- record key; 0 = address says it
  address TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  state TEXT NOT NULL,                     -- queued, sent, refused, unknown
  attempts INTEGER NOT NULL,
  unclear INTEGER NOT NULL,                -- attempts that may have been delivered
  next_at INTEGER NOT NULL,                -- 0 = no further attempt
  about_rid INTEGER NOT NULL,              -- the record it points at; 0 = none
  coarse INTEGER NOT NULL,                 -- 1 = its times are kept by the hour: an anonymous report caused it
  created_at INTEGER NOT NULL,
  sent_at INTEGER NOT NULL,                -- when the receiving server said 250; 0 = not known
  last_error TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_state ON outbox(state, id);
CREATE INDEX outbox_about ON outbox(about_rid, id) WHERE about_rid > 0;
