package strategy

import (
	"slices"

	"github.com/vardkas/vardkas/internal/words"
)

// QuestionKind is how a question is answered.
type QuestionKind string

// The kinds of question. A yes-or-no question has a third answer, "unknown":
// a fact nobody has looked into is never a no.
const (
	YesNo  QuestionKind = "yes_no"
	Choice QuestionKind = "choice"
	Line   QuestionKind = "line"
	Number QuestionKind = "number"
)

// The answers to a yes-or-no question.
const (
	AnswerYes     = "yes"
	AnswerNo      = "no"
	AnswerUnknown = "unknown"
)

// Question is an extra question of a category. In a report it is one at most and
// never required; the facts that law and follow-up need are asked of the assessor.
type Question struct {
	Code    string
	Label   words.Label // the question as it is asked
	Hint    words.Label
	Kind    QuestionKind
	Options []Option    // of a Choice
	Unit    words.Label // of a Number: hours, persons; zero when it counts nothing named
	Basis   Basis
}

// Option is one answer to a Choice.
type Option struct {
	Code  string
	Label words.Label
}

// Choices returns the answers to choose among, in order and worded; none for a
// Line and a Number.
func (q Question) Choices() []Option {
	if q.Kind != YesNo {
		return slices.Clip(q.Options)
	}
	return []Option{
		{AnswerYes, words.LabelOf("profile.answer.yes")},
		{AnswerNo, words.LabelOf("profile.answer.no")},
		{AnswerUnknown, words.LabelOf("profile.answer.unknown")},
	}
}

// Answers reports whether answer is one the question can have; a Line and a
// Number are not judged here.
func (q Question) Answers(answer string) bool {
	switch q.Kind {
	case YesNo, Choice:
		return slices.ContainsFunc(q.Choices(), func(o Option) bool { return o.Code == answer })
	}
	return true
}

// Question returns a question of the profile.
func (p *Profile) Question(code string) (Question, bool) {
	q, ok := p.questions[code]
	return q, ok
}

func (r *reading) questions(it item) {
	for _, one := range it.items("questions") {
		r.question(one)
	}
	it.done()
}

func (r *reading) question(it item) {
	defer it.done()
	q := Question{Code: it.code("code"), Label: it.label("label"), Hint: it.optionalLabel("hint"), Basis: it.basis()}
	q.Kind = QuestionKind(it.oneOf("kind", string(YesNo), string(Choice), string(Line), string(Number)))
	q.Unit = it.optionalLabel("unit")
	q.Options = it.answerOptions()
	if q.Kind != "" && (q.Kind == Choice) != (len(q.Options) >= 2) {
		it.at("options").problem(keyOptions)
	}
	if q.Code == "" {
		return
	}
	if _, double := r.profile.questions[q.Code]; double {
		it.at("code").problem(keyDoubleCode, q.Code)
		return
	}
	r.profile.questions[q.Code] = q
}

func (it item) answerOptions() []Option {
	var all []Option
	seen := map[string]bool{}
	for _, one := range it.optionalItems("options") {
		option := Option{Code: one.code("code"), Label: one.label("label")}
		one.done()
		if seen[option.Code] {
			one.at("code").problem(keyDoubleCode, option.Code)
		}
		seen[option.Code] = true
		all = append(all, option)
	}
	return all
}

// question reads the code of a question that must exist.
func (v value) question() string {
	code := v.code()
	v.later(func() {
		if code != "" {
			v.questionExists(code)
		}
	})
	return code
}

// questionExists reports a question that is not there, unless none could be read.
func (s spot) questionExists(code string) {
	all := s.r.profile.questions
	if _, ok := all[code]; !ok && len(all) > 0 {
		s.problem(keyUnknownCode, code, "questions")
	}
}
