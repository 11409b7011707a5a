package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/demo"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/job"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
)

// moment is one thing that is told: a report, or a step of its handling.
type moment struct {
	at    clock.Instant
	event *demo.Event
	step  *demo.Step // nil = the report itself
}

// moments lists in order everything that was not yet told and has happened by now.
func (l *demoLoader) moments(now clock.Instant) []moment {
	var all []moment
	for e := range demo.EventsBetween(l.region, l.keys.First, now.Date()) {
		event := &e
		if e.ReportedAt > l.keys.Until && e.ReportedAt <= now {
			all = append(all, moment{e.ReportedAt, event, nil})
		}
		steps := e.Between(l.keys.Until, now)
		for i := range steps {
			all = append(all, moment{steps[i].At, event, &steps[i]})
		}
	}
	slices.SortStableFunc(all, func(a, b moment) int { return int(min(max(a.at-b.at, -1), 1)) })
	return all
}

// momentsPerChange is how many moments one change tells.
const momentsPerChange = 64

// events tells the story from where it was left until now. What a person of the story had no right to do is left out and
// counted: the rules hold in the demo too.
func (l *demoLoader) events(ctx context.Context, now clock.Instant) (leftOut int, err error) {
	all := l.moments(now)
	climbs, err := l.climbs()
	if err != nil {
		return 0, err
	}
	for from := 0; from < len(all); from += momentsPerChange {
		part := all[from:min(from+momentsPerChange, len(all))]
		l.clock.Set(part[0].at.Time())
		if _, err := climbs.RunDue(ctx); err != nil {
			return leftOut, fmt.Errorf("let alerts climb: %w", err)
		}
		left := 0
		err := l.o.DB.Write(ctx, func(tx *store.Tx) error {
			left = 0
			for _, m := range part {
				tx.SetAt(max(tx.At(), m.at))
				if err := l.tell(tx, m); err != nil {
					return err
				}
				if l.omitted {
					left++
				}
			}
			return forgetLetters(tx)
		})
		if err != nil {
			return leftOut, err
		}
		leftOut += left
		l.keys.Until = part[len(part)-1].at
		l.progress("events", from+len(part), len(all))
	}
	l.clock.Set(now.Time())
	l.keys.Until = now
	_, err = climbs.RunDue(ctx)
	return leftOut, err
}

// climbs runs the alerts that nobody of the story answered in time.
func (l *demoLoader) climbs() (*job.Runner, error) {
	return job.New(l.o.DB, l.clock, l.log, 1, map[string]job.Handler{incident.ClimbKind: l.o.deskHandler(l.o.Desk.Climb)})
}

// forgetLetters takes away the letters of a past that nobody lived: the demo sends none.
func forgetLetters(tx *store.Tx) error {
	if _, err := tx.Exec("DELETE FROM job WHERE kind = $1", job.LetterKind); err != nil {
		return err
	}
	_, err := tx.Exec("DELETE FROM outbox")
	return err
}

// tell makes one moment happen, in a savepoint of its own.
func (l *demoLoader) tell(st *store.Tx, m moment) error {
	l.omitted = false
	err := st.Try(func() error {
		if m.step == nil {
			return l.report(st, m.event)
		}
		return l.handle(st, m.event, m.step)
	})
	if refused(err) || errors.Is(err, errNotTold) {
		l.omitted = true
		l.why(m, err)
		return nil
	}
	if err != nil {
		return fmt.Errorf("tell %s: %w", m.event.Key, err)
	}
	return nil
}

// refused reports whether the rules said no, before anything was written.
func refused(err error) bool {
	_, invalid := errors.AsType[record.Invalid](err)
	return invalid || errors.Is(err, record.ErrForbidden) || errors.Is(err, record.ErrNotFound)
}

// errNotTold is the answer for a step of an event that could not be reported.
var errNotTold = errors.New("its event was not told")

func (l *demoLoader) report(st *store.Tx, e *demo.Event) error {
	who := record.Caller{Person: l.keys.Codes[e.Reporter]}
	if e.Anonymous() {
		who = record.Caller{Door: record.Intake, Coarse: true}
	}
	tx, err := l.o.Book.With(st, who)
	if err != nil {
		return err
	}
	d := incident.Draft{
		Code: incident.NewCode(), Category: e.Category, Subtype: e.Subtype, Description: e.Description, Happened: e.HappenedAt, Ongoing: e.Ongoing,
		Unit: l.keys.Codes[e.Unit], Place: l.keys.Codes[e.Place], Affected: e.Affected, Hurt: incident.Answer(e.Hurt), DoneAlready: e.AlreadyDone,
		Anonymous: e.Anonymous(), Person: who.Person,
	}
	if e.ContactOnly {
		d = incident.Draft{Code: d.Code, Category: d.Category, Unit: d.Unit, Person: d.Person, Anonymous: d.Anonymous, Contact: "Ring växeln"}
	}
	i, err := l.o.Desk.Report(tx, d)
	if err != nil {
		return err
	}
	l.keys.Events[e.Key] = i.Key
	return nil
}

func (l *demoLoader) handle(st *store.Tx, e *demo.Event, s *demo.Step) error {
	key, ok := l.keys.Events[e.Key]
	if !ok {
		return errNotTold
	}
	who := record.Caller{Person: l.keys.Codes[s.By]}
	if s.By == "" {
		who = record.Caller{Door: record.System}
	}
	switch s.Kind {
	case demo.StepAlerted, demo.StepEscalated:
		return nil // the program alerts by its own rules
	case demo.StepActionDone:
		return l.done(st, s)
	case demo.StepAnswer:
		tx, err := l.o.Book.With(st, who)
		if err != nil {
			return err
		}
		return l.answer(tx, e, key, s)
	}
	err := l.attempt(st, who, key, s)
	if !refused(err) {
		return err
	}
	return l.byAnother(st, key, s, err)
}

// attempt lets somebody take a step of the handling, in a savepoint of its own.
func (l *demoLoader) attempt(st *store.Tx, who record.Caller, key record.Key, s *demo.Step) error {
	return st.Try(func() error {
		tx, err := l.o.Book.With(st, who)
		if err != nil {
			return err
		}
		i, err := incident.Kind.Get(tx, key)
		if err != nil {
			return err
		}
		return l.step(tx, i, s)
	})
}

// byAnother lets those whom the rules gave the event take a step that the story's person may not.
func (l *demoLoader) byAnother(st *store.Tx, key record.Key, s *demo.Step, first error) error {
	system, err := l.o.Book.With(st, record.Caller{Door: record.System})
	if err != nil {
		return err
	}
	i, err := incident.Kind.Reveal(system, key)
	if err != nil {
		return err
	}
	for _, person := range i.Assignees {
		if err := l.attempt(st, record.Caller{Person: person}, key, s); !refused(err) {
			return err
		}
	}
	return first
}
