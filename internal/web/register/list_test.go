package register_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/exchange"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/web/htmlcheck"
	"github.com/vardkas/vardkas/internal/web/webtest"
)

func TestAListIsSoundInBothLanguagesEmptyAndFull(t *testing.T) {
	each(t, func(h *house) {
		t := h.T
		browser := h.in(chief)
		for _, lang := range []string{"sv", "en"} {
			browser.Headers.Set("Accept-Language", lang)
			sound(t, browser.Get("/r/risk"), ok)
		}
		h.add(risk{Envelope: record.Envelope{Title: "Öppen dörr", Unit: h.units[0], Level: 1}, Cost: record.Of(1_234_50), Urgent: true})
		for lang, says := range map[string][]string{"sv": {"1 ⟦risk.name⟧", "Öppen dörr", "Akuten", "1\u00a0234,50 kr", "Ja", "RK-2026-1"}, "en": {"1 ⟦risk.name⟧", "Öppen dörr", "SEK 1,234.50", "Yes"}} {
			browser.Headers.Set("Accept-Language", lang)
			sound(t, browser.Get("/r/risk"), ok).Says(says...)
		}
	})
}

func TestEveryKindHasASoundList(t *testing.T) {
	h := single(t)
	browser := h.in(chief)
	for _, k := range h.book.Kinds() {
		sound(t, browser.Get("/r/"+k.Meta().Name), ok)
	}
}

func TestPagesOfAListMeetWithoutGapOrRepetition(t *testing.T) {
	each(t, func(h *house) {
		t := h.T
		var want []string
		for i := range 120 {
			title := fmt.Sprintf("risk nummer %03d", i)
			want = append(want, title)
			h.add(risk{Envelope: record.Envelope{Title: title, Level: 1}})
			h.Clock.Advance(time.Second)
		}
		slices.Reverse(want)
		browser := h.in(chief)
		page := sound(t, browser.Get("/r/risk"), ok).Says("120 ⟦risk.plural⟧")
		var seen []string
		for {
			seen = append(seen, titles(page)...)
			next := hrefs(t, page, "next")
			if len(next) == 0 {
				break
			}
			page = sound(t, browser.Get(next[0]), ok)
		}
		if !slices.Equal(seen, want) {
			t.Errorf("saw %d rows: %v", len(seen), seen)
		}
		back := sound(t, browser.Get(hrefs(t, page, "prev")[0]), ok)
		if got := titles(back); !slices.Equal(got, want[50:100]) {
			t.Errorf("back shows %v", got)
		}
	})
}

// titles are the titles that the rows of these tests have.
func titles(p webtest.Page) []string {
	var all []string
	for part := range strings.SplitSeq(string(p.HTML), ">risk nummer ") {
		if title, _, ok := strings.Cut(part, "</a>"); ok && len(title) == 3 {
			all = append(all, "risk nummer "+title)
		}
	}
	return all
}

func TestAListFiltersByEverythingDeclared(t *testing.T) {
	each(t, func(h *house) {
		t := h.T
		eva := h.person("Eva Ek")
		h.add(risk{Envelope: record.Envelope{Title: "Den sökta", Unit: h.units[0], Level: 1, Areas: []record.Code{"fire"}}, Area: "fire",
			Likely: record.Of(4), Cost: record.Of(500_00), Seen: 1_795_000_000_000, Urgent: true, Grade: "high", Tags: []record.Code{"fire"},
			Guard: eva, Sources: map[string]string{"state": "CA"}})
		h.add(risk{Envelope: record.Envelope{Title: "Den andra", Unit: h.units[1], Level: 2}, Likely: record.Of(1), Cost: record.Of(0), Grade: "low"})
		browser := h.in(chief)
		for _, query := range []string{
			"q=sökt", "q=rk-2026-1", "unit=Akut", "unit=" + strconv.FormatInt(int64(h.units[0]), 10), "area=fire", "level=1", "field_area=fire", "likely_from=2",
			"cost_from=1,00", "cost_from=1&cost_to=500", "urgent=yes", "grade=high", "tags=fire", "guardian=Eva", "seen_at_from=2026-01-01", "seen_at_to=2026-12-31",
			"value:state=CA", "state=identified&grade=high", "order=-cost&q=sökt", "created_at_from=2026-11-22&grade=high", "on=2026-11-22&grade=high",
		} {
			page := sound(t, browser.Get("/r/risk?"+escaped(query)), ok).Says("1 ⟦risk.name⟧", "Den sökta")
			if strings.Contains(string(page.HTML), "Den andra") {
				t.Errorf("%s shows the other one too", query)
			}
		}
		for _, query := range []string{"cost_to=0", "likely_to=1", "urgent=no", "level=2"} {
			sound(t, browser.Get("/r/risk?"+escaped(query)), ok).Says("Den andra").SaysNot("Den sökta")
		}
		sound(t, browser.Get("/r/risk?unit=Finnsinte"), ok).Says("Inget stämmer")
		sound(t, browser.Get("/r/risk?on=2026-11-21"), ok).SaysNot("Den sökta", "Den andra")
	})
}

