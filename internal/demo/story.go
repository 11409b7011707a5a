package demo

import (
	"bytes"
	"embed"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed stories/*.yaml handling.yaml everyday.yaml findings.yaml
var storyFiles embed.FS

// storyText is a base story as it stands in its file. Lists are written with
// spaces or, for texts, with bars between.
type storyText struct {
	ID          string            `yaml:"id"`
	Category    string            `yaml:"category"`
	Subtype     string            `yaml:"subtype"`  // negative_event when left out
	At          string            `yaml:"at"`       // unit kinds, or "all"
	Place       string            `yaml:"place"`    // place kinds
	Time        string            `yaml:"time"`     // "evening", "night"; any when left out
	Months      string            `yaml:"months"`   // months it can happen in; all when left out
	Severity    string            `yaml:"severity"` // 1–4, drawn from
	Hurt        string            `yaml:"hurt"`     // no, maybe, yes
	Affected    string            `yaml:"affected"` // drawn from, the first always
	Ongoing     string            `yaml:"ongoing"`  // maybe, yes
	Police      string            `yaml:"police"`   // maybe, yes
	ContactOnly string            `yaml:"contact_only"`
	Weight      int               `yaml:"weight"` // 3 when left out
	Pick        map[string]string `yaml:"pick"`   // slots of this story; forms of one choice stand between " / "
	Title       string            `yaml:"title"`
	Text        string            `yaml:"text"` // one sentence or two a line; "? " before a line that may be left out
	Done        string            `yaml:"done"`
}

// story is a base story ready to be told.
type story struct {
	id, category, subtype string
	units                 []UnitKind
	places                []PlaceKind
	time                  string
	months                []int
	severities            []int
	hurt                  string
	affected              []string
	ongoing, police       string
	contactOnly           bool
	weight                int
	picks                 map[string][][]template
	title                 template
	lines                 []line
	done                  []string
}

type line struct {
	text     template
	optional bool
}

// book is everything the package can tell: read once, never changed.
type book struct {
	stories  map[string][]*story // by category group
	handling map[string]*handlingLine
	common   map[string][]remark
	findings map[string][]Finding
	slots    map[string][]string
}

// theBook reads the embedded files at first use. A broken file is a fault of
// the build that a test finds; there is nobody to return it to.
var theBook = sync.OnceValue(func() *book {
	b, err := readBook(storyFiles)
	if err != nil {
		panic("read the demo's stories: " + err.Error())
	}
	return b
})

func readBook(files embed.FS) (*book, error) {
	b := &book{stories: map[string][]*story{}, slots: map[string][]string{}}
	entries, err := files.ReadDir("stories")
	if err != nil {
		return nil, fmt.Errorf("list stories: %w", err)
	}
	for _, entry := range entries {
		name := path.Join("stories", entry.Name())
		data, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		if entry.Name() == "slots.yaml" {
			err = b.readSlots(data)
		} else {
			err = b.readStories(data)
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
	}
	handling, err := files.ReadFile("handling.yaml")
	if err != nil {
		return nil, fmt.Errorf("read handling.yaml: %w", err)
	}
	everyday, err := files.ReadFile("everyday.yaml")
	if err != nil {
		return nil, fmt.Errorf("read everyday.yaml: %w", err)
	}
	if err := b.readHandling(handling, everyday); err != nil {
		return nil, err
	}
	findings, err := files.ReadFile("findings.yaml")
	if err != nil {
		return nil, err
	}
	return b, b.readFindings(findings)
}

func strict(data []byte, into any) error {
	return yaml.NewDecoder(bytes.NewReader(data), yaml.Strict()).Decode(into)
}

func (b *book) readSlots(data []byte) error {
	var raw map[string]string
	if err := strict(data, &raw); err != nil {
		return err
	}
	for name, values := range raw {
		b.slots[name] = strings.Split(values, "|")
	}
	return nil
}

func (b *book) readStories(data []byte) error {
	var raw []storyText
	if err := strict(data, &raw); err != nil {
		return err
	}
	for _, text := range raw {
		s, err := text.story()
		if err != nil {
			return fmt.Errorf("story %s: %w", text.ID, err)
		}
		group := groupOf[s.category]
		b.stories[group] = append(b.stories[group], s)
	}
	return nil
}

func (t storyText) story() (*story, error) {
	if _, known := groupOf[t.Category]; !known {
		return nil, fmt.Errorf("category %q has no share", t.Category)
	}
	s := &story{
		id: t.ID, category: t.Category, subtype: orElse(t.Subtype, "negative_event"), time: t.Time,
		hurt: orElse(t.Hurt, "no"), affected: strings.Fields(orElse(t.Affected, "staff")),
		ongoing: t.Ongoing, police: t.Police, contactOnly: t.ContactOnly == "yes", weight: t.Weight,
	}
	if s.weight == 0 {
		s.weight = 3
	}
	for _, kind := range strings.Fields(t.At) {
		if kind == "all" {
			s.units = everyKind
			break
		}
		s.units = append(s.units, UnitKind(kind))
	}
	for _, kind := range strings.Fields(t.Place) {
		s.places = append(s.places, PlaceKind(kind))
	}
	var err error
	if s.severities, err = numbers(t.Severity); err != nil {
		return nil, err
	}
	if s.months, err = numbers(t.Months); err != nil {
		return nil, err
	}
	if t.Done != "" {
		s.done = strings.Split(t.Done, "|")
	}
	return s, s.readTexts(t)
}

func (s *story) readTexts(t storyText) (err error) {
	if s.title, err = parseTemplate(t.Title); err != nil {
		return err
	}
	for _, text := range strings.Split(strings.TrimSpace(t.Text), "\n") {
		rest, optional := strings.CutPrefix(strings.TrimSpace(text), "? ")
		one, err := parseTemplate(rest)
		if err != nil {
			return err
		}
		s.lines = append(s.lines, line{text: one, optional: optional})
	}
	s.picks = map[string][][]template{}
	for name, choices := range t.Pick {
		for _, choice := range strings.Split(choices, "|") {
			var forms []template
			for _, form := range strings.Split(choice, " / ") {
				one, err := parseTemplate(form)
				if err != nil {
					return err
				}
				forms = append(forms, one)
			}
			s.picks[name] = append(s.picks[name], forms)
		}
	}
	return nil
}

func numbers(text string) ([]int, error) {
	var all []int
	for _, field := range strings.Fields(text) {
		n, err := strconv.Atoi(field)
		if err != nil {
			return nil, fmt.Errorf("read number %q: %w", field, err)
		}
		all = append(all, n)
	}
	return all, nil
}

func orElse(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}

// possible tells whether the story can have happened in the month.
func (s *story) possible(month int) bool {
	return len(s.months) == 0 || slices.Contains(s.months, month)
}

var everyKind = []UnitKind{
	KindWard, KindOutpatient, KindEmergency, KindPsychWard, KindPsychClinic, KindLab, KindHealth, KindDental, KindRehab,
	KindTransit, KindCulture, KindSchool, KindService, KindProperty, KindIT, KindOffice,
}
