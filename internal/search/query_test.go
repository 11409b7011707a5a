package search_test

import (
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/search"
)

func TestAQueryReadsAsBothEnginesWantIt(t *testing.T) {
	for _, c := range []struct{ input, sqlite, postgres string }{
		{"", "", ""},
		{`  *** "" - `, "", ""},
		{"incidenterna", `"incident"`, `('incident')`},
		{"brand larm brand", `"brand" AND "larm"`, `('brand') & ('larm')`},
		{`"hot mot" personal`, `"hot mot" AND "personal"`, `('hot' <-> 'mot') & ('personal')`},
		{`”hot mot”`, `"hot mot"`, `('hot' <-> 'mot')`},
		{`»hot mot« rum`, `"hot mot" AND "rum"`, `('hot' <-> 'mot') & ('rum')`},
		{`hot "mot slut`, `"hot" AND "mot slut"`, `('hot') & ('mot' <-> 'slut')`},
		{"H-2026-123", `"h 2026 123"`, `('h' <-> '2026' <-> '123')`},
		{"server*", `("server"* OR "serv")`, `(('server':*) | ('serv'))`},
		{"H-2026-1*", `("h 2026 1"* OR "h 2026 1")`, `(('h' <-> '2026' <-> '1':*) | ('h' <-> '2026' <-> '1'))`},
		{"brand AND NOT larm", `"brand" AND "and" AND "not" AND "larm"`, `('brand') & ('and') & ('not') & ('larm')`},
		{`title:x' OR 1=1; --`, `"titl" AND "or" AND "1 1"`, `('titl') & ('or') & ('1' <-> '1')`},
		{"a:* & !b | (c)", `("a"* OR "a") AND "b" AND "c"`, `(('a':*) | ('a')) & ('b') & ('c')`},
	} {
		query := search.Parse(c.input)
		if got := query.SQLite(); got != c.sqlite {
			t.Errorf("%q for SQLite: %s, want %s", c.input, got, c.sqlite)
		}
		if got := query.Postgres(); got != c.postgres {
			t.Errorf("%q for PostgreSQL: %s, want %s", c.input, got, c.postgres)
		}
		if query.Empty() != (c.sqlite == "") {
			t.Errorf("%q: empty is %v", c.input, query.Empty())
		}
	}
}

func TestALongQueryIsCut(t *testing.T) {
	words := ""
	for _, letter := range strings.Split("abcdefghijklmnopqrstuvwxyz", "") {
		words += strings.Repeat(letter, 2) + " "
	}
	if got := strings.Count(search.Parse(words).SQLite(), " AND "); got != 15 {
		t.Errorf("%d terms, want 16", got+1)
	}
	if got := search.Parse(strings.Repeat("å", 5_000_000)).SQLite(); len([]rune(got)) != 64+2 {
		t.Errorf("a word of %d characters, want 64", len([]rune(got))-2)
	}
}

// documents and questions are what every engine, and Matches, must agree on.
var documents = []string{
	"Åtgärderna efter branden i serverhallen",
	"Hot mot personal på akuten, H-2026-123",
	"Personalen kände hot; ingen mot någon",
	"H-2026-1234 gäller IT-säkerhet och EU:s regler",
	"Läkaren åkte till Ärna. Åra utan ära.",
	"1e5 007 3.14 -7 a_b x@y.se /usr/bin <b>html</b> &amp; 12:30 2026-11-22 0x1F",
	"Пожар в здании; 火事; naïve café Müller şehir",
	"",
}

var questions = map[string][]int{
	"åtgärd":             {0},
	"åtgärder*":          {0},
	"atgard":             {},
	"brand server*":      {0},
	`"hot mot"`:          {1},
	"hot mot":            {1, 2},
	"H-2026-123":         {1},
	"H-2026-123*":        {1, 3},
	"2026":               {1, 3, 5},
	"EU":                 {3},
	"säkerhet":           {3},
	"åra":                {4},
	"ära":                {4},
	"ara":                {},
	"1e5":                {5},
	"3.14":               {5},
	"0x1f":               {5},
	"12:30":              {5},
	"b* usr":             {5},
	"пожар":              {6},
	"пож*":               {6},
	"火事":                 {6},
	"MÜLLER":             {6},
	"muller":             {},
	"finnsinte":          {},
	`"personal på akut"`: {1},
}

func TestMatchesAnswersAsTheEnginesDo(t *testing.T) {
	for input, want := range questions {
		for i, document := range documents {
			if got := search.Parse(input).Matches(search.Index(document)); got != contains(want, i) {
				t.Errorf("%q in %q: %v", input, document, got)
			}
		}
	}
}

func contains(list []int, n int) bool {
	for _, i := range list {
		if i == n {
			return true
		}
	}
	return false
}
