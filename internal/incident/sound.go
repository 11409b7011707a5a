package incident

import (
	"fmt"
	"slices"
	"time"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/alert"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/job"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
)

// ClimbKind is the kind of job that lets an alert climb when nobody has acknowledged it in time.
const ClimbKind = "alert.climb"

// climb is what such a job carries. It holds the way up as it was when the alert was sent: a profile changed meanwhile
// moves no alert that is out.
type climb struct {
	Incident record.Key            `json:"incident"`
	Line     string                `json:"line"`
	Role     string                `json:"role"`
	Scope    strategy.Scope        `json:"scope"`
	Sent     clock.Instant         `json:"sent"`
	Step     int                   `json:"step"` // the next one, from 0
	Way      []strategy.Escalation `json:"way"`
}

// wait is how long the present step has before the next one.
func (c climb) wait() time.Duration {
	if c.Step == 0 {
		return c.Way[0].After
	}
	return c.Way[c.Step].After - c.Way[c.Step-1].After
}

// sound sends the alerts that the profile asks for and that are not out, and tells management when a rule says so. It
// returns the incident as it then stands.
func (d *Desk) sound(tx *record.Tx, p *strategy.Profile, i *Incident) (*Incident, error) {
	f, err := factsOf(tx, i)
	if err != nil {
		return nil, err
	}
	out, err := alertsOn(tx, i.Key)
	if err != nil {
		return nil, err
	}
	for _, a := range p.Alerts(f) {
		line := a.Role + " " + string(a.Scope)
		if slices.ContainsFunc(out, func(x *alert.Alert) bool { return x.OnLine(line) }) {
			continue
		}
		c := climb{Incident: i.Key, Line: line, Role: a.Role, Scope: a.Scope, Sent: tx.Now(), Way: a.Escalation}
		holders, err := d.holders(tx, i, a.Role, a.Scope)
		if err != nil {
			return nil, err
		}
		if i, err = d.ring(tx, i, c, a.Role, principalsOf(holders), a.AcknowledgeWithin); err != nil {
			return nil, err
		}
	}
	if p.Management(f) == strategy.ManagementByRule && i.Management == "" {
		return d.tellManagement(tx, p, i, ToldByRule, "")
	}
	return i, nil
}

func principalsOf(holders []org.Holder) []record.Key { return share{holders: holders}.principals() }

// ring alerts persons and queues the next step up. When nobody holds the role it climbs at once.
func (d *Desk) ring(tx *record.Tx, i *Incident, c climb, role string, persons []record.Key, within time.Duration) (*Incident, error) {
	i, err := d.widen(tx, i, persons...)
	if err != nil {
		return nil, err
	}
	due := tx.Now().Add(within)
	if i.Anonymous {
		due = due.HourFloor().Add(time.Hour) // no finer than the report itself
	}
	told, err := d.alertEach(tx, i, c, record.Code(role), persons, due)
	if err != nil {
		return nil, err
	}
	if err := d.tell(tx, i, "alert", told...); err != nil {
		return nil, err
	}
	switch {
	case c.Step >= len(c.Way):
		return i, nil
	case len(persons) == 0:
		return d.climb(tx, i, c)
	}
	at := max(c.Sent.Add(c.Way[c.Step].After), tx.Now())
	if i.Anonymous { // counted from the step before, since only the hour is kept of when the alert was sent
		at, c.Sent = tx.Now().Add(c.wait()), c.Sent.HourFloor()
	}
	_, err = job.Enqueue(tx.Tx, job.Job{Kind: ClimbKind, Payload: c, RunAt: at, Coarse: i.Anonymous, Dedupe: fmt.Sprintf("climb:%d:%s:%d", i.Key, c.Line, c.Step)})
	return i, err
}

// alertEach alerts each person. Whoever is alerted already in another function and has not answered has that alert answer
// for this function too. It returns those who are to have a letter: who was not alerted before, and all when it climbs.
func (d *Desk) alertEach(tx *record.Tx, i *Incident, c climb, role record.Code, persons []record.Key, due clock.Instant) (told []record.Key, err error) {
	out, err := alertsOn(tx, i.Key)
	if err != nil {
		return nil, err
	}
	for _, person := range persons {
		at := slices.IndexFunc(out, func(a *alert.Alert) bool { return a.Recipient == person && a.State == alert.Sent })
		if at >= 0 {
			_, err = alert.Kind.Change(tx, out[at].Key, out[at].Version, func(a *alert.Alert) error { a.Join(c.Line, role, due); return nil })
		} else {
			err = alert.Kind.Create(tx, &alert.Alert{
				Envelope: record.Envelope{On: i.Key, Title: i.Number.Text(Kind.Prefix)}, Recipient: person,
				Roles: []record.Code{role}, Lines: c.Line, Step: record.Of(int64(c.Step)), DueAt: due,
			})
		}
		if err != nil {
			return nil, fmt.Errorf("alert a person: %w", err)
		}
		if at < 0 || c.Step > 0 {
			told = append(told, person)
		}
	}
	return told, nil
}

// alertsOn lists the alerts of an incident.
func alertsOn(tx *record.Tx, on record.Key) ([]*alert.Alert, error) {
	all, err := alert.Kind.List(tx, record.Query{On: on, Action: access.Update, Limit: record.MaxPage})
	if err != nil {
		return nil, fmt.Errorf("read the alerts: %w", err)
	}
	return all.Records, nil
}

