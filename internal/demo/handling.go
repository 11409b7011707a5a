package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/clock"
)

// handlingText is a line of handling as it stands in handling.yaml. After " @ "
// a text says where it fits.
type handlingText struct {
	Causes    []string `yaml:"causes"`
	Assessed  []string `yaml:"assessed"`
	Over      []string `yaml:"over"`
	Comments  []string `yaml:"comments"`
	Questions []string `yaml:"questions"` // question/answer
	Actions   []string `yaml:"actions"`   // title/nature/effect/responsible, and where it fits
	NoPolice  []string `yaml:"nopolice"`
	Feedback  []string `yaml:"feedback"`
	Closed    []string `yaml:"closed"`
}

// handlingLine is how one line of events is handled.
type handlingLine struct {
	causes, assessed, over, comments, feedback, closed, noPolice []remark
	questions                                                    [][2]template
	actions                                                      []actionLine
}

// fits lists categories, unit kinds, place kinds and stories something is meant
// for; empty: for everything.
type fits []string

func (f fits) any(about []string) bool {
	return len(f) == 0 || slices.ContainsFunc(about, func(s string) bool { return slices.Contains(f, s) })
}

// remark is a text that is said where it fits.
type remark struct {
	template
	fits
}

type actionLine struct {
	title               template
	kind, effect, whose string
	fits
}

// lineOf names the line of handling.yaml that a category is handled by.
var lineOf = map[string]string{
	"violence": "violence", "threat": "violence", "person_missing": "other",
	"it_disruption": "it", "it_intrusion": "it", "phishing": "phishing",
	"information_loss": "information", "information_disclosure": "information", "personal_data": "personal_data",
	"theft": "access", "vandalism": "access", "break_in": "access", "unauthorised_access": "access", "lost_card": "access",
	"fire": "fire", "fire_safety": "fire", "technical_supply": "other", "protective_security": "other", "other": "other",
}

func (b *book) readHandling(lines, everyday []byte) error {
	var raw map[string]handlingText
	if err := strict(lines, &raw); err != nil {
		return fmt.Errorf("read handling.yaml: %w", err)
	}
	b.handling = map[string]*handlingLine{}
	for name, text := range raw {
		one, err := text.line()
		if err != nil {
			return fmt.Errorf("read handling of %s: %w", name, err)
		}
		b.handling[name] = one
	}
	var common map[string][]string
	if err := strict(everyday, &common); err != nil {
		return fmt.Errorf("read everyday.yaml: %w", err)
	}
	b.common = map[string][]remark{}
	for name, texts := range common {
		var err error
		if b.common[name], err = parseAll(texts); err != nil {
			return fmt.Errorf("read everyday texts %s: %w", name, err)
		}
	}
	return nil
}

func parseAll(texts []string) ([]remark, error) {
	var all []remark
	for _, text := range texts {
		text, where, _ := strings.Cut(text, " @ ")
		one, err := parseTemplate(text)
		if err != nil {
			return nil, err
		}
		all = append(all, remark{template: one, fits: strings.Fields(where)})
	}
	return all, nil
}

func (t handlingText) line() (*handlingLine, error) {
	l := &handlingLine{}
	for _, list := range []struct {
		into *[]remark
		from []string
	}{{&l.causes, t.Causes}, {&l.assessed, t.Assessed}, {&l.over, t.Over}, {&l.comments, t.Comments}, {&l.feedback, t.Feedback}, {&l.closed, t.Closed}, {&l.noPolice, t.NoPolice}} {
		var err error
		if *list.into, err = parseAll(list.from); err != nil {
			return nil, err
		}
	}
	for _, text := range t.Questions {
		both, err := parseAll(strings.SplitN(text, "/", 2))
		if err != nil || len(both) != 2 {
			return nil, fmt.Errorf("question %q needs an answer: %w", text, err)
		}
		l.questions = append(l.questions, [2]template{both[0].template, both[1].template})
	}
	for _, text := range t.Actions {
		parts := strings.Split(text, "/")
		if len(parts) == 4 {
			parts = append(parts, "")
		}
		if len(parts) != 5 {
			return nil, fmt.Errorf("action %q needs four or five parts", text)
		}
		title, err := parseTemplate(parts[0])
		if err != nil {
			return nil, err
		}
		l.actions = append(l.actions, actionLine{title: title, kind: parts[1], effect: parts[2], whose: parts[3], fits: strings.Fields(parts[4])})
	}
	return l, nil
}

// handle tells how an event was handled, to its end, which may lie ahead.
func handle(o *Organisation, d draft) Event {
	h := &handler{
		org: o, draft: d, rng: seeded("handling "+d.Key+string(o.Size), int(d.ReportedAt)),
		line: theBook().handling[lineOf[d.Category]], common: theBook().common, said: map[string]bool{},
	}
	h.about = []string{d.Category, d.Story, string(o.Unit(d.Unit).Kind), string(o.placeKind(d.Site, d.Place))}
	h.manager = o.managerFor(d.Unit, d.Reporter)
	h.officer, h.officerRole = o.officerFor(d.Category, d.Unit)
	h.now = d.ReportedAt
	if d.ContactOnly {
		h.contactOnly()
	} else {
		h.whole()
	}
	h.draft.Event.Steps = h.inOrder()
	return h.draft.Event
}

type handler struct {
	org         *Organisation
	draft       draft
	rng         *rand.Rand
	line        *handlingLine
	common      map[string][]remark
	manager     string
	officer     string
	officerRole string
	owner       string // who handles it at the moment
	now         clock.Instant
	steps       []Step
	said        map[string]bool // templates' texts already used in this event
	actions     []string        // titles decided
	decided     []int           // indexes of the line's actions
	about       []string        // what remarks and actions are chosen by
}

