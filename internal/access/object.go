package access

import "slices"

// Level is how secret a record is, 1 to 4. There is no fifth: classified protective-security content is never stored.
type Level int

// The levels. A record at LevelCase is read only by its reporter, by the person the row is about, and by those on its case list.
const (
	LevelOpen     Level = 1 // open inside the organisation
	LevelInternal Level = 2 // internal: the unit and the functions
	LevelSecrecy  Level = 3 // secrecy has to be tried before anything is handed out
	LevelCase     Level = 4 // victims, protected identity: by case list
)

// Valid says whether l is one of the four levels.
func (l Level) Valid() bool { return l >= LevelOpen && l <= LevelCase }

// Classes of incident (and of what hangs on it). The empty class is an ordinary event; rules.txt writes it "none".
const (
	ClassNone         = ""
	ClassViolence     = "violence"
	ClassInformation  = "information"
	ClassIT           = "it"
	ClassPersonalData = "personal_data"
	ClassProtective   = "protective"
)

// Classes lists every class, the empty one first.
func Classes() []string {
	return []string{ClassNone, ClassViolence, ClassInformation, ClassIT, ClassPersonalData, ClassProtective}
}

// RelationName says how one person stands to one record: a row of the derived table access_key.
type RelationName string

// The relations. Who is a veil (a keyed hash of the person) for the first three, so that the table does not tell who
// reported or who is named; a person id for the others.
const (
	RelationReporter RelationName = "reporter" // handed in the report
	RelationSubject  RelationName = "subject"  // the case is about this person (a victim, a person exposed)
	RelationNamed    RelationName = "named"    // is named as having done it, or as a manager who is part of it
	RelationAssignee RelationName = "assignee" // has the case or a part of it, or is responsible for the action
	RelationOwner    RelationName = "owner"    // owns the information, system or register row
	RelationCase     RelationName = "case"     // stands on the case list
	RelationForum    RelationName = "forum"    // is a member of the forum the record belongs to
	RelationSelf     RelationName = "self"     // the row is the person's own
)

// Veiled says whether the relation is kept by veil instead of by person.
func (n RelationName) Veiled() bool {
	return n == RelationReporter || n == RelationSubject || n == RelationNamed
}

// Relation is one row of access_key without its record: the name, and a veil or a person as the name says.
type Relation struct {
	Name RelationName
	Who  int64
}

// Object is what the rule needs to know of a record, and no more. Whatever hangs on a record (comment, part, file,
// link, alert, message) carries the Unit, Areas, Class, Level and Relations of what it hangs on, except that
// RelationReporter follows only onto what the reporter shall see: the talk, the outcome and the reporter's own files.
type Object struct {
	Kind      string
	Class     string   // one of Classes
	Areas     []string // area codes of the strategy profile; may be empty
	Unit      int64    // 0 = belongs to no unit: only a region-wide grant reaches it
	Level     Level    // an invalid level is answered with Nothing
	RID       int64    // record key, for the caller's own use
	Relations []Relation
	Locked    bool // adopted, approved or held: refuses changes
}

// has says whether the object has the relation to the person, by veil where the relation is veiled.
func (o Object) has(name RelationName, s Subject) bool {
	who := s.Person
	if name.Veiled() {
		who = s.Veil
	}
	return who != 0 && slices.Contains(o.Relations, Relation{name, who})
}
