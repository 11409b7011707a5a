-- +goose Up
-- Written from the kinds: see CONTRIBUTING.md.
CREATE TABLE unit(
  rid bigint PRIMARY KEY REFERENCES record,
  code text NOT NULL,
  hsa_id text NOT NULL,
  parent bigint NOT NULL,
  kind text NOT NULL,
  site bigint NOT NULL,
  all_hours smallint NOT NULL,
  raised_risk smallint NOT NULL,
  valid_from text NOT NULL,
  valid_to text NOT NULL
);
CREATE TABLE unit_span(
  rid bigint NOT NULL, version bigint NOT NULL, from_seq bigint NOT NULL, to_seq bigint NOT NULL, state text NOT NULL, unit bigint NOT NULL, owner bigint NOT NULL, secrecy bigint NOT NULL, class text NOT NULL, areas text NOT NULL, on_rid bigint NOT NULL, batch bigint NOT NULL, created_at bigint NOT NULL, 
  parent bigint NOT NULL,
  kind text NOT NULL,
  site bigint NOT NULL,
  raised_risk smallint NOT NULL,
  PRIMARY KEY(rid, version)
);
CREATE INDEX unit_span_new ON unit_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX unit_span_unit ON unit_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX unit_span_now ON unit_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE TABLE site(
  rid bigint PRIMARY KEY REFERENCES record,
  code text NOT NULL,
  address text NOT NULL,
  municipality text NOT NULL,
  kind text NOT NULL,
  campus bigint NOT NULL
);
CREATE TABLE site_span(
  rid bigint NOT NULL, version bigint NOT NULL, from_seq bigint NOT NULL, to_seq bigint NOT NULL, state text NOT NULL, unit bigint NOT NULL, owner bigint NOT NULL, secrecy bigint NOT NULL, class text NOT NULL, areas text NOT NULL, on_rid bigint NOT NULL, batch bigint NOT NULL, created_at bigint NOT NULL, 
  kind text NOT NULL,
  campus bigint NOT NULL,
  PRIMARY KEY(rid, version)
);
CREATE INDEX site_span_new ON site_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX site_span_unit ON site_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX site_span_now ON site_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE TABLE place(
  rid bigint PRIMARY KEY REFERENCES record,
  code text NOT NULL,
  site bigint NOT NULL,
  kind text NOT NULL
);
CREATE TABLE place_span(
  rid bigint NOT NULL, version bigint NOT NULL, from_seq bigint NOT NULL, to_seq bigint NOT NULL, state text NOT NULL, unit bigint NOT NULL, owner bigint NOT NULL, secrecy bigint NOT NULL, class text NOT NULL, areas text NOT NULL, on_rid bigint NOT NULL, batch bigint NOT NULL, created_at bigint NOT NULL, 
  site bigint NOT NULL,
  kind text NOT NULL,
  PRIMARY KEY(rid, version)
);
CREATE INDEX place_span_new ON place_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX place_span_unit ON place_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX place_span_now ON place_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE TABLE person(
  rid bigint PRIMARY KEY REFERENCES record,
  code text NOT NULL,
  given text NOT NULL,
  family text NOT NULL,
  occupation text NOT NULL,
  mail text NOT NULL,
  phone text NOT NULL,
  hsa_id text NOT NULL
);
CREATE TABLE person_span(
  rid bigint NOT NULL, version bigint NOT NULL, from_seq bigint NOT NULL, to_seq bigint NOT NULL, state text NOT NULL, unit bigint NOT NULL, owner bigint NOT NULL, secrecy bigint NOT NULL, class text NOT NULL, areas text NOT NULL, on_rid bigint NOT NULL, batch bigint NOT NULL, created_at bigint NOT NULL, 
  PRIMARY KEY(rid, version)
);
CREATE INDEX person_span_new ON person_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX person_span_unit ON person_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX person_span_now ON person_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE TABLE appointment(
  rid bigint PRIMARY KEY REFERENCES record,
  role text NOT NULL,
  person bigint NOT NULL,
  region smallint NOT NULL,
  units text NOT NULL,
  sites text NOT NULL,
  valid_from text NOT NULL,
  valid_to text NOT NULL,
  decision text NOT NULL,
  deputy_for bigint NOT NULL,
  confirmed text NOT NULL
);
CREATE TABLE appointment_span(
  rid bigint NOT NULL, version bigint NOT NULL, from_seq bigint NOT NULL, to_seq bigint NOT NULL, state text NOT NULL, unit bigint NOT NULL, owner bigint NOT NULL, secrecy bigint NOT NULL, class text NOT NULL, areas text NOT NULL, on_rid bigint NOT NULL, batch bigint NOT NULL, created_at bigint NOT NULL, 
  role text NOT NULL,
  person bigint NOT NULL,
  valid_from text NOT NULL,
  valid_to text NOT NULL,
  deputy_for bigint NOT NULL,
  PRIMARY KEY(rid, version)
);
CREATE INDEX appointment_span_new ON appointment_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX appointment_span_unit ON appointment_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX appointment_span_now ON appointment_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE TABLE incident(
  rid bigint PRIMARY KEY REFERENCES record,
  description text NOT NULL,
  category text NOT NULL,
  subtype text NOT NULL,
  happened_at bigint NOT NULL,
  ongoing smallint NOT NULL,
  when_note text NOT NULL,
  place bigint NOT NULL,
  place_kind text NOT NULL,
  place_text text NOT NULL,
  affected text NOT NULL,
  hurt text NOT NULL,
  done_already text NOT NULL,
  channel text NOT NULL,
  source text NOT NULL,
  origin text NOT NULL,
  facts text NOT NULL,
  reporter bytea NOT NULL,
  reporter_key bytea NOT NULL,
  contact bytea NOT NULL,
  victim bytea NOT NULL,
  anonymous smallint NOT NULL,
  reporters text NOT NULL,
  subjects text NOT NULL,
  named text NOT NULL,
  receipt text NOT NULL,
  manager_named smallint NOT NULL,
  protected_identity smallint NOT NULL,
  personal_number_doubt smallint NOT NULL,
  severity text NOT NULL,
  severity_rank bigint NOT NULL,
  scale text NOT NULL,
  severity_reason text NOT NULL,
  police text NOT NULL,
  police_at bigint NOT NULL,
  police_by text NOT NULL,
  police_number text NOT NULL,
  police_note text NOT NULL,
  police_decided_at bigint NOT NULL,
  cause_kind text NOT NULL,
  cause text NOT NULL,
  least_level text NOT NULL,
  consequence_life_and_health text NOT NULL,
  consequence_privacy text NOT NULL,
  consequence_property_and_economy text NOT NULL,
  consequence_environment text NOT NULL,
  consequence_information text NOT NULL,
  consequence_operations text NOT NULL,
  consequence_trust text NOT NULL,
  received_at bigint NOT NULL,
  assessed_at bigint NOT NULL,
  contacted_at bigint NOT NULL,
  feedback text NOT NULL,
  feedback_at bigint NOT NULL,
  management text NOT NULL,
  management_reason text NOT NULL,
  closing_note text NOT NULL,
  closed_at bigint NOT NULL,
  main bigint NOT NULL,
  split_from bigint NOT NULL,
  helped text NOT NULL,
  reopen_asked_at bigint NOT NULL,
  case_list text NOT NULL,
  assignees text NOT NULL
);
CREATE TABLE incident_span(
  rid bigint NOT NULL, version bigint NOT NULL, from_seq bigint NOT NULL, to_seq bigint NOT NULL, state text NOT NULL, unit bigint NOT NULL, owner bigint NOT NULL, secrecy bigint NOT NULL, class text NOT NULL, areas text NOT NULL, on_rid bigint NOT NULL, batch bigint NOT NULL, created_at bigint NOT NULL, 
  category text NOT NULL,
  subtype text NOT NULL,
  happened_at bigint NOT NULL,
  ongoing smallint NOT NULL,
  place bigint NOT NULL,
  place_kind text NOT NULL,
  affected text NOT NULL,
  hurt text NOT NULL,
  channel text NOT NULL,
  source text NOT NULL,
  anonymous smallint NOT NULL,
  personal_number_doubt smallint NOT NULL,
  severity text NOT NULL,
  severity_rank bigint NOT NULL,
  police text NOT NULL,
  police_decided_at bigint NOT NULL,
  cause_kind text NOT NULL,
  consequence_life_and_health text NOT NULL,
  consequence_privacy text NOT NULL,
  consequence_property_and_economy text NOT NULL,
  consequence_environment text NOT NULL,
  consequence_information text NOT NULL,
  consequence_operations text NOT NULL,
  consequence_trust text NOT NULL,
  received_at bigint NOT NULL,
  assessed_at bigint NOT NULL,
  feedback_at bigint NOT NULL,
  management text NOT NULL,
  closed_at bigint NOT NULL,
  main bigint NOT NULL,
  split_from bigint NOT NULL,
  helped text NOT NULL,
  reopen_asked_at bigint NOT NULL,
  PRIMARY KEY(rid, version)
);
CREATE INDEX incident_span_new ON incident_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX incident_span_unit ON incident_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX incident_span_now ON incident_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX incident_span_by_happened ON incident_span(happened_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX incident_span_by_severity ON incident_span(severity_rank, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX incident_span_by_owner ON incident_span(owner, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE TABLE incident_sum(
  grain bigint NOT NULL, who bigint NOT NULL, unit bigint NOT NULL, month bigint NOT NULL, held text NOT NULL, secrecy bigint NOT NULL, class text NOT NULL, areas text NOT NULL, batch bigint NOT NULL, state text NOT NULL, 
  category text NOT NULL,
  severity text NOT NULL,
  n bigint NOT NULL,
  PRIMARY KEY(grain, who, unit, month, held, secrecy, class, areas, batch, state, category, severity)
);
CREATE INDEX incident_sum_none ON incident_sum(grain) WHERE n = 0;
CREATE TABLE part(
  rid bigint PRIMARY KEY REFERENCES record,
  role text NOT NULL,
  scope text NOT NULL,
  assignee bigint NOT NULL,
  offered text NOT NULL,
  rule text NOT NULL,
  note text NOT NULL,
  reference text NOT NULL,
  contacted_at bigint NOT NULL
);
CREATE TABLE part_span(
  rid bigint NOT NULL, version bigint NOT NULL, from_seq bigint NOT NULL, to_seq bigint NOT NULL, state text NOT NULL, unit bigint NOT NULL, owner bigint NOT NULL, secrecy bigint NOT NULL, class text NOT NULL, areas text NOT NULL, on_rid bigint NOT NULL, batch bigint NOT NULL, created_at bigint NOT NULL, 
  role text NOT NULL,
  assignee bigint NOT NULL,
  offered text NOT NULL,
  PRIMARY KEY(rid, version)
);
CREATE INDEX part_span_new ON part_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX part_span_unit ON part_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX part_span_now ON part_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX part_span_by_assignee ON part_span(assignee, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX part_span_on ON part_span(on_rid, created_at, rid) WHERE to_seq = 1152921504606846976;
CREATE TABLE alert(
  rid bigint PRIMARY KEY REFERENCES record,
  recipient bigint NOT NULL,
  roles text NOT NULL,
  lines text NOT NULL,
  passed text NOT NULL,
  step bigint NOT NULL,
  due_at bigint NOT NULL,
  answered_at bigint NOT NULL
);
CREATE TABLE alert_span(
  rid bigint NOT NULL, version bigint NOT NULL, from_seq bigint NOT NULL, to_seq bigint NOT NULL, state text NOT NULL, unit bigint NOT NULL, owner bigint NOT NULL, secrecy bigint NOT NULL, class text NOT NULL, areas text NOT NULL, on_rid bigint NOT NULL, batch bigint NOT NULL, created_at bigint NOT NULL, 
  recipient bigint NOT NULL,
  roles text NOT NULL,
  due_at bigint NOT NULL,
  answered_at bigint NOT NULL,
  PRIMARY KEY(rid, version)
);
CREATE INDEX alert_span_new ON alert_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX alert_span_unit ON alert_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX alert_span_now ON alert_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX alert_span_by_recipient ON alert_span(recipient, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX alert_span_by_due ON alert_span(due_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX alert_span_on ON alert_span(on_rid, created_at, rid) WHERE to_seq = 1152921504606846976;
CREATE TABLE action(
  rid bigint PRIMARY KEY REFERENCES record,
  what text NOT NULL,
  action_kind text NOT NULL,
  responsible bigint NOT NULL,
  start text NOT NULL,
  due text NOT NULL,
  estimate bigint NOT NULL,
  effect_on text NOT NULL,
  judge bigint NOT NULL,
  done_on text NOT NULL,
  done_by bigint NOT NULL,
  cost bigint NOT NULL,
  result text NOT NULL,
  effect text NOT NULL,
  effect_note text NOT NULL,
  next_due text NOT NULL,
  verdict text NOT NULL,
  follows bigint NOT NULL
);
CREATE TABLE action_span(
  rid bigint NOT NULL, version bigint NOT NULL, from_seq bigint NOT NULL, to_seq bigint NOT NULL, state text NOT NULL, unit bigint NOT NULL, owner bigint NOT NULL, secrecy bigint NOT NULL, class text NOT NULL, areas text NOT NULL, on_rid bigint NOT NULL, batch bigint NOT NULL, created_at bigint NOT NULL, 
  action_kind text NOT NULL,
  responsible bigint NOT NULL,
  due text NOT NULL,
  effect_on text NOT NULL,
  judge bigint NOT NULL,
  done_on text NOT NULL,
  effect text NOT NULL,
  PRIMARY KEY(rid, version)
);
CREATE INDEX action_span_new ON action_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX action_span_unit ON action_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX action_span_now ON action_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX action_span_by_due ON action_span(due, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX action_span_by_responsible ON action_span(responsible, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX action_span_on ON action_span(on_rid, created_at, rid) WHERE to_seq = 1152921504606846976;
CREATE TABLE message(
  rid bigint PRIMARY KEY REFERENCES record,
  side text NOT NULL,
  text text NOT NULL
);
CREATE TABLE message_span(
  rid bigint NOT NULL, version bigint NOT NULL, from_seq bigint NOT NULL, to_seq bigint NOT NULL, state text NOT NULL, unit bigint NOT NULL, owner bigint NOT NULL, secrecy bigint NOT NULL, class text NOT NULL, areas text NOT NULL, on_rid bigint NOT NULL, batch bigint NOT NULL, created_at bigint NOT NULL, 
  side text NOT NULL,
  PRIMARY KEY(rid, version)
);
CREATE INDEX message_span_new ON message_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX message_span_unit ON message_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX message_span_now ON message_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX message_span_on ON message_span(on_rid, created_at, rid) WHERE to_seq = 1152921504606846976;
CREATE TABLE comment(
  rid bigint PRIMARY KEY REFERENCES record,
  text text NOT NULL
);
CREATE TABLE comment_span(
  rid bigint NOT NULL, version bigint NOT NULL, from_seq bigint NOT NULL, to_seq bigint NOT NULL, state text NOT NULL, unit bigint NOT NULL, owner bigint NOT NULL, secrecy bigint NOT NULL, class text NOT NULL, areas text NOT NULL, on_rid bigint NOT NULL, batch bigint NOT NULL, created_at bigint NOT NULL, 
  PRIMARY KEY(rid, version)
);
CREATE INDEX comment_span_new ON comment_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX comment_span_unit ON comment_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX comment_span_now ON comment_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX comment_span_on ON comment_span(on_rid, created_at, rid) WHERE to_seq = 1152921504606846976;
CREATE TABLE file(
  rid bigint PRIMARY KEY REFERENCES record,
  media text NOT NULL,
  size bigint NOT NULL,
  sha256 text NOT NULL,
  by_reporter smallint NOT NULL
);
CREATE TABLE file_span(
  rid bigint NOT NULL, version bigint NOT NULL, from_seq bigint NOT NULL, to_seq bigint NOT NULL, state text NOT NULL, unit bigint NOT NULL, owner bigint NOT NULL, secrecy bigint NOT NULL, class text NOT NULL, areas text NOT NULL, on_rid bigint NOT NULL, batch bigint NOT NULL, created_at bigint NOT NULL, 
  by_reporter smallint NOT NULL,
  PRIMARY KEY(rid, version)
);
CREATE INDEX file_span_new ON file_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX file_span_unit ON file_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX file_span_now ON file_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX file_span_on ON file_span(on_rid, created_at, rid) WHERE to_seq = 1152921504606846976;
CREATE TABLE link(
  rid bigint PRIMARY KEY REFERENCES record,
  nature text NOT NULL,
  target bigint NOT NULL
);
CREATE TABLE link_span(
  rid bigint NOT NULL, version bigint NOT NULL, from_seq bigint NOT NULL, to_seq bigint NOT NULL, state text NOT NULL, unit bigint NOT NULL, owner bigint NOT NULL, secrecy bigint NOT NULL, class text NOT NULL, areas text NOT NULL, on_rid bigint NOT NULL, batch bigint NOT NULL, created_at bigint NOT NULL, 
  nature text NOT NULL,
  target bigint NOT NULL,
  PRIMARY KEY(rid, version)
);
CREATE INDEX link_span_new ON link_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX link_span_unit ON link_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX link_span_now ON link_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX link_span_by_target ON link_span(target, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX link_span_on ON link_span(on_rid, created_at, rid) WHERE to_seq = 1152921504606846976;
CREATE TABLE cause(
  rid bigint PRIMARY KEY REFERENCES record,
  cause_depth text NOT NULL,
  cause_kind text NOT NULL,
  explains bigint NOT NULL,
  barrier text NOT NULL,
  evidence text NOT NULL
);
CREATE TABLE cause_span(
  rid bigint NOT NULL, version bigint NOT NULL, from_seq bigint NOT NULL, to_seq bigint NOT NULL, state text NOT NULL, unit bigint NOT NULL, owner bigint NOT NULL, secrecy bigint NOT NULL, class text NOT NULL, areas text NOT NULL, on_rid bigint NOT NULL, batch bigint NOT NULL, created_at bigint NOT NULL, 
  cause_depth text NOT NULL,
  cause_kind text NOT NULL,
  barrier text NOT NULL,
  PRIMARY KEY(rid, version)
);
CREATE INDEX cause_span_new ON cause_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX cause_span_unit ON cause_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX cause_span_now ON cause_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX cause_span_by_kind ON cause_span(cause_kind, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX cause_span_on ON cause_span(on_rid, created_at, rid) WHERE to_seq = 1152921504606846976;
CREATE TABLE cost(
  rid bigint PRIMARY KEY REFERENCES record,
  cost_class text NOT NULL,
  amount bigint NOT NULL,
  basis text NOT NULL,
  paid text NOT NULL,
  source text NOT NULL
);
CREATE TABLE cost_span(
  rid bigint NOT NULL, version bigint NOT NULL, from_seq bigint NOT NULL, to_seq bigint NOT NULL, state text NOT NULL, unit bigint NOT NULL, owner bigint NOT NULL, secrecy bigint NOT NULL, class text NOT NULL, areas text NOT NULL, on_rid bigint NOT NULL, batch bigint NOT NULL, created_at bigint NOT NULL, 
  cost_class text NOT NULL,
  basis text NOT NULL,
  PRIMARY KEY(rid, version)
);
CREATE INDEX cost_span_new ON cost_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX cost_span_unit ON cost_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX cost_span_now ON cost_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX cost_span_by_class ON cost_span(cost_class, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX cost_span_on ON cost_span(on_rid, created_at, rid) WHERE to_seq = 1152921504606846976;
CREATE TABLE lesson(
  rid bigint PRIMARY KEY REFERENCES record,
  text text NOT NULL,
  due text NOT NULL,
  used_as text NOT NULL,
  used_in text NOT NULL,
  used_action bigint NOT NULL,
  used_on text NOT NULL
);
CREATE TABLE lesson_span(
  rid bigint NOT NULL, version bigint NOT NULL, from_seq bigint NOT NULL, to_seq bigint NOT NULL, state text NOT NULL, unit bigint NOT NULL, owner bigint NOT NULL, secrecy bigint NOT NULL, class text NOT NULL, areas text NOT NULL, on_rid bigint NOT NULL, batch bigint NOT NULL, created_at bigint NOT NULL, 
  due text NOT NULL,
  used_as text NOT NULL,
  used_on text NOT NULL,
  PRIMARY KEY(rid, version)
);
CREATE INDEX lesson_span_new ON lesson_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX lesson_span_unit ON lesson_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX lesson_span_now ON lesson_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX lesson_span_by_due ON lesson_span(due, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX lesson_span_by_owner ON lesson_span(owner, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
CREATE INDEX lesson_span_on ON lesson_span(on_rid, created_at, rid) WHERE to_seq = 1152921504606846976;
CREATE TABLE import_batch(
  rid bigint PRIMARY KEY REFERENCES record,
  source text NOT NULL,
  target text NOT NULL,
  rows_read bigint NOT NULL,
  rows_added bigint NOT NULL,
  rows_known bigint NOT NULL,
  file_digest text NOT NULL,
  mapping_digest text NOT NULL,
  labels text NOT NULL
);
CREATE TABLE import_batch_span(
  rid bigint NOT NULL, version bigint NOT NULL, from_seq bigint NOT NULL, to_seq bigint NOT NULL, state text NOT NULL, unit bigint NOT NULL, owner bigint NOT NULL, secrecy bigint NOT NULL, class text NOT NULL, areas text NOT NULL, on_rid bigint NOT NULL, batch bigint NOT NULL, created_at bigint NOT NULL, 
  PRIMARY KEY(rid, version)
);
CREATE INDEX import_batch_span_new ON import_batch_span(created_at, rid, from_seq, to_seq, unit, secrecy);
CREATE INDEX import_batch_span_unit ON import_batch_span(unit, created_at, rid, from_seq, to_seq, secrecy);
CREATE INDEX import_batch_span_now ON import_batch_span(created_at, rid, unit, secrecy) WHERE to_seq = 1152921504606846976;
