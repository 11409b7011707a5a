package app

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"strconv"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/trail"
	"github.com/vardkas/vardkas/internal/words"
)

// runVerify checks the whole trail, and every record and list against it.
func runVerify(ctx context.Context, args, env []string, io Stdio) error {
	var file string
	c, err := readConfig("verify", args, env, func(f *flag.FlagSet) { f.StringVar(&file, "head", "", "") })
	if err != nil {
		return err
	}
	lang := langOf(env)
	o, err := openOrganisation(ctx, c, clock.System(), true)
	if err != nil {
		return err
	}
	p := trail.Proof{Verifier: o.secrets.verifier}
	if file = firstNonEmpty(file, c.Get("heads-to")); file != "" {
		if p.Heads, err = readHeads(file); err != nil {
			return errors.Join(err, o.Close())
		}
	}
	r, err := trail.Verify(ctx, o.DB, p)
	if damage, ok := errors.AsType[trail.Damage](err); ok {
		return errors.Join(damageError{damage}, o.Close())
	}
	if err == nil {
		err = o.compareTables(ctx)
	}
	if err != nil {
		return errors.Join(err, o.Close())
	}
	_, err = fmt.Fprintln(io.Out, words.T(lang, "app.verified", r.Entries, r.Erased, r.Signed, len(p.Heads)))
	return errors.Join(err, o.Close())
}

// compareTables holds every record and span against the trail: tables must equal what the trail gives.
func (o *Organisation) compareTables(ctx context.Context) error {
	var all trail.Damage
	err := o.Book.Read(ctx, record.Caller{Door: record.System}, func(tx *record.Tx) error {
		for _, k := range o.Book.Kinds() {
			if err := k.Differences(tx, func(f trail.Finding) { all = append(all, f) }); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && len(all) > 0 {
		return damageError{all}
	}
	return err
}

// unproved says why there is no evidence for an entry.
func unproved(err error, entry string) error {
	switch {
	case errors.Is(err, trail.ErrNoEntry):
		return fail(err, "app.failure.no_entry", entry)
	case errors.Is(err, trail.ErrErased):
		return fail(err, "app.failure.erased", entry)
	case errors.Is(err, trail.ErrNoHead):
		return fail(err, "app.failure.not_signed", entry)
	}
	return err
}

// runProve writes the evidence for one entry, without showing the others.
func runProve(ctx context.Context, args, env []string, io Stdio) error {
	c, err := readConfig("prove", args, env, nil)
	if err != nil {
		return err
	}
	lang := langOf(env)
	if len(c.rest) != 1 {
		return usageError{words.T(lang, "app.prove_usage")}
	}
	seq, err := strconv.ParseInt(c.rest[0], 10, 64)
	if err != nil || seq < 0 {
		return usageError{words.T(lang, "app.prove_usage")}
	}
	o, err := openOrganisation(ctx, c, clock.System(), true)
	if err != nil {
		return err
	}
	var ev trail.Evidence
	err = o.DB.Read(ctx, func(tx *store.Tx) error { ev, err = trail.Prove(tx, seq); return err })
	if err != nil {
		return errors.Join(unproved(err, c.rest[0]), o.Close())
	}
	e := json.NewEncoder(io.Out)
	e.SetIndent("", "  ")
	return errors.Join(e.Encode(map[string]any{"verifier": o.secrets.verifier, "evidence": ev}), o.Close())
}
