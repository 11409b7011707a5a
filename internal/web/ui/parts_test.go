package ui_test

import (
	"bytes"
	"io"
	"os"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/web/htmlcheck"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

func TestEveryWordOfTheComponentsIsInTheCatalogue(t *testing.T) {
	used, err := words.UsedIn(os.DirFS("."))
	if err != nil || len(used) < 100 {
		t.Fatalf("%d keys found: %v", len(used), err)
	}
	for key, place := range used {
		if !words.Has(key) {
			t.Errorf("%s asks for %s", place, key)
		}
	}
}

func TestADeadlineIsMarkedByWhatIsLeftAndWhetherItWasMet(t *testing.T) {
	hour := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Hour) }
	for name, c := range map[string]struct {
		clock       ui.Clock
		class, says string
	}{
		"far away":      {ui.Clock{Deadline: hour(30), Warn: 12 * time.Hour}, "state-neutral", "30 tim kvar"},
		"near":          {ui.Clock{Deadline: hour(12), Warn: 12 * time.Hour}, "state-risk", "12 tim kvar"},
		"just now":      {ui.Clock{Deadline: noon, Warn: time.Hour}, "state-risk", "mindre än en minut kvar"},
		"passed":        {ui.Clock{Deadline: hour(-1)}, "state-breached", "1 tim försenad"},
		"met in time":   {ui.Clock{Deadline: hour(-1), Met: hour(-2)}, "state-met", "Klart 22 nov 2026 kl. 12.30"},
		"met on time":   {ui.Clock{Deadline: hour(-1), Met: hour(-1)}, "state-met", "Klart"},
		"met too late":  {ui.Clock{Deadline: hour(-2), Met: hour(-1)}, "state-breached", "Klart för sent"},
		"met and ahead": {ui.Clock{Deadline: hour(5), Met: hour(-1)}, "state-met", "Klart"},
	} {
		t.Run(name, func(t *testing.T) {
			htmlcheck.Run(t, render(t, ui.ClockOf(ctx(words.SV), c.clock)), htmlcheck.In("."+c.class, htmlcheck.Text(c.says)))
		})
	}
}

func TestAProblemLeadsToAControlWhateverTheInput(t *testing.T) {
	for _, input := range []ui.Input{ui.Line, ui.Area, ui.Number, ui.Money, ui.Date, ui.Time, ui.DateTime, ui.Email, ui.Choice, ui.Select, ui.Checkbox, ui.Checkboxes, ui.File, ui.Reference, ui.References, ui.Password} {
		t.Run(string(input), func(t *testing.T) {
			field := ui.Field{Name: "case.unit", Label: "Enhet", Input: input, Problems: []string{"Välj en enhet."}, Options: []ui.Option{{Value: "a", Label: "A"}, {Value: "b", Label: "B"}}}
			frame := ui.Frame{Ctx: ctx(words.SV), Title: "A"}
			page := render(t, ui.Page(frame, ui.FormOf(frame.Ctx, ui.Form{Action: "/a", Groups: []ui.Group{{Title: "Grupp", Fields: []ui.Field{field}}}})))
			htmlcheck.Sound(t, page)
			htmlcheck.Run(t, page,
				htmlcheck.In(".error-summary a[href=#f-case-unit]", htmlcheck.Exactly("Enhet: välj en enhet.")),
				htmlcheck.In("#f-case-unit", htmlcheck.HasAttr("name")),
				htmlcheck.In("#f-case-unit-problem", htmlcheck.Text("Rätta: Välj en enhet.")))
		})
	}
}

func TestAnUntickedBoxDiffersFromAnAbsentOne(t *testing.T) {
	for _, input := range []ui.Input{ui.Checkbox, ui.Checkboxes, ui.Choice, ui.File, ui.Reference, ui.References} {
		part := render(t, ui.FieldOf(ctx(words.SV), ui.Field{Name: "ongoing", Label: "Pågår", Input: input}))
		htmlcheck.Run(t, part, htmlcheck.In("input[type=hidden][name=_shown]", htmlcheck.Attr("value", "ongoing")))
	}
	part := render(t, ui.FieldOf(ctx(words.SV), ui.Field{Name: "title", Label: "Rubrik"}))
	htmlcheck.Run(t, part, htmlcheck.NotIn("input[name=_shown]"))
}

