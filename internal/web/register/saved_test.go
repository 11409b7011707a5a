package register_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/record"
)

func TestAViewIsSavedOpenedSharedAndTakenAway(t *testing.T) {
	each(t, func(h *house) {
		t := h.T
		h.add(risk{Envelope: record.Envelope{Title: "Hög risk", Unit: h.units[0], Level: 1}, Grade: "high"})
		h.add(risk{Envelope: record.Envelope{Title: "Låg risk", Unit: h.units[0], Level: 1}, Grade: "low"})
		browser := h.in(chief)
		sound(t, browser.Get("/r/risk/view?grade=high"), ok)
		sound(t, browser.Post("/r/risk/view?grade=high", url.Values{"name": {" "}}), unprocessable).Says("Skriv ett namn")
		for range 2 { // pressed twice
			sound(t, browser.Post("/r/risk/view?grade=high", url.Values{"name": {"Våra höga"}}), ok).Says("Våra höga", "Hög risk").SaysNot("Låg risk")
		}
		page := sound(t, browser.Get("/r/risk"), ok).Says("Våra höga", "Låg risk")
		if n := strings.Count(string(page.HTML), ">Våra höga</a>"); n != 1 {
			t.Errorf("the view stands %d times", n)
		}
		if status := browser.Post("/r/risk/view?grade=high", url.Values{"name": {"a"}, "role": {"director"}}).Status; status != forbidden {
			t.Errorf("shared with a function one does not hold: %d", status)
		}
		sound(t, h.in(manager).Get("/r/risk"), ok).SaysNot("Våra höga")
		sound(t, browser.Post("/r/risk/view?grade=high", url.Values{"name": {"Våra höga"}, "role": {"manager"}}), ok)
		sound(t, h.in(manager).Get("/r/risk"), ok).Says("Våra höga (delad)")

		sound(t, browser.Post("/r/risk/view?columns=number+title&grade=high", url.Values{"name": {"Kort"}}), ok)
		shown := browser.Get("/r/risk?columns=number+title&grade=high")
		_, id, found := strings.Cut(string(shown.HTML), "/r/risk/view?id=")
		if !found {
			t.Fatal("the view that is looked at cannot be changed")
		}
		id = id[:32]
		if status := h.in(manager).Get("/r/risk/view?id=" + id).Status; status != absent {
			t.Errorf("another's view answers %d", status)
		}
		sound(t, browser.Post("/r/risk/view?id="+id, url.Values{"name": {"Kortare"}}), ok).Says("Kortare").SaysNot(">Kort<")
		shown = browser.Get("/r/risk?columns=number+title&grade=high")
		_, id, _ = strings.Cut(string(shown.HTML), "/r/risk/view?id=")
		sound(t, browser.Post("/r/risk/view?id="+id[:32], url.Values{"delete": {"1"}}), ok).Says("Vyn är borttagen").SaysNot("Kortare")
	})
}

func TestColumnsAreChosenOrderedRememberedAndExported(t *testing.T) {
	each(t, func(h *house) {
		t := h.T
		h.add(risk{Envelope: record.Envelope{Title: "Öppen dörr", Unit: h.units[0], Level: 1}, Grade: "high", Likely: record.Of(4)})
		browser := h.in(chief)
		sound(t, browser.Get("/r/risk/columns"), ok)
		page := sound(t, browser.Post("/r/risk/columns", url.Values{"title": {"1"}, "likely": {"3"}, "number": {"2"}, "victim": {"1"}, "state": {"x"}}), ok).Says("Kolumnerna är sparade")
		heads := strings.Count(string(page.HTML), `scope="col"`)
		if heads != 3 {
			t.Errorf("the list has %d columns", heads)
		}
		first, second := strings.Index(string(page.HTML), "Öppen dörr"), strings.Index(string(page.HTML), "RK-2026-1")
		if first < 0 || second < first {
			t.Errorf("the title stands at %d, the number at %d", first, second)
		}
		table := browser.Get("/r/risk/export.csv")
		if line, _, _ := strings.Cut(string(table.HTML), "\n"); strings.Count(line, ";") != 3 {
			t.Errorf("the export has the columns %q", line)
		}
		if n := strings.Count(string(h.in(manager).Get("/r/risk").HTML), `scope="col"`); n == 3 {
			t.Error("another reader's list has the same columns")
		}
		for _, columns := range []string{"victim", "nothing", "title%00x"} {
			sound(t, browser.Get("/r/risk?columns="+columns), unprocessable)
		}
		page = sound(t, browser.Post("/r/risk/columns", url.Values{"reset": {"1"}}), ok)
		if n := strings.Count(string(page.HTML), `scope="col"`); n == 3 {
			t.Error("the usual columns are not back")
		}
	})
}
