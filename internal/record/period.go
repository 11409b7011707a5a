package record

import "github.com/vardkas/vardkas/internal/clock"

// period is the time that a count is about, cut so that whole months can be counted by sums.
type period struct {
	filters      []Filter // the filters that are not about created_at
	ranged       bool
	from, before clock.Date // whole months: the first day of the first, and of the one after the last; zero = without end
	ends         []Filter   // what is left before and after, each within one month
}

// periodOf cuts the range of created_at among the filters. What has been made until now is all there is: a period that ends
// later has no end. It reports false when there is no whole month, or more than one range.
func periodOf(all []Filter, now clock.Instant) (p period, whole bool) {
	var asked Filter
	for _, f := range all {
		switch {
		case f.Field != "created_at" && f.Ranged:
			return p, false
		case f.Field != "created_at":
			p.filters = append(p.filters, f)
		case p.ranged || !f.Ranged:
			return p, false
		default:
			asked, p.ranged = f, true
		}
	}
	if !p.ranged {
		return p, true
	}
	from, to := clock.Instant(asked.From), clock.Instant(asked.To)
	if from > to || from > now {
		return p, false
	}
	if from > 0 {
		p.from = firstOfMonth(from)
		if next := p.from.AddMonths(1); p.from.Start() != from {
			p.end(from, min(to, next.Start()-1))
			p.from = next
		}
	}
	if to < now {
		p.before = firstOfMonth(to + 1)
		if first := p.before.Start(); first <= to && first > from {
			p.end(max(from, first), to)
		}
	}
	return p, p.before.IsZero() || p.from.Before(p.before)
}

func (p *period) end(from, to clock.Instant) {
	p.ends = append(p.ends, Filter{Field: "created_at", Ranged: true, From: int64(from), To: int64(to)})
}

func firstOfMonth(at clock.Instant) clock.Date {
	d := at.Date()
	return clock.NewDate(d.Year(), d.Month(), 1)
}
