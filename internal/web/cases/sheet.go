package cases

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// The sheets: what is asked for in a form of its own.
const (
	sheetAssess     = "assess"
	sheetHandOver   = "hand_over"
	sheetWiden      = "widen"
	sheetFeedback   = "feedback"
	sheetManagement = "management"
	sheetClose      = "close"
	sheetReopen     = "reopen"
	sheetReached    = "reached"
	sheetWhen       = "when"
	sheetCause      = "cause"
	sheetPolice     = "police"
	sheetRegistry   = "registry"
	sheetMessage    = "message"
	sheetComment    = "comment"
	sheetFile       = "file"
	sheetAction     = "action"
	sheetPart       = "part"
)

// sheet is one form on an event.
type sheet struct {
	name    string
	button  string // label key of its button; empty: save
	needs   access.Action
	watched []string // what a decision stands on: changed by somebody else meanwhile, the reader is shown both
	shared  []string // what the form holds as it stands: each is compared by itself with what somebody else made of it; see base.go
	groups  func(w *work) []ui.Group
	save    func(w *work, tx *record.Tx, version int) error
	files   bool
}

// work is one showing of a sheet.
type work struct {
	*Pages
	sheet

	v      *web.Visit
	r      *http.Request
	d      *web.Draft
	sent   url.Values // what was typed, before anything that somebody else did was laid beside it
	i      *incident.Incident
	row    record.Row
	faults map[string][]string
	titles map[string]string // of what reference fields hold
	shut   bool              // what was saved closed the event to who saved it
}

func (w *work) t(key string, args ...any) string { return w.v.T(key, args...) }

// get is the answer to a question: what was typed, else what stands.
func (w *work) get(name, stands string) string {
	if w.d.Shown(name) {
		return strings.Join(w.d.Values[name], " ")
	}
	return stands
}

func (w *work) text(name string) string { return strings.TrimSpace(w.d.Get(name)) }

// ask shows a sheet.
func (p *Pages) ask(rw http.ResponseWriter, r *http.Request) error {
	w, err := p.open(rw, r)
	if err != nil {
		return err
	}
	return w.show(rw)
}

// open reads what a sheet stands on: the draft, and the event as it is now.
func (p *Pages) open(rw http.ResponseWriter, r *http.Request) (*work, error) {
	at := slices.IndexFunc(sheets(), func(s sheet) bool { return s.name == r.PathValue("sheet") })
	id, err := record.ParseID(r.PathValue("id"))
	if at < 0 || err != nil {
		return nil, web.NotFound()
	}
	w := &work{Pages: p, sheet: sheets()[at], v: web.VisitOf(r), r: r, faults: map[string][]string{}, titles: map[string]string{}}
	if w.d, err = p.Site.Draft(rw, r, web.Form{Name: "case-" + w.name}); err != nil {
		return nil, err
	}
	w.sent = w.d.Values
	return w, p.Book.Read(r.Context(), caller(r), func(tx *record.Tx) error { return w.load(tx, id) })
}

func (w *work) load(tx *record.Tx, id record.ID) (err error) {
	if w.i, err = incident.Kind.ByID(tx, id); err != nil {
		return err
	}
	if o, err := incident.Kind.Object(tx, w.i); err != nil || tx.Subject.AsReporter(o) {
		return errors.Join(err, record.ErrNotFound) // a reporter has pages of their own, and a reading here would tell who reported
	}
	if ok, err := incident.Kind.May(tx, w.needs, w.i); err != nil || !ok {
		return errors.Join(err, record.ErrForbidden)
	}
	w.row, err = incident.Kind.FetchKey(tx, w.i.Key)
	return err
}

// page is the sheet as a form.
func (w *work) form() (ui.Form, error) {
	groups := w.groups(w)
	for g := range groups {
		for n := range groups[g].Fields {
			f := &groups[g].Fields[n]
			f.Problems = w.faults[f.Name]
			if f.Input == ui.File {
				f.Files = w.d.KeptFiles(f.Name)
			}
			if err := w.refer(f); err != nil {
				return ui.Form{}, err
			}
		}
	}
	button := w.button
	if button == "" {
		button = "ui.button.save"
	}
	f := ui.Form{
		ID: w.d.Form, Action: here(w.i) + "/do/" + w.name, Multipart: w.files, Hidden: append(w.d.Hidden(), w.base()...), Groups: groups, Problems: w.loose(groups),
		Actions: ui.Actions{Primary: &ui.Button{Label: w.t(button)}},
	}
	if w.name == sheetAssess {
		f.Actions.Others = []ui.Button{{Label: w.t("cases.assess.propose"), Name: web.AddName, Value: "proposal"}}
	}
	return f, nil
}

func (w *work) show(rw http.ResponseWriter) error {
	f, err := w.form()
	if err != nil {
		return err
	}
	look := w.look(len(f.AllProblems()) > 0)
	return w.Site.Again(rw, w.r, w.d, look, sheetPage(w.v.Ctx(), w.before(), f, w.back()))
}

func (w *work) look(failed bool) web.Look {
	return web.Look{Title: w.t("cases.sheet." + w.name), Lead: w.i.Number.Text(incident.Kind.Prefix) + " " + w.i.Title, Width: ui.Reading, SwitchForm: w.d.Form, Failed: failed}
}

func (w *work) back() ui.Link { return ui.Link{Label: w.t("cases.back"), Href: here(w.i)} }

