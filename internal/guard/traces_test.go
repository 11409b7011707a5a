package guard

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// traces are what belongs to a workshop and not to the work: folders of one
// machine, places only one person can reach, names of tools that helped. They
// are written with a gap, which is closed before use, so that this file does
// not hold what it looks for.
var traces = []string{
	`/wo~rk/(main|sha~red)`, `/ro~ot/`, `/ho~me/[a-z]`, `\.\./sha~red`, `/t~mp/(brief|npm|fbin|bash)`,
	`\bcl~aude\b`, `\banthr~opic\b`, `\bopen~ai\b`, `\bchat~gpt\b`, `\bcop~ilot\b`, `\bgem~ini\b`,
	`language mo~del`, `\bl~lms?\b`, `\bai assis~tants?\b`, `\bai-gen~erated\b`, `sub-?age~nts?\b`,
	`registry\.np~mjs`, `proxy\.gol~ang`, `\bcon~text window\b`,
}

func TestNothingTellsOfTheWorkshop(t *testing.T) {
	all := regexp.MustCompile(`(?i)` + strings.ReplaceAll(strings.Join(traces, "|"), "~", ""))
	for _, path := range everyFile(t) {
		if foreign(path) {
			continue
		}
		for i, line := range bytes.Split(read(t, path), []byte("\n")) {
			if found := all.Find(line); found != nil {
				t.Errorf("%s:%d: %q has no place in the repository", path, i+1, found)
			}
		}
	}
}

func TestTextFilesAreCleanText(t *testing.T) {
	for _, path := range everyFile(t) {
		if foreign(path) || !text(path) {
			continue
		}
		content := read(t, path)
		switch {
		case !utf8.Valid(content):
			t.Errorf("%s is not UTF-8", path)
		case bytes.Contains(content, []byte("\r")):
			t.Errorf("%s has carriage returns", path)
		case len(content) > 0 && content[len(content)-1] != '\n':
			t.Errorf("%s does not end with a line feed", path)
		case bytes.Contains(content, []byte("\n<<<<<<< ")):
			t.Errorf("%s holds both sides of a merge", path)
		}
	}
}

func TestProgramsCanBeRun(t *testing.T) {
	for _, path := range everyFile(t) {
		if !bytes.HasPrefix(read(t, path), []byte("#!")) {
			continue
		}
		info, err := os.Stat(filepath.Join(root, path))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode()&0o111 == 0 {
			t.Errorf("%s begins as a program and cannot be run", path)
		}
	}
}

// foreign tells whether others wrote the file: data with its own spelling,
// libraries of the browser, licences.
func foreign(path string) bool {
	name := filepath.Base(path)
	return strings.Contains(path, "testdata/") || strings.HasSuffix(name, ".csv") && path != "docs/requirements.csv" ||
		strings.HasSuffix(name, ".min.js") || name == "htmx.js" || strings.HasPrefix(name, "LICEN") || strings.HasPrefix(name, "OFL") ||
		name == "go.sum"
}

// text tells by its name whether a file is text.
func text(path string) bool {
	switch filepath.Ext(path) {
	case ".go", ".templ", ".md", ".yaml", ".yml", ".sql", ".css", ".js", ".csv", ".mod", ".conf", ".svg":
		return true
	}
	return false
}

// read returns a file's bytes; what disappears while it is read was no part of
// the repository.
func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, path))
	if err != nil && !os.IsNotExist(err) {
		t.Fatalf("read %s: %v", path, err)
	}
	return content
}