func TestAHeadingOpensAGroupOfChoicesThatGoesOnUntilTheNext(t *testing.T) {
	field := ui.Field{Name: "category", Label: "Vad gäller det?", Hint: "Välj en.", Input: ui.Choice, Options: []ui.Option{
		{Heading: "Människor", Value: "violence", Label: "Våld", Hint: "Slag"}, {Value: "threat", Label: "Hot"}, {Heading: "Brand", Value: "fire", Label: "Brand"},
	}}
	frame := ui.Frame{Ctx: ctx(words.SV), Title: "A"}
	page := render(t, ui.Page(frame, ui.FormOf(frame.Ctx, ui.Form{Action: "/a", Groups: []ui.Group{{Title: "Grupp", Fields: []ui.Field{field}}}})))
	htmlcheck.Sound(t, page)
	htmlcheck.Run(t, page,
		htmlcheck.Count("fieldset [role=group]", 2),
		htmlcheck.In(".option-heading", htmlcheck.Text("Människor")),
		htmlcheck.Count("input[type=radio]", 3))
}

func TestAReferenceIsFoundWithoutScript(t *testing.T) {
	field := ui.Field{Name: "unit", Label: "Enhet", Input: ui.Reference, Required: true, Search: &ui.ReferenceView{Query: "avd", Searched: true,
		Chosen: &ui.Option{Value: "7", Label: "Avdelning 7"}, Matches: []ui.Option{{Value: "7", Label: "Avdelning 7"}, {Value: "12", Label: "Avdelning 12"}}}}
	htmlcheck.Run(t, render(t, ui.FieldOf(ctx(words.SV), field)),
		htmlcheck.In("button[type=submit][name=_search]", htmlcheck.Attr("value", "unit"), htmlcheck.Text("Sök Enhet")),
		htmlcheck.In("input[name=unit_query]", htmlcheck.Attr("value", "avd")),
		htmlcheck.Count("input[type=radio][name=unit]", 2),
		htmlcheck.In("input[type=radio][value=7]", htmlcheck.HasAttr("checked")),
		htmlcheck.NotIn("input[type=radio][value=12]", htmlcheck.HasAttr("checked")),
		htmlcheck.In("[role=status]", htmlcheck.Text("2 träffar")))
	field.Search = &ui.ReferenceView{Query: "xyz", Searched: true}
	htmlcheck.Run(t, render(t, ui.FieldOf(ctx(words.SV), field)), htmlcheck.In("[role=status]", htmlcheck.Text("Inget passar in på ”xyz”")))
}

func TestSeveralReferencesAreTickedAndHeldOnesStayTicked(t *testing.T) {
	field := ui.Field{Name: "named", Label: "Personer", Input: ui.References, Options: []ui.Option{{Value: "7", Label: "Karin Ek"}},
		Search: &ui.ReferenceView{Query: "ek", Searched: true, Matches: []ui.Option{{Value: "7", Label: "Karin Ek"}, {Value: "12", Label: "Maria Ek"}}}}
	htmlcheck.Run(t, render(t, ui.FieldOf(ctx(words.SV), field)),
		htmlcheck.Count("input[type=checkbox][name=named]", 2),
		htmlcheck.In("input[type=checkbox][value=7]", htmlcheck.HasAttr("checked")),
		htmlcheck.NotIn("input[type=checkbox][value=12]", htmlcheck.HasAttr("checked")),
		htmlcheck.In("input[name=_shown]", htmlcheck.Attr("value", "named")))
	field.Search = nil
	htmlcheck.Run(t, render(t, ui.FieldOf(ctx(words.SV), field)), htmlcheck.In("input[type=checkbox][value=7]", htmlcheck.HasAttr("checked")))
}

