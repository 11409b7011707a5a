package strategy

import "time"

// Alert is a serious event that someone must acknowledge having learnt of (A30).
type Alert struct {
	Role              string
	Scope             Scope
	By                []string      // "page", "mail"
	AcknowledgeWithin time.Duration // elapsed time, counted at night and on holidays too
	Escalation        []Escalation  // what happens when nobody acknowledges, in order
	Rule              string        // the code of the rule
}

// Escalation is where an alert climbs when it has not been acknowledged.
type Escalation struct {
	After  time.Duration // since the alert was first sent
	Deputy bool          // to the deputy of the alerted role
	Role   string        // or to this role, held for Scope
	Scope  Scope
}

// Management says how the organisation's management learns of an event.
type Management string

// By rule: told at once. By decision: a handler decides, with a reason, also
// when the decision is not to tell (A30).
const (
	ManagementNotConcerned Management = ""
	ManagementByRule       Management = "rule"
	ManagementByDecision   Management = "decision"
)

// ManagementAlert is how soon management acknowledges that it was told, and where the alert climbs when it does not.
type ManagementAlert struct {
	AcknowledgeWithin time.Duration
	Escalation        []Escalation
}

type alertRule struct {
	rule
	alerts     []Alert
	management Management
}

// Alerts returns who is alerted to an event, each role once for each scope; the
// shortest time to acknowledge holds when two rules alert the same.
func (p *Profile) Alerts(f Facts) []Alert {
	f = p.complete(f)
	var all []Alert
	place := map[[2]string]int{}
	for _, rule := range applying(p, p.alerts, f) {
		for _, alert := range rule.alerts {
			key := [2]string{alert.Role, string(alert.Scope)}
			at, double := place[key]
			switch {
			case !double:
				place[key] = len(all)
				all = append(all, alert)
			case alert.AcknowledgeWithin < all[at].AcknowledgeWithin:
				all[at] = alert
			}
		}
	}
	return all
}

// Management returns how management learns of an event: by rule if any rule
// that applies says so.
func (p *Profile) Management(f Facts) Management {
	f = p.complete(f)
	how := ManagementNotConcerned
	for _, rule := range applying(p, p.alerts, f) {
		if how == ManagementNotConcerned || rule.management == ManagementByRule {
			how = rule.management
		}
	}
	return how
}

// ManagementAlert returns the times of the alert to management; zero when no rule tells management.
func (p *Profile) ManagementAlert() ManagementAlert { return p.management }

func (r *reading) alerts(it item) {
	seen, told := map[string]bool{}, false
	for _, one := range it.items("rules") {
		rule := alertRule{rule: one.rule(seen)}
		if _, ok := one.fields["management"]; ok {
			told = true
			rule.management = Management(one.oneOf("management", string(ManagementByRule), string(ManagementByDecision)))
		}
		for _, alert := range one.items("alert") {
			rule.alerts = append(rule.alerts, alert.alert(rule.code))
		}
		one.done()
		r.profile.alerts = append(r.profile.alerts, rule)
	}
	if v, ok := it.take("management"); ok {
		r.profile.management = v.managementAlert()
	} else if told {
		it.at("management").problem(keyMissingField)
	}
	it.done()
	aloneFirst(r.profile.alerts)
}

func (v value) managementAlert() (a ManagementAlert) {
	it, ok := v.item()
	if !ok {
		return a
	}
	defer it.done()
	a.AcknowledgeWithin = it.duration("acknowledge_within")
	a.Escalation = it.escalations(a.AcknowledgeWithin)
	it.basis()
	return a
}

func (it item) alert(rule string) Alert {
	defer it.done()
	a := Alert{Role: it.refer("role", SetRole), Scope: it.routeScope(), Rule: rule}
	a.By = it.ways()
	a.AcknowledgeWithin = it.duration("acknowledge_within")
	a.Escalation = it.escalations(a.AcknowledgeWithin)
	return a
}

// escalations reads the steps of an alert, each later than the one before and than the alert itself is due.
func (it item) escalations(previous time.Duration) (all []Escalation) {
	for _, one := range it.optionalItems("escalate") {
		step := one.escalation()
		if step.After < previous {
			one.at("after").problem(keyRisingTimes)
		}
		previous = step.After
		all = append(all, step)
	}
	return all
}

func (it item) ways() []string {
	v, ok := it.need("by")
	if !ok {
		return nil
	}
	var ways []string
	for _, one := range v.values() {
		ways = append(ways, one.oneOf("page", "mail"))
	}
	if len(ways) == 0 {
		v.problem(keyEmpty)
	}
	return ways
}

// escalation reads `deputy: true` or `role` with `scope`: one of the two.
func (it item) escalation() Escalation {
	defer it.done()
	step := Escalation{After: it.duration("after"), Deputy: it.truth("deputy")}
	_, role := it.fields["role"]
	if role == step.Deputy {
		it.problem(keyRoleAndDeputy)
	}
	if role {
		step.Role, step.Scope = it.refer("role", SetRole), it.routeScope()
	}
	return step
}
