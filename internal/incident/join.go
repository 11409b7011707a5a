package incident

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/alert"
	"github.com/vardkas/vardkas/internal/record"
)

// Join makes one incident another report of the event that main is (B11): it is handled there, and counted once. Its text,
// files and talk stay where they are, and whoever reported it follows on with the own number and code, told how main
// stands. What it knows of persons concerned, and the functions that had a part, go with it. It needs the right to hand
// over both.
func (d *Desk) Join(tx *record.Tx, key record.Key, version int, main record.Key, reason string) (*Incident, error) {
	into, err := d.joinable(tx, key, main)
	if err != nil {
		return nil, err
	}
	i, err := take(tx, key, version, StepJoin, reason, func(_ *record.Tx, i *Incident) error {
		if (i.Class == access.ClassProtective) != (into.Class == access.ClassProtective) {
			return record.Invalid{{Field: "main", Key: "incident.problem.main_protective"}}
		}
		i.Main = main
		return nil
	})
	if err != nil {
		return i, err
	}
	by := asRule(tx, i)
	if err := quiet(by, key); err != nil {
		return nil, err
	}
	if into, err = Kind.Take(by, into.Key, into.Version, StepTakeIn, func(into *Incident) error { into.takeIn(by, i); return nil }); err != nil {
		return nil, fmt.Errorf("take a report in: %w", err)
	}
	if err := moveParts(by, i, into); err != nil {
		return nil, err
	}
	return i, d.followOn(by, key, main)
}

// joinable is the incident to join to, if the caller may and it can take another report in.
func (d *Desk) joinable(tx *record.Tx, key, main record.Key) (*Incident, error) {
	wrong := func(problem string) error { return record.Invalid{{Field: "main", Key: problem}} }
	if main == 0 {
		return nil, wrong("problem.required")
	}
	into, err := Kind.Get(tx, main)
	if err != nil {
		return nil, wrong("problem.no_such_record")
	}
	may, err := Kind.May(tx, access.Assign, into)
	switch {
	case err != nil:
		return nil, err
	case !may:
		return nil, wrong("incident.problem.main_not_yours")
	case main == key:
		return nil, wrong("incident.problem.main_itself")
	case into.State == Joined:
		return nil, wrong("incident.problem.main_joined")
	case into.State == Closed:
		return nil, wrong("incident.problem.main_closed")
	}
	return into, nil
}

// takeIn brings over whom a joined report is about and who handled it. Nobody is concerned less by it.
func (i *Incident) takeIn(tx *record.Tx, joined *Incident) {
	i.Named, i.Subjects = veils(i.Named, joined.Named...), veils(i.Subjects, joined.Subjects...)
	i.ManagerNamed = i.ManagerNamed || joined.ManagerNamed
	i.CaseList, i.Assignees = with(i.CaseList, joined.CaseList...), with(i.Assignees, joined.Assignees...)
	i.dropConcerned(tx)
}

// quiet settles the alerts that are still out: whoever must learn of the event learns of it in the main one.
func quiet(tx *record.Tx, on record.Key) error {
	all, err := alert.Kind.List(tx, record.Query{On: on, Action: access.Update, Limit: record.MaxPage})
	for _, a := range all.Records {
		if a.State != alert.Sent && a.State != alert.Climbed {
			continue
		}
		if _, err := alert.Kind.Take(tx, a.Key, a.Version, "settle", nil); err != nil {
			return fmt.Errorf("settle an alert: %w", err)
		}
	}
	return err
}

func partsOn(tx *record.Tx, on record.Key) ([]*Part, error) {
	all, err := Parts.List(tx, record.Query{On: on, Action: access.Update, Limit: record.MaxPage})
	return all.Records, err
}

// moveParts closes the parts of a joined report by rule, and gives their functions one of the main incident unless they have it.
func moveParts(tx *record.Tx, from, into *Incident) error {
	open, err := partsOn(tx, from.Key)
	if err != nil {
		return err
	}
	have, err := partsOn(tx, into.Key)
	if err != nil {
		return err
	}
	for _, p := range open {
		if p.finished() {
			continue
		}
		if _, err := Parts.Take(tx, p.Key, p.Version, "move", nil); err != nil {
			return fmt.Errorf("move a part: %w", err)
		}
		if slices.ContainsFunc(have, func(x *Part) bool { return x.Role == p.Role && x.Scope == p.Scope }) || into.concerns(tx, p.Assignee) {
			continue
		}
		fresh := &Part{Envelope: record.Envelope{On: into.Key, Title: into.Number.Text(Kind.Prefix)}, Role: p.Role, Scope: p.Scope, Assignee: p.Assignee, Rule: p.Rule}
		fresh.Offered = slices.DeleteFunc(slices.Clone(p.Offered), func(person record.Key) bool { return into.concerns(tx, person) })
		if err := Parts.Create(tx, fresh); err != nil {
			return fmt.Errorf("give a function its part of the main incident: %w", err)
		}
	}
	return nil
}

