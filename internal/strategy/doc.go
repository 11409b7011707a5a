// Package strategy is the organisation's own rules as data: the profile that
// its security strategy is written down in. It reads a folder of YAML files,
// refuses it with every problem named by file, line and field, and answers the
// questions the reporting path asks: which areas there are, what a reporter can
// choose, how severe an event is, who gets it, who is alerted and what must be
// known before it is closed.
//
// It serves the rows B4 (areas), B5 (life, health and privacy first), B11 (facts
// before closing), B26 (routing to the coordinator of the place), B38 and B52
// (what everyone can report), A12 (cause before an IT incident is closed), A30
// (alerts), C1 (errors with line and field) and C6 (every fact has an origin, the
// organisation's own decision is marked, what is open is a gap).
//
// A profile is a folder:
//
//	profile.yaml     who, version, from when, the documents that facts cite, gaps
//	areas.yaml       the tree of areas, its cross-links and goals
//	roles.yaml       functions, what they are held for, the access roles they grant
//	categories.yaml  what a reporter can choose
//	questions.yaml   extra questions, asked in the report or in the assessment
//	scales.yaml      consequences, their levels and the severity that follows
//	terms.yaml       the other code lists
//	routing.yaml     who gets an event
//	alerts.yaml      who is alerted, how soon an answer is due, where it climbs
//	closing.yaml     what must be known before an event is closed
//	investigation.yaml  how causes, costs and lessons are found, and what a part must hold
//	following.yaml      how decided actions are followed, and when people are told of what awaits them
//
// Every fact says where it stands (`origin: [B Brandskydd]`) or that the
// organisation decided it itself (`own: true`). A value the documents leave open
// is written not_stated and comes out as a Gap. Codes are never reused: a code
// that goes out of use is retired and may name what replaces it.
//
// A loaded Profile never changes and may be used by several goroutines at once;
// the slices it returns are to be read only.
package strategy
