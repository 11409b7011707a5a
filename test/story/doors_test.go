package story_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/action"
	"github.com/vardkas/vardkas/internal/alert"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/pgtest"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/talk"
)

// cell is one sort of event as the rule of access tells them apart: its class, where it is, how the people of the roster
// stand to it, and its level.
type cell struct {
	class, standing string
	level           access.Level
}

// made is an event in a cell, and what hangs on it.
type made struct {
	cell
	ids     map[string]string // public ids by kind
	objects map[string]access.Object
}

// categories have one category of each class.
func categories() map[string]string {
	return map[string]string{
		access.ClassNone: "unauthorised_access", access.ClassViolence: "violence", access.ClassInformation: "information_disclosure",
		access.ClassIT: "it_disruption", access.ClassPersonalData: "personal_data", access.ClassProtective: "protective_security",
	}
}

// areas have the area of each of those categories.
func areas() map[string]string {
	return map[string]string{
		access.ClassNone: "access", access.ClassViolence: "personal", access.ClassInformation: "info", access.ClassIT: "it",
		access.ClassPersonalData: "info", access.ClassProtective: "protective",
	}
}

// standings are how everybody of the roster stands to an event. "named" is on the case list as well: the denial must win.
func standings() []string { return []string{"ward", "dental", "case", "assignee", "reporter", "named"} }

// token is a word that only the events of a class hold.
func token(class string) string { return "klassord" + strings.ReplaceAll(class, "_", "") }

// fillsEveryCell makes an event for each class, standing and level, with a part, an alert, an action and a comment on it.
func (s *house) fillsEveryCell() (all []made) {
	s.Helper()
	for _, class := range access.Classes() {
		s.does(record.Caller{Door: record.System}, func(tx *record.Tx) error {
			for _, standing := range standings() {
				for level := access.LevelOpen; level <= access.LevelCase; level++ {
					m, err := s.makes(tx, cell{class, standing, level})
					if err != nil {
						return fmt.Errorf("make %s %s %d: %w", class, standing, level, err)
					}
					all = append(all, m)
				}
			}
			return nil
		})
	}
	return all
}

func (s *house) makes(tx *record.Tx, c cell) (made, error) {
	i := incident.Incident{Envelope: record.Envelope{Title: "Händelse", Unit: s.ward.Key, Level: c.level}, Category: record.Code(categories()[c.class])}
	if c.class != access.ClassProtective {
		i.Description = "Händelse med " + token(c.class)
	}
	i.Areas = []record.Code{record.Code(areas()[c.class])}
	if c.standing == "dental" {
		i.Unit = s.dental.Key
	}
	for _, one := range roster() {
		key := s.people[one.who]
		switch c.standing {
		case "case":
			i.CaseList = append(i.CaseList, key)
		case "assignee":
			i.Assignees = append(i.Assignees, key)
		case "reporter":
			i.Reporters = append(i.Reporters, tx.Veil(key))
		case "named":
			i.CaseList, i.Named = append(i.CaseList, key), append(i.Named, tx.Veil(key))
		}
	}
	m := made{cell: c, ids: map[string]string{}, objects: map[string]access.Object{}}
	if err := incident.Kind.Create(tx, &i); err != nil {
		return m, err
	}
	m.ids["incident"] = i.ID.String()
	nobody := s.people["sjuksköterska"] // whom the hanging records need; held out of the comparison
	on := func(title string) record.Envelope { return record.Envelope{On: i.Key, Title: title} }
	p := incident.Part{Envelope: on("Del"), Role: "manager", Scope: "unit"}
	a := alert.Alert{Envelope: on("Underrättelse"), Recipient: nobody, Roles: []record.Code{"security_chief"}, Lines: "x"}
	d := action.Action{Envelope: on("Åtgärd"), Responsible: nobody}
	if err := firstOf(incident.Parts.Create(tx, &p), alert.Kind.Create(tx, &a), action.Kind.Create(tx, &d)); err != nil {
		return m, err
	}
	m.ids["part"], m.ids["alert"], m.ids["action"] = p.ID.String(), a.ID.String(), d.ID.String()
	if who := s.commenter(c); who != 0 {
		as, err := s.Book.With(tx.Tx, record.Caller{Person: who})
		s.must(err)
		note := talk.Comment{Envelope: on("Anteckning"), Text: "Anteckning"}
		if err := talk.Comments.Create(as, &note); err != nil {
			return m, err
		}
		m.ids["comment"] = note.ID.String()
	}
	s.places(tx, &m, &i)
	return m, nil
}

