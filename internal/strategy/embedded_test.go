package strategy_test

import (
	"testing"

	"github.com/vardkas/vardkas/internal/strategy"
)

// known is what package access offers; app hands over the real list.
func known() strategy.Known {
	return strategy.Known{
		AccessRoles: []string{
			"employee", "manager", "site_coordinator", "infosec_officer", "it_security_officer",
			"infosec_coordinator_it", "data_protection_officer", "security_chief", "security_office",
			"protective_security_chief", "director", "board_member", "safety_representative",
			"fire_representative", "duty_officer", "registrar", "reviewer", "system_administrator",
			"access_administrator", "information_owner", "system_owner", "it_chief", "property_chief",
			"chief_physician",
		},
		Classes: []string{"violence", "information", "it", "personal_data", "protective"},
	}
}

func varmland(t *testing.T) *strategy.Profile {
	t.Helper()
	p, err := strategy.Embedded(known())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTheEmbeddedProfileLoads(t *testing.T) {
	p := varmland(t)
	if len(p.Categories()) < 15 {
		t.Errorf("%d categories, want at least 15", len(p.Categories()))
	}
}
