package words

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

//go:embed catalogue/*.yaml
var files embed.FS

// embedded reads the catalogue of the binary once, at its first use.
var embedded = sync.OnceValues(func() (*Catalogue, error) { return Load(files, "catalogue") })

// Catalogue is a set of keys with their words in both languages. It does not
// change after Load and may be used by many at once.
type Catalogue struct {
	labels map[string]Label
	places map[string]string // key → "file:line", for messages
}

// Load reads every .yaml file in dir. The catalogue it returns holds every
// line that is sound even when the error, which joins all problems with file
// and line, is not nil.
func Load(fsys fs.FS, dir string) (*Catalogue, error) {
	c := &Catalogue{labels: map[string]Label{}, places: map[string]string{}}
	names, err := fs.Glob(fsys, path.Join(dir, "*.yaml"))
	if err != nil {
		return c, fmt.Errorf("list catalogue %s: %w", dir, err)
	}
	var problems []error
	for _, name := range names {
		problems = append(problems, c.readFile(fsys, name)...)
	}
	problems = append(problems, c.checkCounted()...)
	return c, errors.Join(problems...)
}

func (c *Catalogue) readFile(fsys fs.FS, name string) []error {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return []error{fmt.Errorf("read catalogue %s: %w", name, err)}
	}
	tree, err := parser.ParseBytes(text, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return []error{fmt.Errorf("read catalogue %s: %w", name, err)}
	}
	var problems []error
	for _, doc := range tree.Docs {
		for _, line := range mappings(doc.Body) {
			place := fmt.Sprintf("%s:%d", name, line.Key.GetToken().Position.Line)
			if err := c.add(place, line); err != nil {
				problems = append(problems, fmt.Errorf("%s: %w", place, err))
			}
		}
	}
	return problems
}

// mappings lists the key: value pairs of a node that is a mapping. The parser
// gives a mapping of one pair as the pair itself.
func mappings(n ast.Node) []*ast.MappingValueNode {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}
	}
	return nil
}

func (c *Catalogue) add(place string, line *ast.MappingValueNode) error {
	key := line.Key.GetToken().Value
	var label Label
	if err := yaml.NodeToValue(line.Value, &label, yaml.DisallowUnknownField()); err != nil {
		return fmt.Errorf("key %s is not {sv: …, en: …}", key)
	}
	if !looksLikeKey(key) {
		return fmt.Errorf("key %q is not lower-case words with dots between", key)
	}
	if before, twice := c.places[key]; twice {
		return fmt.Errorf("key %s stands already at %s", key, before)
	}
	c.places[key] = place
	if err := sound(label); err != nil {
		return fmt.Errorf("key %s %w", key, err)
	}
	c.labels[key] = label
	return nil
}

func sound(label Label) error {
	switch {
	case strings.TrimSpace(label.SV) == "":
		return errors.New("has no Swedish (sv)")
	case strings.TrimSpace(label.EN) == "":
		return errors.New("has no English (en)")
	case !slices.Equal(placesIn(label.SV), placesIn(label.EN)):
		return fmt.Errorf("has places %v in Swedish but %v in English", placesIn(label.SV), placesIn(label.EN))
	}
	return nil
}

// checkCounted sees to it that key.one has its key.other. The other way round
// is allowed: "other" is also an ordinary choice.
func (c *Catalogue) checkCounted() []error {
	var problems []error
	for _, key := range c.Keys() {
		base, counted := strings.CutSuffix(key, ".one")
		if counted && !c.Has(base+".other") {
			problems = append(problems, fmt.Errorf("%s: key %s lacks its pair %s.other", c.places[key], key, base))
		}
	}
	return problems
}

// Has reports whether the catalogue words key.
func (c *Catalogue) Has(key string) bool { _, ok := c.labels[key]; return ok }

// Keys lists every key in order.
func (c *Catalogue) Keys() []string { return slices.Sorted(maps.Keys(c.labels)) }

// Check reports every fault in the catalogue of the binary, with file and
// line; the program checks it once at start.
func Check() error { _, err := embedded(); return err }

// Has reports whether the binary's catalogue words key.
func Has(key string) bool { c, _ := embedded(); return c.Has(key) }

// Keys lists every key of the binary's catalogue in order.
func Keys() []string { c, _ := embedded(); return c.Keys() }