// commenter is somebody who may write a note in the cell; 0 when nobody may.
func (s *house) commenter(c cell) record.Key {
	switch {
	case c.standing == "named", c.level == access.LevelCase && c.standing != "case":
		return 0
	case c.class == access.ClassProtective:
		return s.people["säkerhetsskyddschef"]
	}
	return s.people["säkerhetschef"]
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// places writes down what the rule should be asked about each record: by what the cell is, not by what the program says.
func (s *house) places(tx *record.Tx, m *made, i *incident.Incident) {
	for kind := range m.ids {
		o := access.Object{Kind: kind, Class: m.class, Areas: []string{areas()[m.class]}, Unit: int64(i.Unit), Level: m.level}
		relate := func(name access.RelationName, who int64) {
			o.Relations = append(o.Relations, access.Relation{Name: name, Who: who})
		}
		for _, one := range roster() {
			key := s.people[one.who]
			switch m.standing {
			case "case":
				relate(access.RelationCase, int64(key))
			case "assignee":
				if kind == "incident" { // what hangs on it follows the case list, which whoever is given an event is put on
					relate(access.RelationAssignee, int64(key))
				}
			case "reporter":
				if kind == "incident" {
					relate(access.RelationReporter, tx.Veil(key))
				}
			case "named":
				relate(access.RelationCase, int64(key))
				relate(access.RelationNamed, tx.Veil(key))
			}
		}
		m.objects[kind] = o
	}
}

// doorway is one way to a record: an address, and what the rule must allow for it to open.
type doorway struct {
	kind, address string // {id} is the record
	needs         access.Action
}

func doorways() []doorway {
	all := []doorway{
		{"incident", "/events/{id}", access.Read}, {"incident", "/r/incident/{id}", access.Read}, {"incident", "/r/incident/{id}/history", access.Read},
		{"incident", "/events/{id}/sealed", access.ReadSealed},
	}
	for sheet, needs := range map[string]access.Action{
		"assess": access.Assess, "cause": access.Update, "hand_over": access.Assign, "close": access.Close, "reopen": access.Reopen,
		"message": access.Message, "comment": access.Comment, "file": access.Attach,
	} {
		all = append(all, doorway{"incident", "/events/{id}/do/" + sheet, needs})
	}
	for _, kind := range []string{"part", "alert", "comment", "action"} {
		all = append(all, doorway{kind, "/r/" + kind + "/{id}", access.Read})
	}
	for _, at := range []struct {
		end   string
		needs access.Action
	}{{"/edit", access.Update}, {"/step/finish", access.Close}, {"/step/resume", access.Reopen}} {
		all = append(all, doorway{"action", "/r/action/{id}" + at.end, at.needs})
	}
	slices.SortFunc(all, func(a, b doorway) int { return strings.Compare(a.address, b.address) })
	return all
}

// opensFor says whether the rule opens a door: what it needs, and that the record may be read. Reporters have pages of
// their own and are led there.
func (d doorway) opensFor(who access.Subject, o access.Object) bool {
	return who.May(d.needs, o) && who.May(access.Read, o) && !who.AsReporter(o)
}

// subject is a person's rights of the moment.
func (v *visitor) subject() (who access.Subject) {
	v.Helper()
	v.must(v.Book.Read(context.Background(), record.Caller{Person: v.key()}, func(tx *record.Tx) error { who = tx.Subject; return nil }))
	return who
}

// tries opens one door to one record and holds the answer to the rule.
func (v *visitor) tries(d doorway, m made, want bool) {
	v.Helper()
	page := v.gets(strings.Replace(d.address, "{id}", m.ids[d.kind], 1))
	ledAway := strings.HasPrefix(page.path, "/my/reports/")
	got := page.status == http.StatusOK && !ledAway
	if got != want || !got && !ledAway && page.status != http.StatusNotFound && page.status != http.StatusForbidden {
		v.Errorf("%s at %s (%s %s level %d): %d %s, the rule says %t", v.who, d.address, m.class, m.standing, m.level, page.status, page.path, want)
	}
	if page.status == http.StatusForbidden && !v.subject().May(access.Read, m.objects[d.kind]) {
		v.Errorf("%s at %s is told that %s %s level %d exists", v.who, d.address, m.class, m.standing, m.level)
	}
}

// walks tries a door in every class and standing: at the highest level that it opens at and at the lowest that it does
// not. Where it opens at no level it is tried where the class or the standing alone makes the difference, and for whoever is
// named.
func (v *visitor) walks(d doorway, all []made) (opened, refused int) {
	v.Helper()
	who := v.subject()
	highest := map[cell]access.Level{} // by class and standing
	for _, m := range all {
		if m.ids[d.kind] != "" && d.opensFor(who, m.objects[d.kind]) {
			highest[cell{class: m.class, standing: m.standing}] = m.level
		}
	}
	for _, m := range all {
		top := highest[cell{class: m.class, standing: m.standing}]
		neighbour := m.standing == "ward" || m.standing == "named" || m.standing == "dental" && highest[cell{class: m.class, standing: "ward"}] > 0
		switch {
		case m.ids[d.kind] == "", m.level != top && m.level != top+1, top == 0 && !neighbour:
			continue
		}
		want := d.opensFor(who, m.objects[d.kind])
		v.tries(d, m, want)
		if want {
			opened++
		} else {
			refused++
		}
	}
	return opened, refused
}

func TestEveryDoorOpensToWhomTheRuleAllowsAndToNobodyElse(t *testing.T) {
	t.Parallel()
	s := newHouse(t)
	all := s.fillsEveryCell()
	opened, refused := map[string]int{}, map[string]int{}
	for _, one := range roster() {
		if one.who == "sjuksköterska" { // answers for every action and alert of the cells
			continue
		}
		v := s.as(one.who)
		for _, d := range doorways() {
			yes, no := v.walks(d, all)
			opened[d.address] += yes
			refused[d.address] += no
		}
	}
	for _, d := range doorways() {
		if opened[d.address] == 0 || refused[d.address] == 0 {
			t.Errorf("%s was opened %d times and refused %d times", d.address, opened[d.address], refused[d.address])
		}
	}
}

func TestADoorIsAsFirmOnPostgreSQL(t *testing.T) {
	t.Parallel()
	s := openHouse(t, pgtest.URL(t))
	all := s.fillsEveryCell()
	for _, who := range []string{"främling", "avdelningschef", "samordnare", "säkerhetschef", "registrator"} {
		v := s.as(who)
		for _, address := range []string{"/events/{id}", "/events/{id}/do/close", "/r/comment/{id}"} {
			d := doorways()[slices.IndexFunc(doorways(), func(d doorway) bool { return d.address == address })]
			v.walks(d, all)
		}
		v.holdsLists(all)
	}
}

func TestADoorThatIsShutIsShutForWhoeverPostsToItToo(t *testing.T) {
	t.Parallel()
	s := newHouse(t)
	all := s.fillsEveryCell()
	for _, one := range roster() {
		v := s.as(one.who)
		who := v.subject()
		for _, m := range all {
			if m.level != access.LevelSecrecy || m.standing != "ward" && m.standing != "named" {
				continue
			}
			for at, needs := range map[string]access.Action{
				"now/receive": access.Update, "do/assess": access.Assess, "do/hand_over": access.Assign, "do/close": access.Close, "do/comment": access.Comment,
				"do/message": access.Message, "do/cause": access.Update, "do/widen": access.Assign, "sealed": access.ReadSealed,
			} {
				if who.May(needs, m.objects["incident"]) {
					continue
				}
				page := v.posts("/events/"+m.ids["incident"]+"/"+at, v.forged())
				if page.status != http.StatusNotFound && page.status != http.StatusForbidden {
					t.Errorf("%s posts to %s (%s %s): %d", v.who, at, m.class, m.standing, page.status)
				}
			}
		}
	}
	if n := s.counts("SELECT count(*) FROM record WHERE kind = 'incident' AND version > 1"); n != 0 {
		t.Errorf("%d events were changed", n)
	}
}

// forged is a form that would do if it were allowed.
func (v *visitor) forged() map[string][]string {
	return map[string][]string{"version": {"1"}, "reason": {"för att"}, "text": {"för att"}, "cause": {"för att"}, "severity": {"minor"}, "person": {"1"}}
}

func TestListsSearchesCountsAndExportsHoldWhatTheRuleAllows(t *testing.T) {
	t.Parallel()
	s := newHouse(t)
	all := s.fillsEveryCell()
	for _, one := range roster() {
		if one.who != "sjuksköterska" { // whose alerts stand on top of every page
			s.as(one.who).holdsLists(all)
		}
	}
}

var (
	counted = regexp.MustCompile(`(\d+) händelse`)
	stubbed = regexp.MustCompile(`(\d+) ` + stubLine)
	linked  = regexp.MustCompile(`/events/([0-9a-f-]{36})`)
	figured = regexp.MustCompile(`(\d+) händelser anmäldes`)
)

// holdsLists compares what lists, searches, counts, exports and figures tell a person with what the rule allows.
func (v *visitor) holdsLists(all []made) {
	v.Helper()
	who := v.subject()
	ask := func(class string) (full, stubs int, readable, exported []string) {
		for _, m := range all {
			o := m.objects["incident"]
			if class != "*" && m.class != class {
				continue
			}
			switch who.Sight(o) {
			case access.Full:
				full++
				if who.Handling().May(access.List, o) { // what one sees as its reporter only is listed elsewhere
					readable = append(readable, m.ids["incident"])
				}
			case access.Stub:
				stubs++
			}
			if who.Handling().May(access.Export, o) {
				exported = append(exported, m.ids["incident"])
			}
		}
		return full, stubs, readable, exported
	}
	full, stubs, readable, exported := ask("*")
	v.opens("/r/incident")
	v.holdsCount(len(readable), stubs)
	for _, id := range linked.FindAllStringSubmatch(v.page.text, -1) {
		if !slices.Contains(readable, id[1]) {
			v.Errorf("%s is shown %s in the list", v.who, id[1])
		}
	}
	for _, class := range access.Classes() {
		if class == access.ClassProtective { // nothing is written there, so nothing can be searched for
			continue
		}
		_, _, readable, _ := ask(class)
		v.opens("/r/incident?q=" + token(class))
		v.holdsCount(len(readable), -1)
	}
	v.holdsExport(exported)
	v.opens("/figures")
	if n := figured.FindStringSubmatch(v.page.text); n != nil && n[1] != strconv.Itoa(full+stubs) {
		v.Errorf("%s: the figures tell %s, the rule %d", v.who, n[1], full+stubs)
	} else if n == nil && full > 0 && stubs == 0 {
		v.Errorf("%s may read %d and is told of none", v.who, full)
	}
}

func (v *visitor) holdsCount(full, stubs int) {
	v.Helper()
	got := 0
	if n := counted.FindStringSubmatch(v.page.readable()); n != nil {
		got, _ = strconv.Atoi(n[1])
	}
	if got != full {
		v.Errorf("%s at %s counts %d, the rule %d", v.who, v.page.path, got, full)
	}
	if stubs < 0 {
		return
	}
	got = 0
	if n := stubbed.FindStringSubmatch(v.page.readable()); n != nil {
		got, _ = strconv.Atoi(n[1])
	}
	few := strings.Contains(v.page.text, "Färre än fem "+stubLine)
	if few != (stubs > 0 && stubs < 5) || stubs >= 5 && got != stubs {
		v.Errorf("%s is told of %d (few: %t) that only count, the rule says %d", v.who, got, few, stubs)
	}
}

func (v *visitor) holdsExport(want []string) {
	v.Helper()
	page := v.gets("/r/incident/export.csv")
	if len(want) == 0 {
		v.meets(http.StatusNotFound)
		return
	}
	v.meets(http.StatusOK)
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(page.body), "\xef\xbb\xbf")))
	r.Comma = ';'
	rows, err := r.ReadAll()
	v.must(err)
	var got []string
	for _, row := range rows[1:] {
		got = append(got, row[0])
	}
	slices.Sort(got)
	want = slices.Sorted(slices.Values(want))
	if !slices.Equal(got, want) {
		v.Errorf("%s takes away %d events, the rule allows %d", v.who, len(got), len(want))
	}
}
