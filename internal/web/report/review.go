package report

import (
	"net/http"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// review shows everything that will be sent, and asks the category's own question.
func (p *Pages) review(w http.ResponseWriter, r *http.Request) error {
	d, err := p.Site.Draft(w, r, reportForm())
	if err != nil {
		return err
	}
	if d.Earlier != "" {
		return p.sentPage(w, r)
	}
	f := form{Pages: p, v: web.VisitOf(r), d: d}
	a, f, err := p.readDraft(r, f)
	if err != nil {
		return err
	}
	if len(f.faults) > 0 { // the draft is gone after a day, or the address was put together by hand
		return p.Site.Redirect(w, r, base(r)+"?draft="+d.ID)
	}
	return p.showReview(w, r, f, a)
}

func (p *Pages) readDraft(r *http.Request, f form) (a answers, read form, err error) {
	err = p.Site.DB.Read(r.Context(), func(tx *store.Tx) (err error) {
		a, read, err = f.read(tx)
		return err
	})
	return a, read, err
}

func (p *Pages) showReview(w http.ResponseWriter, r *http.Request, f form, a answers) error {
	hidden := append(f.d.Hidden(), f.code())
	page := ui.Form{
		ID: "review", Action: base(r) + "/review", Hidden: hidden, Groups: []ui.Group{{Fields: f.extra(a.category)}},
		Actions: ui.Actions{
			Primary: &ui.Button{Label: f.t("report.button.send"), Name: buttonSend, Value: "1"},
			Others:  []ui.Button{{Label: f.t("report.button.change"), Name: buttonChange, Value: "1"}},
		},
	}
	look := web.Look{Title: f.t("report.review.title"), Lead: f.t("report.review.lead"), Width: ui.Reading, SwitchForm: "review", Failed: len(f.faults) > 0}
	return p.Site.Again(w, r, f.d, look, reviewPage(f, a, page))
}

// send takes the report in.
func (p *Pages) send(w http.ResponseWriter, r *http.Request) error {
	d, err := p.Site.Draft(w, r, reportForm())
	if err != nil {
		return err
	}
	f := form{Pages: p, v: web.VisitOf(r), d: d}
	if d.Earlier != "" {
		return p.receipt(w, r, d.Earlier, d.Get(fieldCode))
	}
	if r.PostFormValue(buttonChange) != "" {
		if err := d.Save(r.Context()); err != nil {
			return err
		}
		return p.Site.Redirect(w, r, base(r)+"?draft="+d.ID)
	}
	a, f, err := p.readDraft(r, f)
	switch {
	case err != nil:
		return err
	case d.Redraw, f.onlyExtraFaulty(a):
		return p.showReview(w, r, f, a)
	case len(f.faults) > 0:
		return p.showForm(w, r, f)
	case lacksCode(d):
		return p.showReview(w, r, f, a) // the form lost its code: it is shown again with another
	}
	return p.take(w, r, d, a.anonymous, func(tx *record.Tx) (string, error) { return p.intake(tx, f, a) })
}

// grouped writes a code in groups of four, as people read it.
func grouped(code string) string {
	var groups []string
	for part := range slices.Chunk([]byte(incident.CleanCode(code)), 4) {
		groups = append(groups, string(part))
	}
	return strings.Join(groups, "-")
}

func lacksCode(d *web.Draft) bool {
	return len(incident.CleanCode(d.Get(fieldCode))) != incident.CodeLength
}

func (f form) onlyExtraFaulty(a answers) bool {
	_, faulty := f.faults[extraPrefix+a.category.ReportQuestion]
	return faulty && len(f.faults) == 1
}

// code is the receipt's code as the form carries it, drawn at its first showing.
func (f form) code() ui.Hidden {
	code := f.d.Get(fieldCode)
	if lacksCode(f.d) {
		code = incident.NewCode()
	}
	return ui.Hidden{Name: fieldCode, Value: code}
}

// facts is what will be sent, as the review tells it.
func (f form) facts(a answers) []ui.Fact {
	ctx := f.v.Ctx()
	facts := []ui.Fact{
		{Label: f.t("report.field.category"), Text: ctx.Label(a.category.Choice)},
		{Label: f.t("report.field.description"), Body: written(a.description)},
		{Label: f.t("report.field.when"), Text: f.whenInWords(a)},
		{Label: f.t("report.field.where"), Text: strings.Join(slices.DeleteFunc([]string{a.where.label, a.placeText}, func(s string) bool { return s == "" }), ", ")},
		{Label: f.t("report.field.affected"), Text: f.affectedInWords(a)},
		{Label: f.t("report.field.hurt"), Text: f.hurtInWords(a)},
		{Label: f.t("report.field.special"), Text: f.specialInWords(a)},
		{Label: f.t("report.field.done_already"), Body: written(a.done)},
		{Label: f.t("report.field.photos"), Text: f.photosInWords(a)},
	}
	facts = slices.DeleteFunc(facts, func(fact ui.Fact) bool { return fact.Text == "" && fact.Body == nil })
	return append(facts, ui.Fact{Label: f.t("report.field.you"), Text: f.youInWords(a)})
}

func (f form) whenInWords(a answers) string {
	switch {
	case a.ongoing:
		return f.t("report.when.now")
	case a.happened.IsZero():
		return f.t("report.when.unknown")
	case a.dayOnly:
		return words.LongDate(f.v.Lang, a.happened.Local())
	}
	return words.DateTime(f.v.Lang, a.happened.Local())
}

func (f form) affectedInWords(a answers) string {
	var all []string
	for _, code := range a.affected {
		all = append(all, f.v.Ctx().Label(f.Profile.Terms().Label(strategy.SetAffected, string(code))))
	}
	return words.List(f.v.Lang, all)
}

func (f form) hurtInWords(a answers) string {
	if a.hurt == "" {
		return ""
	}
	return f.t("report.hurt." + a.hurt)
}

func (f form) specialInWords(a answers) string {
	var all []string
	for _, code := range a.special {
		all = append(all, f.t("report.special."+code))
	}
	return words.List(f.v.Lang, all)
}

func (f form) photosInWords(a answers) string {
	var names []string
	for _, photo := range a.photos {
		names = append(names, photo.Name)
	}
	return strings.Join(names, ", ")
}

func (f form) youInWords(a answers) string {
	switch {
	case f.v.SignedIn():
		return f.v.Name
	case a.anonymous:
		return f.t("report.anonymous")
	}
	return a.contact
}
