package story_test

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/record"
)

// doorway is one way to a record: an address, and when the rule opens it. {id} is the record, {on} what it hangs on.
type doorway struct {
	kind, method, address string

	needs access.Action                                               // what whoever goes through wants to do
	asked func(m *made) access.Object                                 // with what; nil: with the record
	opens func(who access.Subject, m *made, needs access.Action) bool // nil: see handles
	form  func(g *ground, m *made, open bool) url.Values              // what is sent: to an open door nothing that could be saved, to a shut one what could
	leads string                                                      // where a GET is led on to, when the door is open
}

// handles is the rule of the handlers' pages: whoever may read a record and may do it. A reporter has pages of their own.
func handles(who access.Subject, m *made, needs access.Action) bool {
	return who.May(access.Read, m.object) && !who.AsReporter(m.object) && who.May(needs, m.object)
}

// does is the rule of what is done by one click, without a page of the record.
func does(who access.Subject, m *made, needs access.Action) bool { return who.May(needs, m.object) }

// sawBefore is the rule of an earlier day: rights are today's, on both the past and the present.
func sawBefore(who access.Subject, m *made, _ access.Action) bool {
	return handles(who, m, access.Read) && who.May(access.Read, m.past)
}

// reported is the rule of the reporter's own pages.
func reported(who access.Subject, m *made, _ access.Action) bool {
	return slices.Contains(m.object.Relations, access.Relation{Name: access.RelationReporter, Who: who.Veil})
}

// never is for what no right opens.
func never(access.Subject, *made, access.Action) bool { return false }

// under is a new record of a kind on the one in hand, as the rule is asked about it.
func under(kind string) func(*made) access.Object {
	return func(m *made) access.Object {
		o := m.object
		o.Kind, o.Relations = kind, nil
		for _, r := range m.object.Relations {
			given := r.Name == access.RelationAssignee && slices.Contains([]string{"cause", "cost", "lesson"}, kind)
			if r.Name == access.RelationCase || r.Name == access.RelationNamed || r.Name == access.RelationSubject || given {
				o.Relations = append(o.Relations, r)
			}
		}
		return o
	}
}

// hangsOn is the rule of hanging something on a record that one reads.
func hangsOn(kind string) func(access.Subject, *made, access.Action) bool {
	return func(who access.Subject, m *made, needs access.Action) bool {
		return handles(who, m, access.Read) && who.May(needs, under(kind)(m))
	}
}

// filled is a form that would do if it were allowed. Where it is, it comes from a version long gone: whoever may is told so,
// and nothing is saved.
func filled(_ *ground, m *made, open bool) url.Values {
	form := url.Values{"version": {strconv.Itoa(m.version)}, "reason": {"för att"}, "back": {"/"}, "person": {m.id}, "title": {"Ny rubrik"}, "text": {"för att"}, "comment": {"för att"}}
	if open {
		form = url.Values{"version": {"0"}, "reason": {"för att"}, "back": {"/"}, "person": {m.id}}
	}
	return form
}

// addition is a record that would do if it were allowed; where it is, an empty one.
func addition(_ *ground, _ *made, open bool) url.Values {
	if open {
		return url.Values{}
	}
	return url.Values{"title": {"Ny"}, "comment": {"för att"}}
}

// closedKinds are those that only their own pages write.
func closedKinds() []string {
	return []string{"incident", "part", "alert", "message", "comment", "file", "import_batch"}
}

// doorways are every address of a record, read from the kinds and from the pages of events.
func (g *ground) doorways() (all []doorway) {
	for _, kind := range g.Book.Kinds() {
		all = append(all, everyKind(kind.Meta())...)
	}
	return append(all, g.eventDoors()...)
}

// everyKind are the doors that each kind has by being one.
func everyKind(meta record.Meta) []doorway {
	at := "/r/" + meta.Name + "/{id}"
	get := func(end string, needs access.Action) doorway {
		return doorway{kind: meta.Name, method: http.MethodGet, address: at + end, needs: needs}
	}
	post := func(end string, needs access.Action) doorway {
		return doorway{kind: meta.Name, method: http.MethodPost, address: at + end, needs: needs, form: filled}
	}
	past := get("?on={day}", access.Read)
	past.opens = sawBefore
	sealed, opened := get("/open", access.ReadSealed), post("/open", access.ReadSealed)
	sealed.opens, opened.opens = never, never // what is sealed in an event is opened on the event's own page
	comment, attach := post("/comment", access.Create), post("/attach", access.Create)
	comment.form, comment.asked, comment.opens = addition, under("comment"), hangsOn("comment")
	attach.form, attach.asked, attach.opens = addition, under("file"), hangsOn("file")
	content := get("/content", access.Read)
	if meta.Name != "file" {
		content.opens = never
	}
	all := []doorway{get("", access.Read), get("/history", access.Read), past, sealed, opened, comment, attach, content}
	closed := slices.Contains(closedKinds(), meta.Name)
	shut := func(d doorway) doorway {
		if closed {
			d.opens = never
		}
		return d
	}
	all = append(all, shut(get("/edit", access.Update)), shut(post("/edit", access.Update)))
	for _, step := range meta.Steps {
		all = append(all, shut(get("/step/"+step.Name, step.Needs)), shut(post("/step/"+step.Name, step.Needs)))
	}
	if meta.Under && !closed {
		add := doorway{kind: "incident", method: http.MethodGet, address: "/r/" + meta.Name + "/new?under={id}", needs: access.Create, asked: under(meta.Name), opens: hangsOn(meta.Name)}
		put := add
		put.method, put.form = http.MethodPost, addition
		all = append(all, add, put)
	}
	return all
}

