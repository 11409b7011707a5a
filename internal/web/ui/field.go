package ui

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vardkas/vardkas/internal/words"
)

// Input is the way a field is filled in.
type Input string

// The ways a field is filled in.
const (
	Line       Input = "line"       // one line of text
	Area       Input = "area"       // several lines
	Number     Input = "number"     // a number, written as text so that a comma is allowed
	Money      Input = "money"      // kronor
	Date       Input = "date"       // YYYY-MM-DD
	Time       Input = "time"       // HH:MM
	DateTime   Input = "datetime"   // YYYY-MM-DDTHH:MM, Swedish time
	Email      Input = "email"      // an address
	Choice     Input = "choice"     // one of Options, as radio buttons with a line of explanation
	Select     Input = "select"     // one of Options, as a list to drop down
	Checkbox   Input = "checkbox"   // yes or not; value "1"
	Checkboxes Input = "checkboxes" // some of Options; the chosen stand in Values
	File       Input = "file"       // files; those already kept stand in Files
	Reference  Input = "reference"  // one of many thousands: search, then choose
	References Input = "references" // some of many thousands: search, then tick; those held stand in Options
	Password   Input = "password"   // never filled in by the server
	HiddenIn   Input = "hidden"     // carried along
	Shown      Input = "shown"      // words to read, not a control
)

// ShownName is the name of a hidden value that FieldOf sends for choices,
// boxes and files: it names the field, so that the server can tell an unticked
// box from a field that was not in the form.
const ShownName = "_shown"

// SearchName is the name of the Sök button of a reference field; its value is
// the field's name. A form posted with it is drawn again with matches.
const SearchName = "_search"

// RemoveName is the name of the button that takes away a kept file; its value
// is the file's Value.
const RemoveName = "_remove"

// QueryName is the name of the text a reference field is searched by. A form
// posted with that text, nothing chosen and no SearchName (Enter without
// script) should be drawn again with matches rather than refused.
func QueryName(field string) string { return field + "_query" }

// FieldID is the id of a field's first control, which ErrorSummary leads to.
func FieldID(name string) string { return "f-" + strings.ReplaceAll(name, ".", "-") }

// Option is one thing to choose.
type Option struct {
	Heading  string // opens a group of options that goes on until the next heading; radio buttons and boxes only
	Value    string
	Label    string
	Hint     string // a line of explanation
	Selected bool
}

// optionGroup is a run of options under one heading; the options before the first heading have none.
type optionGroup struct {
	heading string
	options []Option
	from    int // place of the first among all options
}

func headed(options []Option) (groups []optionGroup) {
	for i, o := range options {
		if i == 0 || o.Heading != "" {
			groups = append(groups, optionGroup{heading: o.Heading, from: i})
		}
		last := &groups[len(groups)-1]
		last.options = append(last.options, o)
	}
	return groups
}

// Field is one question of a form with what was answered and what is wrong
// with the answer. Texts are worded by the caller.
type Field struct {
	Name         string // = column = JSON key
	Label        string
	Hint         string
	Value        string
	Values       []string // Checkboxes: the chosen values; other inputs: not used
	Problems     []string // worded, each a whole sentence that says what to do
	Input        Input    // zero: Line
	Options      []Option
	Required     bool // a field that is not required says so itself
	MaxLength    int
	Rows         int    // Area: lines shown, 4 when zero
	Suffix       string // unit of measure behind the control: "kr", "tim"
	Autocomplete string // WCAG 1.3.5 token
	Inputmode    string
	Files        []KeptFile     // File: already kept in the draft
	Accept       string         // File: accept attribute
	Search       *ReferenceView // Reference: state of the search
	Lang         words.Lang     // language of the value where it differs from the page's
}

// KeptFile is a file the draft already holds.
type KeptFile struct {
	Name  string
	Bytes int64
	Value string // what the remove button sends; empty: no button
}

// ReferenceView is the state of a search for one of many thousands.
type ReferenceView struct {
	Query    string
	Chosen   *Option  // what the field holds now
	Matches  []Option // found by Query
	Searched bool     // a search was made: no matches is then said in words
	More     bool     // there are more matches than shown
	Lookup   string   // optional GET address for script: ?q=…&name=… answers MatchesOf
}

func (f Field) id() string     { return FieldID(f.Name) }
func (f Field) hintID() string { return f.id() + "-hint" }

func (f Field) problemID() string { return f.id() + "-problem" }

// optionID is the field's own id for option 0, so that a link to the field
// always lands on a control; a reference's own id is that of its search.
func (f Field) optionID(i int) string {
	if i == 0 {
		return f.id()
	}
	return f.id() + "-" + strconv.Itoa(i)
}

// describedBy lists the ids that explain the control, in reading order.
func (f Field) describedBy() string {
	var ids []string
	if f.hasHint() {
		ids = append(ids, f.hintID())
	}
	if len(f.Problems) > 0 {
		ids = append(ids, f.problemID())
	}
	return strings.Join(ids, " ")
}

func (f Field) hasHint() bool { return f.Hint != "" || f.MaxLength > 0 && f.Input == Area }

func (f Field) isChosen(o Option) bool {
	return o.Selected || o.Value == f.Value && f.Value != "" || slices.Contains(f.Values, o.Value)
}

// isGroup reports whether the field is several controls under one legend.
func (f Field) isGroup() bool {
	return f.Input == Choice || f.Input == Checkboxes || f.isReference()
}

func (f Field) isReference() bool { return f.Input == Reference || f.Input == References }

// namesItself reports whether an empty answer is absent from what the browser
// sends, so that ShownName must say that the field was there.
func (f Field) namesItself() bool {
	return f.Input == Checkbox || f.Input == Choice || f.Input == Checkboxes || f.isReference() || f.Input == File
}

func (f Field) inputType() string {
	switch f.Input {
	case Date, Time, Password, Email:
		return string(f.Input)
	case DateTime:
		return "datetime-local"
	}
	return "text"
}

func (f Field) inputmode() string {
	switch {
	case f.Inputmode != "":
		return f.Inputmode
	case f.Input == Number || f.Input == Money:
		return "decimal"
	}
	return ""
}

func (f Field) suffix() string {
	if f.Suffix == "" && f.Input == Money {
		return "kr"
	}
	return f.Suffix
}

// shownValue is what the control holds: a password is never sent back.
func (f Field) shownValue() string {
	if f.Input == Password {
		return ""
	}
	return f.Value
}

func (f Field) rows() string {
	if f.Rows == 0 {
		return "4"
	}
	return strconv.Itoa(f.Rows)
}

// referenceOptions is everything that can be chosen in a reference: what is held now, then the matches.
func (f Field) referenceOptions() []Option {
	held := slices.Clone(f.Options)
	for i := range held {
		held[i].Selected = true
	}
	if f.Search == nil {
		return held
	}
	if f.Search.Chosen != nil {
		held = []Option{*f.Search.Chosen}
		held[0].Selected = true
	}
	isHeld := func(o Option) bool {
		return slices.ContainsFunc(held, func(h Option) bool { return h.Value == o.Value })
	}
	return append(held, slices.DeleteFunc(slices.Clone(f.Search.Matches), isHeld)...)
}

// referenceKind is the control of what a search found.
func (f Field) referenceKind() string {
	if f.Input == References {
		return "checkbox"
	}
	return "radio"
}

func (f Field) query() string {
	if f.Search == nil {
		return ""
	}
	return f.Search.Query
}
