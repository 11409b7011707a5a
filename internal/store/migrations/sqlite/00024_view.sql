-- +goose Up
CREATE TABLE saved_view(                   -- operational: a list as somebody wants to see it again; it gives no right to what it shows
  id TEXT PRIMARY KEY,                     -- 128 random bits, hex
  person INTEGER NOT NULL,                 -- who made it, and alone changes it
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  asked TEXT NOT NULL,                     -- the filters, the order and the columns as an address has them
  role TEXT NOT NULL,                      -- the function it is shared with; '' = nobody
  UNIQUE(person, kind, name)
) STRICT;
CREATE INDEX saved_view_role ON saved_view(role, kind) WHERE role <> '';
CREATE TABLE chosen_columns(               -- operational: which columns a person wants of a kind, in order
  person INTEGER NOT NULL, kind TEXT NOT NULL,
  columns TEXT NOT NULL,
  PRIMARY KEY(person, kind)
) STRICT, WITHOUT ROWID;
