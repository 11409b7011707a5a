package ui

import (
	"fmt"
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

// Geometry of the chart in SVG units; one unit is about a CSS pixel at full
// width.
const (
	chartWidth  = 640
	labelWidth  = 200
	figureWidth = 60
	barHeight   = 16
	barGap      = 4
	rowGap      = 14
)

func (b Bars) compared() bool { return b.BeforeHead != "" }

func (b Bars) rowHeight() int {
	if b.compared() {
		return 2*barHeight + barGap/2 + rowGap
	}
	return barHeight + rowGap
}

func (b Bars) viewBox() string {
	return fmt.Sprintf("0 0 %d %d", chartWidth, max(1, len(b.Bars))*b.rowHeight())
}

func (b Bars) longest() int {
	longest := 1
	for _, bar := range b.Bars {
		longest = max(longest, bar.Value, bar.Before)
	}
	return longest
}

func (b Bars) length(value int) string {
	room := chartWidth - labelWidth - figureWidth
	return strconv.Itoa(value * room / b.longest())
}

func (b Bars) top(i int) int { return i * b.rowHeight() }

func (b Bars) figureX(value int) string {
	room := chartWidth - labelWidth - figureWidth
	return strconv.Itoa(labelWidth + value*room/b.longest() + 6)
}

func shownFigure(c Ctx, shown string, value int) string {
	if shown != "" {
		return shown
	}
	return words.Number(c.Lang, int64(value))
}
