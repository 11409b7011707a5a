package strategy_test

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/words"
)

var update = flag.Bool("update", false, "write the golden file")

const small = "testdata/exempelkommun"

func exempelkommun(t *testing.T) *strategy.Profile {
	t.Helper()
	return load(t)
}

// edit replaces text in a file of the small profile; an empty old text replaces
// the whole file, and an empty file name nothing.
type edit struct{ file, old, new string }

func load(t *testing.T, edits ...edit) *strategy.Profile {
	t.Helper()
	p, err := strategy.Load(edited(t, edits...), ".", known())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func edited(t testing.TB, edits ...edit) fstest.MapFS {
	t.Helper()
	files := smallFiles(t)
	for _, e := range edits {
		before := ""
		if file, ok := files[e.file]; ok {
			before = string(file.Data)
		}
		after := strings.Replace(before, e.old, e.new, 1)
		if e.old == "" {
			after = e.new
		}
		if after == before {
			t.Fatalf("the edit %q of %s changes nothing", e.old, e.file)
		}
		files[e.file] = &fstest.MapFile{Data: []byte(after)}
	}
	return files
}

func smallFiles(t testing.TB) fstest.MapFS {
	t.Helper()
	entries, err := os.ReadDir(small)
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	for _, entry := range entries {
		data, err := os.ReadFile(path.Join(small, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[entry.Name()] = &fstest.MapFile{Data: data}
	}
	return files
}

func TestAnotherOrganisationHasAreasAndScalesOfItsOwn(t *testing.T) {
	p := exempelkommun(t)
	var areas []string
	for _, area := range p.Areas() {
		areas = append(areas, area.Code)
	}
	if !slices.Equal(areas, []string{"safety", "digital", "networks"}) {
		t.Errorf("areas %v", areas)
	}
	if got := p.Severity(map[string]string{"health": "much", "money": "much"}); got != "grave" {
		t.Errorf("severity %q", got)
	}
	if from, to := p.Valid(); from.String() != "2026-01-01" || to.String() != "2029-12-31" || p.Terms().Version() != 3 {
		t.Errorf("version %d from %v to %v", p.Version(), from, to)
	}
	if c, _ := p.Category("outage"); !slices.Equal(c.Subtypes, []string{"event"}) {
		t.Errorf("sub-types %v", c.Subtypes)
	}
	if c, _ := p.Category("brawl"); !slices.Equal(c.Subtypes, []string{"event", "risk"}) {
		t.Errorf("a category that names no sub-types has all, got %v", c.Subtypes)
	}
	brawl, _ := p.Category("brawl")
	outage, _ := p.Category("outage")
	if brawl.Ground != "21:3" || outage.Ground != "18:8" {
		t.Errorf("grounds %q and %q", brawl.Ground, outage.Ground)
	}
	bare := load(t, edit{"categories.yaml", "  - {ground: \"18:8\", own: true}\n", ""})
	if outage, _ = bare.Category("outage"); outage.Ground != "" {
		t.Errorf("a class without a ground is tried by %q", outage.Ground)
	}
	if gaps := p.Gaps(); len(gaps) != 3 {
		t.Errorf("%d gaps, want the deputy, the goal and the one listed: %+v", len(gaps), gaps)
	}
}

func TestARetiredCodeKeepsItsWordsButCannotBeChosen(t *testing.T) {
	terms := exempelkommun(t).Terms()
	if terms.Valid(strategy.SetCategory, "noise") || !terms.Known(strategy.SetCategory, "noise") {
		t.Error("a retired code is known but not valid")
	}
	if got := terms.Label(strategy.SetCategory, "noise").In(words.EN); got != "Noise" {
		t.Errorf("label %q", got)
	}
	if slices.Contains(terms.Codes(strategy.SetCategory), "noise") {
		t.Error("a retired code is offered")
	}
	if term, _ := terms.Term(strategy.SetCategory, "noise"); term.ReplacedBy != "brawl" || term.Order != 3 {
		t.Errorf("term %+v", term)
	}
}

func TestAYesOrNoQuestionCanBeAnsweredWithNotKnowing(t *testing.T) {
	p := exempelkommun(t)
	hurt, _ := p.Question("hurt")
	where, _ := p.Question("where")
	hours, _ := p.Question("hours")
	if !hurt.Answers(strategy.AnswerUnknown) || hurt.Answers("perhaps") || len(hurt.Choices()) != 3 {
		t.Errorf("a yes-or-no question has the choices %+v", hurt.Choices())
	}
	if !where.Answers("inside") || where.Answers(strategy.AnswerYes) {
		t.Errorf("a choice has its own options alone, got %+v", where.Choices())
	}
	if !hours.Answers("3") || len(hours.Choices()) != 0 || hours.Unit.EN != "hours" {
		t.Errorf("a number is not chosen, got %+v", hours)
	}
	for _, choice := range hurt.Choices() {
		if strings.Contains(choice.Label.SV+choice.Label.EN, "⟦") {
			t.Errorf("%s has no words", choice.Code)
		}
	}
}

func TestCodesInUseComeBeforeRetiredOnesAndUnknownLast(t *testing.T) {
	terms := load(t, edit{"categories.yaml", "categories:\n", "categories:\n  - {code: smell, label: {sv: Lukt, en: Smell}, choice: {sv: Det luktar, en: It smells}, areas: [safety], level: 1, retired: 2026-01-01, own: true}\n"}).Terms()
	for want, code := range []string{"brawl", "outage", "smell", "noise", "nonsense"} {
		if got := terms.Order(strategy.SetCategory, code); got != want {
			t.Errorf("%s stands at %d, want %d", code, got, want)
		}
	}
}

func TestACodeOfNoSetIsNeitherValidNorWorded(t *testing.T) {
	terms := exempelkommun(t).Terms()
	if terms.Valid("no-such-set", "x") || terms.Valid(strategy.SetArea, "x") {
		t.Error("an unknown code passed")
	}
	if !terms.Label(strategy.SetArea, "x").IsZero() {
		t.Error("an unknown code has words")
	}
}

// recordTerms is what package record asks of a profile.
type recordTerms interface {
	Valid(set, code string) bool
	Label(set, code string) words.Label
	Order(set, code string) int
	Codes(set string) []string
	Version() int64
}

var _ recordTerms = strategy.Terms{}

func TestAVersionThatLosesACodeDoesNotFollowTheOlder(t *testing.T) {
	older := exempelkommun(t)
	newer := load(t,
		edit{"terms.yaml", "{code: street, label", "{code: road, label"},
		edit{"categories.yaml", "retired: 2026-01-01, replaced_by: brawl, ", ""})
	got := newer.Vanished(older)
	want := []strategy.Vanished{
		{Set: strategy.SetCategory, Code: "noise", Label: words.Label{SV: "Oväsen", EN: "Noise"}, Revived: true},
		{Set: strategy.SetPlaceKind, Code: "street", Label: words.Label{SV: "Gata", EN: "Street"}},
	}
	if !slices.Equal(got, want) {
		t.Errorf("vanished %+v, want %+v", got, want)
	}
	if same := older.Vanished(older); len(same) > 0 {
		t.Errorf("a profile follows itself, got %+v", same)
	}
}

func TestAFolderThatIsNotThereIsNotAProblemOfTheProfile(t *testing.T) {
	_, err := strategy.Load(fstest.MapFS{}, "nowhere", known())
	var problems strategy.Problems
	if !errors.Is(err, fs.ErrNotExist) || errors.As(err, &problems) {
		t.Errorf("got %v", err)
	}
}

// Every way to break a profile, with what its administrator is told. The golden
// file is read by eye: go test ./internal/strategy -run Broken -update.
func brokenProfiles() []struct {
	name string
	edit edit
} {
	return []struct {
		name string
		edit edit
	}{
		{"a file that is no YAML", edit{"areas.yaml", "", "areas: [\n"}},
		{"a file that is a list", edit{"areas.yaml", "", "- one\n"}},
		{"an empty file", edit{"areas.yaml", "", "# nothing\n"}},
		{"brackets without end", edit{"areas.yaml", "", "areas: " + strings.Repeat("[", 5000) + "\n"}},
		{"a file of no profile", edit{"duties.yaml", "", "duties: []\n"}},
		{"an unknown field", edit{"categories.yaml", "    class: violence\n", "    klass: violence\n"}},
		{"a field twice", edit{"categories.yaml", "    class: violence\n", "    class: violence\n    class: violence\n"}},
		{"a missing field", edit{"categories.yaml", "    level: 4\n", ""}},
		{"an empty field", edit{"categories.yaml", "    level: 4\n", "    level:\n"}},
		{"an empty list", edit{"closing.yaml", "", "rules: []\n"}},
		{"a number where text belongs", edit{"profile.yaml", "sv: Säkerhetspolicy", "sv: 17"}},
		{"text where a number belongs", edit{"categories.yaml", "    level: 4\n", "    level: high\n"}},
		{"a number out of range", edit{"categories.yaml", "    level: 4\n", "    level: 5\n"}},
		{"text where yes or no belongs", edit{"scales.yaml", "first: true", "first: \"true\""}},
		{"a mapping where a list belongs", edit{"categories.yaml", "areas: [safety]", "areas: {safety: 1}"}},
		{"a list where a label belongs", edit{"categories.yaml", "label: {sv: Bråk, en: Brawl}", "label: [Bråk, Brawl]"}},
		{"a missing language", edit{"categories.yaml", "{sv: Bråk, en: Brawl}", "{sv: Bråk}"}},
		{"a third language", edit{"categories.yaml", "{sv: Bråk, en: Brawl}", "{sv: Bråk, en: Brawl, fi: Tappelu}"}},
		{"a code with a capital", edit{"terms.yaml", "code: street", "code: Street"}},
		{"a code twice", edit{"terms.yaml", "{code: risk, label", "{code: event, label"}},
		{"a code twice in a list", edit{"categories.yaml", "areas: [safety]", "areas: [safety, safety]"}},
		{"an unknown area", edit{"categories.yaml", "areas: [safety]", "areas: [saftey]"}},
		{"an unknown role in routing", edit{"routing.yaml", "if_vacant: guard", "if_vacant: gaurd"}},
		{"an unknown role in an escalation", edit{"alerts.yaml", "role: boss, scope: unit}]", "role: bos, scope: unit}]"}},
		{"an unknown question", edit{"categories.yaml", "report: where", "report: when"}},
		{"a question asked twice", edit{"categories.yaml", "assessment: [hurt]", "assessment: [where]"}},
		{"an unknown answer", edit{"routing.yaml", "hurt: [\"yes\", unknown]", "hurt: [\"yes\", perhaps]"}},
		{"an unknown access role", edit{"roles.yaml", "grants: [manager]", "grants: [superuser]"}},
		{"silence about access", edit{"roles.yaml", ", grants: [manager]", ""}},
		{"an unknown class", edit{"categories.yaml", "class: violence", "class: brutal"}},
		{"a ground for an unknown class", edit{"categories.yaml", "{classes: [violence], ground", "{classes: [brutal], ground"}},
		{"two grounds for a class", edit{"categories.yaml", "  - {ground: \"18:8\"", "  - {classes: [it, violence], ground: \"15:2\", own: true}\n  - {ground: \"18:8\""}},
		{"two grounds for every other class", edit{"categories.yaml", "{classes: [violence], ground", "{ground"}},
		{"a ground without a basis", edit{"categories.yaml", "ground: \"18:8\", own: true", "ground: \"18:8\""}},
		{"a bad date", edit{"profile.yaml", "valid_from: 2026-01-01", "valid_from: 2026-02-30"}},
		{"a profile that ends before it begins", edit{"profile.yaml", "valid_to: 2029-12-31", "valid_to: 2025-12-31"}},
		{"management is told and no time is stated", edit{"alerts.yaml", "management: {acknowledge_within: PT6H, own: true}\n", ""}},
		{"management's time without a basis", edit{"alerts.yaml", "PT6H, own: true", "PT6H"}},
		{"an escalation before management is late", edit{"alerts.yaml", "PT6H, own: true", "PT6H, escalate: [{after: PT1H, deputy: true}], own: true"}},
		{"a bad duration", edit{"alerts.yaml", "acknowledge_within: PT2H", "acknowledge_within: 2 hours"}},
		{"a duration in days", edit{"alerts.yaml", "acknowledge_within: PT2H", "acknowledge_within: P1D"}},
		{"an escalation before the acknowledgement is due", edit{"alerts.yaml", "after: PT2H, deputy", "after: PT1H, deputy"}},
		{"an escalation to deputy and role", edit{"alerts.yaml", "deputy: true", "deputy: true, role: boss, scope: unit"}},
		{"an escalation to nobody", edit{"alerts.yaml", "deputy: true", "deputy: false"}},
		{"replaced but not retired", edit{"categories.yaml", "retired: 2026-01-01, ", ""}},
		{"replaced by a retired code", edit{"categories.yaml", "replaced_by: brawl", "replaced_by: noise"}},
		{"a retired role in use", edit{"roles.yaml", "scope: unit, count", "retired: 2026-01-01, scope: unit, count"}},
		{"neither origin nor own", edit{"areas.yaml", "also_serves: [safety], own: true", "also_serves: [safety]"}},
		{"both origin and own", edit{"areas.yaml", "own: true", "own: true, origin: [P Mål]"}},
		{"an origin without a section", edit{"areas.yaml", "origin: [P Mål]", "origin: [P]"}},
		{"an origin in no document", edit{"areas.yaml", "origin: [P Mål]", "origin: [Q Mål]"}},
		{"areas in a circle", edit{"areas.yaml", "also_serves: [safety]", "parts: [digital]"}},
		{"an area with two parents", edit{"areas.yaml", "origin: [P Mål]", "parts: [networks], origin: [P Mål]"}},
		{"a contact category that asks", edit{"categories.yaml", "    level: 4\n", "    level: 4\n    contact_only: true\n"}},
		{"a choice of one", edit{"questions.yaml", ", {code: outside, label: {sv: Ute, en: Outside}}", ""}},
		{"options where there is no choice", edit{"questions.yaml", "kind: choice", "kind: line"}},
		{"no aspect that comes first", edit{"scales.yaml", "first: true, ", ""}},
		{"an aspect that comes first too late", edit{"scales.yaml", "aspects:\n", "aspects:\n  - {code: time, label: {sv: Tid, en: Time}, weighs: [calm, calm]}\n"}},
		{"too few severities", edit{"scales.yaml", "weighs: [calm, calm]", "weighs: [calm]"}},
		{"a worse consequence that weighs less", edit{"scales.yaml", "weighs: [calm, grave]", "weighs: [grave, calm]"}},
		{"money weighs more than health", edit{"scales.yaml", "weighs: [calm, calm]", "weighs: [grave, grave]"}},
		{"severities out of order", edit{"scales.yaml", "{code: calm, number: 1", "{code: calm, number: 2"}},
		{"nothing is serious", edit{"scales.yaml", "serious: true, ", ""}},
		{"a level that is not defined", edit{"scales.yaml", "definitions: {health: {sv: Ont, en: Pain}, money", "definitions: {money"}},
		{"a rule without a condition", edit{"closing.yaml", "always: true, ", ""}},
		{"a rule with an empty condition", edit{"routing.yaml", "when: {manager: named}", "when: {}"}},
		{"a rule for no site", edit{"routing.yaml", "sites: [harbour]", "sites: []"}},
		{"a rule that applies always and sometimes", edit{"closing.yaml", "always: true, ", "always: true, when: {areas: [safety]}, "}},
		{"an event that reaches nobody", edit{"routing.yaml", "when: {manager: named}", "when: {manager: named, areas: [safety]}"}},
		{"a serious event that alerts nobody", edit{"alerts.yaml", "when: {severity_at_least: grave}", "when: {severity_at_least: grave, areas: [safety]}"}},
		{"an event that can be closed at once", edit{"closing.yaml", "always: true", "when: {categories: [brawl]}"}},
		{"a method that ends nowhere", edit{"investigation.yaml", "root: [deep]", "root: []"}},
		{"a method that ends at a depth nobody knows", edit{"investigation.yaml", "root: [deep]", "root: [abyss]"}},
		{"a part that needs what no part holds", edit{"investigation.yaml", "needs: [note]", "needs: [signature]"}},
		{"a cause that recurs from one event", edit{"investigation.yaml", "from: 2", "from: 1"}},
		{"a reminder in no number of days", edit{"following.yaml", "after: [2]", "after: [soon]"}},
		{"a digest on no weekday", edit{"following.yaml", "weekday: friday", "weekday: payday"}},
		{"a closing fact nobody knows", edit{"closing.yaml", "fact: assessed", "fact: signed"}},
		{"documents that differ and a third that holds", edit{"roles.yaml", "grants: [], own: true",
			"grants: [], own: true, differs: [{about: {sv: Plats, en: Place}, says: [{origin: P Ett, text: {sv: Här, en: Here}}], holds: Q}]"}},
	}
}

func TestABrokenProfileSaysWhereAndWhatToDo(t *testing.T) {
	var told strings.Builder
	for _, broken := range brokenProfiles() {
		files := edited(t, broken.edit)
		_, err := strategy.Load(files, ".", known())
		var problems strategy.Problems
		if !errors.As(err, &problems) {
			t.Errorf("%s: got %v, want problems", broken.name, err)
			continue
		}
		told.WriteString("# " + broken.name + "\n" + problems.Error() + "\n\n")
	}
	const golden = "testdata/problems.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(told.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if told.String() != string(want) {
		t.Errorf("the problems differ from %s; run with -update and read the difference\n%s", golden, told.String())
	}
}

func TestEveryProblemIsMetByABrokenProfileAndWordedInBothLanguages(t *testing.T) {
	met := map[string]bool{}
	for _, broken := range brokenProfiles() {
		_, err := strategy.Load(edited(t, broken.edit), ".", known())
		var problems strategy.Problems
		errors.As(err, &problems)
		for _, p := range problems {
			met[p.Key] = true
			for _, lang := range words.Langs() {
				if text := p.In(lang); strings.ContainsAny(text, "⟦{") {
					t.Errorf("%s: %s", broken.name, text)
				}
			}
		}
	}
	for key := range aboutWholeFiles(t) {
		met[key] = true
	}
	for _, key := range strategy.ProblemKeys() {
		if !met[key] {
			t.Errorf("no broken profile meets %s", key)
		}
		if !words.Has(key) {
			t.Errorf("%s has no words", key)
		}
	}
}

// aboutWholeFiles breaks a profile in ways no edit can: a file missing, one far
// too large, a text far too long.
func aboutWholeFiles(t *testing.T) map[string]bool {
	files := smallFiles(t)
	delete(files, "areas.yaml")
	files["terms.yaml"] = &fstest.MapFile{Data: []byte(strings.Repeat("# far too large\n", 1<<17))}
	files["profile.yaml"] = &fstest.MapFile{Data: []byte("profile: x\norganisation: {sv: \"" + strings.Repeat("å", 601) + "\", en: x}\n")}
	_, err := strategy.Load(files, ".", known())
	var problems strategy.Problems
	if !errors.As(err, &problems) {
		t.Fatalf("got %v, want problems", err)
	}
	met := map[string]bool{}
	for _, p := range problems {
		met[p.Key] = true
	}
	return met
}

func TestEveryProblemOfAProfileIsReportedAtOnce(t *testing.T) {
	files := edited(t,
		edit{"categories.yaml", "{sv: Bråk, en: Brawl}", "{sv: Bråk}"},
		edit{"areas.yaml", "also_serves: [safety]", "also_serves: [nothing]"},
		edit{"alerts.yaml", "PT2H", "soon"})
	_, err := strategy.Load(files, ".", known())
	var problems strategy.Problems
	if !errors.As(err, &problems) || len(problems) != 3 {
		t.Errorf("want three problems, got %v", err)
	}
}

// Fuzz it with -fuzzminimizetime 10x: a load takes milliseconds, and minimising
// each new input takes longer than finding the next.
func FuzzLoad(f *testing.F) {
	files := smallFiles(f)
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for i, name := range names {
		f.Add(uint8(i), files[name].Data)
	}
	for _, text := range []string{"", "a: [", "a: &x [*x]", "? {", "---\na: 1\n---\nb: 2\n", "!!binary x", "<<: {a: 1}\n", "areas:\n  - *a\n", "{:", "a: |\n b\n", "a: 0x1F\n", "\xff\xfe"} {
		f.Add(uint8(0), []byte(text))
	}
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		mixed := fstest.MapFS{}
		for name, file := range files {
			mixed[name] = file
		}
		mixed[names[int(which)%len(names)]] = &fstest.MapFile{Data: data}
		p, err := strategy.Load(mixed, ".", known())
		if err != nil {
			var problems strategy.Problems
			if !errors.As(err, &problems) || len(problems) == 0 {
				t.Fatalf("a broken profile must be told as problems, got %v", err)
			}
			_ = problems.Error()
			return
		}
		for _, c := range p.Categories() {
			if len(p.Route(strategy.Facts{Category: c.Code})) == 0 {
				t.Fatalf("%s reaches nobody", c.Code)
			}
		}
	})
}
