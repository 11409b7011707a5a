package incident

import (
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/attachment"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/file"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/personalnumber"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/search"
	"github.com/vardkas/vardkas/internal/talk"
)

// Receive takes an incident on. Whoever does it has it, unless somebody else already does.
func (d *Desk) Receive(tx *record.Tx, key record.Key, version int) (*Incident, error) {
	return Kind.Take(tx, key, version, StepReceive, nil)
}

// HandOver gives an incident to a named person, with a reason. Who had it stays on the case list.
func (d *Desk) HandOver(tx *record.Tx, key record.Key, version int, person record.Key, reason string) (*Incident, error) {
	i, err := take(tx, key, version, StepHandOver, reason, func(tx *record.Tx, i *Incident) error {
		if bad := i.unfit(tx, person); bad != nil {
			return bad
		}
		i.Owner = person
		i.list(person)
		return nil
	})
	if err != nil {
		return i, err
	}
	return i, d.tell(tx, i, "handed_over", person)
}

// HandOverPart gives a part to a named person, with a reason.
func (d *Desk) HandOverPart(tx *record.Tx, key record.Key, version int, person record.Key, reason string) (*Part, error) {
	step := *tx
	step.Reason = strings.TrimSpace(reason)
	part, err := Parts.Take(&step, key, version, "hand_over", func(p *Part) error {
		i, err := Kind.Get(&step, p.On)
		if err != nil {
			return err
		}
		if bad := i.unfit(tx, person); bad != nil {
			return bad
		}
		p.Assignee, p.Offered = person, nil
		return nil
	})
	if err != nil {
		return part, err
	}
	i, err := Kind.Reveal(tx.As(record.System), part.On)
	if err != nil {
		return nil, err
	}
	by := asRule(tx, i)
	if i, err = Kind.Change(by, i.Key, i.Version, func(i *Incident) error { i.list(person); return nil }); err != nil {
		return nil, err
	}
	return part, d.tell(by, i, "handed_over", person)
}

// unfit refuses to give an incident to nobody, or to whom it is about.
func (i *Incident) unfit(tx *record.Tx, person record.Key) error {
	if person == 0 {
		return record.Invalid{{Field: "person", Key: "problem.required"}}
	}
	if _, err := tx.Title(person, "person"); err != nil {
		return record.Invalid{{Field: "person", Key: "problem.no_such_record"}}
	}
	if i.concerns(tx, person) {
		return record.Invalid{{Field: "person", Key: "incident.problem.concerned"}}
	}
	return nil
}

// AddToCaseList lets a person read an incident at level 4, with a reason.
func (d *Desk) AddToCaseList(tx *record.Tx, key record.Key, version int, person record.Key, reason string) (*Incident, error) {
	return take(tx, key, version, StepWiden, reason, func(tx *record.Tx, i *Incident) error {
		if bad := i.unfit(tx, person); bad != nil {
			return bad
		}
		i.CaseList = with(i.CaseList, person)
		return nil
	})
}

// Answer gives the reporter the outcome. The reporter finds it under the receipt or among the own reports: no letter is
// sent, since the outbox would tell who reported. Those who reported the same event are given the same answer.
func (d *Desk) Answer(tx *record.Tx, key record.Key, version int, text string) (*Incident, error) {
	i, err := Kind.Take(tx, key, version, StepFeedback, func(i *Incident) error { i.Feedback = search.Normalise(text); return nil })
	if err != nil {
		return i, err
	}
	return i, answerJoined(tx, i)
}

// DecideManagement records that management is told, or that it is not, with the reason either way (A30).
func (d *Desk) DecideManagement(tx *record.Tx, key record.Key, version int, tell bool, reason string) (*Incident, error) {
	p, ok := org.ProfileOf(tx)
	if !ok {
		return nil, errNoProfile
	}
	how := NotTold
	if tell {
		how = ToldByDecision
	}
	i, err := take(tx, key, version, StepManagement, reason, func(tx *record.Tx, i *Incident) error {
		i.Management, i.ToldReason = how, strings.TrimSpace(reason)
		return nil
	})
	if err != nil || !tell {
		return i, err
	}
	return d.tellManagement(asRule(tx, i), p, i, how, i.ToldReason)
}

// Finish says that what was to be done is done, and that closing is what remains.
func (d *Desk) Finish(tx *record.Tx, key record.Key, version int) (*Incident, error) {
	return Kind.Take(tx, key, version, StepHandled, nil)
}

