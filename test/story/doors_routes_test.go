package story_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// otherRoutes are the addresses that lead to no record by its id, with where what they show is held to the rule.
func otherRoutes() map[string]string {
	const (
		nothing    = "answers that there is nothing"
		ownAccount = "the reader's own account: internal/web/signin"
		signIn     = "the way in: internal/web/signin"
		ground     = "the same for everybody: internal/web"
		lists      = "lists, counts and exports: TestListsSearchesCountsAndExportsHoldWhatTheRuleAllows"
		form       = "the report form, which shows units only: internal/web/report"
		follow     = "number and code: TestFollowingOpensWithTheRightNumberAndCodeAndInNoOtherWay"
		accounts   = "everybody's accounts, for whom the rule gives account.administer: internal/web/accounts"
		imports    = "tables, for their owner with the right to import: internal/web/imports"
		directory  = "the organisation, for whom the rule lets change units: internal/web/organisation"
	)
	const views = "the reader's own choice of columns and lists, by their own rights: internal/view"
	all := map[string]string{
		"GET /r/{kind}/columns": views, "POST /r/{kind}/columns": views, "GET /r/{kind}/view": views, "POST /r/{kind}/view": views,
		"GET /{$}": lists, "GET /figures": lists, "GET /registers": lists, "GET /my/reports": lists, "GET /events": lists, "GET /causes": lists,
		"GET /r/{kind}": lists, "GET /r/{kind}/export.csv": lists, "GET /r/{kind}/export.xlsx": lists,
		"POST /session/extend": ownAccount, "GET /step-up": ownAccount, "GET /my/digest": ownAccount, "POST /my/digest": ownAccount, "POST /step-up": ownAccount, "GET /findings": directory, "/": nothing,
	}
	for prefix, reason := range map[string]string{
		"/assets/": ground, "/healthz": ground, "/readyz": ground, "/accessibility": ground, "/language": ground, "/design": ground,
		"/sign-in": signIn, "/sign-out": signIn, "/first-start": signIn, "/demo/": signIn, "/account": ownAccount, "/accounts": accounts,
		"/report": form, "/my/report": form, "/follow": follow, "/imports": imports, "/organisation/import": directory,
	} {
		all[prefix] = reason
	}
	return all
}

// reasonFor is why a route is no door: its own, or that of the longest beginning there is.
func reasonFor(pattern string, used map[string]bool) string {
	all := otherRoutes()
	if reason := all[pattern]; reason != "" {
		used[pattern] = true
		return reason
	}
	_, path, ok := strings.Cut(pattern, " ")
	if !ok {
		path = pattern
	}
	best := ""
	for prefix := range all {
		whole := path == prefix || strings.HasPrefix(path, strings.TrimSuffix(prefix, "/")+"/") && prefix != "/"
		if strings.HasPrefix(prefix, "/") && whole && len(prefix) > len(best) {
			best = prefix
		}
	}
	used[best] = true
	return all[best]
}

func TestEveryRouteIsADoorThatIsTriedOrHasAReason(t *testing.T) {
	t.Parallel()
	s := newHouse(t)
	g := &ground{house: s, day: "2026-11-23"}
	routes := http.NewServeMux()
	for _, rt := range s.Site.Routes() {
		routes.HandleFunc(rt.Pattern, func(http.ResponseWriter, *http.Request) {})
	}
	tried := map[string]bool{}
	const id = "00000000-0000-7000-8000-000000000000"
	for _, d := range g.doorways() {
		r := httptest.NewRequestWithContext(t.Context(), d.method, d.to(g, &made{id: id, on: &made{id: id}}), http.NoBody)
		_, pattern := routes.Handler(r)
		tried[pattern] = true
	}
	doors, reasons, used := 0, 0, map[string]bool{}
	for _, rt := range s.Site.Routes() {
		switch {
		case tried[rt.Pattern]:
			doors++
		case reasonFor(rt.Pattern, used) != "":
			reasons++
		default:
			t.Errorf("%s is tried as no door, and nothing says why", rt.Pattern)
		}
	}
	for pattern := range otherRoutes() {
		if !used[pattern] && pattern != "/design" && pattern != "/demo/" { // there in the demo only
			t.Errorf("%s is given a reason and is no route", pattern)
		}
	}
	if doors < 25 {
		t.Errorf("only %d routes are tried as doors", doors)
	}
	t.Logf("%d routes: %d are doors, %d have a reason", len(s.Site.Routes()), doors, reasons)
}
