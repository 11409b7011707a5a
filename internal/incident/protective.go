package incident

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/action"
	"github.com/vardkas/vardkas/internal/alert"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
)

// shut closes an incident that turned out to concern national security (B50): what was written is taken out of the record,
// whoever had it has it no more, and only those of whom the category's rule speaks come on its list. What was written lies in
// the older versions until a disposal decision takes it away; Readers says who may have met it.
func (i *Incident) shut(c strategy.Category) {
	i.Description, i.DoneAlready, i.PlaceText, i.WhenNote, i.Facts = "", "", "", "", nil
	i.Title, i.Level, i.Ground = c.Label.SV, max(i.Level, access.Level(c.Level)), c.Ground
	i.CaseList, i.Assignees, i.Owner = nil, nil, 0
}

// takeBack takes the parts and actions of an incident away from those who had them and calls off its alerts.
func (d *Desk) takeBack(tx *record.Tx, i *Incident) error {
	for _, take := range []func(*record.Tx, record.Key) error{withdrawAll(Parts), withdrawAll(action.Kind)} {
		if err := take(tx, i.Key); err != nil {
			return err
		}
	}
	out, err := alertsOn(tx, i.Key)
	for _, a := range out {
		if !a.Waits() {
			continue
		}
		if _, err := alert.Kind.Take(tx, a.Key, a.Version, "settle", nil); err != nil {
			return fmt.Errorf("call an alert off: %w", err)
		}
	}
	return err
}

func withdrawAll[T any](k *record.Kind[T]) func(*record.Tx, record.Key) error {
	return func(tx *record.Tx, on record.Key) error {
		all, err := k.List(tx, record.Query{On: on, Action: access.Update, Limit: record.MaxPage})
		for _, one := range all.Records {
			if err := k.Withdraw(tx, k.Env(one).Key); err != nil {
				return err
			}
		}
		return err
	}
}

// Reader is one person who may know what was written about an event.
type Reader struct {
	Person  record.Key
	Name    string
	Shown   int           // pages with the event that the trail says were sent to them; readings below level 3 are no entries
	Changed int           // entries of theirs about the event or what hangs on it
	Listed  bool          // they were on its case list or had it, in some version
	First   clock.Instant // of the entries counted
	Last    clock.Instant
}

// Readers lists from the trail who may know what was written about an event: what cannot be undone when it turns out to
// concern national security. Whoever reported it is not among them: that stands sealed. The caller must be one who assigns
// the event.
func Readers(tx *record.Tx, key record.Key) ([]Reader, error) {
	i, err := Kind.Get(tx, key)
	if err != nil {
		return nil, err
	}
	if may, err := Kind.May(tx, access.Assign, i); err != nil || !may {
		return nil, cmp.Or(err, record.ErrForbidden)
	}
	past, err := Kind.HistoryOf(tx, i)
	if err != nil {
		return nil, err
	}
	all := map[record.Key]*Reader{}
	of := func(person record.Key) *Reader {
		if all[person] == nil {
			all[person] = &Reader{Person: person}
		}
		return all[person]
	}
	for _, p := range past {
		if p.Record == nil { // erased
			continue
		}
		for _, person := range slices.Concat(p.Record.CaseList, p.Record.Assignees) {
			of(person).Listed = true
		}
	}
	if err := enteredReaders(tx, key, of); err != nil {
		return nil, err
	}
	return named(tx, all)
}

// enteredReaders counts what the trail says of an event and what hangs on it, by person.
func enteredReaders(tx *record.Tx, key record.Key, of func(record.Key) *Reader) error {
	return tx.Each(func(scan func(...any) error) error {
		var person record.Key
		var shown, changed int
		var first, last clock.Instant
		if err := scan(&person, &shown, &changed, &first, &last); err != nil {
			return err
		}
		r := of(person)
		r.Shown, r.Changed, r.First, r.Last = shown, changed, first, last
		return nil
	}, `SELECT actor, SUM(shown), SUM(1 - shown), MIN(at), MAX(at) FROM (
		SELECT t.seq, t.actor, t.at, 1 AS shown FROM trail t JOIN trail_shown s ON s.seq = t.seq JOIN record r ON r.rid = s.rid WHERE (r.rid = $1 OR r.on_rid = $1) AND t.actor > 0
		UNION SELECT t.seq, t.actor, t.at, 0 AS shown FROM trail t JOIN record r ON r.rid = t.rid WHERE (r.rid = $1 OR r.on_rid = $1) AND t.actor > 0 AND t.version > 0
	) AS entered GROUP BY actor`, int64(key))
}

func named(tx *record.Tx, readers map[record.Key]*Reader) ([]Reader, error) {
	var all []Reader
	for person, r := range readers {
		name, err := tx.Title(person, "person")
		if err != nil {
			return nil, fmt.Errorf("name a reader: %w", err)
		}
		r.Name = name
		all = append(all, *r)
	}
	slices.SortFunc(all, func(a, b Reader) int {
		return cmp.Or(cmp.Compare(b.Shown+b.Changed, a.Shown+a.Changed), cmp.Compare(a.Name, b.Name))
	})
	return all, nil
}
