package ui

// Work is one heading of a person's work: late, today, this week, later.
type Work struct {
	Title string
	Items []WorkItem
	Count int   // all that belongs under it; fewer than Items = as many as them
	More  *Link // to what is not shown
}

// WorkItem is one thing to do, as a sentence: verb and thing, why me, since
// when. With Button it is done in place.
type WorkItem struct {
	Title  string // "Bedöm H-2026-1043: Dörren stod olåst"
	Href   string
	Why    string // "Du är handläggare · mottagen i går"
	State  *Badge
	Button *Button
}
