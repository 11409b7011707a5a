// Package record is the core that every kind of record stands on. A kind is a plain Go struct that embeds Envelope, and
// one Kind value that describes it with typed accessors. From that description come the table, the form, the list, the
// history, the search text and the exchange formats; the rules stay ordinary methods of the struct.
//
// Only this package writes record tables, and every write leaves an entry in the trail in the same transaction:
//
//	Book.Write ─► Tx ─► Kind.Create / Change / Take ─► record, kind table, span, search, access keys ─► trail.Append
//
// Reading goes through the same rule of access as writing (package access): a record that may not be read is absent.
//
// Three sorts of table: record tables (written here only, rebuilt from the trail), derived (search, access_key, sums,
// record_value: rebuilt from records) and operational (sessions, jobs, drafts: outside the trail).
//
// It serves B4, B11, B52, C2 and C3: everything filed, traceable, and seen as of any day.
package record
