package register_test

import (
	"net/url"
	"testing"

	"github.com/vardkas/vardkas/internal/app"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store/storetest"
)

func real(t *testing.T) *house {
	t.Helper()
	return found(t, storetest.SQLite(t), func(*house) []record.Any { return app.Kinds() })
}

func TestEveryKindOfTheProgramHasFaces(t *testing.T) {
	h := real(t)
	browser := h.in(everybody)
	for _, lang := range []string{"sv", "en"} {
		browser.Headers.Set("Accept-Language", lang)
		for _, k := range app.Kinds() {
			name := k.Meta().Name
			sound(t, browser.Get("/r/"+name), ok)
			if page := browser.Get("/r/" + name + "/new"); page.Status == ok {
				sound(t, page, ok)
			} else if page.Status != absent && page.Status != forbidden {
				t.Errorf("the form of %s answers %d", name, page.Status)
			}
			for _, f := range k.Meta().Fields {
				if page := browser.Get("/r/" + name + "?" + f.Name + "=x"); page.Status >= 500 {
					t.Errorf("the list of %s by %s answers %d\n%s", name, f.Name, page.Status, h.Log)
				}
			}
		}
	}
}

func TestNoTextInAnyFieldOfAnyKindBreaksAnything(t *testing.T) {
	h := real(t)
	browser := h.in(everybody)
	kinds := app.Kinds()
	for i, text := range naughty(t) {
		meta := kinds[i%len(kinds)].Meta()
		values := url.Values{}
		for _, f := range meta.Fields {
			values.Set(f.Name, text)
		}
		if page := browser.Post("/r/"+meta.Name+"/new", values); page.Status >= 500 {
			t.Fatalf("%q in %s: %d\n%s", text, meta.Name, page.Status, h.Log)
		}
		values = url.Values{"title": {"a"}, "level": {"1"}}
		f := meta.Fields[(i/len(kinds))%len(meta.Fields)]
		values.Set(f.Name, text)
		if page := browser.Post("/r/"+meta.Name+"/new", values); page.Status >= 500 {
			t.Fatalf("%q in %s of %s: %d\n%s", text, f.Name, meta.Name, page.Status, h.Log)
		}
	}
}

// What is missing of the words is for the test in app to say; here it is that Keys names what the pages ask for.
func TestTheKeysOfAKindAreThoseItsPagesAskFor(t *testing.T) {
	h := single(t)
	h.add(risk{Envelope: record.Envelope{Title: "a", Level: 1}, Grade: "high"})
	known := map[string]bool{}
	for _, key := range keysOf(risks) {
		known[key] = true
	}
	browser := h.in(chief)
	for _, path := range []string{"/r/risk", newRisk, address(h.now(h.last())), address(h.now(h.last())) + "/history", address(h.now(h.last())) + "/step/accept"} {
		for _, key := range missing(browser.Get(path)) {
			if !known[key] {
				t.Errorf("%s asks for %s, which Keys does not name", path, key)
			}
		}
	}
}
