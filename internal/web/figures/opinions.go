package figures

import (
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// readOpinions counts what reporters said, and finds the names of their units.
func (g *page) readOpinions(tx *record.Tx) (err error) {
	if g.opinions, err = incident.OpinionsByUnit(tx, g.from, g.to); err != nil {
		return err
	}
	units := slices.DeleteFunc(slices.Clone(g.opinions.Units), func(k record.Key) bool { return k == 0 })
	g.names, err = tx.Titles(units)
	return err
}

// helped is what reporters said of the outcome, a row for each unit by name.
func (g *page) helped() *ui.Table {
	if len(g.opinions.Units) == 0 {
		return nil
	}
	t := &ui.Table{Caption: g.t("figures.helped"), Dense: true, Columns: []ui.Column{{Label: g.t("record.field.unit")}, {Label: g.t("figures.answers"), Numeric: true}}}
	for _, o := range g.opinions.Columns {
		t.Columns = append(t.Columns, ui.Column{Label: g.t("incident.helped." + string(o)), Numeric: true})
	}
	rows := g.opinions.Figures
	for r, unit := range g.opinions.Units {
		name := g.names[unit]
		if name == "" {
			name = g.t("figures.no_unit")
		}
		t.Rows = append(t.Rows, g.said(name, rows.Cells[r], rows.Rows[r]))
	}
	slices.SortStableFunc(t.Rows, func(a, b ui.Row) int { return strings.Compare(a.Cells[0].Text, b.Cells[0].Text) })
	t.Rows = append(t.Rows, g.said(g.t("figures.sum"), rows.Columns, rows.Total))
	return t
}

// said is one row: how many answered, and what, with its share of the answers where there are enough of them to tell by.
func (g *page) said(name string, cells []access.Cell, sum access.Cell) ui.Row {
	row := ui.Row{Cells: []ui.Cell{{Text: name}, {Text: g.cell(sum)}}}
	for _, c := range cells {
		text := g.cell(c)
		if c.Mark == access.Shown && sum.Mark == access.Shown && sum.N >= access.FewBelow {
			text = g.t("figures.with_share", text, words.Number(g.v.Lang, int64((200*c.N+sum.N)/(2*sum.N))))
		}
		row.Cells = append(row.Cells, ui.Cell{Text: text})
	}
	return row
}
