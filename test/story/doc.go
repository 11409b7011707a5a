// Package story tests the whole program from outside, through its pages, its letters and its database, on both engines: the
// path of a report from a phone to a decision, and every door that leads to a record. The tests read as what people do:
//
//	manager := s.as("avdelningschef")
//	manager.opens(event)
//	manager.sees("Dörren till förrådet")
//
// They serve A12, A30, B4, B5, B11, B26, B38 and B52, and the rows 1, 2, 3, 10, 12, 13, 16 and 34 of the threat model.
package story
