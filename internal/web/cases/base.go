package cases

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// wasPrefix stands before the name of an answer in the hidden value that says what it was when the form was filled in.
const wasPrefix = "was."

// everyFact in the list of what a form shares stands for every answer to the profile's questions, each followed by itself.
const everyFact = "facts"

// followed are the names of everything that the form compares with what others do meanwhile.
func (w *work) followed() []string {
	names := slices.Concat(w.watched, w.shared)
	at := slices.Index(names, everyFact)
	if at < 0 {
		return names
	}
	codes := map[string]bool{}
	for code := range w.i.Facts {
		codes[factPrefix+code] = true
	}
	for name := range w.d.Values {
		if name = strings.TrimPrefix(name, wasPrefix); strings.HasPrefix(name, factPrefix) {
			codes[name] = true
		}
	}
	return slices.Replace(names, at, at+1, slices.Sorted(maps.Keys(codes))...)
}

// question is the profile's question that an answer of the form is to.
func (w *work) question(name string) (strategy.Question, bool) {
	code, isFact := strings.CutPrefix(name, factPrefix)
	if !isFact {
		return strategy.Question{}, false
	}
	return w.Profile.Question(code)
}

// base is what the form was filled in from: the version, and what it follows as that was. What a form drawn again did not
// hold was not answered.
func (w *work) base() []ui.Hidden {
	hidden := []ui.Hidden{{Name: "version", Value: w.get("version", strconv.Itoa(w.i.Version))}}
	for _, name := range w.followed() {
		was := w.stands(name)
		if w.d.Shown("version") {
			was = w.d.Get(wasPrefix + name)
		}
		hidden = append(hidden, ui.Hidden{Name: wasPrefix + name, Value: was})
	}
	return hidden
}

// stands is an answer as it is now. A secret shows that it is there, never what it is.
func (w *work) stands(name string) string {
	switch name {
	case "state":
		return string(w.i.State)
	case "version":
		return strconv.Itoa(w.i.Version)
	}
	if code, isFact := strings.CutPrefix(name, factPrefix); isFact {
		return w.i.Facts[code]
	}
	info, _ := w.row.Meta().Field(name)
	return plainly(info, w.row.Text(name))
}