func TestEnterInAFieldPressesThePrimaryAndNotASearch(t *testing.T) {
	form := ui.Form{Action: "/a", Groups: []ui.Group{{Fields: []ui.Field{{Name: "unit", Label: "Enhet", Input: ui.Reference}}}},
		Actions: ui.Actions{Primary: &ui.Button{Label: "Skicka", Name: "do", Value: "send"}}}
	part := render(t, ui.FormOf(ctx(words.SV), form))
	if got := htmlcheck.Value(part, "button[type=submit]", "value"); got != "send" {
		t.Fatalf("the first button sends %q", got)
	}
}

func TestAFieldThatMayBeLeftEmptySaysSo(t *testing.T) {
	part := render(t, ui.FieldOf(ctx(words.SV), ui.Field{Name: "a", Label: "Rubrik"}))
	htmlcheck.Run(t, part, htmlcheck.In("label", htmlcheck.Exactly("Rubrik (frivilligt)")), htmlcheck.NotIn("input[required]"))
	part = render(t, ui.FieldOf(ctx(words.EN), ui.Field{Name: "a", Label: "Title", Required: true}))
	htmlcheck.Run(t, part, htmlcheck.In("label", htmlcheck.Exactly("Title")), htmlcheck.In("input[required]"))
}

func TestALineBreakFirstInALongTextSurvives(t *testing.T) {
	part := render(t, ui.FieldOf(ctx(words.SV), ui.Field{Name: "a", Label: "Text", Input: ui.Area, Value: "\nandra raden"}))
	// HTML drops the first line break after <textarea>, so there must be two.
	if !bytes.Contains(part, []byte(">\n\nandra raden</textarea>")) {
		t.Fatal(string(part))
	}
}

func TestARowLeadsFromTheCellThatStandsFirstOnAPhone(t *testing.T) {
	table := ui.Table{Caption: "Rader", Columns: []ui.Column{{Label: "Nummer"}, {Label: "Rubrik", Phone: ui.PhoneFirst}},
		Rows: []ui.Row{{Href: "/1", Cells: []ui.Cell{{Text: "H-2026-1"}, {Text: "Dörr"}}}}}
	htmlcheck.Run(t, render(t, ui.TableOf(ctx(words.SV), table)),
		htmlcheck.In("td.phone-first a[href=/1]", htmlcheck.Exactly("Dörr")),
		htmlcheck.In("td.phone-second", htmlcheck.Exactly("H-2026-1"), htmlcheck.NotIn("a")))
}

func TestATableWithoutRowsTeachesTheFirstStep(t *testing.T) {
	table := ui.Table{Caption: "Rader", Columns: []ui.Column{{Label: "A"}}, Empty: &ui.Empty{Title: "Här samlas händelserna."}}
	htmlcheck.Run(t, render(t, ui.TableOf(ctx(words.SV), table)), htmlcheck.NotIn("table"), htmlcheck.In(".empty", htmlcheck.Text("Här samlas händelserna.")))
}

func TestTheSortedColumnSaysSo(t *testing.T) {
	table := ui.Table{Caption: "Rader", Columns: []ui.Column{{Label: "A", SortHref: "?o=a", Sorted: ui.Descending}, {Label: "B", SortHref: "?o=b"}}}
	htmlcheck.Run(t, render(t, ui.TableOf(ctx(words.SV), table)),
		htmlcheck.In("th[aria-sort=descending] a", htmlcheck.Text("A")),
		htmlcheck.In("th a", htmlcheck.Text("B (sortera)")))
}

func TestAListOfOnePageHasNoPager(t *testing.T) {
	if part := render(t, ui.PagerOf(ctx(words.SV), ui.Pager{Note: "Rad 1–3"})); len(part) != 0 {
		t.Fatal(string(part))
	}
}

