package report

import (
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// Names of the answers.
const (
	fieldCategory    = "category"
	fieldDescription = "description"
	fieldWhen        = "when"
	fieldDay         = "day"
	fieldTime        = "time"
	fieldWhere       = "where"
	fieldPlace       = "place_text"
	fieldAffected    = "affected"
	fieldHurt        = "hurt"
	fieldSpecial     = "special"
	fieldDone        = "done_already"
	fieldPhotos      = "photos"
	fieldWho         = "who"
	fieldContact     = "contact"
	fieldNoNumber    = "no_personal_number"
	fieldCode        = "code"
	extraPrefix      = "extra." // and the code of the question
)

// Limits of what is typed, in characters. They are generous: a long report is still a report.
const (
	mostDescription = 8000
	mostDone        = 2000
	mostLine        = record.MaxLine
	mostPhotos      = 10
)

// The answers to when.
const (
	whenNow       = "now"
	whenToday     = "today"
	whenYesterday = "yesterday"
	whenEarlier   = "earlier"
	whenUnknown   = "unknown"
)

// The answers to who you are.
const (
	whoAnonymous = "anonymous"
	whoNamed     = "named"
)

// faults are worded problems by the name of their answer.
type faults map[string][]string

func (f faults) add(name, text string) { f[name] = append(f[name], text) }

// form is one showing of the form.
type form struct {
	*Pages
	v      *web.Visit
	d      *web.Draft
	where  ui.ReferenceView
	faults faults
	number bool // a personal number was spotted: the way through is shown
}

func (f form) t(key string, args ...any) string { return f.v.T(key, args...) }

// groups are the four short parts of the report.
func (f form) groups() []ui.Group {
	groups := []ui.Group{
		{Name: "what", Title: f.t("report.group.what"), Fields: []ui.Field{f.category(), f.description()}},
		{Name: "where", Title: f.t("report.group.where"), Fields: f.whenAndWhere()},
		{Name: "whom", Title: f.t("report.group.whom"), Fields: []ui.Field{f.affected(), f.hurt(), f.special(), f.done()}},
		{Name: "you", Title: f.t("report.group.you"), Fields: f.you()},
	}
	for g := range groups {
		for i := range groups[g].Fields {
			groups[g].Fields[i].Problems = f.faults[groups[g].Fields[i].Name]
		}
	}
	return groups
}

func (f form) category() ui.Field {
	field := ui.Field{Name: fieldCategory, Label: f.t("report.field.category"), Input: ui.Choice, Required: true, Value: f.d.Get(fieldCategory)}
	for _, c := range f.Profile.Categories() {
		field.Options = append(field.Options, ui.Option{Heading: f.v.Ctx().Label(c.Heading), Value: c.Code, Label: f.v.Ctx().Label(c.Choice), Hint: f.v.Ctx().Label(c.Help)})
	}
	return field
}

func (f form) description() ui.Field {
	return ui.Field{Name: fieldDescription, Label: f.t("report.field.description"), Hint: f.t("report.hint.description"), Input: ui.Area, Rows: 6,
		Required: true, MaxLength: mostDescription, Value: f.d.Get(fieldDescription)}
}

func (f form) whenAndWhere() []ui.Field {
	when := ui.Field{Name: fieldWhen, Label: f.t("report.field.when"), Input: ui.Choice, Required: true, Value: f.d.Get(fieldWhen)}
	for _, code := range []string{whenNow, whenToday, whenYesterday, whenEarlier, whenUnknown} {
		when.Options = append(when.Options, ui.Option{Value: code, Label: f.t("report.when." + code)})
	}
	where := f.where
	return []ui.Field{
		when,
		{Name: fieldDay, Label: f.t("report.field.day"), Hint: f.t("report.hint.day"), Input: ui.Date, Value: f.d.Get(fieldDay)},
		{Name: fieldTime, Label: f.t("report.field.time"), Hint: f.t("report.hint.time"), Input: ui.Time, Value: f.d.Get(fieldTime)},
		{Name: fieldWhere, Label: f.t("report.field.where"), Hint: f.t("report.hint.where"), Input: ui.Reference, Required: true, Value: f.d.Get(fieldWhere), Search: &where},
		{Name: fieldPlace, Label: f.t("report.field.place_text"), Hint: f.t("report.hint.place_text"), MaxLength: mostLine, Value: f.d.Get(fieldPlace)},
	}
}

func (f form) affected() ui.Field {
	field := ui.Field{Name: fieldAffected, Label: f.t("report.field.affected"), Input: ui.Checkboxes, Values: f.d.Values[fieldAffected]}
	terms := f.Profile.Terms()
	for _, code := range terms.Codes(strategy.SetAffected) {
		term, _ := terms.Term(strategy.SetAffected, code)
		field.Options = append(field.Options, ui.Option{Value: code, Label: f.v.Ctx().Label(term.Label), Hint: f.v.Ctx().Label(term.Help)})
	}
	return field
}

func (f form) hurt() ui.Field {
	field := ui.Field{Name: fieldHurt, Label: f.t("report.field.hurt"), Input: ui.Choice, Value: f.d.Get(fieldHurt)}
	for _, code := range hurtAnswers() {
		field.Options = append(field.Options, ui.Option{Value: code, Label: f.t("report.hurt." + code)})
	}
	return field
}

// special is what the handling must take care with from the first minute.
func (f form) special() ui.Field {
	field := ui.Field{Name: fieldSpecial, Label: f.t("report.field.special"), Input: ui.Checkboxes, Values: f.d.Values[fieldSpecial]}
	for _, code := range specials() {
		field.Options = append(field.Options, ui.Option{Value: code, Label: f.t("report.special." + code), Hint: f.t("report.special_hint." + code)})
	}
	return field
}

// What the handling must take care with.
const (
	specialManager   = "manager"
	specialProtected = "protected"
)

func specials() []string { return []string{specialManager, specialProtected} }

func hurtAnswers() []string {
	return []string{strategy.AnswerYes, strategy.AnswerNo, strategy.AnswerUnknown}
}

func (f form) done() ui.Field {
	return ui.Field{Name: fieldDone, Label: f.t("report.field.done_already"), Hint: f.t("report.hint.done_already"), Input: ui.Area, Rows: 3,
		MaxLength: mostDone, Value: f.d.Get(fieldDone)}
}

// you asks for photos and who the reporter is. A person who is signed in is known; the way to be anonymous is a page of
// its own, outside the session.
func (f form) you() []ui.Field {
	fields := []ui.Field{{Name: fieldPhotos, Label: f.t("report.field.photos"), Hint: f.t("report.hint.photos"), Input: ui.File,
		Accept: "image/jpeg,image/png,image/webp,application/pdf", Files: f.d.KeptFiles(fieldPhotos)}}
	if f.v.SignedIn() {
		fields = append(fields, ui.Field{Name: fieldWho, Label: f.t("report.field.you"), Input: ui.Shown, Value: f.v.Name, Required: true})
	} else {
		fields = append(fields, f.who(), f.contact(false))
	}
	if f.number {
		fields = append(fields, f.noNumber())
	}
	return fields
}

// noNumber is the way through for digits that only look like a personal number.
func (f form) noNumber() ui.Field {
	return ui.Field{Name: fieldNoNumber, Label: f.t("report.field.no_personal_number"), Hint: f.t("report.hint.no_personal_number"),
		Input: ui.Checkbox, Value: f.d.Get(fieldNoNumber)}
}

func (f form) who() ui.Field {
	field := ui.Field{Name: fieldWho, Label: f.t("report.field.who"), Input: ui.Choice, Required: true, Value: f.d.Get(fieldWho)}
	for _, code := range []string{whoNamed, whoAnonymous} {
		field.Options = append(field.Options, ui.Option{Value: code, Label: f.t("report.who." + code), Hint: f.t("report.who_hint." + code)})
	}
	return field
}

func (f form) contact(required bool) ui.Field {
	return ui.Field{Name: fieldContact, Label: f.t("report.field.contact"), Hint: f.t("report.hint.contact"), MaxLength: mostLine, Required: required,
		Value: f.d.Get(fieldContact)}
}

// extra is the one question more that a category asks, shown with the review since it depends on the category.
func (f form) extra(c strategy.Category) []ui.Field {
	q, ok := f.Profile.Question(c.ReportQuestion)
	if !ok {
		return nil
	}
	ctx := f.v.Ctx()
	field := ui.Field{Name: extraPrefix + q.Code, Label: ctx.Label(q.Label), Hint: ctx.Label(q.Hint), Suffix: ctx.Label(q.Unit), MaxLength: mostLine,
		Value: f.d.Get(extraPrefix + q.Code), Problems: f.faults[extraPrefix+q.Code]}
	if q.Kind == strategy.Number {
		field.Input = ui.Number
	}
	for _, o := range q.Choices() {
		field.Input = ui.Choice
		field.Options = append(field.Options, ui.Option{Value: o.Code, Label: ctx.Label(o.Label)})
	}
	return []ui.Field{field}
}

// problems lists what stands at no field of this showing.
func (f form) loose(shown []ui.Field) []ui.Problem {
	var loose []ui.Problem
	for name, texts := range f.faults {
		if slices.ContainsFunc(shown, func(s ui.Field) bool { return s.Name == name }) {
			continue
		}
		for _, text := range texts {
			loose = append(loose, ui.Problem{Text: text})
		}
	}
	slices.SortFunc(loose, func(a, b ui.Problem) int { return strings.Compare(a.Text, b.Text) })
	return loose
}
