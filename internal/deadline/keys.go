package deadline

// Keys returns every key of the words catalogue that this package can answer
// with, so that a test can tell used keys from forgotten ones.
func Keys() []string {
	var keys []string
	for _, state := range []State{Running, AtRisk, Late, Met, MetLate} {
		keys = append(keys, state.Key())
	}
	for _, err := range []error{ErrNotALength, ErrNegative, ErrNoSource, ErrUnknownRolls, ErrHoursRoll} {
		keys = append(keys, ProblemKey(err))
	}
	for _, day := range Sweden().days {
		keys = append(keys, day.Key)
	}
	return keys
}
