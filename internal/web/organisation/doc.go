// Package organisation has the pages about the organisation that security work is done in, beside its registers: taking in
// files of units and persons with a preview first, what is missing or doubled in the organisation, and how a unit is reached.
//
// It serves B17 (every unit shows its contact path; a unit without one is a finding), B26 (a vacancy is a finding) and B27.
package organisation
