package incident

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/action"
	"github.com/vardkas/vardkas/internal/alert"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/investigation"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/talk"
)

// When says which heading of «my work» an item stands under.
type When string

// The headings, in order.
const (
	Late     When = "late"
	Today    When = "today"
	ThisWeek When = "this_week"
	Later    When = "later" // also what has no date
)

// Item is one thing that awaits a person: verb, thing, why that person, since when.
type Item struct {
	Verb  string // word key: work.verb.acknowledge …
	Thing string // number and title
	Why   string // word key: work.why.responsible …
	Since clock.Instant
	Due   clock.Instant // 0 = no date
	When  When
	Kind  string     // of the record to act on
	Key   record.Key // of it
	ID    record.ID
	On    record.ID // the incident it belongs to; the zero id when it stands alone
	Level int
	State record.State
	Ver   int  // version, for what can be done in place
	Over  bool // the case is closed and this is left of it
}

// Headings are the headings, in order.
func Headings() []When { return []When{Late, Today, ThisWeek, Later} }

// Load is what awaits a person.
type Load struct {
	Items  []Item       // most pressing first; under each heading no more than was asked for of each sort
	Counts map[When]int // all that awaits, by heading
	Alerts int          // what awaits an acknowledgement besides
}

// Total is how many things await the person under the headings.
func (l Load) Total() int {
	n := 0
	for _, one := range l.Counts {
		n += one
	}
	return n
}

// Work is what awaits the caller, most pressing first, at most so many of each sort. How many statements it runs does not
// depend on how much there is.
func (d *Desk) Work(tx *record.Tx, most int) (Load, error) {
	w := &work{tx: tx, person: tx.Caller.Person, now: tx.Now(), most: most, on: map[record.Key][]int{}, counts: map[When]int{}}
	awaiting, err := w.awaiting()
	if err != nil {
		return Load{}, fmt.Errorf("gather the work of %d: %w", w.person, err)
	}
	if err := w.askedAgain(); err != nil {
		return Load{}, fmt.Errorf("gather the work of %d: %w", w.person, err)
	}
	for _, one := range []struct {
		kind string
		add  func() error
	}{{Parts.Name, w.parts}, {Kind.Name, w.incidents}, {action.Kind.Name, w.actions}, {judgements, w.judgements}, {investigation.Lessons.Name, w.lessons}} {
		if awaiting[one.kind] == 0 {
			continue
		}
		if err := one.add(); err != nil {
			return Load{}, fmt.Errorf("gather the work of %d: %w", w.person, err)
		}
	}
	if err := w.place(); err != nil {
		return Load{}, fmt.Errorf("gather the work of %d: %w", w.person, err)
	}
	slices.SortStableFunc(w.all, func(a, b Item) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.due(), b.due()), cmp.Compare(b.Since, a.Since))
	})
	return Load{Items: w.all, Counts: w.counts, Alerts: awaiting[alert.Kind.Name]}, nil
}

func (i Item) rank() int { return slices.Index(Headings(), i.When) }

// due puts what has no date after what has one, and what is left of a closed case last.
func (i Item) due() clock.Instant {
	switch {
	case i.Over:
		return 1 << 62
	case i.Due == 0:
		return 1 << 61
	}
	return i.Due
}

type work struct {
	tx     *record.Tx
	person record.Key
	now    clock.Instant
	most   int
	all    []Item
	on     map[record.Key][]int // items by the record they hang on
	counts map[When]int
}

// awaiting counts by kind what is open and handed to the person, in one statement: most people have nothing of most kinds.
func (w *work) awaiting() (map[string]int, error) {
	all := map[string]int{}
	err := w.tx.Each(func(scan func(...any) error) error {
		var kind string
		var n int
		err := scan(&kind, &n)
		all[kind] = n
		return err
	}, `SELECT CASE WHEN r.kind = 'action' AND r.state = 'done' THEN '`+judgements+`' ELSE r.kind END AS sort, count(*) FROM access_key a JOIN record r ON r.rid = a.rid WHERE a.who = $1 AND a.relation = $2
		AND (r.state NOT IN ('closed', 'done', 'judged', 'abandoned', 'acknowledged', 'settled', 'withdrawn', 'joined', 'moved', 'found', 'dismissed', 'stated', 'struck', 'used', 'set_aside') OR r.kind = 'action' AND r.state = 'done') GROUP BY sort`, int64(w.person), string(access.RelationAssignee))
	return all, err
}

