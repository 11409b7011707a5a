package story_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestEveryRouteAnswersWithTheHeadersThatKeepAPageToItself(t *testing.T) {
	t.Parallel()
	s := newHouse(t)
	v := s.as("säkerhetschef")
	walked := 0
	for _, rt := range s.Site.Routes() {
		method, pattern, ok := strings.Cut(rt.Pattern, " ")
		if !ok {
			method, pattern = http.MethodGet, rt.Pattern
		}
		path := strings.NewReplacer("{$}", "", "{kind}", "incident", "{sheet}", "close", "{step}", "receive", "{path...}", "x").Replace(pattern)
		for strings.Contains(path, "{") { // whatever else is named
			from, to := strings.Index(path, "{"), strings.Index(path, "}")
			path = path[:from] + "00000000-0000-7000-8000-000000000000" + path[to+1:]
		}
		for _, signedIn := range []bool{true, false} {
			r := httptest.NewRequestWithContext(t.Context(), method, address+path, http.NoBody)
			r.Header.Set("Sec-Fetch-Site", "same-origin")
			if signedIn {
				for _, c := range v.client.Jar.Cookies(r.URL) {
					r.AddCookie(c)
				}
			}
			w := httptest.NewRecorder()
			s.Handler().ServeHTTP(w, r)
			walked++
			holdsHeaders(t, rt.Pattern, w)
		}
	}
	if walked < 2*70 {
		t.Errorf("only %d answers were looked at", walked)
	}
	t.Logf("%d answers of %d routes", walked, len(s.Site.Routes()))
}

func holdsHeaders(t *testing.T, route string, w *httptest.ResponseRecorder) {
	t.Helper()
	h := w.Header()
	if w.Code >= http.StatusInternalServerError && w.Code != http.StatusServiceUnavailable {
		t.Errorf("%s answers %d", route, w.Code)
	}
	policy := h.Get("Content-Security-Policy")
	if policy == "" || strings.Contains(policy, "unsafe-") || !strings.Contains(policy, "default-src") {
		t.Errorf("%s has the policy %q", route, policy)
	}
	for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Cross-Origin-Opener-Policy": "same-origin", "Referrer-Policy": "no-referrer"} {
		if h.Get(name) != want {
			t.Errorf("%s: %s is %q", route, name, h.Get(name))
		}
	}
	switch cache := h.Get("Cache-Control"); {
	case strings.Contains(route, "/assets/") && w.Code == http.StatusOK:
		if !strings.Contains(cache, "immutable") {
			t.Errorf("%s may not be kept: %q", route, cache)
		}
	case cache != "no-store" && !strings.Contains(route, "/assets/"):
		t.Errorf("%s may be stored: %q", route, cache)
	}
}
