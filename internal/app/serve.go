package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/vardkas/vardkas/internal/account"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/words"
)

// runServe runs the server until it is told to stop.
func runServe(ctx context.Context, args, env []string, io Stdio) error {
	c, err := readConfig("serve", args, env, nil)
	if err != nil {
		return err
	}
	lang := langOf(env)
	https := strings.HasPrefix(c.Get("public-url"), "https://")
	if !loopback(c.Get("addr")) && !(https && c.yes("proxied")) {
		return usageError{words.T(lang, "app.plain_http", c.Get("addr"))}
	}
	o, err := openOrganisation(ctx, c, clock.System(), false)
	if err != nil {
		return err
	}
	return errors.Join(o.serve(ctx, c, io, lang, serverOptions{https: https, cost: account.Standard(), out: io.Err}), o.Close())
}

func (o *Organisation) serve(ctx context.Context, c Config, io Stdio, lang words.Lang, opt serverOptions) error {
	s, err := newServer(o, c, opt)
	if err != nil {
		return err
	}
	l, err := bind(c.Get("addr"))
	if err != nil {
		return err
	}
	if err := s.announce(ctx, io, lang, "http://"+l.Addr().String()); err != nil {
		return errors.Join(err, l.Close())
	}
	stop, err := serveSocket(ctx, o, c.Get("data"))
	if err != nil {
		return errors.Join(err, l.Close())
	}
	return errors.Join(s.listen(ctx, l), stop())
}

// announce says where the program answers and, on an empty installation, the code that starts it.
func (s *server) announce(ctx context.Context, io Stdio, lang words.Lang, address string) error {
	if _, err := fmt.Fprintln(io.Out, words.T(lang, "app.serving", address)); err != nil {
		return err
	}
	if s.site.Demo {
		return s.announceDemo(io, lang, address)
	}
	code, err := s.accounts.FirstStart(ctx)
	if errors.Is(err, account.ErrStarted) {
		return nil
	}
	if err == nil {
		_, err = fmt.Fprintln(io.Out, words.T(lang, "app.first_start", address+"/first-start", code))
	}
	return err
}

// announceDemo lists who a visitor of the demo may be.
func (s *server) announceDemo(io Stdio, lang words.Lang, address string) error {
	var b strings.Builder
	fmt.Fprintln(&b, words.T(lang, "app.demo.sign_ins", address+"/sign-in", demoPassword))
	for _, a := range s.signIns {
		fmt.Fprintf(&b, "  %-22s %s – %s\n", a.Username, words.T(lang, a.Label), words.T(lang, a.Look))
	}
	_, err := fmt.Fprint(io.Out, b.String())
	return err
}
