package story_test

import (
	"encoding/csv"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/pgtest"
	"github.com/vardkas/vardkas/internal/words"
)

// stubLine is how a list tells of what counts and may not be read.
var (
	stubbed  = regexp.MustCompile(`(\d+) ` + stubLine)
	figured  = regexp.MustCompile(`(\d+) händelser anmäldes`)
	nextPage = regexp.MustCompile(`href="(/r/[^"]*[?&](?:amp;)?after=[^"]*)"`)
	public   = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`)
)

func TestListsSearchesCountsAndExportsHoldWhatTheRuleAllows(t *testing.T) {
	t.Parallel()
	w := newWalk(newHouse(t).fillsEveryCell())
	lists := 0
	w.walkers(t, func(p person) {
		if p.visitor.who == nobody || p.visitor.who == given { // whose alerts stand on top of every page
			return
		}
		n := w.holdsLists(p)
		w.mu.Lock()
		defer w.mu.Unlock()
		lists += n
	})
	w.Logf("%d lists, searches and exports of %d records, %d requests", lists, len(w.all), w.pages)
}

func TestADoorIsAsFirmOnPostgreSQL(t *testing.T) {
	t.Parallel()
	w := newWalk(openHouse(t, pgtest.URL(t)).fillsEveryCell())
	doors := w.doorways()
	for _, who := range []string{"främling", "avdelningschef", "samordnare", "säkerhetschef", "registrator"} {
		p := w.enters(t, who)
		for _, name := range []string{"GET /events/{id}", "GET /events/{id}/do/close", "GET /r/comment/{id}", "GET /r/file/{id}/content", "POST /r/action/{id}/step/finish"} {
			d := doors[slices.IndexFunc(doors, func(d doorway) bool { return d.name() == name })]
			for _, m := range w.picks(p, d) {
				w.tries(p, d, m)
			}
		}
		w.holdsLists(p)
	}
}

// holdsLists compares what lists, searches, filters, counts and exports tell a person with what the rule allows.
func (w *walk) holdsLists(p person) (n int) {
	p.Helper()
	for kind, all := range w.byKind {
		now := func(m *made) bool { return true }
		n += w.holdsList(p, kind, "", now, false)
		n += w.holdsList(p, kind, "?on="+w.day, now, true)
		n += w.holdsList(p, kind, "?level=3", func(m *made) bool { return m.level == 3 }, false)
		if all[0].on != nil || kind == "incident" {
			n += w.holdsList(p, kind, "?area=info", func(m *made) bool { return m.areaOf() == "info" }, false)
		}
		w.holdsExport(p, kind)
	}
	for _, class := range access.Classes() {
		if class != access.ClassProtective { // nothing is written there, so nothing can be searched for
			n += w.holdsList(p, "incident", "?q="+token(class), func(m *made) bool { return m.class == class }, false)
		}
	}
	w.holdsStubs(p)
	for _, path := range []string{"/", "/registers", "/my/reports", "/figures", "/account"} {
		w.scans(p, p.gets(path))
	}
	return n + len(w.byKind)
}

// holdsList walks a list to its end. A reporter's own reports may stand in it or not: they have a list of their own.
func (w *walk) holdsList(p person, kind, query string, which func(*made) bool, before bool) int {
	p.Helper()
	shown := map[string]bool{}
	count := -1
	for path := "/r/" + kind + query; path != ""; {
		p.from = w.address()
		page := p.gets(path)
		if page.status != http.StatusOK {
			p.Errorf("%s at %s: %d", p.visitor.who, path, page.status)
			return 1
		}
		w.scans(p, page)
		if count < 0 {
			count = counted(page, kind)
		}
		for _, id := range public.FindAllString(page.text, -1) {
			if m, ok := w.byID[id]; ok && m.kind == kind {
				shown[id] = true
			}
		}
		path = following(page)
	}
	must := 0
	for _, m := range w.byKind[kind] {
		may := which(m) && p.who.May(access.List, m.object) && (!before || p.who.May(access.List, m.past))
		if may {
			must++
		}
		if shown[m.id] != may && !(may && p.who.AsReporter(m.object)) {
			p.Errorf("%s at /r/%s%s: %s %s level %d is shown: %t, the rule says %t", p.visitor.who, kind, query, m.class, m.standing, m.level, shown[m.id], may)
		}
		if may && p.who.AsReporter(m.object) && !shown[m.id] {
			must--
		}
	}
	if before { // people and units of the roster were there too
		return 1
	}
	if others := w.others(kind); query == "" && others == 0 && count != must || count > must+others {
		p.Errorf("%s at /r/%s%s counts %d, the rule %d", p.visitor.who, kind, query, count, must)
	}
	return 1
}

// others is how many records of a kind there are beside those of the ground: the roster's own.
func (w *walk) others(kind string) int {
	switch kind {
	case "person", "appointment":
		return len(roster())
	case "unit":
		return 4
	}
	return 0
}

// following is the address of the next page of a list.
func following(page answer) string {
	for _, at := range nextPage.FindAllStringSubmatch(page.text, -1) {
		if !strings.Contains(at[1], "back=1") {
			return at[1]
		}
	}
	return ""
}

// counted is the number a list tells of.
func counted(page answer, kind string) int {
	for _, name := range []string{words.T(words.SV, kind+".plural"), words.T(words.SV, kind+".name")} {
		n := regexp.MustCompile(`(\d+) ` + regexp.QuoteMeta(name) + `\b`).FindStringSubmatch(page.readable())
		if n != nil {
			got, _ := strconv.Atoi(n[1])
			return got
		}
	}
	return 0
}

// holdsExport compares what a person takes away with what the rule lets them.
func (w *walk) holdsExport(p person, kind string) {
	p.Helper()
	var want, got []string
	for _, m := range w.byKind[kind] {
		if p.who.May(access.Export, m.object) {
			want = append(want, m.id)
		}
	}
	p.from = w.address()
	page := p.gets("/r/" + kind + "/export.csv")
	if page.status == http.StatusNotFound && len(want) == 0 {
		return
	}
	if page.status != http.StatusOK {
		p.Errorf("%s exports %s: %d, the rule allows %d", p.visitor.who, kind, page.status, len(want))
		return
	}
	w.scans(p, page)
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(page.body), "\xef\xbb\xbf")))
	r.Comma = ';'
	rows, err := r.ReadAll()
	p.must(err)
	for _, row := range rows[1:] {
		if w.byID[row[0]] != nil {
			got = append(got, row[0])
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		p.Errorf("%s takes away %d of %s, the rule allows %d", p.visitor.who, len(got), kind, len(want))
	}
}

// holdsStubs compares what a person is told only counts with what the rule says, in the list and in the figures. A filter
// on what a stub does not show must not tell it.
func (w *walk) holdsStubs(p person) {
	p.Helper()
	full, stubs := 0, 0
	for _, m := range w.byKind["incident"] {
		switch p.who.Sight(m.object) {
		case access.Full:
			full++
		case access.Stub:
			stubs++
		}
	}
	p.gets("/r/incident")
	got, few := p.page.stubs()
	if few != (stubs > 0 && stubs < 5) || stubs >= 5 && got != stubs {
		p.Errorf("%s is told of %d (few: %t) that only count, the rule says %d", p.visitor.who, got, few, stubs)
	}
	for _, query := range []string{"level=4", "hurt=yes", "hurt=no", "police=reported", "anonymous=yes", "owner=Karin", "q=zq"} {
		p.gets("/r/incident?" + query)
		if got, few := p.page.stubs(); got > 0 || few {
			p.Errorf("%s is told at ?%s how many of what may not be read are so: %d", p.visitor.who, query, got)
		}
	}
	p.gets("/figures")
	if n := figured.FindStringSubmatch(p.page.text); n != nil && n[1] != strconv.Itoa(full+stubs) {
		p.Errorf("%s: the figures tell %s, the rule %d", p.visitor.who, n[1], full+stubs)
	} else if n == nil && full > 0 && stubs == 0 {
		p.Errorf("%s may read %d and is told of none", p.visitor.who, full)
	}
}

// stubs is what a list tells of what may not be read.
func (a answer) stubs() (n int, few bool) {
	if found := stubbed.FindStringSubmatch(a.readable()); found != nil {
		n, _ = strconv.Atoi(found[1])
	}
	return n, strings.Contains(a.text, "Färre än fem "+stubLine)
}
