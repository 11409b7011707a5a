// Package incident is the event from the report to the closed case: what everybody can hand in, what the functions do
// with it, and what must be known before it is closed.
//
//	           receive            assess             handled
//	reported ──────────▶ received ──────▶ assessed ──────────▶ handled
//	    └──────────────assess──────────────▲  ▲ └──close──▶ closed ◀──close──┘
//	                                          └────reopen─────┘
//	every open state ──join──▶ joined ──separate──▶ where it was   (another report of the same event)
//
// A report needs no account. Its actor in the trail is always the pseudonym of the intake; who reported stands in sealed
// fields only, and compares by veil. An anonymous report has random ids and times cut to the hour.
//
//	Desk.Report ─► incident, one part for each function the profile routes to, case list, letters
//	            ─► alerts when it is serious, each with a job that lets it climb
//	Desk.Assess ─► the same again for what the assessment changed
//
// Functions that take a *record.Tx compose inside one change: all of it is saved, or nothing. The Desk holds what they
// need of the organisation; the strategy profile in force comes through the book's Terms (see Rules).
//
// It serves A12, A30, B4, B5, B11, B38, B45 and B52, and the rows 2, 12, 13 and 16 of the threat model.
package incident
