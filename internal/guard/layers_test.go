package guard

import (
	"strings"
	"testing"
)

// The layers of docs/adr and ARCHITECTURE.md. Imports point down only.
const (
	ground   = 0 // databases, words, time, jobs: knows nothing of records
	core     = 1 // what a record is made of: trail, access, deadlines, links, files
	record   = 2 // the record itself
	standing = 3 // strategy and organisation, which the subjects stand on
	subject  = 4 // the domain, one folder a subject
	face     = 5 // HTML, JSON, tables, mail: know HTTP and records, know no rule
	glue     = 6 // the program
	support  = 9 // helps tests; no part of the program
)

// layers says where each folder under internal belongs. A new folder needs a
// line here: deciding where it belongs is part of making it.
var layers = map[string]int{
	"store": ground, "words": ground, "clock": ground, "job": ground, "personalnumber": ground,
	"trail": core, "access": core, "deadline": core, "search": core, "view": core, "link": core, "file": core,
	"record":   record,
	"strategy": standing, "org": standing, "account": standing,
	"incident": subject, "action": subject, "unit": subject, "alert": subject, "statistics": subject,
	"talk": subject, "attachment": subject, "relation": subject, "investigation": subject,
	"compilation": subject, "forum": subject, "document": subject, "requirement": subject,
	"consultation": subject, "risk": subject, "asset": subject, "system": subject, "supplier": subject,
	"review": subject, "assessment": subject, "training": subject, "continuity": subject,
	"premises": subject, "firesafety": subject, "protection": subject, "investment": subject,
	"contact": subject, "batch": subject,
	"web": face, "api": face, "exchange": face, "mail": face, "oidc": face,
	"demo":  face, // makes up what people would have handed in through a face
	"app":   glue,
	"guard": support, "web/htmlcheck": support, // and every folder whose name ends in test
}

// sideways are the imports within a layer that are meant, each with its reason.
// What points from one subject to another goes through record links or events
// wired in app; a line here is for a type that both must speak of.
var sideways = map[string]string{
	"store → clock":         "a change carries the moment of its transaction",
	"job → clock":           "a job has a time to run at",
	"job → store":           "a job is a row, written in the transaction that asks for it",
	"words → clock":         "dates and times are worded by language",
	"trail → access":        "an entry says by which action something was read",
	"org → strategy":        "a role is the profile's; an appointment is to one of its roles",
	"account → org":         "a sign-in belongs to a person",
	"account → strategy":    "a sign-in shows its role by the profile's words",
	"web → exchange":        "a list is exported from its page, and a table brought in on one",
	"incident → action":     "an incident ends in actions, and shows them",
	"incident → alert":      "a serious incident alerts, and shows who has acknowledged",
	"incident → talk":       "reporter and handlers talk about an incident, which shows it in its story",
	"incident → attachment": "a report brings its files, in the same change",
	"incident → relation":   "an incident shows what it is linked to in its story",
	"statistics → incident": "figures are counted over incidents",

	"incident → investigation": "an incident is not closed before it is looked into, and shows what was found",
}

// forbidden are imports that a layer never has, whatever their direction.
var forbidden = []struct {
	path   string            // and what lies under it
	where  func(string) bool // the folders it is refused in
	reason string
}{
	{"net/http", below(face), "the domain knows no HTTP: it must be callable from a command, an import and a test alike"},
	{"github.com/a-h/templ", below(face), "the domain writes no HTML"},
	{"html/template", everywhere, "pages are typed components, so that a renamed field is a compile error"},
	{"database/sql", above(record, "store/storetest", "account", "web"), "what stands on the core knows records and no tables; sessions and drafts are no records"},
	{"github.com/jackc/pgx/v5", butFor("store", "pgtest"), "only store knows which engine it is"},
	{"modernc.org/sqlite", butFor("store"), "only store knows which engine it is"},
	{"math/rand", everywhere, "use crypto/rand, or math/rand/v2 with a seed in demo data and tests"},
	{"math/rand/v2", butFor("demo", "app"), "chance that matters comes from crypto/rand; a seeded generator is for demo data"},
	{"testing", butForSupport, "the program carries no test code"},
	{"log", butForSupport, "log/slog, with fields"},
	{"unsafe", everywhere, "nothing here is worth it"},
	{"os/exec", butForSupport, "the program starts no other program"},
}

