// Package investigation is what an event leaves behind when it has been looked into: its causes, what it cost, and what is
// learnt from it. All three hang on the event and follow it in unit, areas, class, level and case list.
//
//	cause   found ──dismiss──▶ dismissed ──restore──▶ found        why it happened, and why that in turn
//	cost    stated ──strike──▶ struck ──restore──▶ stated          money by class, estimated or actual
//	lesson  open ──use──▶ used, open ──set_aside──▶ set_aside      ends where it was used, or with why not
//	        used, set_aside ──take_up──▶ open
//
// The method is the profile's (investigation.yaml): which depths of cause there are, and which end a chain of whys. How far
// an event must be investigated before it is closed is the profile's too (closing.yaml).
//
// It serves A12 (analysis, recurring causes), B11 (events are analysed and valued), B12 (lessons are used, or it is said
// why not) and what A31's notifications will ask for: cost by class and the same cause before.
package investigation
