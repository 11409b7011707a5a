package app_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/vardkas/vardkas/docs/tutorial/contact"
	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/store/storetest"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/trail"
	"github.com/vardkas/vardkas/internal/web/register"
	"github.com/vardkas/vardkas/internal/words"
)

// block is the text of the first block of a language in CONTRIBUTING.md.
func block(t *testing.T, language string) string {
	t.Helper()
	_, after, begins := strings.Cut(textOf(t, "CONTRIBUTING.md"), "```"+language+"\n")
	text, _, ends := strings.Cut(after, "```")
	if !begins || !ends {
		t.Fatalf("CONTRIBUTING.md has no block of %s", language)
	}
	return text
}

func textOf(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", path))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestTheTutorialShowsTheFilesThatAreTested(t *testing.T) {
	for language, path := range map[string]string{"go": "docs/tutorial/contact/contact.go", "yaml": "docs/tutorial/contact/contact.yaml"} {
		if block(t, language) != textOf(t, path) {
			t.Errorf("the block of %s in CONTRIBUTING.md is not %s", language, path)
		}
	}
	rules := strings.Split(textOf(t, "internal/access/rules.txt"), "\n")
	for line := range strings.Lines(block(t, "text")) {
		if !slices.Contains(rules, strings.TrimSuffix(line, "\n")) {
			t.Errorf("internal/access/rules.txt has no line %q", line)
		}
	}
}

func TestTheTutorialWordsWhatItsKindNeeds(t *testing.T) {
	var said map[string]words.Label
	if err := yaml.Unmarshal([]byte(block(t, "yaml")), &said); err != nil {
		t.Fatal(err)
	}
	for _, key := range register.Keys(contact.Kind.Meta()) {
		if said[key].IsZero() && !words.Has(key) {
			t.Errorf("the tutorial does not word %s", key)
		}
	}
}

// The kind of CONTRIBUTING.md is created, refused, moved, listed and held against the trail, as one of the program's own.
func TestTheKindOfTheTutorialWorks(t *testing.T) {
	book, today := tutorialBook(t)
	officer := record.Caller{Person: 1001}
	var made contact.Contact
	err := book.Write(t.Context(), officer, func(tx *record.Tx) error {
		made = contact.Contact{Envelope: record.Envelope{Title: "Länsstyrelsen", Level: access.LevelOpen}, Purpose: "Tillsyn", Last: today}
		return contact.Kind.Create(tx, &made)
	})
	if err != nil {
		t.Fatal(err)
	}
	err = book.Write(t.Context(), officer, func(tx *record.Tx) error {
		return contact.Kind.Create(tx, &contact.Contact{Envelope: record.Envelope{Title: "Polisen", Level: access.LevelOpen}, Last: today.AddDays(1)})
	})
	if bad, _ := errors.AsType[record.Invalid](err); len(bad) != 2 {
		t.Errorf("without purpose and with a day to come: %v", err)
	}
	err = book.Write(t.Context(), officer, func(tx *record.Tx) error {
		_, err := contact.Kind.Take(tx, made.Key, made.Version, "renew", nil)
		return err
	})
	if err == nil {
		t.Error("what is kept was renewed")
	}
	err = book.Read(t.Context(), record.Caller{Person: 1002}, func(tx *record.Tx) error {
		page, err := contact.Kind.List(tx, record.Query{Search: "tillsyn"})
		if err == nil && (len(page.Records) != 1 || page.Records[0].Number.Text("KO") == "") {
			t.Errorf("an employee sees %d contacts", len(page.Records))
		}
		return errors.Join(err, contact.Kind.Differences(tx, func(f trail.Finding) { t.Error(f) }))
	})
	if err != nil {
		t.Error(err)
	}
	if r, err := trail.Verify(t.Context(), book.DB, trail.Proof{}); err != nil || r.Entries == 0 {
		t.Errorf("the trail with %d entries: %v", r.Entries, err)
	}
}

// tutorialBook is a book that holds the kind of the tutorial: 1001 is information-security officer, everybody an employee.
func tutorialBook(t *testing.T) (*record.Book, clock.Date) {
	t.Helper()
	options := storetest.SQLite(t)
	options.Ledger = trail.NewLedger()
	db := storetest.Open(t, options)
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		_, err := trail.Append(tx, trail.Draft{Action: "found", Body: []byte("{}")})
		if err == nil {
			_, err = tx.Exec(contact.Kind.Schema(db.Engine))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	ring, err := record.NewKeyring(bytes.Repeat([]byte{7}, record.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	known := strategy.Known{Classes: access.Classes()[1:]}
	for _, r := range access.Appointable() {
		known.AccessRoles = append(known.AccessRoles, string(r))
	}
	profile, err := strategy.Embedded(known)
	if err != nil {
		t.Fatal(err)
	}
	rights := func(_ *store.Tx, person int64) (access.Subject, error) {
		grants := []access.Grant{{Role: access.Employee, Region: true}}
		if person == 1001 {
			grants = append(grants, access.Grant{Role: access.InfosecOfficer, Region: true})
		}
		return access.Subject{Grants: grants}, nil
	}
	return record.NewBook(db, profile.Terms(), ring, rights, org.Persons, contact.Kind), clock.Today(options.Clock)
}
