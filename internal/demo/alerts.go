package demo

import (
	"math/rand/v2"

	"github.com/vardkas/vardkas/internal/clock"
)

// alert: those who must learn of a serious event learn of it at once and say
// so; when one does not in time, the deputy is reached.
func (h *handler) alert() {
	if !h.serious() {
		return
	}
	h.minutes(1, 6)
	sent := h.now
	for _, role := range h.alertedRoles() {
		h.now = sent
		h.alertOne(role)
	}
	h.now = max(h.now, sent)
}

func (h *handler) alertedRoles() []string {
	roles := []string{h.officerRole, RoleSecurityChief}
	if h.draft.severity == 4 {
		roles = append(roles, RoleDutyOfficer)
	}
	return roles
}

func (h *handler) alertOne(role string) {
	holder := h.org.holderFor(role, h.draft.Unit, h.now.Date())
	h.add(Step{Kind: StepAlerted, To: holder.Person, Role: role})
	if holder.Deputy != "" && h.chance(8) {
		h.minutes(61, 64)
		h.add(Step{Kind: StepEscalated, To: holder.Deputy, Role: role})
		h.minutes(3, 40)
		h.add(Step{Kind: StepAcknowledged, By: holder.Deputy, Role: role})
		return
	}
	h.minutes(2, 55)
	h.add(Step{Kind: StepAcknowledged, By: holder.Person, Role: role})
}

// holderFor is who holds the role for the unit: the area's coordinator, or the
// region's holder, for duty officers the one of the week.
func (o *Organisation) holderFor(role, unit string, day clock.Date) Appointment {
	holders := o.Holders(role)
	switch role {
	case RoleCoordinator:
		for _, a := range holders {
			if a.Scope[0] == o.Unit(unit).Area {
				return a
			}
		}
	case RoleDutyOfficer:
		week := first1970.AddDays(4).DaysUntil(day) / 7 // from a Monday
		return holders[week%len(holders)]
	}
	return holders[0]
}

func (o *Organisation) coordinatorOf(unit string) string {
	return o.holderFor(RoleCoordinator, unit, clock.Date{}).Person
}

func (o *Organisation) duty(day clock.Date) string {
	return o.holderFor(RoleDutyOfficer, "", day).Person
}

// managerFor is the unit's manager, or the nearest above who did not report
// the event.
func (o *Organisation) managerFor(unit, reporter string) string {
	u := o.Unit(unit)
	for u.Manager == reporter && u.Parent != "" {
		u = o.Unit(u.Parent)
	}
	return u.Manager
}

// officerFor is the function that supports or takes over events of a category.
func (o *Organisation) officerFor(category, unit string) (person, role string) {
	role = RoleCoordinator
	switch groupOf[category] {
	case "it":
		role = RoleITSecurity
	case "information":
		role = RoleInfosecOfficer
	case "personal_data":
		role = RoleDPO
	}
	return o.holderFor(role, unit, clock.Date{}).Person, role
}

// oneOf is someone who works in a unit of the kind.
func (o *Organisation) oneOf(rng *rand.Rand, kind UnitKind) string {
	unit := o.pools[kind][rng.IntN(len(o.pools[kind]))]
	staff := o.staff[unit]
	if len(staff) == 0 {
		return o.Unit(unit).Manager
	}
	return staff[rng.IntN(len(staff))]
}
