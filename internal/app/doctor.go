package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/job"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/trail"
	"github.com/vardkas/vardkas/internal/words"
)

// finding is one thing doctor looked at: a key of the catalogue, and what was found.
type finding struct {
	key  string
	ok   bool
	args []any
}

// errUnwell is the answer of doctor when something should be mended.
var errUnwell = errors.New("something should be mended")

// runDoctor goes through settings, keys and trail and says what should be mended.
func runDoctor(ctx context.Context, args, env []string, io Stdio) error {
	c, err := readConfig("doctor", args, env, nil)
	if err != nil {
		return err
	}
	k := clock.System()
	o, err := openOrganisation(ctx, c, k, true)
	if err != nil {
		return err
	}
	findings, err := o.examine(ctx, c)
	if err != nil {
		return errors.Join(err, o.Close())
	}
	lang, unwell := langOf(env), false
	for _, f := range findings {
		mark := words.T(lang, "app.doctor.good")
		if !f.ok {
			mark, unwell = words.T(lang, "app.doctor.mend"), true
		}
		if _, err := fmt.Fprintf(io.Out, "%s  %s\n", mark, words.T(lang, f.key, f.args...)); err != nil {
			return errors.Join(err, o.Close())
		}
	}
	if unwell {
		return errors.Join(errUnwell, o.Close())
	}
	return o.Close()
}

func (o *Organisation) examine(ctx context.Context, c Config) ([]finding, error) {
	all := []finding{o.keyOutside(c), keyGuarded(c), {"app.doctor.mail", c.Get("mail-host") != "", nil}, {"app.doctor.https", strings.HasPrefix(c.Get("public-url"), "https://"), nil}}
	heads, err := headsOutside(c, clock.Now(o.Clock))
	if err != nil {
		return nil, err
	}
	all = append(all, heads, finding{"app.doctor.gaps", true, []any{len(o.Profile.Gaps())}})
	err = o.DB.Read(ctx, func(tx *store.Tx) error {
		waiting, err := o.waiting(tx)
		all = append(all, waiting...)
		return err
	})
	return all, err
}

// keyOutside: whoever copies the data directory must not get the key with it.
func (o *Organisation) keyOutside(c Config) finding {
	rel, err := filepath.Rel(c.Get("data"), c.keyFile())
	inside := err == nil && !strings.HasPrefix(rel, "..")
	return finding{"app.doctor.key_outside", !inside, []any{c.keyFile()}}
}

func keyGuarded(c Config) finding {
	info, err := os.Stat(c.keyFile())
	return finding{"app.doctor.key_guarded", err == nil && info.Mode().Perm()&0o077 == 0, []any{c.keyFile()}}
}

// headsOutside: a trail whose heads never leave the machine can be rewritten by whoever holds it.
func headsOutside(c Config, now clock.Instant) (finding, error) {
	path := c.Get("heads-to")
	if path == "" {
		return finding{"app.doctor.no_heads", false, nil}, nil
	}
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return finding{"app.doctor.heads", false, []any{path}}, nil
	}
	if err != nil {
		return finding{}, fmt.Errorf("look at the file of heads: %w", err)
	}
	return finding{"app.doctor.heads", now.Sub(clock.At(info.ModTime())) < 24*time.Hour, []any{path}}, nil
}

func (o *Organisation) waiting(tx *store.Tx) ([]finding, error) {
	counts, err := job.Count(tx)
	if err != nil {
		return nil, err
	}
	head, err := trail.Current(tx, origin)
	if err != nil {
		return nil, err
	}
	open, err := store.All[int64](tx, "SELECT rid FROM batch_open")
	return []finding{
		{"app.doctor.jobs", counts.Failed == 0, []any{counts.Failed}},
		{"app.doctor.imports", len(open) == 0, []any{len(open)}},
		{"app.doctor.entries", true, []any{head.Size}},
	}, err
}