// eventDoors are the pages of events, of alerts, and of those who reported.
func (g *ground) eventDoors() (all []doorway) {
	get := func(kind, address string, needs access.Action) doorway {
		return doorway{kind: kind, method: http.MethodGet, address: address, needs: needs}
	}
	post := func(kind, address string, needs access.Action) doorway {
		return doorway{kind: kind, method: http.MethodPost, address: address, needs: needs, form: filled}
	}
	for sheet, needs := range eventSheets() {
		save := post("incident", "/events/{id}/do/"+sheet, needs)
		if sheet == "part" {
			save.form = partForm
		}
		all = append(all, get("incident", "/events/{id}/do/"+sheet, needs), save)
	}
	alike, readers := get("incident", "/events/{id}/alike", access.Read), get("incident", "/events/{id}/readers", access.Assign)
	readers.opens = func(who access.Subject, m *made, needs access.Action) bool {
		return m.class == access.ClassProtective && handles(who, m, needs)
	}
	old := get("incident", "/incident/{id}", access.Read)
	old.leads = "/events/{id}"
	receive, handled := post("incident", "/events/{id}/now/receive", access.Update), post("incident", "/events/{id}/now/handled", access.Update)
	accept, finish := post("part", "/events/{on}/part/{id}/accept", access.Update), post("action", "/events/{on}/action/{id}/finish", access.Close)
	acknowledge, takeBack := post("alert", "/alerts/{id}/acknowledge", access.Acknowledge), post("link", "/events/{on}/link/{id}/take_back", access.Close)
	for _, d := range []*doorway{&receive, &handled, &accept, &finish, &acknowledge, &takeBack} {
		d.opens = does
	}
	file := get("file", "/events/{on}/file/{id}", access.Read)
	file.opens = does
	mine, write, myFile := get("incident", "/my/reports/{id}", access.Read), post("incident", "/my/reports/{id}", access.Message), get("file", "/my/reports/{on}/file/{id}", access.Read)
	mine.opens, write.opens, myFile.opens = reported, reported, reported
	all = append(all, get("incident", "/events/{id}", access.Read), alike, readers, old, receive, handled, accept, finish, acknowledge, takeBack, file, mine, write, myFile,
		get("incident", "/events/{id}/sealed", access.ReadSealed), post("incident", "/events/{id}/sealed", access.ReadSealed))
	slices.SortFunc(all, func(a, b doorway) int { return strings.Compare(a.address+a.method, b.address+b.method) })
	return all
}

// eventSheets are the forms on an event, with what each needs.
func eventSheets() map[string]access.Action {
	return map[string]access.Action{
		"join": access.Assign, "separate": access.Assign, "split": access.Assess, "why": access.Update, "cost": access.Update, "lesson": access.Update,
		"assess": access.Assess, "hand_over": access.Assign, "widen": access.Assign, "management": access.Assign,
		"feedback": access.Message, "message": access.Message, "close": access.Close, "reopen": access.Reopen,
		"reached": access.Update, "when": access.Update, "cause": access.Update, "police": access.Update, "registry": access.Update,
		"action": access.Update, "comment": access.Comment, "part": access.Comment, "file": access.Attach,
	}
}

// part is the part of an event.
func (g *ground) part(of *made) *made {
	for _, m := range g.byKind["part"] {
		if m.on == of {
			return m
		}
	}
	g.Fatalf("the %s at level %d has no part", of.standing, of.level)
	return nil
}

// partForm finishes the part of an event, with a time that is none.
func partForm(g *ground, m *made, _ bool) url.Values {
	return url.Values{"part": {g.part(m).id}, "contacted_at": {"nyss"}}
}

// isOpen says whether the rule opens the door to a record.
func (d doorway) isOpen(who access.Subject, m *made) bool {
	if d.opens == nil {
		return handles(who, m, d.needs)
	}
	return d.opens(who, m, d.needs)
}

// of is what the rule is asked about.
func (d doorway) of(m *made) access.Object {
	if d.asked != nil {
		return d.asked(m)
	}
	return m.object
}

// to is the door's address for a record.
func (d doorway) to(g *ground, m *made) string {
	pairs := []string{"{id}", m.id, "{day}", g.day}
	if m.on != nil {
		pairs = append(pairs, "{on}", m.on.id)
	}
	return strings.NewReplacer(pairs...).Replace(d.address)
}

// name is what the door is called in messages.
func (d doorway) name() string { return d.method + " " + d.address }
