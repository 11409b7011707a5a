package access

import (
	"strings"
	"testing"
)

func TestEveryMistakeInARuleFileIsToldWithItsLine(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"too few columns", "employee | incident | create", "line 1: a rule has five columns, this has 3"},
		{"an unknown role", "\nboss | incident | create | any | 1", `line 2: parse role: "boss" is not an access role`},
		{"an unknown action", "employee | incident | steal | any | 1", `line 1: parse action: "steal" is not an action`},
		{"an unknown scope", "employee | incident | create | moon | 1", `"moon" is not a scope`},
		{"an unknown class", "employee | incident.fun | create | any | 1", `"fun" is not a class`},
		{"an empty class", "employee | incident. | create | any | 1", `"" is not a class`},
		{"a class twice", "employee | incident.it+it | create | any | 1", `class "it" is stated twice`},
		{"a level too high", "employee | incident | create | any | 5", `"5" is not a level from 1 to 4`},
		{"no level", "employee | incident | create | any |", `"" is not a level`},
		{"a strange kind", "employee | Incident! | create | any | 1", `"Incident!" is not the name of a kind`},
		{"no kind", "employee | | create | any | 1", "no kind is stated"},
		{"no action", "employee | incident | | any | 1", "no action is stated"},
		{"no scope", "employee | incident | create | | 1", "no scope is stated"},
		{"an action twice", "employee | incident | create create | any | 1", `action "create" is stated twice`},
		{"a scope twice", "employee | incident | create | any any | 1", `scope "any" is stated twice`},
		{"a strange area", "employee | incident@ | create | any | 1", `"" is not the code of an area`},
		{"list without read", "director | incident | list | region | 2", "list and read stand together"},
		{"level 4 without the case list", "director | incident | list read | region | 4", `level 4 by scope "region" does not open for "list"`},
		{"level 4 by assignment", "employee | incident | update | assignee | 4", `level 4 by scope "assignee" does not open for "update"`},
		{"system reading level 4", "system | incident | list read | any | 4", `does not open for "read"`},
		{"a set of something strange", "let some = incident Part!\nemployee | $some | create | any | 1", `line 1: "Part!" is not the name of a kind`},
		{"a set that is not there", "employee | $all | create | any | 1", `set "all" is not there`},
		{"a set nobody uses", "let all = incident", `line 1: set "all" is never used`},
		{"a set twice", "let a = incident\nlet a = action\nemployee | $a | create | any | 1", `line 2: set "a" is already there`},
		{"a set without kinds", "let a =", "a set is written"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Parse(test.text)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestSeveralMistakesAreToldTogetherInOrder(t *testing.T) {
	_, err := Parse("boss | incident | create | any | 1\nemployee | incident | steal | any | 9")
	if err == nil {
		t.Fatal("no error")
	}
	text := err.Error()
	first, second, third := strings.Index(text, "boss"), strings.Index(text, "steal"), strings.Index(text, `"9"`)
	if first < 0 || second < first || third < 0 {
		t.Errorf("got %s", text)
	}
}

func TestARuleIsWrittenAsItWasRead(t *testing.T) {
	line := "manager | incident.-protective@any | list read | unit case | 2"
	rules, err := Parse(line + " # why")
	if err != nil {
		t.Fatal(err)
	}
	if got := rules.All()[0].String(); got != line {
		t.Errorf("got %q", got)
	}
}

func TestTheRulesOfTheProgramParse(t *testing.T) {
	if _, err := Load(); err != nil {
		t.Fatal(err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("let hanging = part comment\nemployee | $hanging.-protective@any incident.it+none | list read | own case | 4 # why")
	f.Add("let a = b\nx | $a.-it@any | list read | any | 4")
	f.Add("employee | a.b.c@d@e | create | any | 1")
	f.Fuzz(func(t *testing.T, text string) {
		rules, err := Parse(text)
		if err != nil {
			return
		}
		for _, rule := range rules.All() {
			again, err := Parse(rule.String())
			if err != nil || len(again.All()) != 1 || again.All()[0].String() != rule.String() {
				t.Fatalf("%q read again: %v", rule, err)
			}
		}
	})
}
