package imports

import (
	"net/http"
	"strings"

	"github.com/vardkas/vardkas/internal/batch"
	"github.com/vardkas/vardkas/internal/exchange"
	"github.com/vardkas/vardkas/internal/exchange/intake"
	"github.com/vardkas/vardkas/internal/file"
	"github.com/vardkas/vardkas/internal/job"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/register"
	"github.com/vardkas/vardkas/internal/words"
)

// The values of the buttons of the form of a mapping.
const (
	fieldDo = "do"
	doCheck = "check"
	doLook  = "look"
)

// mapping is one drawing or reading of the form of a mapping.
type mapping struct {
	*exchange.Mapping
	seen     seen
	problems map[string]string // key of the catalogue by the name of the field
}

func (c *call) mappingForm() error {
	d, err := c.Site.Draft(c.w, c.r, web.Form{Name: "imports.mapping"})
	if err != nil {
		return err
	}
	if c.isGone() {
		return c.Site.Redirect(c.w, c.r, c.at(""))
	}
	m, err := c.typed(d)
	if err != nil {
		return err
	}
	m.problems = nil // nobody has sent it yet
	return c.drawMapping(d, m)
}

// isGone reports whether the mapping can no longer be changed.
func (c *call) isGone() bool { return c.work.Stage.Busy() || c.work.Stage == batch.StageDone }

// typed is the mapping as it stands in the form: what was typed over what was kept. What was typed about the columns of
// another sheet counts for nothing.
func (c *call) typed(d *web.Draft) (m mapping, err error) {
	before, s, err := c.current()
	if err != nil || !d.Shown(fieldSource) && !d.Shown(fieldDate) {
		return mapping{Mapping: before, seen: s}, err
	}
	format, problems := parsedFormat(d.Values, before.Format)
	if s, err = c.see(&format); err != nil {
		return m, err
	}
	if d.Get(fieldColumns) != columnsMark(s.header()) {
		m = mapping{Mapping: &exchange.Mapping{Format: format, Source: d.Get(fieldSource)}, seen: s, problems: problems}
		if s.table != nil {
			source := m.Source
			c.guess(m.Mapping, s)
			m.Source = source
			m.Format.Date, m.Format.Language = first(format.Date, m.Format.Date), first(format.Language, m.Format.Language)
		}
		return m, nil
	}
	known, bad := parsed(d.Values, before, format, s)
	for field, key := range problems {
		bad[field] = key
	}
	return mapping{Mapping: known, seen: s, problems: bad}, nil
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// takeMapping takes the mapping and goes on: to the words that need codes, or to the dry run.
func (c *call) takeMapping() error {
	d, err := c.Site.Draft(c.w, c.r, web.Form{Name: "imports.mapping"})
	if err != nil {
		return err
	}
	if c.isGone() {
		return c.Site.Redirect(c.w, c.r, c.at(""))
	}
	m, err := c.typed(d)
	if err != nil {
		return err
	}
	if d.Redraw || d.Get(fieldDo) == doLook || m.seen.table != nil && d.Get(fieldColumns) != columnsMark(m.seen.header()) {
		d.Values.Del(fieldDo)
		if err := d.Save(c.r.Context()); err != nil {
			return err
		}
		return c.Site.Redirect(c.w, c.r, d.Address())
	}
	if names := unfilled(m.Mapping, m.seen); m.problems != nil && len(names) > 0 && m.problems[fieldTo+"0"] == "" {
		m.problems[fieldTo+"0"] = "imports.problem.unfilled"
	}
	if len(m.problems) > 0 || m.seen.table == nil {
		return c.drawMapping(d, m)
	}
	if err := c.keepMapping(d, m); err != nil {
		return err
	}
	if len(c.undecided(m)) > 0 {
		return c.Site.Redirect(c.w, c.r, c.at("/values"))
	}
	return c.startCheck()
}

// keepMapping keeps the mapping with the work, and under a name when one was given. Words that are codes already, or are
// called as one, get their code.
func (c *call) keepMapping(d *web.Draft, m mapping) error {
	c.code(m)
	c.work.Mapping, c.work.Stage, c.work.Outcome = string(m.File()), batch.StageMapping, batch.Outcome{}
	name := clipped(strings.TrimSpace(d.Get(fieldSaveAs)))
	return c.change(func(tx *store.Tx) error {
		if name != "" {
			err := batch.SaveMapping(tx, batch.SavedMapping{Kind: c.work.Kind, Name: name, Mapping: c.work.Mapping, Person: c.work.Person})
			if err != nil {
				return err
			}
		}
		_, err := d.Once(tx, func() (string, error) { return c.work.ID, c.work.Save(tx) })
		return err
	})
}

// inlineBytes is how large a file is looked at while its reader waits; a larger one is a job.
const inlineBytes = 1 << 20

// startCheck makes the dry run, at once or by a job, and shows it.
func (c *call) startCheck() error {
	if c.work.Bytes <= inlineBytes {
		if err := c.check(c.r.Context(), c.work, c.v.Lang); err != nil {
			return err
		}
		return c.Site.Redirect(c.w, c.r, c.at(""))
	}
	return c.queue(checkKind, batch.StageChecking)
}

// queue hands the work over to a job and shows how far it has come.
func (c *call) queue(kind string, stage batch.Stage) error {
	err := c.change(func(tx *store.Tx) error {
		c.work.Stage, c.work.Stop, c.work.Done = stage, false, 0
		if err := c.work.Save(tx); err != nil {
			return err
		}
		_, err := job.Enqueue(tx, job.Job{Kind: kind, Payload: order{Work: c.work.ID, Person: c.work.Person, Lang: c.v.Lang}})
		return err
	})
	if err != nil {
		return err
	}
	return c.Site.Redirect(c.w, c.r, c.at(""))
}

// mappingFile sends the mapping as the command reads it.
func (c *call) mappingFile() error {
	if c.work.Mapping == "" {
		return web.NotFound()
	}
	h := c.w.Header()
	h.Set("Content-Type", "application/yaml; charset=utf-8")
	h.Set("Content-Disposition", file.Disposition(c.work.Name+".yaml"))
	h.Set("Cache-Control", file.CacheControl)
	c.w.WriteHeader(http.StatusOK)
	_, _ = c.w.Write([]byte(c.work.Mapping)) // a reader who left gets nothing more
	return nil
}

// label is a field in words.
func (c *call) label(name string) string {
	kind, _ := c.Book.Kind(c.work.Kind)
	f, ok := kind.Meta().Field(name)
	if !ok {
		return name
	}
	return c.t(register.FieldKey(c.work.Kind, f))
}

// codes are what a choice may hold, with their words in the language.
func (c *call) codes(f record.Info, lang words.Lang) (codes, labels []string) {
	codes = f.Options
	if f.Set != "" {
		codes = c.Book.Terms.Codes(f.Set)
	}
	for _, code := range codes {
		label := ""
		if f.Set == "" {
			label = words.T(lang, register.OptionKey(c.work.Kind, f, code))
		} else {
			label = c.Book.Terms.Label(f.Set, code).In(lang)
		}
		labels = append(labels, label)
	}
	return codes, labels
}

// choices are the fields of a mapping that hold codes and are filled from a column, with their place in it.
func (c *call) choices(m mapping) (places []int, infos []record.Info) {
	for _, info := range intake.Fields(m.seen.target) {
		if info.Input != record.InputChoice && info.Input != record.InputChoices {
			continue
		}
		for i, f := range m.Fields {
			if f.Name == info.Name && f.Column != "" {
				places, infos = append(places, i), append(infos, info)
			}
		}
	}
	return places, infos
}
