package organisation

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/vardkas/vardkas/internal/exchange/directory"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

const (
	importPath  = "/organisation/import"
	previewPath = "/organisation/import/preview"
)

// draft is what was chosen so far: it outlives an error, a lost session and a change of mind.
func (c *call) draft() (*web.Draft, error) {
	return c.Site.Draft(c.w, c.r, web.Form{Name: "organisation_import"})
}

// mayImport reports whether the reader may take in units or persons; to everybody else the pages are absent.
func (c *call) mayImport() bool {
	return directory.May(c.v.Subject, directory.Units) || directory.May(c.v.Subject, directory.Persons)
}

func (c *call) choose() error {
	if !c.mayImport() {
		return web.NotFound()
	}
	d, err := c.draft()
	if err != nil {
		return err
	}
	return c.showChoice(d, "")
}

func (c *call) showChoice(d *web.Draft, problem string) error {
	kind := ui.Field{Name: "kind", Label: c.t("directory.field.kind"), Input: ui.Choice, Required: true, Value: d.Get("kind"), Options: []ui.Option{
		{Value: directory.Units, Label: c.t("directory.kind.units")}, {Value: directory.Persons, Label: c.t("directory.kind.persons")},
	}}
	if kind.Value == "" {
		kind.Value = directory.Units
	}
	columns := func(kind string) string { return strings.Join(directory.Request{Kind: kind}.Columns(), ", ") }
	file := ui.Field{Name: "file", Label: c.t("directory.field.file"), Hint: c.t("directory.field.file.hint", columns(directory.Units), columns(directory.Persons)),
		Input: ui.File, Accept: ".csv,.txt,.xlsx", Required: true, Files: d.KeptFiles("file")}
	if problem != "" {
		file.Problems = []string{c.t(problem)}
	}
	form := ui.Form{ID: "import", Action: importPath, Multipart: true, Hidden: d.Hidden(), Groups: []ui.Group{{Fields: []ui.Field{
		kind, file,
		{Name: "close", Label: c.t("directory.field.close"), Hint: c.t("directory.field.close.hint"), Input: ui.Checkbox, Value: d.Get("close")},
		{Name: "tree", Label: c.t("directory.field.tree"), Input: ui.Checkbox, Value: d.Get("tree")},
		{Name: "top", Label: c.t("directory.field.top"), Hint: c.t("directory.field.top.hint"), Value: d.Get("top"), MaxLength: record.MaxLine},
	}}}, Actions: ui.Actions{Primary: &ui.Button{Label: c.t("directory.button.preview")}}}
	look := web.Look{Title: c.t("directory.title"), Lead: c.t("directory.lead"), Width: ui.Reading, SwitchForm: "import"}
	return c.Site.Again(c.w, c.r, d, look, ui.FormOf(c.ctx(), form))
}

// chosen keeps the file and leads to the preview.
func (c *call) chosen() error {
	if !c.mayImport() {
		return web.NotFound()
	}
	d, err := c.draft()
	switch {
	case err != nil:
		return err
	case d.Redraw:
		return c.showChoice(d, "")
	case len(d.Files) == 0:
		return c.showChoice(d, "problem.required")
	}
	if err := d.Save(c.r.Context()); err != nil {
		return err
	}
	return c.Site.Redirect(c.w, c.r, previewPath+"?draft="+d.ID)
}

// request is what the draft asks for; false when there is no file in it, or it was sent before.
func (c *call) request(d *web.Draft) (q directory.Request, ok bool, err error) {
	if len(d.Files) == 0 {
		return q, false, nil
	}
	f := d.Files[len(d.Files)-1] // the last one chosen
	q = directory.Request{Kind: d.Get("kind"), Name: f.Name, CloseMissing: d.Get("close") == "1", Tree: d.Get("tree") == "1" && d.Get("kind") == directory.Units, Top: d.Get("top")}
	if q.Kind != directory.Persons {
		q.Kind = directory.Units
	}
	err = c.Site.DB.Read(c.r.Context(), func(tx *store.Tx) (err error) {
		q.Table, err = d.Content(tx, f)
		return err
	})
	return q, err == nil, err
}

func (c *call) preview() error {
	d, err := c.draft()
	if err != nil {
		return err
	}
	q, ok, err := c.request(d)
	if err != nil || !ok {
		return c.again(err)
	}
	p, err := c.read(q)
	if err != nil {
		return err
	}
	return c.showPreview(d, q, p, false)
}

// again leads back to the choice when there is nothing to preview.
func (c *call) again(err error) error {
	if err != nil {
		return err
	}
	return c.Site.Redirect(c.w, c.r, importPath)
}

func (c *call) read(q directory.Request) (directory.Preview, error) {
	p, err := directory.Read(c.r.Context(), c.Book, c.caller(), q)
	if errors.Is(err, record.ErrForbidden) {
		return p, web.NotFound()
	}
	return p, err
}

// shownChanges is how many changes and problems a preview lists.
const shownChanges = 500

// previewView is a preview as its page shows it.
type previewView struct {
	counts   string
	notices  []ui.Notice
	problems *ui.Table
	changes  *ui.Table
	more     string
	form     *ui.Form
	other    ui.Button
}

