package bench

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"sync/atomic"

	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
)

// task is one product row: what a person does, the limit it is held against, and the goal set for it.
type task struct {
	name    string
	as      func(region) record.Key // who is signed in; nil = nobody
	path    func(region) string
	says    string // what the page must hold, so that an error page is never measured
	limit   string
	goal    float64 // at most so many times the limit; 0 = none is set
	most    int     // how many statements the page may run; 0 = mostStatements
	post    func(*reporter) error
	clients int
}

// mostStatements is how many SQL statements a page may run. A row that states another number in most is not there yet: the
// number is what it runs today, and may only be lowered.
const mostStatements = 12

func chief(r region) record.Key       { return r.Chief }
func manager(r region) record.Key     { return r.Manager }
func coordinator(r region) record.Key { return r.Coordinator }

func at(path string) func(region) string { return func(region) string { return path } }

// pages are the rows of pages, in the order they are shown.
func pages() []task {
	rich := func(r region) string { return "/events/" + r.Rich.String() }
	generic := func(r region) string { return "/r/incident/" + r.Rich.String() }
	return []task{
		{name: "accessibility page", path: at("/accessibility"), says: "<h1", limit: "page from memory"},
		{name: "report form", path: at("/report?draft=00000000000000000000000000000000"), says: "category", limit: "page from memory"},
		{name: "register, region", as: chief, path: at("/r/incident"), says: "H-202", limit: "list 50", goal: 3},
		{name: "register, ten sites", as: coordinator, path: at("/r/incident"), says: "H-202", limit: "list 50"},
		{name: "register, one ward", as: manager, path: at("/r/incident"), says: "H-202", limit: "list 50"},
		{name: "register, filtered", as: chief, path: at("/r/incident?state=reported"), says: "H-202", limit: "list 50", goal: 3},
		{name: "register, free text", as: chief, path: at("/r/incident?q=dörr"), says: "H-202", limit: "search", goal: 3},
		{name: "event, 20 versions", as: chief, path: rich, says: "H-202", limit: "event with history", goal: 4},
		{name: "my work, chief", as: chief, path: at("/"), says: "<h1", limit: "figures", goal: 3},
		{name: "my work, manager", as: manager, path: at("/"), says: "<h1", limit: "figures", goal: 3},
		{name: "figures, region", as: chief, path: at("/figures"), says: "<table", limit: "figures", goal: 3},
		{name: "event, generic page", as: chief, path: generic, says: "H-202", limit: "event with history", most: 22},
		{name: "event, its history", as: chief, path: func(r region) string { return generic(r) + "/history" }, says: "Anteckning 19", limit: "event with history"},
	}
}

// reports are the rows that leave something behind.
func reports() []task {
	return []task{
		{name: "report sent", post: (*reporter).send, limit: "durable create", goal: 3},
		{name: "report sent, 16 at once", post: (*reporter).send, limit: "durable create", clients: crowd},
		{name: "report, form to receipt", post: (*reporter).whole, limit: "durable create"},
	}
}

// reporter reports events from ever new addresses, so that no limit of a single one is met.
type reporter struct {
	site http.Handler
	n    atomic.Uint32
}

func (p *reporter) visitor() visitor {
	n := p.n.Add(1)
	return visitor{site: p.site, address: fmt.Sprintf("10.%d.%d.%d:4000", n>>16&255, n>>8&255, n&255)}
}

// answers is a filled form, of some 60 words.
func answers() url.Values {
	draft := make([]byte, 16)
	_, _ = rand.Read(draft) // crypto/rand.Read never fails
	return url.Values{
		"_draft": {hex.EncodeToString(draft)}, "_form": {"report"}, "_page": {"/report"}, "category": {"unauthorised_access"},
		"description": {"Dörren till förrådet bredvid personalrummet stod öppen när vi kom på morgonen. Ingen av oss hade varit där under natten. " +
			"Hyllan med förbandsmaterial var framdragen och två kartonger låg på golvet, men vi saknar ingenting. En väktare gick ronden klockan fyra " +
			"och såg då ingenting. Vi har stängt, låst och sagt till vaktmästaren att se över låset."},
		"when": {"today"}, "where": {""}, "place_text": {"Plan 3, mitt emot hissen"}, "affected": {"staff"}, "hurt": {"no"}, "who": {"named"},
		"contact": {"Karin på avdelning 12"},
	}
}

// send hands the review in with every answer in it: one request, one receipt.
func (p *reporter) send() error {
	form := answers()
	form.Set("_page", "/report/review")
	form.Set("code", incident.NewCode())
	form.Set("_send", "1")
	a, err := p.visitor().ask(http.MethodPost, "/report/review", form, http.StatusOK)
	return received(a, err)
}

// whole is what one reporter makes the server do: the form, the answers, the review, the receipt.
func (p *reporter) whole() error {
	v, form := p.visitor(), answers()
	draft := "?draft=" + form.Get("_draft")
	for _, step := range []struct {
		method, path string
		form         url.Values
		status       int
	}{
		{http.MethodGet, "/report" + draft, nil, http.StatusOK},
		{http.MethodPost, "/report", form, http.StatusSeeOther},
		{http.MethodGet, "/report/review" + draft, nil, http.StatusOK},
	} {
		if _, err := v.ask(step.method, step.path, step.form, step.status); err != nil {
			return err
		}
	}
	last := url.Values{"_draft": form["_draft"], "_form": {"report"}, "_page": {"/report/review"}, "code": {incident.NewCode()}, "_send": {"1"}}
	a, err := v.ask(http.MethodPost, "/report/review", last, http.StatusOK)
	return received(a, err)
}

func received(a *answer, err error) error {
	if err == nil && !a.says("receipt-number") {
		return fmt.Errorf("no receipt: %s", clip(a.body.String()))
	}
	return err
}

// row prepares a product row. size is how large the answer of a page is.
func (w task) row(ctx context.Context, h *house, r region, site http.Handler) (made row, size int, err error) {
	made = row{name: w.name, clients: w.clients}
	if w.post != nil {
		p := &reporter{site: site}
		made.do = func() error { return w.post(p) }
		return made, 0, nil
	}
	v := visitor{site: site, address: "10.0.0.1:4000"}
	if w.as != nil {
		if v.token, err = h.signIn(ctx, w.as(r)); err != nil {
			return made, 0, err
		}
	}
	a, err := v.ask(http.MethodGet, w.path(r), nil, http.StatusOK)
	if err != nil {
		return made, 0, err
	}
	made.do, err = v.page(w.path(r), w.says)
	return made, a.body.Len(), err
}