// followOn moves what had been joined to a report along when that one is joined in turn.
func (d *Desk) followOn(tx *record.Tx, from, main record.Key) error {
	all, err := joinedTo(tx, from, access.Update)
	for _, one := range all {
		if _, err := Kind.Change(tx, one.Key, one.Version, func(i *Incident) error { i.Main = main; return nil }); err != nil {
			return fmt.Errorf("move a joined report on: %w", err)
		}
	}
	return err
}

// JoinedTo lists the reports that were joined to an incident and that the caller may read.
func JoinedTo(tx *record.Tx, main record.Key) ([]*Incident, error) {
	return joinedTo(tx, main, access.List)
}

func joinedTo(tx *record.Tx, main record.Key, action access.Action) ([]*Incident, error) {
	return pointing(tx, "main", main, action)
}

// pointing lists the incidents whose field points to another, oldest first.
func pointing(tx *record.Tx, field string, to record.Key, action access.Action) ([]*Incident, error) {
	all, err := Kind.List(tx, record.Query{Action: action, Limit: record.MaxPage, Filters: []record.Filter{{Field: field, Any: []string{strconv.FormatInt(int64(to), 10)}}}})
	slices.Reverse(all.Records)
	return all.Records, err
}

// Separate makes a joined report stand by itself again, with a reason. What the main incident learnt of persons concerned
// it keeps: nobody gets to read it by this.
func (d *Desk) Separate(tx *record.Tx, key record.Key, version int, reason string) (*Incident, error) {
	var main record.Key
	i, err := take(tx, key, version, StepSeparate, reason, func(_ *record.Tx, i *Incident) error {
		main = i.Main
		return nil
	})
	if err != nil {
		return i, err
	}
	by := asRule(tx, i)
	all, err := partsOn(by, key)
	for _, p := range all {
		if p.State != PartMoved {
			continue
		}
		if _, err := Parts.Take(by, p.Key, p.Version, "return", nil); err != nil {
			return nil, fmt.Errorf("give a part back: %w", err)
		}
	}
	into, readErr := Kind.Reveal(by, main)
	if err = firstError(err, readErr); err != nil {
		return nil, fmt.Errorf("read the main incident: %w", err)
	}
	_, err = Kind.Take(by, main, into.Version, StepLetGo, nil)
	return i, err
}

// separated puts a report back where it was when it was joined.
func separated(_ *record.Tx, i *Incident) error {
	i.Main = 0
	switch {
	case i.Assessed != 0:
		i.State = Assessed
	case i.Received != 0:
		i.State = Received
	default:
		i.State = Reported
	}
	return nil
}

// AsTold is an incident as its reporter is told of it: a joined report stands as the one it was joined to does, and opens
// nothing of it.
func AsTold(tx *record.Tx, i *Incident) (*Incident, error) {
	if i.Main == 0 {
		return i, nil
	}
	main, err := Kind.Reveal(tx.As(record.System), i.Main)
	if err != nil {
		return nil, fmt.Errorf("read how the main incident stands: %w", err)
	}
	told := *i
	told.State, told.Main = main.State, 0
	return &told, nil
}

// answerJoined tells the reporters of joined reports what the main one's was told: they reported the same event.
func answerJoined(tx *record.Tx, main *Incident) error {
	by := asRule(tx, main)
	all, err := joinedTo(by, main.Key, access.Update)
	for _, one := range all {
		if _, err := Kind.Take(by, one.Key, one.Version, StepTold, func(i *Incident) error {
			i.Feedback, i.FeedbackAt = main.Feedback, tx.Now()
			return nil
		}); err != nil {
			return fmt.Errorf("answer the reporter of a joined report: %w", err)
		}
	}
	return err
}

func byRule(tx *record.Tx, _ *Incident) []record.Problem { return onlyByRule(tx) }

func onlyByRule(tx *record.Tx) []record.Problem {
	if tx.Caller.Door != record.System {
		return []record.Problem{{Field: "state", Key: "problem.step_not_open"}}
	}
	return nil
}
