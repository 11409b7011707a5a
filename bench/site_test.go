package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/account"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/cases"
	"github.com/vardkas/vardkas/internal/web/figures"
	"github.com/vardkas/vardkas/internal/web/register"
	"github.com/vardkas/vardkas/internal/web/report"
	"github.com/vardkas/vardkas/internal/web/signin"
	"github.com/vardkas/vardkas/internal/web/work"
)

// newSite puts the pages together as the program does, without a listener: requests are handed to it in this process.
func newSite(h *house) (http.Handler, error) {
	site, err := web.New(web.Config{
		DB: h.db, Clock: h.clock, Log: slog.New(slog.NewJSONHandler(io.Discard, nil)), Key: key, Organisation: "Region Exempel",
		Version: "bench", Who: h.who, Translate: register.Translate,
	})
	if err != nil {
		return nil, err
	}
	accounts, err := account.New(h.db, h.clock, key, account.Standard())
	if err != nil {
		return nil, err
	}
	(&report.Pages{Site: site, Book: h.book, Profile: h.profile, Desk: h.desk, FollowAt: "vardkas.example.se/follow"}).Register()
	(&cases.Pages{Site: site, Book: h.book, Profile: h.profile, Desk: h.desk}).Register()
	(&work.Pages{Site: site, Book: h.book, Desk: h.desk}).Register()
	(&figures.Pages{Site: site, Book: h.book, Profile: h.profile}).Register()
	register.Mount(site, h.book, register.Options{Own: map[string]string{incident.Kind.Name: "/events/"}})
	signin.Register(site, signin.Config{Accounts: accounts})
	return site.Handler(), nil
}

func (h *house) who(_ context.Context, tx *store.Tx, person int64) (access.Subject, string, error) {
	rtx, err := h.book.With(tx, record.Caller{Person: record.Key(person)})
	if err != nil {
		return access.Subject{}, "", err
	}
	name, err := rtx.Title(record.Key(person), "person")
	return rtx.Subject, name, err
}

// signIn opens a session and returns the token of its cookie.
func (h *house) signIn(ctx context.Context, person record.Key) (token string, err error) {
	err = h.db.Write(ctx, func(tx *store.Tx) error {
		_, token, err = account.Open(tx, account.Opening{Person: int64(person), Via: account.ViaDemo, Stage: account.Complete})
		return err
	})
	return token, err
}

// answer takes what a handler writes. It is as cheap as can be: what is measured is the handler.
type answer struct {
	head   http.Header
	body   bytes.Buffer
	status int
}

func (a *answer) Header() http.Header { return a.head }

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(b)
}

// visitor hands requests to a handler as a browser with one cookie would.
type visitor struct {
	site    http.Handler
	token   string
	address string // where the requests come from
}

// ask hands one request in and wants a status.
func (v visitor) ask(method, path string, form url.Values, status int) (*answer, error) {
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequest(method, path, body)
	if err != nil {
		return nil, fmt.Errorf("make a request: %w", err)
	}
	r.Host, r.RemoteAddr = "vardkas.example.se", v.address
	r.Header.Set("Accept-Language", "sv")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if v.token != "" {
		r.AddCookie(&http.Cookie{Name: "vardkas", Value: v.token})
	}
	a := &answer{head: http.Header{}}
	v.site.ServeHTTP(a, r)
	if a.status != status {
		return a, fmt.Errorf("%s %s answered %d, want %d: %s", method, path, a.status, status, clip(a.body.String()))
	}
	return a, nil
}

// page is a row that fetches a page and wants to find a text on it.
func (v visitor) page(path, says string) (func() error, error) {
	a, err := v.ask(http.MethodGet, path, nil, http.StatusOK)
	if err != nil {
		return nil, err
	}
	if !a.says(says) {
		return nil, errors.New(path + " does not say " + says + ": " + clip(a.body.String()))
	}
	return func() error {
		_, err := v.ask(http.MethodGet, path, nil, http.StatusOK)
		return err
	}, nil
}

func (a *answer) says(text string) bool { return bytes.Contains(a.body.Bytes(), []byte(text)) }

func clip(s string) string {
	if i := strings.Index(s, "<h1"); i >= 0 {
		s = s[i:]
	}
	return s[:min(len(s), 400)]
}
