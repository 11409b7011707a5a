package ui

import (
	"time"

	"github.com/vardkas/vardkas/internal/words"
)

// The sample views of the Gallery. Everything in them is made up.

func galleryNoticeViews(c Ctx) []Notice {
	return []Notice{
		{Title: c.T("gallery.notice.info"), Text: c.T("gallery.notice.info_text")},
		{Kind: Warning, Title: c.T("gallery.notice.warning"), Links: []Link{{Label: c.T("gallery.link"), Href: "#main"}}},
		{Kind: Urgent, Title: c.T("gallery.notice.urgent"), Text: c.T("gallery.notice.urgent_text"), Button: &Button{Label: c.T("gallery.button.acknowledge"), Kind: Primary, Post: "#main", Hidden: []Hidden{{"version", "3"}}}},
		{Kind: Done, Title: c.T("gallery.notice.done"), Live: true},
	}
}

func galleryBadges(c Ctx) []Badge {
	return []Badge{
		{Met, c.T("gallery.state.met")}, {AtRisk, c.T("gallery.state.risk")}, {Breached, c.T("gallery.state.breached")},
		{Unknown, c.T("gallery.state.unknown")}, {Neutral, c.T("gallery.state.neutral")},
	}
}

func galleryClockViews(c Ctx) []Clock {
	hour := func(n int) time.Time { return c.Now.Add(time.Duration(n) * time.Hour) }
	return []Clock{
		{Label: c.T("gallery.clock.notification"), Deadline: hour(72).Add(40 * time.Minute), Warn: 12 * time.Hour},
		{Label: c.T("gallery.clock.warning"), Deadline: hour(8).Add(40 * time.Minute), Warn: 12 * time.Hour, Source: "2025:1506"},
		{Label: c.T("gallery.clock.acknowledge"), Deadline: hour(-2), Href: "#main"},
		{Label: c.T("gallery.clock.acknowledge"), Deadline: hour(-2), Met: hour(-3)},
		{Label: c.T("gallery.clock.acknowledge"), Deadline: hour(-4), Met: hour(-3)},
	}
}

func galleryQuote(c Ctx) Quote {
	return Quote{
		Text: "Dörren till läkemedelsrummet stod olåst när vi kom på morgonen.\nInget saknas vad vi kan se.",
		By:   c.T("gallery.by"), When: words.DateTime(c.Lang, c.Now.Add(-26*time.Hour)), Lang: words.SV,
	}
}

func galleryStory(c Ctx) []Event {
	ago := func(h int) time.Time { return c.Now.Add(-time.Duration(h) * time.Hour) }
	return []Event{
		{When: ago(26), OnDay: true, Title: c.T("gallery.story.reported"), Who: c.T("gallery.by")},
		{When: ago(25), Title: c.T("gallery.story.received"), Who: "Karin Ek", Kind: Stepped},
		{When: ago(24), Title: c.T("gallery.story.alerted"), Who: c.T("gallery.role"), Kind: Alerted},
		{When: ago(3), Title: c.T("gallery.story.asked"), Who: "Karin Ek", Kind: Message, Text: c.T("gallery.story.question")},
		{When: ago(1), Title: c.T("gallery.story.noted"), Who: "Karin Ek", Detail: State(c, AtRisk, c.T("gallery.state.risk"))},
	}
}

func galleryFacts(c Ctx) []Fact {
	return []Fact{
		{Label: c.T("gallery.fact.state"), State: &Badge{Neutral, c.T("gallery.state.neutral")}},
		{Label: c.T("gallery.fact.severity"), Text: c.T("gallery.fact.serious"), Note: c.T("gallery.fact.serious_means")},
		{Label: c.T("gallery.fact.unit"), Text: c.T("gallery.fact.unit_name"), Href: "#main"},
		{Label: c.T("gallery.fact.handler")},
	}
}

func galleryActions(c Ctx) Actions {
	return Actions{
		Primary: &Button{Label: c.T("gallery.button.assess"), Href: "#main"},
		Others: []Button{
			{Label: c.T("gallery.button.hand_over"), Href: "#main"},
			{Label: c.T("gallery.button.ask"), Kind: Quiet, Href: "#main"},
		},
	}
}

func galleryWork(c Ctx) []Work {
	return []Work{
		{Title: c.T("gallery.work.late"), Items: []WorkItem{
			{Title: c.T("gallery.work.acknowledge"), Href: "#main", Why: c.T("gallery.work.why_chief"), State: &Badge{Breached, words.Left(c.Lang, -2*time.Hour)},
				Button: &Button{Label: c.T("gallery.button.acknowledge"), Kind: Primary, Post: "#main"}},
		}},
		{Title: c.T("gallery.work.week"), Items: []WorkItem{{Title: c.T("gallery.work.assess"), Href: "#main", Why: c.T("gallery.work.why_handler")}, {Title: c.T("gallery.work.answer"), Why: c.T("gallery.work.why_handler")}}},
		{Title: c.T("gallery.work.later")},
	}
}

