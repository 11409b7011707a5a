-- +goose Up
-- Operational: until when whoever writes or undoes an import has it, ms UTC. After that it was left behind.
ALTER TABLE batch_open ADD COLUMN held_until bigint NOT NULL DEFAULT 0;
-- Operational: which rows of other systems are here, by the digest of what identifies them there. Kept so that a row
-- counts once; gone with its record.
CREATE TABLE import_identity(identity text PRIMARY KEY, rid bigint NOT NULL);
CREATE INDEX import_identity_rid ON import_identity(rid);
