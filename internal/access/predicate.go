package access

// Engine is which database the SQL text is for.
type Engine uint8

// The engines. Both take numbered placeholders ($1, $2 …), which may be used several times.
const (
	SQLite Engine = iota
	PostgreSQL
)

// Columns names the SQL expressions the predicate is built over, with whatever alias the caller's query uses: the present
// ("r.unit", "r.secrecy", "r.rid") or the past ("s.unit", "s.secrecy", "s.rid"). For a list as of a date, AND both.
type Columns struct {
	RID   string // record key, never NULL
	Unit  string // unit id, 0 for none
	Level string // secrecy level 1 to 4
	Class string // class of the record; empty when the kind has no classes
	Areas string // area codes as one text, each between blanks: " fire access "
	Held  string // how the subject's person stands to what a row counts, in the form of Areas; empty = access_key is asked for RID
}

// Query is how the predicate will be used.
type Query struct {
	Engine Engine
	Next   int  // number of the next free placeholder, from 1
	Total  int  // how many units the organisation has; 0 = not known, always the narrow form
	Page   bool // the query sorts and stops after a page; counts say false
}

// Predicate is a condition to AND into a WHERE clause: always a whole, valid boolean expression in parentheses.
type Predicate struct {
	SQL     string
	Args    []any // SQLite: integers and text (unit lists as JSON); PostgreSQL: integers, text and []int64
	Next    int   // the next free placeholder after this predicate
	Root    bool  // no unit limits it (level, class, area or conflict of interest still may)
	Nothing bool  // no row can match: SQL is "(1=0)" and the query need not be run

	// Units are all units that the condition names, sorted: where Root is false and only reach counts, no row outside them
	// matches. Empty when the unit of a row is not looked at.
	Units []int64
}
