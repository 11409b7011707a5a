package words

import (
	"fmt"
	"strconv"
	"sync"
	"time"
	_ "time/tzdata" // the zone must exist on machines without zone files
)

// stockholm is the zone every time is shown in: Swedish authorities keep
// Swedish time wherever the server stands.
var stockholm = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		panic("words: zone Europe/Stockholm is missing though embedded: " + err.Error())
	}
	return zone
})

// Zone is Europe/Stockholm, the zone every moment is written in.
func Zone() *time.Location { return stockholm() }

// Date is the date for tables, forms and exports, "2026-11-22".
func Date(t time.Time) string { return t.In(stockholm()).Format(time.DateOnly) }

// Moment is date and clock for tables, "2026-11-22 14:30".
func Moment(t time.Time) string { return t.In(stockholm()).Format("2006-01-02 15:04") }

// LongDate is "22 november 2026", "22 November 2026".
func LongDate(l Lang, t time.Time) string {
	t = t.In(stockholm())
	return fmt.Sprintf("%d %s %d", t.Day(), Month(l, t.Month()), t.Year())
}

// ShortDate is "22 nov 2026", "22 Nov 2026".
func ShortDate(l Lang, t time.Time) string {
	t = t.In(stockholm())
	return fmt.Sprintf("%d %s %d", t.Day(), shortMonth(l, t.Month()), t.Year())
}

// Clock is "kl. 14.30", "14:30".
func Clock(l Lang, t time.Time) string {
	t = t.In(stockholm())
	return T(l, "date.clock", fmt.Sprintf("%02d", t.Hour()), fmt.Sprintf("%02d", t.Minute()))
}

// DateTime is "22 nov 2026 kl. 14.30", "22 Nov 2026, 14:30".
func DateTime(l Lang, t time.Time) string {
	return T(l, "date.moment", ShortDate(l, t), Clock(l, t))
}

// DayTime is a moment near in time, without its year: "tis 24 nov kl. 09.15",
// "Tue 24 Nov, 09:15".
func DayTime(l Lang, t time.Time) string {
	t = t.In(stockholm())
	day := fmt.Sprintf("%s %d %s", shortWeekday(l, t.Weekday()), t.Day(), shortMonth(l, t.Month()))
	return T(l, "date.moment", day, Clock(l, t))
}

// Month is the month's name: "november", "November".
func Month(l Lang, m time.Month) string { return T(l, "date.month."+strconv.Itoa(int(m))) }

// Weekday is the day's name: "tisdag", "Tuesday".
func Weekday(l Lang, d time.Weekday) string { return T(l, "date.weekday."+strconv.Itoa(int(d))) }

func shortMonth(l Lang, m time.Month) string {
	return T(l, "date.month.short."+strconv.Itoa(int(m)))
}

func shortWeekday(l Lang, d time.Weekday) string {
	return T(l, "date.weekday.short."+strconv.Itoa(int(d)))
}

// Week is the ISO week, "v. 47", "week 47".
func Week(l Lang, t time.Time) string {
	_, week := t.In(stockholm()).ISOWeek()
	return T(l, "date.week", week)
}

// RelativeDay names a day by its distance from now: "i dag", "i går",
// "om 3 dagar", "för 5 dagar sedan"; beyond 14 days it is the short date.
func RelativeDay(l Lang, t, now time.Time) string {
	days := daysBetween(now, t)
	switch {
	case days >= -1 && days <= 1:
		return T(l, "date.day."+map[int]string{-1: "yesterday", 0: "today", 1: "tomorrow"}[days])
	case days > 14 || days < -14:
		return ShortDate(l, t)
	case days > 0:
		return N(l, "date.in_days", days)
	}
	return N(l, "date.days_ago", -days)
}

// daysBetween counts midnights in Stockholm from a to b; days of 23 and 25
// hours count as one.
func daysBetween(a, b time.Time) int {
	ay, am, ad := a.In(stockholm()).Date()
	by, bm, bd := b.In(stockholm()).Date()
	from := time.Date(ay, am, ad, 0, 0, 0, 0, time.UTC)
	to := time.Date(by, bm, bd, 0, 0, 0, 0, time.UTC)
	return int(to.Sub(from) / (24 * time.Hour))
}
