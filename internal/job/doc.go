// Package job does later, and once, what a change asked for: durable jobs, and an outbox of letters.
//
// A job is a row written in the change that causes it, so it is there exactly when the change is. A Runner claims what
// is due under a lease, lets a handler do its I/O outside the writer, and writes the outcome together with what the
// handler has to record, if it still holds the lease. Several processes over one database share the work.
//
//	Enqueue ──▶ queued ──claim──▶ running ──▶ done
//	              ▲                 │ error: later, with growing delay
//	              └─────────────────┤ (a lease that ran out is claimed by whoever comes)
//	                                └──▶ failed   after the last attempt, or a Permanent error
//
// A letter of the outbox is sent by a job of its own. Its state never says more than is known:
//
//	queued ──▶ sent      the receiving server answered 250
//	  │ ▲─────── refused for now: tried again
//	  ├──────▶ refused   for good
//	  └──────▶ unknown   the connection broke after the text was handed over: tried again a few times, always with the
//	                     same Message-ID, and never called queued again
//
// What an anonymous report causes keeps its times by the hour (Coarse) and is done at once all the same.
//
// Jobs and letters are operational tables, outside the trail. It serves row 22 of the threat model (mail down while a
// 24-hour clock runs) and the notices of rows A12 and A13.
package job
