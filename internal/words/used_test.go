package words_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/vardkas/vardkas/internal/words"
)

func sources() fstest.MapFS {
	return fstest.MapFS{
		"web/a.go":        {Data: []byte("package a\n\nvar x = words.T(lang(r), \"a.first\", word(\"a.inner\"))\nvar y = p.N(\n\tl, \"a.count\", 3)\nvar z = fmt.Sprint(\"a.not\")\nvar k = []string{\"a.list\", \"a.state.\"}\n")},
		"web/b.templ":     {Data: []byte("package b\n\ntempl B(c Ctx) {\n\t<p title=\"a.title\">It's { c.T(\"a.templ\", c.Date(x)) }</p>\n}\n")},
		"web/b_templ.go":  {Data: []byte("package b\nvar x = T(\"a.generated\")\n")},
		"web/a_test.go":   {Data: []byte("package a\nvar x = T(\"a.test\")\n")},
		".git/hidden.go":  {Data: []byte("package g\nvar x = T(\"a.hidden\")\n")},
		"web/readme.text": {Data: []byte("T(\"a.text\")")},
	}
}

func TestKeysInUseAreFoundInGoAndTempl(t *testing.T) {
	used, err := words.UsedIn(sources())
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(slices.Sorted(maps.Keys(used)), " ")
	if want := "a.count.one a.count.other a.first a.templ"; got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
	if used["a.templ"] != "web/b.templ:4" || used["a.count.one"] != "web/a.go:4" {
		t.Fatal(used)
	}
}

func TestAKeyPutTogetherWhileRunningCountsAsMentioned(t *testing.T) {
	got, err := words.MentionedIn(sources(), []string{"a.list", "a.state.open", "a.count.other", "a.forgotten", "a.test"})
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]bool{"a.list": true, "a.state.open": true, "a.count.other": true, "a.forgotten": false, "a.test": false} {
		if got[key] != want {
			t.Errorf("%s: mentioned is %t, want %t", key, got[key], want)
		}
	}
}
