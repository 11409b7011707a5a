package report_test

import (
	"net/url"
	"testing"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web/eventtest"
)

// shut answers and closes an event, as the manager of the ward.
func shut(t *testing.T, r *eventtest.Region, i *incident.Incident) {
	t.Helper()
	r.Do(t, record.Caller{Person: r.Manager}, func(tx *record.Tx) error {
		i, err := r.Desk.Receive(tx, i.Key, i.Version)
		if err != nil {
			return err
		}
		a := incident.AssessmentOf(i)
		a.Severity, a.Consequences = "minor", map[string]record.Code{"life_and_health": "negligible", "privacy": "negligible"}
		_, err = r.Desk.Assess(tx, i.Key, i.Version, a)
		return err
	})
	finishParts(t, r, i.Key)
	r.Do(t, record.Caller{Person: r.Manager}, func(tx *record.Tx) error {
		i, err := incident.Kind.Get(tx, i.Key)
		if err != nil {
			return err
		}
		if i, err = r.Desk.Answer(tx, i.Key, i.Version, "Dörren har fått en stängare."); err != nil {
			return err
		}
		_, err = r.Desk.Close(tx, i.Key, i.Version, "Inget mer behövs.")
		return err
	})
}

// finishParts lets everyone with a part of an event finish it.
func finishParts(t *testing.T, r *eventtest.Region, on record.Key) {
	t.Helper()
	var all []*incident.Part
	r.See(t, system, func(tx *record.Tx) error {
		page, err := incident.Parts.List(tx, record.Query{On: on, Action: access.Update, Limit: 100})
		all = page.Records
		return err
	})
	for _, part := range all {
		who := part.Assignee
		if who == 0 {
			who = r.Chief
		}
		r.Do(t, record.Caller{Person: who}, func(tx *record.Tx) error {
			_, err := incident.Parts.Take(tx, part.Key, part.Version, "finish", func(p *incident.Part) error {
				p.Note, p.Reference, p.Contacted = "Klart.", "INC-1", tx.Now()
				return nil
			})
			return err
		})
	}
}

func TestAnAnonymousReporterSaysThatItDidNotHelpAndAsksForReopening(t *testing.T) {
	r := region(t)
	code := incident.NewCode()
	i := r.Reported(t, incident.Draft{Code: code, Anonymous: true})
	browser := r.Browser(t)
	browser.Post("/follow", url.Values{"number": {"H-2026-1"}, "code": {code}}).Want(200).SaysNot("Hjälpte det?")
	shut(t, r, i)
	page := browser.Get("/follow/report").Want(200).Says("Ärendet är avslutat", "Dörren har fått en stängare.", "Hjälpte det?", "Återkopplad", "22 november 2026")
	form := url.Values{"_draft": {page.Value("_draft")}, "_form": {"follow-message"}, "helped": {"no"}, "reopen": {"1"}}
	browser.Post("/follow/report", form).Want(422).Says("Skriv varför ärendet behöver öppnas igen")
	form.Set("text", "Stängaren gick sönder")
	browser.Post("/follow/report", form).Want(200).Says("Du har svarat på om det hjälpte", "Du har bett att ärendet öppnas igen", "Stängaren gick sönder")
	var now *incident.Incident
	r.See(t, record.Caller{Person: r.Manager}, func(tx *record.Tx) (err error) {
		now, err = incident.Kind.Get(tx, i.Key)
		return err
	})
	if now.Helped != incident.HelpedNo || now.ReopenAsked == 0 {
		t.Errorf("kept: %q, asked at %d", now.Helped, now.ReopenAsked)
	}
}

func TestMyReportsShowTheLatestAnswerBesideTheState(t *testing.T) {
	r := region(t)
	i := r.Reported(t, incident.Draft{Person: r.Nurse})
	nurse := r.Browser(t)
	nurse.SignIn(int64(r.Nurse))
	nurse.Get("/my/reports").Want(200).Says("Senaste svaret till dig").SaysNot("Dörren har fått")
	shut(t, r, i)
	nurse.Get("/my/reports").Want(200).Says("Ärendet är avslutat", "Dörren har fått en stängare.")
	page := nurse.Get("/my/reports/" + i.ID.String()).Want(200)
	nurse.Post("/my/reports/"+i.ID.String(), url.Values{"_draft": {page.Value("_draft")}, "_form": {"follow-message"}, "helped": {"partly"}}).
		Want(200).Says("Du har svarat på om det hjälpte", "Delvis")
}
