package accounts_test

import (
	"bytes"
	"context"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/account"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/store/storetest"
	"github.com/vardkas/vardkas/internal/web/accounts"
	"github.com/vardkas/vardkas/internal/web/eventtest"
	"github.com/vardkas/vardkas/internal/web/signin"
	"github.com/vardkas/vardkas/internal/web/webtest"
)

type region struct {
	*eventtest.Region
	t        *testing.T
	accounts *account.Accounts
	admin    record.Key
	officer  record.Key // of access
}

func each(t *testing.T, f func(r region)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, o store.Options) { f(open(t, o)) })
}

func open(t *testing.T, o store.Options) region {
	t.Helper()
	r := region{Region: eventtest.New(t, o), t: t}
	var err error
	if r.accounts, err = account.New(r.DB, r.Clock, bytes.Repeat([]byte{3}, account.KeySize), account.Cost{Time: 1, Memory: 64, Threads: 1}); err != nil {
		t.Fatal(err)
	}
	r.Do(t, record.Caller{Door: record.System}, func(tx *record.Tx) error {
		for name, holder := range map[record.Code]*record.Key{"system_administrator": &r.admin, "access_administrator": &r.officer} {
			p := org.Person{Envelope: record.Envelope{Title: "Person " + string(name), Level: 1}}
			if err := org.Persons.Create(tx, &p); err != nil {
				return err
			}
			*holder = p.Key
			if err := org.Appoint(tx, &org.Appointment{Role: name, Person: p.Key, Region: true, From: tx.Today()}); err != nil {
				return err
			}
		}
		return nil
	})
	(&accounts.Pages{Site: r.Site, Book: r.Book, Accounts: r.accounts}).Register()
	signin.Register(r.Site, signin.Config{Accounts: r.accounts})
	return r
}

// as is a browser in which a person sits who has just proved who they are.
func (r region) as(person record.Key) *webtest.Browser {
	b := r.Browser(r.t)
	b.SignIn(int64(person))
	return b
}

