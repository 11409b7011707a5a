package exchange

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func named(header []string) []Column {
	columns := make([]Column, len(header))
	for i, name := range header {
		columns[i] = Column{Name: name}
	}
	return columns
}

func written(t interface{ Fatal(...any) }, style Style, header []string, rows ...[]Cell) string {
	var out bytes.Buffer
	w := NewWriter(&out, style)
	if err := w.Header(named(header)...); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := w.Row(row...); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestASwedishTableHasMarkSemicolonsAndCRLF(t *testing.T) {
	got := written(t, Swedish(), []string{"Nummer", "Händelse", "Antal"},
		[]Cell{Text("H-2026-1"), Text("Hot; i ord\r\noch \"text\""), Number("-1 234,5")},
		[]Cell{Text("=1+1"), Text("a,b"), Number("=1+1")})
	want := "\ufeffNummer;Händelse;Antal\r\n" +
		"H-2026-1;\"Hot; i ord\noch \"\"text\"\"\";\"-1 234,5\"\r\n" +
		"'=1+1;\"a,b\";'=1+1\r\n"
	if got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestAnEnglishTableHasCommas(t *testing.T) {
	got := written(t, English(), []string{"a", "b"}, []Cell{Text("x"), Number("1.5")})
	if want := "\ufeffa,b\r\nx,1.5\r\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestARowOfAnotherWidthIsRefused(t *testing.T) {
	w := NewWriter(&bytes.Buffer{}, Swedish())
	if err := w.Header(named([]string{"a", "b"})...); err != nil {
		t.Fatal(err)
	}
	if err := w.Row(Text("only one")); err == nil {
		t.Fatal("a short row was written")
	}
	if err := w.Flush(); err == nil {
		t.Fatal("the error did not stick")
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

func TestAFailingDestinationIsReported(t *testing.T) {
	w := NewWriter(brokenPipe{}, Swedish())
	_ = w.Header(Column{Name: "a"})
	if err := w.Flush(); err == nil || !strings.Contains(err.Error(), "broken pipe") {
		t.Fatalf("got %v", err)
	}
}

func TestWhatIsWrittenIsReadBackTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		style := rapid.SampledFrom([]Style{Swedish(), English()}).Draw(t, "style")
		columns := rapid.IntRange(1, 4).Draw(t, "columns")
		header := make([]string, columns)
		for i := range header {
			header[i] = "k" + string(rune('a'+i))
		}
		rows := make([][]Cell, rapid.IntRange(0, 6).Draw(t, "rows"))
		var want [][]string
		for i := range rows {
			cells := make([]string, columns)
			for j := range cells {
				text := awkwardText().Draw(t, "cell")
				rows[i] = append(rows[i], Text(text))
				cells[j] = norm.NFC.String(tidy(text))
			}
			if !isBlank(cells) {
				want = append(want, cells)
			}
		}
		table, wrong, err := Read(strings.NewReader(written(t, style, header, rows...)), Format{Delimiter: style.Delimiter})
		if err != nil || len(wrong) > 0 {
			t.Fatalf("read back: %v %v", err, wrong)
		}
		if len(table.Rows) != len(want) {
			t.Fatalf("%d rows came back as %d", len(want), len(table.Rows))
		}
		for i, row := range table.Rows {
			for j, cell := range row.Cells {
				if cell != want[i][j] {
					t.Fatalf("row %d cell %d: %q came back as %q", i, j, want[i][j], cell)
				}
			}
		}
	})
}
