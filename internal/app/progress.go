package app

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/vardkas/vardkas/internal/words"
)

// progress shows how far a long job has come, a line for each part.
type progress struct {
	out  io.Writer
	lang words.Lang
	part string
	why  map[string]int
}

func newProgress(out io.Writer, lang words.Lang) *progress {
	return &progress{out: out, lang: lang, why: map[string]int{}}
}

func (p *progress) line(part string, done, total int) {
	if p.part != "" && p.part != part {
		_, _ = fmt.Fprintln(p.out) // a terminal that is gone stops nothing
	}
	p.part = part
	_, _ = fmt.Fprintf(p.out, "\r%s", words.T(p.lang, "app.progress."+part, done, total))
}

func (p *progress) leftOut(m moment, err error) {
	what := "report"
	if m.step != nil {
		what = string(m.step.Kind)
	}
	p.why[what+": "+err.Error()]++
}

// reasons lists why moments were left out, the commonest first.
func (p *progress) reasons() []string {
	all := slices.SortedFunc(maps.Keys(p.why), func(a, b string) int { return p.why[b] - p.why[a] })
	for i, one := range all {
		all[i] = fmt.Sprintf("%d × %s", p.why[one], one)
	}
	return all
}

func (p *progress) end(left int) {
	if p.part != "" {
		_, _ = fmt.Fprintln(p.out)
	}
	if left > 0 {
		_, _ = fmt.Fprintln(p.out, words.T(p.lang, "app.demo.left_out", left))
	}
}
