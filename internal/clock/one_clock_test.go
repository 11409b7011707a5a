package clock_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What reads the machine's clock behind the caller's back.
var readsTheClock = map[string]bool{"Now": true, "Since": true, "Until": true}

func TestOnlyThisPackageReadsTheTime(t *testing.T) {
	root := moduleRoot(t)
	found := 0
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		for _, place := range clockReadings(t, path) {
			if name, _ := filepath.Rel(root, place.Filename); filepath.ToSlash(name) != "internal/clock/clock.go" {
				t.Errorf("%s:%d reads the time itself: take a clock.Clock", name, place.Line)
			}
			found++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found == 0 {
		t.Error("not even the system clock was found: the test sees nothing")
	}
}

func moduleRoot(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above this package")
		}
		dir = up
	}
}

// clockReadings lists where a file names time.Now, time.Since or time.Until,
// called or handed on as a value. A file that does not parse is the compiler's
// business.
func clockReadings(t *testing.T, path string) []token.Position {
	t.Helper()
	files := token.NewFileSet()
	file, _ := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
	if file == nil {
		return nil
	}
	name := ""
	for _, spec := range file.Imports {
		if spec.Path.Value == `"time"` {
			name = "time"
			if spec.Name != nil {
				name = spec.Name.Name
			}
		}
	}
	var places []token.Position
	ast.Inspect(file, func(node ast.Node) bool {
		if use, ok := node.(*ast.SelectorExpr); ok && readsTheClock[use.Sel.Name] {
			if from, ok := use.X.(*ast.Ident); ok && name != "" && from.Name == name {
				places = append(places, files.Position(use.Pos()))
			}
		}
		return true
	})
	return places
}
