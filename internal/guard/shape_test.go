package guard

import (
	"go/ast"
	"go/token"
	"strings"
	"testing"
)

// longestFunction is how many lines a function may have; a table is data.
const longestFunction = 80

// longFunctions are the longer ones, as folder.name, each with its reason.
var longFunctions = map[string]string{}

func TestALongFunctionHasAReason(t *testing.T) {
	for _, file := range everyGoFile(t) {
		if file.test() || file.generated() {
			continue
		}
		for _, function := range functions(file) {
			lines := file.set.Position(function.End()).Line - file.set.Position(function.Pos()).Line + 1
			name := file.pkg + "." + function.Name.Name
			if lines > longestFunction && longFunctions[name] == "" {
				t.Errorf("%s: %s has %d lines: split it, or give the reason in internal/guard/shape_test.go", file.at(function), name, lines)
			}
		}
	}
}

func TestWhatOthersMayUseIsExplained(t *testing.T) {
	for _, file := range everyGoFile(t) {
		if file.test() || file.generated() {
			continue
		}
		for _, declaration := range file.syntax.Decls {
			for _, name := range unexplained(declaration) {
				t.Errorf("%s: %s has no comment that says what it is", file.at(name), name.Name)
			}
		}
	}
}

// known are methods whose meaning the standard library gives.
const known = " String Error Unwrap Is As Len Less Swap Close Write Read Scan Value Render" +
	" MarshalJSON UnmarshalJSON MarshalText UnmarshalText MarshalYAML UnmarshalYAML ServeHTTP "

// unexplained returns the exported names that a declaration makes without a
// comment. In a group, one comment above the group serves all its lines.
func unexplained(declaration ast.Decl) []*ast.Ident {
	var names []*ast.Ident
	switch declaration := declaration.(type) {
	case *ast.FuncDecl:
		if declaration.Doc == nil && declaration.Name.IsExported() && exportedReceiver(declaration) &&
			!(declaration.Recv != nil && strings.Contains(known, " "+declaration.Name.Name+" ")) {
			names = append(names, declaration.Name)
		}
	case *ast.GenDecl:
		for _, spec := range declaration.Specs {
			if declaration.Doc != nil {
				continue
			}
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if spec.Doc == nil && spec.Comment == nil && spec.Name.IsExported() {
					names = append(names, spec.Name)
				}
			case *ast.ValueSpec:
				if spec.Doc == nil && spec.Comment == nil && spec.Names[0].IsExported() {
					names = append(names, spec.Names[0])
				}
			}
		}
	}
	return names
}

// exportedReceiver tells whether a function is no method, or one of a type
// that others can see.
func exportedReceiver(function *ast.FuncDecl) bool {
	if function.Recv == nil {
		return true
	}
	exported := true
	ast.Inspect(function.Recv.List[0].Type, func(node ast.Node) bool {
		if name, ok := node.(*ast.Ident); ok {
			exported = name.IsExported()
			return false
		}
		return exported
	})
	return exported
}

// memory are the package variables that are changed after the start on
// purpose, as folder.name, each with its reason.
var memory = map[string]string{
	"internal/pgtest.lifeline": "holds the pipe that ends the server with the process",
}

func TestNoPackageRemembersAnything(t *testing.T) {
	variables := map[string]map[string]*ast.ValueSpec{}
	for _, file := range everyGoFile(t) {
		if variables[file.pkg] == nil {
			variables[file.pkg] = map[string]*ast.ValueSpec{}
		}
		for name, spec := range packageVariables(file) {
			variables[file.pkg][name] = spec
		}
	}
	for _, file := range everyGoFile(t) {
		if file.test() {
			continue
		}
		for _, name := range changed(file.syntax) {
			spec, ok := variables[file.pkg][name.Name]
			local := name.Obj != nil && name.Obj.Decl != spec
			if ok && !local && name.Name != "_" && memory[file.pkg+"."+name.Name] == "" {
				t.Errorf("%s: the package variable %s is changed: keep it in a value that app constructs", file.at(name), name.Name)
			}
		}
	}
}

// packageVariables returns the variables a file declares for its package.
func packageVariables(file goFile) map[string]*ast.ValueSpec {
	found := map[string]*ast.ValueSpec{}
	for _, declaration := range file.syntax.Decls {
		group, ok := declaration.(*ast.GenDecl)
		if !ok || group.Tok != token.VAR {
			continue
		}
		for _, spec := range group.Specs {
			for _, name := range spec.(*ast.ValueSpec).Names {
				found[name.Name] = spec.(*ast.ValueSpec)
			}
		}
	}
	return found
}

// changed returns the names a file assigns to, or to a part of.
func changed(syntax *ast.File) []*ast.Ident {
	var names []*ast.Ident
	ast.Inspect(syntax, func(node ast.Node) bool {
		switch statement := node.(type) {
		case *ast.AssignStmt:
			if statement.Tok == token.DEFINE {
				return true
			}
			for _, left := range statement.Lhs {
				if name := first(left); name != nil {
					names = append(names, name)
				}
			}
		case *ast.IncDecStmt:
			if name := first(statement.X); name != nil {
				names = append(names, name)
			}
		}
		return true
	})
	return names
}

// first is the variable at the root of an expression like a.b[c].d.
func first(expression ast.Expr) *ast.Ident {
	for {
		switch part := expression.(type) {
		case *ast.Ident:
			return part
		case *ast.SelectorExpr:
			expression = part.X
		case *ast.IndexExpr:
			expression = part.X
		case *ast.StarExpr:
			expression = part.X
		case *ast.ParenExpr:
			expression = part.X
		default:
			return nil
		}
	}
}

// functions returns the functions and methods a file declares.
func functions(file goFile) []*ast.FuncDecl {
	var found []*ast.FuncDecl
	for _, declaration := range file.syntax.Decls {
		if function, ok := declaration.(*ast.FuncDecl); ok {
			found = append(found, function)
		}
	}
	return found
}
