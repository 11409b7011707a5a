package guard

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"golang.org/x/mod/modfile"
)

// mostModules is how many direct modules we allow ourselves: each is code that
// somebody else can change.
const mostModules = 22

func TestEveryDirectModuleIsFewAndHasAReason(t *testing.T) {
	parsed, err := modfile.Parse("go.mod", []byte(contents(t, "go.mod")), nil)
	if err != nil {
		t.Fatalf("read go.mod: %v", err)
	}
	reasons := contents(t, "docs/adr/0001-dependencies.md")
	direct := 0
	for _, module := range parsed.Require {
		if module.Indirect {
			continue
		}
		direct++
		if !strings.Contains(reasons, "| `"+module.Mod.Path+"` |") {
			t.Errorf("docs/adr/0001-dependencies.md has no line for %s", module.Mod.Path)
		}
	}
	if direct > mostModules {
		t.Errorf("go.mod has %d direct modules, %d are allowed", direct, mostModules)
	}
	for _, line := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\|").FindAllStringSubmatch(reasons, -1) {
		if !slices.ContainsFunc(parsed.Require, func(module *modfile.Require) bool { return module.Mod.Path == line[1] }) {
			t.Errorf("docs/adr/0001-dependencies.md gives a reason for %s, which is not in go.mod", line[1])
		}
	}
	if len(parsed.Replace) > 0 {
		t.Error("go.mod replaces modules")
	}
}

func TestLinksBetweenDocumentsLeadSomewhere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#\s]+)(#[^)]*)?\)`)
	for _, path := range everyFile(t) {
		if filepath.Ext(path) != ".md" || strings.Contains(path, "testdata/") {
			continue
		}
		for _, found := range link.FindAllStringSubmatch(contents(t, path), -1) {
			if strings.Contains(found[1], "://") || strings.HasPrefix(found[1], "mailto:") {
				continue
			}
			if _, err := os.Stat(filepath.Join(root, filepath.Dir(path), found[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", path, found[1])
			}
		}
	}
}

func TestEveryDecisionHasItsParts(t *testing.T) {
	name := regexp.MustCompile(`^docs/adr/\d{4}-[a-z0-9-]+\.md$`)
	for _, path := range everyFile(t) {
		if !strings.HasPrefix(path, "docs/adr/") {
			continue
		}
		if !name.MatchString(path) {
			t.Errorf("%s is not named like 0001-what-was-decided.md", path)
		}
		for _, part := range []string{"## Status", "## Context", "## Decision", "## Consequences", "## Alternatives"} {
			if !strings.Contains(contents(t, path), "\n"+part+"\n") {
				t.Errorf("%s lacks %q", path, part)
			}
		}
	}
}

func TestTheSameCommandRunsEverywhere(t *testing.T) {
	if run := contents(t, ".ci/run"); !strings.Contains(run, "exec make test") {
		t.Error(".ci/run does something else than make test")
	}
	make, readme := contents(t, "Makefile"), contents(t, "README.md")
	for _, target := range regexp.MustCompile("`make ([a-z]+)`").FindAllStringSubmatch(readme, -1) {
		if !strings.Contains(make, "\n"+target[1]+":") {
			t.Errorf("README.md promises `make %s`, which the Makefile does not have", target[1])
		}
	}
}

// publicCode is what we use of https://yml.publiccode.tools, version 0.4.
type publicCode struct {
	Version     string `yaml:"publiccodeYmlVersion"`
	Name        string
	URL         string `yaml:"url"`
	Platforms   []string
	Categories  []string
	Status      string `yaml:"developmentStatus"`
	Type        string `yaml:"softwareType"`
	Description map[string]struct {
		Short    string `yaml:"shortDescription"`
		Long     string `yaml:"longDescription"`
		Features []string
	}
	Legal       struct{ License string }
	Maintenance struct {
		Type     string
		Contacts []struct{ Name string }
	}
	Localisation struct {
		Ready     *bool    `yaml:"localisationReady"`
		Languages []string `yaml:"availableLanguages"`
	}
}

func TestPublicCodeFileFollowsTheStandard(t *testing.T) {
	var file publicCode
	if err := yaml.Unmarshal([]byte(contents(t, "publiccode.yml")), &file); err != nil {
		t.Fatalf("read publiccode.yml: %v", err)
	}
	for what, ok := range map[string]bool{
		"publiccodeYmlVersion": file.Version != "", "name": file.Name != "", "url": strings.HasPrefix(file.URL, "https://"),
		"platforms": len(file.Platforms) > 0, "categories": len(file.Categories) > 0,
		"developmentStatus": slices.Contains([]string{"concept", "development", "beta", "stable", "obsolete"}, file.Status),
		"softwareType":      file.Type == "standalone/web",
		"legal/license":     file.Legal.License == "EUPL-1.2",
		"maintenance/type": slices.Contains([]string{"internal", "contract", "community", "none"}, file.Maintenance.Type) &&
			(file.Maintenance.Type == "none" || len(file.Maintenance.Contacts) > 0),
		"localisation": file.Localisation.Ready != nil && slices.Equal(file.Localisation.Languages, []string{"sv", "en"}),
	} {
		if !ok {
			t.Errorf("publiccode.yml: %s is missing or not allowed", what)
		}
	}
	for _, language := range []string{"sv", "en"} {
		described := file.Description[language]
		if n := utf8.RuneCountInString(described.Short); n == 0 || n > 150 {
			t.Errorf("publiccode.yml: the short description in %s has %d characters, 1–150 are allowed", language, n)
		}
		if n := utf8.RuneCountInString(described.Long); n < 150 || n > 10000 {
			t.Errorf("publiccode.yml: the long description in %s has %d characters, 150–10000 are allowed", language, n)
		}
		if len(described.Features) < 5 {
			t.Errorf("publiccode.yml: %d features in %s, at least 5 are asked for", len(described.Features), language)
		}
	}
}
