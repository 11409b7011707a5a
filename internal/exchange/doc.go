// Package exchange carries tables in and out: CSV as a Swedish or an English
// spreadsheet writes and reads it, and mapping files that say what each column
// of somebody else's table means here.
//
// It is pure: readers and writers go in, values and problems come out. It knows
// no record, no database and no page. What a target field is called and what
// type it has is told by the caller ([Mapping.Declare]).
//
//	bytes ─Read→ Table ─Mapping.ApplyAll→ []Mapped ─(the caller checks and writes all, or none)
//	rows  ─Writer→ bytes
//
// Every fault is a [Problem] with row, line, column and a key of the words
// catalogue; faults are collected, so that a person can mend a whole file at
// once. Nothing is guessed: a date, a decimal sign or an encoding that could be
// read in two ways is refused with the advice to declare it.
//
// Serves requirements B52 (reports from other systems come in with their origin
// and are counted once) and the export of registers (design §9: text cells that
// could start a formula get an apostrophe that import takes off again).
package exchange
