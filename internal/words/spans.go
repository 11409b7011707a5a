package words

import "time"

// Span is a length of time in at most two parts: "18 tim 40 min",
// "3 dygn 4 tim", "mindre än en minut". The sign is not shown.
func Span(l Lang, d time.Duration) string {
	if d < 0 {
		d = -d
	}
	minutes := int(d / time.Minute)
	days, hours, rest := minutes/(24*60), minutes/60%24, minutes%60
	switch {
	case minutes == 0:
		return T(l, "date.span.moment")
	case minutes < 60:
		return T(l, "date.span.minutes", rest)
	case minutes < 48*60 && rest == 0:
		return T(l, "date.span.hours", minutes/60)
	case minutes < 48*60:
		return T(l, "date.span.hours_minutes", minutes/60, rest)
	case hours == 0:
		return T(l, "date.span.days", days)
	}
	return T(l, "date.span.days_hours", days, hours)
}

// Left says how long is left, "18 tim 40 min kvar", or how late it is when d
// is negative, "2 tim 10 min försenad".
func Left(l Lang, d time.Duration) string {
	if d < 0 {
		return T(l, "date.late", Span(l, d))
	}
	return T(l, "date.left", Span(l, d))
}

// LeftUntil is the time left until a deadline with the exact moment behind it:
// "18 tim 40 min kvar (tis 24 nov kl. 09.15)".
func LeftUntil(l Lang, deadline, now time.Time) string {
	return Left(l, deadline.Sub(now)) + " (" + DayTime(l, deadline) + ")"
}
