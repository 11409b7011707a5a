package incident

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/action"
	"github.com/vardkas/vardkas/internal/alert"
	"github.com/vardkas/vardkas/internal/investigation"
	"github.com/vardkas/vardkas/internal/job"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/words"
)

// Moved is what a reassignment did: how many things each person got, and what stays because nobody can take it.
type Moved struct {
	To   map[record.Key]int
	Left []Held
}

// Reassign gives everything open of a person to those who take it, in one change with one reason. chosen names others than
// the rule for single things, by their keys. Each thing goes only if the caller may assign it, or may change the person's
// record: who leaves, and what follows by rule, is one decision.
func (d *Desk) Reassign(tx *record.Tx, person record.Key, chosen map[record.Key]record.Key, reason string) (Moved, error) {
	moved := Moved{To: map[record.Key]int{}}
	if reason = strings.TrimSpace(reason); reason == "" {
		return moved, record.Invalid{{Field: "reason", Key: "problem.required"}}
	}
	all, err := d.HeldBy(tx, person)
	if err != nil {
		return moved, err
	}
	may, err := d.MayReassign(tx, person, all)
	if err != nil {
		return moved, err
	}
	for n, h := range all {
		if !may[h.Key].Move {
			continue
		}
		if other := chosen[h.Key]; other != 0 && other != h.Heir {
			if !may[h.Key].Choose {
				return moved, record.ErrForbidden
			}
			if err := d.fitting(tx, h, other); err != nil {
				return moved, err
			}
			all[n].Heir = other
		}
		if err := d.move(tx, all[n], person, reason, &moved); err != nil {
			return moved, err
		}
	}
	return moved, d.tellHeirs(tx, moved)
}

// Leave says what the caller may do with one thing of somebody else's.
type Leave struct {
	Move   bool // by rule
	Choose bool // to whom
	Read   bool // what it is
}

// MayReassign says what the caller may do with each of a person's things.
func (d *Desk) MayReassign(tx *record.Tx, person record.Key, all []Held) (map[record.Key]Leave, error) {
	may := map[record.Key]Leave{}
	byRule := tx.Caller.Door == record.System || tx.Subject.May(access.Update, access.Object{Kind: "person", Level: access.LevelOpen}) || tx.Subject.Holds(access.SecurityChief)
	for _, h := range all {
		kind, ok := tx.Book().Kind(h.Kind)
		if !ok {
			continue
		}
		l := Leave{Move: byRule}
		row, err := kind.FetchKey(tx, h.Key)
		switch {
		case errors.Is(err, record.ErrNotFound):
		case err != nil:
			return nil, fmt.Errorf("read what %d has: %w", person, err)
		default:
			l.Read = true
			if l.Choose, err = kind.Allows(tx, access.Assign, row); err != nil {
				return nil, err
			}
			l.Move = l.Move || l.Choose
		}
		may[h.Key] = l
	}
	return may, nil
}

// fitting refuses an heir whom the incident is about or who is nobody.
func (d *Desk) fitting(tx *record.Tx, h Held, person record.Key) error {
	if h.On == 0 {
		if _, err := tx.Title(person, "person"); err != nil {
			return record.Invalid{{Field: "person", Key: "problem.no_such_record"}}
		}
		return nil
	}
	i, err := Kind.Reveal(tx.As(record.System), h.On)
	if err != nil {
		return err
	}
	return i.unfit(tx, person)
}

// move gives one thing to its heir. What has none stays with whoever had it, and is a finding.
func (d *Desk) move(tx *record.Tx, h Held, from record.Key, reason string, moved *Moved) error {
	if h.Heir == 0 {
		moved.Left = append(moved.Left, h)
		return nil
	}
	by := tx.As(record.System)
	by.Reason = reason
	if h.On != 0 {
		i, err := Kind.Reveal(by, h.On)
		if err != nil && !errors.Is(err, record.ErrNotFound) {
			return fmt.Errorf("read what a thing belongs to: %w", err)
		}
		if err == nil {
			by.Caller.Coarse, by.Cause = i.Anonymous, int64(i.Key)
			if err := d.succeed(by, i, h, from); err != nil {
				return err
			}
		}
	}
	if err := hand(by, h, from); err != nil {
		return fmt.Errorf("give a %s to somebody else: %w", h.Kind, err)
	}
	moved.To[h.Heir]++
	return nil
}

