package incident_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
)

func mild(i *incident.Incident) incident.Assessment {
	a := incident.AssessmentOf(i)
	a.Consequences = map[string]record.Code{"life_and_health": "negligible", "privacy": "negligible"}
	a.Severity = "minor"
	return a
}

func grave(i *incident.Incident) incident.Assessment {
	a := mild(i)
	a.Consequences["life_and_health"], a.Severity = "significant", "serious"
	return a
}

// assess takes an assessment as somebody, and gives the incident as it then stands.
func (h *house) assess(c record.Caller, i *incident.Incident, a incident.Assessment) *incident.Incident {
	h.Helper()
	h.write(c, func(tx *record.Tx) (err error) {
		i, err = h.desk.Assess(tx, i.Key, i.Version, a)
		return err
	})
	return i
}

func TestWhoTurnsOutToBeInvolvedLosesTheCase(t *testing.T) {
	each(t, func(h *house) {
		i := h.report(brokenLock(h))
		h.write(as(h.manager), func(tx *record.Tx) (err error) {
			i, err = h.desk.Receive(tx, i.Key, i.Version)
			return err
		})
		a := mild(i)
		a.Named = []record.Key{h.manager}
		i = h.assess(as(h.coordinator), i, a)
		if i.Owner != 0 || slices.Contains(i.CaseList, h.manager) {
			h.Errorf("owner %d, case list %v", i.Owner, i.CaseList)
		}
		if _, err := h.see(as(h.manager), i.Key); !errors.Is(err, record.ErrNotFound) {
			h.Errorf("the manager still reads it: %v", err)
		}
	})
}

func TestTheLevelIsLoweredInAnAssessmentWithAReasonAndNoOtherWay(t *testing.T) {
	each(t, func(h *house) {
		i := h.report(violence(h))
		err := h.try(as(h.manager), func(tx *record.Tx) error {
			_, err := incident.Kind.Edit(tx, i.Key, i.Version, map[string]string{"level": "2"})
			return err
		})
		if !problemOf(err, "level", "incident.problem.level_by_assessor") {
			h.Errorf("a change lowered it: %v", err)
		}
		for _, field := range []string{"category", "severity", "case_list", "assignees", "anonymous", "reporter"} {
			err := h.try(as(h.manager), func(tx *record.Tx) error {
				_, err := incident.Kind.Edit(tx, i.Key, i.Version, map[string]string{field: "1"})
				return err
			})
			if !problemOf(err, field, "problem.unknown_field") {
				h.Errorf("a form set %s: %v", field, err)
			}
		}
		a := mild(i)
		a.Level = 3
		err = h.try(as(h.coordinator), func(tx *record.Tx) error { _, err := h.desk.Assess(tx, i.Key, i.Version, a); return err })
		if !problemOf(err, "reason", "incident.problem.lowering_reason") {
			h.Errorf("lowered without a reason: %v", err)
		}
		a.Reason = "Ingen utpekad person."
		if i = h.assess(as(h.coordinator), i, a); i.Level != access.LevelSecrecy {
			h.Errorf("level %d", i.Level)
		}
	})
}

func TestASeverityOtherThanTheProposedTakesAReason(t *testing.T) {
	each(t, func(h *house) {
		i := h.report(brokenLock(h))
		a := grave(i)
		a.Severity = "minor"
		err := h.try(as(h.coordinator), func(tx *record.Tx) error { _, err := h.desk.Assess(tx, i.Key, i.Version, a); return err })
		if !problemOf(err, "severity_reason", "incident.problem.severity_reason") {
			h.Errorf("%v", err)
		}
		a.Severity, a.Consequences["x"] = "", "minor"
		err = h.try(as(h.coordinator), func(tx *record.Tx) error { _, err := h.desk.Assess(tx, i.Key, i.Version, a); return err })
		if !problemOf(err, "consequence_x", "problem.unknown_field") {
			h.Errorf("%v", err)
		}
	})
}

func TestTheAspectsAreThoseOfTheProfile(t *testing.T) {
	var codes []string
	for _, a := range profile(t).Scale().Aspects {
		codes = append(codes, a.Code)
	}
	if !slices.Equal(codes, incident.Aspects()) {
		t.Errorf("the profile has %v", codes)
	}
}

func TestAssessingAnItEventAsPersonalDataGivesTheDataProtectionOfficerAPart(t *testing.T) {
	each(t, func(h *house) {
		i := h.report(incident.Draft{Category: "it_disruption", Description: "Journalen är nere.", Unit: h.ward})
		if slices.Contains(i.Assignees, h.dso) {
			h.Error("the officer has it before anything says that persons are concerned")
		}
		a := mild(i)
		a.Facts = map[string]string{"personal_data_involved": "yes"}
		i = h.assess(as(h.itSecurity), i, a)
		if !slices.Contains(i.Assignees, h.dso) {
			h.Errorf("handled by %v", i.Assignees)
		}
		a.Category = "personal_data"
		a.Areas = []record.Code{"info"}
		i = h.assess(as(h.infosec), i, a)
		if i.Class != access.ClassPersonalData {
			h.Errorf("class %q after the category changed", i.Class)
		}
	})
}
