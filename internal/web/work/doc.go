// Package work is the first page: for whoever is signed in what awaits them — late, today, this week, later, each with why
// and since when, done in place where one click suffices (C5) — and for everybody else the way to report (B38).
package work
