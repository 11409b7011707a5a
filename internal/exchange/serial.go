package exchange

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// mostSerial is 31 December 9999, the last day a workbook knows.
const mostSerial = 2_958_465

// serial writes a moment that a workbook counts in days, as the format writes
// dates; a clock follows when the cell shows one and it is not midnight. Day 1 is
// 1 January 1900 and day 60 the 29 February that year did not have (ECMA-376
// part 1, 18.17.4); workbooks of old Macintoshes count from 1904.
func (f Format) serial(n float64, how style, from1904 bool) (string, *Problem) {
	if from1904 {
		n += 1462
	}
	if n < 0 || n > mostSerial+1 || how.day && n < 1 {
		return "", problem(keySerialNone, strconv.FormatFloat(n, 'f', -1, 64))
	}
	seconds := int64(math.Round(n * 24 * 60 * 60))
	if !how.day {
		return clockText(seconds, false), nil
	}
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if n < 60 {
		first = first.AddDate(0, 0, 1)
	}
	days, rest := seconds/86400, seconds%86400
	text := f.writeDay(first.AddDate(0, 0, int(days)))
	if rest != 0 {
		text += " " + clockText(rest, false)
	}
	return text, nil
}

// clockText writes 51300 seconds as 14:15.
func clockText(seconds int64, whole bool) string {
	two := func(n int64) string {
		if n < 10 {
			return "0" + strconv.FormatInt(n, 10)
		}
		return strconv.FormatInt(n, 10)
	}
	text := two(seconds/3600) + ":" + two(seconds/60%60)
	if whole || seconds%60 != 0 {
		text += ":" + two(seconds%60)
	}
	return text
}

// isoMoment reads 2026-11-22 or 2026-11-22T14:15:00, as newer workbooks may
// write a moment.
func (f Format) isoMoment(text string) (string, *Problem) {
	text = strings.TrimSuffix(strings.TrimSpace(text), "Z")
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04:05", "2006-01-02T15:04"} {
		at, err := time.Parse(layout, text)
		if err != nil {
			continue
		}
		day := f.writeDay(at)
		if seconds := int64(at.Hour()*3600 + at.Minute()*60 + at.Second()); seconds != 0 {
			day += " " + clockText(seconds, false)
		}
		return day, nil
	}
	return "", problem(keySerialNone, shown(text))
}

// writeDay writes a day as the format reads it.
func (f Format) writeDay(at time.Time) string {
	how, known := dateOrders()[f.Date]
	if !known {
		return at.Format(time.DateOnly)
	}
	parts := make([]string, 0, 3)
	for _, part := range how.order {
		parts = append(parts, at.Format(map[rune]string{'y': "2006", 'm': "01", 'd': "02"}[part]))
	}
	return strings.Join(parts, how.sign)
}

// figure writes a number with the decimal sign of the format's language. A
// workbook holds 15 figures; what stands behind them is how its computer counts.
func (f Format) figure(stored string, n float64, zeros int) string {
	text := stored
	if !isDigits(strings.TrimPrefix(stored, "-")) || len(stored) > 15 {
		if rounded, err := strconv.ParseFloat(strconv.FormatFloat(n, 'g', 15, 64), 64); err == nil {
			n = rounded
		}
		text = strconv.FormatFloat(n, 'f', -1, 64)
	}
	if isDigits(text) && len(text) < zeros {
		text = strings.Repeat("0", zeros-len(text)) + text
	}
	if f.Language == "sv" {
		text = strings.Replace(text, ".", ",", 1)
	}
	return text
}
