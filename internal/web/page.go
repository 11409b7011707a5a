package web

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"github.com/vardkas/vardkas/internal/web/ui"
)

// Look is what a page says of itself to the frame round it.
type Look struct {
	Status     int // zero: 200
	Title      string
	Lead       string
	OwnTitle   bool      // the body writes the h1
	Failed     bool      // the page shows problems to put right
	Crumbs     []ui.Link // given only where depth is three or more
	Width      ui.Width
	SwitchForm string // id of a form whose draft keeps what is typed when the language is switched
	Bare       bool   // no menu, no search: sign-in and report
}

// PageOf writes a page. It is made whole before the first byte leaves, so that a fault in it becomes an error page.
func (s *Site) PageOf(w http.ResponseWriter, r *http.Request, look Look, body templ.Component) error {
	v := VisitOf(r)
	parts := []templ.Component{body}
	if v.access != Apart {
		if n, ok := s.takeNote(w, r, v); ok {
			parts = append([]templ.Component{ui.NoticeOf(v.Ctx(), n)}, parts...)
		}
	}
	if s.Above != nil && v.SignedIn() && !look.Bare && look.Status < http.StatusBadRequest {
		above, err := s.Above(r.Context(), v)
		if err != nil {
			return fmt.Errorf("read what stands above the page: %w", err)
		}
		if above != nil {
			parts = append([]templ.Component{above}, parts...)
		}
	}
	var page bytes.Buffer
	if err := ui.Page(s.frame(r, v, look), templ.Join(parts...)).Render(r.Context(), &page); err != nil {
		return fmt.Errorf("make the page %s: %w", look.Title, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", string(v.Lang))
	w.WriteHeader(max(look.Status, http.StatusOK))
	_, _ = w.Write(page.Bytes()) // a reader who left gets nothing more
	return nil
}

func (s *Site) frame(r *http.Request, v *Visit, look Look) ui.Frame {
	f := ui.Frame{
		Ctx: v.Ctx(), Title: look.Title, Lead: look.Lead, OwnTitle: look.OwnTitle, Failed: look.Failed, Crumbs: look.Crumbs, Width: look.Width,
		Organisation: s.Organisation, Version: s.Version, Demo: s.Demo, ReportHref: "/report",
		Links:    ui.FooterLinks{Accessibility: "/accessibility", Whistleblowing: s.Whistleblowing, Privacy: s.Privacy},
		Language: ui.LanguageSwitch{Action: "/language", Back: s.backTo(r), Form: look.SwitchForm},
	}
	if v.access != Apart {
		f.SignInHref = "/sign-in"
	}
	if !v.SignedIn() {
		return f
	}
	f.Me = &ui.Me{Name: v.Name, Href: "/account", SignOutAction: "/sign-out"}
	f.ReportHref = "/my/report"
	f.Session = &ui.Session{Ends: v.Session.Ends().Time(), ExtendAction: "/session/extend", Length: v.Session.IdleLimit()}
	if s.Places != nil && !look.Bare {
		f.Places = s.Places(v)
	}
	return f
}

// backTo is where a switch of language leads: the page itself, or the page of the form that was sent.
func (s *Site) backTo(r *http.Request) string {
	if r.Method == http.MethodGet {
		return r.URL.RequestURI()
	}
	return s.pageOf(r)
}

// Local returns path when it is an address on this site, else fallback. A redirect never leaves the site.
func Local(path, fallback string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return fallback
	}
	return path
}
