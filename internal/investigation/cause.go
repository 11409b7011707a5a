package investigation

import (
	"slices"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
)

// Cause is one answer to why an event happened. Its title is the statement, in one sentence.
type Cause struct {
	record.Envelope

	Depth    record.Code // how deep it lies, by the profile
	Kind     record.Code // what sort of cause it is, by the profile
	Explains record.Key  // the cause it answers «why?» of; 0 = it answers why the event happened
	Barrier  record.Code // what should have stopped it, by the profile; empty when nobody has said
	Evidence string      // what it rests on
}

// The states of a cause.
const (
	Found     record.State = "found"
	Dismissed record.State = "dismissed" // it turned out not to be one
)

// Causes declares the cause.
var Causes = record.Define(record.Spec[Cause]{
	Name: "cause", Prefix: "OR", Start: Found, Check: explains,
	Fields: []record.Field[Cause]{
		record.Term("cause_depth", strategy.SetCauseDepth, func(c *Cause) *record.Code { return &c.Depth }).Required().InList().Filter(),
		record.Term("cause_kind", strategy.SetCauseKind, func(c *Cause) *record.Code { return &c.Kind }).Required().InList().Filter(),
		record.Ref("explains", func(c *Cause) *record.Key { return &c.Explains }, "cause"),
		record.Term("barrier", strategy.SetBarrier, func(c *Cause) *record.Code { return &c.Barrier }).Filter(),
		record.Long("evidence", func(c *Cause) *string { return &c.Evidence }).Search(),
	},
	Orders: []record.Order{
		{Name: "created", Column: "created_at", Desc: true},
		{Name: "kind", Column: "cause_kind"},
	},
	Steps: []record.Step[Cause]{
		{Name: "dismiss", From: []record.State{Found}, To: Dismissed, Needs: access.Update, Reason: true, Guard: unexplained},
		{Name: "restore", From: []record.State{Dismissed}, To: Found, Needs: access.Update, Reason: true},
	},
	Relations: func(tx *record.Tx, c *Cause) []access.Relation { return handlers(tx, c.On) },
	Under:     &record.Under[Cause]{},
})

// explains refuses a cause of nothing, one that explains another event's, and a chain of whys that comes back to itself.
func explains(tx *record.Tx, c *Cause) []record.Problem {
	if c.On == 0 {
		return []record.Problem{{Field: "on", Key: "problem.required"}}
	}
	all, err := siblings(tx, c.On)
	if err != nil {
		return []record.Problem{{Field: "explains", Key: "cause.problem.unchecked"}}
	}
	seen := []record.Key{c.Key}
	for next := c.Explains; next != 0; {
		at := slices.IndexFunc(all, func(o *Cause) bool { return o.Key == next })
		switch {
		case at < 0 || all[at].State != Found:
			return []record.Problem{{Field: "explains", Key: "cause.problem.elsewhere"}}
		case slices.Contains(seen, next):
			return []record.Problem{{Field: "explains", Key: "cause.problem.circle"}}
		}
		seen, next = append(seen, next), all[at].Explains
	}
	return nil
}

// unexplained refuses to dismiss a cause that another one explains: the chain would hang in the air.
func unexplained(tx *record.Tx, c *Cause) []record.Problem {
	all, err := siblings(tx, c.On)
	if err != nil {
		return []record.Problem{{Field: "state", Key: "cause.problem.unchecked"}}
	}
	if slices.ContainsFunc(all, func(o *Cause) bool { return o.State == Found && o.Explains == c.Key }) {
		return []record.Problem{{Field: "state", Key: "cause.problem.explained"}}
	}
	return nil
}

// siblings are the causes of an event, for the rules of the kind itself, which cannot name what is declared with them.
func siblings(tx *record.Tx, on record.Key) ([]*Cause, error) {
	kind, ok := tx.Book().Kind("cause")
	if !ok {
		return nil, record.ErrNotFound
	}
	rows, err := kind.Rows(tx.As(record.System), record.Query{On: on, Action: access.Update, Limit: record.MaxPage})
	var all []*Cause
	for _, row := range rows.Records {
		if c, ok := record.As[Cause](*row); ok {
			all = append(all, c)
		}
	}
	return all, err
}

// Link is one cause in its chain of whys.
type Link struct {
	*Cause
	Step int // 1 = why the event happened, 2 = why that, and so on
}

// Chains puts causes in the order they explain each other: each right after the one it explains. What is dismissed is left out.
func Chains(all []*Cause) []Link {
	var out []Link
	var under func(key record.Key, step int)
	under = func(key record.Key, step int) {
		for _, c := range all {
			if c.State == Found && c.Explains == key && step <= len(all) {
				out = append(out, Link{c, step})
				under(c.Key, step+1)
			}
		}
	}
	under(0, 1)
	return out
}

// Analysed reports whether an event has been asked why down to a depth at which the method ends, and whether any cause has
// been found at all.
func Analysed(all []*Cause, m strategy.Method) (analysed, found bool) {
	for _, c := range all {
		if c.State == Found {
			found = true
			analysed = analysed || m.Ends(string(c.Depth))
		}
	}
	return analysed, found
}
