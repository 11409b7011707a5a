package report

import (
	"errors"
	"net/http"
	"slices"

	"github.com/vardkas/vardkas/internal/attachment"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/talk"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// face is what the reporter sees of the case: the report, how far it has come, the answer and the talk. Nothing of the
// handlers' notes, parts and alerts: those are not even read.
type face struct {
	Number   string
	Title    string
	State    string
	Passed   []ui.Fact // when each state was reached
	Answer   *ui.Quote
	Reported ui.Quote
	Facts    []ui.Fact
	Talk     []ui.Event
	Files    []ui.Link
	Unnamed  bool // anonymous
	Closed   bool
	Opinion  incident.Helped // what the reporter has said of the outcome
	Asked    bool            // reopening is asked for and not answered
}

// mostShown bounds what one page reads of a talk; a case with more has gone beyond writing.
const mostShown = 500

// faceOf reads the reporter's face. as is the transaction that incident.Follow or incident.AsReporter gave.
func (p *Pages) faceOf(as *record.Tx, v *web.Visit, i *incident.Incident, files string) (face, error) {
	told, err := incident.AsTold(as, i)
	if err != nil {
		return face{}, err
	}
	view := face{
		Number: i.Number.Text(incident.Kind.Prefix), State: v.T("follow.state." + string(told.State)), Unnamed: i.Anonymous,
		Title:    v.Ctx().Label(p.Profile.Terms().Label(strategy.SetCategory, string(i.Category))),
		Reported: ui.Quote{Text: i.Description, By: v.T("follow.from.reporter"), When: p.reportedWhen(v, i)},
		Facts:    p.reportedFacts(v, i), Passed: p.passed(v, i), Closed: i.State == incident.Closed, Opinion: i.Helped, Asked: i.ReopenAsked != 0,
	}
	if i.Feedback != "" && i.FeedbackAt != 0 {
		view.Answer = &ui.Quote{Text: i.Feedback, By: v.T("follow.from.handler"), When: words.DateTime(v.Lang, i.FeedbackAt.Local())}
	}
	messages, err := talk.Messages.List(as, record.Query{On: i.Key, Limit: mostShown})
	if err != nil {
		return view, err
	}
	for _, m := range slices.Backward(messages.Records) {
		view.Talk = append(view.Talk, ui.Event{Kind: ui.Message, When: m.CreatedAt.Time(), OnDay: i.Anonymous && m.Side == talk.Reporter,
			Title: v.T("follow.from." + string(m.Side)), Text: m.Text})
	}
	attached, err := attachment.Kind.List(as, record.Query{On: i.Key, Limit: mostShown})
	for _, f := range attached.Records {
		view.Files = append(view.Files, ui.Link{Label: f.Title, Href: files + f.ID.String(), Note: words.Bytes(v.Lang, f.Size.Or(0))})
	}
	return view, err
}

func (p *Pages) reportedWhen(v *web.Visit, i *incident.Incident) string {
	if i.Anonymous {
		return words.LongDate(v.Lang, i.CreatedAt.Local())
	}
	return words.DateTime(v.Lang, i.CreatedAt.Local())
}

func (p *Pages) reportedFacts(v *web.Visit, i *incident.Incident) []ui.Fact {
	label := func(set string, code record.Code) string {
		return v.Ctx().Label(p.Profile.Terms().Label(set, string(code)))
	}
	facts := []ui.Fact{{Label: v.T("report.field.category"), Text: label(strategy.SetCategory, i.Category)}}
	switch {
	case i.Ongoing:
		facts = append(facts, ui.Fact{Label: v.T("report.field.when"), Text: v.T("report.when.now")})
	case i.Happened != 0 && !i.OnDay():
		facts = append(facts, ui.Fact{Label: v.T("report.field.when"), Text: words.DateTime(v.Lang, i.Happened.Local())})
	case i.Happened != 0:
		facts = append(facts, ui.Fact{Label: v.T("report.field.when"), Text: words.LongDate(v.Lang, i.Happened.Local())})
	}
	if i.PlaceText != "" {
		facts = append(facts, ui.Fact{Label: v.T("report.field.where"), Text: i.PlaceText})
	}
	return facts
}

// messageForm is where the reporter writes to the handler, and says of a closed case whether it helped.
func (f form) messageForm(action string, view face) ui.Form {
	fields := f.opinionFields(view)
	fields = append(fields, []ui.Field{
		{Name: fieldText, Label: f.t("follow.field.text"), Hint: f.t("follow.hint.text"), Input: ui.Area, Required: !view.Closed, MaxLength: mostDone, Value: f.d.Get(fieldText), Problems: f.faults[fieldText]},
		{Name: fieldPhotos, Label: f.t("report.field.photos"), Hint: f.t("report.hint.photos"), Input: ui.File, Files: f.d.KeptFiles(fieldPhotos), Problems: f.faults[fieldPhotos]},
	}...)
	if f.number {
		fields = append(fields, f.noNumber())
	}
	return ui.Form{
		ID: f.d.Form, Action: action, Multipart: true, Hidden: f.d.Hidden(), Groups: []ui.Group{{Fields: fields}},
		Actions: ui.Actions{Primary: &ui.Button{Label: f.t("follow.button.send")}},
	}
}

const fieldText = "text"

// write reads what the reporter wrote and adds it to the case, once for each draft. done tells whether it was added.
func (p *Pages) write(w http.ResponseWriter, r *http.Request, f form, enter func(tx *record.Tx) (*record.Tx, *incident.Incident, error)) (form, bool, error) {
	reading := reader{form: f}
	reading.faults = faults{}
	text := reading.text(fieldText, mostDone, "")
	err := p.Book.Read(r.Context(), record.Caller{Door: record.Intake, Coarse: true}, func(tx *record.Tx) error { return reading.readPhotos(tx.Tx) })
	if err != nil {
		return f, false, err
	}
	said := reading.opinion(text)
	reading.stopPersonalNumbers()
	if len(reading.faults) > 0 {
		return reading.form, false, nil
	}
	err = p.Book.Write(r.Context(), record.Caller{Door: record.Intake, Coarse: true}, func(tx *record.Tx) error {
		as, i, err := enter(tx)
		if err != nil {
			return err
		}
		_, err = f.d.Once(tx.Tx, func() (string, error) {
			said.Sure = reading.a.doubted
			return "sent", p.add(as, i, said, reading.a)
		})
		return err
	})
	if _, refused := errors.AsType[record.Invalid](err); refused { // reopened since the page was drawn
		reading.problem(fieldText, "follow.problem.not_closed")
		return reading.form, false, nil
	}
	return f, err == nil, err
}

func (p *Pages) add(as *record.Tx, i *incident.Incident, said incident.Opinion, a answers) error {
	if err := p.Desk.Opine(as, i.Key, said); err != nil {
		return err
	}
	for _, photo := range a.photos {
		if _, err := attachment.Attach(as, i.Key, photo, true); err != nil {
			return err
		}
	}
	return nil
}
