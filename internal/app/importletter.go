package app

import (
	"fmt"
	"slices"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/batch"
	"github.com/vardkas/vardkas/internal/job"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/words"
)

// tellOfImport writes to the security chief that a batch is complete or undone: names and numbers, no content.
func (o *Organisation) tellOfImport(tx *record.Tx, b *batch.Batch) error {
	number := b.Number.Text(batch.Kind.Prefix)
	key, args := "import.letter.complete", []any{b.Title, b.Source, b.Added.N, b.Known.N, number}
	if b.Owner != 0 {
		who, err := tx.Title(b.Owner, org.Persons.Name)
		if err != nil {
			return err
		}
		key, args = "import.letter.complete_page", append(args, who)
	}
	if b.State == batch.Undone {
		key, args = "import.letter.undone", []any{b.Title, b.Source, b.Added.N, number}
	}
	chiefs, err := o.chiefs(tx)
	if err != nil {
		return err
	}
	subject, text := words.Letter(key, args...)
	for _, person := range chiefs {
		_, err := job.Post(tx.Tx, job.Letter{Person: int64(person), Subject: subject, Text: text, AboutRID: int64(b.Key)})
		if err != nil {
			return err
		}
	}
	return nil
}

// chiefs are the persons who answer for security today: the security chief, a deputy, or who stands in.
func (o *Organisation) chiefs(tx *record.Tx) (all []record.Key, err error) {
	for _, role := range o.Profile.Roles() {
		if !slices.Contains(role.Grants, string(access.SecurityChief)) {
			continue
		}
		a, err := org.Answering(tx, role.Code, strategy.ScopeRegion, "", org.Spot{})
		if err != nil {
			return nil, fmt.Errorf("find the security chief: %w", err)
		}
		for _, person := range org.PersonsOf(a.Holders) {
			if !slices.Contains(all, person) {
				all = append(all, person)
			}
		}
	}
	return all, nil
}
