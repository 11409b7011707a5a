-- +goose Up
-- The bytes of attached files, in pieces of one mebibyte from 0; the record of the file says their SHA-256.
CREATE TABLE file_chunk(rid INTEGER NOT NULL, n INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY(rid, n)) STRICT;
