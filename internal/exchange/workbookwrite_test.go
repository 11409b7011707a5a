package exchange

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

func workbookWritten(t interface{ Fatal(...any) }, columns []Column, rows ...[]Cell) []byte {
	var b bytes.Buffer
	w := NewWorkbookWriter(&b, "Händelser: 2026/11")
	if err := w.Header(columns...); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := errors.Join(w.Row(row...), w.Flush()); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAWrittenWorkbookIsReadByAnotherProgram(t *testing.T) {
	raw := workbookWritten(t, []Column{{Name: "Titel"}, {Name: "Dag", As: TypeDate}, {Name: "Antal", As: TypeWhole}, {Name: "Kronor", As: TypeNumber}, {Name: "När", As: TypeMoment}},
		[]Cell{Text("=HYPERLINK(\"x\")"), Moment("2026-11-22", "2026-11-22"), Number("-3"), Number("1 234,50"), Moment("2026-11-22 14:30", "2026-11-22T14:30")},
		[]Cell{Text(" åäö\n<&>_x0041_ "), Moment("", ""), Number("12345678901234567"), Text("@x"), Moment("1899-01-01", "1899-01-01")})
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	sheet := f.GetSheetName(0)
	if sheet != "Händelser  2026 11" {
		t.Errorf("the sheet is called %q", sheet)
	}
	for cell, want := range map[string]string{
		"A1": "Titel", "A2": "=HYPERLINK(\"x\")", "B2": "2026-11-22", "C2": "-3", "D2": "1234.5", "E2": "2026-11-22 14:30",
		"A3": " åäö\n<&>_x0041_ ", "B3": "", "C3": "12345678901234567", "D3": "@x", "E3": "1899-01-01",
	} {
		if got, err := f.GetCellValue(sheet, cell); err != nil || got != want {
			t.Errorf("%s: %q, want %q (%v)", cell, got, want, err)
		}
		if formula, err := f.GetCellFormula(sheet, cell); err != nil || formula != "" {
			t.Errorf("%s is the formula %q (%v)", cell, formula, err)
		}
	}
	for cell, want := range map[string]excelize.CellType{"A2": excelize.CellTypeInlineString, "B2": excelize.CellTypeUnset, "C2": excelize.CellTypeUnset, "C3": excelize.CellTypeInlineString} {
		if got, err := f.GetCellType(sheet, cell); err != nil || got != want {
			t.Errorf("%s is of type %d, want %d (%v)", cell, got, want, err)
		}
	}
	if panes, err := f.GetPanes(sheet); err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("the first row is not frozen: %+v %v", panes, err)
	}
	if width, err := f.GetColWidth(sheet, "E"); err != nil || width != 17 {
		t.Errorf("the last column is %v wide (%v)", width, err)
	}
}

func TestTextThatStartsAsAFormulaIsMarkedAsText(t *testing.T) {
	raw := workbookWritten(t, []Column{{Name: "a"}}, []Cell{Text("+1")})
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	id, err := f.GetCellStyle(f.GetSheetName(0), "A2")
	if err != nil {
		t.Fatal(err)
	}
	if prefix := f.Styles.CellXfs.Xf[id].QuotePrefix; prefix == nil || !*prefix {
		t.Error("whoever edits the cell makes a formula of it")
	}
}

func TestAWorkbookRefusesARowOfAnotherWidthAndReportsABrokenPipe(t *testing.T) {
	w := NewWorkbookWriter(&bytes.Buffer{}, "")
	if err := w.Header(Column{Name: "a"}); err != nil {
		t.Fatal(err)
	}
	if err := w.Row(Text("1"), Text("2")); err == nil || w.Close() == nil {
		t.Error("two cells under one name")
	}
	broken := NewWorkbookWriter(brokenPipe{}, "")
	_ = broken.Header(Column{Name: "a"})
	if broken.Flush() == nil || broken.Close() == nil {
		t.Error("a broken pipe was not told of")
	}
}

func TestWhatAWorkbookHoldsIsReadBackTheSame(t *testing.T) {
	day := rapid.Custom(func(t *rapid.T) string {
		return time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 100_000).Draw(t, "day")).Format(time.DateOnly)
	})
	rapid.Check(t, func(t *rapid.T) {
		text := "x" + rapid.StringOf(rapid.Rune().Filter(func(r rune) bool { return r >= ' ' && r != 0xfffe && r != 0xffff })).Draw(t, "text")
		on, at := day.Draw(t, "on"), day.Draw(t, "at")+"T"+clockText(int64(60*rapid.IntRange(1, 1439).Draw(t, "minute")), false)
		raw := workbookWritten(t, []Column{{Name: "a"}, {Name: "b"}, {Name: "c"}}, []Cell{Text(text), Moment("", on), Moment("", at)})
		table, wrong, err := Read(bytes.NewReader(raw), Format{KeepApostrophes: true})
		if err != nil || len(wrong) > 0 {
			t.Fatal(err, wrong)
		}
		got := table.Rows[0].Cells
		if got[0] != (Format{KeepApostrophes: true}).clean(tidy(text)) || got[1] != on || got[2] != strings.Replace(at, "T", " ", 1) {
			t.Errorf("%q %q %q, want %q %q %q", got[0], got[1], got[2], text, on, at)
		}
	})
}
