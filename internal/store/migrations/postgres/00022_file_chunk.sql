-- +goose Up
-- The bytes of attached files, in pieces of one mebibyte from 0; the record of the file says their SHA-256.
CREATE TABLE file_chunk(rid bigint NOT NULL, n integer NOT NULL, bytes bytea NOT NULL, PRIMARY KEY(rid, n));
