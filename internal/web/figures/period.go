package figures

import (
	"fmt"
	"net/url"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// mostYears bounds the period: beyond it the tables are for a list to export, not for a page.
const mostYears = 5

// span is a period, both days included.
type span struct{ from, to clock.Date }

// choices are the periods that are asked for most, one press away. None reaches beyond today: a month to come has no
// figures, and zeros would look like some.
func choices(today clock.Date) (keys []string, spans []span) {
	month := clock.NewDate(today.Year(), today.Month(), 1)
	year := clock.NewDate(today.Year(), 1, 1)
	return []string{"figures.period.year_back", "figures.period.month", "figures.period.last_month", "figures.period.year", "figures.period.last_year"},
		[]span{
			{month.AddMonths(-11), today}, {month, today}, {month.AddMonths(-1), month.AddDays(-1)},
			{year, today}, {year.AddMonths(-12), year.AddDays(-1)},
		}
}

// links are the choices, the one shown marked.
func (g *page) links() (all []ui.Link) {
	keys, spans := choices(g.v.Now().Date())
	for i, s := range spans {
		q := url.Values{"from": {s.from.String()}, "to": {s.to.String()}}
		all = append(all, ui.Link{Label: g.t(keys[i]), Href: "/figures?" + q.Encode(), Current: s == span{g.from, g.to}})
	}
	return all
}

// period reads the days asked for: without any, the twelve months that end today. An end to come becomes today.
func (g *page) period(asked url.Values) (problems []ui.Problem) {
	today := g.v.Now().Date()
	_, spans := choices(today)
	g.from, g.to = spans[0].from, spans[0].to
	from, to := g.from, g.to
	for _, one := range []struct {
		name string
		at   *clock.Date
	}{{"from", &from}, {"to", &to}} {
		text := asked.Get(one.name)
		if text == "" {
			continue
		}
		day, err := clock.ParseDate(text)
		if err != nil {
			problems = append(problems, ui.Problem{Text: g.t("figures.problem.day", text)})
			continue
		}
		*one.at = day
	}
	switch {
	case from.After(today):
		problems = append(problems, ui.Problem{Text: g.t("figures.problem.ahead")})
	case to.Before(from):
		problems = append(problems, ui.Problem{Text: g.t("figures.problem.order")})
	case from.AddMonths(12 * mostYears).Before(to):
		problems = append(problems, ui.Problem{Text: g.t("figures.problem.years", mostYears)})
	}
	if len(problems) == 0 {
		g.from, g.to = from, to
		if to.After(today) {
			g.to = today
		}
	}
	return problems
}

// partly says which days of a month the period has, when it has not all of them: «november 2026 (1–22)».
func (g *page) partly(month string) string {
	first, last := g.bounds(month)
	if first.Day() == 1 && last.AddDays(1).Day() == 1 {
		return g.month(month)
	}
	days := fmt.Sprintf("%d–%d", first.Day(), last.Day())
	if first == last {
		days = fmt.Sprint(first.Day())
	}
	return g.t("figures.partly", g.month(month), days)
}
