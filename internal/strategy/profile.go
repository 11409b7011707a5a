package strategy

import (
	"fmt"
	"io/fs"
	"path"
	"slices"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/words"
	"github.com/vardkas/vardkas/profiles"
)

// Profile is one version of an organisation's rules. It never changes after Load.
type Profile struct {
	code          string
	organisation  words.Label
	version       int64
	validFrom     clock.Date
	validTo       clock.Date
	documents     map[string]Document
	documentOrder []string
	gaps          []Gap
	sets          map[string]termSet
	areas         map[string]Area
	roles         map[string]Role
	categories    map[string]Category
	questions     map[string]Question
	scale         Scale
	routing       []routingRule
	alerts        []alertRule
	management    ManagementAlert
	closing       []closingRule
	investigation Investigation
	police        policeRule
	parts         []partRule
	following     Following
	effect        condition
}

// Known is what a profile may name but does not define: closed sets of the
// program, given by the caller of Load since this package knows no access rules.
type Known struct {
	AccessRoles []string // what a role may grant
	Classes     []string // what a category may be of, without the empty class
}

// Embedded returns the built-in profile, Värmland's.
func Embedded(known Known) (*Profile, error) { return Load(profiles.Files, "varmland", known) }

// Load reads the profile in the folder dir. What is wrong with it comes back as
// Problems, all of them at once; a folder that cannot be read is another error.
func Load(files fs.FS, dir string, known Known) (*Profile, error) {
	r := &reading{known: known, profile: empty()}
	texts, err := r.texts(files, dir)
	if err != nil {
		return nil, err
	}
	for _, file := range r.parts() {
		text, ok := texts[file.name]
		if !ok {
			spot{r: r, file: file.name}.problem(keyMissingFile)
			continue
		}
		if it, ok := r.readFile(file.name, text); ok {
			file.read(it)
		}
	}
	return r.finish()
}

func empty() *Profile {
	return &Profile{
		documents: map[string]Document{}, sets: map[string]termSet{}, areas: map[string]Area{},
		roles: map[string]Role{}, categories: map[string]Category{}, questions: map[string]Question{},
	}
}

type part struct {
	name string
	read func(item)
}

// parts lists the files of a profile in the order they are read.
func (r *reading) parts() []part {
	return []part{
		{"profile.yaml", r.header}, {"areas.yaml", r.areas}, {"roles.yaml", r.roles},
		{"questions.yaml", r.questions}, {"categories.yaml", r.categories}, {"scales.yaml", r.scales},
		{"terms.yaml", r.terms}, {"routing.yaml", r.routing}, {"alerts.yaml", r.alerts}, {"closing.yaml", r.closing},
		{"investigation.yaml", r.investigation}, {"following.yaml", r.followed},
	}
}

func (r *reading) texts(files fs.FS, dir string) (map[string][]byte, error) {
	entries, err := fs.ReadDir(files, dir)
	if err != nil {
		return nil, fmt.Errorf("read profile %s: %w", dir, err)
	}
	expected := r.parts()
	texts := map[string][]byte{}
	for _, entry := range entries {
		name := entry.Name()
		if path.Ext(name) != ".yaml" && path.Ext(name) != ".yml" {
			continue
		}
		if !slices.ContainsFunc(expected, func(p part) bool { return p.name == name }) {
			spot{r: r, file: name}.problem(keyUnknownFile)
			continue
		}
		text, err := fs.ReadFile(files, path.Join(dir, name))
		if err != nil {
			return nil, fmt.Errorf("read profile %s: %w", dir, err)
		}
		texts[name] = text
	}
	return texts, nil
}

// finish runs the checks across files. Those that evaluate the rules run only
// on a profile without other problems: on a broken one they would report its
// consequences instead of its causes.
func (r *reading) finish() (*Profile, error) {
	for _, check := range r.later {
		check()
	}
	if len(r.problems) == 0 {
		r.checkReach()
	}
	if len(r.problems) > 0 {
		return nil, r.problems.sorted()
	}
	return r.profile, nil
}

// Code returns the profile's short name.
func (p *Profile) Code() string { return p.code }

// Organisation returns the name of the organisation.
func (p *Profile) Organisation() words.Label { return p.organisation }

// Version returns the version of the profile; records keep the one they were
// judged by.
func (p *Profile) Version() int64 { return p.version }

// Valid returns the first and last day the profile is in force; a zero last day
// is open.
func (p *Profile) Valid() (from, to clock.Date) { return p.validFrom, p.validTo }

// Documents returns what facts are taken from, in the profile's order.
func (p *Profile) Documents() []Document {
	all := make([]Document, len(p.documentOrder))
	for i, code := range p.documentOrder {
		all[i] = p.documents[code]
	}
	return all
}

// Gaps returns what the documents leave open, in the order of the files.
func (p *Profile) Gaps() []Gap { return p.gaps }
