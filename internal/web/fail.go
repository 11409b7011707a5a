package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// Failure is an error with a page of its own: catalogue keys web.error.<Code>.title, .happened and .do.
type Failure struct {
	Status   int
	Code     string
	Problems []ui.Problem    // 422: worded, shown on top
	Body     templ.Component // 409: both versions, shown under the words
	Wait     time.Duration   // 429, 503: when to try again
	Err      error           // what is logged; nil: nothing is
}

func (f *Failure) Error() string {
	if f.Err != nil {
		return f.Code + ": " + f.Err.Error()
	}
	return f.Code
}

func (f *Failure) Unwrap() error { return f.Err }

// ErrStepUp says that the person must prove again who they are before they go on; the page leads back.
var ErrStepUp = errors.New("web.error.step_up")

// stepUpThen is ErrStepUp with the page to go on to.
type stepUpThen struct{ next string }

func (stepUpThen) Error() string        { return ErrStepUp.Error() }
func (stepUpThen) Is(target error) bool { return target == ErrStepUp }

// NotFound is the answer for what is absent and for what may not be known: the two look alike.
func NotFound() error { return &Failure{Status: http.StatusNotFound, Code: "not_found"} }

// Conflict is the answer when somebody else changed the record meanwhile; body shows both versions.
func Conflict(body templ.Component) error {
	return &Failure{Status: http.StatusConflict, Code: "conflict", Body: body}
}

// Unprocessable is the answer to a form whose page is not drawn again by the handler itself.
func Unprocessable(problems ...ui.Problem) error {
	return &Failure{Status: http.StatusUnprocessableEntity, Code: "problems", Problems: problems}
}

// Unavailable is the answer when what must be written can't be.
func Unavailable(err error) error {
	return &Failure{Status: http.StatusServiceUnavailable, Code: "unavailable", Wait: time.Minute, Err: err}
}

// Forbidden is the answer when a person who may see the thing may not do this to it.
func Forbidden() error { return &Failure{Status: http.StatusForbidden, Code: "forbidden"} }

func (s *Site) failureOf(err error) *Failure {
	if s.Translate != nil {
		err = s.Translate(err)
	}
	if f, ok := errors.AsType[*Failure](err); ok {
		return f
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &Failure{Status: http.StatusRequestEntityTooLarge, Code: "too_large"}
	}
	if store.IsFull(err) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, store.ErrClosed) {
		return &Failure{Status: http.StatusServiceUnavailable, Code: "unavailable", Wait: time.Minute, Err: err}
	}
	return &Failure{Status: http.StatusInternalServerError, Code: "internal", Err: err}
}

// fail turns an error into a page. What was typed is kept first.
func (s *Site) fail(w *answer, r *http.Request, v *Visit, err error) {
	if errors.Is(err, ErrStepUp) {
		s.toStepUp(w, r, v, err)
		return
	}
	f := s.failureOf(err)
	gone := r.Context().Err() == context.Canceled
	if f.Err != nil && !(gone && errors.Is(f.Err, context.Canceled)) { // what broke off because the sender left is no fault
		s.Log.Error("request failed", "reference", v.Reference, "status", f.Status, "route", v.route, "error", f.Err)
	}
	if w.status != 0 || gone {
		return // half an answer was sent, or nobody waits for one
	}
	kept := s.keepAfter(r, v, f)
	if f.Wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(max(time.Second, f.Wait)/time.Second)))
	}
	look := Look{Status: f.Status, Title: v.T("web.error." + f.Code + ".title"), Width: ui.Reading, Failed: len(f.Problems) > 0}
	if err := s.PageOf(w, r, look, s.errorBody(v, f, kept)); err != nil {
		s.Log.Error("error page failed", "reference", v.Reference, "error", err)
		http.Error(w, v.T("web.error.internal.title")+" "+v.Reference, http.StatusInternalServerError)
	}
}

func (s *Site) errorBody(v *Visit, f *Failure, kept string) templ.Component {
	page := ui.ErrorPage{
		Happened: v.T("web.error." + f.Code + ".happened"),
		Do:       []string{v.T("web.error." + f.Code + ".do")},
	}
	if f.Err != nil {
		page.Reference = v.Reference
	}
	if kept != "" {
		page.Saved = v.T("web.error.kept")
		page.Links = append(page.Links, ui.Link{Label: v.T("web.error.back_to_form"), Href: kept})
	}
	page.Links = append(page.Links, ui.Link{Label: v.T("web.error.home"), Href: "/"})
	parts := []templ.Component{ui.ErrorPageOf(v.Ctx(), page)}
	if len(f.Problems) > 0 {
		parts = append([]templ.Component{ui.ErrorSummary(v.Ctx(), f.Problems)}, parts...)
	}
	if f.Body != nil {
		parts = append(parts, f.Body)
	}
	return templ.Join(parts...)
}

// keepAfter saves what was posted and returns the address where it waits; empty when nothing was, or can't be.
func (s *Site) keepAfter(r *http.Request, v *Visit, f *Failure) string {
	if v.draft == nil || f.Code == "cross_site" {
		return ""
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), 5*time.Second)
	defer cancel()
	if err := v.draft.Save(ctx); err != nil {
		if s.failureOf(err).Err != nil { // else the draft is another person's: no fault of ours
			s.Log.Error("draft not kept", "reference", v.Reference, "error", err)
		}
		return ""
	}
	return v.draft.Address()
}

// toStepUp leads to the page where a person proves who they are, and back to the page of the form with what was typed.
func (s *Site) toStepUp(w *answer, r *http.Request, v *Visit, err error) {
	next := r.URL.RequestURI()
	if then, ok := errors.AsType[stepUpThen](err); ok {
		next = then.next
	} else if isUnsafe(r.Method) {
		next = s.pageOf(r)
		if kept := s.keepAfter(r, v, &Failure{}); kept != "" {
			next = kept
		}
	}
	http.Redirect(w, r, "/step-up?next="+url.QueryEscape(next), http.StatusSeeOther)
}
