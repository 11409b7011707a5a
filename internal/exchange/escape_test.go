package exchange

import (
	"testing"

	"pgregory.net/rapid"
)

func TestATextThatCouldStartAFormulaGetsAnApostrophe(t *testing.T) {
	for text, want := range map[string]string{
		"=1+1":             "'=1+1",
		"+46 54 12 34 56":  "'+46 54 12 34 56",
		"- först":          "'- först",
		"@SUM(A1)":         "'@SUM(A1)",
		"\t=1":             "'\t=1",
		"\r=1":             "'\r=1",
		"\n=1":             "'\n=1",
		"＝1+1":             "'＝1+1",
		"＋1":               "'＋1",
		"－1":               "'－1",
		"＠A":               "'＠A",
		"'=1":              "''=1",
		"''=1":             "'''=1",
		"'n Sjukhus":       "'n Sjukhus",
		"'":                "'",
		"":                 "",
		"a=1":              "a=1",
		"\xff=":            "\xff=",
		"2026-11-22":       "2026-11-22",
		"\ufffd replaced":  "\ufffd replaced",
		" =led by a blank": " =led by a blank",
	} {
		if got := Escape(text); got != want {
			t.Errorf("Escape(%q) = %q, want %q", text, got, want)
		}
		if got := Unescape(want); got != text {
			t.Errorf("Unescape(%q) = %q, want %q", want, got, text)
		}
	}
}

func TestACellThatNoExportEscapedStaysAsItIs(t *testing.T) {
	for _, cell := range []string{"-5", "+46 54", "=1", "@a", "＝1", "", "'", "''", "'n", "a'=1", "\n"} {
		if got := Unescape(cell); got != cell {
			t.Errorf("%q became %q", cell, got)
		}
	}
}

func TestAnEscapedTextComesBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := awkwardText().Draw(t, "text")
		if got := Unescape(Escape(text)); got != text {
			t.Fatalf("%q came back as %q", text, got)
		}
		if startsFormula(Escape(text)) {
			t.Fatalf("%q can still start a formula", text)
		}
	})
}

// awkwardText favours the signs that matter to a table.
func awkwardText() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringOf(rapid.SampledFrom([]rune("'=+-@\t\r\n＝＋－＠;,|\" aåÄ1\u0308"))),
		rapid.String(),
	)
}
