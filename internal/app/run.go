package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/words"
)

// Stdio is where a command reads and writes.
type Stdio struct {
	In       io.Reader
	Out, Err io.Writer
}

// Version is the program's version, set when it is built for release.
var version = "0.1.0-dev"

// command is one word of the command line.
type command struct {
	name string
	run  func(ctx context.Context, args []string, env []string, io Stdio) error
}

func commands() []command {
	return []command{
		{"demo", runDemo}, {"serve", runServe}, {"import", runImport}, {"account", runAccount}, {"verify", runVerify}, {"prove", runProve},
		{"doctor", runDoctor}, {"config", runConfig}, {"version", runVersion}, {"help", runHelp},
	}
}

// usageError is a command line that cannot be understood: the program ends with 2.
type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

// damageError is a finding of verify: the program ends with 3.
type damageError struct{ err error }

func (e damageError) Error() string { return e.err.Error() }
func (e damageError) Unwrap() error { return e.err }

// ExitCode is what the process ends with: 1 for a failure, 2 for a command line that cannot be understood, 3 for a
// trail that does not verify.
func ExitCode(err error) int {
	if _, ok := errors.AsType[usageError](err); ok {
		return 2
	}
	if _, ok := errors.AsType[damageError](err); ok {
		return 3
	}
	return 1
}

// Run runs the program. args are without its name, env as os.Environ gives it.
func Run(ctx context.Context, args, env []string, io Stdio) error {
	if len(args) == 0 {
		return runHelp(ctx, nil, env, io)
	}
	lang := langOf(env)
	name := strings.TrimLeft(args[0], "-")
	all := commands()
	i := slices.IndexFunc(all, func(c command) bool { return c.name == name })
	if i < 0 {
		return usageError{words.T(lang, "app.unknown_command", args[0])}
	}
	return inTongue(lang, all[i].run(ctx, args[1:], env, io))
}

func runVersion(_ context.Context, _, _ []string, io Stdio) error {
	_, err := fmt.Fprintln(io.Out, "vardkas", version)
	return err
}

func runHelp(_ context.Context, _, env []string, io Stdio) error {
	lang := langOf(env)
	var b strings.Builder
	fmt.Fprintln(&b, words.T(lang, "app.help.intro"))
	for _, c := range commands() {
		fmt.Fprintf(&b, "  vardkas %-9s %s\n", c.name, words.T(lang, "app.help."+c.name))
	}
	_, err := fmt.Fprint(io.Out, b.String())
	return err
}

// langOf is the language of the terminal: English when the environment says so, else Swedish.
func langOf(env []string) words.Lang {
	for _, name := range []string{"LC_ALL=", "LC_MESSAGES=", "LANG="} {
		for _, e := range env {
			if value, ok := strings.CutPrefix(e, name); ok && value != "" {
				if strings.HasPrefix(value, "en") {
					return words.EN
				}
				return words.SV
			}
		}
	}
	return words.SV
}
