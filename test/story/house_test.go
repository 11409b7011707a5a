package story_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/app"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/mail/mailtest"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/pgtest"
	"github.com/vardkas/vardkas/internal/record"
)

// morning is when every story begins: a Monday in Sweden, a while past a full hour.
var morning = time.Date(2026, 11, 23, 8, 17, 42, 0, time.UTC)

// house is the whole program with a small region in it, a clock that stands still and a mail server of its own.
type house struct {
	*testing.T
	*app.Program

	clock  *clock.Manual
	log    *lines
	mail   *mailtest.Server
	file   string // of the SQLite database; empty on PostgreSQL
	sent   *lines // every Location and Set-Cookie that left
	people map[string]record.Key

	region, hospital, ward, dental unit
}

// unit is a unit of the region, by key and by the id in addresses.
type unit struct {
	record.Key
	id string
}

// onBoth runs a story on each engine.
func onBoth(t *testing.T, f func(s *house)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); f(newHouse(t)) })
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		f(openHouse(t, pgtest.URL(t)))
	})
}

func newHouse(t *testing.T) *house { return openHouse(t, "") }

func openHouse(t *testing.T, database string) *house {
	t.Helper()
	s := emptyHouse(t, database)
	s.settle()
	return s
}

// emptyHouse is the program as serve starts it the first time: nobody is in it.
func emptyHouse(t *testing.T, database string) *house {
	t.Helper()
	s := &house{T: t, clock: clock.NewManual(morning), log: &lines{}, sent: &lines{}, mail: mailtest.New(t), people: map[string]record.Key{}}
	dir := t.TempDir()
	settings := map[string]string{
		"data": dir, "public-url": "http://vardkas.example", "organisation": "Region Exempel",
		"mail-host": s.mail.Host(), "mail-port": portOf(s.mail), "mail-tls": "none", "mail-from": "Vårdkas <vardkas@region.example>",
	}
	if database != "" {
		settings["database"] = database
	} else {
		s.file = filepath.Join(dir, "vardkas.db")
	}
	var err error
	if s.Program, err = app.OpenProgram(context.Background(), settings, s.clock, s.log); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func portOf(m *mailtest.Server) string {
	_, port, _ := strings.Cut(m.Addr(), ":")
	return port
}

// everywhere is the reach of a region's roles.
const everywhere = "region"

// roster is one person for each role of the profile, and two without any.
func roster() []struct{ who, name, role, reach string } {
	return []struct{ who, name, role, reach string }{
		{"sjuksköterska", "Nils Alm", "", ""},
		{"främling", "Vera Fors", "", ""},
		{"avdelningschef", "Karin Ek", "manager", "ward"},
		{"verksamhetschef", "Hedda Gran", "manager", "hospital"},
		{"tandvårdschef", "Tage Lind", "manager", "dental"},
		{"säkerhetschef", "Siv Berg", "security_chief", everywhere},
		{"ställföreträdare", "Disa Holm", "security_chief", "deputy"},
		{"säkerhetsenheten", "Ulf Norén", "security_unit", everywhere},
		{"samordnare", "Sara Wik", "security_coordinator", "ward"},
		{"informationssäkerhetsansvarig", "Omar Dahl", "infosec_officer", everywhere},
		{"it-säkerhetsansvarig", "Ivar Sten", "it_security_officer", everywhere},
		{"it-samordnare", "Ines Palm", "infosec_coordinator_it", everywhere},
		{"dataskyddsombud", "Dag Rask", "data_protection_officer", everywhere},
		{"säkerhetsskyddschef", "Saga Flod", "protective_security_chief", everywhere},
		{"tjänsteman i beredskap", "Tor Vik", "duty_officer", everywhere},
		{"regiondirektör", "Ragna Hed", "director", everywhere},
		{"ledamot", "Lova Malm", "board_member", everywhere},
		{"it-chef", "Isak Ros", "it_chief", everywhere},
		{"fastighetschef", "Freja Sand", "property_chief", everywhere},
		{"chefläkare", "Carl Löv", "chief_physician", everywhere},
		{"skyddsombud", "Stina Äng", "safety_representative", "ward"},
		{"brandskyddsombud", "Bo Glöd", "fire_representative", "ward"},
		{"registrator", "Rut Ask", "registrar", everywhere},
		{"granskare", "Gerd Öman", "reviewer", everywhere},
		{"behörighetsadministratör", "Beata Lund", "access_administrator", everywhere},
		{"systemadministratör", "Sixten Kvist", "system_administrator", everywhere},
	}
}

// settle fills the region with units and people.
func (s *house) settle() {
	s.Helper()
	s.does(record.Caller{Door: record.System}, func(tx *record.Tx) error {
		unit := func(name string, parent record.Key) unit {
			u := org.Unit{Envelope: record.Envelope{Title: name, Level: 1}, Parent: parent}
			s.must(org.Units.Create(tx, &u))
			return unit{u.Key, u.ID.String()}
		}
		s.region = unit("Region Exempel", 0)
		s.hospital = unit("Sjukhuset", s.region.Key)
		s.ward, s.dental = unit("Avdelning 12", s.hospital.Key), unit("Folktandvården Hagfors", s.region.Key)
		var chief record.Key
		for _, one := range roster() {
			home := s.ward
			if one.reach == "dental" || one.who == "främling" {
				home = s.dental
			}
			p := org.Person{Envelope: record.Envelope{Title: one.name, Unit: home.Key, Level: 1}, Mail: mailOf(one.name)}
			s.must(org.Persons.Create(tx, &p))
			s.people[one.who] = p.Key
			if one.role == "" {
				continue
			}
			a := org.Appointment{Role: record.Code(one.role), Person: p.Key, From: tx.Today().AddDays(-1)}
			switch one.reach {
			case everywhere:
				a.Region = true
			case "deputy":
				a.DeputyFor = chief
			case "hospital":
				a.Units = []record.Key{s.hospital.Key}
			case "dental":
				a.Units = []record.Key{s.dental.Key}
			default:
				a.Units = []record.Key{s.ward.Key}
			}
			s.must(org.Appoint(tx, &a))
			if one.who == "säkerhetschef" {
				chief = a.Key
			}
		}
		return nil
	})
}

// mailOf is a person's address: given.family@region.example, in ASCII.
func mailOf(name string) string {
	plain := strings.NewReplacer("å", "a", "ä", "a", "ö", "o", "é", "e", " ", ".").Replace(strings.ToLower(name))
	return plain + "@region.example"
}

func (s *house) nameOf(who string) string {
	for _, one := range roster() {
		if one.who == who {
			return one.name
		}
	}
	s.Fatalf("nobody is called %s", who)
	return ""
}

func (s *house) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// does runs f as one change by the caller, past the pages.
func (s *house) does(c record.Caller, f func(tx *record.Tx) error) {
	s.Helper()
	s.must(s.Book.Write(context.Background(), c, f))
}

// looks runs f on a snapshot as the program itself.
func (s *house) looks(f func(tx *record.Tx) error) {
	s.Helper()
	s.must(s.Book.Read(context.Background(), record.Caller{Door: record.System}, f))
}

// passes lets time go by and the program do what has become due.
func (s *house) passes(d time.Duration) {
	s.Helper()
	s.clock.Advance(d)
	s.works()
}

// works lets the program do what is due now.
func (s *house) works() {
	s.Helper()
	_, err := s.Jobs.RunDue(context.Background())
	s.must(err)
}

// letters are the receivers and texts of what the mail server has been given.
func (s *house) letters() (all []string) {
	for _, m := range s.mail.Received() {
		all = append(all, strings.Join(m.To, " ")+"\n"+m.Header("Subject")+"\n"+string(m.Raw)+"\n"+m.Text())
	}
	return all
}

// weekly is the subject of the letter that everybody gets on the Monday that stories begin on.
const weekly = "Det här väntar på dig"

// written counts the letters to somebody whose subject holds a word, the weekly one left out.
func (s *house) written(who, about string) (n int) {
	for _, m := range s.mail.Received() {
		if strings.Contains(m.Header("Subject"), weekly) {
			continue
		}
		if slices.Contains(m.To, mailOf(s.nameOf(who))) && strings.Contains(m.Header("Subject"), about) {
			n++
		}
	}
	return n
}

// lines collects text from many goroutines.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write adds to the text.
func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

// String is all of it.
func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
