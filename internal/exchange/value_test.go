package exchange

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCellsAreReadInTheDeclaredWayOfWriting(t *testing.T) {
	us := Format{Date: "M/D/YYYY", Language: "en"}
	sv := Format{Language: "sv"}
	undeclared := Format{}
	for _, c := range []struct {
		f     Format
		as    Type
		cell  string
		value string
		key   string
	}{
		{undeclared, TypeDate, "2026-11-22", "2026-11-22", ""},
		{undeclared, TypeDate, " 2026-11-22 ", "2026-11-22", ""},
		{undeclared, TypeDate, "2026-11-22 00:00:00", "2026-11-22", ""},
		{undeclared, TypeDate, "2026-11-22 14:30", "", keyDateWithClock},
		{undeclared, TypeDate, "22/11/2026", "", keyDateUndeclared},
		{undeclared, TypeDate, "11/12/2026", "", keyDateUndeclared},
		{undeclared, TypeDate, "i går", "", keyDateWithClock},
		{undeclared, TypeDate, "snart", "", keyDateUndeclared},
		{undeclared, TypeDate, "2026-02-29", "", keyDateNone},
		{undeclared, TypeDate, "2024-02-29", "2024-02-29", ""},
		{undeclared, TypeDate, "0000-01-01", "", keyDateNone},
		{undeclared, TypeDate, "", "", ""},
		{us, TypeDate, "11/22/2026", "2026-11-22", ""},
		{us, TypeDate, "1/2/2026", "2026-01-02", ""},
		{us, TypeDate, "22/11/2026", "", keyDateNone},
		{us, TypeDate, "1/2/26", "", keyDateShape},
		{us, TypeDate, "2026-11-22", "", keyDateShape},
		{us, TypeDate, "+1/2/2026", "", keyDateShape},
		{Format{Date: "DD/MM/YYYY"}, TypeDate, "11/12/2026", "2026-12-11", ""},
		{Format{Date: "D.M.YYYY"}, TypeDate, "3.4.2026", "2026-04-03", ""},
		{Format{Date: "YYYYMMDD"}, TypeDate, "20261122", "2026-11-22", ""},
		{Format{Date: "YYYYMMDD"}, TypeDate, "2026112", "", keyDateShape},
		{Format{Date: "YY-MM-DD"}, TypeDate, "26-11-22", "", keyDateFormat},

		{sv, TypeNumber, "1 234,50", "1234.5", ""},
		{sv, TypeNumber, "1\u00a0234\u00a0567", "1234567", ""},
		{sv, TypeNumber, "1\u202f234", "1234", ""},
		{sv, TypeNumber, "\u22125", "-5", ""},
		{sv, TypeNumber, "1.5", "", keyNumberShape},
		{sv, TypeNumber, "1,2,3", "", keyNumberShape},
		{sv, TypeNumber, "12 34", "", keyNumberGroups},
		{sv, TypeNumber, "1234 567", "", keyNumberGroups},
		{sv, TypeNumber, "5 kr", "", keyNumberShape},
		{sv, TypeNumber, "5,", "", keyNumberShape},
		{sv, TypeNumber, ",5", "", keyNumberShape},
		{sv, TypeNumber, "-", "", keyNumberShape},
		{sv, TypeNumber, "--5", "", keyNumberShape},
		{sv, TypeNumber, "1e5", "", keyNumberShape},
		{sv, TypeNumber, "-0,0", "0", ""},
		{sv, TypeNumber, "0", "0", ""},
		{sv, TypeNumber, "", "", ""},
		{us, TypeNumber, "585,959", "585959", ""},
		{us, TypeNumber, "1,234.50", "1234.5", ""},
		{us, TypeNumber, "58,59", "", keyNumberGroups},
		{us, TypeNumber, "1.234.5", "", keyNumberShape},
		{undeclared, TypeNumber, "1,234", "", keyNumberUndeclared},
		{undeclared, TypeNumber, "1.5", "", keyNumberUndeclared},
		{undeclared, TypeNumber, "1 234", "1234", ""},

		{sv, TypeWhole, "5,0", "5", ""},
		{sv, TypeWhole, "5,5", "", keyNumberWhole},
		{sv, TypeWhole, "99999999999999999999", "", keyNumberWhole},
		{sv, TypeWhole, "fem", "", keyNumberShape},

		{sv, TypeYesNo, "Ja", "true", ""},
		{sv, TypeYesNo, "NEJ", "false", ""},
		{us, TypeYesNo, "Yes", "true", ""},
		{us, TypeYesNo, "n", "false", ""},
		{sv, TypeYesNo, "kanske", "", keyYesNo},
		{sv, TypeYesNo, "", "", ""},

		{sv, TypeText, " = inte en formel ", "= inte en formel", ""},
	} {
		value, fault := c.f.Parse(c.cell, c.as)
		key := ""
		if fault != nil {
			key = fault.Key
		}
		if value != c.value || key != c.key {
			t.Errorf("%q as %s (%s %s): got %q and %q, want %q and %q", c.cell, c.as, c.f.Date, c.f.Language, value, key, c.value, c.key)
		}
	}
}

func TestEveryDateFormatReadsWhatItWrites(t *testing.T) {
	for format := range dateOrders() {
		cell := strings.NewReplacer("YYYY", "2026", "MM", "02", "DD", "03", "M", "2", "D", "3").Replace(format)
		value, fault := Format{Date: format}.Parse(cell, TypeDate)
		if fault != nil || value != "2026-02-03" {
			t.Errorf("%s: %q gave %q and %v", format, cell, value, fault)
		}
	}
}

func TestANumberWrittenInSwedishOrEnglishIsTheSameNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(-999_999_999, 999_999_999).Draw(t, "n")
		grouped := func(sign string) string {
			digits := fmt.Sprint(max(n, -n))
			for i := len(digits) - 3; i > 0; i -= 3 {
				digits = digits[:i] + sign + digits[i:]
			}
			if n < 0 {
				digits = "-" + digits
			}
			return digits
		}
		for language, cell := range map[string]string{"sv": grouped("\u00a0"), "en": grouped(",")} {
			if value, fault := (Format{Language: language}).Parse(cell, TypeWhole); fault != nil || value != fmt.Sprint(n) {
				t.Fatalf("%s %q: got %q and %v", language, cell, value, fault)
			}
		}
	})
}

// A parsed value is in the one form: reading it again changes nothing.
func FuzzParse(f *testing.F) {
	f.Add("1 234,5", "sv", "D/M/YYYY")
	f.Add("11/22/2026", "en", "M/D/YYYY")
	f.Fuzz(func(t *testing.T, cell, language, date string) {
		in := Format{Language: language, Date: date}
		one := Format{Language: "en"}
		for _, as := range types() {
			value, fault := in.Parse(cell, Type(as))
			if fault != nil {
				continue
			}
			again, fault := one.Parse(value, Type(as))
			if fault != nil || again != value {
				t.Fatalf("%q as %s gave %q, then %q %v", cell, as, value, again, fault)
			}
		}
	})
}
