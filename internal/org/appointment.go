package org

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
)

// States of an appointment.
const (
	Appointed record.State = "appointed"
	Ended     record.State = "ended"
)

// Appointment is a role held by a person from a day to a day, by somebody's decision (B27). It is held for the region, for
// units with everything below them, or for sites with the units there. Areas narrow what the role answers for.
//
// A deputy is appointed for another appointment: to the same role, and for whatever that one is held for at any time.
type Appointment struct {
	record.Envelope
	Role      record.Code
	Person    record.Key
	Region    bool
	Units     []record.Key
	Sites     []record.Key
	From, To  clock.Date // To is the last day; not set = until further notice
	Decision  string     // who decided, and when
	DeputyFor record.Key // the principal's appointment; 0 = no deputy

	confirmed string // what a second person confirmed, as it stood
}

// Appointments is the kind of record that appointments are.
var Appointments = record.Define(record.Spec[Appointment]{
	Name: "appointment", Prefix: "FO", Start: Appointed, Check: checkAppointment, After: followAppointment,
	Level: access.LevelOpen, Unasked: []string{"owner", "level", "ground", "dnr"},
	Fields: []record.Field[Appointment]{
		record.Term("role", strategy.SetRole, func(a *Appointment) *record.Code { return &a.Role }).Required().InList().Filter(),
		record.Ref("person", func(a *Appointment) *record.Key { return &a.Person }, "person").Required().InList().Filter(),
		record.Flag("region", func(a *Appointment) *bool { return &a.Region }),
		record.Refs("units", func(a *Appointment) *[]record.Key { return &a.Units }, "unit").InList(),
		record.Refs("sites", func(a *Appointment) *[]record.Key { return &a.Sites }, "site"),
		record.Date("valid_from", func(a *Appointment) *clock.Date { return &a.From }).Required().InList().Filter(),
		record.Date("valid_to", func(a *Appointment) *clock.Date { return &a.To }).InList().Filter(),
		record.Text("decision", func(a *Appointment) *string { return &a.Decision }),
		record.Ref("deputy_for", func(a *Appointment) *record.Key { return &a.DeputyFor }, "appointment").Filter(),
		record.Hidden("confirmed", func(a *Appointment) *string { return &a.confirmed }),
	},
	Steps: []record.Step[Appointment]{
		{Name: "confirm", From: []record.State{Appointed}, Needs: access.Approve, Guard: readyToConfirm, Apply: confirm},
		{Name: "end", From: []record.State{Appointed}, To: Ended, Needs: access.Close, Apply: end},
	},
})

// Appoint saves a new appointment, with the role and the person as its title.
func Appoint(tx *record.Tx, a *Appointment) error {
	if a.Title == "" {
		name, err := tx.Title(a.Person, "person")
		if err != nil {
			return record.Invalid{{Field: "person", Key: "problem.no_such_record"}}
		}
		a.Title = clip(tx.Terms().Label(strategy.SetRole, string(a.Role)).SV+": "+name, record.MaxLine)
	}
	if !a.Level.Valid() {
		a.Level = access.LevelOpen
	}
	return Appointments.Create(tx, a)
}

func clip(s string, runes int) string {
	if r := []rune(s); len(r) > runes {
		return string(r[:runes])
	}
	return s
}

func checkAppointment(tx *record.Tx, a *Appointment) []record.Problem {
	bad := gather(open(a.Env()), inOrder(a.From, a.To))
	if tx.Caller.Door == record.System { // a command of the program needs no second person
		a.confirmed = a.substance() + a.To.String()
	}
	profile, ok := ProfileOf(tx)
	if !ok {
		return bad // followAppointment saves nothing without a profile
	}
	role, ok := profile.Role(string(a.Role))
	if !ok {
		return bad // the field's own check has said so
	}
	if a.DeputyFor != 0 {
		bad = append(bad, checkDeputy(tx, a)...)
	} else {
		bad = append(bad, gather(fits(role.Scope, a))...)
	}
	return append(bad, gather(allowed(tx, profile, a))...)
}

// fits holds what an appointment is held for against what its role can be held for.
func fits(scope strategy.Scope, a *Appointment) *record.Problem {
	switch {
	case scope == strategy.ScopeEveryone:
		return problem("role", "org.problem.everyone")
	case scope == strategy.ScopeRegion && (!a.Region || len(a.Units)+len(a.Sites) > 0):
		return problem("region", "org.problem.for_region")
	case scope == strategy.ScopeUnit && (a.Region || len(a.Units) == 0 || len(a.Sites) > 0):
		return problem("units", "org.problem.for_units")
	case scope == strategy.ScopeSite && (a.Region || len(a.Units)+len(a.Sites) == 0):
		return problem("sites", "org.problem.for_sites")
	case isOwned(scope) && (a.Region || len(a.Units)+len(a.Sites) > 0):
		return problem("role", "org.problem.for_owned")
	}
	return nil
}

