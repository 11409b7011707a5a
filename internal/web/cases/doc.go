// Package cases is the page of one event and everything that is done on it: what was reported, the story, who has what,
// the deadlines, and what the reader may do now (A12, A30, B5, B11, B38).
//
//	/events/{id}                the story to the left, state and what may be done to the right
//	/events/{id}/assess         areas, consequences with definitions (life, health and privacy first), severity, level
//	/events/{id}/do/{step}      hand over, answer, tell management, widen the case list, close, reopen
//	/events/{id}/edit/{section} one section at a time
//	/events/{id}/comment …      what is added to the story: comments, messages, files, actions
//	/alerts/{id}/acknowledge    one click
//
// Who reported and is not otherwise concerned sees the reporter's face of the same page and nothing of the handling.
// What two persons write at once is never lost: the second gets both versions side by side and chooses.
package cases
