package imports

import (
	"bytes"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/vardkas/vardkas/internal/batch"
	"github.com/vardkas/vardkas/internal/exchange"
	"github.com/vardkas/vardkas/internal/exchange/intake"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// The names of the form on which a table is handed in.
const (
	fieldKind    = "kind"
	fieldTable   = "table"
	fieldSaved   = "saved"
	fieldMapping = "mapping"
)

// accepted are the files that the browser offers first.
const accepted = ".csv,.txt,.tsv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func (c *call) newForm() error {
	d, err := c.Site.Draft(c.w, c.r, web.Form{Name: "imports.new"})
	if err != nil {
		return err
	}
	return c.drawNew(d, nil)
}

func (c *call) drawNew(d *web.Draft, problems map[string]string) error {
	saved, err := c.saved()
	if err != nil {
		return err
	}
	form := ui.Form{ID: "imports-new", Action: "/imports/new", Multipart: true, Hidden: d.Hidden(), Groups: []ui.Group{{Fields: []ui.Field{
		{Name: fieldTable, Label: c.t("imports.field.table"), Hint: c.t("imports.help.table", maxFile>>20), Input: ui.File, Accept: accepted, Required: true, Files: d.KeptFiles(fieldTable), Problems: at(problems, fieldTable)},
		{Name: fieldKind, Label: c.t("imports.field.kind"), Input: ui.Select, Required: true, Options: c.kindOptions(), Value: d.Get(fieldKind), Problems: at(problems, fieldKind)},
		{Name: fieldSaved, Label: c.t("imports.field.saved"), Hint: c.t("imports.help.saved"), Input: ui.Select, Options: c.savedOptions(saved), Value: d.Get(fieldSaved), Problems: at(problems, fieldSaved)},
		{Name: fieldMapping, Label: c.t("imports.field.mapping"), Hint: c.t("imports.help.mapping"), Input: ui.File, Accept: ".yaml,.yml", Files: d.KeptFiles(fieldMapping), Problems: at(problems, fieldMapping)},
	}}}, Actions: ui.Actions{Primary: &ui.Button{Label: c.t("imports.do.upload")}, Others: []ui.Button{{Label: c.t("ui.button.cancel"), Kind: ui.Quiet, Href: "/imports"}}}}
	look := web.Look{Title: c.t("imports.new"), Lead: c.t("imports.new_lead"), Width: ui.Reading, SwitchForm: form.ID, Crumbs: c.crumbs()}
	return c.Site.Again(c.w, c.r, d, look, framed(c.ctx(), c.steps(1), ui.FormOf(c.ctx(), form)))
}

func at(problems map[string]string, field string) []string {
	if problems[field] == "" {
		return nil
	}
	return []string{problems[field]}
}

func (c *call) kindOptions() []ui.Option {
	var all []ui.Option
	if len(c.kinds) > 1 {
		all = append(all, ui.Option{Label: c.t("imports.choose")})
	}
	for _, k := range c.kinds {
		all = append(all, ui.Option{Value: k.Meta().Name, Label: pluralOf(c.v.Lang, k.Meta().Name)})
	}
	return all
}

// saved are the mappings of what the reader may import.
func (c *call) saved() (all []batch.SavedMapping, err error) {
	var kinds []string
	for _, k := range c.kinds {
		kinds = append(kinds, k.Meta().Name)
	}
	err = c.Book.DB.Read(c.r.Context(), func(tx *store.Tx) (err error) {
		all, err = batch.SavedMappings(tx, kinds)
		return err
	})
	return all, err
}

func (c *call) savedOptions(saved []batch.SavedMapping) []ui.Option {
	all := []ui.Option{{Label: c.t("imports.saved.none")}}
	for _, m := range saved {
		all = append(all, ui.Option{Value: m.Kind + "/" + m.Name, Label: m.Name + " – " + words.T(c.v.Lang, m.Kind+".plural")})
	}
	return all
}

