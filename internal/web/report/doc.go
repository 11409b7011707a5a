// Package report is the pages where anyone reports an event, gets a receipt and follows what becomes of it (B11, B38).
//
//	/report ─▶ /report/review ─▶ receipt          outside the session: the sign-in cookie is never read
//	   │  it may concern national security
//	   └────▶ /report/contact ─▶ receipt          no free text at all: only how to reach the reporter
//	/my/report …                                  the same form for a person who is signed in
//	/follow ─▶ number and code ─▶ /follow/report  a short session of its own that knows that report alone
//
// What is typed lives in a draft on the server for a day, named by a random id in the address, so that Back, an error and
// another language lose nothing. The receipt's code is drawn when the review is shown and travels only in that form.
// What is written is shown whole before it is sent, and a draft is sent once.
package report
