// Package org is the organisation that security work is done in: units, sites, places, persons, and who is appointed to
// what. It turns appointments into rights (package access), and answers who is asked: the holder of a role, the deputy,
// the one above.
//
//	unit         open ──close──▶ closed ──reopen──▶ open      nothing is lost: history stays with the unit
//	site, place  open ──close──▶ closed ──reopen──▶ open
//	person       active ──leave──▶ left ──return──▶ active    who left holds nothing
//	appointment  appointed ──end──▶ ended                     from–to decide; grave roles count once confirmed
//
// An appointment to a role that reads secrecy or administers counts only when a second person has confirmed it as it
// stands (access.NeedsSecond); commands of the program appoint by themselves, which is how the first two come to be.
//
// Three tables are derived from these records in the same change, and rebuilt by Rebuild:
//
//	unit_closure       every unit with everything below it
//	appointment_scope  what each appointment that counts is held for
//	generation         a number that grows with every change here, so that every process sees a changed right at once
//
// It serves B17 (every unit has a contact path), B26 (a coordinator for every unit, a vacancy is a finding), B27
// (appointments with decision, from–to and deputy) and A1 (a vacant post moves to the deputy, then to the one above).
package org