// isOwned reports a role that is held for a system, an information asset or an agreement: that record names its owner.
func isOwned(scope strategy.Scope) bool {
	return scope == strategy.ScopeSystem || scope == strategy.ScopeInformation || scope == strategy.ScopeAgreement
}

func checkDeputy(tx *record.Tx, a *Appointment) []record.Problem {
	var principal Appointment
	err := tx.Row("SELECT role, person, deputy_for FROM appointment WHERE rid = $1", int64(a.DeputyFor)).Scan(&principal.Role, &principal.Person, &principal.DeputyFor)
	switch {
	case err != nil:
		return nil // the field's own check has said that there is none
	case principal.DeputyFor != 0 || a.DeputyFor == a.Key:
		return gather(problem("deputy_for", "org.problem.deputy_of_deputy"))
	case principal.Role != a.Role:
		return gather(problem("role", "org.problem.deputy_role"))
	case principal.Person == a.Person:
		return gather(problem("person", "org.problem.own_deputy"))
	case a.Region || len(a.Units)+len(a.Sites) > 0:
		return gather(problem("deputy_for", "org.problem.deputy_scope"))
	}
	return nil
}

// allowed refuses to appoint oneself and to join what is kept apart: the machine and the content are never in one hand.
func allowed(tx *record.Tx, profile *strategy.Profile, a *Appointment) *record.Problem {
	if tx.Caller.Door == record.NoDoor && tx.Caller.Person == a.Person {
		return problem("person", "org.problem.oneself")
	}
	held, err := rolesHeld(tx, a)
	if err != nil {
		return unchecked("person")
	}
	for _, other := range held {
		for _, one := range profile.RoleGrants(other) {
			for _, this := range profile.RoleGrants(string(a.Role)) {
				if access.Incompatible(access.Role(one), access.Role(this)) {
					return problem("role", "org.problem.kept_apart", tx.Terms().Label(strategy.SetRole, other))
				}
			}
		}
	}
	return nil
}

// rolesHeld lists the roles that the person is appointed to during any of the days of a, a itself left out.
func rolesHeld(tx *record.Tx, a *Appointment) ([]string, error) {
	to := a.To.String()
	if to == "" {
		to = endless
	}
	var all []string
	err := tx.Each(func(scan func(...any) error) error {
		var role string
		if err := scan(&role); err != nil {
			return err
		}
		all = append(all, role)
		return nil
	}, `SELECT DISTINCT k.role FROM appointment k JOIN record r ON r.rid = k.rid
		WHERE k.person = $1 AND k.rid <> $2 AND r.state = $3 AND k.valid_from <= $4 AND (k.valid_to = '' OR k.valid_to >= $5)`,
		int64(a.Person), int64(a.Key), string(Appointed), to, a.From.String())
	return all, err
}

const endless = "9999-12-31"

// readyToConfirm wants a second pair of eyes: nobody who made the appointment what it is, nor their deputy or principal,
// and not the person appointed.
func readyToConfirm(tx *record.Tx, a *Appointment) []record.Problem {
	me, err := HandOf(tx, tx.Caller.Person)
	if err != nil {
		return gather(unchecked("person"))
	}
	switch {
	case !access.Pair(me, access.Hand{Person: int64(a.Person)}):
		return gather(problem("person", "org.problem.oneself"))
	case !apart(me, a.CreatedBy) || !apart(me, a.ChangedBy):
		return gather(problem("person", "org.problem.second_person"))
	}
	return nil
}

// apart reports whether the hand is another pair of eyes than the actor. A door of the program has no eyes.
func apart(me access.Hand, actor int64) bool {
	return actor <= 0 || access.Pair(me, access.Hand{Person: actor})
}

func confirm(_ *record.Tx, a *Appointment) error {
	a.confirmed = a.substance() + a.To.String()
	return nil
}

// substance is what a confirmation is about beside the last day. A change of any of it must be confirmed anew.
func (a *Appointment) substance() string {
	return fmt.Sprintln(a.Role, a.Person, a.Region, a.Units, a.Sites, a.Areas, a.From, a.DeputyFor)
}

// Counts reports whether the appointment gives its role when its days are there: it has not been ended, and has been
// confirmed as it stands if its role needs that.
func (a *Appointment) Counts(profile *strategy.Profile) bool {
	return a.State == Appointed && (!NeedsSecond(profile, a.Role) || a.confirmed == a.substance()+a.To.String())
}

// reaches reports whether deputies can hold what the appointment is or was held for.
func (a *Appointment) reaches(profile *strategy.Profile) bool {
	ended := a.State == Ended && (!NeedsSecond(profile, a.Role) || strings.HasPrefix(a.confirmed, a.substance()))
	return ended || a.Counts(profile)
}

// NeedsSecond reports whether two persons must appoint to the role.
func NeedsSecond(profile *strategy.Profile, role record.Code) bool {
	return slices.ContainsFunc(profile.RoleGrants(string(role)), func(g string) bool { return access.NeedsSecond(access.Role(g)) })
}

func end(tx *record.Tx, a *Appointment) error {
	a.To = lastDay(tx, a.From, a.To)
	return nil
}
