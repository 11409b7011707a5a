package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// requestLasts bounds what one request may take of the database.
const requestLasts = 30 * time.Second

// withHeaders puts the security headers on everything, also on what the mux answers by itself.
func (s *Site) withHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", ui.CSP)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), midi=(), payment=(), usb=()")
		h.Set("Cache-Control", "no-store") // assets say otherwise
		if s.HTTPS {
			h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// answer remembers whether anything was sent.
type answer struct {
	http.ResponseWriter
	status int
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return a.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// serve is the one way from a request to a handler and back.
func (s *Site) serve(rt Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := s.newVisit(r, rt)
		ctx, cancel := context.WithTimeout(context.WithValue(r.Context(), visitKey{}, v), requestLasts)
		defer cancel()
		r = r.WithContext(ctx)
		a := &answer{ResponseWriter: w}
		r.Body = http.MaxBytesReader(w, r.Body, rt.body)
		if err := s.guarded(rt, a, r, v); err != nil {
			s.fail(a, r, v, err)
		}
		if s.Changed != nil && isUnsafe(r.Method) {
			s.Changed()
		}
		s.logAccess(rt, r, v, a.status)
	})
}

// guarded runs the handler and turns a panic into an error.
func (s *Site) guarded(rt Route, w http.ResponseWriter, r *http.Request, v *Visit) (err error) {
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			err = &panicError{value: p, stack: debug.Stack()}
		}
	}()
	if err := s.crossOrigin.Check(r); err != nil {
		return &Failure{Status: http.StatusForbidden, Code: "cross_site", Err: err}
	}
	if rt.limit != nil && isUnsafe(r.Method) {
		if wait, ok := rt.limit.allow(s.Address(r)); !ok {
			return &Failure{Status: http.StatusTooManyRequests, Code: "too_many", Wait: wait}
		}
	}
	if rt.Access != Apart {
		if err := s.recognise(r.Context(), r, v); err != nil {
			return err
		}
	}
	if rt.Access == SignedIn && !v.SignedIn() {
		return s.toSignIn(w, r, v)
	}
	return rt.handler(w, r)
}

func isUnsafe(method string) bool {
	return method != http.MethodGet && method != http.MethodHead && method != http.MethodOptions
}

// toSignIn sends the reader to sign in and back. What a session that has ended posted is kept for its person: it comes
// back filled, and is never sent by itself.
func (s *Site) toSignIn(w http.ResponseWriter, r *http.Request, v *Visit) error {
	next := r.URL.RequestURI()
	if isUnsafe(r.Method) {
		next = "/"
		if kept, err := s.keepPosted(r, v); err != nil {
			return err
		} else if kept != "" {
			next = kept
		}
	}
	return s.Redirect(w, r, "/sign-in?next="+url.QueryEscape(next))
}

// logAccess writes one line without query, address, person or agent; none for pages apart.
func (s *Site) logAccess(rt Route, r *http.Request, v *Visit, status int) {
	if rt.Access == Apart {
		return
	}
	took := clock.Now(s.Clock).Sub(v.now)
	s.Log.Info("request", "method", r.Method, "path", logged(r, v, status), "status", status, "ms", took.Milliseconds(), "reference", v.Reference)
}

// logged is the address as the log may have it: whole where it led to something, else the route's, since whatever somebody
// wrote or pasted into a wrong address may be anything.
func logged(r *http.Request, v *Visit, status int) string {
	if status >= http.StatusOK && status < http.StatusMultipleChoices {
		return r.URL.Path
	}
	_, path, ok := strings.Cut(v.route, " ")
	if !ok {
		return v.route
	}
	return path
}

type panicError struct {
	value any
	stack []byte
}

func (e *panicError) Error() string { return fmt.Sprintf("panic: %v\n%s", e.value, e.stack) }

// Server returns an http.Server with limits on what a slow or greedy client can hold.
func (s *Site) Server() *http.Server {
	return &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       60 * time.Second,
		WriteTimeout:      90 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
	}
}

// Shutdown lets requests under way finish, for at most wait, when ctx ends. It returns when the server has stopped.
func Shutdown(ctx context.Context, server *http.Server, wait time.Duration) error {
	<-ctx.Done()
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), wait)
	defer cancel()
	if err := server.Shutdown(limit); err != nil {
		return errors.Join(fmt.Errorf("stop the server: %w", err), server.Close())
	}
	return nil
}
