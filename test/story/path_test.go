package story_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web/htmlcheck"
)

// receipt is what a reporter takes away.
type receipt struct{ number, code string }

// door is where a visitor reports: outside the session, or inside it.
func (v *visitor) reportDoor() string {
	if v.key() == 0 {
		return "/report"
	}
	return "/my/report"
}

// least is the least that a report says.
func (v *visitor) least() url.Values {
	form := url.Values{
		"category": {"unauthorised_access"}, "description": {"Dörren till förrådet stod öppen hela natten"},
		"when": {"today"}, "place_text": {"Plan 3, mitt emot hissen"}, "where": {v.ward.id},
	}
	if v.key() == 0 {
		form.Set("who", "anonymous")
	}
	return form
}

// reports goes the whole way from the form to the receipt.
func (v *visitor) reports(typed url.Values) receipt {
	v.Helper()
	v.reviews(typed)
	v.posts(v.reportDoor()+"/review", v.sending())
	v.meets(http.StatusOK)
	return v.receipt()
}

// reviews fills in the form and stands before the button that sends it.
func (v *visitor) reviews(typed url.Values) {
	v.Helper()
	at := v.reportDoor()
	v.opens(at + "?unit=" + v.ward.id)
	form := v.least()
	for name, values := range typed {
		form[name] = values
	}
	v.posts(at, v.form(at, form))
	v.meets(http.StatusOK)
}

// sending is the form of the review with its button pressed.
func (v *visitor) sending() url.Values {
	v.Helper()
	return v.form(v.reportDoor()+"/review", url.Values{"_send": {"1"}})
}

func (v *visitor) receipt() receipt {
	v.Helper()
	got := receipt{htmlcheck.Words(v.page.body, ".receipt-number"), htmlcheck.Words(v.page.body, "#receipt-code")}
	if !strings.HasPrefix(got.number, "H-2026-") || len(incident.CleanCode(got.code)) != incident.CodeLength {
		v.Fatalf("no receipt: %+v\n%s", got, v.page.readable())
	}
	return got
}

// follows opens the own report with number and code.
func (v *visitor) follows(r receipt) *visitor {
	v.Helper()
	v.opens("/follow")
	v.posts("/follow", v.form("/follow", url.Values{"number": {r.number}, "code": {r.code}}))
	return v.meets(http.StatusOK)
}

// numbered is an event as it stands in the database.
func (s *house) numbered(number string) (i *incident.Incident) {
	s.Helper()
	s.looks(func(tx *record.Tx) error {
		_, n, _ := record.ParseNumber(number)
		var key record.Key
		if err := tx.Row("SELECT rid FROM record WHERE kind = 'incident' AND number_year = $1 AND number = $2", n.Year, n.N).Scan(&key); err != nil {
			return err
		}
		var err error
		i, err = incident.Kind.Reveal(tx, key)
		return err
	})
	return i
}

// pageOf is the address of an event's page.
func (s *house) pageOf(number string) string {
	s.Helper()
	return "/events/" + s.numbered(number).ID.String()
}

// assessment is an ordinary one: little harm, nothing suspected.
func assessment(more ...string) url.Values {
	form := url.Values{
		"consequence_life_and_health": {"negligible"}, "consequence_privacy": {"negligible"}, "severity": {"minor"},
		"facts.crime_suspected": {"no"}, "facts.personal_data_involved": {"no"},
	}
	for n := 0; n+1 < len(more); n += 2 {
		form.Set(more[n], more[n+1])
	}
	return form
}

