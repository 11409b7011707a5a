package demo

import (
	"slices"
	"strings"
	"testing"
)

// sizes makes both regions once for all tests; making the larger one takes a
// few hundredths of a second.
var sizes = []Size{Small, Medium}

func TestARegionHasThePlannedSize(t *testing.T) {
	for _, size := range sizes {
		o, p := Region(size), planOf(size)
		if len(o.Units) != p.units || len(o.Sites) != p.sites || len(o.Persons) != p.persons {
			t.Errorf("%s has %d units, %d sites, %d persons; want %d, %d, %d", size, len(o.Units), len(o.Sites), len(o.Persons), p.units, p.sites, p.persons)
		}
		levels := 0
		for _, u := range o.Units {
			levels = max(levels, u.Level)
		}
		if levels < 4 || levels > 6 {
			t.Errorf("%s has %d levels of units, want 4 to 6", size, levels)
		}
	}
}

func TestTheSameSizeGivesTheSameRegion(t *testing.T) {
	a, b := Region(Small), Region(Small)
	if !slices.Equal(a.Persons, b.Persons) || !slices.Equal(a.Units, b.Units) {
		t.Error("two regions of the same size differ")
	}
}

func TestEveryUnitLiesInExactlyOneCoordinatorsArea(t *testing.T) {
	for _, size := range sizes {
		o := Region(size)
		lies := map[string]int{}
		coordinated := map[string]int{}
		for _, a := range o.Holders(RoleCoordinator) {
			coordinated[a.Scope[0]]++
		}
		for _, area := range o.Areas {
			if coordinated[area.Code] != 1 || len(area.Units) == 0 {
				t.Errorf("%s: area %s has %d coordinators and %d units", size, area.Code, coordinated[area.Code], len(area.Units))
			}
			for _, unit := range area.Units {
				lies[unit]++
			}
		}
		for _, u := range o.Units {
			if lies[u.Code] != 1 || u.Area != o.Site(u.Site).Area {
				t.Errorf("%s: %s lies in %d areas", size, u.Name, lies[u.Code])
			}
		}
	}
}

func TestUnitsComeAfterTheirParentsAndHaveManagers(t *testing.T) {
	for _, size := range sizes {
		o := Region(size)
		seen, names := map[string]bool{}, map[string]bool{}
		for i, u := range o.Units {
			if (i == 0) != (u.Parent == "") || u.Parent != "" && !seen[u.Parent] {
				t.Errorf("%s: %s comes before its parent", size, u.Name)
			}
			if names[u.Name] {
				t.Errorf("%s: two units are called %s", size, u.Name)
			}
			if o.Person(u.Manager).Code == "" || o.Site(u.Site).Code == "" || u.Municipality == "" {
				t.Errorf("%s: %s lacks manager, site or municipality: %+v", size, u.Name, u)
			}
			seen[u.Code], names[u.Name] = true, true
		}
	}
}

func TestPeopleHaveAddressesOfTheirOwn(t *testing.T) {
	o := Region(Medium)
	mails, ids := map[string]bool{}, map[string]bool{}
	for _, p := range o.Persons {
		if mails[p.Mail] || ids[p.HSAID] {
			t.Fatalf("%s shares %s or %s", p.Code, p.Mail, p.HSAID)
		}
		mails[p.Mail], ids[p.HSAID] = true, true
		local, at, _ := strings.Cut(p.Mail, "@")
		if at != "example.org" || strings.Trim(local, "abcdefghijklmnopqrstuvwxyz0123456789.-") != "" {
			t.Errorf("%q is no plain address at example.org", p.Mail)
		}
		if o.Unit(p.Unit).Code == "" || p.Title == "" {
			t.Errorf("%+v works nowhere", p)
		}
	}
}

func TestSitesHaveTheirPlaces(t *testing.T) {
	o := Region(Medium)
	names := map[string]bool{}
	for _, s := range o.Sites {
		if names[s.Name] || s.Area == "" || len(s.Places) < 6 {
			t.Errorf("site %+v", s)
		}
		names[s.Name] = true
		for _, p := range s.Places {
			if p.Term == "" {
				t.Errorf("%s of %s has no place-kind of the profile", p.Name, s.Name)
			}
		}
	}
}

func TestAppointmentsNameWhatExists(t *testing.T) {
	for _, size := range sizes {
		o, p := Region(size), planOf(size)
		for _, a := range o.Appointments {
			if o.Person(a.Person).Code == "" || a.Deputy != "" && o.Person(a.Deputy).Code == "" || a.Person == a.Deputy {
				t.Errorf("%s: %+v", size, a)
			}
			for _, code := range a.Scope {
				if a.Kind == ScopeUnit && o.Unit(code).Code == "" {
					t.Errorf("%s: %s for unknown unit %s", size, a.Role, code)
				}
			}
		}
		if n := len(o.Holders(RoleFireRep)); n < p.fireRepresentatives*8/10 {
			t.Errorf("%s: %d fire representatives, want about %d", size, n, p.fireRepresentatives)
		}
		if n := len(o.Holders(RoleSafetyRep)); n != p.safetyRepresentatives {
			t.Errorf("%s: %d safety representatives, want %d", size, n, p.safetyRepresentatives)
		}
	}
}

func TestEverySignInIsAPersonOfItsOwn(t *testing.T) {
	for _, size := range sizes {
		o := Region(size)
		names, persons := map[string]bool{}, map[string]bool{}
		for _, s := range Accounts(o) {
			if names[s.Username] || persons[s.Person] || o.Person(s.Person).Code == "" {
				t.Errorf("%s: sign-in %+v", size, s)
			}
			names[s.Username], persons[s.Person] = true, true
		}
		if len(names) < 20 {
			t.Errorf("%s: %d sign-ins, want about twenty", size, len(names))
		}
	}
}
