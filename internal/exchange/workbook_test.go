package exchange

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// workbookOf is a workbook as another program writes it.
func workbookOf(t testing.TB, fill func(*excelize.File)) string {
	t.Helper()
	f := excelize.NewFile()
	fill(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func set(t testing.TB, f *excelize.File, sheet string, rows ...[]any) {
	t.Helper()
	for i, row := range rows {
		if err := f.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
}

func styled(t testing.TB, f *excelize.File, cell, format string) {
	t.Helper()
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err == nil {
		err = f.SetCellStyle("Sheet1", cell, cell, style)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func cellsOf(table *Table) [][]string {
	all := make([][]string, len(table.Rows))
	for i, r := range table.Rows {
		all[i] = r.Cells
	}
	return all
}

func TestAWorkbookIsReadAsItsCSVWouldBe(t *testing.T) {
	raw := workbookOf(t, func(f *excelize.File) {
		set(t, f, "Sheet1",
			[]any{"Namn", "Antal", "Pris", "Dag", "När", "Kod", "Öppen", "Summa"},
			[]any{"Åsa\nÖst", 12, 1234.5, time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 22, 14, 30, 0, 0, time.UTC), 123, true, nil},
			[]any{nil, nil, 0.1 + 0.2},
			[]any{},
			[]any{"'=1+1", "_x005F_x0041_", "=text"},
		)
		for cell, format := range map[string]string{"D2": `[$-41D]d\ mmmm\ yyyy;@`, "E2": "yyyy/mm/dd hh:mm", "F2": "00000"} {
			styled(t, f, cell, format)
		}
		if err := f.SetCellFormula("Sheet1", "H2", "=B2*C2"); err != nil {
			t.Fatal(err)
		}
	})
	table := mustRead(t, raw, Format{Language: "sv"})
	want := [][]string{
		{"Åsa\nÖst", "12", "1234,5", "2026-11-22", "2026-11-22 14:30", "00123", "true", ""},
		{"", "", "0,3", "", "", "", "", ""},
		{"=1+1", "_x0041_", "=text", "", "", "", "", ""},
	}
	if got := cellsOf(table); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if table.Encoding != XLSX || table.Sheet != "Sheet1" || table.Rows[2].Number != 5 {
		t.Errorf("%s %s, the last row is %d", table.Encoding, table.Sheet, table.Rows[2].Number)
	}
	declared := mustRead(t, raw, Format{Language: "en", Date: "D/M/YYYY"})
	if got := declared.Rows[0].Cells[2:5]; !slices.Equal(got, []string{"1234.5", "22/11/2026", "22/11/2026 14:30"}) {
		t.Errorf("in the declared way of writing: %q", got)
	}
}

func TestTheCachedValueOfAFormulaCounts(t *testing.T) {
	raw := sheetOf(`<row r="1"><c r="A1" t="inlineStr"><is><t>n</t></is></c></row><row r="2"><c r="A2"><f>SUM(1,2)</f><v>3</v></c></row><row r="3"><c r="A3" t="str"><f>"a"</f><v>a</v></c></row>`)
	if got := cellsOf(mustRead(t, raw, Format{})); fmt.Sprint(got) != "[[3] [a]]" {
		t.Errorf("%q", got)
	}
}

// sheetOf is the least workbook there is, with these rows.
func sheetOf(rows string) string {
	return packed(map[string]string{
		"_rels/.rels":                `<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook><sheets><sheet name="A" id="s"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="s" Type="x/worksheet" Target="worksheets/a.xml"/></Relationships>`,
		"xl/worksheets/a.xml":        `<worksheet><sheetData>` + rows + `</sheetData></worksheet>`,
	})
}

func packed(parts map[string]string) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range parts {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

func TestDaysOfAWorkbookAreCounted(t *testing.T) {
	for _, one := range []struct {
		serial   float64
		how      style
		from1904 bool
		want     string
	}{
		{1, style{day: true}, false, "1900-01-01"}, {59, style{day: true}, false, "1900-02-28"}, {61, style{day: true}, false, "1900-03-01"},
		{45000, style{day: true}, false, "2023-03-15"}, {43538, style{day: true}, true, "2023-03-15"}, {2958465, style{day: true}, false, "9999-12-31"},
		{45000.59375, style{day: true, clock: true}, false, "2023-03-15 14:15"}, {0.59375, style{clock: true}, false, "14:15"}, {1.25, style{clock: true}, false, "30:00"},
		{45000.999999999, style{day: true, clock: true}, false, "2023-03-16"},
	} {
		if got, fault := (Format{}).serial(one.serial, one.how, one.from1904); fault != nil || got != one.want {
			t.Errorf("%v: %q, want %q (%v)", one.serial, got, one.want, fault)
		}
	}
	for _, serial := range []float64{-1, 0.5, 2958467} {
		if got, fault := (Format{}).serial(serial, style{day: true}, false); fault == nil {
			t.Errorf("%v became %s", serial, got)
		}
	}
}

func TestAFormatTellsWhetherANumberIsADay(t *testing.T) {
	for code, want := range map[string]style{
		"yyyy-mm-dd": {day: true}, `d\.m\.yy;@`: {day: true}, "[$-41D]d mmm": {day: true}, "mmm": {day: true}, "hh:mm": {clock: true}, "[h]:mm:ss": {clock: true},
		"yyyy-mm-dd hh:mm": {day: true, clock: true}, "General": {}, "0.00": {}, "[Red]#,##0": {}, `0" dagar"`: {}, "000": {zeros: 3}, "@": {}, `#,##0\ "kr"`: {}, "0.00E+00": {},
	} {
		if got := styleOfCode(code); got != want {
			t.Errorf("%s: %+v, want %+v", code, got, want)
		}
	}
}

func TestOneOfManySheetsIsChosen(t *testing.T) {
	raw := workbookOf(t, func(f *excelize.File) {
		for _, name := range []string{"Data", "Gömd"} {
			if _, err := f.NewSheet(name); err != nil {
				t.Fatal(err)
			}
			set(t, f, name, []any{"Namn"}, []any{name})
		}
		set(t, f, "Sheet1", []any{"Rapport 2025"}, []any{}, []any{"Namn", "Antal"}, []any{"a", 1})
		if err := f.SetSheetVisible("Gömd", false); err != nil {
			t.Fatal(err)
		}
	})
	if names, wrong := Sheets([]byte(raw)); len(wrong) > 0 || !slices.Equal(names, []string{"Sheet1", "Data"}) {
		t.Errorf("%q %v", names, wrong)
	}
	if wrong := problemsOf(t, raw, Format{}); wrong[0].Key != keySheetUnclear || wrong[0].Args[0] != "Sheet1, Data" {
		t.Errorf("%v", wrong)
	}
	if wrong := problemsOf(t, raw, Format{Sheet: "Nix"}); wrong[0].Key != keySheetMissing {
		t.Errorf("%v", wrong)
	}
	for sheet, want := range map[string]string{"Data": "[[Data]]", "Gömd": "[[Gömd]]"} {
		if got := cellsOf(mustRead(t, raw, Format{Sheet: sheet})); fmt.Sprint(got) != want {
			t.Errorf("%s: %q", sheet, got)
		}
	}
	below := mustRead(t, raw, Format{Sheet: "Sheet1", HeaderRow: 3})
	if fmt.Sprint(below.Header, cellsOf(below)) != "[Namn Antal] [[a 1]]" {
		t.Errorf("below a title: %q %q", below.Header, cellsOf(below))
	}
	if names, wrong := Sheets([]byte("a;b\n")); names != nil || wrong != nil {
		t.Errorf("a text has sheets %q %v", names, wrong)
	}
}

func TestABrokenOrLockedWorkbookIsRefusedWithAReason(t *testing.T) {
	whole := workbookOf(t, func(f *excelize.File) { set(t, f, "Sheet1", []any{"a"}, []any{1}) })
	locked := func() string {
		f := excelize.NewFile()
		var b bytes.Buffer
		if err := f.Write(&b, excelize.Options{Password: "hemligt"}); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}()
	head := `<row r="1"><c r="A1" t="inlineStr"><is><t>n</t></is></c></row>`
	for name, one := range map[string]struct{ raw, key string }{
		"locked":             {locked, keyWorkbookLocked},
		"cut off":            {whole[:len(whole)/2], keyWorkbookBroken},
		"no workbook":        {packed(map[string]string{"readme.txt": "hej"}), keyWorkbookBroken},
		"OpenDocument":       {packed(map[string]string{"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), keyWorkbookOther},
		"no sheet":           {packed(map[string]string{"_rels/.rels": `<R><Relationship Type="officeDocument" Target="w.xml"/></R>`, "w.xml": "<w/>", "_rels/w.xml.rels": "<R/>"}), keySheetNone},
		"half a tag":         {sheetOf(`<row r="1"><c r="A1`), keyWorkbookBroken},
		"an error":           {sheetOf(head + `<row r="2"><c r="A2" t="e"><v>#REF!</v></c></row>`), keyCellError},
		"an unknown text":    {sheetOf(head + `<row r="2"><c r="A2" t="s"><v>7</v></c></row>`), keyWorkbookBroken},
		"no number":          {sheetOf(head + `<row r="2"><c r="A2"><v>NaN</v></c></row>`), keyNumberShape},
		"a cell far out":     {sheetOf(head + `<row r="2"><c r="XFD2"><v>1</v></c></row>`), keyTooWide},
		"a cell too much":    {sheetOf(head + `<row r="2"><c r="B2"><v>1</v></c></row>`), keyRowUneven},
		"a long text":        {sheetOf(head + `<row r="2"><c r="A2" t="str"><v>` + strings.Repeat("x", 100_001) + `</v></c></row>`), keyCellTooLarge},
		"a doctype's entity": {sheetOf(head + `<row r="2"><c r="A2" t="str"><v>&lol;</v></c></row>`), keyWorkbookBroken},
		"nothing":            {sheetOf(""), keyFileEmpty},
	} {
		t.Run(name, func(t *testing.T) {
			wrong := problemsOf(t, one.raw, Format{})
			if wrong[0].Key != one.key {
				t.Errorf("%v, want %s", wrong, one.key)
			}
		})
	}
	wrong := problemsOf(t, sheetOf(head+`<row r="2"><c r="A2" t="e"><v>#REF!</v></c></row>`), Format{})
	if wrong[0].Row != 2 || wrong[0].Column != "A" {
		t.Errorf("the error stands at %v", wrong[0])
	}
}

func TestAWorkbookThatUnpacksToTooMuchIsRefused(t *testing.T) {
	small := Format{Limits: Limits{Unpacked: 1 << 20}}
	for name, rows := range map[string]string{
		"rows":        strings.Repeat(`<row/>`, 1<<18),
		"nested tags": strings.Repeat(`<a>`, 1<<19),
		"one text":    `<row><c t="str"><v>` + strings.Repeat("x", 2<<20) + `</v></c></row>`,
		"cells":       `<row>` + strings.Repeat(`<c><v>1</v></c>`, 1<<17) + `</row>`,
	} {
		t.Run(name, func(t *testing.T) {
			raw := sheetOf(rows)
			if len(raw) > 64<<10 {
				t.Fatalf("no bomb: %d bytes", len(raw))
			}
			if wrong := problemsOf(t, raw, small); wrong[0].Key != keyWorkbookTooLarge && wrong[0].Key != keyTooWide {
				t.Errorf("%v", wrong)
			}
		})
	}
	oneTag := sheetOf(`<row ` + strings.Repeat(`a="" `, 1<<20) + `/>`)
	if wrong := problemsOf(t, oneTag, Format{}); wrong[0].Key != keyWorkbookTooLarge {
		t.Errorf("a tag of megabytes: %v", wrong)
	}
}

func TestTheListOfTheAmericanRegulatorIsTheSameAsAWorkbook(t *testing.T) {
	file, err := os.ReadFile("testdata/hhs-ocr-breaches-2023-2024.csv")
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	raw := workbookOf(t, func(f *excelize.File) {
		stream, err := f.NewStreamWriter("Sheet1")
		if err != nil {
			t.Fatal(err)
		}
		for i, record := range records {
			row := make([]any, len(record))
			for c, cell := range record {
				row[c] = cell
			}
			if err := stream.SetRow(fmt.Sprintf("A%d", i+1), row); err != nil {
				t.Fatal(err)
			}
		}
		if err := stream.Flush(); err != nil {
			t.Fatal(err)
		}
	})
	want := mustRead(t, string(file), Format{Delimiter: ','})
	got := mustRead(t, raw, Format{})
	if !slices.Equal(got.Header, want.Header) || len(got.Rows) != 853 || fmt.Sprint(cellsOf(got)) != fmt.Sprint(cellsOf(want)) {
		t.Errorf("%d rows under %q", len(got.Rows), got.Header)
	}
}

func FuzzReadWorkbook(f *testing.F) {
	f.Add(`<row r="1"><c r="A1" t="inlineStr"><is><t>n</t></is></c></row><row r="2"><c r="A2" s="1"><v>45000.5</v></c></row>`, "", `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>`)
	f.Add(`<row><c t="s"><v>0</v></c><c t="b"><v>1</v></c></row>`, `<sst><si><r><t>a</t></r><rPh><t>b</t></rPh></si></sst>`, "")
	f.Fuzz(func(t *testing.T, rows, texts, styles string) {
		raw := packed(map[string]string{
			"_rels/.rels":                `<Relationships><Relationship Id="r" Type="x/officeDocument" Target="/xl/workbook.xml"/></Relationships>`,
			"xl/workbook.xml":            `<workbook><workbookPr date1904="1"/><sheets><sheet name="A" id="s"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="s" Type="x/worksheet" Target="worksheets/a.xml"/><Relationship Type="sharedStrings" Target="t.xml"/><Relationship Type="styles" Target="s.xml"/></Relationships>`,
			"xl/worksheets/a.xml":        rows, "xl/t.xml": texts, "xl/s.xml": styles,
		})
		table, wrong, err := Read(strings.NewReader(raw), Format{Limits: Limits{Unpacked: 1 << 20, Rows: 100, Columns: 20, Cell: 1000}})
		if err != nil || (table == nil) != (len(wrong) > 0) {
			t.Fatalf("%v %v %v", table, wrong, err)
		}
		if table == nil {
			return
		}
		for _, row := range table.Rows {
			if len(row.Cells) != len(table.Header) {
				t.Errorf("%d cells under %d names", len(row.Cells), len(table.Header))
			}
		}
	})
}