func TestAFilterByAUnitTakesTheUnitsBelowUnlessAskedNotTo(t *testing.T) {
	each(t, func(h *house) {
		t := h.T
		hospital, ward := h.units[0], h.units[1]
		h.book.Below = func(_ *record.Tx, units ...record.Key) ([]record.Key, error) {
			if slices.Contains(units, hospital) {
				units = append(slices.Clone(units), ward)
			}
			return units, nil
		}
		h.add(risk{Envelope: record.Envelope{Title: "På sjukhuset", Unit: hospital, Level: 1}})
		h.add(risk{Envelope: record.Envelope{Title: "På avdelningen", Unit: ward, Level: 1}})
		browser := h.in(chief)
		key := strconv.FormatInt(int64(hospital), 10)
		sound(t, browser.Get("/r/risk?unit="+key), ok).Says("På sjukhuset", "På avdelningen", "Akuten med enheterna under")
		sound(t, browser.Get("/r/risk?unit=Akut"), ok).Says("På sjukhuset", "På avdelningen")
		sound(t, browser.Get("/r/risk?unit_alone=yes&unit="+key), ok).Says("På sjukhuset", "Enhet: Akuten").SaysNot("På avdelningen", "med enheterna under")
		sound(t, browser.Get("/r/risk?unit_alone=perhaps"), unprocessable)
	})
}

func escaped(query string) string {
	q := url.Values{}
	for part := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(part, "=")
		q.Add(name, value)
	}
	return q.Encode()
}

func TestASearchLeadsToAnAddressWithoutWhatAsksForNothing(t *testing.T) {
	h := single(t)
	h.add(risk{Envelope: record.Envelope{Title: "Den sökta", Level: 1}})
	browser := h.in(chief)
	form := sound(t, browser.Get("/r/risk"), ok)
	usual := htmlcheck.Value(form.HTML, "select[name=order] option", "value")
	for asked, leads := range map[string]string{
		"q=sökt&state=&unit=&level=&cost_from=&on=&order=" + usual: "/r/risk?" + escaped("q=sökt"),
		"q= &grade=&order=" + usual:                                "/r/risk",
		"grade=low&q=":                                             "/r/risk?grade=low",
	} {
		if page := sound(t, browser.Get("/r/risk?"+escaped(asked)), ok); page.URL != leads {
			t.Errorf("%s leads to %s, want %s", asked, page.URL, leads)
		}
	}
	for query, open := range map[string]bool{"q=sökt": false, "order=-" + usual: false, "state=identified": false, "cost_from=1": true} {
		page := sound(t, browser.Get("/r/risk?"+escaped(query)), ok)
		if got := strings.Contains(string(page.HTML), `<details class="fold" open`); got != open {
			t.Errorf("%s: the further filters stand open: %v, want %v", query, got, open)
		}
	}
}

func TestAFilterThatDoesNotExistIsAProblemAndNotPassedOver(t *testing.T) {
	h := single(t)
	browser := h.in(chief)
	for _, query := range []string{"colour=red", "state=flown", "level=9", "grade=medium", "on=yesterday", "on=2027-01-01", "order=title", "cost_from=x", "after=%25%25", "urgent=maybe"} {
		sound(t, browser.Get("/r/risk?"+query), unprocessable)
	}
}

func TestWhatMayNotBeReadIsInNoList(t *testing.T) {
	h := single(t)
	h.add(risk{Envelope: record.Envelope{Title: "Annan enhet", Unit: h.units[1], Level: 1}})
	h.add(risk{Envelope: record.Envelope{Title: "Egen enhet", Unit: h.units[0], Level: 1}})
	sound(t, h.in(manager).Get("/r/risk"), ok).Says("Egen enhet", "1 ⟦risk.name⟧").SaysNot("Annan enhet")
	sound(t, h.in(nobody).Get("/r/risk"), ok).SaysNot("Egen enhet", "Annan enhet", "export.csv")
}

func TestWhoMayOnlyCountSeesOneLineAndNoSmallNumber(t *testing.T) {
	each(t, func(h *house) {
		t := h.T
		victim := h.person("Eva Ek")
		report := func() {
			h.put(program, func(tx *record.Tx) error {
				return deeds.Create(tx, &deed{Envelope: record.Envelope{Title: "Hot på mottagningen", Unit: h.units[0], Level: 4}, Case: []record.Key{victim}})
			})
		}
		browser := h.in(manager)
		sound(t, browser.Get("/r/incident"), ok).SaysNot("som du inte får läsa")
		for range 4 {
			report()
		}
		sound(t, browser.Get("/r/incident"), ok).Says("Färre än fem poster till").SaysNot("Hot på mottagningen")
		report()
		sound(t, browser.Get("/r/incident"), ok).Says("5 poster till").SaysNot("Hot på mottagningen")
		sound(t, browser.Get("/r/incident?q=Hot"), ok).SaysNot("poster till", "Hot på mottagningen")
		sound(t, h.in(nobody).Get("/r/incident"), ok).SaysNot("poster till")
	})
}

