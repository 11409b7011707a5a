package app

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/vardkas/vardkas/internal/account"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/demo"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/words"
)

// demoPassword opens every account of the demo. It is printed and shown: the demo holds nothing that is true.
const demoPassword = "vardkas-demo-2026" // #nosec G101 -- of made-up people, printed on the screen

// runDemo builds a made-up region the first time, adds the days that have passed the next, and serves it.
func runDemo(ctx context.Context, args, env []string, io Stdio) error {
	size := string(demo.Medium)
	c, err := readConfig("demo", args, env, func(f *flag.FlagSet) { f.StringVar(&size, "size", size, "") })
	if err != nil {
		return err
	}
	lang := langOf(env)
	if size != string(demo.Small) && size != string(demo.Medium) {
		return usageError{words.T(lang, "app.demo.size", size)}
	}
	if c.origin["data"] == "default" {
		c.values["data"] = filepath.Join(os.TempDir(), "vardkas-demo-"+size)
	}
	keys, err := buildDemo(ctx, c, demo.Size(size), clock.System(), io, lang)
	if err != nil {
		return err
	}
	o, err := openOrganisation(ctx, c, clock.System(), false)
	if err != nil {
		return err
	}
	log, err := demoLog(c)
	if err != nil {
		return errors.Join(err, o.Close())
	}
	return errors.Join(o.serve(ctx, c, io, lang, serverOptions{demo: true, signIns: keys.SignIns, cost: demoCost(), out: log}), log.Close(), o.Close())
}

// demoLog is where the demo logs: its terminal is for the visitor.
func demoLog(c Config) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(c.Get("data"), "demo.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the log: %w", err)
	}
	return f, nil
}

// demoCost keeps the start short: every account has the same printed password.
func demoCost() account.Cost { return account.Cost{Time: 1, Memory: 8 * 1024, Threads: 1} }

// buildDemo brings the demo's data up to now.
func buildDemo(ctx context.Context, c Config, size demo.Size, k clock.Clock, io Stdio, lang words.Lang) (keys demoKeys, err error) {
	path := filepath.Join(c.Get("data"), "demo.json")
	now := clock.Now(k)
	if keys, err = readDemoKeys(path, size, now); err != nil {
		return keys, err
	}
	past := clock.NewManual(max(keys.Until, keys.First.Start()).Time())
	o, err := openOrganisation(ctx, c, past, false)
	if err != nil {
		return keys, err
	}
	defer func() { err = errors.Join(err, o.Close()) }()
	file, err := demoLog(c)
	if err != nil {
		return keys, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	log := slog.New(slog.NewJSONHandler(file, nil))
	show := newProgress(io.Err, lang)
	l := &demoLoader{o: o, clock: past, region: demo.Region(size), keys: keys, log: log, progress: show.line, why: show.leftOut}
	if len(keys.Codes) == 0 {
		l.keys.Codes, l.keys.Events, l.keys.Actions = map[string]record.Key{}, map[string]record.Key{}, map[string]record.Key{}
		if err := l.organisation(ctx); err != nil {
			return keys, err
		}
		if err := l.accounts(ctx); err != nil {
			return keys, err
		}
	}
	left, err := l.events(ctx, now)
	if err != nil {
		return keys, err
	}
	show.end(left)
	l.log.Info("the story was told", "left_out", show.reasons())
	return l.keys, l.save(path)
}

func readDemoKeys(path string, size demo.Size, now clock.Instant) (demoKeys, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return demoKeys{Size: size, First: now.Date().AddMonths(-12 * demoYears)}, nil
	}
	var keys demoKeys
	if err == nil {
		err = json.Unmarshal(b, &keys)
	}
	if err == nil && keys.Size != size {
		err = fail(nil, "app.failure.demo_size", filepath.Dir(path), string(keys.Size))
	}
	return keys, err
}

// accounts gives the named persons of the demo a sign-in each.
func (l *demoLoader) accounts(ctx context.Context) error {
	accounts, err := account.New(l.o.DB, l.clock, l.o.secrets.key, demoCost())
	if err != nil {
		return err
	}
	hashed, err := accounts.Hash(ctx, demoPassword, "")
	if err != nil {
		return err
	}
	return l.o.DB.Write(ctx, func(tx *store.Tx) error {
		l.keys.SignIns = demo.Accounts(l.region)
		for _, a := range l.keys.SignIns {
			_, err := accounts.Add(tx, int64(record.System), account.Newcomer{Username: a.Username, Person: int64(l.keys.Codes[a.Person]), Password: hashed})
			if err != nil {
				return fmt.Errorf("add the sign-in %s: %w", a.Username, err)
			}
		}
		return nil
	})
}
