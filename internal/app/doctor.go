package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
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

// runDoctor goes through machine, settings, keys, database and trail and says what should be mended.
func runDoctor(ctx context.Context, args, env []string, io Stdio) error {
	c, err := readConfig("doctor", args, env, nil)
	if err != nil {
		return err
	}
	lang := langOf(env)
	o, err := openOrganisation(ctx, c, clock.System(), true)
	if err != nil {
		return err
	}
	findings, err := o.examine(ctx, c, lang)
	if err != nil {
		return errors.Join(err, o.Close())
	}
	unwell := false
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
		return errors.Join(fail(nil, "app.failure.unwell"), o.Close())
	}
	return o.Close()
}

func (o *Organisation) examine(ctx context.Context, c Config, lang words.Lang) ([]finding, error) {
	now := clock.Now(o.Clock)
	machine, err := examineMachine(c, o.DB.Engine)
	if err != nil {
		return nil, err
	}
	outside, err := headsOutside(c, now)
	if err != nil {
		return nil, err
	}
	all := append(machine, keyOutside(c), guarded("app.doctor.key_guarded", c.keyFile()))
	all = append(all, outside...)
	all = append(all, examineMail(ctx, c, lang), finding{"app.doctor.https", strings.HasPrefix(c.Get("public-url"), "https://"), nil},
		finding{"app.doctor.gaps", true, []any{len(o.Profile.Gaps())}})
	err = o.DB.Read(ctx, func(tx *store.Tx) error {
		for _, part := range []func(*store.Tx) ([]finding, error){o.examineDatabase, o.examineTrail, o.waiting} {
			found, err := part(tx)
			if err != nil {
				return err
			}
			all = append(all, found...)
		}
		return nil
	})
	return all, err
}

// keyOutside: whoever copies the data directory must not get the key with it.
func keyOutside(c Config) finding {
	return finding{"app.doctor.key_outside", !inside(c.Get("data"), c.keyFile()), []any{c.keyFile()}}
}

// inside reports whether a file lies in a directory.
func inside(dir, path string) bool {
	d, err := filepath.Abs(dir)
	if err != nil {
		return true
	}
	p, err := filepath.Abs(path)
	if err != nil {
		return true
	}
	rel, err := filepath.Rel(d, p)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// guarded holds that nobody but the program's user may read or write a path.
func guarded(key, path string) finding {
	info, err := os.Stat(path)
	return finding{key, err == nil && info.Mode().Perm()&0o077 == 0, []any{path}}
}

// headsOutside: a trail whose heads never leave the machine can be rewritten by whoever holds it.
func headsOutside(c Config, now clock.Instant) ([]finding, error) {
	path := c.Get("heads-to")
	if path == "" {
		return []finding{{"app.doctor.no_heads", false, nil}}, nil
	}
	all := []finding{{"app.doctor.heads_outside", !inside(c.Get("data"), path), []any{path}}}
	info, err := os.Stat(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("look at the file of heads: %w", err)
	}
	fresh := err == nil && now.Sub(clock.At(info.ModTime())) < 24*time.Hour
	return append(all, finding{"app.doctor.heads", fresh, []any{path}}), nil
}

// examineMail calls the mail server and signs in, without handing anything over.
func examineMail(ctx context.Context, c Config, lang words.Lang) finding {
	if c.Get("mail-host") == "" {
		return finding{"app.doctor.no_mail", false, nil}
	}
	where := c.Get("mail-host") + ":" + c.Get("mail-port")
	p, err := newPostman(c)
	if err == nil {
		ctx, stop := context.WithTimeout(ctx, mailPatience)
		defer stop()
		err = p.sender.Reach(ctx)
	}
	if err != nil {
		return finding{"app.doctor.mail_silent", false, []any{where, sentence(lang, err)}}
	}
	return finding{"app.doctor.mail", true, []any{where}}
}

// mailPatience is how long doctor waits for the mail server.
const mailPatience = 15 * time.Second

// examineDatabase asks the database whether it is whole and keeps what it has promised to keep.
func (o *Organisation) examineDatabase(tx *store.Tx) ([]finding, error) {
	if o.DB.Engine == store.SQLite {
		said, err := store.All[string](tx, "PRAGMA quick_check(1)")
		return []finding{{"app.doctor.database", len(said) == 1 && said[0] == "ok", nil}}, err
	}
	var fsync, commit string
	var now int64
	err := tx.Row("SELECT current_setting('fsync'), current_setting('synchronous_commit'), CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)").Scan(&fsync, &commit, &now)
	apart := clock.Now(o.Clock).Sub(clock.Instant(now)).Abs()
	return []finding{
		{"app.doctor.database_keeps", fsync == "on" && commit != "off", []any{fsync, commit}},
		{"app.doctor.clocks_agree", apart < clocksApart, []any{apart.Round(time.Millisecond).String()}},
	}, err
}

// clocksApart is how far the clocks of program and database may differ.
const clocksApart = 2 * time.Second

// tailLength is how many of the newest entries doctor checks. verify checks them all.
const tailLength = 1000

// examineTrail looks at the end of the trail: whole, not of a time to come, and signed.
func (o *Organisation) examineTrail(tx *store.Tx) ([]finding, error) {
	head, err := trail.Current(tx, origin)
	if err != nil {
		return nil, err
	}
	var damage trail.Damage
	if err := trail.VerifyTail(tx, tailLength); err != nil && !errors.As(err, &damage) {
		return nil, err
	}
	last, err := trail.Get(tx, head.Size-1)
	if err != nil {
		return nil, err
	}
	signed, err := o.lastSigned(tx)
	if err != nil {
		return nil, err
	}
	now := clock.Now(o.Clock)
	return []finding{
		{"app.doctor.entries", true, []any{head.Size}},
		{"app.doctor.tail", len(damage) == 0, []any{min(tailLength, head.Size)}},
		{"app.doctor.time", !last.At.After(now), nil},
		{"app.doctor.signed", signed == head.Size || now.Sub(last.At) < signedWithin, []any{head.Size - signed}},
	}, nil
}

// signedWithin is how soon a running server has signed what was written: it signs every minute.
const signedWithin = 5 * time.Minute

// lastSigned is how many entries the newest head of ours covers; 0 while none is signed.
func (o *Organisation) lastSigned(tx *store.Tx) (int64, error) {
	text, err := trail.LastSigned(tx)
	if errors.Is(err, trail.ErrNoHead) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	head, err := trail.OpenHead(text, o.secrets.verifier)
	if err != nil {
		return 0, nil // a head that is not ours covers nothing; verify says so
	}
	return head.Size, nil
}

func (o *Organisation) waiting(tx *store.Tx) ([]finding, error) {
	counts, err := job.Count(tx)
	if err != nil {
		return nil, err
	}
	open, err := store.All[int64](tx, "SELECT rid FROM batch_open")
	return []finding{
		{"app.doctor.jobs", counts.Failed == 0, []any{counts.Failed}},
		{"app.doctor.imports", len(open) == 0, []any{len(open)}},
	}, err
}
