package guard

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// root is the repository, seen from this package.
const root = "../.."

// module is the path our own imports begin with.
const module = "github.com/vardkas/vardkas/"

// goFile is one parsed Go file.
type goFile struct {
	path    string // from the root, with slashes
	pkg     string // its folder
	lines   int
	imports []string
	syntax  *ast.File
	set     *token.FileSet
}

// test tells whether the file is compiled into tests only.
func (f goFile) test() bool { return strings.HasSuffix(f.path, "_test.go") }

// generated tells whether templ wrote it.
func (f goFile) generated() bool { return strings.HasSuffix(f.path, "_templ.go") }

// at is the place of a node, as a compiler would print it.
func (f goFile) at(node ast.Node) string {
	return f.path + ":" + strconv.Itoa(f.set.Position(node.Pos()).Line)
}

// paths lists every file of the repository, from the root, but for what is
// built and what git keeps for itself.
var paths = sync.OnceValues(func() ([]string, error) {
	var found []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		if name == ".git" && !entry.IsDir() {
			return nil // a further working tree has a file there
		}
		if entry.IsDir() {
			if slices.Contains([]string{".git", "bin", "data"}, name) {
				return filepath.SkipDir
			}
			return nil
		}
		found = append(found, filepath.ToSlash(name))
		return nil
	})
	return found, err
})

// goFiles parses every Go file of the repository, once for all tests.
var goFiles = sync.OnceValues(func() ([]goFile, error) {
	all, err := paths()
	if err != nil {
		return nil, err
	}
	var files []goFile
	set := token.NewFileSet()
	for _, path := range all {
		if !strings.HasSuffix(path, ".go") || strings.Contains(path, "testdata/") {
			continue
		}
		syntax, err := parser.ParseFile(set, filepath.Join(root, path), nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		file := goFile{path: path, pkg: filepath.ToSlash(filepath.Dir(path)), syntax: syntax, set: set}
		file.lines = set.File(syntax.FileStart).LineCount()
		for _, spec := range syntax.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return nil, err
			}
			file.imports = append(file.imports, name)
		}
		files = append(files, file)
	}
	return files, nil
})

// everyFile returns the repository's files, as paths from the root.
func everyFile(t *testing.T) []string {
	t.Helper()
	found, err := paths()
	if err != nil {
		t.Fatalf("list the repository: %v", err)
	}
	return found
}

// everyGoFile returns the repository's Go files, parsed.
func everyGoFile(t *testing.T) []goFile {
	t.Helper()
	files, err := goFiles()
	if err != nil {
		t.Fatalf("read the repository: %v", err)
	}
	if len(files) < 5 {
		t.Fatalf("found only %d Go files: the root is wrong", len(files))
	}
	return files
}

// contents returns the text of a file, by its path from the root.
func contents(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatalf("read %s: %v", path, err)
	}
	return string(text)
}