// succeed puts the heir on the case list in place of whoever had it, and gives the case itself.
func (d *Desk) succeed(tx *record.Tx, i *Incident, h Held, from record.Key) error {
	if h.Kind == action.Kind.Name || h.Kind == investigation.Lessons.Name {
		return nil // they open nothing of the event
	}
	_, err := Kind.Change(tx, i.Key, i.Version, func(i *Incident) error {
		i.Assignees = without(i.Assignees, from)
		if h.Kind == alert.Kind.Name {
			i.CaseList = with(i.CaseList, h.Heir)
			return nil
		}
		i.list(h.Heir)
		if h.Kind == Kind.Name {
			i.Owner = h.Heir
		}
		return nil
	})
	return err
}

// hand changes who has the thing itself.
func hand(tx *record.Tx, h Held, from record.Key) error {
	switch h.Kind {
	case Parts.Name:
		return swap(tx, Parts, h.Key, func(p *Part) { p.Assignee, p.Offered = h.Heir, nil })
	case alert.Kind.Name:
		return swap(tx, alert.Kind, h.Key, func(a *alert.Alert) { a.Recipient = h.Heir })
	case investigation.Lessons.Name:
		return swap(tx, investigation.Lessons, h.Key, func(l *investigation.Lesson) { l.Owner = h.Heir })
	case action.Kind.Name:
		return swap(tx, action.Kind, h.Key, func(a *action.Action) {
			if a.State == action.Done {
				a.Judge = h.Heir
				return
			}
			a.Responsible = h.Heir
		})
	}
	return nil // the case has been given
}

func swap[T any](tx *record.Tx, k *record.Kind[T], key record.Key, edit func(*T)) error {
	t, err := k.Reveal(tx, key)
	if err != nil {
		return err
	}
	_, err = k.Change(tx, key, k.Env(t).Version, func(t *T) error { edit(t); return nil })
	return err
}

// tellHeirs sends each heir one letter, with a number and an address alone.
func (d *Desk) tellHeirs(tx *record.Tx, moved Moved) error {
	for _, person := range slices.Sorted(maps.Keys(moved.To)) {
		subject, text := words.Letter("incident.letter.moved", moved.To[person], d.address+"/")
		if _, err := job.Post(tx.Tx, job.Letter{Person: int64(person), Subject: subject, Text: text}); err != nil {
			return fmt.Errorf("tell an heir: %w", err)
		}
	}
	return nil
}

// HandDown moves what is held by those who have left, and parts held by a post that has passed to somebody else. The program
// runs it every night; what then is nobody's is what Astray lists.
func (d *Desk) HandDown(tx *record.Tx) (Moved, error) {
	all := Moved{To: map[record.Key]int{}}
	persons, err := leavers(tx)
	if err != nil {
		return all, err
	}
	for _, person := range persons {
		held, err := d.HeldBy(tx, person)
		if err != nil {
			return all, err
		}
		for _, h := range held {
			if err := d.move(tx, h, person, words.T(words.SV, "incident.reason.left"), &all); err != nil {
				return all, err
			}
		}
	}
	posts, err := outgrown(tx)
	for _, h := range posts {
		part, err := Parts.Reveal(tx, h.Key)
		if err != nil {
			return all, err
		}
		if h.Heir, err = d.heir(tx, h, part.Assignee); err != nil {
			return all, err
		}
		if err := d.move(tx, h, part.Assignee, words.T(words.SV, "incident.reason.post"), &all); err != nil {
			return all, err
		}
	}
	return all, cmp.Or(err, d.tellHeirs(tx, all))
}
