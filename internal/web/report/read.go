package report

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/file"
	"github.com/vardkas/vardkas/internal/personalnumber"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/web"
)

// answers is what the form holds, read.
type answers struct {
	category    strategy.Category
	description string
	ongoing     bool
	happened    clock.Instant // 0: not known
	dayOnly     bool          // the time of day is not known
	where       located
	placeText   string
	affected    []string
	hurt        string
	special     []string
	done        string
	extra       map[string]string
	anonymous   bool
	contact     string
	doubted     bool // a number was spotted, and the reporter says that it is none
	photos      []file.Prepared
}

// reader reads one form and gathers every fault.
type reader struct {
	form
	a       answers
	spotted bool
}

// read reads what was typed. With faults in f.faults the answers are not to be used.
func (f form) read(tx *store.Tx) (answers, form, error) {
	r := reader{form: f}
	r.faults = faults{}
	r.readCategory()
	r.a.description = r.text(fieldDescription, mostDescription, "report.problem.description")
	r.readWhen()
	if err := r.readWhere(tx); err != nil {
		return r.a, r.form, err
	}
	r.readAffected()
	r.readSpecial()
	r.a.hurt = r.oneOf(fieldHurt, hurtAnswers())
	r.a.done = r.text(fieldDone, mostDone, "")
	r.readExtra()
	r.readWho()
	err := r.readPhotos(tx)
	r.stopPersonalNumbers()
	return r.a, r.form, err
}

func (r *reader) problem(field, key string, args ...any) { r.faults.add(field, r.t(key, args...)) }

// text reads free text; needed names the problem of an empty one.
func (r *reader) text(field string, most int, needed string) string {
	text := strings.TrimSpace(r.d.Get(field))
	if n := utf8.RuneCountInString(text); n > most {
		r.problem(field, "report.problem.too_long", most, n-most)
	}
	if text == "" && needed != "" {
		r.problem(field, needed)
	}
	if personalnumber.Contains(text) {
		r.spotted = true
		if r.d.Get(fieldNoNumber) != "1" {
			r.problem(field, "report.problem.personal_number")
		}
	}
	return text
}

// stopPersonalNumbers shows the way through once a number has been spotted.
func (r *reader) stopPersonalNumbers() {
	r.a.doubted = r.spotted
	r.number = r.spotted
}

func (r *reader) oneOf(field string, allowed []string) string {
	answer := r.d.Get(field)
	if answer != "" && !slices.Contains(allowed, answer) {
		r.problem(field, "report.problem.not_an_option")
	}
	return answer
}

func (r *reader) readCategory() {
	c, ok := r.Profile.Category(r.d.Get(fieldCategory))
	if !ok || !slices.ContainsFunc(r.Profile.Categories(), func(o strategy.Category) bool { return o.Code == c.Code }) {
		r.problem(fieldCategory, "report.problem.category")
	}
	r.a.category = c
}

func (r *reader) readWhen() {
	today := r.v.Now().Date()
	day := r.d.Get(fieldDay)
	switch r.d.Get(fieldWhen) {
	case whenNow:
		r.a.ongoing, r.a.happened = true, r.v.Now()
		return
	case whenToday:
		day = today.String()
	case whenYesterday:
		day = today.AddDays(-1).String()
	case whenEarlier:
		if day == "" {
			r.problem(fieldDay, "report.problem.day_missing")
			return
		}
	case whenUnknown:
		return
	default:
		r.problem(fieldWhen, "report.problem.when")
		return
	}
	r.readMoment(day, strings.TrimSpace(r.d.Get(fieldTime)))
}

// readMoment reads day and time of day. A day without a time stands at noon and is said to be the day only.
func (r *reader) readMoment(day, hhmm string) {
	r.a.dayOnly = hhmm == ""
	if r.a.dayOnly {
		hhmm = "12:00"
	}
	at, twice, err := clock.ParseLocal(day, hhmm)
	switch {
	case errors.Is(err, clock.ErrTwoHours):
		at = twice[0] // the earlier: the night the clocks go back, an hour is no matter to a report
	case errors.Is(err, clock.ErrNotADate):
		r.problem(fieldDay, "report.problem.day")
		return
	case errors.Is(err, clock.ErrNoSuchHour):
		r.problem(fieldTime, "report.problem.no_such_hour")
		return
	case err != nil:
		r.problem(fieldTime, "report.problem.time")
		return
	}
	if r.a.dayOnly && at.Date() == r.v.Now().Date() {
		at = min(at, r.v.Now())
	}
	if at > r.v.Now() {
		r.problem(fieldDay, "report.problem.future")
	}
	r.a.happened = at
}

func (r *reader) readWhere(tx *store.Tx) error {
	place, err := r.locate(tx, r.d.Get(fieldWhere))
	if err != nil {
		return err
	}
	r.a.where = place
	r.a.placeText = r.text(fieldPlace, mostLine, "")
	if place.isNowhere() && r.a.placeText == "" {
		r.problem(fieldWhere, "report.problem.where")
	}
	return nil
}

func (r *reader) readAffected() {
	terms := r.Profile.Terms()
	for _, code := range r.d.Values[fieldAffected] {
		if !terms.Valid(strategy.SetAffected, code) {
			r.problem(fieldAffected, "report.problem.not_an_option")
			continue
		}
		r.a.affected = append(r.a.affected, code)
	}
}

func (r *reader) readSpecial() {
	for _, code := range r.d.Values[fieldSpecial] {
		if !slices.Contains(specials(), code) {
			r.problem(fieldSpecial, "report.problem.not_an_option")
			continue
		}
		r.a.special = append(r.a.special, code)
	}
}

// readExtra reads the category's own question. An answer to another category's question, left from before the reporter
// changed the category, is passed over.
func (r *reader) readExtra() {
	q, ok := r.Profile.Question(r.a.category.ReportQuestion)
	if !ok {
		return
	}
	field := extraPrefix + q.Code
	answer := r.text(field, mostLine, "")
	switch {
	case answer == "":
		return
	case !q.Answers(answer):
		r.problem(field, "report.problem.not_an_option")
	case q.Kind == strategy.Number:
		if n, err := strconv.Atoi(answer); err != nil || n < 0 {
			r.problem(field, "report.problem.number")
		}
	}
	r.a.extra = map[string]string{q.Code: answer}
}

func (r *reader) readWho() {
	if r.v.SignedIn() {
		return
	}
	switch r.d.Get(fieldWho) {
	case whoAnonymous:
		r.a.anonymous = true // a contact typed before is not kept: see anonymous
	case whoNamed:
		r.a.contact = r.text(fieldContact, mostLine, "report.problem.contact")
	default:
		r.problem(fieldWho, "report.problem.who")
	}
}

func (r *reader) readPhotos(tx *store.Tx) error {
	if len(r.d.Files) > mostPhotos {
		r.problem(fieldPhotos, "report.problem.too_many_photos", mostPhotos)
		return nil
	}
	for _, kept := range r.d.Files {
		prepared, err := r.prepare(tx, kept)
		refused, isRefusal := errors.AsType[file.Refusal](err)
		switch {
		case isRefusal:
			r.faults.add(fieldPhotos, kept.Name+": "+r.t(refused.Key, refused.Args...))
		case err != nil:
			return err
		default:
			r.a.photos = append(r.a.photos, prepared)
		}
	}
	return nil
}

func (r *reader) prepare(tx *store.Tx, kept web.DraftFile) (file.Prepared, error) {
	content, err := r.d.Content(tx, kept)
	if err != nil {
		return file.Prepared{}, err
	}
	return file.Prepare(kept.Name, content)
}
