package incident

import (
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/action"
	"github.com/vardkas/vardkas/internal/investigation"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
)

// The steps, as labels and addresses name them.
const (
	StepReceive    = "receive"
	StepAssess     = "assess"
	StepHandled    = "handled"
	StepHandOver   = "hand_over"
	StepWiden      = "widen"
	StepFeedback   = "feedback"
	StepManagement = "decide_management"
	StepClose      = "close"
	StepReopen     = "reopen"
	StepJoin       = "join"       // becomes another report of the same event
	StepTakeIn     = "take_in"    // another report was joined to it
	StepTold       = "told"       // the reporter of a joined report was answered in the one it was joined to
	StepSeparate   = "separate"   // a joined report stands by itself again
	StepLetGo      = "let_go"     // a report joined to it was separated
	StepSplit      = "split"      // a part of it became an incident of its own
	StepOpinion    = "opinion"    // the reporter's
	StepAskReopen  = "ask_reopen" // the reporter's
)

func steps() []record.Step[Incident] {
	open := []record.State{Reported, Received, Assessed, Handled}
	every := append(slices.Clone(open), Closed, Joined)
	return []record.Step[Incident]{
		{Name: StepReceive, From: []record.State{Reported}, To: Received, Needs: access.Update, Apply: receive},
		{Name: StepAssess, From: open, To: Assessed, Needs: access.Assess, Guard: assessable},
		{Name: StepHandled, From: []record.State{Assessed}, To: Handled, Needs: access.Update},
		{Name: StepHandOver, From: open, Needs: access.Assign, Reason: true},
		{Name: StepWiden, From: every, Needs: access.Assign, Reason: true},
		{Name: StepFeedback, From: every, Needs: access.Message, Fields: []string{"feedback"}, Guard: answered},
		{Name: StepManagement, From: open, Needs: access.Assign, Reason: true, Guard: decided},
		{Name: StepClose, From: []record.State{Received, Assessed, Handled}, To: Closed, Needs: access.Close,
			Fields: []string{"closing_note"}, Guard: closable, Apply: closed},
		{Name: StepJoin, From: open, To: Joined, Needs: access.Assign, Reason: true},
		{Name: StepTakeIn, From: every, Needs: access.Update, Guard: byRule},
		{Name: StepTold, From: []record.State{Joined}, Needs: access.Update, Guard: byRule},
		{Name: StepSeparate, From: []record.State{Joined}, Needs: access.Assign, Reason: true, Apply: separated},
		{Name: StepLetGo, From: every, Needs: access.Update, Guard: byRule},
		{Name: StepSplit, From: open, Needs: access.Assess, Reason: true},
		{Name: StepReopen, From: []record.State{Closed}, To: Assessed, Needs: access.Reopen, Reason: true, Apply: reopened},
		{Name: StepOpinion, From: []record.State{Closed}, Needs: access.Message, Own: true},
		{Name: StepAskReopen, From: []record.State{Closed}, Needs: access.Message, Own: true, Apply: askedReopen},
	}
}

// receive gives the incident to whoever takes it on, unless somebody has it.
func receive(tx *record.Tx, i *Incident) error {
	i.Received = tx.Now()
	if i.Owner == 0 && tx.Caller.Door == record.NoDoor {
		i.Owner = tx.Caller.Person
		i.list(i.Owner)
	}
	return nil
}

func answered(tx *record.Tx, i *Incident) []record.Problem {
	if strings.TrimSpace(i.Feedback) == "" {
		return []record.Problem{{Field: "feedback", Key: "problem.required"}}
	}
	i.FeedbackAt, i.ReopenAsked = tx.Now(), 0
	return nil
}

func decided(_ *record.Tx, i *Incident) []record.Problem {
	if i.Management == "" {
		return []record.Problem{{Field: "management", Key: "problem.required"}}
	}
	return nil
}

// assessable refuses an assessment that says nothing, and a severity other than the consequences give without a reason.
func assessable(tx *record.Tx, i *Incident) []record.Problem {
	var bad []record.Problem
	if i.Severity == "" {
		bad = append(bad, record.Problem{Field: "severity", Key: "problem.required"})
	}
	if len(i.Areas) == 0 {
		bad = append(bad, record.Problem{Field: "areas", Key: "problem.required"})
	}
	p, ok := org.ProfileOf(tx)
	if !ok {
		return bad // check tells
	}
	if proposed := i.Proposed(p); proposed != "" && proposed != i.Severity && strings.TrimSpace(i.SeverityReason) == "" {
		bad = append(bad, record.Problem{Field: "severity_reason", Key: "incident.problem.severity_reason"})
	}
	i.Scale, i.Assessed = p.ScaleID(), tx.Now()
	if i.Received == 0 {
		i.Received = tx.Now()
	}
	return bad
}