func (w *work) add(kind string, e *record.Envelope, verb, why string, due clock.Instant) {
	i := Item{Verb: "work.verb." + verb, Thing: e.Title, Why: "work.why." + why, Since: e.CreatedAt, Due: due, Kind: kind, Key: e.Key, ID: e.ID, Level: int(e.Level), State: e.State, Ver: e.Version}
	i.When = w.when(due)
	if e.On != 0 {
		w.on[e.On] = append(w.on[e.On], len(w.all))
	}
	w.all = append(w.all, i)
}

// when places a moment: a week ends with its Sunday.
func (w *work) when(due clock.Instant) When {
	today := w.now.Date()
	switch {
	case due == 0:
		return Later
	case due < w.now:
		return Late
	case due <= today.End():
		return Today
	case due <= today.AddDays((7-int(today.Weekday()))%7).End():
		return ThisWeek
	}
	return Later
}

// parts are the person's own, and those of functions that several hold while nobody has taken them.
func (w *work) parts() error {
	all, err := Parts.Handed(w.tx, record.Duty{States: []record.State{PartOpen, PartAccepted}, Most: w.most})
	if err != nil {
		return err
	}
	w.counts[Later] += all.Counts[0]
	for _, p := range all.Records {
		verb, why := "accept", "part"
		switch {
		case p.State == PartAccepted:
			verb = "handle"
		case p.Assignee == 0:
			why = "offered"
		}
		w.add(Parts.Name, p.Env(), verb, why, 0)
	}
	return nil
}

// incidents are those the person has. What the reporter wrote last stands as to be answered.
func (w *work) incidents() error {
	all, err := Kind.Handed(w.tx, record.Duty{States: []record.State{Reported, Received, Assessed, Handled}, Owner: true, Most: w.most})
	if err != nil || len(all.Records) == 0 {
		return err
	}
	w.counts[Later] += all.Counts[0]
	waiting, err := w.unanswered(all.Records)
	for _, i := range all.Records {
		verb := map[record.State]string{Reported: "receive", Received: "assess", Assessed: "handle", Handled: "close"}[i.State]
		if since, ok := waiting[i.Key]; ok {
			w.counts[Later]++
			w.add(Kind.Name, i.Env(), "answer", "owner", 0)
			w.all[len(w.all)-1].Since = since
		}
		w.add(Kind.Name, i.Env(), verb, "owner", 0)
		if err := w.police(i); err != nil {
			return err
		}
	}
	return err
}

// police is that it must be said whether the police are told, by the profile's limit.
func (w *work) police(i *Incident) error {
	due, err := PoliceDue(w.tx, i)
	if err != nil || due == 0 || i.policeAnswered() {
		return err
	}
	w.counts[w.when(due)]++
	w.add(Kind.Name, i.Env(), "police", "owner", due)
	return nil
}

// askedAgain are closed incidents of the person's that whoever reported asks to have opened again.
func (w *work) askedAgain() error {
	all, err := Kind.Handed(w.tx, record.Duty{States: []record.State{Closed}, Owner: true, Marked: "reopen_asked_at", Most: w.most})
	if err != nil {
		return err
	}
	w.counts[Later] += all.Counts[0]
	for _, i := range all.Records {
		w.add(Kind.Name, i.Env(), "reopen", "asked", 0)
		w.all[len(w.all)-1].Since = i.ReopenAsked
	}
	return nil
}

