package cases

import (
	"strconv"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

const (
	consequencePrefix = "consequence_"
	factPrefix        = "facts."
)

// assessSheet asks what an event is and how severe: consequences first, life, health and privacy before the rest (B5), then
// the severity that follows from them.
func assessSheet() sheet {
	shared := []string{"category", "areas", "severity", "level", "severity_reason", "ground", everyFact}
	for _, aspect := range incident.Aspects() {
		shared = append(shared, consequencePrefix+aspect)
	}
	return sheet{name: sheetAssess, button: "cases.assess.save", needs: access.Assess, shared: shared, groups: assessGroups, save: assess}
}

func assessGroups(w *work) []ui.Group {
	return []ui.Group{
		{Name: "what", Title: w.t("cases.assess.what"), Fields: append([]ui.Field{w.own("category"), w.own("areas")}, w.questions()...)},
		{Name: "consequences", Title: w.t("cases.assess.consequences"), Hint: w.t("cases.assess.consequences_hint"), Fields: w.aspects()},
		{Name: "severity", Title: w.t("cases.assess.severity"), Hint: w.proposal(), Fields: []ui.Field{w.severity(), w.own("severity_reason")}},
		{Name: "persons", Title: w.t("cases.assess.persons"), Hint: w.t("cases.assess.persons_hint"), Fields: w.persons()},
		{Name: "secrecy", Title: w.t("cases.assess.secrecy"), Fields: []ui.Field{w.level(), w.own("ground"), w.lowering(), w.managerNamed()}},
	}
}

func (w *work) own(name string) ui.Field {
	info, _ := w.row.Meta().Field(name)
	f := w.field(info)
	switch name {
	case "category":
		f.Input, f.Required = ui.Select, true
	case "areas":
		f.Required = true
	case "severity_reason":
		f.Hint, f.Rows = w.t("cases.assess.reason_hint"), 2
	}
	return f
}

// aspects asks for each consequence with the definitions of its levels.
func (w *work) aspects() []ui.Field {
	ctx := w.v.Ctx()
	var fields []ui.Field
	scale := w.Profile.Scale()
	for n, aspect := range incident.Aspects() {
		name := consequencePrefix + aspect
		f := ui.Field{Name: name, Label: ctx.Label(w.Profile.Terms().Label(strategy.SetConsequenceAspect, aspect)), Input: ui.Choice, Value: w.get(name, string(w.i.Consequences[n]))}
		for _, level := range scale.Levels {
			f.Options = append(f.Options, ui.Option{Value: level.Code, Label: ctx.Label(level.Label), Hint: ctx.Label(level.Definitions[aspect])})
		}
		fields = append(fields, f)
	}
	return fields
}

// judged is the consequences as the form holds them.
func (w *work) judged() map[string]record.Code {
	all := map[string]record.Code{}
	for n, aspect := range incident.Aspects() {
		if level := w.get(consequencePrefix+aspect, string(w.i.Consequences[n])); level != "" {
			all[aspect] = record.Code(level)
		}
	}
	return all
}

func (w *work) proposed() string {
	levels := map[string]string{}
	for aspect, level := range w.judged() {
		levels[aspect] = string(level)
	}
	return w.Profile.Severity(levels)
}

// proposal is what follows from the consequences, in words.
func (w *work) proposal() string {
	proposed := w.proposed()
	if proposed == "" {
		return w.t("cases.assess.no_proposal")
	}
	return w.t("cases.assess.proposal", w.v.Ctx().Label(w.Profile.Terms().Label(strategy.SetSeverity, proposed)))
}

// severity stands at the proposal until something else is chosen.
func (w *work) severity() ui.Field {
	info, _ := w.row.Meta().Field("severity")
	f := w.field(info)
	f.Required = true
	if f.Value == "" {
		f.Value = w.proposed()
	}
	return f
}

func (w *work) level() ui.Field {
	f := ui.Field{Name: "level", Label: w.t("record.field.level"), Input: ui.Choice, Required: true, Value: w.get("level", strconv.Itoa(int(w.i.Level)))}
	for _, l := range []string{"1", "2", "3", "4"} {
		f.Options = append(f.Options, ui.Option{Value: l, Label: w.t("record.level." + l)})
	}
	return f
}

func (w *work) lowering() ui.Field {
	return ui.Field{Name: "reason", Label: w.t("cases.assess.lowering"), Input: ui.Area, Rows: 2, MaxLength: mostReason, Value: w.d.Get("reason")}
}

func (w *work) managerNamed() ui.Field {
	stands := ""
	if w.i.ManagerNamed {
		stands = "1"
	}
	return ui.Field{Name: "manager_named", Label: w.t("incident.field.manager_named"), Hint: w.t("cases.assess.manager_hint"), Input: ui.Checkbox, Value: w.get("manager_named", stands)}
}

// The fields in which persons are named. What is kept of them can be compared with a person and not read back, so the form
// tells how many were named before and adds to them.
const (
	fieldNamed    = "named"
	fieldSubjects = "subjects"
)

func (w *work) persons() []ui.Field {
	field := func(name string, known int) ui.Field {
		f := ui.Field{Name: name, Label: w.t("cases.assess." + name), Hint: w.t("cases.assess." + name + "_hint"), Input: ui.References, Values: w.d.Values[name]}
		if known > 0 {
			f.Hint += " " + words.N(w.v.Lang, "cases.assess.known", known)
		}
		return f
	}
	return []ui.Field{field(fieldNamed, len(w.i.Named)), field(fieldSubjects, len(w.i.Subjects))}
}

// chosen is the persons ticked in a field.
func (w *work) chosen(tx *record.Tx, name string) (all []record.Key, err error) {
	for _, value := range w.d.Values[name] {
		key, err := keyAt(tx, value)
		if err != nil {
			return nil, err
		}
		if key != 0 {
			all = append(all, key)
		}
	}
	return all, nil
}

// questions asks for the facts that the category asks of its assessor.
func (w *work) questions() []ui.Field {
	c, _ := w.Profile.Category(w.get("category", string(w.i.Category)))
	ctx := w.v.Ctx()
	var fields []ui.Field
	for _, code := range c.AssessmentQuestions {
		q, ok := w.Profile.Question(code)
		if !ok {
			continue
		}
		f := ui.Field{Name: factPrefix + code, Label: ctx.Label(q.Label), Hint: ctx.Label(q.Hint), Suffix: ctx.Label(q.Unit), Value: w.get(factPrefix+code, w.i.Facts[code])}
		if q.Kind == strategy.Number {
			f.Input = ui.Number
		}
		for _, o := range q.Choices() {
			f.Input = ui.Choice
			f.Options = append(f.Options, ui.Option{Value: o.Code, Label: ctx.Label(o.Label)})
		}
		fields = append(fields, f)
	}
	return fields
}

func assess(w *work, tx *record.Tx, version int) error {
	a := incident.AssessmentOf(w.i)
	a.Category, a.Severity = record.Code(w.get("category", string(a.Category))), record.Code(w.get("severity", string(a.Severity)))
	if w.d.Shown("areas") {
		a.Areas = nil
		for _, code := range w.d.Values["areas"] {
			a.Areas = append(a.Areas, record.Code(code))
		}
	}
	a.Consequences, a.SeverityReason, a.Ground = w.judged(), strings.TrimSpace(w.get("severity_reason", a.SeverityReason)), w.get("ground", a.Ground)
	a.Reason, a.ManagerNamed = w.text("reason"), w.d.Get("manager_named") == "1"
	level, err := strconv.Atoi(w.get("level", strconv.Itoa(int(a.Level))))
	if err != nil || !access.Level(level).Valid() {
		return problem("level", "problem.not_an_option")
	}
	a.Level = access.Level(level)
	for name, values := range w.d.Values {
		code, isFact := strings.CutPrefix(name, factPrefix)
		if !isFact {
			continue
		}
		if a.Facts == nil {
			a.Facts = map[string]string{}
		}
		a.Facts[code] = strings.TrimSpace(strings.Join(values, " "))
	}
	if a.Named, err = w.chosen(tx, fieldNamed); err != nil {
		return err
	}
	if a.Subjects, err = w.chosen(tx, fieldSubjects); err != nil {
		return err
	}
	i, err := w.Desk.Assess(tx, w.i.Key, version, a)
	if err != nil {
		return err
	}
	may, err := incident.Kind.May(tx, access.Read, i)
	w.shut = err == nil && !may
	return err
}
