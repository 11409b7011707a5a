package investigation

import (
	"slices"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
)

// Cost is one amount that an event cost. Its title says what was paid for.
type Cost struct {
	record.Envelope

	Class  record.Code   // the profile's class of cost
	Amount record.Amount // öre
	Basis  Basis
	Paid   clock.Date // when it was paid; not set for an estimate
	Source string     // invoice, order, or how it was reckoned
}

// Basis says how well an amount is known.
type Basis string

// The bases.
const (
	Estimated Basis = "estimated"
	Actual    Basis = "actual"
)

// The states of a cost.
const (
	Stated record.State = "stated"
	Struck record.State = "struck" // it was entered by mistake, or is counted elsewhere
)

// Costs declares the cost.
var Costs = record.Define(record.Spec[Cost]{
	Name: "cost", Prefix: "KS", Start: Stated, Check: paid,
	Fields: []record.Field[Cost]{
		record.Term("cost_class", strategy.SetCostClass, func(c *Cost) *record.Code { return &c.Class }).Required().InList().Filter(),
		record.Money("amount", func(c *Cost) *record.Amount { return &c.Amount }).Required().InList(),
		record.Choice("basis", []Basis{Estimated, Actual}, func(c *Cost) *Basis { return &c.Basis }).Required().InList().Filter(),
		record.Date("paid", func(c *Cost) *clock.Date { return &c.Paid }),
		record.Text("source", func(c *Cost) *string { return &c.Source }),
	},
	Orders: []record.Order{
		{Name: "created", Column: "created_at", Desc: true},
		{Name: "class", Column: "cost_class"},
	},
	Steps: []record.Step[Cost]{
		{Name: "strike", From: []record.State{Stated}, To: Struck, Needs: access.Update, Reason: true},
		{Name: "restore", From: []record.State{Struck}, To: Stated, Needs: access.Update, Reason: true},
	},
	Relations: func(tx *record.Tx, c *Cost) []access.Relation { return handlers(tx, c.On) },
	Under:     &record.Under[Cost]{},
})

func paid(tx *record.Tx, c *Cost) []record.Problem {
	switch {
	case c.On == 0:
		return []record.Problem{{Field: "on", Key: "problem.required"}}
	case c.Paid.After(tx.Today()):
		return []record.Problem{{Field: "paid", Key: "cost.problem.paid_ahead"}}
	case !c.Paid.IsZero() && c.Basis == Estimated:
		return []record.Problem{{Field: "basis", Key: "cost.problem.paid_estimate"}}
	}
	return nil
}

// Sum is what one class of cost comes to, in öre.
type Sum struct {
	Class     string
	Estimated int64
	Actual    int64
}

// Reckoned is what the class is reckoned at: what is known of it, else what was guessed. An estimate beside an actual cost
// of the same class is taken to be what the actual one replaced.
func (s Sum) Reckoned() int64 {
	if s.Actual > 0 {
		return s.Actual
	}
	return s.Estimated
}

// Sums adds up costs by class, in the profile's order. What is struck is left out.
func Sums(terms record.Terms, all []*Cost) []Sum {
	var out []Sum
	for _, c := range all {
		if c.State != Stated {
			continue
		}
		at := slices.IndexFunc(out, func(s Sum) bool { return s.Class == string(c.Class) })
		if at < 0 {
			at = len(out)
			out = append(out, Sum{Class: string(c.Class)})
		}
		if c.Basis == Actual {
			out[at].Actual += c.Amount.Or(0)
		} else {
			out[at].Estimated += c.Amount.Or(0)
		}
	}
	slices.SortStableFunc(out, func(a, b Sum) int {
		return terms.Order(strategy.SetCostClass, a.Class) - terms.Order(strategy.SetCostClass, b.Class)
	})
	return out
}
