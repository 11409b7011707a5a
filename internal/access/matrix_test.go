package access

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/matrix.golden anew")

const goldenMatrix = "testdata/matrix.golden"

// standing is how the asking person stands to the record in the matrix.
type standing struct {
	name     string
	region   bool         // the appointment is region-wide
	inUnit   bool         // the record lies in the appointment's units
	relation RelationName // the one relation the person has, if any
}

func standings() []standing {
	out := []standing{
		{name: "stranger"},
		{name: "in reach", inUnit: true},
		{name: "region", region: true},
	}
	for _, r := range []RelationName{RelationReporter, RelationAssignee, RelationOwner, RelationCase, RelationForum, RelationSelf} {
		out = append(out, standing{name: string(r), relation: r})
	}
	return out
}

const me, myVeil, myUnit, otherUnit = 7, 7777, 10, 99

func (st standing) ask(role Role, kind, class string, level Level) (Subject, Object) {
	s := Subject{Person: me, Veil: myVeil, Grants: []Grant{{Role: role, Region: st.region, Units: []int64{myUnit}}}}
	o := Object{Kind: kind, Class: class, Level: level, Unit: otherUnit}
	if st.inUnit {
		o.Unit = myUnit
	}
	if st.relation != "" {
		who := int64(me)
		if st.relation.Veiled() {
			who = myVeil
		}
		o.Relations = []Relation{{st.relation, who}}
	}
	return s, o
}

// classesOf lists the classes the rules tell apart for a kind.
func classesOf(kind string) []string {
	for _, rule := range inForce().All() {
		if rule.Kind == kind && rule.Classes != nil {
			return Classes()
		}
	}
	return []string{ClassNone}
}

// cell writes what one role may do with one kind and class in one standing: each action with its highest level.
func cell(t *testing.T, role Role, kind, class string, st standing) string {
	var out []string
	for _, action := range Actions() {
		highest := Level(0)
		for level := LevelOpen; level <= LevelCase; level++ {
			s, o := st.ask(role, kind, class, level)
			if !s.May(action, o) {
				continue
			}
			if level != highest+1 {
				t.Errorf("%s %s.%s %s %s: level %d is open but not the one below", role, kind, class, st.name, action, level)
			}
			highest = level
		}
		if highest > 0 {
			out = append(out, fmt.Sprintf("%s≤%d", action, highest))
		}
	}
	return strings.Join(out, " ")
}

// matrix writes every cell. What a stranger may do is written once and left out of the other standings; classes that get
// the same are written together. What is not written is denied.
func matrix(t *testing.T) string {
	var b strings.Builder
	b.WriteString("# role | kind.class | standing | action≤highest level     written by: go test ./internal/access -run Matrix -update\n")
	for _, role := range Roles() {
		for _, kind := range inForce().Kinds() {
			stranger := map[string]string{}
			for _, st := range standings() {
				var order []string
				same := map[string][]string{}
				for _, class := range classesOf(kind) {
					text := cell(t, role, kind, class, st)
					if st.name == "stranger" {
						stranger[class] = text
					} else if text == stranger[class] {
						text = ""
					}
					if text == "" {
						continue
					}
					if same[text] == nil {
						order = append(order, text)
					}
					same[text] = append(same[text], class)
				}
				for _, text := range order {
					fmt.Fprintf(&b, "%s | %s | %s | %s\n", role, kindAndClasses(kind, same[text]), st.name, text)
				}
			}
		}
	}
	return b.String()
}

func kindAndClasses(kind string, classes []string) string {
	if len(classes) == len(classesOf(kind)) {
		return kind
	}
	names := slices.Clone(classes)
	if i := slices.Index(names, ClassNone); i >= 0 {
		names[i] = "none"
	}
	return kind + "." + strings.Join(names, "+")
}

func TestTheMatrixIsTheOneThatWasReviewed(t *testing.T) {
	got := matrix(t)
	if *update {
		if err := os.WriteFile(goldenMatrix, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(goldenMatrix)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	before, after := strings.Split(string(want), "\n"), strings.Split(got, "\n")
	for _, line := range after {
		if !slices.Contains(before, line) {
			t.Errorf("new:  %s", line)
		}
	}
	for _, line := range before {
		if !slices.Contains(after, line) {
			t.Errorf("gone: %s", line)
		}
	}
}

func TestEveryRoleHasARule(t *testing.T) {
	for _, role := range Roles() {
		if len(inForce().byRole[role]) == 0 {
			t.Errorf("%s has no rule", role)
		}
	}
}
