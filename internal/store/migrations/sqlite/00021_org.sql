-- +goose Up
-- Derived: kept and rebuilt by package org.
CREATE TABLE unit_closure(                 -- every unit with itself (depth 0) and everything below it
  ancestor INTEGER NOT NULL, descendant INTEGER NOT NULL, depth INTEGER NOT NULL,
  PRIMARY KEY(ancestor, descendant)
) STRICT, WITHOUT ROWID;
CREATE INDEX unit_closure_up ON unit_closure(descendant, depth, ancestor);
CREATE TABLE appointment_scope(            -- what an appointment is held for
  appointment INTEGER NOT NULL,
  scope TEXT NOT NULL,                     -- region, unit, site, owned
  target INTEGER NOT NULL,                 -- unit or site; 0 = the region, or what a record of its own names
  PRIMARY KEY(appointment, scope, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX appointment_scope_target ON appointment_scope(target, scope, appointment);
CREATE TABLE appointment_counts(appointment INTEGER PRIMARY KEY) STRICT; -- neither ended nor waiting for a second person
CREATE TABLE generation(name TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT; -- grows with every change of what processes remember
-- Over the tables of the kinds.
CREATE INDEX unit_parent ON unit(parent);
CREATE INDEX unit_code ON unit(code);
CREATE INDEX unit_hsa ON unit(hsa_id);
CREATE INDEX unit_site ON unit(site);
CREATE INDEX site_code ON site(code);
CREATE INDEX place_code ON place(code);
CREATE INDEX person_code ON person(code);
CREATE INDEX person_hsa ON person(hsa_id);
CREATE INDEX appointment_person ON appointment(person, valid_from);
CREATE INDEX appointment_role ON appointment(role, valid_from);
CREATE INDEX appointment_deputy ON appointment(deputy_for) WHERE deputy_for <> 0;
