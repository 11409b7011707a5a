package register_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/attachment"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/file"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/relation"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/store/storetest"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/talk"
	"github.com/vardkas/vardkas/internal/trail"
	"github.com/vardkas/vardkas/internal/web/htmlcheck"
	"github.com/vardkas/vardkas/internal/web/register"
	"github.com/vardkas/vardkas/internal/web/webtest"
)

// risk is a kind with a field of every sort. It takes a name that the rules of access know; its own words are not in the
// catalogue, so that what the pages show of them is their keys.
type risk struct {
	record.Envelope
	Scenario string
	Area     record.Code
	Likely   record.Amount
	Cost     record.Amount
	Seen     clock.Instant
	Due      clock.Date
	Urgent   bool
	Grade    grade
	Tags     []record.Code
	Victim   record.Secret
	Sources  map[string]string
	Guard    record.Key
	Held     []record.Key
	Outcome  string
}

type grade string

const (
	identified record.State = "identified"
	accepted   record.State = "accepted"
)

var risks = record.Define(record.Spec[risk]{
	Name: "risk", Prefix: "RK", Start: identified,
	Fields: []record.Field[risk]{
		record.Long("scenario", func(r *risk) *string { return &r.Scenario }).Search(),
		record.Term("field_area", "area", func(r *risk) *record.Code { return &r.Area }).Filter(),
		record.Int("likely", 1, 5, func(r *risk) *record.Amount { return &r.Likely }).Filter().InList(),
		record.Money("cost", func(r *risk) *record.Amount { return &r.Cost }).Filter().InList(),
		record.Moment("seen_at", func(r *risk) *clock.Instant { return &r.Seen }).Filter(),
		record.Date("due", func(r *risk) *clock.Date { return &r.Due }),
		record.Flag("urgent", func(r *risk) *bool { return &r.Urgent }).Filter().InList(),
		record.Choice("grade", []grade{"low", "high"}, func(r *risk) *grade { return &r.Grade }).Filter(),
		record.Codes("tags", "area", func(r *risk) *[]record.Code { return &r.Tags }).Filter(),
		record.Sealed("victim", func(r *risk) *record.Secret { return &r.Victim }),
		record.Values("kept", func(r *risk) *map[string]string { return &r.Sources }),
		record.Ref("guardian", func(r *risk) *record.Key { return &r.Guard }, "person").Filter(),
		record.Refs("held", func(r *risk) *[]record.Key { return &r.Held }, "person"),
		record.Text("outcome", func(r *risk) *string { return &r.Outcome }),
	},
	Orders: []record.Order{{Name: "created", Column: "created_at", Desc: true}, {Name: "cost", Column: "cost"}},
	Steps: []record.Step[risk]{
		{Name: "accept", From: []record.State{identified}, To: accepted, Needs: access.Update, Fields: []string{"outcome"}, Reason: true},
	},
})

// deed is a kind with a case list, under a name whose rules open what is sealed to those on it and let managers count.
type deed struct {
	record.Envelope
	Victim record.Secret
	Case   []record.Key
}

var deeds = record.Define(record.Spec[deed]{
	Name: "incident", Prefix: "DD", Start: identified,
	Fields: []record.Field[deed]{
		record.Sealed("victim", func(d *deed) *record.Secret { return &d.Victim }),
		record.Refs("on_case", func(d *deed) *[]record.Key { return &d.Case }),
	},
	Relations: func(_ *record.Tx, d *deed) (all []access.Relation) {
		for _, p := range d.Case {
			all = append(all, access.Relation{Name: access.RelationCase, Who: int64(p)})
		}
		return all
	},
})

// The persons of these tests.
const (
	chief   record.Key = 9001 // the whole region, level 3
	manager record.Key = 9002 // one unit, level 2
	nobody  record.Key = 9003 // an employee

	everybody record.Key = 9009 // every role at once, which nobody has: for tests that go through every page
)

// house is a running site with an organisation and the pages of every kind.
type house struct {
	*testing.T
	*webtest.Bench
	book  *record.Book
	units []record.Key

	chiefs []record.Key // beside chief
}

