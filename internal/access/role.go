package access

import "fmt"

// Role is an access role: the closed set of codes that rules.txt is written in. An organisation's own roles (säkerhetssamordnare …) live in the strategy profile and grant one or more of these.
type Role string

// The access roles. Intake is the anonymous door and System is what commands and jobs act as; no person is appointed to either.
const (
	Employee                Role = "employee"
	Manager                 Role = "manager"
	SiteCoordinator         Role = "site_coordinator"
	InfosecOfficer          Role = "infosec_officer"
	ITSecurityOfficer       Role = "it_security_officer"
	InfosecCoordinatorIT    Role = "infosec_coordinator_it"
	DataProtectionOfficer   Role = "data_protection_officer"
	SecurityChief           Role = "security_chief"
	SecurityOffice          Role = "security_office"
	ProtectiveSecurityChief Role = "protective_security_chief"
	Director                Role = "director"
	BoardMember             Role = "board_member"
	SafetyRepresentative    Role = "safety_representative"
	FireRepresentative      Role = "fire_representative"
	DutyOfficer             Role = "duty_officer"
	Registrar               Role = "registrar"
	Reviewer                Role = "reviewer"
	SystemAdministrator     Role = "system_administrator"
	AccessAdministrator     Role = "access_administrator"
	InformationOwner        Role = "information_owner"
	SystemOwner             Role = "system_owner"
	ForumMember             Role = "forum_member"
	ITChief                 Role = "it_chief"
	PropertyChief           Role = "property_chief"
	ChiefPhysician          Role = "chief_physician"
	Intake                  Role = "intake"
	System                  Role = "system"
)

// Roles lists every access role in a fixed order.
func Roles() []Role {
	return []Role{
		Employee, Manager, SiteCoordinator, InfosecOfficer, ITSecurityOfficer, InfosecCoordinatorIT, DataProtectionOfficer,
		SecurityChief, SecurityOffice, ProtectiveSecurityChief, Director, BoardMember, SafetyRepresentative, FireRepresentative,
		DutyOfficer, Registrar, Reviewer, SystemAdministrator, AccessAdministrator, InformationOwner, SystemOwner, ForumMember,
		ITChief, PropertyChief, ChiefPhysician, Intake, System,
	}
}

// Appointable lists the roles a person can be appointed to: all but Intake and System.
func Appointable() []Role {
	var out []Role
	for _, r := range Roles() {
		if r != Intake && r != System {
			out = append(out, r)
		}
	}
	return out
}

// ParseRole turns a code into a Role, or says that no such role exists.
func ParseRole(code string) (Role, error) {
	for _, r := range Roles() {
		if string(r) == code {
			return r, nil
		}
	}
	return "", fmt.Errorf("parse role: %q is not an access role", code)
}