func TestAReportGoesFromAPhoneToADecisionAndBackToWhoeverMadeIt(t *testing.T) {
	onBoth(t, func(s *house) {
		phone := s.anyone()
		got := phone.reports(nil)
		event := s.pageOf(got.number)
		s.works()
		if s.written("avdelningschef", "") != 1 {
			s.Errorf("the manager got %d letters", s.written("avdelningschef", ""))
		}

		manager := s.as("avdelningschef")
		manager.opens(event).sees(got.number, "Dörren till förrådet stod öppen hela natten", "Plan 3, mitt emot hissen", "Anmäld")
		manager.presses("/now/receive").meets(200).sees("Mottagen", "Karin Ek tog emot")
		manager.fills(event+"/do/assess", assessment()).meets(200).sees("Bedömd", "Ringa")

		phone.follows(got).sees("Dörren till förrådet stod öppen hela natten").seesNot("Karin Ek kommenterade")
		phone.posts("/follow/report", phone.form("/follow/report", url.Values{"text": {"Larmet tjöt också"}}))
		phone.meets(200).sees("Larmet tjöt också")
		s.works()
		if s.written("avdelningschef", "") != 2 {
			s.Errorf("the manager was not told of the message: %d letters", s.written("avdelningschef", ""))
		}

		coordinator := manager.finds(event+"/do/hand_over", "person", "Sara")
		manager.fills(event+"/do/hand_over", url.Values{"person": {coordinator}, "reason": {"Det gäller hela huset"}}).meets(200).sees("Sara Wik", "Det gäller hela huset")
		sara := s.as("samordnare")
		sara.opens(event).sees("Larmet tjöt också", "Det gäller hela huset")
		sara.fills(event+"/do/comment", url.Values{"text": {"Jourmontören var här i går"}}).meets(200)
		sara.fills(event+"/do/message", url.Values{"text": {"Vilken tid hörde du larmet?"}}).meets(200)
		responsible := sara.finds(event+"/do/action", "responsible", "Nils")
		sara.fills(event+"/do/action", url.Values{"title": {"Byt dörrstängaren"}, "responsible": {responsible}, "due": {"2026-11-30"}}).meets(200).sees("Byt dörrstängaren", "Nils Alm")

		sara.fills(event+"/do/close", nil).meets(422).sees("Återkoppla till anmälaren")
		if i := s.numbered(got.number); i.State == incident.Closed {
			s.Error("it was closed without what is missing")
		}
		sara.fills(event+"/do/feedback", url.Values{"feedback": {"Dörren är lagad och låst"}}).meets(200)
		sara.opens(event).sees("Alla delar ska vara klara", "Karin Ek")
		manager.finishes(event, "Tillsynen är gjord")
		sara.fills(event+"/do/close", url.Values{"closing_note": {"Inga fler frågor behövs"}}).meets(200).sees("Avslutad")

		phone.follows(got).sees("Vilken tid hörde du larmet?", "Dörren är lagad och låst").seesNot("Jourmontören", "Byt dörrstängaren", "Det gäller hela huset")
		sara.fills(event+"/do/reopen", url.Values{"reason": {"Det hände igen"}}).meets(200).sees("Bedömd", "Det hände igen")
		phone.follows(got).seesNot("Det hände igen")
	})
}

func TestAReportByNameIsFollowedInsideTheSession(t *testing.T) {
	onBoth(t, func(s *house) {
		nurse := s.as("sjuksköterska")
		got := nurse.reports(url.Values{"description": {"Skåpet med nycklar var uppbrutet"}})
		i := s.numbered(got.number)
		nurse.opens("/my/reports").sees(got.number)
		nurse.opens("/my/reports/" + i.ID.String()).sees("Skåpet med nycklar")
		if nurse.gets(s.pageOf(got.number)); nurse.page.path != "/my/reports/"+i.ID.String() {
			s.Errorf("the reporter stands at %s", nurse.page.path)
		}
		s.as("främling").gets("/my/reports/" + i.ID.String())
		manager := s.as("avdelningschef")
		manager.opens(s.pageOf(got.number)).sees("Skåpet med nycklar").seesNot("Nils Alm") // who reported is sealed
		manager.fills(s.pageOf(got.number)+"/do/message", url.Values{"text": {"Tack, jag tittar på det"}}).meets(200)
		nurse.opens("/my/reports/" + i.ID.String()).sees("Tack, jag tittar på det")
		s.as("främling").gets("/my/reports/" + i.ID.String())
		other := s.as("främling")
		other.gets("/my/reports/" + i.ID.String())
		other.meets(404)
	})
}

// stubLine is how a list tells of what only counts.
const stubLine = "poster till finns som du inte får läsa"

