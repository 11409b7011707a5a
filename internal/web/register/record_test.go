package register_test

import (
	"bytes"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
)

func address(r *risk) string { return "/r/risk/" + r.ID.String() }

func TestARecordIsShownInBothLanguagesWithWhatMayBeDone(t *testing.T) {
	each(t, func(h *house) {
		t := h.T
		eva := h.person("Eva Ek")
		r := h.add(risk{Envelope: record.Envelope{Title: "Öppen dörr", Unit: h.units[0], Level: 1, Areas: []record.Code{"fire"}}, Scenario: "Rad ett\nrad två",
			Cost: record.Of(10_00), Guard: eva, Held: []record.Key{eva}, Sources: map[string]string{"state": "CA"}, Victim: record.Seal("Karin")})
		browser := h.in(chief)
		for _, lang := range []string{"sv", "en"} {
			browser.Headers.Set("Accept-Language", lang)
			page := sound(t, browser.Get(address(r)), ok)
			page.Says("Öppen dörr", "Akuten", "Eva Ek", "Rad ett\nrad två", "state: CA", "•••", r.ID.String(), "RK-2026-1", address(r)+"/edit", address(r)+"/step/accept").SaysNot("Karin")
		}
		sound(t, h.in(manager).Get(address(r)), ok)
	})
}

func TestWhatIsForbiddenLooksLikeWhatIsAbsent(t *testing.T) {
	h := single(t)
	there := h.add(risk{Envelope: record.Envelope{Title: "Annan enhet", Unit: h.units[1], Level: 1}})
	browser := h.in(manager)
	for _, suffix := range []string{"", "/edit", "/history", "/open", "/step/accept", "/content", "?on=2026-11-22"} {
		one := sound(t, browser.Get(address(there)+suffix), absent)
		for _, id := range []string{"01890000-0000-7000-8000-000000000000", "no-such-id", "'; DROP TABLE record; --"} {
			other := sound(t, browser.Get("/r/risk/"+url.PathEscape(id)+suffix), absent)
			strip := func(p []byte, id string) []byte { // the switch of language says which page to come back to
				return bytes.ReplaceAll(p, []byte(url.PathEscape(id)), nil)
			}
			if !bytes.Equal(strip(one.HTML, there.ID.String()), strip(other.HTML, id)) {
				t.Errorf("%s differs from what is not there", suffix)
			}
		}
	}
	for _, suffix := range []string{"/edit", "/step/accept", "/open", "/comment", "/attach"} {
		sound(t, browser.Post(address(there)+suffix, url.Values{"title": {"x"}, "comment": {"x"}, "version": {"1"}, "reason": {"x"}}), absent)
	}
	sound(t, browser.Get("/r/nothing"), absent)
	sound(t, browser.Get("/r/unit/"+there.ID.String()), absent)
}

func TestWhoMayReadAndNotChangeIsToldSo(t *testing.T) {
	h := single(t)
	unit := h.units[0]
	var id record.ID
	must(t, h.book.Read(h.Context(), program, func(tx *record.Tx) error {
		_, err := tx.Title(unit, "unit")
		if err != nil {
			return err
		}
		var raw []byte
		if err := tx.Row("SELECT id FROM record WHERE rid = $1", int64(unit)).Scan(&raw); err != nil {
			return err
		}
		copy(id[:], raw)
		return nil
	}))
	browser := h.in(nobody)
	sound(t, browser.Get("/r/unit/"+id.String()), ok).SaysNot("/edit")
	sound(t, browser.Get("/r/unit/"+id.String()+"/edit"), forbidden)
	sound(t, browser.Get("/r/unit/new"), forbidden)
}

func TestTheHistoryTellsWhoWhenWhatAndWhy(t *testing.T) {
	each(t, func(h *house) {
		t := h.T
		eva := h.person("Eva Ek")
		r := h.add(risk{Envelope: record.Envelope{Title: "före", Level: 1}, Cost: record.Of(100), Victim: record.Seal("Karin")})
		h.Clock.Advance(time.Hour)
		h.put(record.Caller{Person: chief}, func(tx *record.Tx) error {
			tx.Reason = "ny uppgift"
			_, err := risks.Change(tx, r.Key, 1, func(r *risk) error {
				r.Title, r.Cost, r.Guard, r.Unit, r.Victim = "efter", record.Of(200), eva, h.units[0], record.Seal("Eva")
				return nil
			})
			return err
		})
		h.put(record.Caller{Person: chief}, func(tx *record.Tx) error {
			tx.Reason = "bedömd"
			_, err := risks.Take(tx, r.Key, 2, "accept", nil)
			return err
		})
		browser := h.in(chief)
		for _, lang := range []string{"sv", "en"} {
			browser.Headers.Set("Accept-Language", lang)
			sound(t, browser.Get(address(r)+"/history"), ok).Says("före", "efter", "ny uppgift", "bedömd", "Eva Ek", "Akuten").SaysNot("Karin")
		}
	})
}