func TestAButtonThatPostsIsAFormOfItsOwn(t *testing.T) {
	button := ui.Button{Label: "Ta emot", Post: "/incidents/1/receive", Hidden: []ui.Hidden{{Name: "version", Value: "3"}}, Note: "H-2026-1"}
	htmlcheck.Run(t, render(t, ui.ButtonOf(ctx(words.SV), button)),
		htmlcheck.In("form[method=post][action=/incidents/1/receive] button", htmlcheck.Exactly("Ta emot H-2026-1")),
		htmlcheck.In("input[name=version]", htmlcheck.Attr("value", "3")))
}

func TestAnAnonymousEventShowsItsDayOnly(t *testing.T) {
	part := render(t, ui.TimelineOf(ctx(words.SV), []ui.Event{{When: noon, OnDay: true, Title: "Anmäld"}}))
	htmlcheck.Run(t, part, htmlcheck.In("time[datetime=2026-11-22]", htmlcheck.Exactly("22 nov 2026")))
}

func TestASuppressedFigureShowsNoLength(t *testing.T) {
	bars := ui.Bars{ID: "b", Title: "T", NowHead: "2026", Bars: []ui.Bar{{Label: "Brand", Shown: "<5"}, {Label: "It", Value: 10}}}
	htmlcheck.Run(t, render(t, ui.BarsOf(ctx(words.SV), bars)),
		htmlcheck.In("rect", htmlcheck.Attr("width", "0.00%")),
		htmlcheck.In("svg text", htmlcheck.Exactly("<5")),
		htmlcheck.In("table td", htmlcheck.Exactly("<5")))
}

func TestTheReceiptShowsNumberAndCode(t *testing.T) {
	part := render(t, ui.ReceiptOf(ctx(words.SV), ui.Receipt{Number: "H-2026-1044", Code: "7K3M-9QXT"}))
	htmlcheck.Run(t, part, htmlcheck.In(".receipt-number", htmlcheck.Exactly("H-2026-1044")), htmlcheck.In("#receipt-code", htmlcheck.Exactly("7K3M-9QXT")),
		htmlcheck.In("[data-script-only]", htmlcheck.HasAttr("hidden")))
}

func TestWorkIsAHeadingForEachTimeThatHasSomethingInIt(t *testing.T) {
	groups := []ui.Work{
		{Title: "Försenat", Items: []ui.WorkItem{{Title: "Bedöm H-2026-1", Href: "/1", Why: "Du är handläggare", Button: &ui.Button{Label: "Ta emot", Post: "/1/receive"}}}},
		{Title: "Senare"},
	}
	htmlcheck.Run(t, render(t, ui.WorkOf(ctx(words.SV), groups)),
		htmlcheck.Count("h2", 1), htmlcheck.In("h2", htmlcheck.Exactly("Försenat (1)")),
		htmlcheck.In("li a[href=/1]", htmlcheck.Text("Bedöm")), htmlcheck.In("li form button", htmlcheck.Text("Ta emot")))
}

func BenchmarkARegisterOfFiftyRows(b *testing.B) {
	table := ui.Table{Caption: "Händelser", Columns: []ui.Column{{Label: "Nummer"}, {Label: "Rubrik", Phone: ui.PhoneFirst}, {Label: "Läge"}, {Label: "Enhet"}}}
	for range 50 {
		table.Rows = append(table.Rows, ui.Row{Href: "/incidents/1", Cells: []ui.Cell{
			{Text: "H-2026-1043"}, {Text: "Dörren stod olåst"}, {State: &ui.Badge{Mark: ui.Met, Word: "Avslutad"}}, {Text: "Avdelning 12"}}})
	}
	page := ui.Page(fullFrame(words.SV), ui.RegisterOf(ctx(words.SV), ui.Register{Count: "50 händelser", Table: table}))
	b.ReportAllocs()
	for b.Loop() {
		if err := page.Render(b.Context(), io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
