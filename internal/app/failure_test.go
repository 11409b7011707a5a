package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/trail"
	"github.com/vardkas/vardkas/internal/words"
)

// atTerminal runs a command line in Swedish or English and returns what it said.
func atTerminal(t *testing.T, lang words.Lang, args ...string) (said string, err error) {
	t.Helper()
	env := []string{"LANG=sv_SE.UTF-8"}
	if lang == words.EN {
		env = []string{"LANG=en_GB.UTF-8"}
	}
	var out bytes.Buffer
	err = Run(context.Background(), args, env, Stdio{Out: &out, Err: &out})
	return out.String(), err
}

func TestACommandThatReadsFoundsNothingInAnEmptyDirectory(t *testing.T) {
	for _, args := range [][]string{{"verify"}, {"prove", "0"}, {"doctor"}, {"import", "undo", "IL-2026-1"}} {
		dir := filepath.Join(t.TempDir(), "data")
		for _, lang := range words.Langs() {
			_, err := atTerminal(t, lang, append(args, "--data", dir)...)
			if !errors.Is(err, store.ErrAbsent) || !strings.Contains(err.Error(), dir) || !strings.Contains(err.Error(), "--data") {
				t.Errorf("%v answered %v", args, err)
			}
		}
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%v made %s", args, dir)
		}
	}
}

func TestADirectoryWithSomethingElseIsLeftAsItIs(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "vardkas.db")
	if err := os.WriteFile(path, []byte(strings.Repeat("minutes of a meeting\n", 400)), 0o600); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := atTerminal(t, words.SV, "verify", "--data", dir); err == nil || !strings.Contains(err.Error(), "ingen organisation i "+dir) {
		t.Errorf("verify answered %v", err)
	}
	after, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed (%v)", err)
	}
	if all, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(all) != 1 {
		t.Errorf("the directory now holds %v (%v)", all, err)
	}
}

func TestAnEntryIsProvedWithFlagsBeforeOrAfterItsNumber(t *testing.T) {
	p := newPlace(t)
	p.within(func(o *Organisation) {
		if _, err := o.signHead(t.Context(), ""); err != nil {
			t.Fatal(err)
		}
	})
	for _, args := range [][]string{{"prove", "0", "--data", p.dir}, {"prove", "--data", p.dir, "0"}, {"prove", "--data", p.dir, "--", "0"}} {
		said, err := atTerminal(t, words.SV, args...)
		var got struct {
			Verifier string
			Evidence trail.Evidence
		}
		if err = errors.Join(err, json.Unmarshal([]byte(said), &got)); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, said)
		}
		if err := got.Evidence.Holds(got.Verifier); err != nil {
			t.Errorf("%v: %v", args, err)
		}
	}
	if _, err := atTerminal(t, words.SV, "prove", "9999", "--data", p.dir); err == nil || err.Error() != "Spårloggen har ingen post 9999." {
		t.Errorf("an entry that is not there: %v", err)
	}
}

func TestDamageIsToldInTheLanguageOfTheTerminal(t *testing.T) {
	p := newPlace(t)
	if said, err := atTerminal(t, words.SV, "verify", "--data", p.dir); err != nil || !strings.Contains(said, "Spårloggen stämmer") {
		t.Fatalf("an untouched trail: %s %v", said, err)
	}
	p.within(func(o *Organisation) {
		err := o.DB.Write(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Exec("UPDATE person SET mail = 'someone@else.example'")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	for lang, want := range map[words.Lang]string{words.SV: "registret skiljer sig från version 1", words.EN: "the register differs from version 1"} {
		_, err := atTerminal(t, lang, "verify", "--data", p.dir)
		if err == nil || ExitCode(err) != 3 || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v (ends with %d)", lang, err, ExitCode(err))
		}
	}
}

func TestDoctorLooksAtTheMachineTheDatabaseAndTheTrail(t *testing.T) {
	p := newPlace(t)
	if err := os.Chmod(p.dir, 0o755); err != nil { //nolint:gosec // the fault that doctor must find
		t.Fatal(err)
	}
	said, err := atTerminal(t, words.EN, "doctor", "--data", p.dir, "--mail-host", "127.0.0.1", "--mail-port", "1", "--mail-from", "a@region.example", "--mail-tls", "none")
	if err == nil || err.Error() != "Something should be mended." || ExitCode(err) != 1 {
		t.Errorf("ended with %v", err)
	}
	for _, want := range []string{
		"good    The database file is whole.", "MEND    The data directory " + p.dir, "good    The program may write in", "MiB free",
		"MEND    The mail server 127.0.0.1:1", "entries of the trail are whole", "MEND    The trail's heads leave the server.",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("doctor does not say %q:\n%s", want, said)
		}
	}
	if strings.Contains(said, "⟦") {
		t.Errorf("a line without words:\n%s", said)
	}
}

func TestWhatNobodyForesawIsSaidInTheLanguageToo(t *testing.T) {
	for err, want := range map[error]string{
		errors.New("boom"):                   "Kommandot kunde inte slutföras. Teknisk uppgift: boom",
		&fs.PathError{Err: fs.ErrPermission}: "Programmets användare får inte göra det.",
		context.Canceled:                     "Kommandot avbröts.",
	} {
		if got := inTongue(words.SV, err).Error(); !strings.HasPrefix(got, want) {
			t.Errorf("%v is told as %q", err, got)
		}
	}
	if _, err := atTerminal(t, words.SV, "serve", "--adr", "x"); err == nil || !strings.HasPrefix(err.Error(), "Flaggan --adr finns inte.") || ExitCode(err) != 2 {
		t.Errorf("an unknown flag: %v", err)
	}
}

func TestWhatConfigShowsCanBeReadAsAFileOfSettings(t *testing.T) {
	for _, lang := range words.Langs() {
		said, err := atTerminal(t, lang, "config", "--addr", "127.0.0.1:9", "--database", "postgres://me:secret@db/x")
		if err != nil || strings.Contains(said, "⟦") || strings.Contains(said, "secret") {
			t.Fatalf("%v\n%s", err, said)
		}
		all, err := readSettings([]byte(said))
		if err != nil || len(all) != len(settings()) || all["addr"] != "127.0.0.1:9" {
			t.Errorf("read as %v (%v)", all, err)
		}
		for _, s := range settings() {
			if about := words.T(lang, "app.setting."+strings.ReplaceAll(s.name, "-", "_")); !strings.Contains(said, about) {
				t.Errorf("nothing is said of %s", s.name)
			}
		}
	}
}
