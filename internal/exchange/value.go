package exchange

import (
	"strconv"
	"strings"
	"time"
)

// Type is what a target field holds, and so how a cell is read.
type Type string

// The types. Parsed values have one form whatever the file's: dates YYYY-MM-DD,
// numbers with a decimal point and no spaces, yes and no as true and false.
const (
	TypeText   Type = "text"
	TypeDate   Type = "date"
	TypeNumber Type = "number" // may have decimals
	TypeWhole  Type = "whole"  // without decimals
	TypeYesNo  Type = "yes_no"
	TypeMoment Type = "moment" // a day, and a time of day if the cell has one: YYYY-MM-DDTHH:MM
)

func types() []string {
	return []string{string(TypeText), string(TypeDate), string(TypeNumber), string(TypeWhole), string(TypeYesNo), string(TypeMoment)}
}

// Parse reads a cell as a type in the format's way of writing. An empty cell
// gives "" for every type: empty and zero differ.
func (f Format) Parse(cell string, as Type) (string, *Problem) {
	cell = strings.TrimSpace(cell)
	if cell == "" {
		return "", nil
	}
	switch as {
	case TypeDate:
		return f.parseDate(cell)
	case TypeNumber:
		return f.parseNumber(cell)
	case TypeWhole:
		return f.parseWhole(cell)
	case TypeYesNo:
		return parseYesNo(cell)
	case TypeMoment:
		return f.parseMoment(cell)
	}
	return cell, nil
}

// dateOrders gives, for each way of writing a date that may be declared, the
// sign between the parts and their order. Years always have four digits: with
// two the century is a guess.
func dateOrders() map[string]dateOrder {
	return map[string]dateOrder{
		"YYYY-MM-DD": {"-", "ymd"}, "YYYY/MM/DD": {"/", "ymd"}, "YYYY.MM.DD": {".", "ymd"}, "YYYYMMDD": {"", "ymd"},
		"DD/MM/YYYY": {"/", "dmy"}, "DD.MM.YYYY": {".", "dmy"}, "DD-MM-YYYY": {"-", "dmy"},
		"D/M/YYYY": {"/", "dmy"}, "D.M.YYYY": {".", "dmy"}, "D-M-YYYY": {"-", "dmy"},
		"MM/DD/YYYY": {"/", "mdy"}, "M/D/YYYY": {"/", "mdy"}, "MM-DD-YYYY": {"-", "mdy"},
	}
}

type dateOrder struct{ sign, order string }

const isoDate = "YYYY-MM-DD"

func (f Format) parseDate(cell string) (string, *Problem) {
	declared := f.Date
	if declared == "" {
		declared = isoDate
	}
	day, clock, _ := strings.Cut(cell, " ")
	if clock != "" && strings.Trim(clock, "0:") != "" {
		return "", problem(keyDateWithClock, shown(cell))
	}
	how, known := dateOrders()[declared]
	if !known {
		return "", problem(keyDateFormat, f.Date)
	}
	parts, ok := how.split(day)
	switch {
	case !ok && f.Date == "":
		return "", problem(keyDateUndeclared, shown(cell))
	case !ok:
		return "", problem(keyDateShape, shown(cell), declared)
	}
	return calendarDay(parts[0], parts[1], parts[2], shown(cell), declared)
}

// parseMoment reads a day and what may follow it: 14:30, 14.30, 14:30:05 or
// 1430. Seconds are left out: nothing here is told to the second.
func (f Format) parseMoment(cell string) (string, *Problem) {
	day, after, found := strings.Cut(strings.Replace(cell, "T", " ", 1), " ")
	iso, fault := f.parseDate(day)
	if fault != nil || !found || strings.TrimSpace(after) == "" {
		return iso, fault
	}
	after = strings.TrimSpace(after)
	for _, layout := range []string{"15:04", "15.04", "15:04:05", "15.04.05", "1504", "15:04:05.000"} {
		if at, err := time.Parse(layout, after); err == nil {
			return iso + "T" + at.Format("15:04"), nil
		}
	}
	return "", problem(keyMomentShape, shown(cell))
}

