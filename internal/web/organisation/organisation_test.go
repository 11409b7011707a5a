package organisation_test

import (
	"strings"
	"testing"

	"net/url"

	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/store/storetest"
	"github.com/vardkas/vardkas/internal/web/eventtest"
	"github.com/vardkas/vardkas/internal/web/organisation"
	"github.com/vardkas/vardkas/internal/web/register"
	"github.com/vardkas/vardkas/internal/web/webtest"
)

type region struct {
	*eventtest.Region
	admin record.Key
}

func open(t *testing.T, o store.Options) region {
	t.Helper()
	r := region{Region: eventtest.New(t, o)}
	r.Do(t, record.Caller{Door: record.System}, func(tx *record.Tx) error {
		p := org.Person{Envelope: record.Envelope{Title: "Sixten Kvist", Level: 1}}
		if err := org.Persons.Create(tx, &p); err != nil {
			return err
		}
		r.admin = p.Key
		return org.Appoint(tx, &org.Appointment{Role: "system_administrator", Person: p.Key, Region: true, From: tx.Today()})
	})
	pages := &organisation.Pages{Site: r.Site, Book: r.Book, Profile: r.Profile}
	pages.Register()
	register.Mount(r.Site, r.Book, register.Options{Parts: map[string]register.Part{"unit": pages.ContactPath}})
	return r
}

func (r region) as(t *testing.T, person record.Key) *webtest.Browser {
	b := r.Browser(t)
	b.SignIn(int64(person))
	return b
}

// uploads sends a file and returns the preview it leads to.
func uploads(b *webtest.Browser, kind, content string, more url.Values) webtest.Page {
	form := url.Values{"kind": {kind}}
	for name, values := range more {
		form[name] = values
	}
	return b.PostFiles("/organisation/import", form, map[string]map[string][]byte{"file": {"fil.csv": []byte(content)}})
}

const unitFile = "Kod;Namn;Överordnad enhet;Sort\nr;Regionen;;\nk1;Klinik ett;r;\nk2;Klinik två;r;\n"

func TestAFileIsPreviewedBeforeItIsTakenInAndTheButtonTakesInWhatWasSeen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		r := open(t, o)
		admin := r.as(t, r.admin)
		admin.Get("/organisation/import").Want(200)
		preview := uploads(admin, "units", unitFile, nil).Want(200).Says("3 nya", "Klinik ett", "läses inte: Sort")
		admin.Get("/r/unit").Want(200).SaysNot("Klinik ett")
		form := eventtest.Form(t, preview, "/organisation/import/preview", nil)
		if page := admin.Post("/organisation/import/preview", form).Want(200); page.URL != "/r/unit" {
			t.Fatalf("led to %s", page.URL)
		}
		admin.Get("/r/unit").Want(200).Says("Klinik ett", "Klinik två")
		if page := admin.Post("/organisation/import/preview", form).Want(200); page.URL != "/r/unit" {
			t.Errorf("sent twice it led to %s", page.URL)
		}
		moved := strings.Replace(unitFile, "k2;Klinik två;r", "k2;Klinik 2;k1", 1)
		uploads(admin, "units", moved, nil).Want(200).Says("1 flyttade", "Namn: Klinik två → Klinik 2", "Överordnad enhet: Regionen → Klinik ett")
		uploads(admin, "persons", "code;given;family;unit\n7;Åsa;Öberg;k1\n", nil).Want(200).Says("1 nya", "Åsa Öberg")
	})
}

func TestWhatIsWrongStandsByRowAndTheFileIsNotLost(t *testing.T) {
	r := open(t, storetest.SQLite(t))
	admin := r.as(t, r.admin)
	page := uploads(admin, "units", "kod;namn;parent\nk1;;r\n;Utan kod;\n", url.Values{"close": {"1"}}).Want(422).Says("fel i filen", "Den överordnade enheten r", "varken HSA-id eller kod").SaysNot("Läs in</button>")
	draft := page.URL[strings.Index(page.URL, "?"):]
	admin.Get("/organisation/import"+draft).Want(200).Says("fil.csv", "checked")
	admin.Post("/organisation/import", url.Values{"kind": {"persons"}}).Want(422).Says("checked")
	uploads(admin, "units", "namn\nK\n", nil).Want(422).Says("saknar en kolumn")
}

func TestAPreviewThatNoLongerHoldsIsShownAnew(t *testing.T) {
	r := open(t, storetest.SQLite(t))
	admin := r.as(t, r.admin)
	form := eventtest.Form(t, uploads(admin, "units", unitFile, nil).Want(200), "/organisation/import/preview", nil)
	r.Do(t, record.Caller{Door: record.System}, func(tx *record.Tx) error {
		return org.Units.Create(tx, &org.Unit{Envelope: record.Envelope{Title: "Regionen", Level: 1}, Code: "r"})
	})
	admin.Post("/organisation/import/preview", form).Want(409).Says("Registret har ändrats", "2 nya")
}

func TestFilesAreAbsentToWhoeverMayNotImport(t *testing.T) {
	r := open(t, storetest.SQLite(t))
	for _, person := range []record.Key{r.Chief, r.Manager, r.Nurse} {
		b := r.as(t, person)
		b.Get("/organisation/import").Want(404)
		uploads(b, "units", unitFile, nil).Want(404)
	}
}

func TestAUnitShowsItsContactPathAndGapsStandAmongTheFindings(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		r := open(t, o)
		nurse := r.as(t, r.Nurse)
		nurse.Get("/r/unit/"+r.WardID.String()).Want(200).Says("Kontaktväg i säkerhetsfrågor", "Karin Ek", "Siv Berg, närmast ovanför", "har en lucka")
		page := r.as(t, r.Chief).Get("/findings").Want(200).Says("Folktandvården Hagfors", "Säkerhetssamordnare", "Förordna någon")
		page.SaysNot("/r/appointment/new")
		r.as(t, r.Chief).Get("/findings?role=security_coordinator").Want(200).Says("Avdelning 12")
	})
}
