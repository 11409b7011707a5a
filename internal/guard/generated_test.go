package guard

import (
	"bytes"
	"go/format"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/a-h/templ/generator"
	templates "github.com/a-h/templ/parser/v2"
)

func TestGeneratedPagesAreFresh(t *testing.T) {
	sources := map[string]bool{}
	for _, path := range everyFile(t) {
		if filepath.Ext(path) != ".templ" {
			continue
		}
		target := strings.TrimSuffix(path, ".templ") + "_templ.go"
		sources[target] = true
		committed, err := os.ReadFile(filepath.Join(root, target))
		if err != nil {
			t.Errorf("%s has no generated code: %v", path, err)
			continue
		}
		if !bytes.Equal(anywhere(committed), anywhere(generate(t, path))) {
			t.Errorf("%s is not what %s gives: go tool templ generate -f %s", target, path, path)
		}
	}
	for _, path := range everyFile(t) {
		if strings.HasSuffix(path, "_templ.go") && !sources[path] {
			t.Errorf("%s is generated from nothing", path)
		}
	}
}

// generate does what the templ command does to one file.
func generate(t *testing.T, path string) []byte {
	t.Helper()
	parsed, err := templates.Parse(filepath.Join(root, path))
	if err != nil {
		t.Fatalf("read %s: %v", path, err)
	}
	var code bytes.Buffer
	if _, err := generator.Generate(parsed, &code, generator.WithVersion(templ.Version()), generator.WithFileName(path)); err != nil {
		t.Fatalf("generate from %s: %v", path, err)
	}
	formatted, err := format.Source(code.Bytes())
	if err != nil {
		t.Fatalf("format what %s gives: %v", path, err)
	}
	return formatted
}

// anywhere takes away the file's name, which depends on the folder the command
// was run in, and nothing else.
func anywhere(code []byte) []byte {
	return regexp.MustCompile("FileName: `[^`]*`").ReplaceAll(code, nil)
}
