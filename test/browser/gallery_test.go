package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/browsertest"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// gallery serves the page that shows every component in every state.
func gallery(t *testing.T) string {
	t.Helper()
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	mux := http.NewServeMux()
	mux.Handle("GET /assets/", ui.Assets())
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /design/{language}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", ui.CSP)
		frame := frame(ui.Ctx{Lang: words.Lang(r.PathValue("language")), Now: now})
		if err := ui.Page(frame, ui.Gallery(frame.Ctx)).Render(r.Context(), w); err != nil {
			t.Errorf("render the gallery: %v", err)
		}
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL + "/design/"
}

// frame is a frame with everything a frame can have.
func frame(c ui.Ctx) ui.Frame {
	return ui.Frame{
		Ctx: c, Title: "Komponenter", Lead: "Så ser allt ut.", Organisation: "Region Exempel",
		Places:       []ui.Link{{Label: "Mitt arbete", Href: "/a"}, {Label: "Händelser", Href: "/b", Current: true}, {Label: "Strategin", Href: "/c"}},
		Crumbs:       []ui.Link{{Label: "Start", Href: "/"}, {Label: "Register", Href: "/r"}},
		Me:           &ui.Me{Name: "Anna Svensson", Role: "enhetschef", Href: "/me", SignOutAction: "/sign-out"},
		SearchAction: "/search", ReportHref: "/report", HelpHref: "/help",
		Language: ui.LanguageSwitch{Action: "/language", Back: "/design"},
		Version:  "prov", Demo: true,
	}
}

func TestEveryComponentIsAccessibleInEveryView(t *testing.T) {
	browser, address := browsertest.Start(t), gallery(t)
	for _, view := range []browsertest.View{
		{Width: 320, Language: "sv"},
		{Width: 390, Language: "en", Dark: true},
		{Width: 1280, Language: "sv", Script: true, Dark: true},
		{Width: 1280, Language: "en", Script: true},
	} {
		name := fmt.Sprintf("gallery-%s-%d", view.Language, view.Width)
		if view.Dark {
			name += "-dark"
		}
		t.Run(name, func(t *testing.T) {
			page := browser.Open(t, view, address+view.Language)
			page.Screenshot(name)
			page.Axe()
			page.Fits()
			least := 24
			if view.Width < 700 {
				least = 44
			}
			if small := page.SmallTargets(least); len(small) > 0 {
				t.Errorf("%d targets are smaller than %d px:\n%s", len(small), least, strings.Join(small, "\n"))
			}
		})
	}
}

func TestTheKeyboardReachesEveryComponent(t *testing.T) {
	browser, address := browsertest.Start(t), gallery(t)
	for _, view := range []browsertest.View{
		browsertest.Desktop,
		{Width: 320, Language: "sv"}, // a wide window enlarged four times
	} {
		t.Run(fmt.Sprintf("%d px", view.Width), func(t *testing.T) {
			stops := browser.Open(t, view, address+"sv").TabThrough(400)
			if len(stops) < 20 || len(stops) == 400 {
				t.Fatalf("the keyboard made %d stops", len(stops))
			}
			if first := stops[0]; first.Tag != "a" || !strings.Contains(strings.ToLower(first.Name), "innehåll") {
				t.Errorf("the first stop is %q, want the link past the frame", first.Name)
			}
		})
	}
}
