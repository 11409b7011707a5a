package imports_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/batch"
	"github.com/vardkas/vardkas/internal/exchange"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/job"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store/storetest"
	"github.com/vardkas/vardkas/internal/web/eventtest"
	"github.com/vardkas/vardkas/internal/web/imports"
	"github.com/vardkas/vardkas/internal/web/webtest"
)

// house is a region whose people may bring tables in.
type house struct {
	*eventtest.Region
	*testing.T
	jobs *job.Runner
}

func region(t *testing.T) *house {
	t.Helper()
	r := eventtest.New(t, storetest.SQLite(t))
	pages := &imports.Pages{Site: r.Site, Book: r.Book, Importer: batch.New(r.Book, nil), Target: func(kind record.Any) (batch.Target, bool) {
		if kind.Meta().Name != incident.Kind.Name {
			return batch.Target{}, false
		}
		return batch.Target{Kind: kind, Kept: "facts", Own: []string{"category"}, Settle: func(tx *record.Tx, row record.Row, own map[string]string) error {
			i, _ := record.As[incident.Incident](row)
			i.Category = record.Code(own["category"])
			return incident.Bring(tx, i)
		}}, true
	}}
	pages.Register()
	jobs, err := job.New(r.DB, r.Clock, slog.New(slog.NewTextHandler(io.Discard, nil)), 1, pages.Handlers())
	if err != nil {
		t.Fatal(err)
	}
	return &house{r, t, jobs}
}

func (h *house) in(person record.Key) *webtest.Browser {
	b := h.Browser(h.T)
	b.SignIn(int64(person))
	return b
}

// runJobs does what is queued.
func (h *house) runJobs() {
	h.Helper()
	if _, err := h.jobs.RunDue(context.Background()); err != nil {
		h.Fatal(err)
	}
}

func (h *house) events() (n int) {
	h.See(h.T, record.Caller{Person: h.Chief}, func(tx *record.Tx) (err error) {
		n, err = incident.Kind.Count(tx, record.Query{})
		return err
	})
	return n
}

