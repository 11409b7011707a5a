package exchange

import (
	"bytes"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"pgregory.net/rapid"

	"github.com/vardkas/vardkas/internal/words"
)

const smallMapping = `
format: {delimiter: ";", encoding: utf-8, date: DD/MM/YYYY, language: sv}
source: Gamla systemet
identity: [Nr]
fields:
  title: {text: "{Rubrik} ({Nr}) {{kopia}}", required: true}
  happened_on: {column: Datum, as: date}
  category: {column: Typ, values: {Hot: threat, Stöld: theft, "": other}}
  severity: {column: Allvar, values: {Hög: high}, otherwise: low}
  cost: {column: Kostnad, as: number}
keep:
  ward: {column: Avdelning, label: {sv: Avdelning, en: Ward}}
ignore: [Anteckning]
`

const smallHeader = "Nr;Rubrik;Datum;Typ;Allvar;Kostnad;Avdelning;Anteckning\n"

func mustLoad(t *testing.T, text string) *Mapping {
	t.Helper()
	m, wrong := LoadMapping(strings.NewReader(text))
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	return m
}

func TestAMappingFillsFieldsTranslatesWordsAndKeepsColumns(t *testing.T) {
	table := mustRead(t, smallHeader+"17;Bråk;03/04/2026;Hot;Hög;1 200,50;12;x\n18;;;;;;;\n", Format{})
	mapped, wrong := mustLoad(t, smallMapping).ApplyAll(table)
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	want := map[string]string{"title": "Bråk (17) {kopia}", "happened_on": "2026-04-03", "category": "threat", "severity": "high", "cost": "1200.5"}
	if got := mapped[0].Fields; !equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := mapped[0].Kept; !equal(got, map[string]string{"ward": "12"}) {
		t.Errorf("kept %q", got)
	}
	want = map[string]string{"title": "(18) {kopia}", "category": "other", "severity": "low"}
	if got := mapped[1].Fields; !equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if len(mapped[1].Kept) != 0 || mapped[1].Row != 3 {
		t.Errorf("got %+v", mapped[1])
	}
}

func equal(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if w, found := b[k]; !found || v != w {
			return false
		}
	}
	return true
}

