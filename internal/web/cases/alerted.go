package cases

import (
	"slices"
	"strconv"
	"time"

	"github.com/vardkas/vardkas/internal/alert"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// Unanswered is an alert that awaits its recipient, with the event it is of.
type Unanswered struct {
	Alert *alert.Alert
	Event record.ID
}

// Waiting lists the alerts that await the caller, the most pressing first, one for each event: one answer is enough for every
// function the caller is alerted in.
func Waiting(tx *record.Tx) ([]Unanswered, error) {
	found, err := alert.Kind.Handed(tx, record.Duty{States: []record.State{alert.Sent, alert.Climbed}, By: "due_at", Most: mostFound})
	if err != nil || len(found.Records) == 0 {
		return nil, err
	}
	var events []record.Key
	for _, a := range found.Records {
		events = append(events, a.On)
	}
	ids, err := tx.IDs(events)
	var all []Unanswered
	for _, a := range found.Records {
		if !slices.ContainsFunc(all, func(u Unanswered) bool { return u.Alert.On == a.On }) {
			all = append(all, Unanswered{Alert: a, Event: ids[a.On]})
		}
	}
	return all, err
}

// waitingOn is the caller's unanswered alerts of one event; of every event when on is 0.
func waitingOn(tx *record.Tx, on record.Key) ([]*alert.Alert, error) {
	found, err := alert.Kind.List(tx, record.Query{On: on, Order: "due", Limit: mostFound, Filters: []record.Filter{
		{Field: "recipient", Any: []string{keyText(tx.Caller.Person)}},
		{Field: "state", Any: []string{string(alert.Sent), string(alert.Climbed)}},
	}})
	return found.Records, err
}

func keyText(k record.Key) string { return strconv.FormatInt(int64(k), 10) }

// byWhen says by when an alert must be answered.
func byWhen(c ui.Ctx, a *alert.Alert) string {
	if left := a.DueAt.Time().Sub(c.Now); left > 0 {
		return words.Left(c.Lang, left.Round(time.Minute))
	}
	return c.T("cases.late")
}
