// Package pgtest gives a test a real PostgreSQL database of its own.
//
// The same storage code serves two engines, so every test of storage runs on
// both; this package is the PostgreSQL half. It serves no row of the
// requirements by itself: it holds the others to their word.
//
// Where the server comes from:
//
//	VARDKAS_TEST_POSTGRES set ──▶ that server (`make test` starts one for all packages)
//	otherwise                 ──▶ a cluster of this test process, in a temporary folder,
//	                              stopped and removed when the process ends, however it ends
//
// PostgreSQL refuses to run as root, so a cluster started by root runs as the
// user postgres. A missing PostgreSQL fails the test and names the remedy; it
// is never skipped, because a skipped engine is an untested one.
package pgtest
