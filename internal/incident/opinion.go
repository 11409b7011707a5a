package incident

import (
	"fmt"
	"strings"

	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/talk"
)

// Helped is whether what was done helped, as the reporter sees it; empty while nothing is said.
type Helped string

// The opinions.
const (
	HelpedYes    Helped = "yes"
	HelpedPartly Helped = "partly"
	HelpedNo     Helped = "no"
)

func opinions() []Helped { return []Helped{HelpedYes, HelpedPartly, HelpedNo} }

// Opinion is what the reporter says of a closed incident. The words become a message; what is left out is not said.
type Opinion struct {
	Helped Helped
	Reopen bool // asks that it be opened again; takes words
	Words  string
	Sure   bool // lets a spotted personal number through
}

// Opine adds the reporter's opinion to a closed incident, by a tx from Follow or AsReporter. An opinion said again replaces
// the one before, which stays in the history. Asking to have it opened again awaits the handler until it is reopened or
// the reporter has been answered.
func (d *Desk) Opine(tx *record.Tx, key record.Key, o Opinion) error {
	if o.Reopen && strings.TrimSpace(o.Words) == "" {
		return record.Invalid{{Field: "text", Key: "incident.problem.reopen_words"}}
	}
	if strings.TrimSpace(o.Words) != "" {
		if _, err := d.Say(tx, key, o.Words, o.Sure); err != nil {
			return err
		}
	}
	if o.Helped != "" {
		if _, err := d.ownStep(tx, key, StepOpinion, func(i *Incident) error { i.Helped = o.Helped; return nil }); err != nil {
			return err
		}
	}
	if !o.Reopen {
		return nil
	}
	i, err := d.ownStep(tx, key, StepAskReopen, nil)
	if err != nil {
		return err
	}
	return d.tell(asRule(tx, i), i, "reopen_asked", i.handlers()...)
}

// ownStep takes a step of the reporter's.
func (d *Desk) ownStep(tx *record.Tx, key record.Key, step string, fill func(*Incident) error) (*Incident, error) {
	as := behind(tx, tx.Subject.Veil)
	i, err := Kind.Get(as, key)
	if err != nil {
		return nil, err
	}
	as.Caller.Coarse = i.Anonymous
	return Kind.Take(as, key, i.Version, step, fill)
}

func askedReopen(tx *record.Tx, i *Incident) error {
	i.ReopenAsked = tx.Now()
	if tx.Caller.Coarse {
		i.ReopenAsked = i.ReopenAsked.HourFloor()
	}
	return nil
}

// LatestAnswers is the latest that was said to the reporter of each incident, the outcome or a handler's message, by
// incident; nothing stands for one without an answer. tx reads as the reporter.
func LatestAnswers(tx *record.Tx, all []*Incident) (map[record.Key]string, error) {
	answers := map[record.Key]string{}
	keys := make([]int64, 0, len(all))
	for _, i := range all {
		keys = append(keys, int64(i.Key))
		if i.FeedbackAt != 0 {
			answers[i.Key] = i.Feedback
		}
	}
	if len(keys) == 0 {
		return answers, nil
	}
	where, arg := tx.In("on_rid", 3, keys)
	var last []record.Key
	err := tx.Each(func(scan func(...any) error) error {
		var key record.Key
		err := scan(&key)
		last = append(last, key)
		return err
	}, "SELECT max(rid) FROM message_span WHERE to_seq = $1 AND side = $2 AND "+where+" GROUP BY on_rid", int64(record.Current), string(talk.Handler), arg)
	if err != nil {
		return nil, fmt.Errorf("find the latest answers: %w", err)
	}
	at := map[record.Key]*Incident{}
	for _, i := range all {
		at[i.Key] = i
	}
	for _, key := range last {
		m, err := talk.Messages.Get(tx, key)
		if err != nil {
			return nil, err
		}
		if m.CreatedAt >= at[m.On].FeedbackAt {
			answers[m.On] = m.Text
		}
	}
	return answers, nil
}
