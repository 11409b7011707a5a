package record

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/trail"
)

// Actions of entries that are no step.
const (
	actionCreate   = "create"
	actionUpdate   = "update"
	actionFollow   = "follow" // unit, areas, level or class came from what the record hangs on
	actionWithdraw = "withdraw"
)

// Create saves a new record. It answers Invalid with every problem, or ErrForbidden.
func (k *Kind[T]) Create(tx *Tx, t *T) error {
	if err := k.admit(tx, t); err != nil {
		return err
	}
	if err := k.identify(tx, k.env(t)); err != nil {
		return fmt.Errorf("create %s: %w", k.Name, err)
	}
	if err := k.write(tx, nil, t, actionCreate); err != nil {
		return fmt.Errorf("create %s: %w", k.Name, err)
	}
	return nil
}

// identify gives a new record its key, id, number and times.
func (k *Kind[T]) identify(tx *Tx, e *Envelope) error {
	seq, err := trail.Next(tx.Tx)
	if err != nil {
		return err
	}
	if e.ID.IsZero() {
		if e.ID, err = newID(tx.Caller.Coarse); err != nil {
			return err
		}
	}
	e.Key, e.Number.Year = Key(seq), tx.Today().Year()
	e.CreatedAt, e.CreatedBy = tx.Now(), tx.Caller.Actor()
	if tx.Caller.Coarse {
		e.CreatedAt = e.CreatedAt.HourFloor()
	}
	return tx.Row("SELECT coalesce(max(number), 0) + 1 FROM record WHERE kind = $1 AND number_year = $2", k.Name, e.Number.Year).Scan(&e.Number.N)
}

// Change reads the record, lets edit change it and saves it, if version is still current. The state stays: only a step
// moves it. On a Conflict nothing is saved and the record as it stands now is returned with it.
func (k *Kind[T]) Change(tx *Tx, key Key, version int, edit func(*T) error) (*T, error) {
	return k.change(tx, key, version, actionUpdate, access.Update, func(_, t *T) error {
		state := k.env(t).State
		if err := edit(t); err != nil {
			return err
		}
		k.env(t).State = state
		return nil
	})
}

// Take moves a record along the named step. fill sets what the step asks for; nil when it asks for nothing.
func (k *Kind[T]) Take(tx *Tx, key Key, version int, name string, fill func(*T) error) (*T, error) {
	s, ok := k.step(name)
	if !ok {
		return nil, ErrNotFound
	}
	return k.change(tx, key, version, s.Name, s.Needs, func(old, t *T) error {
		if err := k.move(tx, s, t, fill); err != nil {
			return err
		}
		return nil
	}, func(old, t *T) error {
		if s.Then == nil {
			return nil
		}
		return s.Then(tx, old, t)
	})
}

// ownStep reports whether the caller stands to a record as a step asks: a reporter's own step is for nobody else.
func (k *Kind[T]) ownStep(tx *Tx, s Step[T], t *T) (bool, error) {
	if !s.Own {
		return true, nil
	}
	o, err := k.object(tx, t)
	return err == nil && tx.Subject.AsReporter(o), err
}

func (k *Kind[T]) move(tx *Tx, s Step[T], t *T, fill func(*T) error) error {
	e := k.env(t)
	if !slices.Contains(s.From, e.State) {
		return Invalid{{Field: "state", Key: "problem.step_not_open"}}
	}
	if own, err := k.ownStep(tx, s, t); err != nil || !own {
		return cmp.Or(err, error(Invalid{{Field: "state", Key: "problem.step_not_open"}}))
	}
	if s.Reason && tx.Reason == "" {
		return Invalid{{Field: "reason", Key: "problem.required"}}
	}
	if fill != nil {
		if err := fill(t); err != nil {
			return err
		}
	}
	if s.Guard != nil {
		if bad := s.Guard(tx, t); len(bad) > 0 {
			return Invalid(bad)
		}
	}
	if s.Apply != nil {
		if err := s.Apply(tx, t); err != nil {
			return err
		}
	}
	if s.To != "" {
		e.State = s.To
	}
	return nil
}

// change is the one way a saved record becomes another version. then runs after it is saved.
func (k *Kind[T]) change(tx *Tx, key Key, version int, verb string, needs access.Action, edit func(old, t *T) error, then ...func(old, t *T) error) (*T, error) {
	t, err := k.load(tx, key)
	if err != nil {
		return nil, err
	}
	if err := k.allowed(tx, t, needs); err != nil {
		return nil, err
	}
	e := k.env(t)
	if version != e.Version {
		return t, &Conflict{Key: key, Have: version, Now: e.Version}
	}
	old := new(T)
	*old = *t
	e.Areas = slices.Clone(e.Areas)
	if err := edit(old, t); err != nil {
		return t, err
	}
	if err := k.prepare(tx, old, t); err != nil {
		return t, err
	}
	if err := k.allowed(tx, t, needs); err != nil && k.env(old).Unit == e.Unit && k.env(old).Level == e.Level {
		return t, err
	}
	if err := k.write(tx, old, t, verb); err != nil {
		return t, fmt.Errorf("%s %s %d: %w", verb, k.Name, key, err)
	}
	for _, f := range then {
		if err := f(old, t); err != nil {
			return t, err
		}
	}
	return t, nil
}

