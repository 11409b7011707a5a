package report

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// written is text as it was typed, or nothing.
func written(text string) templ.Component {
	if text == "" {
		return nil
	}
	return paragraph(text)
}

// take takes a report in, once for each draft: whoever clicks five times gets the same receipt.
func (p *Pages) take(w http.ResponseWriter, r *http.Request, d *web.Draft, anonymous bool, intake func(tx *record.Tx) (string, error)) error {
	// Whoever is signed in reports by the same door: who they are stands in the sealed field alone.
	caller := record.Caller{Door: record.Intake, Coarse: anonymous}
	code := d.Get(fieldCode)
	var result string
	err := p.Site.DB.Write(r.Context(), func(st *store.Tx) error {
		tx, err := p.Book.With(st, caller)
		if err != nil {
			return err
		}
		result, err = d.Once(st, func() (string, error) {
			number, err := intake(tx)
			if err != nil {
				return "", err
			}
			return p.sealNumber(number, code)
		})
		return err
	})
	if err != nil {
		return err
	}
	return p.receipt(w, r, result, code)
}

// receipt shows number and code. The code of another window of the same form opens nothing: only the first to be sent
// counts.
func (p *Pages) receipt(w http.ResponseWriter, r *http.Request, result, code string) error {
	v := web.VisitOf(r)
	number, fits := p.openNumber(result, code)
	if !fits {
		return p.sentPage(w, r)
	}
	receipt := ui.Receipt{Number: number, Code: grouped(code), FollowAt: p.FollowAt}
	for _, key := range []string{"read", "handle", "answer"} {
		receipt.Next = append(receipt.Next, v.T("report.next."+key))
	}
	look := web.Look{Title: v.T("report.receipt.title"), Width: ui.Reading}
	return p.Site.PageOf(w, r, look, receiptPage(v.Ctx(), receipt, p.links(v)))
}

// sentPage answers a form whose draft has been sent. It holds neither number nor code: whoever presses Back may be another.
func (p *Pages) sentPage(w http.ResponseWriter, r *http.Request) error {
	v := web.VisitOf(r)
	look := web.Look{Title: v.T("report.sent.title"), Lead: v.T("report.sent.text"), Width: ui.Reading}
	return p.Site.PageOf(w, r, look, linkList(p.links(v)))
}

func (p *Pages) links(v *web.Visit) []ui.Link {
	if v.SignedIn() {
		return []ui.Link{{Label: v.T("report.link.mine"), Href: "/my/reports"}, {Label: v.T("report.link.another"), Href: "/my/report"}}
	}
	return []ui.Link{{Label: v.T("report.link.follow"), Href: "/follow"}, {Label: v.T("report.link.another"), Href: "/report"}}
}

func (p *Pages) sendContact(w http.ResponseWriter, r *http.Request) error {
	d, err := p.Site.Draft(w, r, contactForm())
	if err != nil {
		return err
	}
	f := form{Pages: p, v: web.VisitOf(r), d: d, faults: faults{}}
	contact := strings.TrimSpace(d.Get(fieldContact))
	switch {
	case d.Earlier != "":
		return p.receipt(w, r, d.Earlier, d.Get(fieldCode))
	case d.Redraw:
		return p.showContact(w, r, f)
	case !f.v.SignedIn() && contact == "":
		f.faults.add(fieldContact, f.t("report.problem.contact"))
	case len([]rune(contact)) > mostLine:
		f.faults.add(fieldContact, f.t("report.problem.too_long", mostLine, len([]rune(contact))-mostLine))
	}
	if len(f.faults) > 0 || lacksCode(d) {
		return p.showContact(w, r, f)
	}
	return p.takeContact(w, r, f, contact)
}
