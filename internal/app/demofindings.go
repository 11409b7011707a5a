package app

import (
	"fmt"

	"github.com/vardkas/vardkas/internal/demo"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/investigation"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/strategy"
)

// found writes what a story knows of why an event happened: the cause it names, why that in turn, and now and then what it
// cost and what was learnt.
func (l *demoLoader) found(tx *record.Tx, i *incident.Incident, kind string) error {
	told := demo.FindingOf(kind, i.Number.N)
	direct := cause(i, kind, told.Direct, "direct", 0)
	if err := investigation.Causes.Create(tx, direct); err != nil {
		return err
	}
	depth := "underlying"
	if i.Number.N%3 == 0 {
		depth = "system"
	}
	why := cause(i, told.WhyKind, told.Why, depth, direct.Key)
	why.Barrier, why.Evidence = record.Code(told.Barrier), told.Evidence
	if err := investigation.Causes.Create(tx, why); err != nil {
		return err
	}
	if told.CostClass != "" {
		if err := investigation.Costs.Create(tx, costOf(tx, i, told)); err != nil {
			return err
		}
	}
	if i.SeverityRank.Or(0) < 2 && i.Number.N%4 != 0 {
		return nil
	}
	return l.learnt(tx, i, told)
}

func cause(i *incident.Incident, kind, statement, depth string, explains record.Key) *investigation.Cause {
	return &investigation.Cause{Envelope: record.Envelope{On: i.Key, Title: statement}, Kind: record.Code(kind), Depth: record.Code(depth), Explains: explains}
}

func costOf(tx *record.Tx, i *incident.Incident, told demo.Finding) *investigation.Cost {
	c := &investigation.Cost{
		Envelope: record.Envelope{On: i.Key, Title: told.CostTitle}, Class: record.Code(told.CostClass),
		Amount: record.Of(int64(told.Kronor) * 100), Basis: investigation.Estimated,
	}
	if i.Number.N%2 == 0 {
		c.Basis, c.Paid = investigation.Actual, tx.Today()
	}
	return c
}

// learnt writes a lesson: most are used at once, some wait for their day, a few are set aside.
func (l *demoLoader) learnt(tx *record.Tx, i *incident.Incident, told demo.Finding) error {
	owner := i.Owner
	if owner == 0 {
		owner = tx.Caller.Person
	}
	lesson := &investigation.Lesson{Envelope: record.Envelope{On: i.Key, Title: told.Lesson, Owner: owner}, Due: tx.Today().AddDays(90)}
	err := investigation.Lessons.Create(tx, lesson)
	switch {
	case err != nil || i.Number.N%5 == 1:
		return err
	case i.Number.N%5 == 2:
		step := *tx
		step.Reason = "Den nya rutinen täcker redan det här."
		_, err = investigation.Lessons.Take(&step, lesson.Key, lesson.Version, "set_aside", nil)
	default:
		_, err = investigation.Lessons.Take(tx, lesson.Key, lesson.Version, "use", func(l *investigation.Lesson) error {
			l.UsedAs, l.UsedIn = record.Code(told.UsedAs), told.UsedIn
			return nil
		})
	}
	return err
}

// policeOf is what a story tells of the police, by whoever takes the step.
func policeOf(tx *record.Tx, told *demo.Police) incident.PoliceReport {
	if !told.Reported {
		return incident.PoliceReport{Decision: incident.PoliceNotReported, Note: told.Reason}
	}
	return incident.PoliceReport{Decision: incident.PoliceReported, At: tx.Now(), By: "Den som handlägger", Number: told.Number}
}

// finishParts lets everyone with a part of an event say that theirs is done. A part of a post that nobody holds is finished
// by whoever closes.
func (l *demoLoader) finishParts(tx *record.Tx, i *incident.Incident) error {
	all, err := store.All[record.Key](tx.Tx, "SELECT s.rid FROM part_span s WHERE s.on_rid = $1 AND s.to_seq = $2 AND s.state IN ('open', 'accepted')", int64(i.Key), int64(record.Current))
	if err != nil {
		return err
	}
	for _, key := range all {
		p, err := incident.Parts.Reveal(tx.As(record.System), key)
		if err != nil {
			return err
		}
		who := p.Assignee
		if who == 0 && len(p.Offered) > 0 {
			who = p.Offered[0]
		}
		if who == 0 {
			who = tx.Caller.Person
		}
		as, err := l.o.Book.With(tx.Tx, record.Caller{Person: who})
		if err != nil {
			return err
		}
		if _, err := incident.Parts.Take(as, key, p.Version, "finish", func(p *incident.Part) error { l.leave(as, i, p); return nil }); err != nil && !refused(err) {
			return err
		}
	}
	return nil
}

// leave fills in what the profile wants of a part before it is finished.
func (l *demoLoader) leave(tx *record.Tx, i *incident.Incident, p *incident.Part) {
	for _, need := range l.o.Profile.PartNeeds(string(p.Role)) {
		switch need {
		case strategy.PartReference:
			p.Reference = fmt.Sprintf("ITS-%d-%04d", i.Number.Year, i.Number.N)
		case strategy.PartContacted:
			p.Contacted = tx.Now()
		}
	}
}