func TestARecordCanBeSeenAsItWas(t *testing.T) {
	each(t, func(h *house) {
		t := h.T
		r := h.add(risk{Envelope: record.Envelope{Title: "före", Level: 1}})
		h.Clock.Advance(48 * time.Hour)
		h.put(record.Caller{Person: chief}, func(tx *record.Tx) error {
			_, err := risks.Change(tx, r.Key, 1, func(r *risk) error { r.Title = "efter"; return nil })
			return err
		})
		browser := h.in(chief)
		sound(t, browser.Get(address(r)+"?on=2026-11-22"), ok).Says("före").SaysNot("efter", "/edit")
		sound(t, browser.Get("/r/risk?on=2026-11-23"), ok).Says("före", "?on=2026-11-23").SaysNot("efter")
		sound(t, browser.Get(address(r)+"?on=2026-11-24"), ok).Says("efter")
		sound(t, browser.Get(address(r)+"?on=2026-11-20"), absent)
		sound(t, browser.Get(address(r)+"?on=2099-11-20"), unprocessable)
	})
}

func TestAPastThatMayNotBeReadIsNotShownInTheHistory(t *testing.T) {
	h := single(t)
	r := h.add(risk{Envelope: record.Envelope{Title: "hemligt namn", Unit: h.units[0], Level: 3}})
	h.put(record.Caller{Person: chief}, func(tx *record.Tx) error {
		_, err := risks.Change(tx, r.Key, 1, func(r *risk) error { r.Title, r.Level = "öppet namn", 2; return nil })
		return err
	})
	browser := h.in(manager)
	sound(t, browser.Get(address(r)), ok).Says("öppet namn")
	sound(t, browser.Get(address(r)+"/history"), ok).Says("Den här versionen får du inte läsa", "öppet namn").SaysNot("hemligt namn")
	sound(t, h.in(chief).Get(address(r)+"/history"), ok).Says("hemligt namn")
}

func TestWhatIsSealedIsOpenedByAPostThatIsAnEntry(t *testing.T) {
	each(t, func(h *house) {
		t := h.T
		r := h.add(risk{Envelope: record.Envelope{Title: "Hot", Level: 1}, Victim: record.Seal("Karin Kanariefågel")})
		page := sound(t, h.in(chief).Get(address(r)), ok).SaysNot("Kanariefågel")
		if strings.Contains(string(page.HTML), address(r)+"/open") {
			t.Error("the button is there for somebody whose role opens nothing of this kind")
		}
		sound(t, h.in(chief).Post(address(r)+"/open", url.Values{}), forbidden).SaysNot("Kanariefågel")
		if n := h.entries("read_sealed", "page"); n != 0 {
			t.Errorf("%d entries of what was refused", n)
		}
	})
}

func TestAtTheHighestLevelAReasonIsGivenOncePerCaseAndSession(t *testing.T) {
	each(t, func(h *house) {
		t := h.T
		handler := h.person("Eva Ek") // persons on a case list must be there
		h.chiefs = append(h.chiefs, handler)
		var d deed
		h.put(program, func(tx *record.Tx) error {
			d = deed{Envelope: record.Envelope{Title: "Hot", Level: 4}, Victim: record.Seal("Karin Kanariefågel"), Case: []record.Key{handler}}
			return deeds.Create(tx, &d)
		})
		at := "/r/incident/" + d.ID.String()
		browser := h.in(handler)
		sound(t, browser.Get(at), ok).Says(at+"/open", "•••").SaysNot("Kanariefågel")
		sound(t, browser.Get(at+"/open"), ok).Says("Varför behöver du").SaysNot("Kanariefågel")
		sound(t, browser.Post(at+"/open", url.Values{"reason": {" "}}), unprocessable).Says("Skriv varför").SaysNot("Kanariefågel")
		if n := h.entries("read_sealed", "page"); n != 0 {
			t.Errorf("%d entries before a reason was given", n)
		}
		sound(t, browser.Post(at+"/open", url.Values{"reason": {"samtal med polisen"}}), ok).Says("Karin Kanariefågel")
		sound(t, browser.Post(at+"/open", url.Values{}), ok).Says("Karin Kanariefågel")
		if n := h.entries("read_sealed", "page"); n != 2 {
			t.Errorf("%d entries of two openings", n)
		}
		sound(t, browser.Get(at), ok).SaysNot("Kanariefågel")
		h.Clock.Advance(time.Minute)
		sound(t, h.in(handler).Post(at+"/open", url.Values{}), unprocessable).SaysNot("Kanariefågel")
		sound(t, h.in(chief).Post(at+"/open", url.Values{"reason": {"nyfiken"}}), absent)
	})
}

