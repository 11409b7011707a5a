// Package web is the ground that every page stands on: one place that knows cookies, headers, languages, drafts and
// errors, so that the pages of a subject (packages web/<subject>) know only their subject.
//
//	request ─▶ headers ─▶ route ─▶ cross-site? ─▶ limits ─▶ session and person ─▶ signed in? ─▶ handler ─▶ page
//	                                                             │ Apart: never      │ no: sign in,       │ error
//	                                                             ▼ read              ▼ what was typed     ▼
//	                                                                                   waits in a draft   a page that says so
//
// A handler returns an error; fail turns it into a page. What was typed is kept in a draft for a day (design §6), by a
// random id in the form, whatever happens: an error, a search, another language, a session that ended. A draft is sent
// once: five clicks give one record.
//
// Pages of Apart (/report, /follow) never read the session cookie and leave no line in the access log.
//
// It serves rows 7, 13, 16 and 26 of the threat model, the demands on digital accessibility, and the frame in which the
// pages of rows A30 and B38 are met.
package web
