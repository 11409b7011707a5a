package investigation

import (
	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/record"
)

// handlers lets whoever handles an event handle what is found about it, also without any role: an event handed over is
// handed over whole. Who they are follows the event at every change of it.
func handlers(tx *record.Tx, on record.Key) []access.Relation {
	var all []access.Relation
	err := tx.Each(func(scan func(...any) error) error {
		r := access.Relation{Name: access.RelationAssignee}
		err := scan(&r.Who)
		all = append(all, r)
		return err
	}, "SELECT who FROM access_key WHERE rid = $1 AND relation = $2", int64(on), string(access.RelationAssignee))
	if err != nil {
		return nil // fewer may, never more; the statement after this one fails as well
	}
	return all
}
