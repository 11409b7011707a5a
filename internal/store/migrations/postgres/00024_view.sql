-- +goose Up
CREATE TABLE saved_view(                   -- operational: a list as somebody wants to see it again; it gives no right to what it shows
  id text PRIMARY KEY,                     -- 128 random bits, hex
  person bigint NOT NULL,                 -- who made it, and alone changes it
  kind text NOT NULL,
  name text NOT NULL,
  asked text NOT NULL,                     -- the filters, the order and the columns as an address has them
  role text NOT NULL,                      -- the function it is shared with; '' = nobody
  UNIQUE(person, kind, name)
);
CREATE INDEX saved_view_role ON saved_view(role, kind) WHERE role <> '';
CREATE TABLE chosen_columns(               -- operational: which columns a person wants of a kind, in order
  person bigint NOT NULL, kind text NOT NULL,
  columns text NOT NULL,
  PRIMARY KEY(person, kind)
);
