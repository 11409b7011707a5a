package search_test

import (
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/search"
)

func TestFormsOfAWordShareAStem(t *testing.T) {
	for _, forms := range []string{
		"incident incidenten incidenterna incidenternas INCIDENT",
		"åtgärd åtgärden åtgärder åtgärderna Åtgärdernas A\u030atga\u0308rd",
		"patientjournal patientjournaler patientjournalerna",
		"risk risker riskerna",
	} {
		stems := search.Stems(forms)
		for _, stem := range stems {
			if stem != stems[0] {
				t.Errorf("%s: stems %q", forms, stems)
				break
			}
		}
	}
}

func TestDifferentWordsKeepDifferentStems(t *testing.T) {
	for _, pair := range []string{"åra ära", "hal hål", "for för", "val vål"} {
		if stems := search.Stems(pair); stems[0] == stems[1] {
			t.Errorf("%s: both became %s", pair, stems[0])
		}
	}
}

func TestIndexKeepsNumbersAndDropsTheRest(t *testing.T) {
	for text, want := range map[string]string{
		"":                                 "",
		" \n*** --- ":                      "",
		"H-2026-123":                       "h 2026 123",
		"IT-säkerhet":                      "it säker",
		"EU:s och VD:arna, kl. 09:15":      "eu och vd kl 09 15",
		"rum B12 (plan 3)":                 "rum b12 plan 3",
		"Ｓｃａｎ ½":                           "scan 1 2",
		"https://a.se/b?c=d_e":             "https a se b c d e",
		"пожар":                            "x00043fx00043ex000436x000430x000440",
		"anna.berg@region.example":         "ann berg region exampl",
		strings.Repeat("a", 100) + " slut": strings.Repeat("a", 64) + " slut",
	} {
		if got := search.Index(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestAnEndlessTextIsCut(t *testing.T) {
	if got := len(search.Stems(strings.Repeat("ord ", 20_000))); got != 16_000 {
		t.Errorf("%d words, want 16000", got)
	}
}

func FuzzIndexHoldsWordsOnly(f *testing.F) {
	f.Add("Åtgärderna i H-2026-123 gäller EU:s regler, İß½ﬁ")
	f.Add("\u0344\u0301a:\xff")
	f.Fuzz(func(t *testing.T, text string) {
		index := search.Index(text)
		for _, r := range index {
			plain := r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'à' && r <= 'ÿ' || r == ' '
			if !plain {
				t.Fatalf("%q gave %q, with %q", text, index, r)
			}
		}
		if strings.Contains(" "+index+" ", "  ") && index != "" {
			t.Fatalf("%q gave an empty word: %q", text, index)
		}
	})
}
