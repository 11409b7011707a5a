package words_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/vardkas/vardkas/internal/words"
)

func load(t *testing.T, files map[string]string) (*words.Catalogue, error) {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys["c/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return words.Load(fsys, "c")
}

func TestTheCatalogueOfTheBinaryIsSound(t *testing.T) {
	if err := words.Check(); err != nil {
		t.Fatal(err)
	}
	if len(words.Keys()) < 50 {
		t.Fatalf("only %d keys were read", len(words.Keys()))
	}
}

func TestAFaultIsNamedByFileAndLine(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"English missing":        {"a.x: {sv: \"A\", en: \"A\"}\na.y: {sv: \"Hej\"}\n", "c/a.yaml:2: key a.y has no English"},
		"Swedish missing":        {"a.y: {en: \"Hi\"}\n", "c/a.yaml:1: key a.y has no Swedish"},
		"unequal places":         {"\n\na.y: {sv: \"{1} av {2}\", en: \"{1}\"}\n", "c/a.yaml:3: key a.y has places [{1} {2}]"},
		"twice in one file":      {"a.y: {sv: \"A\", en: \"A\"}\na.y: {sv: \"B\", en: \"B\"}\n", "c/a.yaml:2: key a.y stands already at c/a.yaml:1"},
		"a third language":       {"a.y: {sv: \"A\", en: \"A\", no: \"A\"}\n", "c/a.yaml:1: key a.y is not"},
		"text without languages": {"a.y: \"A\"\n", "c/a.yaml:1: key a.y is not"},
		"capitals in a key":      {"a.Y: {sv: \"A\", en: \"A\"}\n", "c/a.yaml:1: key \"a.Y\""},
		"one without other":      {"a.n.one: {sv: \"en\", en: \"one\"}\n", "c/a.yaml:1: key a.n.one lacks its pair"},
		"broken YAML":            {"a.y: {sv: \"A\n", "c/a.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := load(t, map[string]string{"a.yaml": c.text})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want it to say %q", err, c.want)
			}
		})
	}
}

func TestAKeyInTwoFilesIsRefused(t *testing.T) {
	line := "a.y: {sv: \"A\", en: \"A\"}\n"
	_, err := load(t, map[string]string{"a.yaml": line, "b.yaml": "# first\n" + line})
	if err == nil || !strings.Contains(err.Error(), "c/b.yaml:2: key a.y stands already at c/a.yaml:1") {
		t.Fatal(err)
	}
}

func TestTheSoundLinesOfAFaultyFileStillSpeak(t *testing.T) {
	c, err := load(t, map[string]string{"a.yaml": "a.x: {sv: \"Hej\", en: \"Hi\"}\na.y: {sv: \"A\"}\n"})
	if err == nil || c.T(words.EN, "a.x") != "Hi" || c.Has("a.y") {
		t.Fatal(err, c.Keys())
	}
}

func TestPlacesAreFilledInOrderOfNumber(t *testing.T) {
	c, err := load(t, map[string]string{"a.yaml": `
a.x: {sv: "{2} före {1}", en: "{2} before {1}"}
a.n.one: {sv: "en händelse i {2}", en: "one event in {2}"}
a.n.other: {sv: "{1} händelser i {2}", en: "{1} events in {2}"}
`})
	if err != nil {
		t.Fatal(err)
	}
	if got := c.T(words.SV, "a.x", "ett", words.Label{SV: "två", EN: "two"}); got != "två före ett" {
		t.Error(got)
	}
	if got := c.N(words.SV, "a.n", 1, "maj"); got != "en händelse i maj" {
		t.Error(got)
	}
	if got := c.N(words.EN, "a.n", 1234, "May"); got != "1,234 events in May" {
		t.Error(got)
	}
}

func TestAnUnknownKeyShowsItself(t *testing.T) {
	if got := words.T(words.SV, "no.such.key"); got != "⟦no.such.key⟧" {
		t.Fatal(got)
	}
}

func TestALabelFallsBackToTheLanguageItHas(t *testing.T) {
	if got := (words.Label{SV: "Händelse"}).In(words.EN); got != "Händelse" {
		t.Fatal(got)
	}
}

func TestWordsAreJoinedAsInASentence(t *testing.T) {
	for _, c := range []struct {
		items []string
		want  string
	}{{nil, ""}, {[]string{"a"}, "a"}, {[]string{"a", "b"}, "a och b"}, {[]string{"a", "b", "c"}, "a, b och c"}} {
		if got := words.List(words.SV, c.items); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
