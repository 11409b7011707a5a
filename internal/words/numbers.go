package words

import (
	"strconv"
	"strings"
)

// noBreak keeps the groups of a number on one line.
const noBreak = "\u00a0"

// Number writes a whole number with the language's thousands: "12 345" with
// no-break spaces, "12,345".
func Number(l Lang, n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "−", digits[1:]
	}
	return sign + grouped(digits, thousands(l))
}

// Decimal writes a number with a fixed count of decimals: "1 234,5",
// "1,234.5".
func Decimal(l Lang, x float64, decimals int) string {
	whole, part, _ := strings.Cut(strconv.FormatFloat(x, 'f', decimals, 64), ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "−", whole[1:]
	}
	if part == "" {
		return sign + grouped(whole, thousands(l))
	}
	return sign + grouped(whole, thousands(l)) + T(l, "words.decimal_mark") + part
}

// Percent writes a share of 1 as whole per cent: "12 %", "12%".
func Percent(l Lang, share float64) string {
	return T(l, "words.percent", Decimal(l, share*100, 0))
}

// Bytes writes the size of a file in the nearest unit of 1,000: "14 byte",
// "1,2 MB".
func Bytes(l Lang, n int64) string {
	if n < 1000 {
		return T(l, "words.bytes", n)
	}
	size, units := float64(n)/1000, []string{"kB", "MB", "GB", "TB"}
	for len(units) > 1 && size >= 999.5 {
		size, units = size/1000, units[1:]
	}
	decimals := 1
	if size >= 10 {
		decimals = 0
	}
	return Decimal(l, size, decimals) + noBreak + units[0]
}

func thousands(l Lang) string {
	if l == EN {
		return ","
	}
	return noBreak
}

func grouped(digits, mark string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + mark + digits[i:]
	}
	return digits
}
