package register_test

import (
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/record"
)

func TestTwoPeopleChangingTheSameThingLoseNothing(t *testing.T) {
	each(t, func(h *house) {
		t := h.T
		r := h.add(risk{Envelope: record.Envelope{Title: "från början", Level: 1}, Scenario: "första texten", Likely: record.Of(1), Tags: []record.Code{"fire"}, Urgent: true})
		browser := h.in(chief)
		edit := address(r) + "/edit"
		mine := formOn(t, sound(t, browser.Get(edit), ok), edit)
		h.put(record.Caller{Person: chief}, func(tx *record.Tx) error {
			_, err := risks.Change(tx, r.Key, 1, func(r *risk) error {
				r.Title, r.Likely, r.Urgent = "andras rubrik", record.Of(5), false
				return nil
			})
			return err
		})
		mine.Set("title", "min rubrik")
		mine.Set("scenario", "min text")
		mine.Set("victim", "Karin Kanariefågel")
		mine.Set("reason", "därför")
		page := sound(t, browser.Post(edit, mine), conflicting).
			Says("Någon annan hann före", "min rubrik", "andras rubrik", "från början", "min text", "första texten")
		if now := h.now(r.Key); now.Version != 2 {
			t.Fatalf("something was saved: %+v", now)
		}

		choice := formOn(t, page, edit)
		if choice.Get("keep.title") != "mine" || choice.Get("keep.likely") != "now" || choice.Get("keep.urgent") != "now" || choice.Has("keep.tags") {
			t.Errorf("proposed are %v", choice)
		}
		choice.Set("keep.title", "now")
		sound(t, browser.Post(edit, choice), ok)
		now := h.now(r.Key)
		victim, _ := now.Victim.Text()
		if now.Title != "andras rubrik" || now.Scenario != "min text" || now.Likely != record.Of(5) || now.Urgent || victim != "Karin Kanariefågel" || now.Version != 3 || len(now.Tags) != 1 {
			t.Errorf("%+v, %s", now, victim)
		}
	})
}

func TestTheFormThatWaitsAfterAConflictHoldsBothPeoplesWork(t *testing.T) {
	h := single(t)
	r := h.add(risk{Envelope: record.Envelope{Title: "från början", Level: 1}, Scenario: "första texten", Likely: record.Of(1)})
	browser := h.in(chief)
	edit := address(r) + "/edit"
	mine := formOn(t, sound(t, browser.Get(edit), ok), edit)
	h.put(record.Caller{Person: chief}, func(tx *record.Tx) error {
		_, err := risks.Change(tx, r.Key, 1, func(r *risk) error { r.Likely = record.Of(5); return nil })
		return err
	})
	mine.Set("scenario", "min text")
	page := sound(t, browser.Post(edit, mine), conflicting)
	_, rest, found := strings.Cut(string(page.HTML), edit+"?draft=")
	if !found {
		t.Fatalf("no way back to the form:\n%s", page.HTML)
	}
	back := sound(t, browser.Get(edit+"?draft="+rest[:32]), ok)
	again := formOn(t, back, edit)
	if again.Get("likely") != "5" || !strings.Contains(again.Get("scenario"), "min text") || again.Get("version") != "2" {
		t.Errorf("the form holds %v", again)
	}
	sound(t, browser.Post(edit, again), ok)
	if now := h.now(r.Key); now.Likely != record.Of(5) || now.Scenario != "min text" {
		t.Errorf("%+v", now)
	}
}

func TestAStepTakenOnAnOldVersionIsAConflict(t *testing.T) {
	h := single(t)
	r := h.add(risk{Envelope: record.Envelope{Title: "från början", Level: 1}})
	browser := h.in(chief)
	step := address(r) + "/step/accept"
	mine := formOn(t, sound(t, browser.Get(step), ok), step)
	h.put(record.Caller{Person: chief}, func(tx *record.Tx) error {
		_, err := risks.Change(tx, r.Key, 1, func(r *risk) error { r.Title = "andras rubrik"; return nil })
		return err
	})
	mine.Set("outcome", "mitt utfall")
	mine.Set("reason", "därför")
	page := sound(t, browser.Post(step, mine), conflicting).Says("andras rubrik", "mitt utfall")
	sound(t, browser.Post(step, formOn(t, page, step)), ok)
	if now := h.now(r.Key); now.State != accepted || now.Outcome != "mitt utfall" || now.Title != "andras rubrik" {
		t.Errorf("%+v", now)
	}
}

func TestAForgedVersionOpensNoPast(t *testing.T) {
	h := single(t)
	r := h.add(risk{Envelope: record.Envelope{Title: "hemligt namn", Unit: h.units[0], Level: 3}})
	h.put(record.Caller{Person: chief}, func(tx *record.Tx) error {
		_, err := risks.Change(tx, r.Key, 1, func(r *risk) error { r.Title, r.Level = "öppet namn", 2; return nil })
		return err
	})
	browser := h.in(manager)
	edit := address(r) + "/edit"
	values := formOn(t, sound(t, browser.Get(edit), ok), edit)
	values.Set("version", "1")
	values.Set("title", "min rubrik")
	sound(t, browser.Post(edit, values), conflicting).Says("min rubrik", "öppet namn").SaysNot("hemligt namn")
	if now := h.now(r.Key); now.Version != 2 {
		t.Errorf("it is at version %d", now.Version)
	}
}

func TestWhatHoldsSeveralStaysAsSomebodyElseMadeItWhenItWasNotTouched(t *testing.T) {
	h := single(t)
	r := h.add(risk{Envelope: record.Envelope{Title: "från början", Level: 1}, Tags: []record.Code{"fire"}, Sources: map[string]string{"källa": "enkät"}})
	browser := h.in(chief)
	edit := address(r) + "/edit"
	mine := formOn(t, sound(t, browser.Get(edit), ok), edit)
	h.put(record.Caller{Person: chief}, func(tx *record.Tx) error {
		_, err := risks.Change(tx, r.Key, 1, func(r *risk) error {
			r.Tags, r.Sources = nil, map[string]string{"källa": "enkät", "svar": "ja"}
			return nil
		})
		return err
	})
	mine.Set("scenario", "min text")
	page := sound(t, browser.Post(edit, mine), conflicting).Says("svar: ja")
	sound(t, browser.Post(edit, formOn(t, page, edit)), ok)
	if now := h.now(r.Key); len(now.Tags) != 0 || now.Sources["svar"] != "ja" || now.Scenario != "min text" {
		t.Errorf("%+v", now)
	}
}
