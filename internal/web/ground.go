package web

import (
	"io"
	"net/http"

	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// ground registers the addresses that belong to no subject.
func (s *Site) ground() {
	s.Handle("/", Open, absent)
	for _, path := range []string{"/report", "/follow"} { // also what is mistyped there leaves no trace
		s.Handle(path, Apart, absent)
		s.Handle(path+"/", Apart, absent)
	}
	s.Handle("GET /healthz", Apart, s.health)
	s.Handle("GET /readyz", Apart, s.readiness)
	s.Handle("GET /assets/", Apart, func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Del("Cache-Control")
		ui.Assets().ServeHTTP(w, r)
		return nil
	})
	s.Handle("POST /language", Open, s.switchLanguage)
	s.Handle("POST /session/extend", SignedIn, func(w http.ResponseWriter, _ *http.Request) error {
		w.WriteHeader(http.StatusNoContent) // coming here was what extended it
		return nil
	})
	s.Handle("GET /accessibility", Open, s.accessibility)
	if s.Demo || s.Gallery {
		s.Handle("GET /design", Open, s.design)
	}
}

func absent(http.ResponseWriter, *http.Request) error { return NotFound() }

// health says that the process answers.
func (s *Site) health(w http.ResponseWriter, _ *http.Request) error {
	return plain(w, http.StatusOK, "alive\n")
}

// readiness says that the database answers too.
func (s *Site) readiness(w http.ResponseWriter, r *http.Request) error {
	err := s.DB.Read(r.Context(), func(tx *store.Tx) error {
		var one int
		return tx.Row("SELECT 1").Scan(&one)
	})
	if err == nil && s.Ready != nil {
		err = s.Ready(r.Context())
	}
	if err != nil {
		s.Log.Error("not ready", "error", err)
		return plain(w, http.StatusServiceUnavailable, "not ready\n")
	}
	return plain(w, http.StatusOK, "ready\n")
}

func plain(w http.ResponseWriter, status int, text string) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, err := io.WriteString(w, text)
	return err
}
