package report

import (
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// Fields of what the reporter says of a closed case.
const (
	fieldHelped = "helped"
	fieldReopen = "reopen"
)

func opinions() []string {
	return []string{string(incident.HelpedYes), string(incident.HelpedPartly), string(incident.HelpedNo)}
}

// opinionFields ask whether it helped, once the case is closed.
func (f form) opinionFields(view face) []ui.Field {
	if !view.Closed {
		return nil
	}
	chosen := string(view.Opinion)
	if typed := f.d.Get(fieldHelped); typed != "" {
		chosen = typed
	}
	var options []ui.Option
	for _, o := range opinions() {
		options = append(options, ui.Option{Value: o, Label: f.t("incident.helped." + o), Selected: o == chosen})
	}
	fields := []ui.Field{{Name: fieldHelped, Label: f.t("follow.field.helped"), Hint: f.t("follow.hint.helped"), Input: ui.Choice, Options: options, Value: chosen, Problems: f.faults[fieldHelped]}}
	if view.Asked {
		return fields
	}
	return append(fields, ui.Field{Name: fieldReopen, Label: f.t("follow.field.reopen"), Hint: f.t("follow.hint.reopen"), Input: ui.Checkbox, Value: f.d.Get(fieldReopen), Problems: f.faults[fieldReopen]})
}

// opinion reads what was said of the case beside the words, and refuses to send nothing.
func (r *reader) opinion(text string) incident.Opinion {
	o := incident.Opinion{Helped: incident.Helped(r.oneOf(fieldHelped, opinions())), Reopen: r.d.Get(fieldReopen) == "1", Words: text}
	switch {
	case o.Reopen && text == "":
		r.problem(fieldText, "incident.problem.reopen_words")
	case text == "" && o.Helped == "" && len(r.a.photos) == 0:
		r.problem(fieldText, "report.problem.message")
	}
	return o
}

// passed is when the case reached each state. The handlers' steps are told by the day, as the reporter's own are.
func (p *Pages) passed(v *web.Visit, i *incident.Incident) (all []ui.Fact) {
	for _, one := range []struct {
		key string
		at  clock.Instant
	}{
		{"incident.state.reported", i.CreatedAt}, {"incident.state.received", i.Received}, {"incident.state.assessed", i.Assessed},
		{"incident.field.feedback_at", i.FeedbackAt}, {"incident.state.closed", i.Closed},
	} {
		if one.at != 0 {
			all = append(all, ui.Fact{Label: v.T(one.key), Text: words.LongDate(v.Lang, one.at.Local())})
		}
	}
	if i.Helped != "" {
		all = append(all, ui.Fact{Label: v.T("follow.said"), Text: v.T("incident.helped." + string(i.Helped))})
	}
	if i.ReopenAsked != 0 {
		all = append(all, ui.Fact{Label: v.T("follow.asked"), Text: words.LongDate(v.Lang, i.ReopenAsked.Local())})
	}
	return all
}

// mostAnswer is how much of an answer stands in the list of reports.
const mostAnswer = 120

// shortened is the beginning of a text, cut between words.
func shortened(text string) string {
	cut, n := -1, 0
	for at, c := range text {
		if c == ' ' || c == '\n' {
			cut = at
		}
		if n++; n > mostAnswer {
			if cut < 0 {
				cut = at
			}
			return text[:cut] + " …"
		}
	}
	return text
}
