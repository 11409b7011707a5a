package personalnumber_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/vardkas/vardkas/internal/personalnumber"
	"pgregory.net/rapid"
)

type spelling struct {
	LongFormat      string `json:"long_format"`
	ShortFormat     string `json:"short_format"`
	SeparatedFormat string `json:"separated_format"`
	SeparatedLong   string `json:"separated_long"`
	Valid           bool   `json:"valid"`
}

func spellings(t *testing.T, name string) []spelling {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var all []spelling
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	if len(all) < 5 {
		t.Fatalf("%s has only %d numbers", name, len(all))
	}
	return all
}

func TestNumbersOthersCallValidAreFoundInEverySpelling(t *testing.T) {
	for _, file := range []string{"personnummer-list.json", "personnummer-interim.json"} {
		for _, s := range spellings(t, file) {
			for _, number := range []string{s.LongFormat, s.ShortFormat, s.SeparatedFormat, s.SeparatedLong} {
				// Entries called invalid for a space or a lost century sign; in free
				// text the digits are somebody's all the same.
				want := s.Valid || strings.HasSuffix(strings.ReplaceAll(s.LongFormat, " ", ""), "0905271474")
				text := "Patienten " + number + " ramlade."
				got := personalnumber.Find(text)
				if (len(got) == 1) != want {
					t.Errorf("%s: found %v, want it found: %v", number, got, want)
				} else if want && text[got[0].Start:got[0].End] != number {
					t.Errorf("%s: found %q", number, text[got[0].Start:got[0].End])
				}
			}
		}
	}
}

func TestOrganisationNumbersAreLeftAlone(t *testing.T) {
	for _, s := range spellings(t, "personnummer-orgnumber.json") {
		for _, number := range []string{s.ShortFormat, s.SeparatedFormat, "16" + s.ShortFormat, "16" + s.SeparatedFormat} {
			if personalnumber.Contains("Leverantör " + number) {
				t.Errorf("%s was taken for a person", number)
			}
		}
	}
}

func TestOtherNumbersAreLeftAlone(t *testing.T) {
	for _, text := range []string{
		"",
		"Det hände 2026-11-22 kl. 14.30.",
		"2026-11-22 1430",
		"20261122",
		"Rapport H-2026-123, dnr RS 2026-01234",
		"Ring 070-123 45 67 eller +46701234567.",
		"Telefon 0701011231",      // right check digit, but called a telephone
		"mobil: 0701011231",       //
		"+198501011236",           // a plus in front makes it a number abroad
		"Faktura 850101123",       // nine digits
		"OCR 98501011236",         // eleven digits
		"OCR 8501011236123",       // thirteen digits
		"Belopp 8501011236,50 kr", // an amount
		"Belopp 850101-1236.5",
		"hash a8501011236b",
		"123e4567-e89b-12d3-a456-426614174000",
		"850101-1234", // wrong check digit
		"850231-1239", // no such day
		"851301-1232", // no such month
		"8501 011236", // four and six
		"850101 - - 1236",
		"850101\n1236",
		"850101-12-35",
		"850101-000-3",
		"17850101-1236", // no such century
		"21850101-1236",
		"700000-0005",
		"000000-0000", "00000000-0000", "000000000000",
	} {
		if got := personalnumber.Find(text); len(got) != 0 {
			t.Errorf("%q: found %q", text, text[got[0].Start:got[0].End])
		}
	}
}

func TestEverydaySpellingsAreFound(t *testing.T) {
	for text, want := range map[string]string{
		"850101-1236":                     "850101-1236",
		"Pnr:850101-1236.":                "850101-1236",
		"(19850101-1236)":                 "19850101-1236",
		"850101 1236":                     "850101 1236",
		"19850101 - 1236":                 "19850101 - 1236",
		"850101–1236":                     "850101–1236", // dash
		"850101\u00a01236":                "850101\u00a01236",
		"1985-01-01-1236":                 "1985-01-01-1236",
		"85-01-01-1236":                   "85-01-01-1236",
		"pappa,8501011236,rum 4":          "8501011236",
		"IMG_198501011236.jpg":            "198501011236",
		"född 0701011231":                 "0701011231", // like a telephone number, but not called one
		"rum 12 850101-1236":              "850101-1236",
		"samordningsnummer 850161-1233":   "850161-1233",
		"2026-11-22 850101-1236 14:30":    "850101-1236",
		"Åsa Öström 19850101-1236 i Åmål": "19850101-1236",
	} {
		got := personalnumber.Find(text)
		if len(got) != 1 || text[got[0].Start:got[0].End] != want {
			t.Errorf("%q: found %v, want %q", text, got, want)
		}
	}
}

