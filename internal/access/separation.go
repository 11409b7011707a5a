package access

import "slices"

// Hand is one pair of eyes: a person, and those the person is deputy for or has as deputy in the matter. Principal and
// deputy count as one, since the one answers for what the other does.
type Hand struct {
	Person int64
	With   []int64 // principals and deputies
}

// Pair says whether two hands are two pairs of eyes.
func Pair(a, b Hand) bool {
	return a.Person != 0 && b.Person != 0 && a.Person != b.Person && !slices.Contains(a.With, b.Person) && !slices.Contains(b.With, a.Person)
}

// Sole says whether the approver would approve own work alone: no other approver is a pair of eyes apart from every author.
// An approval is refused while Sole holds.
func Sole(authors []Hand, approvers ...Hand) bool {
	for _, approver := range approvers {
		apart := approver.Person != 0
		for _, author := range authors {
			apart = apart && Pair(author, approver)
		}
		if apart {
			return false
		}
	}
	return true
}

// Incompatible says whether one person may never hold both roles at a time: whoever runs the machine reads no content, and
// whoever appoints is not appointed to what reads secrecy.
func Incompatible(a, b Role) bool {
	return a != b && (apart(a, b) || apart(b, a))
}

func apart(admin, other Role) bool {
	switch admin {
	case SystemAdministrator:
		return other != Employee
	case AccessAdministrator:
		return NeedsSecond(other)
	}
	return false
}

// NeedsSecond says whether two persons must appoint to the role: it reaches level 3 and more by reach, opens sealed
// fields, or administers anything. Read from the rules, so that a new rule moves its role here by itself.
func NeedsSecond(role Role) bool {
	for _, rules := range inForce().byRole[role] {
		if slices.ContainsFunc(rules, Rule.grave) {
			return true
		}
	}
	return false
}

func (r Rule) grave() bool {
	if r.gives(ReadSealed) || r.gives(Administer) || r.gives(Disclose) || r.gives(Dispose) && !r.only(ScopeSelf) {
		return true
	}
	byReach := slices.ContainsFunc(r.Scopes, func(s Scope) bool { return s.relation() == "" && s != ScopeAny })
	return byReach && r.Max >= LevelSecrecy && r.gives(Read)
}

func (r Rule) only(scope Scope) bool { return len(r.Scopes) == 1 && r.Scopes[0] == scope }

// The denials of an appointment, beside those of Why.
const (
	DenialSelf         Denial = "self"          // nobody appoints themselves
	DenialSecond       Denial = "second_person" // the role needs a second access administrator
	DenialIncompatible Denial = "incompatible"  // the person holds a role this one may not stand beside
	DenialClosed       Denial = "closed_role"   // intake and system are held by nobody
)

// Appointing is a proposed appointment: who proposes, who confirms (zero = nobody yet), and whom it concerns.
type Appointing struct {
	By, Second         Subject
	ByHand, SecondHand Hand
	To                 int64
	Held               []Role // what To holds now
	Role               Role
	Object             Object // the appointment itself
}

// Refused says why the appointment may not be made, or DenialNone.
func (a Appointing) Refused() Denial {
	if !slices.Contains(Appointable(), a.Role) {
		return DenialClosed
	}
	if why := a.By.Why(Create, a.Object); !why.Allowed {
		return why.Denial
	}
	if a.To == a.By.Person || a.To == a.Second.Person {
		return DenialSelf
	}
	if slices.ContainsFunc(a.Held, func(held Role) bool { return Incompatible(held, a.Role) }) {
		return DenialIncompatible
	}
	if NeedsSecond(a.Role) && (!a.Second.May(Approve, a.Object) || !a.pair()) {
		return DenialSecond
	}
	return DenialNone
}

// pair says whether two pairs of eyes stand behind the appointment, neither of them the appointed person's own.
func (a Appointing) pair() bool {
	to := Hand{Person: a.To}
	return a.ByHand.Person == a.By.Person && a.SecondHand.Person == a.Second.Person && Pair(a.ByHand, a.SecondHand) &&
		Pair(a.ByHand, to) && Pair(a.SecondHand, to)
}
