package exchange

import (
	"errors"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// parse reads the YAML itself: one document holding a table.
func (f *mappingFile) parse(text []byte) (entry, bool) {
	tree, err := parser.ParseBytes(text, 0, parser.AllowDuplicateMapKey()) // repeated keys are ours to report, all of them
	if err != nil {
		f.problems.add(Problem{Line: lineOfError(err), Key: keyMappingSyntax})
		return entry{}, false
	}
	if len(tree.Docs) != 1 || tree.Docs[0].Body == nil {
		f.problems.add(Problem{Key: keyMappingEmpty})
		return entry{}, false
	}
	root := entry{node: tree.Docs[0].Body}
	if _, ok := pairs(root.node); !ok {
		f.add(root, keyMappingNotTable)
		return entry{}, false
	}
	before := len(f.problems)
	ast.Walk(visitor(f.refuseIndirect), root.node)
	return root, len(f.problems) == before
}

// visitor lets a function walk a tree.
type visitor func(ast.Node)

// Visit fulfils ast.Visitor.
func (v visitor) Visit(node ast.Node) ast.Visitor {
	v(node)
	return v
}

// refuseIndirect reports anchors, aliases, merges and tags: a mapping means
// what stands where it stands.
func (f *mappingFile) refuseIndirect(node ast.Node) {
	switch node.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode, *ast.TagNode:
		f.add(entry{node: node}, keyMappingAlias)
	}
}

func lineOfError(err error) int {
	var syntax yaml.Error
	if errors.As(err, &syntax) && syntax.GetToken() != nil {
		return syntax.GetToken().Position.Line
	}
	return 0
}

// pairs are the key-value pairs of a table node.
func pairs(node ast.Node) ([]*ast.MappingValueNode, bool) {
	switch n := node.(type) {
	case *ast.MappingNode:
		return n.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, true
	}
	return nil, false
}

// children are the entries of a table in the file's order, each name once.
func (f *mappingFile) children(e entry) []entry {
	if e.node == nil {
		return nil
	}
	values, ok := pairs(e.node)
	if !ok {
		f.add(e, keyMappingNotTable)
		return nil
	}
	var children []entry
	for _, value := range values {
		child := childOf(e, value)
		if slices.ContainsFunc(children, func(c entry) bool { return c.name == child.name }) {
			f.add(child, keyMappingTwice, shown(child.name))
			continue
		}
		children = append(children, child)
	}
	return children
}

func childOf(e entry, value *ast.MappingValueNode) entry {
	child := entry{node: value.Value}
	if token := value.Key.GetToken(); token != nil {
		child.name = token.Value
		child.at = token.Position.Line
	}
	child.path = strings.TrimPrefix(e.path+"."+shown(child.name), ".")
	return child
}

// entries are the children of a table that may have only the named ones.
func (f *mappingFile) entries(e entry, allowed ...string) map[string]entry {
	found := map[string]entry{}
	for _, child := range f.children(e) {
		if !slices.Contains(allowed, child.name) {
			f.add(child, keyMappingUnknown, shown(child.name), strings.Join(allowed, ", "))
			continue
		}
		found[child.name] = child
	}
	return found
}

// list is a list of texts, none twice.
func (f *mappingFile) list(e entry) []string {
	if e.node == nil {
		return nil
	}
	sequence, ok := e.node.(*ast.SequenceNode)
	if !ok {
		f.add(e, keyMappingNotList)
		return nil
	}
	var texts []string
	for _, node := range sequence.Values {
		item := entry{name: e.name, path: e.path, node: node}
		text := f.text(item)
		if slices.Contains(texts, text) {
			f.add(item, keyMappingTwice, shown(text))
			continue
		}
		texts = append(texts, text)
	}
	return texts
}

// text is a single value, never empty; numbers and truth values count as the
// text they are written with.
func (f *mappingFile) text(e entry) string {
	if e.node == nil {
		return ""
	}
	text, ok := scalar(e.node)
	if !ok || strings.TrimSpace(text) == "" && text != "\t" {
		f.add(e, keyMappingNotText)
		return ""
	}
	return text
}

func scalar(node ast.Node) (string, bool) {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return node.GetToken().Value, true
	}
	return "", false
}

// oneOf is a text out of a closed set; "" when the entry is missing or another.
func (f *mappingFile) oneOf(e entry, allowed ...string) string {
	text := f.text(e)
	if text == "" || slices.Contains(allowed, text) {
		return text
	}
	f.add(e, keyMappingChoice, shown(text), strings.TrimSpace(strings.Join(allowed, ", ")))
	return ""
}
