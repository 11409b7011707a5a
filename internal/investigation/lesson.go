package investigation

import (
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
)

// Lesson is something learnt from an event. Its title is the lesson, in one sentence. It ends where it was used, or with why
// it was not (B12).
type Lesson struct {
	record.Envelope

	Text   string     // the lesson at length
	Due    clock.Date // when it should have been used
	UsedAs record.Code
	UsedIn string     // which routine, course, plan, system …
	Action record.Key // the action that carries it out; 0 = none
	UsedOn clock.Date
}

// The states of a lesson.
const (
	Open     record.State = "open"
	Used     record.State = "used"
	SetAside record.State = "set_aside"
)

// Lessons declares the lesson.
var Lessons = record.Define(record.Spec[Lesson]{
	Name: "lesson", Prefix: "LÄ", Start: Open, Check: owned,
	Fields: []record.Field[Lesson]{
		record.Long("text", func(l *Lesson) *string { return &l.Text }).Search(),
		record.Date("due", func(l *Lesson) *clock.Date { return &l.Due }).Required().InList().Filter(),
		record.Term("used_as", strategy.SetLessonUse, func(l *Lesson) *record.Code { return &l.UsedAs }).InList().Filter(),
		record.Text("used_in", func(l *Lesson) *string { return &l.UsedIn }).Search(),
		record.Ref("used_action", func(l *Lesson) *record.Key { return &l.Action }, "action"),
		record.Date("used_on", func(l *Lesson) *clock.Date { return &l.UsedOn }).Filter(),
	},
	Orders: []record.Order{
		{Name: "due", Column: "due"},
		{Name: "created", Column: "created_at", Desc: true},
		{Name: "owner", Column: "owner"},
	},
	Steps: []record.Step[Lesson]{
		{Name: "use", From: []record.State{Open}, To: Used, Needs: access.Close, Fields: []string{"used_as", "used_in", "used_action", "used_on"}, Guard: used},
		{Name: "set_aside", From: []record.State{Open}, To: SetAside, Needs: access.Close, Reason: true},
		{Name: "take_up", From: []record.State{Used, SetAside}, To: Open, Needs: access.Reopen, Reason: true, Apply: takenUp},
	},
	Relations: keeper,
	Under:     &record.Under[Lesson]{},
})

// keeper lets whoever is to see that a lesson is used read and end it beside those who
// handle the event, as for an action: it opens nothing of the event.
func keeper(tx *record.Tx, l *Lesson) []access.Relation {
	who := int64(l.Owner)
	return append(handlers(tx, l.On), access.Relation{Name: access.RelationAssignee, Who: who}, access.Relation{Name: access.RelationCase, Who: who})
}

// owned holds that a lesson is somebody's from the start: what nobody sees to is not used.
func owned(_ *record.Tx, l *Lesson) (bad []record.Problem) {
	if l.On == 0 {
		bad = append(bad, record.Problem{Field: "on", Key: "problem.required"})
	}
	if l.Owner == 0 {
		bad = append(bad, record.Problem{Field: "owner", Key: "problem.required"})
	}
	return bad
}

// used asks where: a lesson is not used in general.
func used(tx *record.Tx, l *Lesson) (bad []record.Problem) {
	if l.UsedOn.IsZero() {
		l.UsedOn = tx.Today()
	}
	if l.UsedAs == "" {
		bad = append(bad, record.Problem{Field: "used_as", Key: "problem.required"})
	}
	if strings.TrimSpace(l.UsedIn) == "" && l.Action == 0 {
		bad = append(bad, record.Problem{Field: "used_in", Key: "lesson.problem.where"})
	}
	if l.UsedOn.After(tx.Today()) {
		bad = append(bad, record.Problem{Field: "used_on", Key: "lesson.problem.used_ahead"})
	}
	return bad
}

func takenUp(_ *record.Tx, l *Lesson) error {
	l.UsedAs, l.UsedIn, l.Action, l.UsedOn = "", "", 0, clock.Date{}
	return nil
}
