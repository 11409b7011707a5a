package strategy

import (
	"errors"
	"fmt"
	"slices"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Far above any real profile file; they keep a hostile one from costing time and
// memory. The YAML library's time grows with the square of the nesting (measured
// 2026-11-22: 100,000 brackets took 56 seconds).
const (
	maxFileBytes = 256 << 10
	maxLineBytes = 4000
	maxNesting   = 64
)

// reading is one Load under way: the profile so far, what is wrong with it, and
// the checks that need all files to have been read.
type reading struct {
	known    Known
	profile  *Profile
	problems Problems
	later    []func()
}

// spot is a place in a profile that a problem can be reported at.
type spot struct {
	r     *reading
	file  string
	line  int
	field string
}

func (s spot) problem(key string, args ...any) {
	s.r.problems = append(s.r.problems, Problem{File: s.file, Line: s.line, Field: s.field, Key: key, Args: args})
}

// later runs check when every file has been read, so that it may look for codes
// of other files.
func (s spot) later(check func()) { s.r.later = append(s.r.later, check) }

// value is one YAML node and where it stands.
type value struct {
	spot
	node ast.Node
}

// item is one YAML mapping whose fields are taken out one by one; what is left
// over at the end is unknown.
type item struct {
	spot
	fields map[string]value
	order  []string
	taken  map[string]bool
}

// readFile parses one file into the mapping it must be; ok is false when that
// cannot be done, which has then been reported.
func (r *reading) readFile(file string, data []byte) (item, bool) {
	whole := spot{r: r, file: file}
	if len(data) > maxFileBytes {
		whole.problem(keyTooLarge, maxFileBytes)
		return item{}, false
	}
	if line := tooDeep(data); line > 0 {
		whole.line = line
		whole.problem(keyTooDeep, maxLineBytes, maxNesting)
		return item{}, false
	}
	tree, line, err := parse(data)
	if err != nil {
		whole.line = line
		whole.problem(keySyntax, err.Error())
		return item{}, false
	}
	if len(tree.Docs) != 1 || tree.Docs[0].Body == nil {
		whole.problem(keyNotAMapping)
		return item{}, false
	}
	return value{spot: whole, node: tree.Docs[0].Body}.item()
}

// tooDeep returns the first line that is too long or nests too many brackets, 0
// when there is none. Brackets in texts are counted too; a profile has few.
func tooDeep(data []byte) int {
	depth, line, start := 0, 1, 0
	for i, b := range data {
		switch b {
		case '[', '{':
			depth++
		case ']', '}':
			depth = max(depth-1, 0)
		case '\n':
			line, start = line+1, i+1
		}
		if depth > maxNesting || i-start >= maxLineBytes {
			return line
		}
	}
	return 0
}

// parse wraps the YAML library: it gives the line of a syntax error by itself,
// and a library panic on broken text becomes an error as well.
func parse(data []byte) (tree *ast.File, line int, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			tree, err = nil, fmt.Errorf("read YAML: %v", broken)
		}
	}()
	tree, err = parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
	var syntax *yaml.SyntaxError
	if errors.As(err, &syntax) {
		if syntax.Token != nil && syntax.Token.Position != nil {
			line = syntax.Token.Position.Line
		}
		return nil, line, errors.New(syntax.Message)
	}
	return tree, 0, err
}

func lineOf(node ast.Node, otherwise int) int {
	if node == nil || node.GetToken() == nil || node.GetToken().Position == nil {
		return otherwise
	}
	return node.GetToken().Position.Line
}

// item reads the value as a mapping.
func (v value) item() (item, bool) {
	mapping, ok := v.node.(*ast.MappingNode)
	if !ok {
		v.problem(keyNotAMapping)
		return item{}, false
	}
	it := item{spot: v.spot, fields: map[string]value{}, taken: map[string]bool{}}
	for i, pair := range mapping.Values {
		line := lineOf(pair.Key, v.line)
		if i == 0 {
			it.line = line
		}
		it.add(pair, line)
	}
	return it, true
}

func (it *item) add(pair *ast.MappingValueNode, line int) {
	name := pair.Key.GetToken().Value
	at := spot{r: it.r, file: it.file, line: line, field: join(it.field, name)}
	if _, ok := it.fields[name]; ok {
		at.problem(keyDoubleField)
		return
	}
	it.fields[name] = value{spot: at, node: pair.Value}
	it.order = append(it.order, name)
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// values reads the value as a list.
func (v value) values() []value {
	sequence, ok := v.node.(*ast.SequenceNode)
	if !ok {
		v.problem(keyNotAList)
		return nil
	}
	list := make([]value, 0, len(sequence.Values))
	for i, node := range sequence.Values {
		at := spot{r: v.r, file: v.file, line: lineOf(node, v.line), field: fmt.Sprintf("%s[%d]", v.field, i+1)}
		list = append(list, value{spot: at, node: node})
	}
	return list
}

// take returns a field and remembers that it is known.
func (it item) take(name string) (value, bool) {
	it.taken[name] = true
	v, ok := it.fields[name]
	if ok && v.node == nil {
		return v, false
	}
	if ok && v.node.Type() == ast.NullType {
		v.problem(keyEmpty)
		return v, false
	}
	return v, ok
}

// need is take for a field that must be there.
func (it item) need(name string) (value, bool) {
	v, ok := it.take(name)
	if _, written := it.fields[name]; !written {
		it.at(name).problem(keyMissingField)
	}
	return v, ok
}

// at is the place of a field, also of one that is not there.
func (it item) at(name string) spot {
	if v, ok := it.fields[name]; ok {
		return v.spot
	}
	return spot{r: it.r, file: it.file, line: it.line, field: join(it.field, name)}
}

// done reports the fields nothing asked for.
func (it item) done() {
	for _, name := range it.order {
		if !it.taken[name] {
			it.fields[name].problem(keyUnknownField, sortedNames(it.taken))
		}
	}
}

func sortedNames(set map[string]bool) string {
	names := make([]string, 0, len(set))
	for name := range set {
		names = append(names, name)
	}
	slices.Sort(names)
	return list(names)
}