// climb takes an alert one step up.
func (d *Desk) climb(tx *record.Tx, i *Incident, c climb) (*Incident, error) {
	step := c.Way[c.Step]
	c.Step++
	role, scope := step.Role, step.Scope
	if step.Deputy {
		role, scope = c.Role, c.Scope
	}
	holders, err := d.holders(tx, i, role, scope)
	if err != nil {
		return nil, err
	}
	persons := principalsOf(holders)
	if step.Deputy {
		persons = nil
		for _, h := range holders {
			if h.Deputy {
				persons = append(persons, h.Person)
			}
		}
	}
	within := step.After // the last step has as long as it took to get there
	if c.Step < len(c.Way) {
		within = c.Way[c.Step].After - step.After
	}
	return d.ring(tx, i, c, role, persons, within)
}

// Climb runs one job of ClimbKind: if nobody has acknowledged, the alert goes one step up. tx must be the program's own
// (record.Caller{Door: record.System}).
func (d *Desk) Climb(tx *record.Tx, w job.Work) error {
	var c climb
	if err := w.Read(&c); err != nil {
		return err
	}
	i, err := Kind.Reveal(tx, c.Incident)
	if err != nil {
		return fmt.Errorf("read what an alert is about: %w", err)
	}
	by := asRule(tx, i)
	by.Caller.Coarse = i.Anonymous
	open, err := openAlerts(by, c.Incident, c.Line)
	if err != nil || len(open) == 0 || c.Step >= len(c.Way) {
		return err // somebody answered
	}
	for _, a := range open {
		if a.State != alert.Sent {
			continue
		}
		pass := func(a *alert.Alert) error { a.Pass(c.Line); return nil }
		if tried := *a; tried.Pass(c.Line) {
			_, err = alert.Kind.Take(by, a.Key, a.Version, "climb", pass)
		} else {
			_, err = alert.Kind.Change(by, a.Key, a.Version, pass)
		}
		if err != nil {
			return fmt.Errorf("let an alert climb: %w", err)
		}
	}
	_, err = d.climb(by, i, c)
	return err
}

// openAlerts are the alerts of a line that nobody has answered; none as soon as one has.
func openAlerts(tx *record.Tx, on record.Key, line string) ([]*alert.Alert, error) {
	all, err := alertsOn(tx, on)
	if err != nil {
		return nil, err
	}
	var open []*alert.Alert
	for _, a := range all {
		if !a.OnLine(line) {
			continue
		}
		if a.State == alert.Acknowledged {
			return nil, nil
		}
		if a.Waits() {
			open = append(open, a)
		}
	}
	return open, nil
}

// Acknowledge says that the caller has learnt of a serious event. Others need not answer any more when every line of theirs
// is answered.
func (d *Desk) Acknowledge(tx *record.Tx, key record.Key, version int) (*alert.Alert, error) {
	a, err := alert.Kind.Take(tx, key, version, "acknowledge", nil)
	if err != nil {
		return a, err
	}
	by := tx.As(record.System)
	all, err := alertsOn(by, a.On)
	if err != nil {
		return nil, err
	}
	answered := func(line string) bool {
		return slices.ContainsFunc(all, func(x *alert.Alert) bool { return x.State == alert.Acknowledged && x.OnLine(line) })
	}
	for _, other := range all {
		if !other.Waits() || slices.ContainsFunc(other.EachLine(), func(line string) bool { return !answered(line) }) {
			continue
		}
		if _, err := alert.Kind.Take(by, other.Key, other.Version, "settle", nil); err != nil {
			return nil, fmt.Errorf("settle an alert: %w", err)
		}
	}
	return a, nil
}

// widen puts those whom a rule reaches on the case list.
func (d *Desk) widen(tx *record.Tx, i *Incident, persons ...record.Key) (*Incident, error) {
	if len(with(i.CaseList, persons...)) == len(i.CaseList) {
		return i, nil
	}
	return Kind.Change(tx, i.Key, i.Version, func(i *Incident) error {
		i.CaseList = with(i.CaseList, persons...)
		return nil
	})
}

// tellManagement alerts whoever the profile gives the director's rights, and keeps how it was decided. Each of the roles has
// a line of its own: each answers, and each climbs.
func (d *Desk) tellManagement(tx *record.Tx, p *strategy.Profile, i *Incident, how Management, reason string) (*Incident, error) {
	i, err := Kind.Change(tx, i.Key, i.Version, func(i *Incident) error {
		i.Management, i.ToldReason = how, reason
		return nil
	})
	if err != nil {
		return nil, err
	}
	within := p.ManagementAlert()
	for _, role := range granting(p, access.Director) {
		holders, err := d.holders(tx, i, role.Code, role.Scope)
		if err != nil {
			return nil, err
		}
		c := climb{Incident: i.Key, Line: managementLine + " " + role.Code, Role: role.Code, Scope: role.Scope, Sent: tx.Now(), Way: within.Escalation}
		if i, err = d.ring(tx, i, c, role.Code, principalsOf(holders), within.AcknowledgeWithin); err != nil {
			return nil, err
		}
	}
	return i, nil
}

// managementLine begins the lines of the alerts to management.
const managementLine = "management"
