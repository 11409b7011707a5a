package register_test

import (
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web/webtest"
)

const newRisk = "/r/risk/new"

// filled is the form of a new risk with every field answered.
func filled(t testing.TB, browser *webtest.Browser) url.Values {
	t.Helper()
	values := formOn(t, sound(t, browser.Get(newRisk), ok), newRisk)
	for name, value := range map[string]string{
		"title": "Öppen dörr", "scenario": "Rad ett\r\nrad två", "field_area": "fire", "likely": "4", "cost": "1 234,50",
		"seen_at": "2026-11-20T10:30", "due": "2026-12-24", "urgent": "1", "grade": "high", "level": "1", "dnr": "RS 2026/1", "victim": "Karin",
	} {
		values.Set(name, value)
	}
	values["tags"], values["areas"] = []string{"fire", "info"}, []string{"fire"}
	return values
}

func TestAFormIsSoundInBothLanguagesAndMakesARecord(t *testing.T) {
	each(t, func(h *house) {
		t := h.T
		browser := h.in(chief)
		browser.Headers.Set("Accept-Language", "en")
		sound(t, browser.Get(newRisk), ok)
		browser.Headers.Set("Accept-Language", "sv")
		page := sound(t, browser.Post(newRisk, filled(t, browser)), ok).Says("Det är sparat", "Öppen dörr", "1\u00a0234,50 kr", "2026-12-24", "2026-11-20 10:30")
		r := h.now(h.last())
		text, _ := r.Victim.Text()
		if r.Scenario != "Rad ett\nrad två" || r.Cost != record.Of(1_234_50) || !r.Urgent || r.Grade != "high" || len(r.Tags) != 2 || r.Level != 1 || text != "Karin" || r.CreatedBy != int64(chief) {
			t.Errorf("%+v", r)
		}
		if !strings.HasPrefix(page.URL, "/r/risk/") {
			t.Errorf("the reader is at %s", page.URL)
		}
	})
}

// last is the key of the newest risk.
func (h *house) last() (key record.Key) {
	h.Helper()
	must(h.T, h.book.Read(h.Context(), program, func(tx *record.Tx) error {
		return tx.Row("SELECT max(rid) FROM record WHERE kind = 'risk'").Scan(&key)
	}))
	return key
}

func TestWhatIsTypedSurvivesProblems(t *testing.T) {
	each(t, func(h *house) {
		t := h.T
		browser := h.in(chief)
		values := filled(t, browser)
		for name, wrong := range map[string]string{"title": "", "likely": "9", "cost": "mycket", "due": "i går", "seen_at": "2026-03-29T02:30", "grade": "medium"} {
			values.Set(name, wrong)
		}
		page := sound(t, browser.Post(newRisk, values), unprocessable).
			Says("Rätta 6 uppgifter", "Fyll i det här", "från 1 till 5", "Skriv ett tal med siffror", "år, månad och dag", "Klockslaget finns inte", "Välj ett av alternativen", "rad två", "Karin")
		again := formOn(t, page, newRisk)
		for _, name := range []string{"scenario", "field_area", "likely", "cost", "due", "seen_at", "urgent", "level", "dnr", "victim"} {
			if got, want := strings.ReplaceAll(strings.TrimPrefix(again.Get(name), "\n"), "\r\n", "\n"), strings.ReplaceAll(values.Get(name), "\r\n", "\n"); got != want {
				t.Errorf("%s holds %q, typed was %q", name, got, want)
			}
		}
		for name, right := range map[string]string{"title": "Öppen dörr", "likely": "4", "cost": "10", "due": "2026-12-24", "seen_at": "", "grade": "low"} {
			again.Set(name, right)
		}
		sound(t, browser.Post(newRisk, again), ok).Says("Öppen dörr", "10 kr")
	})
}

func TestAFormSentFiveTimesAtOnceMakesOneRecord(t *testing.T) {
	h := single(t)
	browser := h.in(chief)
	values := filled(t, browser)
	var wait sync.WaitGroup
	for range 5 {
		wait.Go(func() { browser.Post(newRisk, values) })
	}
	wait.Wait()
	sound(t, browser.Get("/r/risk"), ok).Says("1 ⟦risk.name⟧")
}

func TestAnUntickedBoxAnAbsentOneAndAnEmptyAmountDiffer(t *testing.T) {
	h := single(t)
	r := h.add(risk{Envelope: record.Envelope{Title: "a", Level: 1}, Urgent: true, Cost: record.Of(0), Tags: []record.Code{"fire"}, Victim: record.Seal("Karin")})
	browser := h.in(chief)
	edit := address(r) + "/edit"
	post := func(change func(url.Values)) *risk {
		values := formOn(t, sound(t, browser.Get(edit), ok), edit)
		change(values)
		sound(t, browser.Post(edit, values), ok)
		return h.now(r.Key)
	}
	now := post(func(v url.Values) { v.Set("dnr", "RS 1") })
	if text, _ := now.Victim.Text(); !now.Urgent || now.Cost != record.Of(0) || len(now.Tags) != 1 || text != "Karin" {
		t.Errorf("an untouched form changed something: %+v", now)
	}
	now = post(func(v url.Values) { v.Del("urgent"); v.Set("cost", ""); v.Del("tags"); v.Set("victim", "") })
	if !now.Victim.IsEmpty() || now.Urgent || now.Cost.Known || len(now.Tags) != 0 {
		t.Errorf("what was taken away is still there: %+v", now)
	}
	now = post(func(v url.Values) { v.Set("urgent", "1"); v.Set("cost", "0") })
	if !now.Urgent || now.Cost != record.Of(0) {
		t.Errorf("%+v", now)
	}
	now = post(func(v url.Values) { // a form that does not ask for the field
		v.Del("urgent")
		var shown []string
		for _, name := range v["_shown"] {
			if name != "urgent" {
				shown = append(shown, name)
			}
		}
		v["_shown"] = shown
	})
	if !now.Urgent {
		t.Error("a field that was not in the form was changed")
	}
}

