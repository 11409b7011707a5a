package access

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
)

//go:embed rules.txt
var rulesText string

// Scope is how far a rule reaches.
type Scope string

// The scopes. The first five are by the appointment's reach, the rest by the person's relation to the record.
const (
	ScopeAny        Scope = "any"        // every record of the kind, whatever the appointment
	ScopeUnit       Scope = "unit"       // the appointment's units
	ScopeSite       Scope = "site"       // the units of the appointment's site
	ScopeRegion     Scope = "region"     // every unit, if the appointment is region-wide; otherwise its units
	ScopeEngagement Scope = "engagement" // what the review engagement covers; the appointment's dates end it
	ScopeOwn        Scope = "own"        // the reporter
	ScopeAssignee   Scope = "assignee"
	ScopeOwned      Scope = "owned"
	ScopeCase       Scope = "case"
	ScopeForum      Scope = "forum"
	ScopeSelf       Scope = "self"
)

// Scopes lists every scope in a fixed order.
func Scopes() []Scope {
	return []Scope{ScopeAny, ScopeUnit, ScopeSite, ScopeRegion, ScopeEngagement, ScopeOwn, ScopeAssignee, ScopeOwned, ScopeCase, ScopeForum, ScopeSelf}
}

// relation is the relation a scope asks for, or "" for a scope of reach.
func (s Scope) relation() RelationName {
	switch s {
	case ScopeOwn:
		return RelationReporter
	case ScopeAssignee:
		return RelationAssignee
	case ScopeOwned:
		return RelationOwner
	case ScopeCase:
		return RelationCase
	case ScopeForum:
		return RelationForum
	case ScopeSelf:
		return RelationSelf
	}
	return ""
}

// survivesConflict says whether a conflict of interest leaves the scope open: the reporter still follows the own report,
// a person still sees the own row, and everyone may report what concerns themselves.
func (s Scope) survivesConflict(a Action) bool {
	return s == ScopeOwn || s == ScopeSelf || (s == ScopeAny && a == Create)
}

// Rule is one line of rules.txt for one kind.
type Rule struct {
	Line    int
	Role    Role
	Kind    string
	Classes []string // nil = every class
	Area    string   // only records of this area; "" = any
	AnyArea bool     // the appointment's areas do not limit
	Actions []Action
	Scopes  []Scope
	Max     Level

	token string // the kind as the line writes it
}

// String writes the rule as it stands in rules.txt, for the explanation page.
func (r Rule) String() string {
	return fmt.Sprintf("%s | %s | %s | %s | %d", r.Role, r.token, words(r.Actions), words(r.Scopes), r.Max)
}

func words[T ~string](in []T) string {
	out := make([]string, len(in))
	for i, w := range in {
		out[i] = string(w)
	}
	return strings.Join(out, " ")
}

// covers says whether the rule speaks of the action on that kind's class and level, whoever asks.
func (r Rule) covers(a Action, class string, level Level) bool {
	return level <= r.Max && r.gives(a) && (r.Classes == nil || slices.Contains(r.Classes, class))
}

// gives says whether the rule states the action; to list is also to count.
func (r Rule) gives(a Action) bool {
	return slices.Contains(r.Actions, a) || (a == Count && slices.Contains(r.Actions, List))
}

// Rules is a parsed rule file.
type Rules struct {
	all    []Rule
	byRole map[Role]map[string][]Rule
}

// All lists the rules in the order of the file, one for each kind of a line.
func (r *Rules) All() []Rule { return slices.Clone(r.all) }

// Kinds lists every kind the rules speak of, sorted.
func (r *Rules) Kinds() []string {
	seen := map[string]bool{}
	for _, rule := range r.all {
		seen[rule.Kind] = true
	}
	out := make([]string, 0, len(seen))
	for kind := range seen {
		out = append(out, kind)
	}
	slices.Sort(out)
	return out
}

func (r *Rules) of(role Role, kind string) []Rule { return r.byRole[role][kind] }

// Load returns the rules this program was built with, parsed once. An error means that the program was built wrong:
// call it at start and stop.
func Load() (*Rules, error) { return embedded() }

// embedded holds the embedded file's parsed form; nothing changes it after the first call.
var embedded = sync.OnceValues(func() (*Rules, error) { return Parse(rulesText) })

// inForce is Load for the evaluation itself: with a broken file there are no rules, and everything is denied.
func inForce() *Rules {
	rules, err := embedded()
	if err != nil {
		return &Rules{}
	}
	return rules
}