// unanswered are the incidents in which the reporter spoke last, and since when. What was said is not read.
func (w *work) unanswered(all []*Incident) (map[record.Key]clock.Instant, error) {
	keys := make([]int64, len(all))
	for n, i := range all {
		keys[n] = int64(i.Key)
	}
	where, arg := w.tx.In("m.on_rid", 3, keys)
	waiting := map[record.Key]clock.Instant{}
	err := w.tx.Each(func(scan func(...any) error) error {
		var on record.Key
		var since clock.Instant
		err := scan(&on, &since)
		waiting[on] = since
		return err
	}, `SELECT m.on_rid, m.created_at FROM message_span m WHERE m.to_seq = $1 AND m.side = $2 AND `+where+`
		AND NOT EXISTS (SELECT 1 FROM message_span later WHERE later.to_seq = $1 AND later.on_rid = m.on_rid AND later.rid > m.rid)`,
		int64(record.Current), string(talk.Reporter), arg)
	return waiting, err
}

// judgements counts the actions that are done, beside the kinds: some of them wait until their effect is judged.
const judgements = "judgement"

func (w *work) actions() error {
	return dated(w, action.Kind, record.Duty{States: []record.State{action.Decided, action.Started}, By: "due"}, "do", "responsible", (*action.Action).Deadline)
}

// judgements are the actions that somebody else has done and the person is to judge.
func (w *work) judgements() error {
	return dated(w, action.Kind, record.Duty{States: []record.State{action.Done}, By: "effect_on", Dated: true}, "judge", "judge", (*action.Action).Deadline)
}

// lessons are those that wait to be used, of whoever is to see to it (B12).
func (w *work) lessons() error {
	return dated(w, investigation.Lessons, record.Duty{States: []record.State{investigation.Open}, Owner: true, By: "due"}, "use", "responsible", func(l *investigation.Lesson) clock.Date { return l.Due })
}

// dated adds what of a kind the person is to do by a day.
func dated[T any](w *work, k *record.Kind[T], duty record.Duty, verb, why string, day func(*T) clock.Date) error {
	today := w.now.Date()
	next := today.AddDays(1)
	monday := today.AddDays((7-int(today.Weekday()))%7 + 1)
	duty.Cuts, duty.Most = []string{today.String(), next.String(), monday.String()}, w.most
	all, err := k.Handed(w.tx, duty)
	if err != nil {
		return err
	}
	for n, when := range Headings() {
		w.counts[when] += all.Counts[n]
	}
	for _, one := range all.Records {
		due := clock.Instant(0)
		if on := day(one); !on.IsZero() {
			due = on.End() - 1
		}
		w.add(k.Name, k.Env(one), verb, why, due)
	}
	return nil
}

// place says which incident each item belongs to, and gives it that one's number and title. What is secret is
// called by its category (titleOf).
func (w *work) place() error {
	for n := range w.all {
		if w.all[n].Kind == Kind.Name {
			w.on[w.all[n].Key] = append(w.on[w.all[n].Key], n)
		}
	}
	if len(w.on) == 0 {
		return nil
	}
	keys := make([]int64, 0, len(w.on))
	for key := range w.on {
		keys = append(keys, int64(key))
	}
	where, arg := w.tx.In("r.rid", 1, keys)
	may, args := Kind.Readable(w.tx, "r", arg)
	return w.tx.Each(func(scan func(...any) error) error {
		var key record.Key
		var id []byte
		var n record.Number
		var title string
		var state record.State
		if err := scan(&key, &id, &n.Year, &n.N, &title, &state); err != nil {
			return err
		}
		for _, at := range w.on[key] {
			i := &w.all[at]
			copy(i.On[:], id)
			if i.Kind == Parts.Name && state == Closed {
				i.Verb, i.Why, i.Over = "work.verb.finish", "work.why.over", true
			}
			if i.Kind == action.Kind.Name || i.Kind == investigation.Lessons.Name {
				continue
			}
			i.Thing = strings.TrimSpace(n.Text(Kind.Prefix) + " " + title)
		}
		return nil
	}, "SELECT r.rid, r.id, r.number_year, r.number, CASE WHEN "+may+" THEN r.title ELSE '' END, r.state FROM record r WHERE r.kind = 'incident' AND "+where, args...)
}
