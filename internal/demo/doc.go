// Package demo makes up a region: its units, sites, people and appointments,
// and what its staff report every day, with Swedish texts written for it.
//
// The region is shaped like Värmland (three hospitals, sixteen municipalities,
// some 8,600 employees) but is fictional: no unit, person or event exists.
// Nothing here reads the clock or a database. The same size and the same day
// always give the same answer, whatever day it is asked on, so a demo that is
// started again a week later adds that week and changes nothing else.
//
//	org := demo.Region(demo.Medium)      units, sites, persons, appointments
//	demo.Accounts(org)                   about twenty sign-ins, one per role
//	demo.Events(org, day)                what was reported that day
//	event.Until(now)                     how far its handling has come
//
// The base stories stand in stories/*.yaml, one file per category group, in a
// small template language described in story.go. The words of the sign-in page
// are keys of the catalogue.
//
// It serves B5 (who was affected), B11 (every event has a whole life cycle),
// B26 (each unit in exactly one coordinator's area) and B38 (reports by anyone)
// with something to look at, and B37, B45–B49 with the figures behind them.
package demo
