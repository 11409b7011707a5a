package access

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var kindName = regexp.MustCompile(`^[a-z][a-z_]*$`)

// Parse reads a rule file. The error joins every problem found, each with its line.
func Parse(text string) (*Rules, error) {
	p := &parser{sets: map[string][]string{}, lines: map[string]int{}, used: map[string]bool{}}
	for i, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		p.line(i+1, strings.TrimSpace(line))
	}
	for name, at := range p.lines {
		if !p.used[name] {
			p.problem(at, "set %q is never used", name)
		}
	}
	if len(p.problems) > 0 {
		slices.SortStableFunc(p.problems, func(a, b lineError) int { return a.line - b.line })
		all := make([]error, len(p.problems))
		for i, e := range p.problems {
			all[i] = e
		}
		return nil, fmt.Errorf("parse access rules: %w", errors.Join(all...))
	}
	return index(p.rules), nil
}

func index(all []Rule) *Rules {
	r := &Rules{all: all, byRole: map[Role]map[string][]Rule{}}
	for _, rule := range all {
		if r.byRole[rule.Role] == nil {
			r.byRole[rule.Role] = map[string][]Rule{}
		}
		r.byRole[rule.Role][rule.Kind] = append(r.byRole[rule.Role][rule.Kind], rule)
	}
	return r
}

type lineError struct {
	line int
	text string
}

func (e lineError) Error() string { return fmt.Sprintf("line %d: %s", e.line, e.text) }

type parser struct {
	rules    []Rule
	sets     map[string][]string
	lines    map[string]int
	used     map[string]bool
	problems []lineError
}

func (p *parser) problem(line int, format string, args ...any) {
	p.problems = append(p.problems, lineError{line, fmt.Sprintf(format, args...)})
}

func (p *parser) line(n int, text string) {
	switch {
	case text == "":
	case strings.HasPrefix(text, "let "):
		p.set(n, strings.TrimPrefix(text, "let "))
	default:
		p.rule(n, strings.Split(text, "|"))
	}
}

// set reads "name = kind kind …".
func (p *parser) set(n int, text string) {
	name, kinds, found := strings.Cut(text, "=")
	name = strings.TrimSpace(name)
	members := strings.Fields(kinds)
	switch {
	case !found || !kindName.MatchString(name) || len(members) == 0:
		p.problem(n, "a set is written: let name = kind kind")
		return
	case p.sets[name] != nil:
		p.problem(n, "set %q is already there", name)
		return
	}
	for _, kind := range members {
		if !kindName.MatchString(kind) {
			p.problem(n, "%q is not the name of a kind", kind)
		}
	}
	p.sets[name], p.lines[name] = members, n
}

// rule reads the five columns of one line and adds a rule for each kind, if nothing is wrong with the line.
func (p *parser) rule(n int, columns []string) {
	if len(columns) != 5 {
		p.problem(n, "a rule has five columns, this has %d", len(columns))
		return
	}
	before := len(p.problems)
	role, err := ParseRole(strings.TrimSpace(columns[0]))
	if err != nil {
		p.problem(n, "%v", err)
	}
	rule := Rule{Line: n, Role: role, Max: p.level(n, columns[4])}
	rule.Actions = p.actions(n, strings.Fields(columns[2]))
	rule.Scopes = p.scopes(n, strings.Fields(columns[3]))
	p.together(n, rule)
	kinds := p.kinds(n, strings.Fields(columns[1]), rule)
	if len(p.problems) == before {
		p.rules = append(p.rules, kinds...)
	}
}

func (p *parser) level(n int, text string) Level {
	number, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || !Level(number).Valid() {
		p.problem(n, "%q is not a level from 1 to 4", strings.TrimSpace(text))
	}
	return Level(number)
}

