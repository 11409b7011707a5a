package incident_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
)

func TestWhatTurnsOutToConcernNationalSecurityIsClosedAtOnce(t *testing.T) {
	each(t, func(h *house) {
		i := h.report(incident.Draft{Category: "other", Description: "Någon har fotograferat reservkraften.", Unit: h.ward, Person: h.nurse})
		for _, p := range []record.Key{h.manager, h.coordinator} {
			if _, err := h.see(as(p), i.Key); err != nil {
				h.Fatalf("%d does not read the report: %v", p, err)
			}
		}
		a := mild(i)
		a.Category, a.Areas, a.Facts = "protective_security", []record.Code{"protective"}, nil
		h.write(as(h.coordinator), func(tx *record.Tx) error {
			_, err := h.desk.Assess(tx, i.Key, i.Version, a)
			return err
		})
		for _, p := range []record.Key{h.manager, h.coordinator, h.chief, h.office, h.duty, h.director} {
			if _, err := h.see(as(p), i.Key); !errors.Is(err, record.ErrNotFound) {
				h.Errorf("%d still reads it: %v", p, err)
			}
		}
		now, err := h.see(as(h.protectiveChief), i.Key)
		if err != nil || now.Description != "" || now.Title == i.Title || slices.Contains(now.CaseList, h.coordinator) {
			h.Fatalf("its chief has %+v (%v)", now, err)
		}
		h.read(as(h.protectiveChief), func(tx *record.Tx) error {
			all, err := incident.Readers(tx, i.Key)
			if err != nil {
				return err
			}
			found := func(p record.Key) (r incident.Reader) {
				at := slices.IndexFunc(all, func(r incident.Reader) bool { return r.Person == p })
				if at >= 0 {
					r = all[at]
				}
				return r
			}
			if c := found(h.coordinator); !c.Listed || c.Changed == 0 || c.Name == "" {
				h.Errorf("the coordinator is %+v of %+v", c, all)
			}
			if m := found(h.manager); !m.Listed {
				h.Errorf("the manager is %+v", m)
			}
			if n := found(h.nurse); n.Person != 0 {
				h.Errorf("the reporter is told: %+v", n)
			}
			return nil
		})
		err = h.book.Read(t.Context(), as(h.coordinator), func(tx *record.Tx) error { _, err := incident.Readers(tx, i.Key); return err })
		if !errors.Is(err, record.ErrNotFound) {
			h.Errorf("another than its chief is told who has read it: %v", err)
		}
	})
}
