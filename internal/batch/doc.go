// Package batch brings in records from somebody else's table, of any kind, as one import batch that counts whole or not
// at all.
//
//	rows ─Check─► every problem by row and field, or a Plan ─Run─► groups of at most 64 rows ─► complete
//	                                                          └─ broken off ─► undone at once, or by Recover
//
// The states of an import batch:
//
//	open ──complete──▶ complete ──undo──▶ undoing ──undone──▶ undone
//	  └────────────────undo─────────────────▲
//
// All rows are checked by the rules that a form meets before the first is written. They are then written in small
// changes, so that others get in between. While a batch is open or is being undone the table batch_open names it, and its
// records are left out of every list, count and search; whoever looks sees all rows of a table or none.
//
// A row of a source is known by the digest of its identifying cells (table import_identity), so that a table that comes
// again, whole or longer, brings in only what is new. A row that is known is not changed by coming again.
//
// What comes in this way alerts nobody, is mailed to nobody and is routed to no person: it has been handled where it
// came from, and is here to be seen and counted once.
//
// The package serves B52 (reports of other systems come in, counted once) and B4, B11 and B5 through the kinds it fills.
package batch
