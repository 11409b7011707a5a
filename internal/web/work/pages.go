package work

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/cases"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// Pages are the first page of the site.
type Pages struct {
	Site *web.Site
	Book *record.Book
	Desk *incident.Desk
	// Upkeep is what the organisation itself needs of the reader, beside events: findings to mend, accounts to make. nil: nothing.
	Upkeep func(tx *record.Tx, v *web.Visit) ([]ui.Link, error)
}

// Register puts the page on the site.
func (p *Pages) Register() {
	p.Site.Handle("GET /{$}", web.Open, p.first)
	p.Site.Handle("GET /my/digest", web.SignedIn, p.digest)
	p.Site.Handle("POST /my/digest", web.SignedIn, p.turnDigest)
}

func (p *Pages) first(w http.ResponseWriter, r *http.Request) error {
	v := web.VisitOf(r)
	if !v.SignedIn() {
		look := web.Look{Title: v.T("work.start.title"), OwnTitle: true, Width: ui.Reading}
		return p.Site.PageOf(w, r, look, startPage(v.Ctx(), startForm(v)))
	}
	only := incident.When(r.URL.Query().Get("show"))
	most := onScreen
	if only != "" {
		most = onAll
	}
	var load incident.Load
	var alerts []cases.Unanswered
	var upkeep []ui.Link
	err := p.Book.Read(r.Context(), record.Caller{Person: record.Key(v.Person)}, func(tx *record.Tx) (err error) {
		if p.Upkeep != nil {
			if upkeep, err = p.Upkeep(tx, v); err != nil {
				return err
			}
		}
		if load, err = p.Desk.Work(tx, most); err != nil || load.Alerts == 0 {
			return err
		}
		alerts, err = cases.Waiting(tx)
		return err
	})
	if err != nil {
		return err
	}
	look := web.Look{Title: v.T("work.title"), Lead: lead(v, load, len(alerts)), Width: ui.Working}
	return p.Site.PageOf(w, r, look, workPage(v.Ctx(), notices(v, alerts), groups(v, load, only, most), empty(v), upkeep))
}

// How many things stand under a heading: on the first page, and on the page that shows all under one.
const (
	onScreen = 20
	onAll    = 500
)

// startForm is the way to follow a report, straight from the first page.
func startForm(v *web.Visit) ui.Form {
	return ui.Form{Action: "/follow", Groups: []ui.Group{{Fields: []ui.Field{
		{Name: "number", Label: v.T("follow.field.number"), Required: true, MaxLength: 20},
		{Name: "code", Label: v.T("follow.field.code"), Required: true, MaxLength: 40, Autocomplete: "off"},
	}}}, Hidden: []ui.Hidden{{Name: "_form", Value: "follow"}, {Name: "_page", Value: "/follow"}},
		Actions: ui.Actions{Others: []ui.Button{{Label: v.T("ui.button.show")}}}}
}

// lead is the page in one sentence.
func lead(v *web.Visit, load incident.Load, alerts int) string {
	late, all := load.Counts[incident.Late], load.Total()+alerts
	switch {
	case all == 0:
		return ""
	case late == 0:
		return words.N(v.Lang, "work.lead", all)
	}
	return words.N(v.Lang, "work.lead", all) + " " + words.N(v.Lang, "work.lead_late", late)
}

func notices(v *web.Visit, alerts []cases.Unanswered) []templ.Component {
	var all []templ.Component
	for _, a := range alerts {
		all = append(all, ui.NoticeOf(v.Ctx(), cases.Notice(v.Ctx(), a.Alert, a.Alert.Title, "/events/"+a.Event.String())))
	}
	return all
}

// groups are the headings with their items: all of them, or one alone. What a heading holds more than is shown is a link away.
func groups(v *web.Visit, load incident.Load, only incident.When, most int) []ui.Work {
	var all []ui.Work
	for _, when := range incident.Headings() {
		if only != "" && when != only {
			continue
		}
		group := ui.Work{Title: v.T("work.when." + string(when)), Count: load.Counts[when]}
		for _, i := range load.Items {
			if i.When == when && len(group.Items) < most {
				group.Items = append(group.Items, item(v, i))
			}
		}
		switch {
		case only != "":
			group.More = &ui.Link{Label: v.T("work.back"), Href: "/"}
			if len(group.Items) < group.Count {
				group.More.Note = v.T("work.first", len(group.Items))
			}
		case len(group.Items) < group.Count:
			group.More = &ui.Link{Label: words.N(v.Lang, "work.all", group.Count), Href: "/?show=" + string(when)}
		}
		all = append(all, group)
	}
	return all
}

func item(v *web.Visit, i incident.Item) ui.WorkItem {
	one := ui.WorkItem{Title: v.T(i.Verb) + " " + i.Thing, Href: address(i), Why: why(v, i), Button: button(v, i)}
	if i.When == incident.Late {
		one.State = &ui.Badge{Mark: ui.Breached, Word: v.T("work.late_by", words.RelativeDay(v.Lang, i.Due.Local(), v.Now().Local()))}
	}
	return one
}

// why says why it awaits this person and since when.
func why(v *web.Visit, i incident.Item) string {
	text := v.T("work.because", v.T(i.Why), since(v, i.Since))
	if i.Due != 0 && i.When != incident.Late {
		text += " " + v.T("work.due", words.RelativeDay(v.Lang, i.Due.Local(), v.Now().Local()))
	}
	return text
}

func since(v *web.Visit, at clock.Instant) string {
	if yesterday := v.Now().Date().AddDays(-1); at.Date().Before(yesterday) {
		return words.ShortDate(v.Lang, at.Local())
	}
	return words.RelativeDay(v.Lang, at.Local(), v.Now().Local())
}

// address is where the item is worked on.
func address(i incident.Item) string {
	switch {
	case i.Kind == incident.Kind.Name && i.Verb == "work.verb.answer":
		return "/events/" + i.ID.String() + "/do/message"
	case i.Verb == "work.verb.judge": // what it led to is said on the action's own page
		return "/r/" + i.Kind + "/" + i.ID.String()
	case i.Kind == incident.Kind.Name:
		return "/events/" + i.ID.String()
	case i.On != record.ID{}:
		return "/events/" + i.On.String()
	}
	return "/r/" + i.Kind + "/" + i.ID.String()
}

// button does in place what one click suffices for.
func button(v *web.Visit, i incident.Item) *ui.Button {
	b := &ui.Button{Note: i.Thing, Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(i.Ver)}, {Name: "back", Value: "/"}}}
	switch {
	case i.Verb == "work.verb.receive":
		b.Label, b.Post = v.T("work.verb.receive"), "/events/"+i.ID.String()+"/now/receive"
	case i.Verb == "work.verb.accept":
		b.Label, b.Post = v.T("work.verb.accept"), "/events/"+i.On.String()+"/part/"+i.ID.String()+"/accept"
	case i.Verb == "work.verb.do" && i.On != record.ID{}:
		b.Label, b.Post = v.T("action.step.finish"), "/events/"+i.On.String()+"/action/"+i.ID.String()+"/finish"
	default:
		return nil
	}
	return b
}

func empty(v *web.Visit) ui.Empty {
	return ui.Empty{Title: v.T("work.empty"), Text: v.T("work.teach"), Button: &ui.Button{Label: v.T("ui.frame.report"), Href: "/my/report"}}
}
