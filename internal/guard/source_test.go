package guard

import (
	"go/ast"
	"regexp"
	"strings"
	"testing"
)

// How long a file may be before somebody must say why; a test is read from the
// top less often than what it tests.
const (
	longest     = 400
	longestTest = 700
)

// long are the files that are longer, each with its reason.
var long = map[string]string{}

func TestALongFileHasAReason(t *testing.T) {
	for _, file := range everyGoFile(t) {
		most := longest
		if file.test() {
			most = longestTest
		}
		if file.lines > most && !file.generated() && long[file.path] == "" {
			t.Errorf("%s has %d lines: split it, or give the reason in internal/guard/source_test.go", file.path, file.lines)
		}
	}
	for path := range long {
		if lines := strings.Count(contents(t, path), "\n"); lines <= longest {
			t.Errorf("%s has %d lines and needs no reason any more", path, lines)
		}
	}
}

func TestEveryPackageSaysOnceWhatItIs(t *testing.T) {
	comments := map[string][]string{}
	for _, file := range everyGoFile(t) {
		if file.test() || file.generated() {
			continue
		}
		comments[file.pkg] = append(comments[file.pkg], "")
		if doc := file.syntax.Doc; doc != nil && strings.TrimSpace(doc.Text()) != "" {
			comments[file.pkg] = append(comments[file.pkg], file.path)
		}
	}
	for pkg, found := range comments {
		var files []string
		for _, path := range found {
			if path != "" {
				files = append(files, path)
			}
		}
		if len(files) != 1 {
			t.Errorf("package %s has %d package comments, want one: %s", pkg, len(files), strings.Join(files, ", "))
		}
	}
}

func TestTheTimeIsReadInOnePlace(t *testing.T) {
	for _, file := range everyGoFile(t) {
		if file.test() || file.pkg == "internal/clock" {
			continue
		}
		for _, call := range selectors(file, "time") {
			switch call.Sel.Name {
			case "Now", "Since", "Until":
				t.Errorf("%s: time.%s reads the machine's clock: take a clock.Clock", file.at(call), call.Sel.Name)
			}
		}
	}
}

func TestNothingHappensByBeingImported(t *testing.T) {
	for _, file := range everyGoFile(t) {
		for _, declaration := range file.syntax.Decls {
			function, ok := declaration.(*ast.FuncDecl)
			if ok && function.Recv == nil && function.Name.Name == "init" {
				t.Errorf("%s: init() runs without being asked: construct it in app", file.at(function))
			}
		}
	}
}

func TestPackagesAreNamedAfterWhatTheyHold(t *testing.T) {
	empty := regexp.MustCompile(`(^|/)(utils?|common|models?|helpers?|managers?|misc|shared|base|types)(/|$)`)
	for _, file := range everyGoFile(t) {
		if name := strings.TrimPrefix(file.pkg, "internal/"); empty.MatchString(name) {
			t.Errorf("%s: a package is named after what it holds", file.path)
		}
	}
}

func TestNoTestIsPassedOver(t *testing.T) {
	for _, file := range everyGoFile(t) {
		if !file.test() {
			continue
		}
		ast.Inspect(file.syntax, func(node ast.Node) bool {
			call, ok := node.(*ast.CallExpr)
			if !ok {
				return true
			}
			chosen, ok := call.Fun.(*ast.SelectorExpr)
			if ok && (chosen.Sel.Name == "Skip" || chosen.Sel.Name == "SkipNow" || chosen.Sel.Name == "Skipf") {
				t.Errorf("%s: a test that is passed over tests nothing: fail and say what is missing", file.at(call))
			}
			return true
		})
	}
}

// selectors returns what a file takes from the package of this name.
func selectors(file goFile, pkg string) []*ast.SelectorExpr {
	var found []*ast.SelectorExpr
	ast.Inspect(file.syntax, func(node ast.Node) bool {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if name, ok := selector.X.(*ast.Ident); ok && name.Name == pkg && name.Obj == nil {
			found = append(found, selector)
		}
		return true
	})
	return found
}
