// Package figures is the statistics of events: a sentence, charts with their tables, the same time a year before beside,
// and for each area its figures by month and severity, every one leading to the list it counts (B5, B52).
//
// What the reader may only count is counted; groups under five are shown as few, and nothing that would give them away by
// subtraction is shown either. Sums on this page are made of figures that are shown, never of those behind them.
package figures
