package exchange

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

func mustRead(t *testing.T, text string, f Format) *Table {
	t.Helper()
	table, wrong, err := Read(strings.NewReader(text), f)
	if err != nil || len(wrong) > 0 {
		t.Fatalf("reading %q: %v %v", shown(text), err, wrong)
	}
	return table
}

func problemsOf(t *testing.T, text string, f Format) []Problem {
	t.Helper()
	table, wrong, err := Read(strings.NewReader(text), f)
	if err != nil {
		t.Fatal(err)
	}
	if len(wrong) == 0 || table != nil {
		t.Fatalf("%q was read without a problem", shown(text))
	}
	return wrong
}

func TestTheEdgeCasesOfCSVSpectrumAreRead(t *testing.T) {
	files, err := filepath.Glob("testdata/csv-spectrum/*.csv")
	if err != nil || len(files) != 12 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := records(mustRead(t, string(text), Format{}))
			want := expected(t, strings.TrimSuffix(file, ".csv")+".json")
			if strings.Contains(file, "location_coordinates") { // see testdata/README.md
				delete(got[0], "Contact Phone Number")
				delete(want[0], "Contact Phone Number")
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got  %q\nwant %q", got, want)
			}
		})
	}
}

func records(table *Table) []map[string]string {
	var all []map[string]string
	for _, row := range table.Rows {
		one := map[string]string{}
		for i, name := range table.Header {
			one[name] = row.Cells[i]
		}
		all = append(all, one)
	}
	return all
}

