package demo

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// A template is a Swedish text with choices in it:
//
//	{vänster|höger|}   one of the alternatives, which may hold templates
//	[3-9]              a whole number, drawn anew each time
//	[kl]               a slot, the same wherever it stands in one story
//
// Nothing else is special; there is no way to write a literal brace.
type template []part

// part is a run of text, a choice, a number or a slot.
type part struct {
	text   string
	choice []template
	slot   string
	low    int
	high   int
}

// parseTemplate reads a template. Errors say what is wrong and where it began.
func parseTemplate(text string) (template, error) {
	p := templateReader{rest: text}
	t, err := p.sequence(false)
	if err != nil {
		return nil, fmt.Errorf("read template %q: %w", text, err)
	}
	return t, nil
}

type templateReader struct{ rest string }

func (p *templateReader) sequence(inside bool) (template, error) {
	var t template
	for p.rest != "" {
		at := strings.IndexAny(p.rest, "{}|[]")
		if at < 0 {
			at = len(p.rest)
		}
		if at > 0 {
			t = append(t, part{text: p.rest[:at]})
			p.rest = p.rest[at:]
			continue
		}
		switch p.rest[0] {
		case '{':
			one, err := p.choice()
			if err != nil {
				return nil, err
			}
			t = append(t, one)
		case '[':
			one, err := p.bracket()
			if err != nil {
				return nil, err
			}
			t = append(t, one)
		case ']':
			return nil, fmt.Errorf("a ] without [")
		default: // } or |
			if !inside {
				return nil, fmt.Errorf("a %q outside braces", p.rest[0])
			}
			return t, nil
		}
	}
	return t, nil
}

func (p *templateReader) choice() (part, error) {
	var one part
	for first := true; first || p.rest[0] == '|'; first = false {
		p.rest = p.rest[1:]
		t, err := p.sequence(true)
		if err != nil {
			return part{}, err
		}
		if p.rest == "" {
			return part{}, fmt.Errorf("a { without }")
		}
		one.choice = append(one.choice, t)
	}
	p.rest = p.rest[1:]
	if len(one.choice) < 2 {
		return part{}, fmt.Errorf("a choice of one")
	}
	return one, nil
}

func (p *templateReader) bracket() (part, error) {
	end := strings.IndexByte(p.rest, ']')
	if end < 0 {
		return part{}, fmt.Errorf("a [ without ]")
	}
	inside := p.rest[1:end]
	p.rest = p.rest[end+1:]
	if low, high, ok := numberRange(inside); ok {
		return part{low: low, high: high}, nil
	}
	if inside == "" || strings.ContainsAny(inside, " {|[") {
		return part{}, fmt.Errorf("%q is no slot and no range", inside)
	}
	return part{slot: inside}, nil
}

func numberRange(text string) (low, high int, ok bool) {
	a, b, found := strings.Cut(text, "-")
	if !found {
		return 0, 0, false
	}
	low, err := strconv.Atoi(a)
	if err != nil {
		return 0, 0, false
	}
	high, err = strconv.Atoi(b)
	return low, high, err == nil && high > low
}

// fill draws one text. It gives each slot its value through slots.
func (t template) fill(rng *rand.Rand, slots func(name string) string) string {
	var out strings.Builder
	for _, one := range t {
		switch {
		case one.choice != nil:
			out.WriteString(one.choice[rng.IntN(len(one.choice))].fill(rng, slots))
		case one.slot != "":
			out.WriteString(slots(one.slot))
		case one.high > 0:
			out.WriteString(strconv.Itoa(one.number(rng)))
		default:
			out.WriteString(one.text)
		}
	}
	return out.String()
}

// number draws a number of the range. People round what they estimate, so
// hundreds come in tens and thousands in hundreds; years and the like (from a
// thousand up) do not.
func (p part) number(rng *rand.Rand) int {
	n := p.low + rng.IntN(p.high-p.low+1)
	switch {
	case p.low >= 1000 || n < 100:
		return n
	case n < 1000:
		return n / 10 * 10
	}
	return n / 100 * 100
}

// slots lists the names of all slots of the template.
func (t template) slots() []string {
	var names []string
	for _, one := range t {
		if one.slot != "" {
			names = append(names, one.slot)
		}
		for _, alternative := range one.choice {
			names = append(names, alternative.slots()...)
		}
	}
	return names
}

// tidy mends what empty alternatives leave behind: double and trailing spaces.
func tidy(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	for _, mark := range []string{".", ",", "?", "!", ":"} {
		text = strings.ReplaceAll(text, " "+mark, mark)
	}
	return text
}