// upload hands a table in and returns the page it leads to.
func upload(b *webtest.Browser, t *testing.T, name string, table []byte, mapping []byte) webtest.Page {
	t.Helper()
	form := eventtest.Form(t, b.Get("/imports/new").Want(200), "/imports/new", url.Values{"kind": {"incident"}})
	files := map[string]map[string][]byte{"table": {name: table}}
	if mapping != nil {
		files["mapping"] = map[string][]byte{"m.yaml": mapping}
	}
	return b.PostFiles("/imports/new", form, files).Want(200)
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// work is the address of the table on its way in that a page shows.
func work(p webtest.Page) string {
	parts := strings.Split(strings.SplitN(p.URL, "?", 2)[0], "/")
	return strings.Join(parts[:3], "/")
}

const regulators = "../../exchange/testdata/hhs-ocr-"

func TestTheListOfTheAmericanRegulatorComesInByThePagesAndCountsOnce(t *testing.T) {
	h := region(t)
	b := h.in(h.Chief)
	table, mapping := read(t, regulators+"breaches-2023-2024.csv"), read(t, regulators+"mapping.yaml")
	page := upload(b, t, "breaches.csv", table, mapping).Says("853", "CSV, utf-8, komma", "Till exempel:", "HHS OCR")
	at := work(page)
	form := eventtest.Form(t, page, at+"/mapping", url.Values{"do": {"check"}})
	b.Post(at+"/mapping", form).Want(200).Says("Alla rader går att läsa in", "Läs in 853 nya poster")
	if n := h.events(); n != 0 {
		t.Fatalf("the dry run left %d events", n)
	}
	b.Post(at+"/write", nil).Want(200).Says("0 av 853 rader är inlästa", "Stoppa inläsningen")
	b.Get("/imports").Want(200).Says("0 av 853 rader")
	h.runJobs()
	b.Get(at).Want(200).Says("853 poster är inlästa", "IMP-")
	if n := h.events(); n != 853 {
		t.Errorf("%d events, want 853", n)
	}
	b.Get("/imports").Want(200).Says("breaches.csv", "HHS OCR", "Siv Berg", "Klar")

	again := work(upload(b, t, "breaches.csv", table, mapping))
	b.Post(again+"/mapping", eventtest.Form(t, b.Get(again+"/mapping"), again+"/mapping", url.Values{"do": {"check"}})).Want(200).Says("Inget nytt", "853")
	b.Post(again+"/write", nil).Want(200)
	h.runJobs()
	if n := h.events(); n != 853 {
		t.Errorf("the same table again: %d events", n)
	}
}

const avvikelser = "Ärendenr;Rubrik;Beskrivning;Händelsetyp;Datum;Klinik\r\n" +
	"A-1;Dörren öppen;Förrådet stod olåst;Stöld;3/11/2026;Medicin\r\n" +
	"A-2;Hot i receptionen;\"Ropade\nhögt\";Trassel;14/11/2026;Medicin\r\n"

// mapped sends the mapping of the table above, made by hand.
func mapped(t *testing.T, b *webtest.Browser, at string, over url.Values) webtest.Page {
	t.Helper()
	form := eventtest.Form(t, b.Get(at+"/mapping").Want(200), at+"/mapping", url.Values{"source": {"Avvikelser"}, "do": {"check"}, "keep": {"5"}})
	for name, values := range over {
		form[name] = values
	}
	return b.Post(at+"/mapping", form)
}

func TestATableIsMappedByHandFromTheGuessesOfItsHeads(t *testing.T) {
	h := region(t)
	b := h.in(h.Chief)
	page := upload(b, t, "avvikelser.csv", []byte(avvikelser), nil)
	for name, want := range map[string]string{"to.0": "origin", "to.1": "title", "to.2": "description", "to.3": "category", "to.4": "happened_at", "to.5": "unit", "date": "D/M/YYYY"} {
		if form := eventtest.Form(t, page, work(page)+"/mapping", nil); form.Get(name) != want {
			t.Errorf("%s is guessed to be %q, want %q", name, form.Get(name), want)
		}
	}
	at := work(page)
	mapped(t, b, at, url.Values{"source": {""}}).Want(422).Says("Skriv var tabellen kommer från")
	page = mapped(t, b, at, url.Values{"to.5": {""}, "save_as": {"Avvikelser från kliniken"}}).Want(200).Says("Orden i avvikelser.csv", "Stöld", "Trassel")
	words := eventtest.Form(t, page, at+"/values", nil)
	if words.Get("word.3.0") != "theft" || words.Get("word.3.1") != "" {
		t.Errorf("the words are guessed to be %v", words)
	}
	b.Post(at+"/values", words).Want(422).Says("Välj vad Trassel betyder här")
	words.Set("word.3.1", "threat")
	b.Post(at+"/values", words).Want(200).Says("Läs in 2 nya poster")
	b.Post(at+"/write", nil).Want(200)
	h.runJobs()
	b.Get(at).Want(200).Says("2 poster är inlästa")
	h.See(t, record.Caller{Person: h.Chief}, func(tx *record.Tx) error {
		list, err := incident.Kind.List(tx, record.Query{})
		if err != nil {
			return err
		}
		var got []string
		for _, i := range list.Records {
			got = append(got, i.Origin+" "+string(i.Category)+" "+i.Happened.Date().String()+" "+i.Facts["klinik"])
		}
		slices.Sort(got)
		// A threat is read by its case list alone: the chief sees the theft, and counts both.
		if want := []string{"A-1 theft 2026-11-03 Medicin"}; !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
		return nil
	})
	b.Get("/imports").Want(200).Says("Avvikelser från kliniken")
	b.Get("/imports/new").Want(200).Says("Avvikelser från kliniken")
	if file := b.Get(at + "/mapping.yaml").Want(200); !bytes.Contains(file.HTML, []byte(`source: "Avvikelser"`)) {
		t.Errorf("the mapping is %s", file.HTML)
	}
}

func TestATableWithProblemsComesBackWithThemAndIsHandedInMended(t *testing.T) {
	h := region(t)
	b := h.in(h.Chief)
	broken := strings.Replace(avvikelser, "Trassel;14/11/2026", "Stöld;31/11/2026", 1)
	at := work(upload(b, t, "avvikelser.csv", []byte(broken), nil))
	mapped(t, b, at, url.Values{"to.5": {""}, "date": {"D/M/YYYY"}}).Want(200).Says("Ett fel. Inget lästes in.", "31/11/2026", "Datum", "Rätta datumet")
	file := b.Get(at + "/problems.csv").Want(200)
	table, wrong, err := exchange.Read(bytes.NewReader(file.HTML), exchange.Format{})
	if err != nil || len(wrong) > 0 || len(table.Rows) != 2 || table.Header[0] != "Att rätta" {
		t.Fatalf("%v %v %s", err, wrong, file.HTML)
	}
	if told := [2]string{table.Rows[0].Cells[0], table.Rows[1].Cells[0]}; told[0] != "" || !strings.HasPrefix(told[1], "Datum: 31/11/2026") {
		t.Errorf("the rows are told %q", told)
	}
	if n := h.events(); n != 0 {
		t.Errorf("%d events of a refused table", n)
	}
	mended := bytes.Replace(file.HTML, []byte("31/11/2026;Medicin"), []byte("30/11/2025;Medicin"), 1)
	form := eventtest.Form(t, b.Get(at), at+"/table", nil)
	b.PostFiles(at+"/table", form, map[string]map[string][]byte{"table": {"rattad.csv": mended}}).Want(200).Says("Läs in 2 nya poster")
}

func TestAnImportIsStoppedAndLeavesNothing(t *testing.T) {
	h := region(t)
	b := h.in(h.Chief)
	at := work(upload(b, t, "b.csv", read(t, regulators+"breaches-2023-2024.csv"), read(t, regulators+"mapping.yaml")))
	b.Post(at+"/mapping", eventtest.Form(t, b.Get(at+"/mapping"), at+"/mapping", url.Values{"do": {"check"}})).Want(200)
	b.Post(at+"/write", nil).Want(200)
	b.Post(at+"/stop", nil).Want(200).Says("Inläsningen stannar")
	h.runJobs()
	b.Get(at).Want(200).Says("Inget lästes in", "stoppades", "Kontrollera igen")
	if n := h.events(); n != 0 {
		t.Errorf("%d events of a stopped import", n)
	}
}

func TestAnImportIsUndoneWithAReason(t *testing.T) {
	h := region(t)
	b := h.in(h.Chief)
	at := work(upload(b, t, "avvikelser.csv", []byte(strings.Replace(avvikelser, "Trassel", "Stöld", 1)), nil))
	mapped(t, b, at, url.Values{"to.5": {""}}).Want(200)
	b.Post(at+"/write", nil).Want(200)
	h.runJobs()
	if n := h.events(); n != 2 {
		t.Fatalf("%d events", n)
	}
	undo := regexp.MustCompile(`/imports/batch/[^"]+/undo`).FindString(string(b.Get("/imports").Want(200).HTML))
	b.Post(undo, eventtest.Form(t, b.Get(undo).Want(200), undo, nil)).Want(422)
	b.Post(undo, eventtest.Form(t, b.Get(undo), undo, url.Values{"reason": {"Fel fil"}})).Want(200).Says("posterna tas tillbaka")
	if n := h.events(); n != 0 {
		t.Errorf("%d events while the import is being undone", n)
	}
	h.runJobs()
	b.Get("/imports").Want(200).Says("Ångrad")
}

func TestAnothersTableAndWhoMayImportNothingMeetNoPage(t *testing.T) {
	h := region(t)
	at := work(upload(h.in(h.Chief), t, "avvikelser.csv", []byte(avvikelser), nil))
	officer := h.in(h.Officer)
	officer.Get("/imports").Want(200).SaysNot("avvikelser.csv")
	for _, rest := range []string{"", "/mapping", "/values", "/problems.csv", "/mapping.yaml"} {
		officer.Get(at + rest).Want(404)
	}
	for _, rest := range []string{"/write", "/stop", "/discard", "/mapping", "/values"} {
		officer.Post(at+rest, nil).Want(404)
	}
	for _, person := range []record.Key{h.Nurse, h.Manager} {
		h.in(person).Get("/imports").Want(404)
		h.in(person).Get("/imports/new").Want(404)
	}
}

// The officer of information security may import what is of that class, and nothing else.
func TestARowThatItsPersonMayNotImportStopsTheTable(t *testing.T) {
	h := region(t)
	b := h.in(h.Officer)
	at := work(upload(b, t, "avvikelser.csv", []byte(strings.Replace(avvikelser, "Trassel", "Stöld", 1)), nil))
	mapped(t, b, at, url.Values{"to.5": {""}}).Want(200).Says("2 fel", "En post som denna får inte läsas in")
}

func TestWhatCannotBeReadIsKeptUntilItIsSaidHow(t *testing.T) {
	h := region(t)
	b := h.in(h.Chief)
	unclear := []byte("Rubrik;Beskrivning\nD\x94rr;st\x94rd\n") // CP850
	page := upload(b, t, "gammal.csv", unclear, nil).Says("Det går inte att avgöra hur å, ä och ö är sparade", "Teckenkodning")
	at := work(page)
	page = b.Post(at+"/mapping", eventtest.Form(t, page, at+"/mapping", url.Values{"encoding": {"windows-1252"}, "do": {"look"}})).Want(200)
	page.Says("Vad kolumnerna blir")
	b.Post(at+"/discard", nil).Want(200).Says("gammal.csv är borttagen")
	b.Get(at).Want(404)
	for _, lang := range []string{"sv", "en"} {
		b.Headers.Set("Accept-Language", lang)
		b.Get("/imports").Want(200)
		upload(b, t, lang+".csv", []byte(avvikelser), nil)
	}
}
