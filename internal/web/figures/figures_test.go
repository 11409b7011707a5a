package figures_test

import (
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/store/storetest"
	"github.com/vardkas/vardkas/internal/web/eventtest"
	"github.com/vardkas/vardkas/internal/web/figures"
)

func on(t *testing.T, o store.Options) *eventtest.Region {
	t.Helper()
	r := eventtest.New(t, o)
	(&figures.Pages{Site: r.Site, Book: r.Book, Profile: r.Profile}).Register()
	return r
}

func TestFiguresAreASentenceAChartAndATableThatLeadToTheirLists(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		r := on(t, o)
		for range 3 {
			r.Reported(t, incident.Draft{})
		}
		r.Reported(t, incident.Draft{Category: "phishing", Description: "Konstigt mejl"})
		b := r.Browser(t)
		b.SignIn(int64(r.Chief))
		page := b.Get("/figures").Want(200).Says("4 händelser anmäldes", "<svg", "Ett år tidigare", "november 2026", "area=access", "Skal- och tillträdesskydd")
		if strings.Contains(string(page.HTML), "style=") {
			t.Error("the chart has inline style")
		}
		b.Headers.Set("Accept-Language", "en")
		b.Get("/figures").Want(200).Says("4 events were reported")
	})
}

func TestFewThatTheReaderMayNotReadAreNotTold(t *testing.T) {
	r := on(t, storetest.SQLite(t))
	for range 2 {
		r.Reported(t, incident.Draft{Category: "violence", Description: "Slag"})
	}
	b := r.Browser(t)
	b.SignIn(int64(r.Manager)) // on the case list of both, so the manager may read them
	b.Get("/figures").Want(200).Says("2 händelser")
	b.SignIn(int64(r.Officer)) // may count other classes only
	b.Get("/figures").Want(200).Says("Inget att räkna här än").SaysNot("2 händelser")
}

func TestAPeriodThatIsNoneIsRefusedAndSaysWhy(t *testing.T) {
	r := on(t, storetest.SQLite(t))
	b := r.Browser(t)
	b.SignIn(int64(r.Chief))
	for query, want := range map[string]string{
		"from=i+går": "är inget datum", "from=2026-02-01&to=2026-01-01": "Slutet ligger före", "from=1990-01-01&to=2026-01-01": "Välj högst 5 år",
	} {
		b.Get("/figures?" + query).Want(422).Says(want)
	}
	b.Get("/figures?from=2026-01-01&to=2026-06-30").Want(200).Says("2026-06-30")
}

func TestThePeriodEndsTodayAndHasRowsForItsOwnMonthsOnly(t *testing.T) {
	r := on(t, storetest.SQLite(t))
	r.Reported(t, incident.Draft{})
	b := r.Browser(t)
	b.SignIn(int64(r.Chief))
	b.Get("/figures?from=2026-11-10&to=2027-06-30").Want(200).Says("november 2026 (10–22)", `value="2026-11-22"`).SaysNot("oktober 2026", "december 2026", "januari 2027")
	b.Get("/figures?from=2026-10-01&to=2026-11-22").Want(200).Says("oktober 2026", "november 2026 (1–22)").SaysNot("september 2026", "oktober 2026 (")
	b.Get("/figures?from=2027-01-01&to=2027-06-30").Want(422).Says("börjar efter i dag")
}

func TestThePeriodsAskedForMostAreOnePressAway(t *testing.T) {
	r := on(t, storetest.SQLite(t))
	b := r.Browser(t)
	b.SignIn(int64(r.Chief))
	b.Get("/figures").Want(200).Says(`from=2025-12-01&amp;to=2026-11-22" aria-current="true">Tolv månader`, `from=2026-11-01&amp;to=2026-11-22">Den här månaden`,
		`from=2026-10-01&amp;to=2026-10-31">Förra månaden`, `from=2026-01-01&amp;to=2026-11-22">I år`, `from=2025-01-01&amp;to=2025-12-31">Förra året`)
}
