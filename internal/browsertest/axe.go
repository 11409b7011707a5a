package browsertest

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

//go:embed axe/axe.min.js
var axe string

// rules are what axe-core is asked for: every criterion of WCAG 2.2 AA that a
// machine can judge, and its good practices (heading order, landmarks).
const rules = `{"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}`

// Violation is one rule of accessibility that the page breaks.
type Violation struct {
	ID     string // axe-core's name of the rule
	Impact string // minor, moderate, serious or critical
	Help   string // the rule in a sentence
	Nodes  []Node // where it is broken
}

// Node is one place where a rule is broken.
type Node struct {
	Target  []json.RawMessage // the way to it, as CSS selectors
	HTML    string
	Summary string `json:"failureSummary"`
}

// String is the violation as a test prints it.
func (v Violation) String() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s (%s): %s", v.ID, v.Impact, v.Help)
	for _, node := range v.Nodes {
		fmt.Fprintf(&text, "\n\t%s\n\t\t%s", node.HTML, strings.ReplaceAll(node.Summary, "\n", "\n\t\t"))
	}
	return text.String()
}

// Violations looks at the page with axe-core. A page without script is looked
// at as it stands: script is allowed for axe-core alone, and what the page
// itself brought was passed over when it loaded.
func (p *Page) Violations() []Violation {
	p.t.Helper()
	var result struct {
		Violations []Violation
		Passes     int
	}
	run := "axe.run(document, " + rules + ").then(r => ({violations: r.violations, passes: r.passes.length}))"
	await := func(params *runtime.EvaluateParams) *runtime.EvaluateParams { return params.WithAwaitPromise(true) }
	p.do("look with axe-core",
		emulation.SetScriptExecutionDisabled(false),
		chromedp.Evaluate(axe+"; true", nil),
		chromedp.Evaluate(run, &result, await),
		emulation.SetScriptExecutionDisabled(!p.view.Script),
	)
	if result.Passes == 0 {
		p.t.Fatalf("browsertest: axe-core passed nothing on %s: it did not look", p.Address())
	}
	return result.Violations
}

// Axe fails the test for every violation on the page.
func (p *Page) Axe() {
	p.t.Helper()
	for _, violation := range p.Violations() {
		p.t.Errorf("%s: %s", p.Address(), violation)
	}
}
