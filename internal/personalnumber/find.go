package personalnumber

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Span is where a number stands in a text: bytes Start up to, not including,
// End.
type Span struct{ Start, End int }

// Find returns the numbers in the text, in order and without overlap. It knows
// ten and twelve digits; hyphen, plus, dash or space before the last four, or
// nothing; and dates written with hyphens (1985-01-01-1234).
func Find(text string) []Span {
	runs := digitRuns(text)
	var found []Span
	for i := 0; i < len(runs); {
		used, end := numberAt(text, runs[i:])
		if used == 0 {
			i++
			continue
		}
		found = append(found, Span{runs[i].Start, end})
		i += used
	}
	return found
}

// Contains reports whether Find finds anything.
func Contains(text string) bool { return len(Find(text)) > 0 }

// digitRuns lists the unbroken rows of digits. Working on whole rows means that
// no number is ever cut out of a longer one.
func digitRuns(text string) []Span {
	var runs []Span
	start := -1
	for i := 0; i <= len(text); i++ {
		digit := i < len(text) && text[i] >= '0' && text[i] <= '9'
		switch {
		case digit && start < 0:
			start = i
		case !digit && start >= 0:
			runs = append(runs, Span{start, i})
			start = -1
		}
	}
	return runs
}

// numberAt tells whether a number begins with the first run: how many runs it
// uses and where it ends, or 0 runs.
func numberAt(text string, runs []Span) (used, end int) {
	date, used := dateAt(text, runs)
	if used == 0 {
		return 0, 0
	}
	last := runs[used-1]
	if len(date) == 10 || len(date) == 12 {
		split := len(date) - 4
		if standsAlone(text, last) && valid(date[:split], date[split:], false) {
			return used, last.End
		}
		return 0, 0
	}
	if letterEnd := last.End; interimAt(text, runs[used:], &letterEnd) {
		if valid(date, "1"+text[letterEnd-3:letterEnd], false) {
			return used + 1, letterEnd
		}
	}
	if used == len(runs) {
		return 0, 0
	}
	four := runs[used]
	between := text[last.End:four.Start]
	if four.End-four.Start != 4 || !separates(between) || followedByDecimals(text, four.End) {
		return 0, 0
	}
	if !valid(date, text[four.Start:four.End], strings.Contains(between, "+")) {
		return 0, 0
	}
	return used + 1, four.End
}

// dateAt reads the digits of a date, or of a whole number written without a
// break, from the first run, or from three runs joined by hyphens.
func dateAt(text string, runs []Span) (digits string, used int) {
	first := text[runs[0].Start:runs[0].End]
	switch len(first) {
	case 6, 8, 10, 12:
		return first, 1
	case 2, 4:
		if len(runs) < 4 || runs[1].End-runs[1].Start != 2 || runs[2].End-runs[2].Start != 2 {
			return "", 0
		}
		// The last four must hang on by a hyphen too: "2026-11-22 1430" is a
		// date and a time of day.
		for i := range 3 {
			if text[runs[i].End:runs[i+1].Start] != "-" {
				return "", 0
			}
		}
		return first + text[runs[1].Start:runs[1].End] + text[runs[2].Start:runs[2].End], 3
	}
	return "", 0
}

// interimAt tells whether a separator or nothing, one of the interim letters and
// three digits follow at *end, and moves *end behind them.
func interimAt(text string, runs []Span, end *int) bool {
	if len(runs) == 0 || runs[0].End-runs[0].Start != 3 {
		return false
	}
	between := text[*end:runs[0].Start]
	if between == "" || !strings.ContainsRune("TRSUWXJKLMN", rune(between[len(between)-1])) {
		return false
	}
	if before := between[:len(between)-1]; before != "" && !separates(before) {
		return false
	}
	*end = runs[0].End
	return true
}

// separates tells whether the text may stand before the last four: one hyphen,
// dash or plus, with or without spaces around it, or just spaces.
func separates(between string) bool {
	signs, spaces := 0, 0
	for _, r := range between {
		switch {
		case strings.ContainsRune("-+‐‑‒–−", r):
			signs++
		case r == ' ' || r == '\t' || r == '\u00a0' || r == '\u202f' || r == '\u2009':
			spaces++
		default:
			return false
		}
	}
	return signs <= 1 && spaces <= 2 && signs+spaces > 0
}

// standsAlone tells a row of digits from a part of a hash, a code or an amount
// with decimals, and from a telephone number that is called one.
func standsAlone(text string, run Span) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:run.Start])
	after, _ := utf8.DecodeRuneInString(text[run.End:])
	if unicode.IsLetter(before) || unicode.IsLetter(after) || followedByDecimals(text, run.End) {
		return false
	}
	telephone := run.End-run.Start == 10 && text[run.Start] == '0' && calledTelephone(text[:run.Start])
	return !telephone && !strings.HasSuffix(text[:run.Start], "+")
}

func followedByDecimals(text string, end int) bool {
	rest := text[end:]
	return len(rest) >= 2 && (rest[0] == ',' || rest[0] == '.') && rest[1] >= '0' && rest[1] <= '9'
}

// calledTelephone looks at the words just before a number.
func calledTelephone(before string) bool {
	const near = 24 // bytes: about three words
	before = strings.ToLower(before[max(0, len(before)-near):])
	for _, word := range []string{"tel", "tfn", "mobil", "ring", "sms", "phone", "call", "nås på"} {
		if strings.Contains(before, word) {
			return true
		}
	}
	return false
}

// valid tells whether a date of six or eight digits and the last four make a
// number: the day exists and the check digit is right. A plus means a hundred
// years or more.
func valid(date, four string, plus bool) bool {
	switch len(date) {
	case 6:
		centuries := []string{"20", "19"}
		if plus {
			centuries = []string{"19", "18"}
		}
		if !exists(centuries[0]+date) && !exists(centuries[1]+date) {
			return false
		}
	case 8:
		if !exists(date) {
			return false
		}
		date = date[2:]
	default:
		return false
	}
	return four[:3] != "000" && luhn(date+four)
}

// exists tells whether YYYYMMDD is a day people alive or in records can be born
// on; a coordination number's day is 60 higher.
func exists(date string) bool {
	if century := date[:2]; century != "18" && century != "19" && century != "20" {
		return false
	}
	if date[6] >= '6' {
		date = date[:6] + string(date[6]-6) + date[7:]
	}
	_, err := time.Parse("20060102", date)
	return err == nil
}

// luhn tells whether the ten digits end in the right check digit.
func luhn(digits string) bool {
	sum := 0
	for i := range digits {
		n := int(digits[i] - '0')
		if i%2 == 0 {
			n *= 2
		}
		sum += n/10 + n%10
	}
	return sum%10 == 0
}