func TestOpeningAndExportingAskAgainWhoSitsThere(t *testing.T) {
	each(t, func(h *house) {
		t := h.T
		handler := h.person("Eva Ek")
		h.chiefs = append(h.chiefs, handler)
		var d deed
		h.put(program, func(tx *record.Tx) error {
			d = deed{Envelope: record.Envelope{Title: "Hot", Level: 4}, Victim: record.Seal("Karin Kanariefågel"), Case: []record.Key{handler}}
			return deeds.Create(tx, &d)
		})
		h.add(risk{Envelope: record.Envelope{Title: "Brand", Level: 1}, Cost: record.Of(200)})
		browser := h.in(handler)
		h.Clock.Advance(11 * time.Minute)
		at := "/r/incident/" + d.ID.String() + "/open"
		for asked, back := range map[string]string{at: at, "/r/risk/export.csv?cost_from=1": "/r/risk?cost_from=1"} {
			if page := browser.Get(asked); page.URL != "/step-up?next="+url.QueryEscape(back) {
				t.Errorf("%s led to %s", asked, page.URL)
			}
		}
		if page := browser.Post(at, url.Values{"reason": {"samtal"}}); !strings.HasPrefix(page.URL, "/step-up?next="+url.QueryEscape(at+"?draft=")) {
			t.Errorf("the opening led to %s", page.URL)
		}
		if n := h.entries("read_sealed", "page") + h.entries("export", "risk"); n != 0 {
			t.Errorf("%d entries of what was not shown", n)
		}
		sound(t, h.in(nobody).Get("/r/risk/export.csv"), absent)
	})
}

func TestWhatHangsOnARecordIsShownAndAdded(t *testing.T) {
	each(t, func(h *house) {
		t := h.T
		r := h.add(risk{Envelope: record.Envelope{Title: "Öppen dörr", Level: 1}})
		other := h.add(risk{Envelope: record.Envelope{Title: "Den andra risken", Level: 1}})
		browser := h.in(chief)
		page := sound(t, browser.Get(address(r)), ok)
		if !strings.Contains(string(page.HTML), address(r)+"/comment") {
			t.Fatalf("no form for a comment:\n%s", page.HTML)
		}
		sound(t, browser.Post(address(r)+"/comment", url.Values{"comment": {"Dörren är lagad"}}), ok).Says("Dörren är lagad")
		sound(t, browser.Post(address(r)+"/comment", url.Values{"comment": {" "}}), unprocessable)
		twice := url.Values{"comment": {"Larmet är provat"}, "_draft": {browser.Get(address(r)).Value("_draft")}}
		for range 2 {
			sound(t, browser.Post(address(r)+"/comment", twice), ok).Says("Larmet är provat")
		}
		if n := strings.Count(string(browser.Get(address(r)).HTML), "Larmet är provat"); n != 1 {
			t.Errorf("a comment sent twice stands %d times", n)
		}
		sound(t, browser.PostFiles(address(r)+"/attach", nil, map[string]map[string][]byte{"file": {"anteckning.txt": []byte("hej på dig")}}), ok).Says("anteckning.txt")
		sound(t, browser.PostFiles(address(r)+"/attach", nil, map[string]map[string][]byte{"file": {"x.exe": []byte("MZ\x00\x01")}}), unprocessable)
		_, rest, found := strings.Cut(string(browser.Get(address(r)).HTML), "/r/file/")
		id, _, _ := strings.Cut(rest, "/content")
		if !found || string(sound(t, browser.Get("/r/file/"+id+"/content"), ok).HTML) != "hej på dig" {
			t.Error("the file cannot be fetched")
		}
		sound(t, browser.Get("/r/file/new?under="+r.ID.String()), absent)

		link := sound(t, browser.Get("/r/link/new?under="+r.ID.String()), ok)
		values := formOn(t, link, "/r/link/new")
		values.Set("nature", "concerns")
		values.Set("target_query", "andra risken")
		values.Set("_search", "target")
		found2 := sound(t, browser.Post("/r/link/new", values), ok).Says("Den andra risken")
		values = formOn(t, found2, "/r/link/new")
		values.Set("title", "Samma dörr")
		values.Set("target", strconv.FormatInt(int64(other.Key), 10))
		sound(t, browser.Post("/r/link/new", values), ok).Says("Den andra risken", address(other))
	})
}

func TestReadingWhatIsSecretIsAnEntry(t *testing.T) {
	h := single(t)
	r := h.add(risk{Envelope: record.Envelope{Title: "Hemligt", Level: 3}})
	sound(t, h.in(chief).Get(address(r)), ok)
	sound(t, h.in(chief).Get("/r/risk/export.csv"), ok)
	var n int
	must(t, h.DB.Read(h.Context(), func(tx *store.Tx) error {
		return tx.Row("SELECT count(*) FROM trail_shown WHERE rid = $1", int64(r.Key)).Scan(&n)
	}))
	if n != 2 {
		t.Errorf("%d entries of readings, want one for the page and one for the export", n)
	}
}
