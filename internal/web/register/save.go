package register

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// newSheet is the form of a new record.
func (c *call) newSheet() (*sheet, error) {
	if c.closed() {
		return nil, record.ErrNotFound
	}
	s := &sheet{
		name: c.meta.Name + "/new", title: c.t("register.new", c.name()), action: "/r/" + c.meta.Name + "/new",
		save: c.t("ui.button.save"), back: "/r/" + c.meta.Name, fields: c.fieldsOf(true), row: c.kind.Blank(),
	}
	if err := c.typed(s); err != nil {
		return nil, err
	}
	under := cmp.Or(s.draft.Get(formUnder), c.param(formUnder))
	return s, c.read(func(tx *record.Tx) error { return c.under(tx, s, under) })
}

// under finds what the new record will hang on, and sees to it that the reader may make one there.
func (c *call) under(tx *record.Tx, s *sheet, id string) error {
	if !c.meta.Under {
		if ok, err := c.mayCreate(tx); err != nil || !ok {
			return first(err, record.ErrForbidden)
		}
		return nil
	}
	parent, err := c.parent(tx, id)
	if err != nil {
		return err
	}
	s.parent, s.back = parent, c.address(parent.Meta().Name, parent.ID)
	ok, err := c.kind.Allows(tx, access.Create, c.blankUnder(parent))
	if err == nil && !ok {
		return record.ErrForbidden
	}
	return err
}