// Close closes an incident. note is the written reason for facts that may be lacking with one; record.Invalid names every
// fact that still is. The caller's own parts are finished with it, unless the profile wants more of them than is there.
func (d *Desk) Close(tx *record.Tx, key record.Key, version int, note string) (*Incident, error) {
	if err := finishOwn(tx, key); err != nil {
		return nil, err
	}
	return Kind.Take(tx, key, version, StepClose, func(i *Incident) error {
		if strings.TrimSpace(note) != "" {
			i.Closing = note
		}
		return nil
	})
}

// Reopen opens a closed incident again, with a reason.
func (d *Desk) Reopen(tx *record.Tx, key record.Key, version int, reason string) (*Incident, error) {
	return take(tx, key, version, StepReopen, reason, func(*record.Tx, *Incident) error { return nil })
}

// take is a step with its reason.
func take(tx *record.Tx, key record.Key, version int, step, reason string, fill func(*record.Tx, *Incident) error) (*Incident, error) {
	with := *tx
	with.Reason = strings.TrimSpace(reason)
	return Kind.Take(&with, key, version, step, func(i *Incident) error { return fill(&with, i) })
}

// Reply is a handler's message to the reporter.
func (d *Desk) Reply(tx *record.Tx, key record.Key, text string) (*talk.Message, error) {
	i, err := Kind.Get(tx, key)
	if err != nil {
		return nil, err
	}
	o, err := Kind.Object(tx, i)
	if err != nil || !tx.Subject.May(access.Message, o) || tx.Subject.AsReporter(o) { // a reporter answers with Say
		return nil, firstError(err, record.ErrForbidden)
	}
	return say(tx, i, talk.Handler, text)
}

// Say is the reporter's message to the handlers, by a tx from Follow or AsReporter. sure lets a spotted personal number
// through. Whoever handles the incident is told.
func (d *Desk) Say(tx *record.Tx, key record.Key, text string, sure bool) (*talk.Message, error) {
	i, err := Kind.Get(tx, key)
	if err != nil {
		return nil, err
	}
	if !sure && personalnumber.Contains(text) {
		return nil, record.Invalid{{Field: "text", Key: "incident.problem.personal_number"}}
	}
	as := behind(tx, tx.Subject.Veil)
	as.Caller.Coarse = i.Anonymous
	m, err := say(as, i, talk.Reporter, text)
	if err != nil {
		return nil, err
	}
	return m, d.tell(asRule(as, i), i, "message", i.handlers()...)
}

func say(tx *record.Tx, i *Incident, side talk.Side, text string) (*talk.Message, error) {
	m := &talk.Message{Envelope: record.Envelope{On: i.Key, Title: i.Number.Text(Kind.Prefix)}, Side: side, Text: search.Normalise(text)}
	return m, talk.Messages.Create(tx, m)
}

// handlers are those whom something new from the reporter is for: who has the incident, else everyone with a part.
func (i *Incident) handlers() []record.Key {
	if i.Owner != 0 {
		return []record.Key{i.Owner}
	}
	return i.Assignees
}

// Attach adds a file to an incident: the reporter's own by a tx from Follow or AsReporter, else the handlers'.
func (d *Desk) Attach(tx *record.Tx, key record.Key, f file.Prepared) (*attachment.File, error) {
	i, err := Kind.Get(tx, key)
	if err != nil {
		return nil, err
	}
	o, err := Kind.Object(tx, i)
	if err != nil || !tx.Subject.May(access.Attach, o) {
		return nil, firstError(err, record.ErrForbidden)
	}
	if !tx.Subject.AsReporter(o) {
		return attachment.Attach(tx, key, f, false)
	}
	as := behind(tx, tx.Subject.Veil)
	as.Caller.Coarse = i.Anonymous
	return attachment.Attach(as, key, f, true)
}

// Note is a handlers' note, which the reporter never sees.
func (d *Desk) Note(tx *record.Tx, key record.Key, text string) (*talk.Comment, error) {
	i, err := Kind.Get(tx, key)
	if err != nil {
		return nil, err
	}
	c := &talk.Comment{Envelope: record.Envelope{On: i.Key, Title: i.Number.Text(Kind.Prefix)}, Text: search.Normalise(text)}
	return c, talk.Comments.Create(tx, c)
}

// Reached records when whoever reported was reached.
func (d *Desk) Reached(tx *record.Tx, key record.Key, version int, at clock.Instant) (*Incident, error) {
	return Kind.Change(tx, key, version, func(i *Incident) error { i.Contacted = at; return nil })
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
