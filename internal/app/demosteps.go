package app

import (
	"fmt"

	"github.com/vardkas/vardkas/internal/alert"
	"github.com/vardkas/vardkas/internal/demo"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/strategy"
)

func (l *demoLoader) step(tx *record.Tx, i *incident.Incident, s *demo.Step) (err error) {
	desk, version := l.o.Desk, i.Version
	switch s.Kind {
	case demo.StepReceived:
		if i.State == incident.Reported {
			_, err = desk.Receive(tx, i.Key, version)
		}
	case demo.StepAcknowledged:
		err = l.acknowledge(tx, i)
	case demo.StepAssessed:
		if _, err = desk.Assess(tx, i.Key, version, assessmentOf(i, s.Assessment, l.o)); err == nil && i.Number.N%unheard != 0 {
			err = l.acknowledgeAll(tx.Tx, i)
		}
	case demo.StepHandedOver:
		_, err = desk.HandOver(tx, i.Key, version, l.keys.Codes[s.To], s.Text)
	case demo.StepComment:
		_, err = desk.Note(tx, i.Key, s.Text)
	case demo.StepQuestion:
		_, err = desk.Reply(tx, i.Key, s.Text)
	case demo.StepActionDecide:
		err = l.decide(tx, i, s.Action)
	case demo.StepPolice:
		_, err = desk.AnswerPolice(tx, i.Key, version, policeOf(tx, s.Police))
	case demo.StepCause:
		err = l.found(tx, i, s.Cause)
	case demo.StepContacted:
		_, err = desk.Reached(tx, i.Key, version, tx.Now())
	case demo.StepFeedback:
		_, err = desk.Answer(tx, i.Key, version, s.Text)
	case demo.StepClosed:
		if i, err = l.complete(tx, i); err != nil {
			return err
		}
		if err = l.acknowledgeAll(tx.Tx, i); err != nil {
			return err
		}
		if err = l.finishParts(tx, i); err == nil {
			_, err = desk.Close(tx, i.Key, i.Version, s.Text)
		}
	case demo.StepReopened:
		_, err = desk.Reopen(tx, i.Key, version, s.Text)
	}
	return err
}

// complete fills in what the story does not tell and closing asks for.
func (l *demoLoader) complete(tx *record.Tx, i *incident.Incident) (*incident.Incident, error) {
	missing, err := incident.Missing(tx, i)
	if err != nil || len(missing) == 0 {
		return i, err
	}
	for _, m := range missing {
		if m.Fact == "management" {
			if i, err = l.o.Desk.DecideManagement(tx, i.Key, i.Version, false, "Händelsen hanterades inom verksamheten och behövde inte lyftas."); err != nil {
				return nil, err
			}
		}
	}
	for _, m := range missing {
		switch m.Fact {
		case strategy.ClosingCause, strategy.ClosingAnalysis:
			err = l.found(tx, i, l.o.Profile.Terms().Codes(strategy.SetCauseKind)[0])
		case strategy.ClosingPolice:
			i, err = l.o.Desk.AnswerPolice(tx, i.Key, i.Version, incident.PoliceReport{Decision: incident.PoliceNotReported, Note: "Bedömdes inte vara ett brott."})
		}
		if err != nil {
			return nil, err
		}
	}
	return i, nil
}

func assessmentOf(i *incident.Incident, told *demo.Assessment, o *Organisation) incident.Assessment {
	a := incident.AssessmentOf(i)
	a.Category, a.Severity = record.Code(told.Category), record.Code(told.Severity)
	c, _ := o.Profile.Category(told.Category)
	a.Areas = nil
	for _, area := range c.Areas {
		a.Areas = append(a.Areas, record.Code(area))
	}
	for _, aspect := range o.Profile.Scale().Aspects {
		if aspect.First { // those who assess judge what comes first, also when there was no harm
			a.Consequences[aspect.Code] = record.Code(o.Profile.Scale().Levels[0].Code)
		}
	}
	for aspect, level := range told.Consequences {
		a.Consequences[aspect] = record.Code(level)
	}
	if a.Facts == nil {
		a.Facts = map[string]string{}
	}
	for _, q := range c.AssessmentQuestions {
		if answer, ok := told.Answers[q]; ok {
			a.Facts[q] = answer
		}
	}
	return a
}

func (l *demoLoader) acknowledge(tx *record.Tx, i *incident.Incident) error {
	p, err := alert.Kind.List(tx, record.Query{On: i.Key, Filters: []record.Filter{{Field: "recipient", Any: []string{fmt.Sprint(tx.Caller.Person)}}}})
	if err != nil {
		return err
	}
	for _, a := range p.Records {
		if a.State == alert.Sent || a.State == alert.Climbed {
			if _, err := l.o.Desk.Acknowledge(tx, a.Key, a.Version); err != nil {
				return err
			}
		}
	}
	return nil
}

// unheard: of the events that alert when they are assessed, one in so many is not answered in time and climbs.
const unheard = 8

// acknowledgeAll lets everyone answer an alert that is still out: the story tells of one person, the rules may have alerted
// more.
func (l *demoLoader) acknowledgeAll(st *store.Tx, i *incident.Incident) error {
	type open struct {
		key       record.Key
		recipient record.Key
		version   int
	}
	var all []open
	err := st.Each(func(scan func(...any) error) error {
		var a open
		if err := scan(&a.key, &a.recipient, &a.version); err != nil {
			return err
		}
		all = append(all, a)
		return nil
	}, "SELECT s.rid, s.recipient, s.version FROM alert_span s WHERE s.on_rid = $1 AND s.to_seq = $2 AND s.state IN ('sent', 'climbed')", int64(i.Key), int64(record.Current))
	if err != nil || len(all) == 0 {
		return err
	}
	tx, err := l.o.Book.With(st, record.Caller{Person: all[0].recipient})
	if err != nil {
		return err
	}
	if _, err := l.o.Desk.Acknowledge(tx, all[0].key, all[0].version); err != nil {
		if refused(err) {
			return nil
		}
		return err
	}
	return l.acknowledgeAll(st, i)
}

func (l *demoLoader) answer(tx *record.Tx, e *demo.Event, key record.Key, s *demo.Step) error {
	as := incident.AsReporter(tx, l.keys.Codes[e.Reporter])
	if e.Anonymous() {
		var err error
		if as, _, err = incident.FollowAgain(tx, key); err != nil {
			return err
		}
	}
	_, err := l.o.Desk.Say(as, key, s.Text, true)
	return err
}