func TestViolenceIsAStubForTheManagerAndReadByTheCaseListWithAReason(t *testing.T) {
	onBoth(t, func(s *house) {
		got := s.anyone().reports(url.Values{"category": {"violence"}, "description": {"Knuff och slag i väntrummet"}, "who": {"named"}, "contact": {"070-555 01 01"}})
		i := s.numbered(got.number)
		event := s.pageOf(got.number)
		for _, who := range []string{"verksamhetschef", "skyddsombud", "regiondirektör"} { // they only count
			v := s.as(who)
			v.opens("/r/incident").seesNot("Knuff och slag", got.number).sees(stubLine)
			v.gets(event)
			v.meets(404)
		}
		other := s.as("tandvårdschef")
		other.opens("/r/incident").seesNot(stubLine)
		other.gets(event)
		other.meets(404)

		coordinator := s.as("samordnare")
		coordinator.opens(event).sees("Knuff och slag i väntrummet").seesNot("070-555 01 01")
		coordinator.opens(event + "/sealed").seesNot("070-555 01 01")
		coordinator.fills(event+"/sealed", nil).meets(422).seesNot("070-555 01 01")
		coordinator.fills(event+"/sealed", url.Values{"reason": {"Jag ringer den som blev utsatt"}}).meets(200).sees("070-555 01 01")
		var opened int
		s.looks(func(tx *record.Tx) error {
			return tx.Row("SELECT count(*) FROM trail WHERE action = 'read_sealed' AND rid = $1 AND actor = $2", int64(i.Key), int64(coordinator.key())).Scan(&opened)
		})
		if opened != 1 {
			s.Errorf("%d entries tell who opened it", opened)
		}
		s.works()
		for _, letter := range s.letters() {
			if strings.Contains(letter, "Knuff") || strings.Contains(letter, "555") {
				s.Errorf("a letter tells: %s", letter)
			}
		}
	})
}

// acknowledge begins the subject of an alert.
const acknowledge = "Bekräfta nu"

func TestASeriousEventClimbsUntilANamedPersonAcknowledges(t *testing.T) {
	onBoth(t, func(s *house) {
		got := s.as("sjuksköterska").reports(nil) // by name: what an anonymous report causes keeps the hour only
		event := s.pageOf(got.number)
		manager := s.as("avdelningschef")
		manager.fills(event+"/do/assess", assessment("consequence_life_and_health", "serious", "severity", "serious", "severity_reason", "Flera kunde ha skadats")).meets(200)
		s.works()
		if s.written("säkerhetschef", acknowledge) != 1 || s.written("ställföreträdare", acknowledge) != 0 {
			s.Fatalf("letters: chief %d, deputy %d", s.written("säkerhetschef", acknowledge), s.written("ställföreträdare", acknowledge))
		}
		s.as("säkerhetschef").opens(event).sees("Allvarlig händelse " + got.number)
		s.passes(time.Hour)
		if s.written("ställföreträdare", acknowledge) != 1 || s.written("tjänsteman i beredskap", acknowledge) != 0 {
			s.Fatalf("after an hour: deputy %d, duty officer %d", s.written("ställföreträdare", acknowledge), s.written("tjänsteman i beredskap", acknowledge))
		}
		s.passes(time.Hour)
		if s.written("tjänsteman i beredskap", acknowledge) != 1 {
			s.Fatalf("after two hours: duty officer %d", s.written("tjänsteman i beredskap", acknowledge))
		}
		deputy := s.as("ställföreträdare")
		deputy.opens(event).sees("Allvarlig händelse " + got.number).presses("/acknowledge").meets(200).sees("Du har bekräftat")
		before := len(s.mail.Received())
		s.passes(3 * time.Hour)
		if n := len(s.mail.Received()); n != before {
			s.Errorf("it climbed on after %d letters to %d", before, n)
		}
		chief := s.as("säkerhetschef")
		chief.opens(event).sees("Disa Holm")
		chief.fills(event+"/do/management", url.Values{"management": {"not_told"}, "reason": {"Det är löst på plats"}}).meets(200).sees("Det är löst på plats")
		if i := s.numbered(got.number); i.Management != incident.NotTold {
			s.Errorf("management: %q", i.Management)
		}
	})
}

