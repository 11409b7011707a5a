package investigation_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/vardkas/vardkas/internal/investigation"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/words"
)

func cause(key, explains record.Key) *investigation.Cause {
	return &investigation.Cause{Envelope: record.Envelope{Key: key, State: investigation.Found}, Explains: explains}
}

func TestACauseStandsRightAfterTheOneItExplains(t *testing.T) {
	all := []*investigation.Cause{cause(1, 0), cause(2, 0), cause(3, 1), cause(4, 3), cause(5, 2)}
	var got []record.Key
	var steps []int
	for _, l := range investigation.Chains(all) {
		got, steps = append(got, l.Key), append(steps, l.Step)
	}
	if !slices.Equal(got, []record.Key{1, 3, 4, 2, 5}) || !slices.Equal(steps, []int{1, 2, 3, 1, 2}) {
		t.Errorf("%v at %v", got, steps)
	}
}

func TestWhatIsDismissedStandsInNoChain(t *testing.T) {
	gone := cause(2, 1)
	gone.State = investigation.Dismissed
	if got := investigation.Chains([]*investigation.Cause{cause(1, 0), gone}); len(got) != 1 || got[0].Key != 1 {
		t.Errorf("%+v", got)
	}
}

// Whatever explains what, every cause stands once at most and the walk ends.
func TestChainsEndAlsoWhenCausesExplainEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 12).Draw(t, "causes")
		var all []*investigation.Cause
		for key := range n {
			all = append(all, cause(record.Key(key+1), record.Key(rapid.IntRange(0, n).Draw(t, "explains"))))
		}
		seen := map[record.Key]bool{}
		for _, l := range investigation.Chains(all) {
			if seen[l.Key] || l.Step > n {
				t.Fatalf("cause %d stands twice or at step %d", l.Key, l.Step)
			}
			seen[l.Key] = true
		}
	})
}

type order []string

func (o order) Valid(string, string) bool        { return true }
func (o order) Label(string, string) words.Label { return words.Label{} }
func (o order) Order(_, code string) int         { return slices.Index(o, code) }
func (o order) Codes(string) []string            { return o }
func (o order) Version() int64                   { return 1 }

func TestCostsAddUpByClassAndWhatIsKnownReplacesWhatWasGuessed(t *testing.T) {
	cost := func(class string, ore int64, basis investigation.Basis) *investigation.Cost {
		return &investigation.Cost{Envelope: record.Envelope{State: investigation.Stated}, Class: record.Code(class), Amount: record.Of(ore), Basis: basis}
	}
	struck := cost("staff", 900_00, investigation.Actual)
	struck.State = investigation.Struck
	got := investigation.Sums(order{"data", "staff"}, []*investigation.Cost{
		cost("staff", 100_00, investigation.Estimated), cost("data", 50_00, investigation.Estimated),
		cost("staff", 70_00, investigation.Actual), cost("staff", 5_00, investigation.Actual), struck,
	})
	want := []investigation.Sum{{Class: "data", Estimated: 50_00}, {Class: "staff", Estimated: 100_00, Actual: 75_00}}
	if !slices.Equal(got, want) {
		t.Fatalf("%+v", got)
	}
	if got[0].Reckoned() != 50_00 || got[1].Reckoned() != 75_00 {
		t.Errorf("reckoned at %d and %d", got[0].Reckoned(), got[1].Reckoned())
	}
}
