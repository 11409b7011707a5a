package guard

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestTheThreatModelNamesTestsThatExist(t *testing.T) {
	known, rows := testNames(t), 0
	for line := range strings.Lines(contents(t, "docs/threat-model.md")) {
		cells := strings.Split(line, "|")
		if len(cells) != 7 || !regexp.MustCompile(`^ \d+ $`).MatchString(cells[1]) {
			continue
		}
		rows++
		state, named := strings.TrimSpace(cells[4]), regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cells[5], -1)
		if !slices.Contains([]string{"built", "partly", "not yet"}, state) || (state == "not yet") != (len(named) == 0) {
			t.Errorf("row%sis %q and names %d tests", cells[1], state, len(named))
		}
		for _, one := range named {
			if !known[one[1]] {
				t.Errorf("row%s: there is no test %s", cells[1], one[1])
			}
		}
	}
	if rows < 30 {
		t.Errorf("read only %d rows", rows)
	}
}