func TestAnExportOpensRightAndIsAnEntry(t *testing.T) {
	each(t, func(h *house) {
		t := h.T
		for i := range 70 {
			h.add(risk{Envelope: record.Envelope{Title: fmt.Sprintf("=SUMMA(A%d)", i), Unit: h.units[i%2], Level: 1}, Cost: record.Of(int64(i) * 150), Likely: record.Of(2)})
		}
		browser := h.in(chief)
		sound(t, browser.Get("/r/risk?cost_from=1"), ok).Says("/r/risk/export.csv?cost_from=1")
		page := sound(t, browser.Get("/r/risk/export.csv?cost_from=1"), ok)
		if got := page.Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("it may be stored: %q", got)
		}
		text, bom := bytes.CutPrefix(page.HTML, []byte("\xef\xbb\xbf"))
		if !bom || !bytes.Contains(text, []byte("\r\n")) || bytes.Count(text, []byte("\r\n")) != bytes.Count(text, []byte("\n")) {
			t.Errorf("no byte order mark, or lines without CRLF: %.80q", page.HTML)
		}
		read := csv.NewReader(bytes.NewReader(text))
		read.Comma = ';'
		rows, err := read.ReadAll()
		must(t, err)
		if len(rows) != 70 { // the head, and all but the one that costs nothing
			t.Errorf("%d rows", len(rows))
		}
		last := strings.Join(rows[1], "|")
		if !strings.Contains(last, "'=SUMMA(A69)") || !strings.Contains(last, "|103,50") || !strings.Contains(last, "Förrådet") {
			t.Errorf("the first row is %s", last)
		}
		if n := h.entries("export", "risk"); n != 1 {
			t.Errorf("%d entries of the export", n)
		}
		sound(t, h.in(nobody).Get("/r/risk/export.csv"), absent)
	})
}

func TestAWorkbookHoldsWhatTheCSVHoldsWithDatesThatAreDates(t *testing.T) {
	h := single(t)
	for i := range 3 {
		h.add(risk{Envelope: record.Envelope{Title: fmt.Sprintf("=SUMMA(A%d)", i), Level: 1}, Cost: record.Of(int64(i) * 150)})
	}
	browser := h.in(chief)
	sound(t, browser.Get("/r/risk?cost_from=1"), ok).Says("/r/risk/export.xlsx?cost_from=1")
	page := sound(t, browser.Get("/r/risk/export.xlsx?cost_from=1"), ok)
	table, wrong, err := exchange.Read(bytes.NewReader(page.HTML), exchange.Format{Language: "sv", KeepApostrophes: true})
	if err != nil || len(wrong) > 0 {
		t.Fatal(err, wrong)
	}
	text := sound(t, browser.Get("/r/risk/export.csv?cost_from=1"), ok)
	flat, wrong, err := exchange.Read(bytes.NewReader(text.HTML), exchange.Format{})
	if err != nil || len(wrong) > 0 || len(table.Rows) != 2 || !slices.Equal(table.Header, flat.Header) {
		t.Fatalf("%v %v: %d rows, %q and %q", err, wrong, len(table.Rows), table.Header, flat.Header)
	}
	for i, row := range table.Rows {
		for c, cell := range row.Cells {
			want := flat.Rows[i].Cells[c]
			if figure, fault := (exchange.Format{Language: "sv"}).Parse(want, exchange.TypeNumber); fault == nil {
				want = strings.Replace(figure, ".", ",", 1) // 1,50 and 1,5 are one figure
			}
			if cell != want {
				t.Errorf("%s of row %d is %q, want %q", table.Header[c], i, cell, want)
			}
		}
	}
	sound(t, h.in(nobody).Get("/r/risk/export.xlsx"), absent)
}

func TestAnExportOfManyBatchesHoldsEveryRowOnce(t *testing.T) {
	h := single(t)
	h.put(record.Caller{Person: chief}, func(tx *record.Tx) error {
		for i := range 1100 {
			if err := risks.Create(tx, &risk{Envelope: record.Envelope{Title: fmt.Sprint(i), Level: 1}}); err != nil {
				return err
			}
		}
		return nil
	})
	page := sound(t, h.in(chief).Get("/r/risk/export.csv?order=cost"), ok)
	if n := bytes.Count(page.HTML, []byte("\r\n")); n != 1101 {
		t.Errorf("%d lines", n)
	}
	sound(t, h.in(chief).Get("/r/risk"), ok).Says("Fler än 1\u00a0000 ⟦risk.plural⟧")
}

// entries counts what the trail holds of an action.
func (h *house) entries(action, kind string) (n int) {
	h.Helper()
	must(h.T, h.DB.Read(h.Context(), func(tx *store.Tx) error {
		return tx.Row("SELECT count(*) FROM trail WHERE action = $1 AND kind = $2", action, kind).Scan(&n)
	}))
	return n
}
