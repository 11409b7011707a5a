// Package app is the glue: it builds the program of its parts with plain constructors and runs its commands. Kinds lists
// every kind of record once; everything else is wired by hand where a reader can follow it.
package app