func TestImportsPointDownOnly(t *testing.T) {
	for _, file := range everyGoFile(t) {
		if file.test() || !strings.HasPrefix(file.pkg, "internal/") {
			continue
		}
		from := folder(strings.TrimPrefix(file.pkg, "internal/"))
		for _, path := range file.imports {
			inner, ours := strings.CutPrefix(path, module+"internal/")
			if !ours {
				continue
			}
			if problem := imports(from, folder(inner)); problem != "" {
				t.Errorf("%s imports %s: %s", file.path, inner, problem)
			}
		}
	}
}

// imports says what is wrong with an import, nothing if it is right.
func imports(from, to string) string {
	upper, known := layerOf(from)
	lower, target := layerOf(to)
	switch {
	case !known:
		return from + " is in no layer: give it one in internal/guard/layers_test.go"
	case !target:
		return to + " is in no layer: give it one in internal/guard/layers_test.go"
	case lower == support && upper != support:
		return to + " helps tests and is no part of the program"
	case lower < upper, from == to, upper == support:
		return ""
	case lower == upper && sideways[from+" → "+to] != "":
		return ""
	case lower == upper:
		return "same layer: use record links or an event wired in app, or give a reason in the table sideways"
	}
	return "imports point down only"
}

func TestEveryFolderHasALayer(t *testing.T) {
	for _, file := range everyGoFile(t) {
		inner, ok := strings.CutPrefix(file.pkg, "internal/")
		if !ok {
			continue
		}
		if _, known := layerOf(folder(inner)); !known {
			t.Errorf("%s: internal/%s is in no layer: give it one in internal/guard/layers_test.go", file.path, inner)
		}
	}
}

func TestNobodyImportsWhatIsNotForIt(t *testing.T) {
	for _, file := range everyGoFile(t) {
		if file.test() {
			continue
		}
		from := folder(strings.TrimPrefix(file.pkg, "internal/"))
		for _, path := range file.imports {
			for _, rule := range forbidden {
				if (path == rule.path || strings.HasPrefix(path, rule.path+"/") && path != "math/rand/v2" && path != "log/slog") && rule.where(from) {
					t.Errorf("%s imports %s: %s", file.path, path, rule.reason)
				}
			}
		}
	}
}

func TestTheLayerRuleFindsWhatItShould(t *testing.T) {
	for _, one := range []struct {
		from, to string
		fine     bool
	}{
		{"incident", "record", true},
		{"record", "incident", false},
		{"incident", "risk", false},
		{"incident", "web", false},
		{"web", "incident", true},
		{"job", "store", true},
		{"store", "job", false},
		{"app", "pgtest", false},
		{"web", "web/webtest", false},
		{"web/webtest", "app", true},
		{"store/storetest", "pgtest", true},
		{"nowhere", "record", false},
	} {
		if fine := imports(one.from, one.to) == ""; fine != one.fine {
			t.Errorf("%s → %s: allowed is %t", one.from, one.to, fine)
		}
	}
}

// folder is the line of the table layers that a package falls under.
func folder(pkg string) string {
	if _, ok := layers[pkg]; ok || strings.HasSuffix(pkg, "test") {
		return pkg
	}
	first, _, _ := strings.Cut(pkg, "/")
	return first
}

// layerOf tells which layer a line of the table is.
func layerOf(folder string) (layer int, known bool) {
	if strings.HasSuffix(folder, "test") {
		return support, true
	}
	layer, known = layers[folder]
	return layer, known
}

func everywhere(string) bool { return true }

func below(layer int) func(string) bool {
	return func(folder string) bool {
		of, known := layerOf(folder)
		return known && of < layer
	}
}

func butFor(folders ...string) func(string) bool {
	return func(folder string) bool {
		for _, one := range folders {
			if one == folder {
				return false
			}
		}
		return true
	}
}

// above refuses the layers over this one, but for the folders named.
func above(layer int, folders ...string) func(string) bool {
	return func(folder string) bool {
		of, _ := layerOf(folder)
		return of > layer && butFor(folders...)(folder)
	}
}

func butForSupport(folder string) bool {
	of, _ := layerOf(folder)
	return of != support
}
