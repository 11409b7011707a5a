// Package guard holds the rules of this repository as tests: what may import
// what, where the time may be read, how long a file may be, that the table of
// requirements tells the truth, that generated code is fresh.
//
// A rule that only stands in a document is broken within a month; one that
// stands here is either kept or changed on purpose, with a reason beside it.
// Every exception is a line in a table and says why.
//
// It serves no row by itself. docs/requirements.csv, which it checks, is where
// each row says what serves it.
package guard
