package story_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web/htmlcheck"
)

// What a link leads to is sought among all kinds: the widest of the reference fields.
var linkForm = regexp.MustCompile(`action="(/r/link/new[^"]*)"`)

func TestAReferenceFieldFindsOnlyWhatTheRuleListsForTheReader(t *testing.T) {
	t.Parallel()
	w := newWalk(newHouse(t).fillsEveryCell())
	found, kept := map[string]int{}, map[string]int{}
	w.walkers(t, func(p person) {
		if p.visitor.who == nobody {
			return
		}
		at := slices.IndexFunc(w.byKind["incident"], func(m *made) bool { return hangsOn("link")(p.who, m, access.Create) })
		if at < 0 {
			return
		}
		p.from = w.address()
		p.opens("/r/link/new?under=" + w.byKind["incident"][at].id)
		for kind, all := range w.byKind {
			for _, m := range w.sought(p, all) {
				shown := w.seeks(p, m)
				may := p.who.May(access.List, m.object)
				if shown && !may {
					p.Errorf("%s finds the %s %s %s level %d", p.visitor.who, kind, m.class, m.standing, m.level)
				}
				w.mu.Lock()
				if shown {
					found[kind]++
				} else if !may {
					kept[kind]++
				}
				w.mu.Unlock()
			}
		}
	})
	t.Cleanup(func() { t.Logf("found %v, kept %v, %d requests", found, kept, w.pages) })
	for _, kind := range []string{"incident", "action"} {
		if found[kind] == 0 || kept[kind] == 0 {
			t.Errorf("of %s, %d were found and %d were kept", kind, found[kind], kept[kind])
		}
	}
}

// sought are records that a person may list and records that they may not, of each level; by make doors all of them.
func (w *walk) sought(p person, all []*made) (some []*made) {
	if *everyDoor {
		return all
	}
	have := map[[2]int]int{}
	for n := range all {
		m := all[(n*7)%len(all)] // spread over the classes and standings
		key := [2]int{int(m.level), 0}
		if p.who.May(access.List, m.object) {
			key[1] = 1
		}
		if have[key]++; have[key] == 1 {
			some = append(some, m)
		}
	}
	return some
}

// seeks types all but the last letter of a record's mark, which the answer must then hold only if it was found.
func (w *walk) seeks(p person, m *made) bool {
	p.Helper()
	to := linkForm.FindSubmatch(p.page.body)
	if to == nil {
		p.Fatalf("%s at %s (%d) has no form to link", p.visitor.who, p.page.path, p.page.status)
	}
	action := html.UnescapeString(string(to[1]))
	p.from = w.address()
	p.posts(action, p.form(action, url.Values{"target_query": {m.mark[:len(m.mark)-1]}, "_search": {"target"}}))
	w.scans(p, p.page)
	return strings.Contains(p.page.text, m.mark) || htmlcheck.Value(p.page.body, "input[name=target][value="+strconv.Quote(strconv.FormatInt(int64(m.key), 10))+"]", "value") != ""
}

// handed is a report with its receipt, a file and a word that stands nowhere else.
type handed struct {
	receipt
	file, mark string
}

// handsInOf makes an anonymous report of each class and level, and a file that its reporter handed in.
func (s *house) handsInOf() (all []handed) {
	s.Helper()
	for n, category := range []string{"unauthorised_access", "violence", "information_disclosure", "it_disruption", "personal_data"} {
		one := handed{mark: "zz" + strconv.Itoa(n) + "rapport"}
		var i *incident.Incident
		code := incident.NewCode()
		s.does(record.Caller{Door: record.Intake}, func(tx *record.Tx) (err error) {
			i, err = s.Desk.Report(tx, incident.Draft{Code: code, Category: category, Unit: s.ward.Key, Description: one.mark, Anonymous: true})
			return err
		})
		s.does(record.Caller{Door: record.System}, func(tx *record.Tx) error {
			as, _, err := incident.FollowAgain(tx, i.Key)
			if err != nil {
				return err
			}
			e, err := attaches(as, record.Envelope{On: i.Key}, one.mark, true)
			if err == nil {
				one.file = e.ID.String()
			}
			return err
		})
		one.receipt = receipt{i.Number.Text(incident.Kind.Prefix), code}
		all = append(all, one)
	}
	return all
}

func TestFollowingOpensWithTheRightNumberAndCodeAndInNoOtherWay(t *testing.T) {
	t.Parallel()
	s := newHouse(t)
	all := s.handsInOf()
	tries := 0
	address := func() string { // how many come from one address is tested elsewhere
		tries++
		return "10.9." + strconv.Itoa(tries>>8) + "." + strconv.Itoa(tries&0xff) + ":4711"
	}
	for _, who := range []string{nobody, "sjuksköterska", "säkerhetschef", "systemadministratör"} {
		for n, one := range all {
			for m, other := range all {
				v := s.anyone()
				if who != nobody {
					v = s.as(who)
				}
				v.from = address()
				v.opens("/follow")
				v.posts("/follow", v.form("/follow", url.Values{"number": {one.number}, "code": {other.code}}))
				opened := v.page.path == "/follow/report" && v.page.status == http.StatusOK
				if opened != (n == m) || opened != strings.Contains(v.page.text, one.mark) {
					t.Errorf("%s opens %d with the code of %d: %t, at %s", who, n, m, opened, v.page.path)
				}
				s.followsNoOther(v, all, n, opened)
			}
		}
	}
	v := s.anyone()
	for _, one := range all {
		for _, path := range []string{"/follow/report", "/follow/file/" + one.file, "/follow?number=" + one.number + "&code=" + one.code} {
			v.from = address()
			if v.gets(path); strings.Contains(v.page.text, one.mark) {
				t.Errorf("%s shows the report to whoever only has the address", path)
			}
		}
	}
}

// followsNoOther holds who has opened one report, or none, away from the words and files of the rest.
func (s *house) followsNoOther(v *visitor, all []handed, own int, opened bool) {
	s.Helper()
	for n, one := range all {
		if strings.Contains(v.page.text, one.mark) && (n != own || !opened) {
			s.Errorf("%s is sent words of report %d at %s", v.who, n, v.page.path)
		}
	}
	for n, one := range all {
		page := v.gets("/follow/file/" + one.file)
		if got := page.status == http.StatusOK && strings.Contains(page.text, one.mark); got != (opened && n == own) {
			s.Errorf("%s has file %d: %t (%d), with report %d opened: %t", v.who, n, got, page.status, own, opened)
		}
	}
}
