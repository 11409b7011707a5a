package deadline_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/vardkas/vardkas/internal/deadline"
)

func TestEveryProblemOfARuleHasWordsAndNothingElseHas(t *testing.T) {
	for err, want := range map[error]string{
		deadline.ErrNotALength: "deadline.problem.length", deadline.ErrNoLength: "deadline.problem.length", deadline.ErrNegative: "deadline.problem.negative",
		deadline.ErrNoSource: "deadline.problem.source", deadline.ErrUnknownRolls: "deadline.problem.rolls", deadline.ErrHoursRoll: "deadline.problem.hours_roll",
		errors.New("the disk is full"): "",
	} {
		if got := deadline.ProblemKey(fmt.Errorf("read a rule: %w", err)); got != want {
			t.Errorf("%v has the words %q", err, got)
		}
	}
}

func TestATextThatIsNoTimeIsNoElapsedTimeEither(t *testing.T) {
	for _, text := range []string{"", "4h", "PT", "P1M", "B5"} {
		if got, err := deadline.ParseElapsed(text); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

func TestNoTimeAtAllIsWrittenAsALengthThatIsReadBack(t *testing.T) {
	if text := deadline.Elapsed(0).String(); text != "PT0M" {
		t.Errorf("no time is written %q", text)
	}
}
