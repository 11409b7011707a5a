package guard

import (
	"encoding/csv"
	"fmt"
	"go/ast"
	"strings"
	"testing"
)

// requirement is one line of docs/requirements.csv.
type requirement struct {
	row   string // A1–A36, B1–B58, C1–C6
	state string // works, partly, not yet
	where string // folders that serve it, separated by spaces
	tests string // folder#TestName, separated by spaces
	note  string // what is missing, for "partly"
}

func TestTheTableOfRequirementsIsWholeAndTrue(t *testing.T) {
	known := testNames(t)
	folders := map[string]bool{}
	for _, path := range everyFile(t) {
		for i, letter := range path {
			if letter == '/' {
				folders[path[:i]] = true
			}
		}
	}
	seen := map[string]bool{}
	for _, one := range readRequirements(t) {
		if seen[one.row] {
			t.Errorf("row %s stands twice", one.row)
		}
		seen[one.row] = true
		for _, problem := range one.problems(folders, known) {
			t.Errorf("row %s: %s", one.row, problem)
		}
	}
	for _, row := range everyRow() {
		if !seen[row] {
			t.Errorf("row %s is missing", row)
		}
		delete(seen, row)
	}
	for row := range seen {
		t.Errorf("row %s is not a requirement", row)
	}
}

// problems says what in a line is not so.
func (r requirement) problems(folders, tests map[string]bool) []string {
	var found []string
	switch r.state {
	case "works", "partly":
		if r.where == "" || r.tests == "" {
			found = append(found, r.state+" needs a place and a test")
		}
	case "not yet":
		if r.tests != "" {
			found = append(found, "a row that has a test works at least partly")
		}
	default:
		found = append(found, fmt.Sprintf("%q is not works, partly or not yet", r.state))
	}
	if r.state == "partly" && r.note == "" {
		found = append(found, "partly needs a note of what is missing")
	}
	for _, place := range strings.Fields(r.where) {
		if !folders[place] {
			found = append(found, "there is no folder "+place)
		}
	}
	for _, name := range strings.Fields(r.tests) {
		if !tests[name] {
			found = append(found, "there is no test "+name)
		}
	}
	return found
}

func TestAFalseRequirementIsFound(t *testing.T) {
	folders, tests := map[string]bool{"internal/guard": true}, map[string]bool{"internal/guard#TestReal": true}
	for _, one := range []struct {
		line requirement
		fine bool
	}{
		{requirement{state: "not yet"}, true},
		{requirement{state: "works", where: "internal/guard", tests: "internal/guard#TestReal"}, true},
		{requirement{state: "works"}, false},
		{requirement{state: "works", where: "internal/guard", tests: "internal/guard#TestNone"}, false},
		{requirement{state: "works", where: "internal/none", tests: "internal/guard#TestReal"}, false},
		{requirement{state: "partly", where: "internal/guard", tests: "internal/guard#TestReal"}, false},
		{requirement{state: "not yet", tests: "internal/guard#TestReal"}, false},
		{requirement{state: "done"}, false},
	} {
		if fine := len(one.line.problems(folders, tests)) == 0; fine != one.fine {
			t.Errorf("%+v: fine is %t", one.line, fine)
		}
	}
}

// readRequirements reads docs/requirements.csv.
func readRequirements(t *testing.T) []requirement {
	t.Helper()
	lines, err := csv.NewReader(strings.NewReader(contents(t, "docs/requirements.csv"))).ReadAll()
	if err != nil {
		t.Fatalf("read docs/requirements.csv: %v", err)
	}
	if head := strings.Join(lines[0], ","); head != "row,state,where,test,what,note" {
		t.Fatalf("docs/requirements.csv begins with %s", head)
	}
	var all []requirement
	for _, cells := range lines[1:] {
		if cells[4] == "" {
			t.Errorf("row %s does not say what it is about", cells[0])
		}
		all = append(all, requirement{row: cells[0], state: cells[1], where: cells[2], tests: cells[3], note: cells[5]})
	}
	return all
}

// everyRow lists the rows of the requirements.
func everyRow() []string {
	var rows []string
	for _, part := range []struct {
		letter string
		last   int
	}{{"A", 36}, {"B", 58}, {"C", 6}} {
		for number := 1; number <= part.last; number++ {
			rows = append(rows, fmt.Sprintf("%s%d", part.letter, number))
		}
	}
	return rows
}

// testNames lists every test of the repository as folder#TestName.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, file := range everyGoFile(t) {
		if !file.test() {
			continue
		}
		for _, declaration := range file.syntax.Decls {
			function, ok := declaration.(*ast.FuncDecl)
			if ok && function.Recv == nil && strings.HasPrefix(function.Name.Name, "Test") {
				names[file.pkg+"#"+function.Name.Name] = true
			}
		}
	}
	return names
}