func (h *handler) chance(percent int) bool { return h.rng.IntN(100) < percent }

// text draws one of the remarks that fit, not one already said about the event
// unless nothing else comes.
func (h *handler) text(of []remark) string {
	fitting := slices.DeleteFunc(slices.Clone(of), func(r remark) bool { return !r.any(h.about) })
	if len(fitting) == 0 {
		return ""
	}
	var text string
	for range 8 {
		if text = h.fill(fitting[h.rng.IntN(len(fitting))].template); !h.said[text] {
			break
		}
	}
	h.said[text] = true
	return text
}

// either draws from the line's texts about what happened, or from those about
// a risk that somebody saw in time.
func (h *handler) either(happened []remark, risk string) string {
	if h.draft.Subtype == "risk_observation" {
		return h.text(h.common[risk])
	}
	return h.text(happened)
}

func (h *handler) fill(t template) string {
	return capitals(tidy(t.fill(h.rng, func(name string) string { return "" })))
}

func (h *handler) add(s Step) {
	s.At = h.now
	h.steps = append(h.steps, s)
}

// pass lets working days go by, then some hours of a working day.
func (h *handler) pass(days int) { h.now = atWork(h.rng, h.now, days) }

func (h *handler) minutes(low, high int) {
	h.now = h.now + clock.Instant(60_000*(low+h.rng.IntN(high-low+1)))
}

// whole is the story of an ordinary event.
func (h *handler) whole() {
	h.receive()
	h.assess()
	h.alert()
	h.handOver()
	h.talk()
	h.police()
	h.decide()
	h.finish()
}

func (h *handler) serious() bool { return h.draft.severity >= 3 }

// receive: serious events are taken at once, day or night; the rest within a
// few working days, a few of them far too late.
func (h *handler) receive() {
	h.owner = h.manager
	switch {
	case h.serious():
		if minute := h.now.Local().Hour(); quiet(h.now.Date()) || minute < 7 || minute >= 17 {
			h.owner = h.org.duty(h.now.Date())
		}
		h.minutes(8, 55)
	case h.chance(4):
		h.pass(8 + h.rng.IntN(14))
	default:
		h.pass([]int{0, 0, 1, 1, 1, 2, 2, 3}[h.rng.IntN(8)])
	}
	h.add(Step{Kind: StepReceived, By: h.owner, Text: h.text(h.common["received"])})
}

func (h *handler) assess() {
	if h.serious() {
		h.minutes(10, 50)
	} else if h.chance(60) {
		h.minutes(15, 150)
	} else {
		h.pass(1 + h.rng.IntN(3))
	}
	h.add(Step{Kind: StepAssessed, By: h.owner, Text: h.either(h.line.assessed, "risk_assessed"), Assessment: h.assessment()})
}

func (h *handler) handOver() {
	percent := 25
	if h.officerRole != RoleCoordinator {
		percent = 50
	}
	if h.owner == h.officer || !h.chance(percent) && !h.serious() {
		return
	}
	if h.serious() {
		h.minutes(20, 90)
	} else {
		h.minutes(5, 90)
	}
	h.add(Step{Kind: StepHandedOver, By: h.owner, To: h.officer, Role: h.officerRole, Text: h.text(h.line.over)})
	h.owner = h.officer
}

// talk: handlers' notes, and questions to the reporter with answers.
func (h *handler) talk() {
	for range h.rng.IntN(2 + h.draft.severity/2) {
		h.pass(h.rng.IntN(3))
		if text := h.text(h.line.comments); text != "" {
			h.add(Step{Kind: StepComment, By: h.owner, Text: text})
		}
	}
	if !h.chance(18) || len(h.line.questions) == 0 {
		return
	}
	h.pass(h.rng.IntN(2))
	q := h.line.questions[h.rng.IntN(len(h.line.questions))]
	h.add(Step{Kind: StepQuestion, By: h.owner, Text: h.fill(q[0])})
	answers := 85
	if h.draft.Anonymous() {
		answers = 45
	}
	if h.chance(answers) {
		h.pass(h.rng.IntN(4))
		h.add(Step{Kind: StepAnswer, By: h.draft.Reporter, Text: h.fill(q[1])})
	}
}

func (h *handler) police() {
	wanted := h.draft.story.police
	if wanted == "" {
		return
	}
	h.pass(h.rng.IntN(3))
	if h.reported(wanted) {
		number := fmt.Sprintf("K%d-%02d", 100000+h.rng.IntN(900000), h.now.Date().Year()%100)
		h.add(Step{Kind: StepPolice, By: h.owner, Police: &Police{Reported: true, Number: number}})
		return
	}
	reasons := h.line.noPolice
	if len(reasons) == 0 {
		reasons = h.common["nopolice"]
	}
	h.add(Step{Kind: StepPolice, By: h.owner, Police: &Police{Reason: h.text(reasons)}})
}

func (h *handler) reported(wanted string) bool {
	return wanted == "yes" && h.chance(88) || wanted == "maybe" && h.chance(45)
}

// contactOnly: the chief is alerted, calls, and nothing is written.
func (h *handler) contactOnly() {
	chief := h.org.Holders(RoleProtectiveChief)[0]
	h.minutes(1, 2)
	h.add(Step{Kind: StepAlerted, To: chief.Person, Role: RoleProtectiveChief})
	h.minutes(4, 25)
	h.add(Step{Kind: StepAcknowledged, By: chief.Person})
	h.add(Step{Kind: StepReceived, By: chief.Person})
	h.pass(0)
	text := h.text(h.common["contacted"])
	h.add(Step{Kind: StepContacted, By: chief.Person, Text: text})
	h.minutes(1, 5)
	h.add(Step{Kind: StepClosed, By: chief.Person, Text: text})
}
