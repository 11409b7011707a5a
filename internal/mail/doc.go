// Package mail hands one notice at a time to the organisation's mail server and
// says honestly what became of it.
//
//	accepted  the server answered 250 to the whole message: it now answers for it
//	refused   the server, or we before it, said never: no use in trying again
//	delayed   not now; trying again later is safe, nothing was handed over
//	unknown   the message was handed over but the answer was lost: it may have
//	          arrived, and a new attempt may make a second copy
//
// A notice keeps its Message-ID through all attempts, so that a second copy can
// be recognised. The package knows no outbox and no record; it waits for
// nothing and repeats nothing by itself. Text only, in UTF-8: what a notice may
// say (a number and a link, never content or a person) is the caller's duty.
//
// Serves design §7 ("sent" means accepted by the receiving server) and
// requirement A30: a serious incident is told at once, and an alert nobody
// received must not look like one that was.
package mail
