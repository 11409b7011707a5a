package web

import (
	"net/http"

	"github.com/vardkas/vardkas/internal/web/ui"
)

func (s *Site) accessibility(w http.ResponseWriter, r *http.Request) error {
	v := VisitOf(r)
	look := Look{Title: v.T("web.accessibility.title"), Width: ui.Reading}
	return s.PageOf(w, r, look, statement(v.Ctx(), s.Organisation, s.Contact))
}

func (s *Site) design(w http.ResponseWriter, r *http.Request) error {
	v := VisitOf(r)
	return s.PageOf(w, r, Look{Title: v.T("web.design.title"), Width: ui.Full}, ui.Gallery(v.Ctx()))
}
