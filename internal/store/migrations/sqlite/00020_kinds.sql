-- +goose Up
-- Written from the kinds: see CONTRIBUTING.md.
CREATE TABLE unit(
  rid INTEGER PRIMARY KEY REFERENCES record,
  code TEXT NOT NULL,
  hsa_id TEXT NOT NULL,
  parent INTEGER NOT NULL,
  kind TEXT NOT NULL,
  site INTEGER NOT NULL,
  all_hours INTEGER NOT NULL,
  raised_risk INTEGER NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to TEXT NOT NULL
) STRICT;
CREATE TABLE unit_span(
  rid INTEGER NOT NULL, version INTEGER NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL, state TEXT NOT NULL, unit INTEGER NOT NULL, owner INTEGER NOT NULL, secrecy INTEGER NOT NULL, class TEXT NOT NULL, areas TEXT NOT NULL, on_rid INTEGER NOT NULL, batch INTEGER NOT NULL, created_at INTEGER NOT NULL, 
  parent INTEGER NOT NULL,
  kind TEXT NOT NULL,
  site INTEGER NOT NULL,
  raised_risk INTEGER NOT NULL,
  PRIMARY KEY(rid, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX unit_span_new ON unit_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX unit_span_unit ON unit_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX unit_span_now ON unit_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE TABLE site(
  rid INTEGER PRIMARY KEY REFERENCES record,
  code TEXT NOT NULL,
  address TEXT NOT NULL,
  municipality TEXT NOT NULL,
  kind TEXT NOT NULL,
  campus INTEGER NOT NULL
) STRICT;
CREATE TABLE site_span(
  rid INTEGER NOT NULL, version INTEGER NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL, state TEXT NOT NULL, unit INTEGER NOT NULL, owner INTEGER NOT NULL, secrecy INTEGER NOT NULL, class TEXT NOT NULL, areas TEXT NOT NULL, on_rid INTEGER NOT NULL, batch INTEGER NOT NULL, created_at INTEGER NOT NULL, 
  kind TEXT NOT NULL,
  campus INTEGER NOT NULL,
  PRIMARY KEY(rid, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX site_span_new ON site_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX site_span_unit ON site_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX site_span_now ON site_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE TABLE place(
  rid INTEGER PRIMARY KEY REFERENCES record,
  code TEXT NOT NULL,
  site INTEGER NOT NULL,
  kind TEXT NOT NULL
) STRICT;
CREATE TABLE place_span(
  rid INTEGER NOT NULL, version INTEGER NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL, state TEXT NOT NULL, unit INTEGER NOT NULL, owner INTEGER NOT NULL, secrecy INTEGER NOT NULL, class TEXT NOT NULL, areas TEXT NOT NULL, on_rid INTEGER NOT NULL, batch INTEGER NOT NULL, created_at INTEGER NOT NULL, 
  site INTEGER NOT NULL,
  kind TEXT NOT NULL,
  PRIMARY KEY(rid, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX place_span_new ON place_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX place_span_unit ON place_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX place_span_now ON place_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE TABLE person(
  rid INTEGER PRIMARY KEY REFERENCES record,
  code TEXT NOT NULL,
  given TEXT NOT NULL,
  family TEXT NOT NULL,
  occupation TEXT NOT NULL,
  mail TEXT NOT NULL,
  phone TEXT NOT NULL,
  hsa_id TEXT NOT NULL
) STRICT;
CREATE TABLE person_span(
  rid INTEGER NOT NULL, version INTEGER NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL, state TEXT NOT NULL, unit INTEGER NOT NULL, owner INTEGER NOT NULL, secrecy INTEGER NOT NULL, class TEXT NOT NULL, areas TEXT NOT NULL, on_rid INTEGER NOT NULL, batch INTEGER NOT NULL, created_at INTEGER NOT NULL, 
  PRIMARY KEY(rid, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_span_new ON person_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX person_span_unit ON person_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX person_span_now ON person_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE TABLE appointment(
  rid INTEGER PRIMARY KEY REFERENCES record,
  role TEXT NOT NULL,
  person INTEGER NOT NULL,
  region INTEGER NOT NULL,
  units TEXT NOT NULL,
  sites TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to TEXT NOT NULL,
  decision TEXT NOT NULL,
  deputy_for INTEGER NOT NULL,
  confirmed TEXT NOT NULL
) STRICT;
CREATE TABLE appointment_span(
  rid INTEGER NOT NULL, version INTEGER NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL, state TEXT NOT NULL, unit INTEGER NOT NULL, owner INTEGER NOT NULL, secrecy INTEGER NOT NULL, class TEXT NOT NULL, areas TEXT NOT NULL, on_rid INTEGER NOT NULL, batch INTEGER NOT NULL, created_at INTEGER NOT NULL, 
  role TEXT NOT NULL,
  person INTEGER NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to TEXT NOT NULL,
  deputy_for INTEGER NOT NULL,
  PRIMARY KEY(rid, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX appointment_span_new ON appointment_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX appointment_span_unit ON appointment_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX appointment_span_now ON appointment_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE TABLE incident(
  rid INTEGER PRIMARY KEY REFERENCES record,
  description TEXT NOT NULL,
  category TEXT NOT NULL,
  subtype TEXT NOT NULL,
  happened_at INTEGER NOT NULL,
  ongoing INTEGER NOT NULL,
  when_note TEXT NOT NULL,
  place INTEGER NOT NULL,
  place_kind TEXT NOT NULL,
  place_text TEXT NOT NULL,
  affected TEXT NOT NULL,
  hurt TEXT NOT NULL,
  done_already TEXT NOT NULL,
  channel TEXT NOT NULL,
  source TEXT NOT NULL,
  origin TEXT NOT NULL,
  facts TEXT NOT NULL,
  reporter BLOB NOT NULL,
  reporter_key BLOB NOT NULL,
  contact BLOB NOT NULL,
  victim BLOB NOT NULL,
  anonymous INTEGER NOT NULL,
  reporters TEXT NOT NULL,
  subjects TEXT NOT NULL,
  named TEXT NOT NULL,
  receipt TEXT NOT NULL,
  manager_named INTEGER NOT NULL,
  protected_identity INTEGER NOT NULL,
  personal_number_doubt INTEGER NOT NULL,
  severity TEXT NOT NULL,
  severity_rank INTEGER NOT NULL,
  scale TEXT NOT NULL,
  severity_reason TEXT NOT NULL,
  police TEXT NOT NULL,
  police_at INTEGER NOT NULL,
  police_by TEXT NOT NULL,
  police_number TEXT NOT NULL,
  police_note TEXT NOT NULL,
  police_decided_at INTEGER NOT NULL,
  cause_kind TEXT NOT NULL,
  cause TEXT NOT NULL,
  least_level TEXT NOT NULL,
  consequence_life_and_health TEXT NOT NULL,
  consequence_privacy TEXT NOT NULL,
  consequence_property_and_economy TEXT NOT NULL,
  consequence_environment TEXT NOT NULL,
  consequence_information TEXT NOT NULL,
  consequence_operations TEXT NOT NULL,
  consequence_trust TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  assessed_at INTEGER NOT NULL,
  contacted_at INTEGER NOT NULL,
  feedback TEXT NOT NULL,
  feedback_at INTEGER NOT NULL,
  management TEXT NOT NULL,
  management_reason TEXT NOT NULL,
  closing_note TEXT NOT NULL,
  closed_at INTEGER NOT NULL,
  main INTEGER NOT NULL,
  split_from INTEGER NOT NULL,
  helped TEXT NOT NULL,
  reopen_asked_at INTEGER NOT NULL,
  case_list TEXT NOT NULL,
  assignees TEXT NOT NULL
) STRICT;
CREATE TABLE incident_span(
  rid INTEGER NOT NULL, version INTEGER NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL, state TEXT NOT NULL, unit INTEGER NOT NULL, owner INTEGER NOT NULL, secrecy INTEGER NOT NULL, class TEXT NOT NULL, areas TEXT NOT NULL, on_rid INTEGER NOT NULL, batch INTEGER NOT NULL, created_at INTEGER NOT NULL, 
  category TEXT NOT NULL,
  subtype TEXT NOT NULL,
  happened_at INTEGER NOT NULL,
  ongoing INTEGER NOT NULL,
  place INTEGER NOT NULL,
  place_kind TEXT NOT NULL,
  affected TEXT NOT NULL,
  hurt TEXT NOT NULL,
  channel TEXT NOT NULL,
  source TEXT NOT NULL,
  anonymous INTEGER NOT NULL,
  personal_number_doubt INTEGER NOT NULL,
  severity TEXT NOT NULL,
  severity_rank INTEGER NOT NULL,
  police TEXT NOT NULL,
  police_decided_at INTEGER NOT NULL,
  cause_kind TEXT NOT NULL,
  consequence_life_and_health TEXT NOT NULL,
  consequence_privacy TEXT NOT NULL,
  consequence_property_and_economy TEXT NOT NULL,
  consequence_environment TEXT NOT NULL,
  consequence_information TEXT NOT NULL,
  consequence_operations TEXT NOT NULL,
  consequence_trust TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  assessed_at INTEGER NOT NULL,
  feedback_at INTEGER NOT NULL,
  management TEXT NOT NULL,
  closed_at INTEGER NOT NULL,
  main INTEGER NOT NULL,
  split_from INTEGER NOT NULL,
  helped TEXT NOT NULL,
  reopen_asked_at INTEGER NOT NULL,
  PRIMARY KEY(rid, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX incident_span_new ON incident_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX incident_span_unit ON incident_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX incident_span_now ON incident_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX incident_span_by_happened ON incident_span(happened_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX incident_span_by_severity ON incident_span(severity_rank, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX incident_span_by_owner ON incident_span(owner, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE TABLE incident_sum(
  grain INTEGER NOT NULL, who INTEGER NOT NULL, unit INTEGER NOT NULL, month INTEGER NOT NULL, held TEXT NOT NULL, secrecy INTEGER NOT NULL, class TEXT NOT NULL, areas TEXT NOT NULL, batch INTEGER NOT NULL, state TEXT NOT NULL, 
  category TEXT NOT NULL,
  severity TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY(grain, who, unit, month, held, secrecy, class, areas, batch, state, category, severity)
) STRICT, WITHOUT ROWID;
CREATE INDEX incident_sum_none ON incident_sum(grain) WHERE n = 0;
CREATE TABLE part(
  rid INTEGER PRIMARY KEY REFERENCES record,
  role TEXT NOT NULL,
  scope TEXT NOT NULL,
  assignee INTEGER NOT NULL,
  offered TEXT NOT NULL,
  rule TEXT NOT NULL,
  note TEXT NOT NULL,
  reference TEXT NOT NULL,
  contacted_at INTEGER NOT NULL
) STRICT;
CREATE TABLE part_span(
  rid INTEGER NOT NULL, version INTEGER NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL, state TEXT NOT NULL, unit INTEGER NOT NULL, owner INTEGER NOT NULL, secrecy INTEGER NOT NULL, class TEXT NOT NULL, areas TEXT NOT NULL, on_rid INTEGER NOT NULL, batch INTEGER NOT NULL, created_at INTEGER NOT NULL, 
  role TEXT NOT NULL,
  assignee INTEGER NOT NULL,
  offered TEXT NOT NULL,
  PRIMARY KEY(rid, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX part_span_new ON part_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX part_span_unit ON part_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX part_span_now ON part_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX part_span_by_assignee ON part_span(assignee, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX part_span_on ON part_span(on_rid, created_at, rid) WHERE to_seq = 1152921504606846976;
CREATE TABLE alert(
  rid INTEGER PRIMARY KEY REFERENCES record,
  recipient INTEGER NOT NULL,
  roles TEXT NOT NULL,
  lines TEXT NOT NULL,
  passed TEXT NOT NULL,
  step INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  answered_at INTEGER NOT NULL
) STRICT;
CREATE TABLE alert_span(
  rid INTEGER NOT NULL, version INTEGER NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL, state TEXT NOT NULL, unit INTEGER NOT NULL, owner INTEGER NOT NULL, secrecy INTEGER NOT NULL, class TEXT NOT NULL, areas TEXT NOT NULL, on_rid INTEGER NOT NULL, batch INTEGER NOT NULL, created_at INTEGER NOT NULL, 
  recipient INTEGER NOT NULL,
  roles TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  answered_at INTEGER NOT NULL,
  PRIMARY KEY(rid, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_span_new ON alert_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX alert_span_unit ON alert_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX alert_span_now ON alert_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX alert_span_by_recipient ON alert_span(recipient, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX alert_span_by_due ON alert_span(due_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX alert_span_on ON alert_span(on_rid, created_at, rid) WHERE to_seq = 1152921504606846976;
CREATE TABLE action(
  rid INTEGER PRIMARY KEY REFERENCES record,
  what TEXT NOT NULL,
  action_kind TEXT NOT NULL,
  responsible INTEGER NOT NULL,
  start TEXT NOT NULL,
  due TEXT NOT NULL,
  estimate INTEGER NOT NULL,
  effect_on TEXT NOT NULL,
  judge INTEGER NOT NULL,
  done_on TEXT NOT NULL,
  done_by INTEGER NOT NULL,
  cost INTEGER NOT NULL,
  result TEXT NOT NULL,
  effect TEXT NOT NULL,
  effect_note TEXT NOT NULL,
  next_due TEXT NOT NULL,
  verdict TEXT NOT NULL,
  follows INTEGER NOT NULL
) STRICT;
CREATE TABLE action_span(
  rid INTEGER NOT NULL, version INTEGER NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL, state TEXT NOT NULL, unit INTEGER NOT NULL, owner INTEGER NOT NULL, secrecy INTEGER NOT NULL, class TEXT NOT NULL, areas TEXT NOT NULL, on_rid INTEGER NOT NULL, batch INTEGER NOT NULL, created_at INTEGER NOT NULL, 
  action_kind TEXT NOT NULL,
  responsible INTEGER NOT NULL,
  due TEXT NOT NULL,
  effect_on TEXT NOT NULL,
  judge INTEGER NOT NULL,
  done_on TEXT NOT NULL,
  effect TEXT NOT NULL,
  PRIMARY KEY(rid, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX action_span_new ON action_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX action_span_unit ON action_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX action_span_now ON action_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX action_span_by_due ON action_span(due, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX action_span_by_responsible ON action_span(responsible, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX action_span_on ON action_span(on_rid, created_at, rid) WHERE to_seq = 1152921504606846976;
CREATE TABLE message(
  rid INTEGER PRIMARY KEY REFERENCES record,
  side TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE TABLE message_span(
  rid INTEGER NOT NULL, version INTEGER NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL, state TEXT NOT NULL, unit INTEGER NOT NULL, owner INTEGER NOT NULL, secrecy INTEGER NOT NULL, class TEXT NOT NULL, areas TEXT NOT NULL, on_rid INTEGER NOT NULL, batch INTEGER NOT NULL, created_at INTEGER NOT NULL, 
  side TEXT NOT NULL,
  PRIMARY KEY(rid, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_span_new ON message_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX message_span_unit ON message_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX message_span_now ON message_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX message_span_on ON message_span(on_rid, created_at, rid) WHERE to_seq = 1152921504606846976;
CREATE TABLE comment(
  rid INTEGER PRIMARY KEY REFERENCES record,
  text TEXT NOT NULL
) STRICT;
CREATE TABLE comment_span(
  rid INTEGER NOT NULL, version INTEGER NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL, state TEXT NOT NULL, unit INTEGER NOT NULL, owner INTEGER NOT NULL, secrecy INTEGER NOT NULL, class TEXT NOT NULL, areas TEXT NOT NULL, on_rid INTEGER NOT NULL, batch INTEGER NOT NULL, created_at INTEGER NOT NULL, 
  PRIMARY KEY(rid, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX comment_span_new ON comment_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX comment_span_unit ON comment_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX comment_span_now ON comment_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX comment_span_on ON comment_span(on_rid, created_at, rid) WHERE to_seq = 1152921504606846976;
CREATE TABLE file(
  rid INTEGER PRIMARY KEY REFERENCES record,
  media TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  by_reporter INTEGER NOT NULL
) STRICT;
CREATE TABLE file_span(
  rid INTEGER NOT NULL, version INTEGER NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL, state TEXT NOT NULL, unit INTEGER NOT NULL, owner INTEGER NOT NULL, secrecy INTEGER NOT NULL, class TEXT NOT NULL, areas TEXT NOT NULL, on_rid INTEGER NOT NULL, batch INTEGER NOT NULL, created_at INTEGER NOT NULL, 
  by_reporter INTEGER NOT NULL,
  PRIMARY KEY(rid, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX file_span_new ON file_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX file_span_unit ON file_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX file_span_now ON file_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX file_span_on ON file_span(on_rid, created_at, rid) WHERE to_seq = 1152921504606846976;
CREATE TABLE link(
  rid INTEGER PRIMARY KEY REFERENCES record,
  nature TEXT NOT NULL,
  target INTEGER NOT NULL
) STRICT;
CREATE TABLE link_span(
  rid INTEGER NOT NULL, version INTEGER NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL, state TEXT NOT NULL, unit INTEGER NOT NULL, owner INTEGER NOT NULL, secrecy INTEGER NOT NULL, class TEXT NOT NULL, areas TEXT NOT NULL, on_rid INTEGER NOT NULL, batch INTEGER NOT NULL, created_at INTEGER NOT NULL, 
  nature TEXT NOT NULL,
  target INTEGER NOT NULL,
  PRIMARY KEY(rid, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_span_new ON link_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX link_span_unit ON link_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX link_span_now ON link_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX link_span_by_target ON link_span(target, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX link_span_on ON link_span(on_rid, created_at, rid) WHERE to_seq = 1152921504606846976;
CREATE TABLE cause(
  rid INTEGER PRIMARY KEY REFERENCES record,
  cause_depth TEXT NOT NULL,
  cause_kind TEXT NOT NULL,
  explains INTEGER NOT NULL,
  barrier TEXT NOT NULL,
  evidence TEXT NOT NULL
) STRICT;
CREATE TABLE cause_span(
  rid INTEGER NOT NULL, version INTEGER NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL, state TEXT NOT NULL, unit INTEGER NOT NULL, owner INTEGER NOT NULL, secrecy INTEGER NOT NULL, class TEXT NOT NULL, areas TEXT NOT NULL, on_rid INTEGER NOT NULL, batch INTEGER NOT NULL, created_at INTEGER NOT NULL, 
  cause_depth TEXT NOT NULL,
  cause_kind TEXT NOT NULL,
  barrier TEXT NOT NULL,
  PRIMARY KEY(rid, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX cause_span_new ON cause_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX cause_span_unit ON cause_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX cause_span_now ON cause_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX cause_span_by_kind ON cause_span(cause_kind, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX cause_span_on ON cause_span(on_rid, created_at, rid) WHERE to_seq = 1152921504606846976;
CREATE TABLE cost(
  rid INTEGER PRIMARY KEY REFERENCES record,
  cost_class TEXT NOT NULL,
  amount INTEGER NOT NULL,
  basis TEXT NOT NULL,
  paid TEXT NOT NULL,
  source TEXT NOT NULL
) STRICT;
CREATE TABLE cost_span(
  rid INTEGER NOT NULL, version INTEGER NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL, state TEXT NOT NULL, unit INTEGER NOT NULL, owner INTEGER NOT NULL, secrecy INTEGER NOT NULL, class TEXT NOT NULL, areas TEXT NOT NULL, on_rid INTEGER NOT NULL, batch INTEGER NOT NULL, created_at INTEGER NOT NULL, 
  cost_class TEXT NOT NULL,
  basis TEXT NOT NULL,
  PRIMARY KEY(rid, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX cost_span_new ON cost_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX cost_span_unit ON cost_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX cost_span_now ON cost_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX cost_span_by_class ON cost_span(cost_class, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX cost_span_on ON cost_span(on_rid, created_at, rid) WHERE to_seq = 1152921504606846976;
CREATE TABLE lesson(
  rid INTEGER PRIMARY KEY REFERENCES record,
  text TEXT NOT NULL,
  due TEXT NOT NULL,
  used_as TEXT NOT NULL,
  used_in TEXT NOT NULL,
  used_action INTEGER NOT NULL,
  used_on TEXT NOT NULL
) STRICT;
CREATE TABLE lesson_span(
  rid INTEGER NOT NULL, version INTEGER NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL, state TEXT NOT NULL, unit INTEGER NOT NULL, owner INTEGER NOT NULL, secrecy INTEGER NOT NULL, class TEXT NOT NULL, areas TEXT NOT NULL, on_rid INTEGER NOT NULL, batch INTEGER NOT NULL, created_at INTEGER NOT NULL, 
  due TEXT NOT NULL,
  used_as TEXT NOT NULL,
  used_on TEXT NOT NULL,
  PRIMARY KEY(rid, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX lesson_span_new ON lesson_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX lesson_span_unit ON lesson_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX lesson_span_now ON lesson_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX lesson_span_by_due ON lesson_span(due, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX lesson_span_by_owner ON lesson_span(owner, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX lesson_span_on ON lesson_span(on_rid, created_at, rid) WHERE to_seq = 1152921504606846976;
CREATE TABLE import_batch(
  rid INTEGER PRIMARY KEY REFERENCES record,
  source TEXT NOT NULL,
  target TEXT NOT NULL,
  rows_read INTEGER NOT NULL,
  rows_added INTEGER NOT NULL,
  rows_known INTEGER NOT NULL,
  file_digest TEXT NOT NULL,
  mapping_digest TEXT NOT NULL,
  labels TEXT NOT NULL
) STRICT;
CREATE TABLE import_batch_span(
  rid INTEGER NOT NULL, version INTEGER NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL, state TEXT NOT NULL, unit INTEGER NOT NULL, owner INTEGER NOT NULL, secrecy INTEGER NOT NULL, class TEXT NOT NULL, areas TEXT NOT NULL, on_rid INTEGER NOT NULL, batch INTEGER NOT NULL, created_at INTEGER NOT NULL, 
  PRIMARY KEY(rid, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_batch_span_new ON import_batch_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX import_batch_span_unit ON import_batch_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX import_batch_span_now ON import_batch_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
