-- +goose Up
CREATE TABLE digest_off(person INTEGER PRIMARY KEY) STRICT;  -- operational: who does not want the digest of the week