func (p *parser) actions(n int, in []string) []Action {
	if len(in) == 0 {
		p.problem(n, "no action is stated")
	}
	var out []Action
	for _, code := range in {
		action, err := ParseAction(code)
		if err != nil {
			p.problem(n, "%v", err)
		} else if slices.Contains(out, action) {
			p.problem(n, "action %q is stated twice", code)
		}
		out = append(out, action)
	}
	if slices.Contains(out, List) != slices.Contains(out, Read) {
		p.problem(n, "list and read stand together")
	}
	return out
}

func (p *parser) scopes(n int, in []string) []Scope {
	if len(in) == 0 {
		p.problem(n, "no scope is stated")
	}
	var out []Scope
	for _, code := range in {
		scope := Scope(code)
		if !slices.Contains(Scopes(), scope) {
			p.problem(n, "%q is not a scope", code)
		} else if slices.Contains(out, scope) {
			p.problem(n, "scope %q is stated twice", code)
		}
		out = append(out, scope)
	}
	return out
}

// together keeps level 4 behind the case list: there, a wide scope may count, create, import and verify, and nothing else.
func (p *parser) together(n int, r Rule) {
	if r.Max < LevelCase {
		return
	}
	for _, scope := range r.Scopes {
		if scope == ScopeOwn || scope == ScopeSelf || scope == ScopeCase {
			continue
		}
		for _, action := range r.Actions {
			if !blind(r.Role, action) {
				p.problem(n, "level 4 by scope %q does not open for %q: the case list does", scope, action)
			}
		}
	}
}

// blind says whether the role may do the action at level 4 without the case list, since it shows nobody anything: system
// routes and escalates, and no person acts as it.
func blind(role Role, a Action) bool {
	switch a {
	case Count, Create, Import, Verify:
		return true
	case Update, Assign:
		return role == System
	}
	return false
}

// kinds reads kind[.class+class][@area] and $set[.class+class][@area].
func (p *parser) kinds(n int, in []string, base Rule) []Rule {
	if len(in) == 0 {
		p.problem(n, "no kind is stated")
	}
	var out []Rule
	for _, token := range in {
		rest, area, hasArea := strings.Cut(token, "@")
		name, classes, hasClass := strings.Cut(rest, ".")
		rule := base
		if hasArea {
			rule.AnyArea = area == "any"
			if !rule.AnyArea {
				rule.Area = area
			}
			if !kindName.MatchString(area) {
				p.problem(n, "%q is not the code of an area", area)
			}
		}
		if hasClass {
			rule.Classes = p.classes(n, classes)
		}
		for _, kind := range p.members(n, name) {
			rule.Kind, rule.token = kind, kind+strings.TrimPrefix(token, name)
			out = append(out, rule)
		}
	}
	return out
}

func (p *parser) members(n int, name string) []string {
	if set, isSet := strings.CutPrefix(name, "$"); isSet {
		p.used[set] = true
		if p.sets[set] == nil {
			p.problem(n, "set %q is not there", set)
		}
		return p.sets[set]
	}
	if !kindName.MatchString(name) {
		p.problem(n, "%q is not the name of a kind", name)
	}
	return []string{name}
}

// classes reads "violence+it", or "-violence-protective" for every class but those.
func (p *parser) classes(n int, text string) []string {
	if but, isBut := strings.CutPrefix(text, "-"); isBut {
		without := p.classList(n, strings.Split(but, "-"))
		return slices.DeleteFunc(Classes(), func(c string) bool { return slices.Contains(without, c) })
	}
	return p.classList(n, strings.Split(text, "+"))
}

func (p *parser) classList(n int, in []string) []string {
	out := []string{}
	for _, code := range in {
		class := code
		if code == "none" {
			class = ClassNone
		}
		if code == "" || !slices.Contains(Classes(), class) {
			p.problem(n, "%q is not a class", code)
		} else if slices.Contains(out, class) {
			p.problem(n, "class %q is stated twice", code)
		}
		out = append(out, class)
	}
	return out
}