func TestNationalSecurityIsOnlyAnInvitationToCallBack(t *testing.T) {
	onBoth(t, func(s *house) {
		phone := s.anyone()
		phone.opens("/report?unit=" + s.ward.id)
		form := phone.least()
		form.Set("category", "protective_security")
		form.Set("description", "Hemlig anläggning avbildad")
		phone.posts("/report", phone.form("/report", form))
		phone.meets(200).sees("Skriv ingenting om det som hänt").seesNot("Hemlig anläggning", "<textarea")
		phone.posts("/report/contact", phone.form("/report/contact", url.Values{"contact": {"Ring 070-555 02 02"}}))
		got := phone.meets(200).receipt()
		i := s.numbered(got.number)
		if i.Description != "" || i.Class != "protective" || i.Level != 4 {
			s.Errorf("taken in: %+v", i.Envelope)
		}
		s.as("säkerhetsskyddschef").opens(s.pageOf(got.number))
		for _, who := range []string{"säkerhetschef", "avdelningschef", "tjänsteman i beredskap", "regiondirektör", "registrator"} {
			v := s.as(who)
			v.gets(s.pageOf(got.number))
			v.meets(404)
		}
		s.works()
		if s.written("säkerhetsskyddschef", "") == 0 || s.written("säkerhetschef", "") != 0 {
			s.Errorf("letters: protective chief %d, chief %d", s.written("säkerhetsskyddschef", ""), s.written("säkerhetschef", ""))
		}
	})
}

func TestTwoWhoEditTheSameThingSeeBothAndLoseNothing(t *testing.T) {
	onBoth(t, func(s *house) {
		got := s.anyone().reports(nil)
		path := s.pageOf(got.number) + "/do/cause"
		karin, siv := s.as("avdelningschef"), s.as("säkerhetschef")
		hers := karin.opens(path).form(path, url.Values{"cause": {"Dörrstängaren var trasig"}})
		his := siv.opens(path).form(path, url.Values{"cause": {"Låset var felmonterat"}})
		karin.posts(path, hers)
		karin.meets(200)
		siv.posts(path, his)
		siv.meets(409).sees("Dörrstängaren var trasig", "Låset var felmonterat")
		siv.posts(path, siv.form(path, url.Values{"cause": {"Låset var felmonterat och dörrstängaren trasig"}}))
		siv.meets(200).sees("Låset var felmonterat och dörrstängaren trasig")
		siv.opens("/r/incident/"+s.numbered(got.number).ID.String()+"/history").sees("Dörrstängaren var trasig", "Låset var felmonterat")
	})
}

func TestTheRegisterIsFilteredSearchedAndTakenAway(t *testing.T) {
	onBoth(t, func(s *house) {
		a := s.anyone().reports(url.Values{"description": {"Källardörren gnisslade"}})
		b := s.anyone().reports(url.Values{"description": {"=HYPERLINK trasigt fönster"}, "category": {"theft"}})
		s.anyone().reports(url.Values{"description": {"Slagsmål i hallen"}, "category": {"violence"}})
		officer := s.as("regiondirektör")
		officer.opens("/r/incident").sees(a.number, b.number).seesNot("Slagsmål i hallen")
		officer.opens("/r/incident?category=theft").sees(b.number).seesNot(a.number)
		officer.opens("/r/incident?q=gnisslade").sees(a.number).seesNot(b.number)
		officer.opens("/r/incident/export.csv")
		table := officer.page.body
		if !strings.HasPrefix(string(table), "\xef\xbb\xbf") || !strings.Contains(string(table), ";") || !strings.Contains(string(table), "\r\n") {
			s.Errorf("a spreadsheet does not open it: %q", table[:min(len(table), 80)])
		}
		if text := string(table); !strings.Contains(text, a.number) || !strings.Contains(text, "'=HYPERLINK") || strings.Contains(text, "Slagsmål") {
			s.Errorf("the table is %s", text)
		}
		if rows := strings.Count(string(table), "\r\n"); rows != 3 {
			s.Errorf("%d lines for a heading and two rows", rows)
		}
	})
}

// finishes says what was done with the visitor's own part of an event.
func (v *visitor) finishes(event, note string) {
	v.Helper()
	_, after, found := strings.Cut(string(v.opens(event).page.body), event+"/do/part?part=")
	if !found {
		v.Fatalf("%s has no part to finish at %s", v.who, event)
	}
	v.opens(event + "/do/part?part=" + after[:36])
	v.posts(event+"/do/part", v.form(event+"/do/part", url.Values{"note": {note}}))
	v.meets(200).sees(note)
}
