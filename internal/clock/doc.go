// Package clock is the one place where Vårdkas reads the time, and the types in
// which everything else keeps it.
//
//   - Clock is what other packages are given; System reads the machine's clock,
//     Manual stands still until a test or the demo moves it.
//   - Instant is a moment: milliseconds UTC, stored as BIGINT on both databases.
//   - Date is a calendar day, stored and sent as text YYYY-MM-DD.
//   - ParseLocal reads what a person typed as wall-clock time in Sweden; an hour
//     that the spring change skips and an hour that the autumn change repeats
//     are told apart from ordinary ones.
//
// The zone database is embedded, so that a machine without one counts the same.
//
// Serves the rows of the threat model on wrong clocks and on summer time, leap
// day and month end (20 and 21), and A31 (legal clocks count from a stored UTC
// instant).
package clock
