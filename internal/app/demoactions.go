package app

import (
	"errors"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/action"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/demo"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/strategy"
)

func (l *demoLoader) decide(tx *record.Tx, i *incident.Incident, told *demo.Action) error {
	a := action.Action{
		Envelope: record.Envelope{On: i.Key, Title: told.Title, Level: access.LevelInternal}, ActionKind: record.Code(told.Kind),
		Responsible: l.keys.Codes[told.Responsible], Start: tx.Today(), Due: told.Due,
	}
	if l.o.Profile.EffectAsked(strategy.Facts{Severity: string(i.Severity)}) || i.Number.N%3 == 0 {
		a.EffectOn = told.Due.AddDays(effectAfter)
		for _, person := range append([]record.Key{tx.Caller.Person, i.Owner}, i.CaseList...) {
			if a.Judge == 0 && person != a.Responsible {
				a.Judge = person
			}
		}
		if a.Judge == 0 {
			a.EffectOn = clock.Date{}
		}
	}
	if err := action.Kind.Create(tx, &a); err != nil {
		return err
	}
	l.keys.Actions[told.Key] = a.Key
	return nil
}

// done lets whoever answers for an action finish it.
func (l *demoLoader) done(st *store.Tx, s *demo.Step) error {
	key, ok := l.keys.Actions[s.Action.Key]
	if !ok {
		return errNotTold
	}
	tx, err := l.o.Book.With(st, record.Caller{Person: l.keys.Codes[s.Action.Responsible]})
	if err != nil {
		return err
	}
	a, err := action.Kind.Get(tx, key)
	if err != nil {
		return err
	}
	if _, err = action.Kind.Take(tx, key, a.Version, "finish", func(a *action.Action) error { a.Result = s.Text; return nil }); err != nil {
		return err
	}
	return l.judge(st)
}

// effectAfter is how many days after its end an action's effect is judged; forgotten is after how many more it never is.
const effectAfter, forgotten = 30, 20

// judge lets those whose day has come judge what actions led to. Most helped; some judges forget.
func (l *demoLoader) judge(st *store.Tx) error {
	today := st.At().Date()
	type due struct{ key, judge record.Key }
	var all []due
	err := st.Each(func(scan func(...any) error) error {
		var one due
		err := scan(&one.key, &one.judge)
		all = append(all, one)
		return err
	}, "SELECT a.rid, a.judge FROM action a JOIN record r ON r.rid = a.rid WHERE r.state = 'done' AND a.effect_on <> '' AND a.effect_on <= $1 AND a.effect_on > $2 ORDER BY a.rid LIMIT 5",
		today.String(), today.AddDays(-forgotten).String())
	if err != nil {
		return err
	}
	for n, one := range all {
		tx, err := l.o.Book.With(st, record.Caller{Person: one.judge})
		if err != nil {
			return err
		}
		a, err := action.Kind.Get(tx, one.key)
		if errors.Is(err, record.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		_, err = action.Kind.Take(tx, one.key, a.Version, "judge", func(a *action.Action) error {
			a.Effect, a.EffectNote = action.Worked, "Inget liknande har anmälts sedan dess."
			if (int(one.key)+n)%4 == 0 {
				a.Effect, a.EffectNote, a.NextDue = action.Partly, "Nya medarbetare känner inte till ändringen än.", today.AddDays(usualDays)
			}
			return nil
		})
		if err != nil && !refused(err) {
			return err
		}
	}
	return nil
}

// usualDays is how long what is left is given.
const usualDays = 45
