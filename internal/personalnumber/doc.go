// Package personalnumber spots Swedish personal identity numbers, coordination
// numbers (day + 60) and interim numbers (a letter in the last four) in free
// text, so that a form can ask before one is stored where it does not belong.
//
// A number counts as spotted when its date exists and its check digit is right;
// that leaves about one random ten-digit number in three hundred. Organisation
// numbers have a "month" of 20 or more and fall out by themselves. It is better
// to ask once too often: the person can answer that it is something else.
//
// Serves B48 and B49 (information protected as its value and the law ask) and the
// reporting path's rule that a spotted number stops the submit once.
package personalnumber
