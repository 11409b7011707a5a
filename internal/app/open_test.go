package app

import (
	"testing"

	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
)

func TestListsOfAnOpenedOrganisationKnowHowManyUnitsItHas(t *testing.T) {
	p := newPlace(t)
	p.within(func(o *Organisation) {
		err := o.Book.Write(t.Context(), record.Caller{Door: record.System}, func(tx *record.Tx) error {
			return org.Units.Create(tx, &org.Unit{Envelope: record.Envelope{Title: "Medicin", Level: 1}})
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := o.Book.Read(t.Context(), record.Caller{Person: p.chief}, func(*record.Tx) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if o.Book.Units == nil || o.Book.Units() != 1 {
			t.Error("the book does not know of the organisation's only unit")
		}
	})
}
