package ui_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/vardkas/vardkas/internal/web/htmlcheck"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// noon is 14.30 in Stockholm on Sunday 22 November 2026.
var noon = time.Date(2026, 11, 22, 13, 30, 0, 0, time.UTC)

func ctx(l words.Lang) ui.Ctx { return ui.Ctx{Lang: l, Now: noon} }

// render writes a component as the server would.
func render(t *testing.T, c templ.Component) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := c.Render(context.Background(), &out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// fullFrame is a frame with every part.
func fullFrame(l words.Lang) ui.Frame {
	return ui.Frame{
		Ctx: ctx(l), Title: words.T(l, "gallery.title"), Lead: words.T(l, "gallery.lead"), Organisation: "Region Exempel",
		Places: []ui.Link{{Label: "A", Href: "/a", Current: true}, {Label: "B", Href: "/b", Note: "3"}, {Label: "C", Href: "/c"}, {Label: "D", Href: "/d"},
			{Label: "E", Href: "/e"}, {Label: "F", Href: "/f"}, {Label: "G", Href: "/g"}, {Label: "H", Href: "/h"}},
		Crumbs:       []ui.Link{{Label: "A", Href: "/a"}, {Label: "AB", Href: "/a/b"}},
		Me:           &ui.Me{Name: "Karin Ek", Role: "Säkerhetssamordnare", Href: "/me", SignOutAction: "/sign-out"},
		SearchAction: "/search", ReportHref: "/report", HelpHref: "/help",
		Language: ui.LanguageSwitch{Action: "/language", Back: "/design"},
		Links:    ui.FooterLinks{Accessibility: "/accessibility", Whistleblowing: "/whistle", Privacy: "/privacy"},
		Version:  "1.0", Demo: true, Width: ui.Full,
		Session: &ui.Session{Ends: noon.Add(time.Hour), Length: time.Hour, ExtendAction: "/session"},
	}
}

func TestTheGalleryIsSoundInBothLanguages(t *testing.T) {
	for _, l := range words.Langs() {
		t.Run(string(l), func(t *testing.T) {
			frame := fullFrame(l)
			page := render(t, ui.Page(frame, ui.Gallery(frame.Ctx)))
			htmlcheck.Sound(t, page)
			htmlcheck.Run(t, page,
				htmlcheck.In("html", htmlcheck.Attr("lang", string(l))),
				htmlcheck.Count("nav.places a", 7),
				htmlcheck.In(".demo-banner"),
				htmlcheck.In("footer button", htmlcheck.Attr("lang", string(l.Other()))))
		})
	}
}

func TestAPageWithoutAnythingIsSound(t *testing.T) {
	page := render(t, ui.Page(ui.Frame{Ctx: ctx(words.SV), Title: "Tom"}, templ.NopComponent))
	htmlcheck.Sound(t, page)
	htmlcheck.Run(t, page,
		htmlcheck.In("title", htmlcheck.Exactly("Tom – Vårdkas")),
		htmlcheck.NotIn("nav"), htmlcheck.NotIn(".demo-banner"), htmlcheck.NotIn("header form"))
}

func TestThePageOfAFailedFormSaysSoFirstInItsTitle(t *testing.T) {
	page := render(t, ui.Page(ui.Frame{Ctx: ctx(words.SV), Title: "Anmäl händelse", Failed: true, Organisation: "Region Exempel"}, templ.NopComponent))
	htmlcheck.Run(t, page, htmlcheck.In("title", htmlcheck.Exactly("Rätta: Anmäl händelse – Region Exempel")))
}

func TestSwitchingLanguageInsideAFormSubmitsThatForm(t *testing.T) {
	frame := ui.Frame{Ctx: ctx(words.SV), Title: "A", Language: ui.LanguageSwitch{Form: "report"}}
	page := render(t, ui.Page(frame, ui.FormOf(frame.Ctx, ui.Form{ID: "report", Action: "/report"})))
	htmlcheck.Sound(t, page)
	htmlcheck.Run(t, page, htmlcheck.In("footer button[form=report]", htmlcheck.Attr("value", "en"), htmlcheck.HasAttr("formnovalidate")))
}

func TestWhatPeopleWriteCannotBecomeMarkup(t *testing.T) {
	evil := `"><script>alert(1)</script>`
	c := ctx(words.SV)
	field := ui.Field{Name: "a", Label: evil, Value: evil, Hint: evil, Problems: []string{evil}}
	for name, component := range map[string]templ.Component{
		"field": ui.FieldOf(c, field), "quote": ui.QuoteOf(c, ui.Quote{Text: evil, By: evil}),
		"state": ui.State(c, ui.Met, evil), "timeline": ui.TimelineOf(c, []ui.Event{{Title: evil, Text: evil}}),
		"table": ui.TableOf(c, ui.Table{Caption: evil, Columns: []ui.Column{{Label: evil}}, Rows: []ui.Row{{Cells: []ui.Cell{{Text: evil}}}}}),
		"bars":  ui.BarsOf(c, ui.Bars{ID: "x", Title: evil, Bars: []ui.Bar{{Label: evil}}}),
	} {
		if bytes.Contains(render(t, component), []byte("<script>")) {
			t.Errorf("%s let markup through", name)
		}
	}
}

func TestAPasswordIsNeverSentBack(t *testing.T) {
	part := render(t, ui.FieldOf(ctx(words.SV), ui.Field{Name: "p", Label: "Lösenord", Input: ui.Password, Value: "hemligt"}))
	if strings.Contains(string(part), "hemligt") {
		t.Fatal(string(part))
	}
}
