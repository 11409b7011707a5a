package cases_test

import (
	"testing"

	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
)

func TestTheProtectiveSecurityChiefIsToldWhoMayKnowWhatWasWritten(t *testing.T) {
	r := region(t)
	var guardian record.Key
	r.Do(t, record.Caller{Door: record.System}, func(tx *record.Tx) error {
		p := org.Person{Envelope: record.Envelope{Title: "Gun Skydd", Unit: r.Top, Level: 1}}
		if err := org.Persons.Create(tx, &p); err != nil {
			return err
		}
		guardian = p.Key
		return org.Appoint(tx, &org.Appointment{Role: "protective_security_chief", Person: p.Key, Region: true, From: tx.Today()})
	})
	i := r.Reported(t, incident.Draft{Category: "other", Description: "Någon fotograferade reservkraften."})
	event := "/events/" + i.ID.String()
	manager := signedIn(t, r, r.Manager)
	manager.Get(event).Want(200)
	manager.Get(event + "/readers").Want(404)
	r.Do(t, record.Caller{Person: r.Manager}, func(tx *record.Tx) error {
		a := incident.AssessmentOf(i)
		a.Category, a.Areas, a.Facts, a.Severity = "protective_security", []record.Code{"protective"}, nil, "minor"
		_, err := r.Desk.Assess(tx, i.Key, i.Version, a)
		return err
	})
	manager.Get(event).Want(404)
	manager.Get(event + "/readers").Want(404)
	chief := signedIn(t, r, guardian)
	chief.Get(event).Want(200).Says(event + "/readers").SaysNot("reservkraften skadad")
	chief.Get(event+"/readers").Want(200).Says("Karin Ek", "ärendelistan", "gallringsbeslut")
}
