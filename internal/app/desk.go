package app

import (
	"context"

	"github.com/vardkas/vardkas/internal/job"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
)

// climbHandler lets an alert that nobody answered in time go one step up.
func (o *Organisation) climbHandler() job.Handler {
	return job.Handler{Run: func(_ context.Context, w job.Work) (job.Record, error) {
		return func(tx *store.Tx, _ job.Next) error {
			rtx, err := o.Book.With(tx, record.Caller{Door: record.System})
			if err != nil {
				return err
			}
			return o.Desk.Climb(rtx, w)
		}, nil
	}}
}