// before is what closing still lacks, each with the way to it.
func (w *work) before() []ui.Link {
	if w.name != sheetClose {
		return nil
	}
	var missing []incident.Lacking
	err := w.Book.Read(w.r.Context(), caller(w.r), func(tx *record.Tx) (err error) {
		missing, err = incident.Missing(tx, w.i)
		return err
	})
	if err != nil { // closing itself will tell
		return nil
	}
	var links []ui.Link
	for _, m := range missing {
		if !m.Excused {
			links = append(links, ui.Link{Label: w.t("incident.missing." + m.Fact), Href: here(w.i) + "/do/" + sheetFor(m.Field)})
		}
	}
	return links
}

// loose are problems of no field shown.
func (w *work) loose(groups []ui.Group) (all []ui.Problem) {
	for name, texts := range w.faults {
		shown := slices.ContainsFunc(groups, func(g ui.Group) bool {
			return slices.ContainsFunc(g.Fields, func(f ui.Field) bool { return f.Name == name })
		})
		for _, text := range texts {
			if !shown && !slices.Contains(all, ui.Problem{Text: text}) {
				all = append(all, ui.Problem{Text: text})
			}
		}
	}
	slices.SortFunc(all, func(a, b ui.Problem) int { return strings.Compare(a.Text, b.Text) })
	return all
}

// refer fills in the state of a reference field: what it holds, and what a search found.
func (w *work) refer(f *ui.Field) error {
	if f.Input != ui.Reference && f.Input != ui.References {
		return nil
	}
	view := &ui.ReferenceView{Query: w.d.Get(ui.QueryName(f.Name))}
	f.Search = view
	return w.Book.Read(w.r.Context(), caller(w.r), func(tx *record.Tx) (err error) {
		if f.Input == ui.References {
			f.Options, err = held(tx, f.Values)
			f.Values = nil
		} else {
			var one []ui.Option
			if one, err = held(tx, []string{f.Value}); len(one) == 1 {
				view.Chosen = &one[0]
			}
		}
		if err != nil {
			return err
		}
		if w.d.Search != f.Name || strings.TrimSpace(view.Query) == "" {
			return nil
		}
		view.Searched = true
		find := org.FindPersons
		if f.Name == "unit" {
			find = org.FindUnits
		}
		found, err := find(tx, view.Query, mostFound+1)
		view.More = len(found) > mostFound
		for _, one := range found[:min(len(found), mostFound)] {
			view.Matches = append(view.Matches, ui.Option{Value: one.ID.String(), Label: one.Title, Hint: one.Detail})
		}
		return err
	})
}

// held is what a reference field holds, by name.
func held(tx *record.Tx, values []string) (all []ui.Option, err error) {
	for _, value := range values {
		key, err := keyAt(tx, value)
		if err != nil {
			return nil, err
		}
		if key == 0 {
			continue
		}
		title, err := tx.Title(key, "person", "unit")
		if err != nil {
			return nil, err
		}
		all = append(all, ui.Option{Value: value, Label: title})
	}
	return all, nil
}

const mostFound = 10

// keyAt is the row key of a reference's value: a public id, or nothing. An id that is not there counts as nothing: the form
// then asks again.
func keyAt(tx *record.Tx, value string) (record.Key, error) {
	id, err := record.ParseID(value)
	if err != nil {
		return 0, nil
	}
	key, kind, err := tx.Locate(id)
	if errors.Is(err, record.ErrNotFound) || kind != "person" && kind != "unit" {
		return 0, nil
	}
	return key, err
}

func keyOf(text string) record.Key {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0
	}
	return record.Key(n)
}

// do saves a sheet, once for each draft. What cannot be saved comes back with what was typed.
func (p *Pages) do(rw http.ResponseWriter, r *http.Request) error {
	w, err := p.open(rw, r)
	if err != nil {
		return err
	}
	if w.d.Earlier != "" {
		return p.Site.Redirect(rw, r, here(w.i))
	}
	if w.d.Redraw {
		return w.show(rw)
	}
	err = p.Book.Write(r.Context(), caller(r), func(tx *record.Tx) error {
		clear(w.faults)
		_, err := w.d.Once(tx.Tx, func() (string, error) { return "done", w.change(tx) })
		return err
	})
	if conflict, ok := errors.AsType[*changedMeanwhile](err); ok {
		return w.conflict(rw, conflict)
	}
	if bad, ok := errors.AsType[record.Invalid](err); ok {
		w.blame(bad)
		return w.show(rw)
	}
	if err != nil {
		return err
	}
	if w.shut {
		p.Site.Note(rw, ui.Done, "cases.saved_and_shut")
		return p.Site.Redirect(rw, r, "/")
	}
	p.Site.Note(rw, ui.Done, "cases.saved")
	return p.Site.Redirect(rw, r, here(w.i))
}

// blame puts problems at their fields.
func (w *work) blame(bad record.Invalid) {
	for _, problem := range bad {
		if strings.HasPrefix(problem.Key, "incident.missing.") { // listed above the form, each with the way to it
			w.faults["closing_note"] = []string{w.t("cases.close.lacking")}
			continue
		}
		text := problem.Key
		if words.Has(problem.Key) {
			text = w.t(problem.Key, problem.Args...)
		}
		w.faults[problem.Field] = append(w.faults[problem.Field], text)
	}
}

func problem(field, key string, args ...any) error {
	return record.Invalid{{Field: field, Key: key, Args: args}}
}