// allowed answers ErrNotFound for what may not be seen and ErrForbidden for what may be seen but not done.
func (k *Kind[T]) allowed(tx *Tx, t *T, needs access.Action) error {
	o, err := k.object(tx, t)
	if err != nil {
		return err
	}
	switch {
	case tx.Subject.May(needs, o):
		return nil
	case tx.Subject.May(access.Read, o):
		return ErrForbidden
	}
	return ErrNotFound
}

// prepare computes what is derived and checks everything, so that all problems come at once.
// What a saved record holds already may stay, also a code retired or a unit closed since. old is nil for a new record.
func (k *Kind[T]) prepare(tx *Tx, old, t *T) error {
	var bad Invalid
	for _, f := range k.fields {
		if f.keep != nil {
			if err := f.keep(tx, t); err != nil {
				return fmt.Errorf("compute %s of %s: %w", f.Name, k.Name, err)
			}
		}
		if p, ok := f.check(tx, t); !ok && !f.stays(old, t) {
			bad = append(bad, p)
		}
	}
	if k.Check != nil {
		bad = append(bad, k.Check(tx, t)...)
	}
	if k.Class != nil {
		k.env(t).Class = k.Class(t)
	}
	return bad.orNil()
}

// write puts one version everywhere it belongs: record, kind table, span, access keys, sums, values, search and trail.
// old is nil for a new record.
func (k *Kind[T]) write(tx *Tx, old, t *T, verb string) error {
	e := k.env(t)
	seq, err := trail.Next(tx.Tx)
	if err != nil {
		return err
	}
	have := e.Version
	e.Version++
	e.ChangedAt, e.ChangedBy = tx.Now(), tx.Caller.Actor()
	if tx.Caller.Coarse {
		e.ChangedAt = e.ChangedAt.HourFloor()
	}
	if err := k.seal(tx.book.Ring, t); err != nil {
		return err
	}
	if err := k.writeRow(tx, t, seq, have); err != nil {
		return err
	}
	if err := k.writeDerived(tx, old, t, seq); err != nil {
		return err
	}
	body, err := k.body(tx.Reason, t)
	if err != nil {
		return err
	}
	_, err = trail.Append(tx.Tx, trail.Draft{
		Actor: tx.Caller.Actor(), Action: verb, Kind: k.Name, RID: int64(e.Key), Version: e.Version,
		Shape: k.Shape, Cause: tx.Cause, Coarse: tx.Caller.Coarse, Body: body,
	})
	if err != nil || k.After == nil {
		return err
	}
	return k.After(tx, old, t)
}

func (k *Kind[T]) writeRow(tx *Tx, t *T, seq int64, have int) error {
	e := k.env(t)
	own := []any{int64(e.Key)}
	for _, f := range k.own {
		own = append(own, f.store(t))
	}
	areas := areaList(e.Areas)
	key := e.sealedKey
	if key == nil {
		key = []byte{}
	}
	if have == 0 {
		_, err := tx.Exec(`INSERT INTO record(rid, id, kind, on_rid, number_year, number, state, title, unit, owner, areas, secrecy, ground, dnr, class, batch,
			version, seq, created_at, created_by, changed_at, changed_by, sealed_key) VALUES(`+marks(1, 23)+`)`,
			int64(e.Key), e.ID[:], k.Name, int64(e.On), e.Number.Year, e.Number.N, string(e.State), e.Title, int64(e.Unit), int64(e.Owner), areas,
			int64(e.Level), e.Ground, e.Dnr, e.Class, int64(e.Batch), e.Version, seq, int64(e.CreatedAt), e.CreatedBy, int64(e.ChangedAt), e.ChangedBy, key)
		if err != nil {
			return err
		}
		_, err = tx.Exec(k.sql.insert, own...)
		return err
	}
	n, err := tx.Exec(`UPDATE record SET state = $1, title = $2, unit = $3, owner = $4, areas = $5, secrecy = $6, ground = $7, dnr = $8, class = $9,
		version = $10, seq = $11, changed_at = $12, changed_by = $13, sealed_key = $14 WHERE rid = $15 AND version = $16`,
		string(e.State), e.Title, int64(e.Unit), int64(e.Owner), areas, int64(e.Level), e.Ground, e.Dnr, e.Class,
		e.Version, seq, int64(e.ChangedAt), e.ChangedBy, key, int64(e.Key), have)
	if err != nil {
		return err
	}
	if n != 1 {
		return &Conflict{Key: e.Key, Have: have}
	}
	if k.sql.update != "" {
		_, err = tx.Exec(k.sql.update, own...)
	}
	return err
}

// Withdraw takes a record back: it leaves every list, its history stays.
func (k *Kind[T]) Withdraw(tx *Tx, key Key) error {
	t, err := k.load(tx, key)
	if err != nil {
		return err
	}
	if err := k.allowed(tx, t, access.Import); err != nil {
		return err
	}
	old := new(T)
	*old = *t
	k.env(t).State = Withdrawn
	if err := k.write(tx, old, t, actionWithdraw); err != nil {
		return fmt.Errorf("withdraw %s %d: %w", k.Name, key, err)
	}
	return nil
}