func TestOneBadRowMapsNoneAndEveryProblemIsPlaced(t *testing.T) {
	table := mustRead(t, smallHeader+
		"1;a;03/04/2026;Hot;;5;;\n"+
		"2;b;31/04/2026;Brand;;fem;;\n"+
		"1;c;;Hot;;;;\n"+
		";d;;Hot;;;;\n", Format{})
	mapped, wrong := mustLoad(t, smallMapping).ApplyAll(table)
	if mapped != nil {
		t.Errorf("%d rows were mapped", len(mapped))
	}
	want := []string{
		`row 3 line 3 "Datum" ` + keyDateNone,
		`row 3 line 3 "Typ" ` + keyValueUnmapped,
		`row 3 line 3 "Kostnad" ` + keyNumberShape,
		`row 4 line 4 "Nr" ` + keyIdentityTwice,
		`row 5 line 5 "Nr" ` + keyIdentityEmpty,
	}
	if got := placed(wrong); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func placed(wrong []Problem) []string {
	var all []string
	for _, p := range wrong {
		all = append(all, p.String())
	}
	return all
}

func TestEveryColumnMustBeUsedKeptOrIgnored(t *testing.T) {
	wrong := mustLoad(t, smallMapping).Check([]string{"Nr", "Rubrik", "Datum", "Typ", "Allvar", "Avdelning", "Anteckning", "Ny"})
	want := []string{`"Kostnad" ` + keyColumnMissing, `"Ny" ` + keyColumnUnmentioned}
	if got := placed(wrong); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestARequiredFieldMustGetAValue(t *testing.T) {
	m := mustLoad(t, "source: s\nidentity: [a]\nfields: {x: {column: b, required: true}, y: {column: c, required: true, values: {p: q}}}\n")
	_, wrong := m.Apply(NewRow(2, []string{"a", "b", "c"}, []string{"1", " ", ""}))
	want := []string{`row 2 line 2 "b" ` + keyValueMissing, `row 2 line 2 "c" ` + keyValueUnmapped}
	if got := placed(wrong); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTheIdentityTellsRowsApartAndKnowsThemAgain(t *testing.T) {
	const fields = "identity: [a, b]\nfields: {x: {column: c}}\n"
	one := mustLoad(t, "source: s\n"+fields)
	other := mustLoad(t, "source: t\n"+fields)
	identity := func(m *Mapping, cells ...string) string {
		mapped, wrong := m.Apply(NewRow(2, []string{"a", "b", "c"}, cells))
		if len(wrong) > 0 {
			t.Fatal(wrong)
		}
		return mapped.Identity
	}
	base := identity(one, "ab", "c", "1")
	if base != identity(one, " ab ", "c", "2") {
		t.Error("blanks and other columns changed the identity")
	}
	renamed := mustLoad(t, "source: s\nidentity: [Nr, Del]\nfields: {x: {column: c}}\n")
	mapped, wrong := renamed.Apply(NewRow(2, []string{"Nr", "Del", "c"}, []string{"ab", "c", "1"}))
	if len(wrong) > 0 || mapped.Identity != base {
		t.Errorf("a row under other names has another identity: %v", wrong)
	}
	for name, got := range map[string]string{
		"cells divided otherwise": identity(one, "a", "bc", "1"),
		"another source":          identity(other, "ab", "c", "1"),
		"one cell empty":          identity(one, "abc", "", "1"),
	} {
		if got == base {
			t.Errorf("%s: the same identity", name)
		}
	}
}

func TestDeclaredTargetsGiveTheTypesAndRefuseUnknownFields(t *testing.T) {
	m := mustLoad(t, "source: s\nidentity: [a]\nfields:\n  n: {column: a}\n  d: {column: b, as: date}\n  z: {column: c}\n")
	wrong := m.Declare(map[string]Type{"n": TypeWhole, "d": TypeText})
	want := []string{`line 5 "fields.d" ` + keyMappingType, `line 6 "fields.z" ` + keyMappingTarget}
	if got := placed(wrong); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if m.Fields[0].As != TypeWhole {
		t.Errorf("n is %q", m.Fields[0].As)
	}
}

func TestAMappingFileIsReadStrictly(t *testing.T) {
	const head = "source: s\nidentity: [a]\n"
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"nothing":               {"", []string{keyMappingEmpty}},
		"two documents":         {head + "---\nb: 1\n", []string{keyMappingEmpty}},
		"a list":                {"- a\n", []string{"line 1 " + keyMappingNotTable}},
		"broken YAML":           {"source: [a\nx: }\n", []string{"line 2 " + keyMappingSyntax}},
		"all missing":           {"format: {language: sv}\n", []string{"line 1 " + keyMappingRequired, "line 1 " + keyMappingRequired, "line 1 " + keyMappingRequired}},
		"unknown entries":       {head + "fields: {x: {column: a, colour: red}}\nextra: 1\n", []string{`line 4 "extra" ` + keyMappingUnknown, `line 3 "fields.x.colour" ` + keyMappingUnknown}},
		"an entry twice":        {head + "source: t\nfields: {x: {column: a}, x: {column: b}}\n", []string{`line 3 "source" ` + keyMappingTwice, `line 4 "fields.x" ` + keyMappingTwice}},
		"a column twice":        {"source: s\nidentity: [a, a]\nfields: {x: {column: a}}\n", []string{`line 2 "identity" ` + keyMappingTwice}},
		"impossible choices":    {head + "format:\n  date: YY-MM-DD\n  language: de\n  delimiter: x\n  encoding: ebcdic\n  apostrophes: maybe\nfields: {x: {column: a, as: colour}}\n", []string{`line 6 "format.delimiter" ` + keyMappingChoice, `line 7 "format.encoding" ` + keyMappingChoice, `line 4 "format.date" ` + keyMappingChoice, `line 5 "format.language" ` + keyMappingChoice, `line 8 "format.apostrophes" ` + keyMappingChoice, `line 9 "fields.x.as" ` + keyMappingChoice}},
		"text and column":       {head + "fields:\n  x: {column: a, text: b}\n  y: {as: date}\n  z: {text: c, values: {d: e}}\n", []string{`line 4 "fields.x" ` + keyMappingTextOrCol, `line 5 "fields.y" ` + keyMappingTextOrCol, `line 6 "fields.z.values" ` + keyMappingTextOrCol}},
		"a template":            {head + "fields: {x: {text: \"{a\"}, y: {text: \"a}\"}, z: {text: \"{}\"}}\n", []string{`line 3 "fields.x.text" ` + keyMappingTemplate, `line 3 "fields.y.text" ` + keyMappingTemplate, `line 3 "fields.z.text" ` + keyMappingTemplate}},
		"otherwise alone":       {head + "fields: {x: {column: a, otherwise: b}}\n", []string{`line 3 "fields.x.otherwise" ` + keyMappingOtherwise}},
		"a label in one tongue": {head + "fields: {x: {column: a}}\nkeep:\n  k: {column: b, label: {sv: K}}\n  l: {column: b}\n", []string{`line 5 "keep.k.label" ` + keyMappingRequired, `line 6 "keep.l" ` + keyMappingRequired}},
		"names":                 {head + "fields: {Örebro: {column: a}}\n", []string{`line 3 "fields.Örebro" ` + keyMappingName}},
		"ignored and used":      {head + "fields: {x: {column: b}}\nignore: [c, b]\n", []string{`line 4 "ignore" ` + keyMappingIgnoredUse}},
		"an alias":              {"source: &s x\nidentity: [a]\nfields: {x: {column: *s}}\n", []string{"line 1 " + keyMappingAlias, "line 3 " + keyMappingAlias}},
		"not texts":             {"source: [s]\nidentity: a\nfields: [x]\n", []string{`line 1 "source" ` + keyMappingNotText, `line 2 "identity" ` + keyMappingNotList, `line 3 "fields" ` + keyMappingNotTable}},
		"too large":             {strings.Repeat("#\n", maxMappingFile), []string{keyMappingTooLarge}},
	} {
		t.Run(name, func(t *testing.T) {
			m, wrong := LoadMapping(strings.NewReader(c.text))
			if m != nil {
				t.Error("a mapping came out")
			}
			got := placed(wrong)
			slices.Sort(got)
			slices.Sort(c.want)
			if !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestTheListOfTheAmericanRegulatorMapsWhole(t *testing.T) {
	mapping, err := os.ReadFile("testdata/hhs-ocr-mapping.yaml")
	if err != nil {
		t.Fatal(err)
	}
	m := mustLoad(t, string(mapping))
	file, err := os.Open("testdata/hhs-ocr-breaches-2023-2024.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	table, wrong, err := Read(file, m.Format)
	if err != nil || len(wrong) > 0 {
		t.Fatal(err, wrong)
	}
	mapped, wrong := m.ApplyAll(table)
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	count := map[string]int{}
	for _, one := range mapped {
		count[one.Fields["category"]]++
	}
	if want := map[string]int{"it_intrusion": 738, "personal_data": 99, "theft": 11, "information_loss": 5}; len(mapped) != 853 || !equalCounts(count, want) {
		t.Errorf("%d rows, by category %v", len(mapped), count)
	}
	atrium := mapped[1]
	if atrium.Fields["title"] != "Atrium Health: Unauthorized Access/Disclosure" || atrium.Kept["reported_on"] != "2024-12-02" || atrium.Kept["persons_affected"] != "585959" || atrium.Kept["state"] != "NC" {
		t.Errorf("got %+v", atrium)
	}
	if label := m.Keep[3].Label; label != (words.Label{SV: "Delstat", EN: "State"}) {
		t.Errorf("got %v", label)
	}
}

func equalCounts(a, b map[string]int) bool {
	if len(a) != len(b) {
		return false
	}
	for k, n := range a {
		if b[k] != n {
			return false
		}
	}
	return true
}

func TestTheCodesOfTheRegulatorsMappingAreTheProfilesOwn(t *testing.T) {
	text, err := os.ReadFile("../../profiles/varmland/categories.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var profile struct {
		Categories []struct{ Code string }
	}
	if err := yaml.Unmarshal(text, &profile); err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, category := range profile.Categories {
		known[category.Code] = true
	}
	mapping, err := os.ReadFile("testdata/hhs-ocr-mapping.yaml")
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, field := range mustLoad(t, string(mapping)).Fields {
		for word, code := range field.Values {
			checked++
			if !known[code] {
				t.Errorf("%s stands for %s, which the profile lacks", word, code)
			}
		}
	}
	if checked != 5 {
		t.Errorf("%d codes were checked", checked)
	}
}

func TestAMappingIsWrittenAsTheFileItIsReadFrom(t *testing.T) {
	text, err := os.ReadFile("testdata/hhs-ocr-mapping.yaml")
	if err != nil {
		t.Fatal(err)
	}
	first := mustLoad(t, string(text))
	again := mustLoad(t, string(first.File()))
	for i := range first.Fields { // lines of the file are its own
		first.Fields[i].Line, again.Fields[i].Line = 0, 0
	}
	for i := range first.Keep {
		first.Keep[i].Line, again.Keep[i].Line = 0, 0
	}
	if !reflect.DeepEqual(first, again) {
		t.Errorf("%s\nis read as %+v, want %+v", first.File(), again, first)
	}
	word := rapid.StringOfN(rapid.RuneFrom([]rune("aåZ09 \"'\\:{}[],#&*!|>%@`-?~\n\té")), 1, 12, -1).Filter(func(s string) bool { return strings.TrimSpace(s) == s })
	rapid.Check(t, func(t *rapid.T) {
		column := rapid.StringOfN(rapid.RuneFrom([]rune("aåZ09 \"'\\:[],#&*!|>%@`-?~é")), 1, 12, -1).Filter(func(s string) bool { return strings.TrimSpace(s) == s }).Draw(t, "column")
		m := &Mapping{Source: word.Draw(t, "source"), Identity: []string{column}, Format: Format{Sheet: word.Draw(t, "sheet"), HeaderRow: 3, Delimiter: '\t', Date: "D/M/YYYY", Language: "sv", KeepApostrophes: true},
			Fields: []Field{{Name: "a", Column: column, As: TypeText, Values: map[string]string{word.Draw(t, "word"): word.Draw(t, "code"), "x": ""}},
				{Name: "b", Text: Template{{text: word.Draw(t, "text")}, {text: column, column: true}}, Required: true}}}
		again, wrong := LoadMapping(bytes.NewReader(m.File()))
		if len(wrong) > 0 {
			t.Fatalf("%s: %v", m.File(), wrong)
		}
		for i := range again.Fields {
			again.Fields[i].Line = 0
		}
		if !reflect.DeepEqual(again, m) {
			t.Errorf("%s\nis read as %+v, want %+v", m.File(), again, m)
		}
	})
}

func FuzzLoadMapping(f *testing.F) {
	f.Add(smallMapping)
	f.Add("a: &x {<<: *x}\n")
	f.Add("? [a]\n: b\n")
	f.Fuzz(func(t *testing.T, text string) {
		m, wrong := LoadMapping(strings.NewReader(text))
		if (m == nil) != (len(wrong) > 0) {
			t.Fatalf("mapping %v with problems %v", m, wrong)
		}
		if m != nil {
			m.Apply(NewRow(2, m.Identity, m.Identity))
		}
	})
}