func first(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

func (c *call) parent(tx *record.Tx, text string) (record.Row, error) {
	id, err := record.ParseID(text)
	if err != nil {
		return record.Row{}, err
	}
	_, name, err := tx.Locate(id)
	if err != nil {
		return record.Row{}, err
	}
	kind, ok := c.book.Kind(name)
	if !ok {
		return record.Row{}, record.ErrNotFound
	}
	return kind.Fetch(tx, id)
}

func (c *call) blankUnder(parent record.Row) record.Row { return blankUnder(c.kind, parent) }

// blankUnder is a new record that hangs on another, with what it will inherit, so that rights can be asked about.
func blankUnder(kind record.Any, parent record.Row) record.Row {
	r := kind.Blank()
	r.On, r.Unit, r.Areas, r.Level, r.Class = parent.Key, parent.Unit, slices.Clone(parent.Areas), parent.Level, parent.Class
	return r
}

// newForm asks for a new record.
func (c *call) newForm() error {
	s, err := c.newSheet()
	if err != nil {
		return err
	}
	return c.draw(s)
}

// create makes a record of what was typed, once however often it is sent.
func (c *call) create() error {
	s, err := c.newSheet()
	if err != nil {
		return err
	}
	return c.submit(s, func(tx *record.Tx, values map[string]string, bad record.Invalid) (record.Row, error) {
		r := c.kind.Blank()
		if s.parent.Envelope != nil {
			r.On = s.parent.Key
		}
		bad = append(bad, r.Fill(values)...)
		err := c.kind.Put(tx, r)
		return r, withProblems(bad, err)
	})
}

// withProblems is what came of a change that had problems before it was tried: those and what record found.
func withProblems(bad record.Invalid, err error) error {
	more, invalid := errors.AsType[record.Invalid](err)
	if len(bad) == 0 || err != nil && !invalid {
		return err
	}
	return merged(bad, more)
}

// merged lists the problems of both, at most one a field: what cannot be read is also missing, and said once.
func merged(bad, more record.Invalid) record.Invalid {
	for _, p := range more {
		if !slices.ContainsFunc(bad, func(b record.Problem) bool { return b.Field == p.Field }) {
			bad = append(bad, p)
		}
	}
	return bad
}

// editSheet is the form of a record.
func (c *call) editSheet() (*sheet, error) {
	if c.closed() {
		return nil, record.ErrNotFound
	}
	s := &sheet{name: c.meta.Name + "/edit/" + c.r.PathValue("id"), save: c.t("ui.button.save"), reason: welcome, fields: c.fieldsOf(false)}
	err := c.read(func(tx *record.Tx) (err error) {
		if s.row, err = c.fetch(tx); err != nil {
			return err
		}
		ok, err := c.kind.Allows(tx, access.Update, s.row)
		if err == nil && !ok {
			return record.ErrForbidden
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	s.title, s.action, s.back = c.t("register.edit", heading(s.row)), c.href(s.row, "/edit"), c.address(c.meta.Name, s.row.ID)
	return s, c.typed(s)
}

// editForm asks for changes of a record.
func (c *call) editForm() error {
	s, err := c.editSheet()
	if err != nil {
		return err
	}
	return c.draw(s)
}

// change saves what was typed, if the record is still what the form was made from.
func (c *call) change() error {
	s, err := c.editSheet()
	if err != nil {
		return err
	}
	return c.submit(s, func(tx *record.Tx, values map[string]string, bad record.Invalid) (record.Row, error) {
		r, err := c.kind.Edit(tx, s.row.Key, s.version(), values)
		return r, withProblems(bad, err)
	})
}

// version is the version the form was made from; a form that does not say is out of date.
func (s *sheet) version() int {
	n, err := strconv.Atoi(s.draft.Get(formVersion))
	if err != nil {
		return 0
	}
	return n
}

// submit runs a change with what was typed and answers: the record's page, the form again, or both versions.
func (c *call) submit(s *sheet, f func(*record.Tx, map[string]string, record.Invalid) (record.Row, error)) error {
	if done, err := c.redrawn(s); done {
		return err
	}
	values, bad := s.answers()
	reason := strings.TrimSpace(s.draft.Get(formReason))
	bad = append(bad, tooLong(reason)...)
	var to string
	err := c.write(func(tx *record.Tx) (err error) {
		tx.Reason = reason
		to, err = s.draft.Once(tx.Tx, func() (string, error) {
			r, err := f(tx, values, slices.Clone(bad))
			if err != nil {
				return "", err
			}
			if s.parent.Envelope != nil {
				return s.back, nil
			}
			return c.address(c.meta.Name, r.ID), nil
		})
		return err
	})
	if more, ok := errors.AsType[record.Invalid](err); ok {
		s.problems = more
		return c.draw(s)
	}
	if conflict, ok := errors.AsType[*record.Conflict](err); ok {
		return c.conflict(s, conflict)
	}
	if err != nil {
		return err
	}
	c.site.Note(c.w, ui.Done, "register.saved")
	return c.site.Redirect(c.w, c.r, to)
}

// redrawn draws the form again when it was sent for a search or another language and not to be saved.
func (c *call) redrawn(s *sheet) (bool, error) {
	if !s.draft.Redraw && s.sought() != "" {
		s.draft.Redraw = true
		if err := s.draft.Save(c.r.Context()); err != nil {
			return true, err
		}
	}
	if !s.draft.Redraw {
		return false, nil
	}
	return true, c.draw(s)
}

func tooLong(reason string) record.Invalid {
	if n := len([]rune(reason)); n > record.MaxLine {
		return record.Invalid{{Field: formReason, Key: "problem.too_long", Args: []any{record.MaxLine, n}}}
	}
	return nil
}

// stepSheet is what a step asks for. A step that is not open to the reader does not exist.
func (c *call) stepSheet() (*sheet, record.StepMeta, error) {
	s := &sheet{reason: welcome}
	var step record.StepMeta
	if c.closed() {
		return nil, step, record.ErrNotFound
	}
	err := c.read(func(tx *record.Tx) (err error) {
		if s.row, err = c.fetch(tx); err != nil {
			return err
		}
		step, err = c.offered(tx, s.row)
		return err
	})
	if err != nil {
		return nil, step, err
	}
	if step.Reason {
		s.reason = demanded
	}
	for _, f := range c.meta.Fields {
		if slices.Contains(step.Fields, f.Name) && askable(c.meta, f) {
			s.fields = append(s.fields, f)
		}
	}
	verb := c.step(step.Name)
	s.name = c.meta.Name + "/" + step.Name + "/" + s.row.ID.String()
	s.title, s.save = c.t("register.step", verb, heading(s.row)), verb
	s.action, s.back = c.href(s.row, "/step/"+step.Name), c.address(c.meta.Name, s.row.ID)
	return s, step, c.typed(s)
}

// offered is the step of the address, if the reader may take it in some state. Whether it is open in this one is for the
// record to say: somebody may have taken it a moment ago.
func (c *call) offered(tx *record.Tx, r record.Row) (record.StepMeta, error) {
	i := slices.IndexFunc(c.meta.Steps, func(s record.StepMeta) bool { return s.Name == c.r.PathValue("step") })
	if i < 0 {
		return record.StepMeta{}, record.ErrNotFound
	}
	step := c.meta.Steps[i]
	ok, err := c.kind.Allows(tx, step.Needs, r)
	if err == nil && !ok {
		return step, record.ErrForbidden
	}
	return step, err
}

// stepForm asks for what a step needs.
func (c *call) stepForm() error {
	s, step, err := c.stepSheet()
	if err != nil {
		return err
	}
	if !slices.Contains(step.From, s.row.State) {
		s.problems = record.Invalid{{Field: "state", Key: "problem.step_not_open"}}
	}
	return c.draw(s)
}

// take takes a step.
func (c *call) take() error {
	s, step, err := c.stepSheet()
	if err != nil {
		return err
	}
	return c.submit(s, func(tx *record.Tx, values map[string]string, bad record.Invalid) (record.Row, error) {
		r, err := c.kind.Move(tx, s.row.Key, s.version(), step.Name, values)
		return r, withProblems(bad, err)
	})
}
