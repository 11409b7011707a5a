package strategy

// The facts that a rule may demand before an event is closed (B11: valued,
// analysed, remedied; the reporter is answered).
const (
	ClosingAssessed     = "assessed"     // someone has assessed it
	ClosingCategory     = "category"     // the category has been confirmed or changed
	ClosingConsequences = "consequences" // the consequences have been judged
	ClosingSeverity     = "severity"
	ClosingCause        = "cause"     // a cause has been found
	ClosingAnalysis     = "analysis"  // the causes have been asked why, down to one the method calls a root (A12)
	ClosingLesson       = "lesson"    // what is learnt has been written (B12)
	ClosingParts        = "parts"     // every function has finished its part (A31)
	ClosingActions      = "actions"   // actions have been decided
	ClosingFeedback     = "feedback"  // the reporter has been answered
	ClosingQuestions    = "questions" // the category's questions to the assessor have answers
	ClosingPolice       = "police"    // whether to report to the police has been decided
	ClosingContacted    = "contacted" // someone has been in contact with the reporter
)

func closingFacts() []string {
	return []string{
		ClosingAssessed, ClosingCategory, ClosingConsequences, ClosingSeverity, ClosingCause,
		ClosingAnalysis, ClosingLesson, ClosingParts,
		ClosingActions, ClosingFeedback, ClosingQuestions, ClosingPolice, ClosingContacted,
	}
}

// ClosingFact is something that must be there before an event is closed.
type ClosingFact struct {
	Fact     string // one of the Closing constants
	OrReason bool   // a written reason why it is not there will do
}

type closingRule struct {
	rule
	needs []ClosingFact
}

// ClosingFacts returns what must be there before an event is closed, each fact
// once, in the order of the rules; where two rules differ, a reason will not do.
func (p *Profile) ClosingFacts(f Facts) []ClosingFact {
	f = p.complete(f)
	var all []ClosingFact
	place := map[string]int{}
	for _, rule := range applying(p, p.closing, f) {
		for _, need := range rule.needs {
			if at, double := place[need.Fact]; double {
				all[at].OrReason = all[at].OrReason && need.OrReason
				continue
			}
			place[need.Fact] = len(all)
			all = append(all, need)
		}
	}
	return all
}

func (r *reading) closing(it item) {
	seen := map[string]bool{}
	for _, one := range it.items("rules") {
		rule := closingRule{rule: one.rule(seen)}
		for _, need := range one.items("needs") {
			fact := ClosingFact{Fact: need.oneOf("fact", closingFacts()...), OrReason: need.truth("or_reason")}
			need.done()
			rule.needs = append(rule.needs, fact)
		}
		one.done()
		r.profile.closing = append(r.profile.closing, rule)
	}
	it.done()
	aloneFirst(r.profile.closing)
}
