package ui

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"
)

// Problem is one thing to put right, worded. Field names the field it belongs
// to; a problem of the whole form has none.
type Problem struct {
	Field string
	Text  string
}

// ProblemsOf lists the problems that stand at the fields, for ErrorSummary. There they stand far from their fields, so each
// begins with the field's name.
func ProblemsOf(fields ...Field) []Problem {
	var all []Problem
	for _, f := range fields {
		for _, text := range f.Problems {
			all = append(all, Problem{Field: f.Name, Text: Named(f.Label, text)})
		}
	}
	return all
}

// Named is a problem after the name of its field, as one sentence. A name that is a question or a sentence keeps its own sign.
func Named(label, text string) string {
	label = strings.TrimSpace(label)
	switch {
	case label == "":
		return text
	case strings.HasSuffix(label, "?") || strings.HasSuffix(label, "."):
		return label + " " + text
	}
	first, size := utf8.DecodeRuneInString(text)
	second, _ := utf8.DecodeRuneInString(text[size:])
	if !unicode.IsLower(second) { // an abbreviation or a name of ours: IT, "1", AB-12
		return label + ": " + text
	}
	return label + ": " + string(unicode.ToLower(first)) + text[size:]
}

// Group is a part of a form under a heading of its own. In a form with Steps
// it is one step on a narrow screen.
type Group struct {
	Name   string // id of the group: "g-" + Name
	Title  string // legend; empty: the fields stand bare
	Hint   string
	Fields []Field
}

// Form is a whole form with its problems, fields and actions.
type Form struct {
	ID        string // needed with Steps and by a LanguageSwitch
	Action    string
	Get       bool // GET instead of POST
	Multipart bool // needed when a field takes files
	Hidden    []Hidden
	Problems  []Problem // problems of the whole form; those of fields are added
	Groups    []Group
	Body      templ.Component // after the groups: what is not a field
	Steps     bool            // script shows the groups one by one on narrow screens
	Actions   Actions
}

// AllProblems is the form's own problems and then those of its fields.
func (f Form) AllProblems() []Problem {
	all := append([]Problem(nil), f.Problems...)
	for _, g := range f.Groups {
		all = append(all, ProblemsOf(g.Fields...)...)
	}
	return all
}

func (f Form) method() string {
	if f.Get {
		return "get"
	}
	return "post"
}

func (f Form) enctype() string {
	if f.Multipart {
		return "multipart/form-data"
	}
	return "application/x-www-form-urlencoded"
}

// ButtonKind is how much a button asks to be pressed.
type ButtonKind string

// A page has at most one Primary button.
const (
	Primary   ButtonKind = "primary"
	Secondary ButtonKind = "secondary"
	Quiet     ButtonKind = "quiet"
	Danger    ButtonKind = "danger" // cannot be undone
)

// Button is something to press. With Href it is a link; with Post it is a form
// of its own round one button (never put that inside another form); else it is
// a button of the form it stands in.
type Button struct {
	Label  string
	Kind   ButtonKind // zero: Secondary
	Name   string
	Value  string
	Href   string
	Post   string
	Hidden []Hidden // with Post
	Form   string   // id of the form it belongs to when it stands outside
	Note   string   // read with the label: which thing it acts on
	Hint   string   // a line under the button
	Big    bool     // the one thing a page is there for: a start page's
}

func (b Button) kind() string {
	if b.Kind == "" {
		return string(Secondary)
	}
	return string(b.Kind)
}

func (b Button) size() string {
	if b.Big {
		return "big"
	}
	return ""
}

// Actions is what may be done now: at most one primary button, the others
// behind it. Why nothing may be done is said in Note.
type Actions struct {
	Primary *Button
	Others  []Button
	Note    string
}
