package record_test

import (
	"encoding/base64"
	"errors"
	"testing"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/record"
)

func TestWhatAnAddressForgesIsRefusedAsItsSenderIsTold(t *testing.T) {
	place := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	eachOf(t, []record.Any{risks, events}, func(t *testing.T, b *record.Book, _ *clock.Manual) {
		add(t, b, &risk{Envelope: record.Envelope{Title: "En rad"}})
		for name, one := range map[string]struct {
			kind record.Any
			q    record.Query
		}{
			"a text where the list is sorted by a moment": {risks, record.Query{After: place(`{"t":"x","x":true,"k":1}`)}},
			"a text where it is sorted by an amount":      {risks, record.Query{Order: "cost", After: place(`{"t":"x","x":true,"k":1}`)}},
			"a number where it is sorted by a text":       {events, record.Query{Order: "sort", After: place(`{"n":5,"k":1}`)}},
			"a text that no database keeps":               {events, record.Query{Order: "sort", After: place(`{"t":"\u0000","x":true,"k":1}`)}},
			"a number no flag has":                        {events, record.Query{Filters: []record.Filter{{Field: "loud", Any: []string{"99999"}}}}},
			"a text no code has":                          {events, record.Query{Filters: []record.Filter{{Field: "sort", Any: []string{"\x00"}}}}},
			"a name no area has":                          {events, record.Query{Filters: []record.Filter{{Field: "area", Any: []string{"\xff"}}}}},
		} {
			read(t, b, as(chief), func(tx *record.Tx) error {
				_, err := one.kind.Rows(tx, one.q)
				if _, ok := errors.AsType[record.Invalid](err); !ok {
					t.Errorf("%s: the list answers %v", name, err)
				}
				return nil
			})
		}
	})
}
