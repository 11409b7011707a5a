// Package deadline counts how long something may take and when it is late.
//
// There are three kinds of time, as three types, because the law counts them
// differently and mixing them up loses or wins hours:
//
//	Elapsed      24 h, 72 h     hours of UTC, nights and weekends included
//	Span         1 month, 14 d  calendar in Sweden, month-end clamp, whole last day
//	WorkingDays  3 working days weekends, holidays and (as configured) eves left out
//
// A Rule is a length, whether a last day on a holiday rolls to the next working
// day, and the source that says so. A Due has the moment after which it is late
// and the moment to plan by, which is the earlier one when the rule rolls. A
// deadline is met by the moment of a recorded fact, never by anything else.
//
// Month and week arithmetic follow 1 § lag (1930:173) om beräkning av lagstadgad
// tid (same number in the month, else the month's last day), rolling its 2 §
// (to the next weekday from Saturday, Sunday, holiday, midsommarafton, julafton
// or nyårsafton); read 2026-11-22 in the wording of SFS 2022:931.
//
// Holidays are data: sweden.yaml, or a file of the organisation's own.
//
// Serves A31 (legal notifications with their clocks), B26 and B38 (alerts within
// stated times) and threat row 21 (summer time, leap day, month end).
package deadline
