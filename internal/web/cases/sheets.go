package cases

import (
	"errors"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/action"
	"github.com/vardkas/vardkas/internal/attachment"
	"github.com/vardkas/vardkas/internal/file"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// sheets lists every form on an event.
func sheets() []sheet {
	return slices.Concat(findingSheets(), joinSheets(), []sheet{
		assessSheet(),
		{name: sheetHandOver, button: "incident.step.hand_over", needs: access.Assign, watched: []string{"owner"}, groups: personAndReason, save: handOver},
		{name: sheetWiden, button: "incident.step.widen", needs: access.Assign, groups: personAndReason, save: widen},
		{name: sheetFeedback, button: "incident.step.feedback", needs: access.Message, watched: []string{"feedback"}, groups: feedbackFields, save: feedback},
		{name: sheetManagement, needs: access.Assign, watched: []string{"management", "severity"}, groups: managementFields, save: management},
		{name: sheetClose, button: "incident.step.close", needs: access.Close, watched: []string{"state", "closing_note"}, groups: closingFields, save: closeCase},
		{name: sheetReopen, button: "incident.step.reopen", needs: access.Reopen, watched: []string{"state"}, groups: reasonOnly, save: reopen},
		section(sheetReached, "contacted_at"),
		section(sheetWhen, "happened_at", "ongoing", "when_note", "unit", "place_text", "affected", "hurt", "done_already"),
		section(sheetCause, "cause_kind", "cause"),
		policeSheet(),
		section(sheetRegistry, "title", "dnr", "ground"),
		{name: sheetMessage, button: "cases.send", needs: access.Message, groups: textField("message.field.text", "cases.hint.message"), save: message},
		{name: sheetComment, needs: access.Comment, groups: textField("comment.field.text", "cases.hint.comment"), save: comment},
		{name: sheetFile, needs: access.Attach, groups: fileField, save: attach, files: true},
		{name: sheetAction, needs: access.Update, groups: actionFields, save: addAction},
		{name: sheetPart, button: "part.step.finish", needs: access.Comment, groups: partFields, save: finishPart},
	})
}

// section is a form over some of the event's own fields.
func section(name string, fields ...string) sheet {
	return sheet{name: name, needs: access.Update, shared: fields, groups: recordFields(fields...), save: func(w *work, tx *record.Tx, version int) error {
		values := map[string]string{}
		for _, f := range fields {
			info, known := w.row.Meta().Field(f)
			if !known || !w.d.Shown(f) {
				continue
			}
			value, err := w.stored(tx, info)
			if err != nil {
				return err
			}
			values[f] = value
		}
		_, err := incident.Kind.Edit(tx, w.i.Key, version, values)
		return err
	}}
}

// stored is a typed value as record reads it.
func (w *work) stored(tx *record.Tx, info record.Info) (string, error) {
	typed := strings.Join(w.d.Values[info.Name], " ")
	if info.Input != record.InputRef {
		return typed, nil
	}
	key, err := keyAt(tx, typed)
	if err != nil || key == 0 {
		return "", err
	}
	return keyText(key), nil
}

// recordFields asks for fields of the event itself. Fields that the event does not declare are left out.
func recordFields(names ...string) func(w *work) []ui.Group {
	return func(w *work) []ui.Group {
		var g ui.Group
		for _, name := range names {
			if info, ok := w.row.Meta().Field(name); ok {
				g.Fields = append(g.Fields, w.field(info))
			}
		}
		return []ui.Group{g}
	}
}

func (w *work) field(info record.Info) ui.Field {
	stands := w.row.Text(info.Name)
	if info.Input == record.InputRef {
		stands = w.idOf(keyOf(stands))
	}
	return fieldOf(w.v.Ctx(), w.Profile, incident.Kind.Name, info, w.get(info.Name, stands))
}

// idOf is the public id of a record, as reference fields hold it.
func (w *work) idOf(key record.Key) string {
	if key == 0 {
		return ""
	}
	id := ""
	err := w.Book.Read(w.r.Context(), caller(w.r), func(tx *record.Tx) error {
		kind, ok := w.Book.Kind("unit")
		if !ok {
			return record.ErrNotFound
		}
		row, err := kind.FetchKey(tx, key)
		if err == nil {
			id = row.ID.String()
		}
		return err
	})
	if err != nil { // a unit since closed is asked for anew
		return ""
	}
	return id
}

func (w *work) person(label string) ui.Field {
	return ui.Field{Name: "person", Label: w.t(label), Input: ui.Reference, Required: true, Value: w.d.Get("person")}
}

func (w *work) reason() ui.Field {
	return ui.Field{Name: "reason", Label: w.t("record.field.reason"), Hint: w.t("cases.hint.reason"), Input: ui.Area, Rows: 3, Required: true, MaxLength: mostReason, Value: w.d.Get("reason")}
}

const mostReason = 2000

func personAndReason(w *work) []ui.Group {
	return []ui.Group{{Fields: []ui.Field{w.person("cases.field.person"), w.reason()}}}
}

func reasonOnly(w *work) []ui.Group { return []ui.Group{{Fields: []ui.Field{w.reason()}}} }

func handOver(w *work, tx *record.Tx, version int) error {
	person, err := keyAt(tx, w.d.Get("person"))
	if err != nil {
		return err
	}
	_, err = w.Desk.HandOver(tx, w.i.Key, version, person, w.text("reason"))
	return err
}

func widen(w *work, tx *record.Tx, version int) error {
	person, err := keyAt(tx, w.d.Get("person"))
	if err != nil {
		return err
	}
	_, err = w.Desk.AddToCaseList(tx, w.i.Key, version, person, w.text("reason"))
	return err
}

func feedbackFields(w *work) []ui.Group {
	return []ui.Group{{Fields: []ui.Field{{Name: "feedback", Label: w.t("incident.field.feedback"), Hint: w.t("cases.hint.feedback"), Input: ui.Area, Rows: 6, Required: true,
		MaxLength: record.MaxText, Value: w.get("feedback", w.i.Feedback)}}}}
}

func feedback(w *work, tx *record.Tx, version int) error {
	_, err := w.Desk.Answer(tx, w.i.Key, version, w.text("feedback"))
	return err
}

func managementFields(w *work) []ui.Group {
	return []ui.Group{{Fields: []ui.Field{
		{Name: "management", Label: w.t("cases.field.management"), Input: ui.Choice, Required: true, Value: w.d.Get("management"), Options: []ui.Option{
			{Value: string(incident.ToldByDecision), Label: w.t("cases.management.tell"), Hint: w.t("cases.management.tell_hint")},
			{Value: string(incident.NotTold), Label: w.t("cases.management.not"), Hint: w.t("cases.management.not_hint")},
		}},
		w.reason(),
	}}}
}

func management(w *work, tx *record.Tx, version int) error {
	choice := incident.Management(w.d.Get("management"))
	if choice != incident.ToldByDecision && choice != incident.NotTold {
		return problem("management", "problem.required")
	}
	_, err := w.Desk.DecideManagement(tx, w.i.Key, version, choice == incident.ToldByDecision, w.text("reason"))
	return err
}

func closingFields(w *work) []ui.Group {
	info, _ := w.row.Meta().Field("closing_note")
	f := w.field(info)
	f.Hint, f.MaxLength = w.t("cases.close.hint"), mostReason
	return []ui.Group{{Fields: []ui.Field{f}}}
}

func closeCase(w *work, tx *record.Tx, version int) error {
	_, err := w.Desk.Close(tx, w.i.Key, version, w.text("closing_note"))
	return err
}

func reopen(w *work, tx *record.Tx, version int) error {
	_, err := w.Desk.Reopen(tx, w.i.Key, version, w.text("reason"))
	return err
}

func textField(label, hint string) func(w *work) []ui.Group {
	return func(w *work) []ui.Group {
		return []ui.Group{{Fields: []ui.Field{{Name: "text", Label: w.t(label), Hint: w.t(hint), Input: ui.Area, Rows: 5, Required: true, MaxLength: record.MaxText, Value: w.d.Get("text")}}}}
	}
}

func message(w *work, tx *record.Tx, _ int) error {
	_, err := w.Desk.Reply(tx, w.i.Key, w.text("text"))
	return err
}

func comment(w *work, tx *record.Tx, _ int) error {
	_, err := w.Desk.Note(tx, w.i.Key, w.text("text"))
	return err
}

const fieldFiles = "files"

func fileField(w *work) []ui.Group {
	return []ui.Group{{Fields: []ui.Field{{Name: fieldFiles, Label: w.t("cases.field.files"), Hint: w.t("cases.hint.files"), Input: ui.File, Required: true}}}}
}

func attach(w *work, tx *record.Tx, _ int) error {
	if len(w.d.Files) == 0 {
		return problem(fieldFiles, "cases.problem.no_file")
	}
	for _, kept := range w.d.Files {
		content, err := w.d.Content(tx.Tx, kept)
		if err != nil {
			return err
		}
		prepared, err := file.Prepare(kept.Name, content)
		if refused, ok := errors.AsType[file.Refusal](err); ok {
			return problem(fieldFiles, refused.Key, refused.Args...)
		}
		if err != nil {
			return err
		}
		if _, err := attachment.Attach(tx, w.i.Key, prepared, false); err != nil {
			return err
		}
	}
	return nil
}

func actionFields(w *work) []ui.Group {
	meta := action.Kind.Meta()
	var fields []ui.Field
	for _, name := range []string{"title", "what", "action_kind", "responsible", "start", "due", "estimate", "effect_on", "judge"} {
		info, _ := meta.Field(name)
		f := fieldOf(w.v.Ctx(), w.Profile, action.Kind.Name, info, w.get(name, ""))
		if name == "title" {
			f.Label, f.Hint = w.t("cases.field.action"), w.t("cases.hint.action")
		}
		fields = append(fields, f)
	}
	return []ui.Group{{Fields: fields}}
}

func addAction(w *work, tx *record.Tx, _ int) error {
	responsible, err := keyAt(tx, w.d.Get("responsible"))
	if err != nil {
		return err
	}
	judge, err := keyAt(tx, w.d.Get("judge"))
	if err != nil {
		return err
	}
	row := action.Kind.Blank()
	row.On = w.i.Key
	values := map[string]string{}
	for _, name := range []string{"title", "what", "action_kind", "start", "due", "estimate", "effect_on"} {
		values[name] = w.text(name)
	}
	if bad := row.Fill(values); len(bad) > 0 {
		return bad
	}
	a, _ := record.As[action.Action](row)
	a.Responsible, a.Judge = responsible, judge
	return action.Kind.Create(tx, a)
}

// partFields asks what was done with a part of the case.
func partFields(w *work) []ui.Group {
	meta := incident.Parts.Meta()
	which := w.get("part", w.r.URL.Query().Get("part"))
	fields := []ui.Field{{Name: "part", Input: ui.HiddenIn, Value: which}}
	for _, name := range []string{"note", "reference", "contacted_at"} {
		info, _ := meta.Field(name)
		fields = append(fields, fieldOf(w.v.Ctx(), w.Profile, incident.Parts.Name, info, w.get(name, "")))
	}
	return []ui.Group{{Fields: fields}}
}

func finishPart(w *work, tx *record.Tx, _ int) error {
	key, err := locate(tx, w.d.Get("part"), incident.Parts.Name)
	if err != nil {
		return err
	}
	part, err := incident.Parts.Get(tx, key)
	if err != nil {
		return err
	}
	if part.On != w.i.Key {
		return record.ErrNotFound
	}
	values := map[string]string{"note": w.text("note"), "reference": w.text("reference"), "contacted_at": w.text("contacted_at")}
	_, err = incident.Parts.Move(tx, key, part.Version, "finish", values)
	return err
}
