package app

import (
	"context"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/attachment"
	"github.com/vardkas/vardkas/internal/file"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/accounts"
	"github.com/vardkas/vardkas/internal/web/cases"
	"github.com/vardkas/vardkas/internal/web/figures"
	"github.com/vardkas/vardkas/internal/web/organisation"
	"github.com/vardkas/vardkas/internal/web/register"
	"github.com/vardkas/vardkas/internal/web/report"
	"github.com/vardkas/vardkas/internal/web/signin"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/web/work"
	"github.com/vardkas/vardkas/internal/words"
)

// registerPages puts every page on the site: those of a subject first, then the generic ones of every kind.
func (s *server) registerPages(c Config) {
	follow := firstNonEmpty(c.Get("public-url"), "http://"+c.Get("addr")) + "/follow"
	(&report.Pages{Site: s.site, Book: s.Book, Profile: s.Profile, Desk: s.Desk, FollowAt: follow}).Register()
	s.cases = &cases.Pages{Site: s.site, Book: s.Book, Profile: s.Profile, Desk: s.Desk}
	s.cases.Register()
	(&work.Pages{Site: s.site, Book: s.Book, Desk: s.Desk, Upkeep: upkeep}).Register()
	(&figures.Pages{Site: s.site, Book: s.Book, Profile: s.Profile}).Register()
	about := &organisation.Pages{Site: s.site, Book: s.Book, Profile: s.Profile}
	about.Register()
	register.Mount(s.site, s.Book, register.Options{
		Find:   map[string]register.Find{"unit": finder(org.FindUnits), "person": finder(org.FindPersons), "place": finder(org.FindPlaces), "site": finder(org.FindSites)},
		Own:    map[string]string{incident.Kind.Name: "/events/"},
		Parts:  map[string]register.Part{org.Units.Name: about.ContactPath},
		Closed: []string{"incident", "part", "alert", "message", "comment", "file", "import_batch"},
		Roles:  s.Org.RolesHeld,
		Files:  files{}, Also: s.besideRegisters,
	})
	(&accounts.Pages{Site: s.site, Book: s.Book, Accounts: s.accounts}).Register()
	s.imports.Site = s.site
	s.imports.Register()
	signin.Register(s.site, signin.Config{Accounts: s.accounts, FirstPersons: s.firstPersons, Demo: s.demoPeople})
}

// alerts are the serious events that await the reader. They stand on every page but the two that show them themselves.
func (s *server) alerts(ctx context.Context, v *web.Visit) (templ.Component, error) {
	if v.Path == "/" || strings.HasPrefix(v.Path, "/events/") {
		return nil, nil
	}
	return s.cases.Alerts(ctx, v)
}

// finder fits a search of the organisation to the reference fields.
func finder(search func(*record.Tx, string, int) ([]org.Found, error)) register.Find {
	return func(tx *record.Tx, text string, limit int) ([]register.Found, error) {
		all, err := search(tx, text, limit)
		out := make([]register.Found, len(all))
		for i, m := range all {
			out[i] = register.Found{Key: m.Key, Title: m.Title, Hint: m.Detail}
		}
		return out, err
	}
}

// files keeps attachments among the records.
type files struct{}

// Attach keeps a file that a handler adds.
func (files) Attach(tx *record.Tx, on record.Key, f file.Prepared) error {
	_, err := attachment.Attach(tx, on, f, false)
	return err
}

// Content puts a file together from its pieces.
func (files) Content(tx *record.Tx, key record.Key) (file.Prepared, error) {
	f, err := attachment.Kind.Get(tx, key)
	if err != nil {
		return file.Prepared{}, err
	}
	p := file.Prepared{Name: f.Title, Type: file.Type{MIME: f.Media}}
	for n := range f.Chunks() {
		piece, err := attachment.Chunk(tx, key, n)
		if err != nil {
			return p, err
		}
		p.Content = append(p.Content, piece...)
	}
	return p, nil
}

// demoPeople lists the sign-ins of the demo.
func (s *server) demoPeople(_ context.Context, tx *store.Tx) ([]signin.DemoPerson, error) {
	byName := map[string]signin.DemoPerson{}
	err := tx.Each(func(scan func(...any) error) error {
		var username string
		var p signin.DemoPerson
		if err := scan(&username, &p.Person, &p.Name); err != nil {
			return err
		}
		byName[username] = p
		return nil
	}, "SELECT a.username, a.person, r.title FROM account a JOIN record r ON r.rid = a.person")
	var all []signin.DemoPerson
	for _, one := range s.signIns {
		if p, ok := byName[one.Username]; ok {
			p.Role = words.LabelOf(one.Label)
			all = append(all, p)
		}
	}
	return all, err
}

// places is the reader's menu: at most seven, by what the reader may do.
func (s *server) places(v *web.Visit) []ui.Link {
	all := []ui.Link{{Label: v.T("app.place.work"), Href: "/", Current: v.Path == "/"}}
	add := func(key, href string, may bool, alsoAt ...string) {
		if may {
			all = append(all, ui.Link{Label: v.T(key), Href: href, Current: lies(v.Path, append(alsoAt, href))})
		}
	}
	handles := len(v.Subject.Grants) > 1 // somebody with a role beside being employed
	add("app.place.events", "/events", handles, "/r/incident")
	add("app.place.mine", "/my/reports", true)
	keeps := accounts.May(v.Subject, access.List) // whoever keeps accounts has no actions to follow, and seven places are enough
	add("app.place.actions", "/r/action", handles && !keeps)
	add("app.place.figures", "/figures", true)
	add("app.place.organisation", "/r/unit", true)
	add("app.place.registers", "/registers", handles)
	add("app.place.accounts", "/accounts", keeps)
	return all
}

// lies reports whether a page is one of these or lies under one.
func lies(path string, under []string) bool {
	return slices.ContainsFunc(under, func(place string) bool { return path == place || strings.HasPrefix(path, place+"/") })
}
