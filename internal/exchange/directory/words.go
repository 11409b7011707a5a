package directory

import (
	"strings"

	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/words"
)

// Counts is a plan in one sentence.
func Counts(lang words.Lang, p *org.Plan) string {
	return words.T(lang, "directory.count", p.Count(org.EffectNew), p.Count(org.EffectChanged), p.Count(org.EffectMoved), p.Count(org.EffectClosed), p.Count(org.EffectUnchanged))
}

// Changes are the fields of a change before and after, as " (Name: old → new; …)"; empty when none changes.
func Changes(lang words.Lang, kind string, c org.Change) string {
	parts := Fields(lang, kind, c)
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, "; ") + ")"
}

// Fields are the fields of a change, each before and after.
func Fields(lang words.Lang, kind string, c org.Change) (all []string) {
	name := strings.TrimSuffix(kind, "s")
	shown := func(f org.FieldChange, value string) string {
		switch {
		case value == "":
			return words.T(lang, "directory.nothing")
		case f.Name == "state":
			return words.T(lang, name+".state."+value)
		case f.Name == "kind":
			return words.T(lang, "unit.kind."+value)
		}
		return value
	}
	for _, f := range c.Fields {
		label := name + ".field." + f.Name
		if !words.Has(label) {
			label = "record.field." + f.Name
		}
		all = append(all, words.T(lang, label)+": "+shown(f, f.From)+" → "+shown(f, f.To))
	}
	return all
}
