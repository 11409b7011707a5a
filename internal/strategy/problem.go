package strategy

import (
	"fmt"
	"sort"
	"strings"

	"github.com/vardkas/vardkas/internal/words"
)

// Problem is one thing wrong in a profile: where it stands, and as a key of the
// words catalogue what is wrong and what to do about it.
type Problem struct {
	File  string // the name of the file in the profile's folder
	Line  int    // counted from 1; 0 when it concerns the file as a whole
	Field string // the path of the field, e.g. categories[2].label.en; empty for the file as a whole
	Key   string // a key of the words catalogue
	Args  []any  // what the words of Key name
}

// In words the problem in the given language: file:line: field: what is wrong: what to do.
func (p Problem) In(lang words.Lang) string {
	place := p.File
	if p.Line > 0 {
		place = fmt.Sprintf("%s:%d", place, p.Line)
	}
	if p.Field != "" {
		place += ": " + p.Field
	}
	return place + ": " + words.T(lang, p.Key, p.Args...)
}

// Error words the problem in English.
func (p Problem) Error() string { return p.In(words.EN) }

// Problems is everything wrong in a profile, in the order of files and lines.
type Problems []Problem

// Error words every problem in English, one a line.
func (ps Problems) Error() string { return ps.In(words.EN) }

// In words every problem in a language, one a line.
func (ps Problems) In(lang words.Lang) string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.In(lang)
	}
	return strings.Join(lines, "\n")
}

func (ps Problems) sorted() Problems {
	sort.SliceStable(ps, func(i, j int) bool {
		if ps[i].File != ps[j].File {
			return ps[i].File < ps[j].File
		}
		return ps[i].Line < ps[j].Line
	})
	return ps
}

// The keys of the words catalogue that a Problem may carry.
const (
	keySyntax         = "profile.problem.syntax"
	keyTooLarge       = "profile.problem.too_large"
	keyTooDeep        = "profile.problem.too_deep"
	keyUnknownFile    = "profile.problem.unknown_file"
	keyMissingFile    = "profile.problem.missing_file"
	keyNotAMapping    = "profile.problem.not_a_mapping"
	keyNotAList       = "profile.problem.not_a_list"
	keyNotText        = "profile.problem.not_text"
	keyNotANumber     = "profile.problem.not_a_number"
	keyNumberRange    = "profile.problem.number_range"
	keyNotYesNo       = "profile.problem.not_yes_no"
	keyNotACode       = "profile.problem.not_a_code"
	keyNotADate       = "profile.problem.not_a_date"
	keyNotADuration   = "profile.problem.not_a_duration"
	keyNotOneOf       = "profile.problem.not_one_of"
	keyUnknownField   = "profile.problem.unknown_field"
	keyDoubleField    = "profile.problem.double_field"
	keyMissingField   = "profile.problem.missing_field"
	keyEmpty          = "profile.problem.empty"
	keyTextTooLong    = "profile.problem.text_too_long"
	keyMissingLang    = "profile.problem.missing_language"
	keyDoubleCode     = "profile.problem.double_code"
	keyUnknownCode    = "profile.problem.unknown_code"
	keyRetiredCode    = "profile.problem.retired_code"
	keyRetiredNoDate  = "profile.problem.replaced_without_retired"
	keyNoOrigin       = "profile.problem.no_origin"
	keyOriginAndOwn   = "profile.problem.origin_and_own"
	keyOriginForm     = "profile.problem.origin_form"
	keyValidity       = "profile.problem.validity"
	keyAreaCycle      = "profile.problem.area_cycle"
	keyAreaTwoParents = "profile.problem.area_two_parents"
	keyUnknownGrant   = "profile.problem.unknown_grant"
	keyUnknownClass   = "profile.problem.unknown_class"
	keyContactOnly    = "profile.problem.contact_only_asks"
	keyOptions        = "profile.problem.options"
	keyFirstNotFirst  = "profile.problem.first_aspect_not_first"
	keyNoFirstAspect  = "profile.problem.no_first_aspect"
	keyWeighsLength   = "profile.problem.weighs_length"
	keyWeighsFalls    = "profile.problem.weighs_falls"
	keyFirstWeighs    = "profile.problem.first_weighs_less"
	keyOrderOfNumbers = "profile.problem.order_of_numbers"
	keyNoSerious      = "profile.problem.no_serious"
	keyNoCondition    = "profile.problem.no_condition"
	keyAlwaysAndWhen  = "profile.problem.always_and_when"
	keyReachesNobody  = "profile.problem.reaches_nobody"
	keyAlertsNobody   = "profile.problem.alerts_nobody"
	keyRisingTimes    = "profile.problem.rising_times"
	keyRoleAndDeputy  = "profile.problem.role_and_deputy"
	keyNoClosingFacts = "profile.problem.no_closing_facts"
)

// ProblemKeys returns every key of the words catalogue that a Problem may carry.
func ProblemKeys() []string {
	return []string{
		keySyntax, keyTooLarge, keyTooDeep, keyUnknownFile, keyMissingFile, keyNotAMapping, keyNotAList, keyNotText,
		keyNotANumber, keyNumberRange, keyNotYesNo, keyNotACode, keyNotADate, keyNotADuration, keyNotOneOf,
		keyUnknownField, keyDoubleField, keyMissingField, keyEmpty, keyTextTooLong, keyMissingLang,
		keyDoubleCode, keyUnknownCode, keyRetiredCode, keyRetiredNoDate, keyNoOrigin, keyOriginAndOwn,
		keyOriginForm, keyValidity, keyAreaCycle, keyAreaTwoParents, keyUnknownGrant, keyUnknownClass,
		keyContactOnly, keyOptions, keyFirstNotFirst, keyNoFirstAspect, keyWeighsLength, keyWeighsFalls,
		keyFirstWeighs, keyOrderOfNumbers, keyNoSerious, keyNoCondition, keyAlwaysAndWhen, keyReachesNobody,
		keyAlertsNobody, keyRisingTimes, keyRoleAndDeputy, keyNoClosingFacts,
	}
}