func galleryRegister(c Ctx) Register {
	return Register{
		Count: c.T("gallery.register.count"),
		Views: []Link{{Label: c.T("gallery.register.mine"), Href: "#main", Current: true}, {Label: c.T("gallery.register.late"), Href: "#main"}},
		Save:  &Button{Label: c.T("gallery.register.save"), Kind: Quiet, Href: "#main"},
		Filters: &FilterBar{Action: "#main", Reset: "#main", Hidden: []Hidden{{"order", "number"}}, Filters: []Filter{
			{Name: "area", Label: c.T("gallery.register.area"), Options: []Option{{Label: c.T("gallery.register.all_areas")}, {Value: "it", Label: c.T("gallery.register.it")}}},
			{Name: "state", Label: c.T("gallery.fact.state"), Value: "open", Options: []Option{{Label: c.T("gallery.register.all_states")}, {Value: "open", Label: c.T("gallery.register.open")}}},
			{Name: "from", Label: c.T("gallery.register.from"), Input: Date},
			{Name: "words", Label: c.T("gallery.register.words"), Value: "dörr"},
		}},
		Table:   galleryTable(c),
		Stubs:   c.T("gallery.register.stubs"),
		Pager:   &Pager{Previous: "#main", Next: "#main", Note: c.T("gallery.register.rows")},
		Exports: []Link{{Label: "CSV", Href: "#main"}, {Label: "Excel", Href: "#main", Note: "(XLSX)"}},
	}
}

func galleryTable(c Ctx) Table {
	row := func(number, title string, badge Badge, day int) Row {
		return Row{Href: "#main", Cells: []Cell{
			{Text: number, Muted: true}, {Text: title}, {State: &badge}, {Text: c.T("gallery.fact.unit_name")},
			{Text: words.Date(c.Now.AddDate(0, 0, -day))}, {Text: words.Number(c.Lang, int64(day*531))},
		}}
	}
	return Table{
		Caption: c.T("gallery.register.caption"),
		Columns: []Column{
			{Label: c.T("gallery.register.number"), SortHref: "#main", Sorted: Descending},
			{Label: c.T("gallery.register.title"), Phone: PhoneFirst},
			{Label: c.T("gallery.fact.state")},
			{Label: c.T("gallery.fact.unit"), Phone: PhoneOff},
			{Label: c.T("gallery.register.day"), SortHref: "#main"},
			{Label: c.T("gallery.register.cost"), Numeric: true, Phone: PhoneOff},
		},
		Rows: []Row{
			row("H-2026-1043", c.T("gallery.title.door"), Badge{Neutral, c.T("gallery.state.neutral")}, 1),
			row("H-2026-1042", c.T("gallery.title.threat"), Badge{Breached, c.T("gallery.state.breached")}, 4),
			row("H-2026-1039", c.T("gallery.title.mail"), Badge{AtRisk, c.T("gallery.state.risk")}, 5),
			row("H-2026-1031", c.T("gallery.title.lamp"), Badge{Met, c.T("gallery.state.met")}, 9),
		},
	}
}

func galleryEmptyView(c Ctx) Empty {
	return Empty{Title: c.T("gallery.empty.title"), Text: c.T("gallery.empty.text"), Button: &Button{Label: c.T("ui.frame.report"), Href: "#main"}}
}

func galleryBars(c Ctx) Bars {
	return Bars{
		ID: "sample-chart", Title: c.T("gallery.chart.title"), Description: c.T("gallery.chart.description"),
		LabelHead: c.T("gallery.chart.category"), NowHead: "2026", BeforeHead: "2025",
		Bars: []Bar{
			{Label: c.T("gallery.chart.violence"), Value: 412, Before: 388, Href: "#main"},
			{Label: c.T("gallery.chart.it"), Value: 1220, Before: 951, Href: "#main"},
			{Label: c.T("gallery.chart.theft"), Value: 96, Before: 104, Href: "#main"},
			{Label: c.T("gallery.chart.fire"), Shown: "<5", Before: 11},
		},
	}
}

func gallerySteps(c Ctx) Steps {
	return Steps{Current: 2, Names: []string{c.T("gallery.step.what"), c.T("gallery.step.where"), c.T("gallery.step.who"), c.T("gallery.step.review")}}
}

func galleryButtonViews(c Ctx) []Button {
	return []Button{
		{Label: c.T("ui.button.submit"), Kind: Primary, Post: "#main"},
		{Label: c.T("ui.button.save_draft"), Post: "#main"},
		{Label: c.T("ui.button.cancel"), Kind: Quiet, Href: "#main"},
		{Label: c.T("ui.button.remove"), Kind: Danger, Post: "#main", Note: c.T("gallery.title.door")},
		{Label: c.T("ui.frame.report"), Kind: Primary, Href: "#main", Big: true},
		{Label: c.T("ui.button.print"), Kind: Secondary, Href: "#main", Hint: c.T("gallery.button.hint")},
	}
}

func galleryReceipt(c Ctx) Receipt {
	return Receipt{
		Number: "H-2026-1044", Code: "7K3M-9QXT-4B2V-HW8E", FollowAt: "vardkas.example.org/follow",
		Next: []string{c.T("gallery.next.received"), c.T("gallery.next.heard")},
	}
}

func galleryError(c Ctx) ErrorPage {
	return ErrorPage{
		Happened: c.T("gallery.error.happened"), Saved: c.T("gallery.error.saved"),
		Do: []string{c.T("gallery.error.again"), c.T("gallery.error.call")}, Reference: "7f3a-91c2",
		Links: []Link{{Label: c.T("gallery.link"), Href: "#main"}},
	}
}
