package ui

import (
	"strconv"

	"github.com/vardkas/vardkas/internal/words"
)

// Bar is one row of a bar chart: this period, and the one before beside it.
type Bar struct {
	Label       string
	Value       int    // length of the bar; 0 when suppressed
	Shown       string // the figure in words, "<5" when suppressed; empty: Value
	Before      int
	BeforeShown string
	Href        string // the list behind the figure
}

// Bars is a chart of horizontal bars with a table of the same figures under
// it. Title is the sentence the chart shows; Description says the same for
// whoever does not see it.
type Bars struct {
	ID          string // unique on the page
	Title       string
	Description string
	LabelHead   string // head of the first column of the table
	NowHead     string // this period
	BeforeHead  string // the period before; empty: no comparison
	Bars        []Bar
}

// Geometry of the chart. Heights are CSS pixels, lengths are per cent of the
// width, so that the words keep their size on a phone.
const (
	labelHeight  = 22
	nowHeight    = 16
	barGap       = 3
	beforeHeight = 12
	rowGap       = 14
	longestBar   = 78 // per cent: the rest is room for the figure
)

func (b Bars) compared() bool { return b.BeforeHead != "" }

func (b Bars) rowHeight() int {
	if b.compared() {
		return labelHeight + nowHeight + barGap + beforeHeight + rowGap
	}
	return labelHeight + nowHeight + rowGap
}

func (b Bars) height() string { return strconv.Itoa(max(1, len(b.Bars)) * b.rowHeight()) }

// length is how long a bar is, in per cent of the chart's width.
func (b Bars) length(value int) string {
	longest := 1
	for _, bar := range b.Bars {
		longest = max(longest, bar.Value, bar.Before)
	}
	return strconv.FormatFloat(float64(value*longestBar)/float64(longest), 'f', 2, 64) + "%"
}

func (b Bars) top(i int) int { return i * b.rowHeight() }

func shownFigure(c Ctx, shown string, value int) string {
	if shown != "" {
		return shown
	}
	return words.Number(c.Lang, int64(value))
}
