package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/account"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// Visit is what is known of one request: who asks, in which language, and its reference.
type Visit struct {
	Lang      words.Lang
	Reference string // shown on error pages and logged; random
	Path      string // of the address asked for
	Person    int64  // record key; 0 = nobody signed in
	Name      string
	Subject   access.Subject
	Session   account.Session // also one that has ended or is halfway through sign-in; see SignedIn

	now    clock.Instant
	access Access
	route  string
	draft  *Draft // what was posted, kept if the request fails
}

type visitKey struct{}

// VisitOf returns the visit of a request that came through Site.Handle.
func VisitOf(r *http.Request) *Visit {
	v, ok := r.Context().Value(visitKey{}).(*Visit)
	if !ok {
		panic("web: the request did not come through Site.Handle")
	}
	return v
}

// SignedIn reports whether a person is signed in completely.
func (v *Visit) SignedIn() bool { return v.Person != 0 }

// StepUp is nil when the person proved who they are within the last ten minutes, else ErrStepUp, to be returned by the
// handler: the page that asks for it leads back, with what was typed.
func (v *Visit) StepUp() error {
	if !v.SignedIn() || !v.Session.SteppedUp(v.now) {
		return ErrStepUp
	}
	return nil
}

// StepUpThen is StepUp for what is no page, such as a download: the page that asks leads to next, where it can be had.
func (v *Visit) StepUpThen(next string) error {
	if v.StepUp() == nil {
		return nil
	}
	return stepUpThen{next}
}

// Now is the moment the request came.
func (v *Visit) Now() clock.Instant { return v.now }

// Ctx is what components need to word themselves.
func (v *Visit) Ctx() ui.Ctx { return ui.Ctx{Lang: v.Lang, Now: v.now.Time()} }

// T is the text of a key in the reader's language.
func (v *Visit) T(key string, args ...any) string { return words.T(v.Lang, key, args...) }

func (s *Site) newVisit(r *http.Request, rt Route) *Visit {
	return &Visit{Lang: s.langOf(r), Reference: randomText(5), Path: r.URL.Path, now: clock.Now(s.Clock), access: rt.Access, route: rt.Pattern}
}

// CookieName is the name of the session cookie.
func (s *Site) CookieName() string {
	if s.HTTPS {
		return "__Host-vardkas"
	}
	return "vardkas"
}

// SetSession gives the browser the token of a session. It lives as long as the browser is open.
func (s *Site) SetSession(w http.ResponseWriter, token string) {
	http.SetCookie(w, s.cookie(s.CookieName(), token, 0))
}

// ForgetSession takes the token away from the browser.
func (s *Site) ForgetSession(w http.ResponseWriter) {
	http.SetCookie(w, s.cookie(s.CookieName(), "", -1))
}

func (s *Site) cookie(name, value string, maxAge int) *http.Cookie {
	return &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: maxAge, Secure: s.HTTPS, HttpOnly: true, SameSite: http.SameSiteLaxMode}
}

// recognise fills in who asks. A session that has ended stays in v.Session, so that what it posted can be kept for its
// person.
func (s *Site) recognise(ctx context.Context, r *http.Request, v *Visit) error {
	c, err := r.Cookie(s.CookieName())
	if err != nil || c.Value == "" {
		return nil
	}
	var live bool
	err = s.DB.Read(ctx, func(tx *store.Tx) error {
		var err error
		if v.Session, live, err = account.Lookup(tx, c.Value); err != nil {
			return err
		}
		if !live || v.Session.Stage != account.Complete {
			return nil
		}
		v.Subject, v.Name, err = s.Who(ctx, tx, v.Session.Person)
		return err
	})
	if errors.Is(err, account.ErrNoSession) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("recognise the session: %w", err)
	}
	if live && v.Session.Stage == account.Complete {
		v.Person = v.Session.Person
	}
	s.touch(ctx, v, live)
	return nil
}

func (s *Site) touch(ctx context.Context, v *Visit, live bool) {
	if !live || !v.Session.Stale(v.now) {
		return
	}
	err := s.DB.Write(ctx, func(tx *store.Tx) error { return account.Touch(tx, v.Session) })
	if err != nil { // reading goes on when nothing can be written
		s.Log.Warn("session not touched", "reference", v.Reference, "error", err)
		return
	}
	v.Session.SeenAt = v.now
}
