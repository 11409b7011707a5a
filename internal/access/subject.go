package access

// Grant is one access role held through one appointment in force now. The strategy profile says which access roles a role
// grants; package org expands the appointment's scope to ids.
type Grant struct {
	Role   Role
	Region bool     // reaches every unit, and what belongs to no unit
	Units  []int64  // the expanded subtree, or the site's units; sorted, used when Region is false
	Areas  []string // area codes with their parts expanded; empty = not limited by area
	Deputy bool     // held as deputy
}

// Subject is who asks: one person, or a door of the program (Intake, System), with the rights of this moment.
// Build a new one for every request, and again inside the write transaction.
type Subject struct {
	Person int64 // 0 = nobody: no relation ever matches
	Veil   int64 // keyed hash of the person, compared with veiled relations; 0 = none
	Grants []Grant

	handling bool // see Handling
}

// Handling is the subject as anybody but a reporter: what only the reporter's own rule opens is closed. Lists that can be
// searched, filtered and ordered by what handlers write ask so, for else they would tell a reporter what handlers wrote.
func (s Subject) Handling() Subject {
	s.handling = true
	return s
}

// ByReach is the subject as if no record knew the person: what is left goes by the reach of the appointments. On every
// record without a key of the person or the veil it answers as the subject does.
func (s Subject) ByReach() Subject { return Subject{Grants: s.Grants} }

// ByPerson is the subject without its veil: nobody's reporter, and in no conflict of interest. On every record without a
// key of the veil it answers as the subject does.
func (s Subject) ByPerson() Subject { return Subject{Person: s.Person, Grants: s.Grants} }

// Holds says whether the subject has the role by any grant.
func (s Subject) Holds(role Role) bool {
	for _, g := range s.Grants {
		if g.Role == role {
			return true
		}
	}
	return false
}

// Answer is what a subject gets of a record.
type Answer int

// The answers. Nothing and absent must look and take the same (404). A stub is number, month, site and category.
const (
	Nothing Answer = iota
	Stub
	Full
)

// String names the answer, for tests and the explanation page.
func (a Answer) String() string {
	return [...]string{"nothing", "stub", "full"}[a]
}
