-- +goose Up
CREATE TABLE digest_off(person bigint PRIMARY KEY);  -- operational: who does not want the digest of the week