func profile(t testing.TB) *strategy.Profile {
	t.Helper()
	known := strategy.Known{Classes: access.Classes()[1:]}
	for _, r := range access.Appointable() {
		known.AccessRoles = append(known.AccessRoles, string(r))
	}
	p, err := strategy.Embedded(known)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func each(t *testing.T, f func(h *house)) {
	storetest.Each(t, func(t *testing.T, o store.Options) { f(open(t, o)) })
}

func single(t *testing.T) *house { return open(t, storetest.SQLite(t)) }

func open(t *testing.T, o store.Options) *house {
	t.Helper()
	h := found(t, o, func(h *house) []record.Any {
		h.make(risks.Schema(h.DB.Engine)+deeds.Schema(h.DB.Engine), "incident", "incident_span")
		return []record.Any{risks, deeds, talk.Comments, relation.Kind, attachment.Kind, org.Units, org.Sites, org.Persons}
	})
	h.populate()
	return h
}

// found opens a site on a new database with the kinds that these give.
func found(t *testing.T, o store.Options, kinds func(*house) []record.Any) *house {
	t.Helper()
	o.Ledger = trail.NewLedger()
	db := storetest.Open(t, o)
	h := &house{T: t, Bench: webtest.On(t, db, o.Clock.(*clock.Manual), nil)}
	must(t, db.Write(t.Context(), func(tx *store.Tx) error {
		_, err := trail.Append(tx, trail.Draft{Action: "found", Body: []byte("{}")})
		return err
	}))
	ring, err := record.NewKeyring(bytes.Repeat([]byte{7}, record.KeySize))
	must(t, err)
	h.book = record.NewBook(db, org.New(profile(t)).Terms(), ring, h.rights, kinds(h)...)
	register.Mount(h.Site, h.book, register.Options{
		Sealed: map[string]register.Opener{
			"risk":     register.Unseal(risks, map[string]func(*risk) record.Secret{"victim": func(r *risk) record.Secret { return r.Victim }}),
			"incident": register.Unseal(deeds, map[string]func(*deed) record.Secret{"victim": func(d *deed) record.Secret { return d.Victim }}),
		},
		Roles: func(_ *record.Tx, person record.Key) ([]string, error) {
			return map[record.Key][]string{chief: {"security_chief", "manager"}, manager: {"manager"}}[person], nil
		},
		Files: cabinet{}, Closed: []string{"file"},
	})
	return h
}

// make makes the tables of the tests' own kinds. The tables of real kinds of the same names make way.
func (h *house) make(schema string, instead ...string) {
	h.Helper()
	must(h.T, h.DB.Write(h.Context(), func(tx *store.Tx) error {
		for _, table := range instead {
			if _, err := tx.Exec("DROP TABLE IF EXISTS " + table); err != nil {
				return err
			}
		}
		for one := range strings.SplitSeq(schema, ";\n") {
			if one = strings.TrimSpace(one); one == "" {
				continue
			}
			if _, err := tx.Exec(one); err != nil {
				return fmt.Errorf("%s: %w", one, err)
			}
		}
		return nil
	}))
}

// cabinet keeps attached files as the program does.
type cabinet struct{}

func (cabinet) Attach(tx *record.Tx, on record.Key, f file.Prepared) error {
	_, err := attachment.Attach(tx, on, f, false)
	return err
}

func (cabinet) Content(tx *record.Tx, key record.Key) (file.Prepared, error) {
	f, err := attachment.Kind.Get(tx, key)
	if err != nil {
		return file.Prepared{}, err
	}
	var whole []byte
	for n := range f.Chunks() {
		piece, err := attachment.Chunk(tx, key, n)
		if err != nil {
			return file.Prepared{}, err
		}
		whole = append(whole, piece...)
	}
	return file.Prepared{Name: f.Title, Type: file.Type{MIME: f.Media}, Content: whole}, nil
}

func (h *house) rights(_ *store.Tx, person int64) (access.Subject, error) {
	grants := []access.Grant{{Role: access.Employee, Region: true}}
	switch {
	case record.Key(person) == chief, slices.Contains(h.chiefs, record.Key(person)):
		grants = append(grants, access.Grant{Role: access.SecurityChief, Region: true})
	case record.Key(person) == everybody:
		grants = nil
		for _, role := range access.Appointable() {
			grants = append(grants, access.Grant{Role: role, Region: true})
		}
	case record.Key(person) == manager:
		grants = append(grants, access.Grant{Role: access.Manager, Units: []int64{int64(h.units[0])}})
	}
	return access.Subject{Grants: grants}, nil
}

var program = record.Caller{Door: record.System}

// populate makes two units; persons of these tests are made as they are needed.
func (h *house) populate() {
	h.Helper()
	for _, title := range []string{"Akuten", "Förrådet"} {
		var u org.Unit
		h.put(program, func(tx *record.Tx) error {
			u = org.Unit{Envelope: record.Envelope{Title: title, Level: 1}, Kind: org.UnitKinds()[0]}
			return org.Units.Create(tx, &u)
		})
		h.units = append(h.units, u.Key)
	}
}

func (h *house) person(title string) record.Key {
	h.Helper()
	var p org.Person
	h.put(program, func(tx *record.Tx) error {
		p = org.Person{Envelope: record.Envelope{Title: title, Level: 1}}
		return org.Persons.Create(tx, &p)
	})
	return p.Key
}

func (h *house) put(c record.Caller, f func(*record.Tx) error) {
	h.Helper()
	must(h.T, h.book.Write(context.Background(), c, f))
}

// add makes a risk and returns it.
func (h *house) add(r risk) *risk {
	h.Helper()
	fresh := r
	h.put(record.Caller{Person: chief}, func(tx *record.Tx) error { fresh = r; return risks.Create(tx, &fresh) })
	return &fresh
}

// now is a risk as it stands.
func (h *house) now(key record.Key) *risk {
	h.Helper()
	var r *risk
	must(h.T, h.book.Read(context.Background(), program, func(tx *record.Tx) (err error) {
		r, err = risks.Reveal(tx, key)
		return err
	}))
	return r
}

func (h *house) in(p record.Key) *webtest.Browser {
	h.Helper()
	b := h.Browser(h.T)
	b.SignIn(int64(p))
	return b
}

// sound wants a page to have a status and to break no rule of accessible HTML. The words of kinds are for the test in app
// that goes through all of them; every other word must be there.
func sound(t testing.TB, p webtest.Page, status int) webtest.Page {
	t.Helper()
	if p.Status != status {
		t.Fatalf("%s answered %d, want %d:\n%s", p.URL, p.Status, status, p.HTML)
	}
	if !strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
		return p
	}
	for _, problem := range htmlcheck.Check(bytes.ReplaceAll(p.HTML, []byte("⟦"), []byte("["))) {
		t.Errorf("%s: %s", p.URL, problem)
	}
	for _, key := range missing(p) {
		first, _, _ := strings.Cut(key, ".")
		if slices.Contains([]string{"record", "register", "problem", "ui", "web"}, first) {
			t.Errorf("%s: no words for %s", p.URL, key)
		}
	}
	return p
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

const (
	ok            = http.StatusOK
	absent        = http.StatusNotFound
	forbidden     = http.StatusForbidden
	unprocessable = http.StatusUnprocessableEntity
	conflicting   = http.StatusConflict
)