func (r region) id(person record.Key) (id string) {
	r.t.Helper()
	err := r.Book.Read(context.Background(), record.Caller{Door: record.System}, func(tx *record.Tx) error {
		var raw []byte
		err := tx.Row("SELECT id FROM record WHERE rid = $1", int64(person)).Scan(&raw)
		var one record.ID
		copy(one[:], raw)
		id = one.String()
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return id
}

var oncePattern = regexp.MustCompile("[0-9A-Z]{4}(-[0-9A-Z]{4}){3}")

// made makes an account for a person and returns its one-time password.
func (r region) made(person record.Key) string {
	r.t.Helper()
	page := r.as(r.admin).Post("/accounts/"+r.id(person)+"/new", url.Values{"username": {"kee"}}).Want(200).Says("kee", "visas bara nu")
	if !strings.Contains(page.Header.Get("Cache-Control"), "no-store") {
		r.t.Error("a one-time password may be kept on the way")
	}
	return oncePattern.FindString(string(page.HTML))
}

func (r region) signsIn(name, password string) *webtest.Browser {
	b := r.Browser(r.t)
	b.Post("/sign-in", url.Values{"username": {name}, "password": {password}})
	return b
}

func TestAnAccountIsMadeWithAProposedNameAndAPasswordShownOnce(t *testing.T) {
	each(t, func(r region) {
		admin := r.as(r.admin)
		admin.Get("/accounts").Want(200).Says("personer har inget konto", "Inga konton stämmer")
		admin.Get("/accounts/"+r.id(r.Manager)+"/new").Want(200).Says("Karin Ek", "karin.ek")
		admin.Post("/accounts/"+r.id(r.Manager)+"/new", url.Values{"username": {"k e"}}).Want(422).Says("utan mellanslag", "k e")
		once := r.made(r.Manager)
		admin.Get("/accounts").Want(200).Says("Karin Ek", "kee", "Väntar på första inloggningen").SaysNot(once)
		admin.Post("/accounts/"+r.id(r.Manager)+"/new", url.Values{"username": {"other"}}).Want(404)
		karin := r.signsIn("kee", once)
		if page := karin.Post("/sign-in/password", url.Values{"new": {"gula tåg i snön"}, "next": {"/account"}}).Want(200); page.URL != "/account" {
			t.Errorf("led to %s", page.URL)
		}
		admin.Get("/accounts/"+r.id(r.Manager)).Want(200).Says("Eget lösenord", "Logga ut överallt")
		admin.Get("/accounts?standing=unused").Want(200).SaysNot("Karin Ek")
		admin.Get("/accounts?q=karin+avdelning&order=signed_in&desc=1").Want(200).Says("Karin Ek", `aria-sort="descending"`)
	})
}

func TestAccountsForManyAreMadeAtOnceAndHandedOverOnASheetOrAsATable(t *testing.T) {
	each(t, func(r region) {
		admin := r.as(r.admin)
		admin.Get("/accounts/without").Want(200).Says("Nils Alm", "nils.alm", "Vera Fors")
		admin.Post("/accounts/without", url.Values{}).Want(422).Says("Markera minst en person")
		sheet := admin.Post("/accounts/without", url.Values{"person": {r.id(r.Nurse), r.id(r.Stranger)}}).Want(200).Says("Nils Alm", "vera.fors")
		once := oncePattern.FindAllString(string(sheet.HTML), -1)
		if len(once) != 2 || once[0] == once[1] {
			t.Fatalf("the sheet has %q", once)
		}
		admin.Post("/accounts/without", url.Values{"person": {r.id(r.Nurse), r.id(r.Stranger)}}).Want(422).Says("har redan konton")
		table := admin.Post("/accounts/without", url.Values{"person": {r.id(r.Chief)}, "as": {"csv"}})
		if table.Status != 200 || !strings.Contains(table.Header.Get("Content-Type"), "text/csv") || !strings.Contains(string(table.HTML), "siv.berg") || !strings.Contains(table.Header.Get("Cache-Control"), "no-store") {
			t.Errorf("the table: %d %v %s", table.Status, table.Header, table.HTML)
		}
		list := admin.Get("/accounts/export.csv")
		if list.Status != 200 || !strings.Contains(string(list.HTML), "vera.fors") || strings.Contains(string(list.HTML), once[0]) {
			t.Errorf("the export: %d %s", list.Status, list.HTML)
		}
		if page := r.signsIn("nils.alm", once[0]).Get("/account").Want(200); page.URL == "/account" {
			t.Error("a one-time password opens the site")
		}
	})
}

func TestAnAccountIsClosedOpenedAndItsSessionsEnd(t *testing.T) {
	each(t, func(r region) {
		once := r.made(r.Manager)
		karin := r.signsIn("kee", once)
		karin.Post("/sign-in/password", url.Values{"new": {"gula tåg i snön"}})
		admin, address := r.as(r.admin), "/accounts/"+r.id(r.Manager)
		admin.Post(address+"/sessions/end-all", nil).Want(200).Says("utloggad överallt")
		if page := karin.Get("/account").Want(200); page.URL == "/account" {
			t.Error("the session lives on")
		}
		admin.Post(address+"/close", nil).Want(200).Says("Kontot är stängt")
		r.signsIn("kee", "gula tåg i snön").Get("/account").Want(200).Says("/sign-in")
		admin.Post(address+"/open", nil).Want(200).Says("Kontot är öppet igen")
		if page := r.signsIn("kee", "gula tåg i snön").Get("/account").Want(200); page.URL != "/account" {
			t.Error("the account is still closed")
		}
		again := oncePattern.FindString(string(admin.Post(address+"/password", nil).Want(200).HTML))
		if again == "" || again == once {
			t.Errorf("the new one-time password is %q", again)
		}
		admin.Post(address+"/factor/demand", nil).Want(200).Says("Krävs, och ställs in")
		admin.Post(address+"/factor/waive", nil).Want(200).Says("kräver inte")
		admin.Post(address+"/factor/reset", nil).Want(200).Says("nollställda")
	})
}

func TestNobodyKeepsTheirOwnAccountHere(t *testing.T) {
	r := open(t, storetest.SQLite(t))
	r.made(r.admin)
	admin, address := r.as(r.admin), "/accounts/"+r.id(r.admin)
	admin.Get(address).Want(200).Says("ditt eget konto").SaysNot(address + "/close")
	for _, act := range []string{"/close", "/password", "/factor/waive", "/sessions/end-all"} {
		admin.Post(address+act, nil).Want(422).Says("ditt eget konto")
	}
}

func TestTheAccountsAreAbsentToOthersAndShownWithoutButtonsToWhoeverAppoints(t *testing.T) {
	r := open(t, storetest.SQLite(t))
	r.made(r.Manager)
	address := "/accounts/" + r.id(r.Manager)
	officer := r.as(r.officer)
	officer.Get("/accounts").Want(200).Says("Karin Ek").SaysNot("export.csv")
	officer.Get(address).Want(200).SaysNot(address + "/")
	officer.Post(address+"/close", nil).Want(403)
	officer.Get("/accounts/without").Want(404)
	for _, person := range []record.Key{r.Chief, r.Manager, r.Nurse} {
		other := r.as(person)
		for _, path := range []string{"/accounts", address, "/accounts/without", "/accounts/export.csv", "/accounts/" + r.id(r.Nurse) + "/new"} {
			other.Get(path).Want(404)
		}
		for _, act := range []string{"/close", "/password", "/sessions/end-all", "/factor/reset"} {
			other.Post(address+act, nil).Want(404)
		}
	}
}

func TestWhoeverKeepsAccountsProvesWhoTheyAreFirst(t *testing.T) {
	r := open(t, storetest.SQLite(t))
	r.made(r.admin)
	r.Do(t, record.Caller{Door: record.System}, func(tx *record.Tx) error {
		_, err := r.accounts.Add(tx.Tx, 0, account.Newcomer{Username: "manager", Person: int64(r.Manager)})
		return err
	})
	b := r.as(r.admin)
	r.Clock.Advance(11 * time.Minute)
	for _, path := range []string{"/password", "/close", "/factor/reset"} {
		if page := b.Post("/accounts/"+r.id(r.Manager)+path, url.Values{"_page": {"/accounts"}}).Want(200); page.URL != "/step-up?next=%2Faccounts" {
			t.Errorf("%s led to %s", path, page.URL)
		}
	}
	if page := b.Post("/accounts/without", url.Values{"person": {r.id(r.Nurse)}}).Want(200); !strings.HasPrefix(page.URL, "/step-up") {
		t.Errorf("led to %s", page.URL)
	}
}