func closed(tx *record.Tx, i *Incident) error {
	i.Closed = tx.Now()
	return nil
}

func reopened(_ *record.Tx, i *Incident) error {
	i.Closed, i.ReopenAsked, i.Helped = 0, 0, "" // what was said of the outcome stays in the history
	return nil
}

// closable names every fact that the profile's rules ask for and the incident has not (B11).
func closable(tx *record.Tx, i *Incident) []record.Problem {
	missing, err := Missing(tx, i)
	if err != nil {
		return []record.Problem{{Field: "state", Key: "incident.problem.unchecked"}}
	}
	var bad []record.Problem
	for _, m := range missing {
		if !m.Excused {
			bad = append(bad, record.Problem{Field: m.Field, Key: "incident.missing." + m.Fact})
		}
	}
	return bad
}

// Lacking is one fact that must be there before an incident is closed, and is not.
type Lacking struct {
	Fact     string // one of the strategy's Closing facts, or "management"
	Field    string // where it is filled in
	OrReason bool   // a written reason in closing_note will do
	Excused  bool   // the reason is written
}

// Missing lists what the profile in force still asks for before the incident is closed.
func Missing(tx *record.Tx, i *Incident) ([]Lacking, error) {
	h, err := tx.Hanging(i.Key)
	if err != nil {
		return nil, err
	}
	return MissingOn(tx, i, h)
}

// MissingOn is Missing for a page that has read what hangs on the incident.
func MissingOn(tx *record.Tx, i *Incident, h *record.Hanging) ([]Lacking, error) {
	p, ok := org.ProfileOf(tx)
	if !ok {
		return nil, errNoProfile
	}
	f, err := factsOf(tx, i)
	if err != nil {
		return nil, err
	}
	var all []Lacking
	for _, need := range p.ClosingFacts(f) {
		has, field, err := i.has(tx, h, p, need.Fact)
		if err != nil {
			return nil, err
		}
		if !has {
			excused := need.OrReason && strings.TrimSpace(i.Closing) != ""
			all = append(all, Lacking{need.Fact, field, need.OrReason, excused})
		}
	}
	if p.Management(f) == strategy.ManagementByDecision && i.Management == "" {
		all = append(all, Lacking{Fact: "management", Field: "management"})
	}
	return all, nil
}

// has says whether a fact is there, and which field it is filled in by.
func (i *Incident) has(tx *record.Tx, h *record.Hanging, p *strategy.Profile, fact string) (bool, string, error) {
	switch fact {
	case strategy.ClosingAssessed:
		return i.Assessed != 0, "state", nil
	case strategy.ClosingCategory:
		return i.Assessed != 0 && i.Category != "", "category", nil
	case strategy.ClosingConsequences:
		return i.firstJudged(p), "consequence_life_and_health", nil
	case strategy.ClosingSeverity:
		return i.Severity != "", "severity", nil
	case strategy.ClosingCause:
		_, found, err := analysed(h, p)
		return found, "causes", err
	case strategy.ClosingAnalysis:
		deep, _, err := analysed(h, p)
		return deep, "causes", err
	case strategy.ClosingLesson:
		all, err := investigation.Lessons.Of(h)
		return len(all) > 0, "lessons", err
	case strategy.ClosingParts:
		waited, err := waitedFor(tx, p, i, h)
		return !waited, "parts", err
	case strategy.ClosingFeedback:
		return i.FeedbackAt != 0, "feedback", nil
	case strategy.ClosingQuestions:
		return i.questionsAnswered(p), "facts", nil
	case strategy.ClosingPolice:
		return i.policeAnswered(), "police", nil
	case strategy.ClosingContacted:
		return i.Contacted != 0, "contacted_at", nil
	case strategy.ClosingActions:
		has, err := hasAction(h)
		return has, "actions", err
	}
	return false, "state", nil // a fact this version does not know is never taken for granted
}

// firstJudged asks for those that come first (B5): life, health and privacy.
func (i *Incident) firstJudged(p *strategy.Profile) bool {
	judged := i.judged()
	for _, aspect := range p.Scale().Aspects {
		if aspect.First && judged[aspect.Code] == "" {
			return false
		}
	}
	return len(judged) > 0
}

func (i *Incident) questionsAnswered(p *strategy.Profile) bool {
	c, _ := p.Category(string(i.Category))
	return !slices.ContainsFunc(c.AssessmentQuestions, func(q string) bool { return i.Facts[q] == "" })
}

func hasAction(h *record.Hanging) (bool, error) {
	all, err := action.Kind.Of(h)
	return slices.ContainsFunc(all, func(a *action.Action) bool { return a.State != action.Abandoned }), err
}
