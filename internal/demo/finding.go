package demo

import "fmt"

// Finding is what an investigation of an event found, by the sort of cause its story names.
type Finding struct {
	Direct    string `yaml:"direct"`   // what set the event off
	Why       string `yaml:"why"`      // why that could come about
	WhyKind   string `yaml:"why_kind"` // cause-kind of the strategy profile
	Barrier   string `yaml:"barrier"`
	Evidence  string `yaml:"evidence"`
	Lesson    string `yaml:"lesson"`
	UsedAs    string `yaml:"used_as"` // lesson-use of the strategy profile
	UsedIn    string `yaml:"used_in"`
	CostClass string `yaml:"cost_class"` // empty: it cost nothing to speak of
	CostTitle string `yaml:"cost"`
	Kronor    int    `yaml:"kronor"`
}

func (b *book) readFindings(text []byte) error {
	if err := strict(text, &b.findings); err != nil {
		return fmt.Errorf("read findings.yaml: %w", err)
	}
	return nil
}

// FindingOf is what was found when a cause of the kind was looked into. Events take turns among what the kind has: the same
// number always finds the same.
func FindingOf(kind string, number int) Finding {
	all := theBook().findings[kind]
	if len(all) == 0 {
		all = theBook().findings["human_mistake"]
	}
	one := all[number%len(all)]
	one.Kronor += one.Kronor * (number % 7) / 5
	return one
}