// begin keeps the table and goes on to its mapping. What is wrong with the table is told there: the file is not lost.
func (c *call) begin() error {
	d, err := c.Site.Draft(c.w, c.r, web.Form{Name: "imports.new"})
	if err != nil {
		return err
	}
	if d.Redraw {
		return c.Site.Redirect(c.w, c.r, d.Address())
	}
	problems := map[string]string{}
	w := &batch.Work{Person: record.Key(c.v.Person), Kind: c.chosenKind(d)}
	if w.Kind == "" {
		problems[fieldKind] = c.t("imports.problem.kind")
	}
	table, name, err := c.fileOf(d, fieldTable)
	switch {
	case err != nil:
		return err
	case len(table) == 0:
		problems[fieldTable] = c.t("imports.problem.table")
	case len(table) > maxFile:
		problems[fieldTable] = c.t("import.too_large", maxFile>>20)
	}
	w.Name = clipped(name)
	if err := c.firstMapping(d, w, problems); err != nil {
		return err
	}
	if len(problems) > 0 {
		return c.drawNew(d, problems)
	}
	id := ""
	err = c.change(func(tx *store.Tx) (err error) {
		id, err = d.Once(tx, func() (string, error) { err := w.Begin(tx, table); return w.ID, err })
		return err
	})
	if err != nil {
		return err
	}
	return c.Site.Redirect(c.w, c.r, "/imports/"+id+"/mapping")
}

func (c *call) chosenKind(d *web.Draft) string {
	for _, k := range c.kinds {
		if k.Meta().Name == d.Get(fieldKind) || len(c.kinds) == 1 {
			return k.Meta().Name
		}
	}
	return ""
}

// fileOf is the last file that was given in a field.
func (c *call) fileOf(d *web.Draft, field string) (content []byte, name string, err error) {
	for i := len(d.Files) - 1; i >= 0; i-- {
		f := d.Files[i]
		if f.Field != field {
			continue
		}
		err = c.Book.DB.Read(c.r.Context(), func(tx *store.Tx) (err error) {
			content, err = d.Content(tx, f)
			return err
		})
		return content, f.Name, err
	}
	return nil, "", nil
}

// firstMapping is the mapping a table starts with: from a file, a saved one, or none.
func (c *call) firstMapping(d *web.Draft, w *batch.Work, problems map[string]string) error {
	file, _, err := c.fileOf(d, fieldMapping)
	if err != nil {
		return err
	}
	if len(file) > 0 {
		w.Mapping = string(file)
		if target, ok := c.target(w); ok {
			if _, bad := intake.Mapping(target, file); len(bad) > 0 {
				told := intake.OfFile(c.v.Lang, bad)[0]
				problems[fieldMapping] = strings.TrimSpace(c.t("imports.problem.mapping", told.Row, told.Column, told.What) + " " + told.Do)
			}
		}
		return nil
	}
	asked := d.Get(fieldSaved)
	if asked == "" {
		return nil
	}
	saved, err := c.saved()
	for _, m := range saved {
		if m.Kind+"/"+m.Name == asked && (w.Kind == m.Kind || w.Kind == "") {
			w.Mapping = m.Mapping
			return nil
		}
	}
	problems[fieldSaved] = c.t("imports.problem.saved")
	return err
}

// replace puts a mended file in the place of the first. Its encoding and its delimiter are looked for anew: it may have
// come from another program.
func (c *call) replace() error {
	d, err := c.Site.Draft(c.w, c.r, web.Form{Name: "imports.table"})
	if err != nil {
		return err
	}
	table, name, err := c.fileOf(d, fieldTable)
	if err != nil {
		return err
	}
	if len(table) == 0 || len(table) > maxFile || c.work.Stage.Busy() || c.work.Stage == batch.StageDone {
		return web.Unprocessable(ui.Problem{Text: c.t("imports.problem.table")})
	}
	if m, bad := exchange.LoadMapping(bytes.NewReader([]byte(c.work.Mapping))); len(bad) == 0 {
		m.Format.Encoding, m.Format.Delimiter, m.Format.Sheet, m.Format.HeaderRow = "", 0, "", 0
		c.work.Mapping = string(m.File())
	}
	c.work.Outcome = batch.Outcome{}
	if err := c.change(func(tx *store.Tx) error { return c.work.Replace(tx, clipped(name), table) }); err != nil {
		return err
	}
	err = c.check(c.r.Context(), c.work, c.v.Lang)
	if errors.Is(err, errNoMapping) {
		return c.Site.Redirect(c.w, c.r, c.at("/mapping"))
	}
	if err != nil {
		return err
	}
	return c.Site.Redirect(c.w, c.r, c.at(""))
}

// clipped keeps a name to a line of a record.
func clipped(s string) string {
	s = strings.ToValidUTF8(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, s), "")
	if utf8.RuneCountInString(s) > record.MaxLine {
		s = string([]rune(s)[:record.MaxLine-1]) + "…"
	}
	return s
}