func TestSeveralNumbersAreFoundInOrder(t *testing.T) {
	text := "850101-1236, 198501011236 och 850161-1233"
	got := personalnumber.Find(text)
	if len(got) != 3 {
		t.Fatalf("found %v", got)
	}
	for i, want := range []string{"850101-1236", "198501011236", "850161-1233"} {
		if number := text[got[i].Start:got[i].End]; number != want {
			t.Errorf("number %d is %q, want %q", i+1, number, want)
		}
	}
}

func TestAnyRealNumberIsFoundAmongWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		born := time.Date(1920, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 39_000).Draw(t, "day"))
		date := born.Format("20060102")
		if rapid.Bool().Draw(t, "coordination") {
			date = fmt.Sprintf("%s%02d", date[:6], born.Day()+60)
		}
		serial := fmt.Sprintf("%03d", rapid.IntRange(1, 999).Draw(t, "serial"))
		four := serial + checkDigit(date[2:]+serial)
		if rapid.Bool().Draw(t, "short") {
			date = date[2:]
		}
		sep := rapid.SampledFrom([]string{"", "-", " ", " - ", "–", "+"}).Draw(t, "separator")
		if sep == "+" && len(date) == 6 {
			sep = "-" // the plus would say another century, where 29 February may be missing
		}
		number := date + sep + four
		words := rapid.SampledFrom([]string{"", "Hej ", "Åsa, ", "(", "rum 4: ", "3 "}).Draw(t, "before")
		text := words + number + rapid.SampledFrom([]string{"", ".", ", 2", ") sa hon", " 2026"}).Draw(t, "after")
		got := personalnumber.Find(text)
		if len(got) != 1 || text[got[0].Start:got[0].End] != number {
			t.Fatalf("%q: found %v", text, got)
		}
	})
}

// checkDigit is written from the other end than the code it checks.
func checkDigit(nine string) string {
	for digit := range 10 {
		sum := digit
		for i, r := range nine {
			doubled := int(r-'0') * (2 - i%2)
			if doubled > 9 {
				doubled -= 9
			}
			sum += doubled
		}
		if sum%10 == 0 {
			return fmt.Sprint(digit)
		}
	}
	return "?"
}

// Chance alone must not stop people: of random ten-digit numbers about one in
// three hundred has a date and a right check digit.
func TestFewRandomNumbersAreTakenForPeople(t *testing.T) {
	taken := 0
	const tried = 100_000
	for i := range tried {
		if personalnumber.Contains(fmt.Sprintf("nr %010d", uint64(i)*7_919_423_117%10_000_000_000)) {
			taken++
		}
	}
	if taken == 0 || taken > tried/100 {
		t.Errorf("%d of %d random numbers were taken for people", taken, tried)
	}
}

func FuzzFindNeverPanicsAndGivesSoundSpans(f *testing.F) {
	for _, text := range []string{"850101-1236", "1985-01-01-1236", "000101-T220", "12+34 - 5678", "å850101–1236ö", "8501011236,5"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, span := range personalnumber.Find(text) {
			if span.Start < end || span.End <= span.Start || span.End > len(text) {
				t.Fatalf("span %v in %d bytes, after %d", span, len(text), end)
			}
			end = span.End
			if number := text[span.Start:span.End]; utf8.ValidString(text) && !utf8.ValidString(number) {
				t.Fatalf("%q is cut through a letter", number)
			}
		}
	})
}