// expected reads the JSON beside a table; line breaks inside cells are LF here.
func expected(t *testing.T, file string) []map[string]string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(strings.TrimSpace(string(text)), "[") {
		text = []byte("[" + string(text) + "]")
	}
	var all []map[string]string
	if err := json.Unmarshal([]byte(strings.ReplaceAll(string(text), `\r\n`, `\n`)), &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTheDelimiterIsFoundOrDeclared(t *testing.T) {
	for name, c := range map[string]struct {
		text     string
		declared rune
		want     rune
		columns  int
	}{
		"semicolons with decimal commas": {"namn;värde\na;1,5\nb;2\n", 0, ';', 2},
		"commas":                         {"a,b\n1,2\n", 0, ',', 2},
		"tabs":                           {"a\tb\n1,5\t2\n", 0, '\t', 2},
		"delimiters inside quotes":       {"a,b\n\"x;y;z\",2\n", 0, ',', 2},
		"one column":                     {"namn\nAnna\n", 0, ';', 1},
		"Excel's own line":               {"sep=;\r\na;b\r\n1;2\r\n", 0, ';', 2},
		"declared wins":                  {"a;b,c\n1;2,3\n", ',', ',', 2},
		"more columns win":               {"a,b;c;d\n1,2;3;4\n", 0, ';', 3},
	} {
		t.Run(name, func(t *testing.T) {
			table := mustRead(t, c.text, Format{Delimiter: c.declared})
			if table.Delimiter != c.want || len(table.Header) != c.columns {
				t.Errorf("got %q and %q", table.Delimiter, table.Header)
			}
		})
	}
}

func TestEncodingsAreReadWithAndWithoutAMark(t *testing.T) {
	const text = "Område;Händelse\r\nÅmål;Öppen dörr – é\r\n"
	encoded := func(e interface{ String(string) (string, error) }) string {
		out, err := e.String(text)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	latin := encoded(charmap.Windows1252.NewEncoder())
	little := encoded(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder())
	big := encoded(unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder())
	for name, c := range map[string]struct{ bytes, declared, want string }{
		"utf-8":                       {text, "", UTF8},
		"utf-8 with mark":             {"\ufeff" + text, "", UTF8},
		"utf-8 declared":              {"\ufeff" + text, UTF8, UTF8},
		"decomposed letters":          {"Omra\u030ade;Ha\u0308ndelse\r\nA\u030ama\u030al;O\u0308ppen do\u0308rr – é\r\n", "", UTF8},
		"utf-16 little-endian":        {little, "", UTF16LE},
		"utf-16 big-endian":           {big, "", UTF16BE},
		"utf-16 declared, mark tells": {big, UTF16, UTF16BE},
		"utf-16 without mark":         {little[2:], UTF16LE, UTF16LE},
		"windows-1252 declared":       {latin, Windows1252, Windows1252},
		"windows-1252 recognised":     {latin, "", Windows1252},
	} {
		t.Run(name, func(t *testing.T) {
			table := mustRead(t, c.bytes, Format{Encoding: c.declared})
			if table.Encoding != c.want {
				t.Errorf("encoding %s, want %s", table.Encoding, c.want)
			}
			if got := strings.Join(table.Header, "|") + "|" + strings.Join(table.Rows[0].Cells, "|"); got != "Område|Händelse|Åmål|Öppen dörr – é" {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestAnEncodingThatCouldBeSeveralThingsIsRefused(t *testing.T) {
	macintosh, err := charmap.Macintosh.NewEncoder().String("Område;b\nÅmål;Ö\n")
	if err != nil {
		t.Fatal(err)
	}
	dos, err := charmap.CodePage850.NewEncoder().String("Område;b\nÅmål;Ö\n")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		text, declared, key string
		line                int
	}{
		"classic Mac":          {macintosh, "", keyEncodingUnclear, 0},
		"DOS":                  {dos, "", keyEncodingUnclear, 0},
		"Polish":               {"a;b\n\xb3\xf3d\xbc;1\n", "", keyEncodingUnclear, 0},
		"mixed":                {"a;b\nå;\xe5\n", "", keyEncodingUnclear, 0},
		"not UTF-8 as said":    {"a;b\nx;1\nbl\xe5;1\n", UTF8, keyEncodingBroken, 3},
		"undefined in 1252":    {"a;b\n\x81;1\n", Windows1252, keyEncodingBroken, 2},
		"mark says otherwise":  {"\ufeffa;b\n1;2\n", Windows1252, keyEncodingMismatch, 0},
		"unknown name":         {"a;b\n", "ebcdic", keyEncodingUnknown, 0},
		"half a UTF-16 unit":   {"\xff\xfea\x00b", "", keyEncodingBroken, 0},
		"lone surrogate":       {"\xff\xfe\x00\xd8a\x00", "", keyEncodingBroken, 0},
		"UTF-16 without mark":  {"a\x00;\x00b\x00\n\x00", "", keyNul, 1},
		"UTF-16 without order": {"a\x00;\x00b\x00\n\x00", UTF16, keyEncodingUnknown, 0},
	} {
		t.Run(name, func(t *testing.T) {
			wrong := problemsOf(t, c.text, Format{Encoding: c.declared})
			if wrong[0].Key != c.key || wrong[0].Line != c.line {
				t.Errorf("got %v", wrong)
			}
		})
	}
}

func TestAWrongTableIsReportedByRowLineAndColumn(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		f    Format
		want []string
	}{
		"nothing":                  {"", Format{}, []string{keyFileEmpty}},
		"blank lines only":         {"\r\n\n", Format{}, []string{keyFileEmpty}},
		"nul":                      {"a;b\n1;\x002\n", Format{}, []string{"line 2 " + keyNul}},
		"column without name":      {"a;;c\n1;2;3\n", Format{}, []string{"row 1 line 1 " + keyHeaderEmpty}},
		"column named twice":       {"a;b; a\n1;2;3\n", Format{}, []string{`row 1 line 1 "a" ` + keyHeaderTwice}},
		"rows of other widths":     {"a;b\n1\n1;2\n1;2;3\n", Format{}, []string{"row 2 line 2 " + keyRowUneven, "row 4 line 4 " + keyRowUneven}},
		"after a broken line":      {"a;b\n\"x\ny\";1\n\n1\n", Format{}, []string{"row 4 line 5 " + keyRowUneven}},
		"quote in a quoted cell":   {"a;b\n\"x\"y;1\n2;3\n", Format{}, []string{"row 2 line 2 " + keyQuote}},
		"quote never closed":       {"a;b\n1;2\n\"x;1\n2;3\n", Format{}, []string{"row 3 line 3 " + keyQuote}},
		"loose beside a quoted":    {"a;b\n\"x\";1\"2\n", Format{}, []string{"row 2 line 2 " + keyQuote}},
		"too many rows":            {"a;b\n1;1\n2;2\n3;3\n", Format{Limits: Limits{Rows: 2}}, []string{"row 4 line 4 " + keyTooManyRows}},
		"too many columns":         {"a;b;c\n1;2;3\n", Format{Limits: Limits{Columns: 2}}, []string{"row 1 line 1 " + keyTooManyColumns}},
		"endlessly many columns":   {"a;b\n" + strings.Repeat(";", 21), Format{Limits: Limits{Columns: 2}}, []string{"line 2 " + keyTooWide}},
		"and behind a quote":       {"a\"\n" + strings.Repeat(";", 21), Format{Delimiter: ';', Limits: Limits{Columns: 2}}, []string{"line 2 " + keyTooWide}},
		"too long a cell":          {"a;b\n1;åäö\n", Format{Limits: Limits{Cell: 5}}, []string{`row 2 line 2 "b" ` + keyCellTooLarge}},
		"too large a file":         {"a;b\n1;2\n", Format{Limits: Limits{File: 7}}, []string{keyFileTooLarge}},
		"two possible delimiters":  {"a;b,c\n1;2,3\n", Format{}, []string{keyDelimiterUnclear}},
		"impossible delimiter":     {"a\"b\n", Format{Delimiter: '"'}, []string{keyDelimiterUnknown}},
		"counted after Excel line": {"sep=;\na;b\n1\n", Format{}, []string{"row 2 line 3 " + keyRowUneven}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, p := range problemsOf(t, c.text, c.f) {
				got = append(got, p.String())
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestSignsInsideQuotesAreNotColumns(t *testing.T) {
	table := mustRead(t, "a;b\n\"x;;;;;;;;;;;;;;;;;;;;;;;;;;\"\";;;;\n;;\";1\n", Format{Limits: Limits{Columns: 2}})
	if len(table.Rows) != 1 || table.Rows[0].Cells[1] != "1" {
		t.Errorf("got %q", records(table))
	}
}

func TestRowsAreNumberedAsASpreadsheetDoes(t *testing.T) {
	table := mustRead(t, "\r\na;b\r\n\"x\r\ny\";1\r\n\r\n;\r\nz;2\r\n", Format{})
	var got []string
	for _, row := range table.Rows {
		got = append(got, fmt.Sprintf("row %d line %d %q", row.Number, row.Line, row.Cells))
	}
	want := []string{`row 3 line 3 ["x\ny" "1"]`, `row 6 line 7 ["z" "2"]`}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestOldMacLineBreaksAndNoLastLineBreakAreRead(t *testing.T) {
	table := mustRead(t, "a;b\r1;2\r3;4", Format{})
	if len(table.Rows) != 2 || table.Rows[1].Cells[1] != "4" {
		t.Errorf("got %q", records(table))
	}
}

func TestTheApostropheOfAnExportIsTakenOffUnlessItBelongsToTheText(t *testing.T) {
	const text = "a;b\n'=1;'n\n"
	if cell, _ := mustRead(t, text, Format{}).Rows[0].Cell("a"); cell != "=1" {
		t.Errorf("got %q", cell)
	}
	if cell, _ := mustRead(t, text, Format{KeepApostrophes: true}).Rows[0].Cell("a"); cell != "'=1" {
		t.Errorf("got %q", cell)
	}
}

func TestAFailingReaderIsAnErrorNotAProblem(t *testing.T) {
	_, wrong, err := Read(io.MultiReader(strings.NewReader("a;b\n"), iotest.ErrReader(errors.New("gone"))), Format{})
	if err == nil || wrong != nil {
		t.Fatalf("got %v and %v", err, wrong)
	}
}

func TestAFileWithEndlessProblemsIsCutShort(t *testing.T) {
	wrong := problemsOf(t, "a;b\n"+strings.Repeat("1\n", 2*maxProblems), Format{Delimiter: ';'})
	if len(wrong) != maxProblems+1 || wrong[maxProblems].Key != keyMore {
		t.Errorf("%d problems, the last %s", len(wrong), wrong[len(wrong)-1])
	}
}

// A table that can be read can be written and read again to the same cells.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/csv-spectrum/*.csv")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte("sep=;\r\na;b\r\n'=1;\"x\r\ny\"\r\n"))
	f.Add([]byte("\xff\xfea\x00;\x00b\x00\n\x00"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		table, wrong, err := Read(strings.NewReader(string(raw)), Format{Limits: Limits{Cell: 1000, Columns: 20}})
		if err != nil {
			t.Fatal(err)
		}
		if (table == nil) != (len(wrong) > 0) {
			t.Fatalf("table %v with problems %v", table, wrong)
		}
		if table == nil {
			return
		}
		var rows [][]Cell
		for _, row := range table.Rows {
			var cells []Cell
			for _, cell := range row.Cells {
				cells = append(cells, Text(cell))
			}
			rows = append(rows, cells)
		}
		again := mustRead(t, written(t, Swedish(), table.Header, rows...), Format{Delimiter: ';', Limits: Limits{Cell: 1000, Columns: 20}})
		if !reflect.DeepEqual(records(again), records(table)) {
			t.Fatalf("%q came back as %q", records(table), records(again))
		}
	})
}
