package story_test

import (
	"net/url"
	"testing"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
)

// told is what the figures of this month tell somebody: the sum of the shown cells, and how many are kept back.
func (s *house) told(who string) (shown, few int, all access.Cell) {
	s.Helper()
	today := clock.Today(s.clock)
	s.must(s.Book.Read(s.Context(), record.Caller{Person: s.people[who]}, func(tx *record.Tx) error {
		table, err := incident.Statistics(tx, today, today)
		for _, row := range table.Figures.Cells {
			for _, c := range row {
				if c.Mark == access.Shown {
					shown += c.N
				} else {
					few++
				}
			}
		}
		all = table.Incidents
		return err
	}))
	return shown, few, all
}

func TestFiguresCountWhatTheReaderMayNotReadAndTellNoFew(t *testing.T) {
	onBoth(t, func(s *house) {
		for range 6 {
			s.anyone().reports(nil)
		}
		for range 2 {
			s.anyone().reports(url.Values{"category": {"violence"}, "description": {"Knuff vid disken"}})
		}
		if shown, few, all := s.told("samordnare"); shown != 8 || few != 0 || all.N != 8 { // on the case list of both
			s.Errorf("the coordinator is told %d, %d kept back, %+v in all", shown, few, all)
		}
		shown, few, _ := s.told("verksamhetschef") // reads six, counts two
		if few == 0 || shown == 8 {
			s.Errorf("the head of operations is told %d, %d kept back", shown, few)
		}
		s.as("verksamhetschef").opens("/figures").seesNot("Knuff vid disken")
		for range 3 {
			s.anyone().reports(url.Values{"category": {"violence"}, "description": {"Knuff vid disken"}})
		}
		if shown, few, all := s.told("verksamhetschef"); shown != 11 || few != 0 || all.N != 11 { // five may be told
			s.Errorf("the head of operations is told %d, %d kept back, %+v in all", shown, few, all)
		}
		s.as("verksamhetschef").opens("/figures").sees("11 händelser anmäldes")
		s.as("tandvårdschef").opens("/figures").seesNot("11 händelser")
	})
}
