package incident

// OnDay reports whether of when it happened the day alone is to be told. A report whose time of day is not known holds an
// hour all the same, and says in WhenNote how it is meant.
func (i *Incident) OnDay() bool { return i.Happened != 0 && i.WhenNote != "" }
