package incident

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/action"
	"github.com/vardkas/vardkas/internal/alert"
	"github.com/vardkas/vardkas/internal/clock"
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
	Ver   int // version, for what can be done in place
}

// most is how many items of one sort «my work» looks at.
const most = 100

// Work is what awaits a person, most pressing first. It reads only what the caller may read: tx is the person's own.
func (d *Desk) Work(tx *record.Tx, person record.Key) ([]Item, error) {
	w := &work{tx: tx, person: person, now: tx.Now(), on: map[record.Key][]int{}}
	awaiting, err := w.awaiting()
	if err != nil {
		return nil, fmt.Errorf("gather the work of %d: %w", person, err)
	}
	for _, one := range []struct {
		kind string
		add  func() error
	}{{alert.Kind.Name, w.alerts}, {Parts.Name, w.parts}, {Kind.Name, w.incidents}, {action.Kind.Name, w.actions}} {
		if awaiting[one.kind] == 0 {
			continue
		}
		if err := one.add(); err != nil {
			return nil, fmt.Errorf("gather the work of %d: %w", person, err)
		}
	}
	if awaiting[Parts.Name] > w.taken {
		err = w.offered()
	}
	if err = firstError(err, w.place()); err != nil {
		return nil, fmt.Errorf("gather the work of %d: %w", person, err)
	}
	slices.SortStableFunc(w.all, func(a, b Item) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.due(), b.due()), cmp.Compare(a.Since, b.Since))
	})
	return w.all, nil
}

func (i Item) rank() int { return slices.Index([]When{Late, Today, ThisWeek, Later}, i.When) }

// due puts what has no date after what has one.
func (i Item) due() clock.Instant {
	if i.Due == 0 {
		return 1 << 62
	}
	return i.Due
}

type work struct {
	tx     *record.Tx
	person record.Key
	now    clock.Instant
	all    []Item
	on     map[record.Key][]int // items by the record they hang on
	taken  int                  // parts that are the person's own
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
	}, `SELECT r.kind, count(*) FROM access_key a JOIN record r ON r.rid = a.rid WHERE a.who = $1 AND a.relation = $2
		AND r.state NOT IN ('closed', 'done', 'abandoned', 'acknowledged', 'settled', 'withdrawn') GROUP BY r.kind`, int64(w.person), string(access.RelationAssignee))
	return all, err
}

func mine(field string, person record.Key, states ...record.State) record.Query {
	q := record.Query{Limit: most, Filters: []record.Filter{{Field: field, Any: []string{strconv.FormatInt(int64(person), 10)}}}}
	state := record.Filter{Field: "state"}
	for _, s := range states {
		state.Any = append(state.Any, string(s))
	}
	q.Filters = append(q.Filters, state)
	return q
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

func (w *work) alerts() error {
	all, err := alert.Kind.List(w.tx, mine("recipient", w.person, alert.Sent, alert.Climbed))
	for _, a := range all.Records {
		w.add(alert.Kind.Name, a.Env(), "acknowledge", "alerted", a.DueAt)
	}
	return err
}

func (w *work) parts() error {
	all, err := Parts.List(w.tx, mine("assignee", w.person, PartOpen, PartAccepted))
	w.taken = len(all.Records)
	for _, p := range all.Records {
		verb := "accept"
		if p.State == PartAccepted {
			verb = "handle"
		}
		w.add(Parts.Name, p.Env(), verb, "part", 0)
	}
	return err
}

// offered are parts of functions that several hold, while nobody has taken them.
func (w *work) offered() error {
	q := mine("assignee", 0, PartOpen)
	q.Filters[0].Any = []string{"0"}
	q.Filters = append(q.Filters, record.Filter{Field: "offered", Any: []string{strconv.FormatInt(int64(w.person), 10)}})
	all, err := Parts.List(w.tx, q)
	for _, p := range all.Records {
		w.add(Parts.Name, p.Env(), "accept", "offered", 0)
	}
	return err
}

// incidents are those the person has. What the reporter wrote last stands as to be answered.
func (w *work) incidents() error {
	all, err := Kind.List(w.tx, mine("owner", w.person, Reported, Received, Assessed, Handled))
	if err != nil || len(all.Records) == 0 {
		return err
	}
	waiting, err := w.unanswered(all.Records)
	for _, i := range all.Records {
		verb := map[record.State]string{Reported: "receive", Received: "assess", Assessed: "handle", Handled: "close"}[i.State]
		if since, ok := waiting[i.Key]; ok {
			w.add(Kind.Name, i.Env(), "answer", "owner", 0)
			w.all[len(w.all)-1].Since = since
		}
		w.add(Kind.Name, i.Env(), verb, "owner", 0)
	}
	return err
}

// unanswered are the incidents in which the reporter spoke last.
func (w *work) unanswered(all []*Incident) (map[record.Key]clock.Instant, error) {
	on := record.Filter{Field: "on"}
	for _, i := range all {
		on.Any = append(on.Any, strconv.FormatInt(int64(i.Key), 10))
	}
	said, err := talk.Messages.List(w.tx, record.Query{Filters: []record.Filter{on}, Limit: record.MaxPage})
	waiting, seen := map[record.Key]clock.Instant{}, map[record.Key]record.Key{}
	for _, m := range said.Records {
		if seen[m.On] > m.Key {
			continue
		}
		seen[m.On] = m.Key
		delete(waiting, m.On)
		if m.Side == talk.Reporter {
			waiting[m.On] = m.CreatedAt
		}
	}
	return waiting, err
}

func (w *work) actions() error {
	q := mine("responsible", w.person, action.Planned, action.Started)
	q.Order = "due"
	all, err := action.Kind.List(w.tx, q)
	for _, a := range all.Records {
		due := clock.Instant(0)
		if !a.Due.IsZero() {
			due = a.Due.End() - 1
		}
		w.add(action.Kind.Name, a.Env(), "do", "responsible", due)
	}
	return err
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
	where, arg := w.tx.In("rid", 1, keys)
	return w.tx.Each(func(scan func(...any) error) error {
		var key record.Key
		var id []byte
		var n record.Number
		var title string
		if err := scan(&key, &id, &n.Year, &n.N, &title); err != nil {
			return err
		}
		for _, at := range w.on[key] {
			i := &w.all[at]
			copy(i.On[:], id)
			if i.Kind == action.Kind.Name {
				continue
			}
			i.Thing = n.Text(Kind.Prefix) + " " + title
		}
		return nil
	}, "SELECT rid, id, number_year, number, title FROM record WHERE kind = 'incident' AND "+where, arg)
}