func TestWhatAFormDoesNotAskForIsRefused(t *testing.T) {
	h := single(t)
	r := h.add(risk{Envelope: record.Envelope{Title: "a", Level: 1}})
	browser := h.in(chief)
	edit := address(r) + "/edit"
	for _, name := range []string{"state", "kept", "created_by", "number", "id", "colour", "on", "batch", "sealed_key", "class"} {
		values := formOn(t, sound(t, browser.Get(edit), ok), edit)
		values.Set(name, "1")
		sound(t, browser.Post(edit, values), unprocessable).Says(name)
		values = filled(t, browser)
		values.Set(name, "1")
		sound(t, browser.Post(newRisk, values), unprocessable)
	}
	if now := h.now(r.Key); now.Version != 1 {
		t.Errorf("it is at version %d", now.Version)
	}
}

func TestAPersonIsFoundAndChosenWithoutScript(t *testing.T) {
	each(t, func(h *house) {
		t := h.T
		eva, adam := h.person("Eva Ek"), h.person("Adam Al")
		browser := h.in(chief)
		values := filled(t, browser)
		values.Set("guardian_query", "Eva")
		values.Set("_search", "guardian")
		page := sound(t, browser.Post(newRisk, values), ok).Says("Eva Ek", "1 träff", "rad två").SaysNot("Rätta")
		values = formOn(t, page, newRisk)
		values.Set("guardian", strconv.FormatInt(int64(eva), 10))
		values.Set("held_query", "Adam")
		values.Set("_search", "held")
		page = sound(t, browser.Post(newRisk, values), ok).Says("Adam Al", "Eva Ek")
		values = formOn(t, page, newRisk)
		values["held"] = []string{strconv.FormatInt(int64(adam), 10), strconv.FormatInt(int64(eva), 10)}
		values.Set("unit_query", "Akut") // Enter in the field, with nothing chosen
		page = sound(t, browser.Post(newRisk, values), ok).Says("Akuten")
		values = formOn(t, page, newRisk)
		values.Set("unit", strconv.FormatInt(int64(h.units[0]), 10))
		sound(t, browser.Post(newRisk, values), ok).Says("Adam Al", "Eva Ek", "Akuten")
		now := h.now(h.last())
		if now.Guard != eva || len(now.Held) != 2 || now.Unit != h.units[0] {
			t.Errorf("%+v", now)
		}
		edit := address(now) + "/edit"
		values = formOn(t, sound(t, browser.Get(edit), ok), edit)
		values.Set("guardian", "")
		sound(t, browser.Post(edit, values), ok)
		if now := h.now(now.Key); now.Guard != 0 || len(now.Held) != 2 {
			t.Errorf("the choice was not taken back alone: %+v", now)
		}
		values = formOn(t, sound(t, browser.Get(edit), ok), edit)
		values.Set("guardian", strconv.FormatInt(int64(h.units[0]), 10)) // a unit where a person is asked for
		sound(t, browser.Post(edit, values), unprocessable)
	})
}

func TestAFormKeepsWhatIsTypedWhenTheLanguageIsSwitched(t *testing.T) {
	h := single(t)
	browser := h.in(chief)
	values := filled(t, browser)
	values.Set("language", "en")
	page := sound(t, browser.Post(newRisk, values), ok).Says(`lang="en"`, "rad två")
	if formOn(t, page, newRisk).Get("cost") != "1 234,50" {
		t.Error("the amount is lost")
	}
}

func TestAStepAsksForItsFieldsAndItsReason(t *testing.T) {
	each(t, func(h *house) {
		t := h.T
		r := h.add(risk{Envelope: record.Envelope{Title: "a", Level: 1}})
		browser := h.in(chief)
		step := address(r) + "/step/accept"
		for _, lang := range []string{"en", "sv"} {
			browser.Headers.Set("Accept-Language", lang)
			sound(t, browser.Get(step), ok)
		}
		values := formOn(t, browser.Get(step), step)
		values.Set("outcome", "Vi lever med det")
		page := sound(t, browser.Post(step, values), unprocessable).Says("Fyll i det här", "Vi lever med det")
		values = formOn(t, page, step)
		values.Set("reason", "Kostnaden är för stor")
		sound(t, browser.Post(step, values), ok).Says("Vi lever med det")
		if now := h.now(r.Key); now.State != accepted || now.Outcome != "Vi lever med det" {
			t.Errorf("%+v", now)
		}
		sound(t, browser.Get(step), ok).Says("Steget kan inte tas nu")
		sound(t, browser.Get(address(r)), ok).SaysNot(step)
		sound(t, browser.Get(address(r)+"/step/fly"), absent)
	})
}
