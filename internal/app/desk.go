package app

import (
	"context"

	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/job"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
)

// dailyKind is the job that looks, every hour, for what the desk does by day: tell people what awaits them, and give what
// nobody holds any more to somebody who does.
const dailyKind = "desk.daily"

// deskHandlers are the jobs of the desk: climb lets an alert that nobody answered in time go one step up.
func (o *Organisation) deskHandlers() map[string]job.Handler {
	return map[string]job.Handler{
		incident.ClimbKind:    o.deskHandler(o.Desk.Climb),
		incident.ReminderKind: o.deskHandler(o.Desk.Remind),
		incident.DigestKind:   o.deskHandler(o.Desk.Digest),
		dailyKind:             o.deskHandler(o.daily),
	}
}

// nightHour is when what nobody holds any more goes on: before people come to work.
const nightHour = 3

func (o *Organisation) daily(tx *record.Tx, _ job.Work) error {
	if tx.Now().Local().Hour() == nightHour {
		if _, err := o.Desk.HandDown(tx); err != nil {
			return err
		}
	}
	return o.Desk.TellDaily(tx)
}

// deskHandler runs a rule of the desk as the program, in the change that settles the job.
func (o *Organisation) deskHandler(run func(*record.Tx, job.Work) error) job.Handler {
	return job.Handler{Run: func(_ context.Context, w job.Work) (job.Record, error) {
		return func(tx *store.Tx, _ job.Next) error {
			rtx, err := o.Book.With(tx, record.Caller{Door: record.System})
			if err != nil {
				return err
			}
			return run(rtx, w)
		}, nil
	}}
}
