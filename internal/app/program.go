package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"

	"github.com/vardkas/vardkas/internal/account"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/job"
	"github.com/vardkas/vardkas/internal/web"
)

// Program is the whole program of one organisation, wired as serve wires it, without a listener and without a loop of
// jobs: whoever holds it sends requests to Handler and lets the jobs of the moment run by RunDue. The tests that go through
// every door stand on it.
type Program struct {
	*Organisation
	Site *web.Site
	Jobs *job.Runner

	accounts *account.Accounts
}

// OpenProgram opens the data directory and the database that the settings name (those of `vardkas config`, by name; what is
// left out has its default), by the clock k. The log goes to log. Close closes it.
func OpenProgram(ctx context.Context, settings map[string]string, k clock.Clock, log io.Writer) (*Program, error) {
	var args []string
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		args = append(args, "--"+name+"="+settings[name])
	}
	c, err := readConfig("serve", args, nil, nil)
	if err != nil {
		return nil, fmt.Errorf("read the settings: %w", err)
	}
	o, err := openOrganisation(ctx, c, k, false)
	if err != nil {
		return nil, err
	}
	s, err := newServer(o, c, serverOptions{cost: demoCost(), out: log})
	if err != nil {
		return nil, errors.Join(err, o.Close())
	}
	return &Program{Organisation: o, Site: s.site, Jobs: s.jobs, accounts: s.accounts}, nil
}

// Handler answers every request that the program answers.
func (p *Program) Handler() http.Handler { return p.Site.Handler() }

// StartCode is the code that serve prints while nobody has an account.
func (p *Program) StartCode(ctx context.Context) (string, error) { return p.accounts.FirstStart(ctx) }