func (c *call) showPreview(d *web.Draft, q directory.Request, p directory.Preview, stale bool) error {
	s := previewView{other: ui.Button{Label: c.t("directory.button.other"), Href: importPath + "?draft=" + d.ID}}
	look := web.Look{Title: c.t("directory.preview"), Lead: q.Name, Width: ui.Working}
	if len(p.Unread) > 0 {
		s.notices = append(s.notices, ui.Notice{Title: c.t("directory.unread", strings.Join(p.Unread, ", "))})
	}
	if stale {
		look.Status = http.StatusConflict
		s.notices = append(s.notices, ui.Notice{Kind: ui.Warning, Title: c.t("directory.preview.stale"), Live: true})
	}
	if len(p.Notes) > 0 {
		s.notices = append(s.notices, ui.Notice{Title: c.t("directory.note.title"), Text: c.told(p.Notes[0])})
	}
	if len(p.Problems) > 0 {
		look.Status, look.Failed = http.StatusUnprocessableEntity, true
		s.counts = words.N(c.v.Lang, "directory.problems", len(p.Problems))
		s.problems = c.problems(p.Problems)
		return c.Site.PageOf(c.w, c.r, look, previewBody(c.ctx(), s))
	}
	s.counts = directory.Counts(c.v.Lang, p.Plan)
	changes := changesOf(p)
	if len(changes) == 0 {
		s.counts = c.t("directory.preview.nothing") + " " + s.counts
		return c.Site.PageOf(c.w, c.r, look, previewBody(c.ctx(), s))
	}
	if len(changes) > shownChanges {
		s.more = c.t("directory.preview.more", shownChanges)
	}
	s.changes = c.changes(q.Kind, changes[:min(len(changes), shownChanges)])
	hidden := append(d.Hidden(), ui.Hidden{Name: "_seen", Value: seen(p)}) // with "_" it is no answer of the draft
	s.form = &ui.Form{Action: previewPath, Hidden: hidden, Actions: ui.Actions{Primary: &ui.Button{Label: c.t("directory.button.apply")}}}
	return c.Site.PageOf(c.w, c.r, look, previewBody(c.ctx(), s))
}

func changesOf(p directory.Preview) []org.Change {
	return slices.DeleteFunc(slices.Clone(p.Changes), func(c org.Change) bool { return c.Effect == org.EffectUnchanged })
}

// seen is a fingerprint of what a preview shows, so that what is taken in is what was seen.
func seen(p directory.Preview) string {
	sum := sha256.Sum256(fmt.Append(nil, p.Changes))
	return hex.EncodeToString(sum[:8])
}

func (c *call) told(b org.RowProblem) string {
	return fmt.Sprintf("%s %d, %s: %s", c.t("import.column.row"), b.Row, b.Column, c.t(b.Key, b.Args...))
}

func (c *call) problems(bad []org.RowProblem) *ui.Table {
	t := ui.Table{Caption: c.t("directory.problem.title"), ShowCaption: true, Columns: []ui.Column{
		{Label: c.t("import.column.row"), Numeric: true}, {Label: c.t("import.column.column")}, {Label: c.t("import.column.what"), Phone: ui.PhoneFirst},
	}}
	for _, b := range bad[:min(len(bad), shownChanges)] {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: strconv.Itoa(b.Row)}, {Text: b.Column}, {Text: c.t(b.Key, b.Args...)}}})
	}
	return &t
}

func (c *call) changes(kind string, all []org.Change) *ui.Table {
	t := ui.Table{Caption: c.t("directory.preview"), Columns: []ui.Column{
		{Label: c.t("directory.column.effect")}, {Label: c.t("directory.column.title"), Phone: ui.PhoneFirst}, {Label: c.t("directory.column.changes")}, {Label: c.t("import.column.row"), Numeric: true, Phone: ui.PhoneOff},
	}}
	for _, one := range all {
		row := ""
		if one.Row > 0 {
			row = strconv.Itoa(one.Row)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			{Text: c.t("directory.effect." + string(one.Effect))}, {Text: one.Title}, {Text: strings.Join(directory.Fields(c.v.Lang, kind, one), "; ")}, {Text: row},
		}})
	}
	return &t
}

// applyLasts bounds the taking in of a whole region; it goes on when the browser leaves.
const applyLasts = 10 * time.Minute

// apply takes the file in as it was previewed. When the register has changed meanwhile the preview is shown anew.
func (c *call) apply() error {
	d, err := c.draft()
	if err != nil {
		return err
	}
	if d.Earlier != "" { // sent twice
		return c.Site.Redirect(c.w, c.r, d.Earlier)
	}
	q, ok, err := c.request(d)
	if err != nil || !ok {
		return c.again(err)
	}
	p, err := c.read(q)
	if err != nil {
		return err
	}
	if len(p.Problems) > 0 || seen(p) != c.r.PostFormValue("_seen") {
		return c.showPreview(d, q, p, true)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.r.Context()), applyLasts)
	defer cancel()
	err = p.Apply(ctx, c.Book, c.caller(), words.T(words.SV, "directory.reason", q.Name))
	if _, changed := errors.AsType[*record.Conflict](err); changed {
		if p, err = c.read(q); err == nil {
			return c.showPreview(d, q, p, true)
		}
	}
	if err != nil {
		return err
	}
	to := "/r/" + strings.TrimSuffix(q.Kind, "s")
	if err := c.Site.DB.Write(ctx, func(tx *store.Tx) error { _, err := d.Once(tx, func() (string, error) { return to, nil }); return err }); err != nil {
		return err
	}
	c.Site.Note(c.w, ui.Done, "directory.done")
	return c.Site.Redirect(c.w, c.r, to)
}
