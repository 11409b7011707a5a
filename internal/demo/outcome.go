package demo

import (
	"fmt"
	"math"
	"slices"

	"github.com/vardkas/vardkas/internal/clock"
)

// decide: the actions, each done in time, late, or not yet for a long while.
func (h *handler) decide() {
	for range h.howMany() {
		h.pass(h.rng.IntN(2))
		h.action()
	}
}

func (h *handler) howMany() int {
	switch {
	case h.serious():
		return 2 + h.rng.IntN(3)
	case h.draft.severity == 2 && h.chance(72):
		return 1 + h.rng.IntN(2)
	case h.draft.severity == 1 && h.chance(38):
		return 1
	}
	return 0
}

func (h *handler) action() {
	fitting := h.fitting()
	if len(fitting) == 0 {
		return
	}
	chosen := fitting[h.rng.IntN(len(fitting))]
	one := h.line.actions[chosen]
	title := h.fill(one.title)
	h.decided, h.actions = append(h.decided, chosen), append(h.actions, title)
	due := workday(h.now.Date().AddDays(14 + h.rng.IntN(75)))
	a := &Action{
		Key: fmt.Sprintf("%s-%d", h.draft.Key, len(h.actions)), Title: title, Kind: one.kind, Effect: one.effect,
		Responsible: h.responsible(one.whose), Due: due,
	}
	h.add(Step{Kind: StepActionDecide, By: h.owner, Action: a})
	decided := h.now
	h.carryOut(a, decided)
	h.now = decided
}

// fitting are the line's actions that suit what happened and where, and are
// not decided already.
func (h *handler) fitting() []int {
	var all []int
	for i, one := range h.line.actions {
		if one.any(h.about) && !slices.Contains(h.decided, i) {
			all = append(all, i)
		}
	}
	return all
}

func (o *Organisation) placeKind(site, place string) PlaceKind {
	for _, p := range o.Site(site).Places {
		if p.Code == place {
			return p.Kind
		}
	}
	return ""
}

// feedback tells the reporter what was decided, in the decision's own words.
func (h *handler) feedback() string {
	text := h.either(h.line.feedback, "risk_feedback")
	if len(h.actions) == 0 {
		return text
	}
	return fmt.Sprintf("%s Vi har beslutat om en åtgärd: ”%s”.", text, h.actions[0])
}

// carryOut adds when the action was done; it does not hold up what follows.
func (h *handler) carryOut(a *Action, decided clock.Instant) {
	days := decided.Date().DaysUntil(a.Due)
	text := h.common["done"]
	switch n := h.rng.IntN(100); {
	case n < 74:
		h.now = atWork(h.rng, at(decided.Date().AddDays(1+h.rng.IntN(days)), 0), 0)
		if h.now.Date().After(a.Due) { // the last days fell on a weekend
			h.now = max(decided, at(a.Due, 8*60))
		}
	case n < 94:
		h.now = atWork(h.rng, at(a.Due.AddDays(2+h.rng.IntN(45)), 0), 0)
		text = h.common["late"]
	default:
		h.now = atWork(h.rng, at(a.Due.AddDays(40+h.rng.IntN(200)), 0), 0)
		text = h.common["late"]
	}
	h.add(Step{Kind: StepActionDone, By: a.Responsible, Action: a, Text: h.text(text)})
}

func (h *handler) responsible(whose string) string {
	o := h.org
	switch whose {
	case "coordinator":
		return o.coordinatorOf(h.draft.Unit)
	case "property":
		return o.oneOf(h.rng, KindProperty)
	case "it":
		return o.oneOf(h.rng, KindIT)
	case "infosec":
		return o.Holders(RoleInfosecOfficer)[0].Person
	case "fire":
		for _, a := range o.Holders(RoleFireRep) {
			if slices.Contains(a.Scope, h.draft.Unit) {
				return a.Person
			}
		}
	}
	return h.manager
}

// finish: cause, feedback, closing, and now and then opened again.
func (h *handler) finish() {
	h.now = max(h.now, atWork(h.rng, h.now, h.daysOpen()))
	if h.serious() || h.draftIs("it") || h.chance(70) {
		h.add(Step{Kind: StepCause, By: h.owner, Cause: h.cause()})
	}
	h.minutes(3, 20)
	h.add(Step{Kind: StepFeedback, By: h.owner, Text: h.feedback()})
	h.minutes(1, 15)
	h.add(Step{Kind: StepClosed, By: h.owner, Text: h.either(h.line.closed, "risk_closed")})
	if h.chance(97) {
		return
	}
	h.pass(3 + h.rng.IntN(20))
	h.add(Step{Kind: StepReopened, By: h.owner, Text: h.text(h.common["reopened"])})
	h.pass(2 + h.rng.IntN(10))
	h.add(Step{Kind: StepComment, By: h.owner, Text: h.text(h.line.comments)})
	h.pass(2 + h.rng.IntN(10))
	h.add(Step{Kind: StepClosed, By: h.owner, Text: h.text(h.line.closed)})
}

func (h *handler) cause() string {
	fitting := slices.DeleteFunc(slices.Clone(h.line.causes), func(r remark) bool { return !r.any(h.about) })
	return fitting[h.rng.IntN(len(fitting))].fill(h.rng, nil)
}

func (h *handler) draftIs(group string) bool { return groupOf[h.draft.Category] == group }

// daysOpen is how many working days go by before an event is closed: mostly one
// to six weeks, longer when it was serious, and a few that drag on for most of
// a year.
func (h *handler) daysOpen() int {
	if h.chance(3) {
		return 60 + h.rng.IntN(140)
	}
	typical := []float64{4, 4, 10, 22, 30}[h.draft.severity]
	return int(typical * math.Exp(0.75*h.rng.NormFloat64()))
}

// inOrder sorts the steps by time; steps of the same moment stay as told.
func (h *handler) inOrder() []Step {
	slices.SortStableFunc(h.steps, func(a, b Step) int {
		switch {
		case a.At < b.At:
			return -1
		case a.At > b.At:
			return 1
		}
		return 0
	})
	return h.steps
}
