package cases

import (
	"slices"
	"testing"

	"github.com/vardkas/vardkas/internal/incident"
)

func TestEverySectionAsksForFieldsThatMayBeChanged(t *testing.T) {
	sections := []string{sheetReached, sheetWhen, sheetCause, sheetPolice, sheetRegistry}
	for _, s := range sheets() {
		for _, name := range s.watched {
			info, ok := incident.Kind.Meta().Field(name)
			switch {
			case name == "state":
			case !ok:
				t.Errorf("%s watches %s, which no event has", s.name, name)
			case info.Derived && slices.Contains(sections, s.name):
				t.Errorf("%s asks for %s, which only the rules set", s.name, name)
			}
		}
	}
}