// split takes a date apart into year, month and day.
func (o dateOrder) split(day string) (parts [3]string, ok bool) {
	pieces := strings.Split(day, o.sign)
	if o.sign == "" && len(day) == 8 {
		pieces = []string{day[:4], day[4:6], day[6:]}
	}
	if len(pieces) != 3 {
		return parts, false
	}
	for i, piece := range pieces {
		most := 2
		at := strings.IndexByte("ymd", o.order[i])
		if at == 0 {
			most = 4
		}
		if len(piece) > most || len(piece) == 0 || at == 0 && len(piece) != 4 || strings.Trim(piece, "0123456789") != "" {
			return parts, false
		}
		parts[at] = piece
	}
	return parts, true
}

// calendarDay refuses days the calendar does not have (31 April, month 13).
func calendarDay(year, month, day, cell, declared string) (string, *Problem) {
	pad := func(s string) string { return strings.Repeat("0", 2-len(s)) + s }
	iso := year + "-" + pad(month) + "-" + pad(day)
	if _, err := time.Parse(time.DateOnly, iso); err != nil || year == "0000" {
		return "", problem(keyDateNone, cell, declared)
	}
	return iso, nil
}

// parseNumber reads figures as the declared language writes them: Swedish has
// spaces between thousands and a decimal comma, English commas and a point.
// Undeclared, only digits are read, since "1,234" and "1.234" could be two things.
func (f Format) parseNumber(cell string) (string, *Problem) {
	whole := strings.Replace(cell, "\u2212", "-", 1) // the typographic minus
	whole, negative := strings.CutPrefix(whole, "-")
	decimals, hasDecimals := "", false
	group := " "
	switch f.Language {
	case "sv":
		whole, decimals, hasDecimals = strings.Cut(whole, ",")
	case "en":
		whole, decimals, hasDecimals = strings.Cut(whole, ".")
		if strings.Contains(whole, ",") {
			group = ","
		}
	default:
		if strings.ContainsAny(whole, ",.") {
			return "", problem(keyNumberUndeclared, shown(cell))
		}
	}
	whole = spaces().Replace(whole)
	if !isDigits(strings.ReplaceAll(whole, group, "")) || hasDecimals && !isDigits(decimals) {
		return "", problem(keyNumberShape, shown(cell))
	}
	if !groupedByThree(whole, group) {
		return "", problem(keyNumberGroups, shown(cell))
	}
	return canonical(strings.ReplaceAll(whole, group, ""), decimals, negative), nil
}

func (f Format) parseWhole(cell string) (string, *Problem) {
	number, fault := f.parseNumber(cell)
	if fault != nil {
		return "", fault
	}
	if _, err := strconv.ParseInt(number, 10, 64); err != nil {
		return "", problem(keyNumberWhole, shown(cell))
	}
	return number, nil
}

// spaces turns the spaces that stand between thousands into plain ones.
func spaces() *strings.Replacer {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2009", " ")
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func groupedByThree(whole, group string) bool {
	groups := strings.Split(whole, group)
	for i, digits := range groups {
		if i > 0 && len(digits) != 3 || len(groups) > 1 && (len(digits) == 0 || len(digits) > 3) {
			return false
		}
	}
	return true
}

// canonical writes 0012,50 as 12.5 and -0 as 0.
func canonical(whole, decimals string, negative bool) string {
	number := strings.TrimLeft(whole, "0")
	if number == "" {
		number = "0"
	}
	if decimals = strings.TrimRight(decimals, "0"); decimals != "" {
		number += "." + decimals
	}
	if negative && number != "0" {
		number = "-" + number
	}
	return number
}

func parseYesNo(cell string) (string, *Problem) {
	switch strings.ToLower(cell) {
	case "ja", "j", "yes", "y", "true", "sant", "1":
		return "true", nil
	case "nej", "n", "no", "false", "falskt", "0":
		return "false", nil
	}
	return "", problem(keyYesNo, shown(cell))
}
