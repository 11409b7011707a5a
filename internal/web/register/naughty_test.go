package register_test

import (
	"encoding/json"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
)

// naughty is the Big List of Naughty Strings (github.com/minimaxir/big-list-of-naughty-strings, MIT), and a few of our own.
func naughty(t testing.TB) []string {
	t.Helper()
	raw, err := os.ReadFile("testdata/blns.json")
	must(t, err)
	var all []string
	must(t, json.Unmarshal(raw, &all))
	return append(all, "\x00", "a\x00b", "\xff\xfe", strings.Repeat("å", 30_000), "9999999999999999999999", "-1", "0001-01-01", "9999-12-31T23:59", "•••", "a b  c")
}

// share is a third of the texts on PostgreSQL, ours among them, where each request takes longer; SQLite takes them all.
func (h *house) share(all []string) []string {
	if h.DB.Engine == store.SQLite {
		return all
	}
	var some []string
	for i, text := range all {
		if i%3 == 0 || i >= len(all)-10 {
			some = append(some, text)
		}
	}
	return some
}

func TestNoTextInAnyFieldBreaksAnything(t *testing.T) {
	each(t, func(h *house) {
		t := h.T
		browser := h.in(chief)
		r := h.add(risk{Envelope: record.Envelope{Title: "a", Level: 1}})
		edit := address(r) + "/edit"
		names := []string{}
		for _, f := range risks.Meta().Fields {
			names = append(names, f.Name, f.Name+"_query", "keep."+f.Name)
		}
		names = append(names, "version", "reason", "under", "_draft", "_search", "_page", "_form", "_shown", "_remove")
		paths := []string{newRisk, edit, address(r) + "/step/accept", address(r) + "/comment", address(r) + "/open"}
		for i, text := range h.share(naughty(t)) {
			values := url.Values{}
			for _, name := range names {
				values.Set(name, text)
			}
			values.Del("_search")
			path := paths[i%len(paths)]
			if page := browser.Post(path, values); page.Status >= 500 {
				t.Fatalf("%q sent to %s: %d\n%s", text, path, page.Status, h.Log)
			}
		}
	})
}

func TestEachFieldTakesOrRefusesEachText(t *testing.T) {
	h := single(t)
	browser := h.in(chief)
	for i, text := range naughty(t) {
		values := url.Values{"title": {"a"}}
		f := risks.Meta().Fields[i%len(risks.Meta().Fields)]
		values.Set(f.Name, text)
		page := browser.Post(newRisk, values)
		if page.Status != ok && page.Status != unprocessable {
			t.Errorf("%q in %s: %d", text, f.Name, page.Status)
		}
		sound(t, page, page.Status)
	}
	sound(t, browser.Get("/r/risk"), ok)
	sound(t, browser.Get("/r/risk/export.csv"), ok)
}

func TestNoTextInAnAddressBreaksAnything(t *testing.T) {
	each(t, func(h *house) {
		t := h.T
		browser := h.in(chief)
		h.add(risk{Envelope: record.Envelope{Title: "a", Level: 1}})
		names := []string{"q", "state", "unit", "owner", "area", "level", "field_area", "cost_from", "seen_at_to", "guardian", "urgent", "tags", "value:x", "on", "order", "created_at_from"}
		for i, text := range h.share(naughty(t)) {
			name := names[i%len(names)]
			for _, path := range []string{
				"/r/risk?" + url.QueryEscape(name) + "=" + url.QueryEscape(text),
				[]string{"/r/risk?q=" + url.QueryEscape(text), "/r/risk?" + url.QueryEscape(text) + "=x", "/r/" + url.PathEscape(text), "/r/risk/" + url.PathEscape(text)}[i%4],
			} {
				if len(path) > 8000 {
					continue
				}
				if page := browser.Get(path); page.Status >= 500 {
					t.Fatalf("%s: %d\n%s", path, page.Status, h.Log)
				}
			}
		}
	})
}
