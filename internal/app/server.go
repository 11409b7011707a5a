package app

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/account"
	"github.com/vardkas/vardkas/internal/demo"
	"github.com/vardkas/vardkas/internal/job"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/cases"
	"github.com/vardkas/vardkas/internal/web/imports"
	"github.com/vardkas/vardkas/internal/web/register"
	"github.com/vardkas/vardkas/internal/words"
)

// server is the running program: the pages, the jobs and what both stand on.
type server struct {
	*Organisation
	accounts *account.Accounts
	site     *web.Site
	jobs     *job.Runner
	log      *slog.Logger
	signIns  []demo.SignIn
	cases    *cases.Pages
	imports  *imports.Pages
}

// serverOptions are what differs between serve, demo and tests.
type serverOptions struct {
	demo    bool
	signIns []demo.SignIn // of the demo
	https   bool
	cost    account.Cost // of hashing passwords
	out     io.Writer    // where the log goes
}

// newServer wires the pages and the jobs of an opened organisation.
func newServer(o *Organisation, c Config, opt serverOptions) (*server, error) {
	s := &server{Organisation: o, signIns: opt.signIns, log: slog.New(slog.NewJSONHandler(opt.out, nil))}
	var err error
	if s.accounts, err = account.New(o.DB, o.Clock, o.secrets.key, opt.cost); err != nil {
		return nil, err
	}
	s.imports = o.importPages()
	if s.jobs, err = s.newJobs(c); err != nil {
		return nil, err
	}
	s.site, err = web.New(web.Config{
		DB: o.DB, Clock: o.Clock, Log: s.log, Key: o.secrets.key, Organisation: c.Get("organisation"), Version: version,
		DefaultLang: words.ParseLang(c.Get("language")), Demo: opt.demo, HTTPS: opt.https, Proxied: c.yes("proxied"), Gallery: opt.demo,
		Who: s.who, Places: s.places, Above: s.alerts, Translate: translate, Changed: s.jobs.Wake,
		Contact: c.Get("contact"), Whistleblowing: c.Get("whistleblowing"), Privacy: c.Get("privacy"),
	})
	if err != nil {
		return nil, err
	}
	s.registerPages(c)
	return s, nil
}

// who is the rights and the name of a signed-in person.
func (s *server) who(_ context.Context, tx *store.Tx, person int64) (access.Subject, string, error) {
	rtx, err := s.Book.With(tx, record.Caller{Person: record.Key(person)})
	if err != nil {
		return access.Subject{}, "", err
	}
	name, err := rtx.Title(record.Key(person), "person")
	return rtx.Subject, name, err
}

// translate turns the answers of records into pages.
func translate(err error) error {
	if _, ok := errors.AsType[record.Invalid](err); ok { // its page words what it can; what nobody typed is said in general
		return web.Unprocessable()
	}
	return register.Translate(err)
}

// listen serves until ctx ends, then lets requests and jobs under way finish.
func (s *server) listen(ctx context.Context, l net.Listener) error {
	var under sync.WaitGroup
	jobs, stop := context.WithCancel(context.WithoutCancel(ctx))
	under.Go(func() { s.jobs.Loop(jobs) })
	server := s.site.Server()
	server.BaseContext = func(net.Listener) context.Context { return context.WithoutCancel(ctx) }
	failed := make(chan error, 1)
	under.Go(func() { failed <- server.Serve(l) })
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
		err = web.Shutdown(ctx, server, shutdownWait)
	}
	stop()
	under.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(err, s.Book.FlushRefusals(context.WithoutCancel(ctx), 0))
}

const shutdownWait = 20 * time.Second

// loopback reports whether nobody but this machine can reach an address.
func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func bind(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fail(err, "app.failure.address_taken", addr)
	}
	if err != nil {
		return nil, fail(err, "app.failure.address", addr, err.Error())
	}
	return l, nil
}
