package incident

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/action"
	"github.com/vardkas/vardkas/internal/alert"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/investigation"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
)

// Held is one open thing that a person has: what must go to somebody else when the person leaves, or holds the post no more.
type Held struct {
	Kind  string
	Key   record.Key
	ID    record.ID
	On    record.Key // the incident it belongs to, itself when it is one; 0 = none
	Thing string     // number and title as lists show it
	Since clock.Instant
	Level access.Level
	Heir  record.Key // who takes it by rule; 0 = nobody can, so it stays and is a finding
}

// isOpen says in SQL that a row r of records awaits its holder. What is done waits only for its judge.
func isOpen() string {
	var any []string
	for _, one := range []struct {
		kind   string
		states []record.State
	}{
		{Kind.Name, []record.State{Reported, Received, Assessed, Handled}},
		{Parts.Name, []record.State{PartOpen, PartAccepted}},
		{alert.Kind.Name, []record.State{alert.Sent, alert.Climbed}},
		{action.Kind.Name, []record.State{action.Decided, action.Started, action.Done}},
		{investigation.Lessons.Name, []record.State{investigation.Open}},
	} {
		var states []string
		for _, s := range one.states {
			states = append(states, "'"+string(s)+"'")
		}
		any = append(any, "r.kind = '"+one.kind+"' AND r.state IN ("+strings.Join(states, ", ")+")")
	}
	return "(" + strings.Join(any, " OR ") + ")"
}

// holder says in SQL who has a row r: its owner, its assignee, whose turn it is.
const holder = `CASE r.kind WHEN 'part' THEN (SELECT p.assignee FROM part p WHERE p.rid = r.rid) WHEN 'alert' THEN (SELECT l.recipient FROM alert l WHERE l.rid = r.rid)
	WHEN 'action' THEN (SELECT CASE WHEN r.state <> 'done' THEN x.responsible WHEN x.effect_on <> '' THEN x.judge ELSE -1 END FROM action x WHERE x.rid = r.rid) ELSE r.owner END`

// heldBy finds the open things of which the condition on h (who has it) holds, oldest first, whoever asks.
func heldBy(tx *record.Tx, condition string, args ...any) ([]Held, error) {
	var all []Held
	err := tx.Each(func(scan func(...any) error) error {
		var h Held
		var id []byte
		var n record.Number
		var title string
		if err := scan(&h.Kind, &h.Key, &id, &h.On, &n.Year, &n.N, &title, &h.Since, &h.Level); err != nil {
			return err
		}
		copy(h.ID[:], id)
		h.Thing = title
		if h.Kind == Kind.Name {
			h.On, h.Thing = h.Key, n.Text(Kind.Prefix)+" "+title
		}
		all = append(all, h)
		return nil
	}, "SELECT h.kind, h.rid, h.id, h.on_rid, h.number_year, h.number, h.title, h.created_at, h.secrecy FROM (SELECT r.*, "+holder+" AS holder FROM record r WHERE "+isOpen()+
		" AND (r.batch = 0 OR r.batch NOT IN (SELECT rid FROM batch_open))) h WHERE "+condition+" ORDER BY h.rid", args...)
	if err != nil {
		return nil, fmt.Errorf("read what is held: %w", err)
	}
	return all, nil
}

// HeldBy lists everything open that a person has, with who takes it by rule. It is for the program and for whoever has shown
// that they may move it: what the caller may not read must not be told further than as a number.
func (d *Desk) HeldBy(tx *record.Tx, person record.Key) ([]Held, error) {
	all, err := heldBy(tx, "h.holder = $1", int64(person))
	if err != nil {
		return nil, err
	}
	for n := range all {
		if all[n].Heir, err = d.heir(tx.As(record.System), all[n], person); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Astray lists open things whose holder has left or cannot sign in any more, and parts that nobody holds or is offered.
func Astray(tx *record.Tx) ([]Held, error) {
	return heldBy(tx, `h.kind NOT IN ('incident', 'part') AND h.holder = 0 OR h.kind = 'part' AND h.holder = 0 AND NOT EXISTS (SELECT 1 FROM access_key a WHERE a.rid = h.rid AND a.relation = 'assignee' AND a.who > 0)
		OR h.holder > 0 AND `+gone("h.holder"))
}

// gone says in SQL that a person has left, or has an account that is closed.
func gone(person string) string {
	return "(NOT EXISTS (SELECT 1 FROM record w WHERE w.rid = " + person + " AND w.state = 'active') OR EXISTS (SELECT 1 FROM account c WHERE c.person = " + person + " AND c.disabled <> 0))"
}

// leavers lists the persons who are gone and still have something open, and those who hold a part as holders of a post that
// is not theirs any more.
func leavers(tx *record.Tx) ([]record.Key, error) {
	all, err := store.All[record.Key](tx.Tx, "SELECT DISTINCT h.holder FROM (SELECT r.rid, "+holder+" AS holder FROM record r WHERE "+isOpen()+") h WHERE h.holder > 0 AND "+gone("h.holder")+" ORDER BY h.holder")
	if err != nil {
		return nil, fmt.Errorf("find who has left with something open: %w", err)
	}
	return all, nil
}

// outgrown lists open parts whose holder had them by a post that has ended, and holds no such post today.
func outgrown(tx *record.Tx) ([]Held, error) {
	return heldBy(tx, `h.kind = 'part' AND h.holder > 0 AND NOT `+gone("h.holder")+` AND EXISTS (
		SELECT 1 FROM part p JOIN appointment k ON k.person = p.assignee AND k.role = p.role WHERE p.rid = h.rid AND k.valid_to <> '' AND k.valid_to < $1)
		AND NOT EXISTS (SELECT 1 FROM part p JOIN appointment k ON k.person = p.assignee AND k.role = p.role JOIN appointment_counts c ON c.appointment = k.rid
			WHERE p.rid = h.rid AND k.valid_from <= $1 AND (k.valid_to = '' OR k.valid_to >= $1))`, tx.Today().String())
}

func without(all []record.Key, person record.Key) []record.Key {
	return slices.DeleteFunc(slices.Clone(all), func(p record.Key) bool { return p == person })
}
